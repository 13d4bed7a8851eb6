//! Files that are here already and come with something else, such as those of a mail.

use actix_web::web::Bytes;
use portico_types::ids::AttachmentId;
use sea_orm::{ActiveModelTrait, ColumnTrait, IntoActiveModel, QueryFilter};
use sha2::{Digest, Sha256};

use super::{PIECE, Rules, Uploader, clean_name, keep, sniff, store, store_piece, want_thumbnail};
use crate::{
    app::AppState,
    entity::{FileState, attachment},
    error::Result,
};

/// What a file was brought as, and became.
pub(crate) enum Brought {
    Kept(AttachmentId),
    /// Files of this kind or size are not taken.
    Unfit,
}

/// A file to bring.
pub(crate) struct Bring<'a> {
    /// The same each time it is brought.
    pub id: AttachmentId,
    pub name: &'a str,
    pub bytes: Bytes,
    /// We wrote it ourselves: it is taken whatever the rules say.
    pub ours: bool,
}

/// Keeps a file that waits to be attached, as if its uploader had uploaded it, but for how much may wait: whoever sent it cannot send it later.
/// What was brought before is found, and not kept again.
pub(crate) async fn bring(state: &AppState, uploader: &Uploader, file: Bring<'_>) -> Result<Brought> {
    let config = &state.config.attachments;
    let Bring { id, name, bytes, ours } = file;
    let (rules, name) = (Rules(config), clean_name(name));
    let size = i64::try_from(bytes.len()).map_err(anyhow::Error::from)?;
    let media_type = sniff(&bytes);
    let unfit = bytes.is_empty() || !rules.fits(size) || rules.refuses_name(&name) || rules.refuses_type(&media_type);
    if unfit && !ours {
        return Ok(Brought::Unfit);
    }
    let txn = state.begin_write().await?;
    let row = match uploader
        .waiting()
        .filter(attachment::Column::Id.eq(id))
        .one(&*txn)
        .await?
    {
        Some(row) => row,
        None => {
            store::announce(
                &txn,
                uploader,
                (id, name, size),
                config.waiting_hours,
                state.clock.now(),
            )
            .await?
        }
    };
    txn.commit().await?;
    if row.state == FileState::Stored {
        return Ok(Brought::Kept(id));
    }
    let mut pieces = Vec::new();
    let mut start_at = 0;
    for at in (0..bytes.len()).step_by(PIECE) {
        let piece = bytes.slice(at..bytes.len().min(at + PIECE));
        let length = i64::try_from(piece.len()).map_err(anyhow::Error::from)?;
        pieces.push(store_piece(state, (row.account_id, row.id), start_at, piece).await?);
        start_at += length;
    }
    let txn = state.begin_write().await?;
    // Somebody else may have brought it meanwhile: then these pieces go.
    let row = uploader.lock(&txn, id).await?;
    if row.state == FileState::Stored {
        txn.rollback().await?;
        return Ok(Brought::Kept(id));
    }
    keep(&txn, row.account_id, &pieces).await?;
    let whole = attachment::Model {
        received: size,
        media_type,
        sha256: Some(Sha256::digest(&bytes).to_vec()),
        state: FileState::Stored,
        ..row
    };
    let whole = whole.into_active_model().reset_all().update(&*txn).await?;
    want_thumbnail(&txn, &whole, state.clock.now()).await?;
    txn.commit().await?;
    Ok(Brought::Kept(id))
}
