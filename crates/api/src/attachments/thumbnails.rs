//! Small pictures of images: made by a job, one at a time, and kept as a piece that lies behind the file's end, so that it goes with the file.
//! An image that cannot be read has none, and nobody is told: the file is there all the same.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Bytes, BytesMut},
};
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::TryStreamExt;
use portico_types::ids::{AccountId, AttachmentId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{download, keep, pictures, pieces, store_piece};
use crate::{
    app::AppState,
    db::WriteTxn,
    entity::{FileState, attachment, attachment_piece, message},
    error::{Error, Result},
    jobs::{Claim, Failure, Job, NewJob, Outcome, enqueue},
    tickets::files_changed,
};

/// Larger files are shown by their names: they are read into memory.
const LARGEST: i64 = 32 << 20;
/// So often it is tried: it is no more than a picture.
const MOST_ATTEMPTS: i32 = 5;

/// A file that is whole is to have a thumbnail, if it looks like an image.
pub(crate) async fn want(txn: &WriteTxn, file: &attachment::Model, now: DateTime<Utc>) -> Result<()> {
    if may_have(file) {
        let job = Job::MakeThumbnail { attachment_id: file.id };
        enqueue(&**txn, now, NewJob::new(file.account_id, job)).await?;
    }
    Ok(())
}

fn may_have(file: &attachment::Model) -> bool {
    file.state == FileState::Stored
        && file.thumbnail_id.is_none()
        && pictures::is_one(&file.media_type)
        && file.size <= LARGEST
}

pub(crate) async fn make(state: &AppState, claim: &Claim, id: AttachmentId) -> Outcome {
    let file = attachment::Entity::find_by_id((claim.account_id, id))
        .one(&state.db)
        .await?;
    let Some(file) = file.filter(may_have) else {
        return Ok(()); // Taken back, or made before.
    };
    if claim.attempt > MOST_ATTEMPTS {
        return Ok(());
    }
    let bytes = whole(state, &file).await?;
    // A decoder that falls takes its own thread with it and nothing else.
    let small = tokio::task::spawn_blocking(move || pictures::small(&bytes)).await;
    let Some(small) = small.ok().flatten() else {
        return Ok(());
    };
    match keep_small(state, claim, &file, small).await {
        Err(Error::NotFound(_)) => Ok(()), // It went meanwhile.
        other => other.map_err(Failure::from),
    }
}

async fn whole(state: &AppState, file: &attachment::Model) -> Result<Bytes> {
    let size = u64::try_from(file.size).map_err(anyhow::Error::from)?;
    let parts = download::stored_bytes(state, (file.account_id, file.id), 0..size).await?;
    let all = parts.try_fold(BytesMut::new(), |mut all, part| async move {
        all.extend_from_slice(&part);
        Ok(all)
    });
    Ok(all.await?.freeze())
}

async fn keep_small(state: &AppState, claim: &Claim, file: &attachment::Model, small: pictures::Small) -> Result<()> {
    let (width, height) = (i32::try_from(small.width), i32::try_from(small.height));
    let (width, height) = (
        width.map_err(anyhow::Error::from)?,
        height.map_err(anyhow::Error::from)?,
    );
    let place = (file.account_id, file.id);
    // Behind the end, where no reader of the file looks.
    let piece = store_piece(state, place, file.size, small.jpeg.into()).await?;
    let txn = state.begin_write().await?;
    // The ticket is locked first, as whoever takes the message back does.
    tell(&txn, place).await?;
    let unmade = attachment::Entity::update_many()
        .col_expr(attachment::Column::ThumbnailId, Expr::value(Some(piece)))
        .col_expr(attachment::Column::ThumbnailWidth, Expr::value(Some(width)))
        .col_expr(attachment::Column::ThumbnailHeight, Expr::value(Some(height)))
        .filter(attachment::Column::AccountId.eq(file.account_id))
        .filter(attachment::Column::Id.eq(file.id))
        .filter(attachment::Column::State.eq(FileState::Stored))
        .filter(attachment::Column::ThumbnailId.is_null());
    if unmade.exec(&*txn).await?.rows_affected == 0 {
        return Ok(txn.rollback().await?); // Taken back meanwhile, or another made one; the piece goes by itself.
    }
    keep(&txn, file.account_id, &[piece]).await?;
    claim.settle(&*txn).await?;
    Ok(txn.commit().await?)
}

/// Readers of the file's message look again, if it has become one's.
async fn tell(txn: &WriteTxn, place: (AccountId, AttachmentId)) -> Result<()> {
    let file = attachment::Entity::find_by_id(place).one(&**txn).await?;
    let Some(message_id) = file.and_then(|file| file.message_id) else {
        return Ok(());
    };
    let message = message::Entity::find_by_id((place.0, message_id)).one(&**txn).await?;
    match message {
        Some(message) => files_changed(txn, &message).await,
        None => Ok(()),
    }
}

/// Answers with a file's thumbnail, which the browser may keep as long as the link is good.
pub(super) async fn answer(state: &AppState, file: &attachment::Model, left: TimeDelta) -> Result<HttpResponse> {
    let absent = || Error::NotFound("attachment");
    let id = file.thumbnail_id.ok_or_else(absent)?;
    let piece = attachment_piece::Entity::find_by_id((file.account_id, id))
        .one(&state.db)
        .await?;
    let size = piece.filter(|piece| piece.remove_at.is_none()).ok_or_else(absent)?.size;
    let size = u64::try_from(size).map_err(anyhow::Error::from)?;
    let bytes = state.files.get(&pieces::key(file.account_id, id), 0..size).await?;
    Ok(HttpResponse::Ok()
        .content_type("image/jpeg")
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"thumbnail.jpg\""))
        .insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((
            header::CACHE_CONTROL,
            format!("private, max-age={}", left.num_seconds()),
        ))
        .no_chunking(size)
        .streaming(bytes.map_err(|err| {
            tracing::warn!(error = %format!("{err:#}"), "a thumbnail ended early: {err:#}");
            std::io::Error::other("the thumbnail ended early")
        })))
}
