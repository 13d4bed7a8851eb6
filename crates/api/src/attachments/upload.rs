//! A file on its way in: announced, then sent in one go or in parts, each of which goes on where the last one ended.

use std::time::Duration;

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Bytes, BytesMut, Data, Payload},
};
use futures_util::StreamExt;
use portico_types::{
    FieldError,
    attachments::{BeginUpload, SMALLEST_PART, Upload},
    ids::AttachmentId,
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use sha2::{
    Digest, Sha256,
    digest::common::hazmat::{SerializableState, SerializedState},
};

use super::{PIECE, Rules, Uploader, clean_name, keep, sniff, store, store_piece, want_thumbnail};
use crate::{
    app::AppState,
    auth,
    db::ForChange,
    entity::{FileState, attachment},
    error::{Error, Result},
    idempotency::{IdempotencyKey, Seen},
};

pub(super) async fn begin(
    state: &AppState,
    uploader: Uploader,
    key: IdempotencyKey,
    asked: BeginUpload,
) -> Result<HttpResponse> {
    let (config, now) = (&state.config.attachments, state.clock.now());
    let rules = Rules(config);
    let request = (&asked.name, asked.size);
    let request = serde_json::to_value(request).map_err(anyhow::Error::from)?;
    let asked = asked.parse()?;
    if !rules.fits(asked.size) {
        let why = format!("A file may have at most {}", rules.largest());
        let error = FieldError::new("size", why).with_code("file_too_large");
        return Err(Error::Invalid(vec![error.with_limit(config.max_bytes)]));
    }
    let name = clean_name(&asked.name);
    if rules.refuses_name(&name) {
        return Err(Error::field("name", REFUSED).because("file_kind"));
    }
    let txn = state.begin_write().await?;
    let caller = (uploader.account_id, uploader.id);
    let first = match key.take(&*txn, caller, "begin_upload", &request, now).await? {
        Seen::First(first) => first,
        Seen::Before(answer) => return Ok(answer),
    };
    let room = (config.waiting_bytes, config.waiting_hours);
    let row = store::insert(&txn, &uploader, (name, asked.size), room, now).await?;
    let answer = first.answer(&*txn, StatusCode::CREATED, &store::upload(&row)).await?;
    txn.commit().await?;
    Ok(answer)
}

const REFUSED: &str = "Files of this kind are not taken here";

/// Takes what follows `offset`, as far as it comes.
pub(super) async fn put(
    state: &Data<AppState>,
    uploader: Uploader,
    (id, offset): (AttachmentId, i64),
    (req, payload): (&HttpRequest, Payload),
) -> Result<Upload> {
    let mut file = uploader.find(&state.db, id).await?;
    if offset != file.received || file.state != FileState::Uploading {
        return Err(Error::Conflict(
            "The upload stands elsewhere: ask how far it is, and go on from there.",
        ));
    }
    let _turn = state.uploads.next(&uploader).await?;
    let mut part = Part {
        payload,
        patience: Duration::from_secs(state.config.attachments.part_seconds),
        taken: 0,
        rest: Bytes::new(),
    };
    loop {
        let piece = part.next_piece().await?;
        auth::again(req).await?;
        let length = i64::try_from(piece.bytes.len()).map_err(anyhow::Error::from)?;
        let left = file.size - file.received;
        if length > left {
            return Err(Error::TooLarge); // More than was announced.
        }
        let crumb = length < left && part.taken < SMALLEST_PART;
        if length > 0 && !crumb {
            file = grow(state, file, piece.bytes).await?;
        }
        match piece.end {
            Some(End::Lost) => return Err(Error::Malformed("The connection was lost on the way.".to_owned())),
            Some(End::Late) => return Err(Error::TooSlow),
            Some(End::Body) if crumb => {
                let why = format!("A part that is not the last must have at least {SMALLEST_PART} bytes");
                return Err(Error::field("content", &why).because("part_too_small"));
            }
            Some(End::Body) => return Ok(store::upload(&file)),
            None => {}
        }
    }
}

/// The body of a request, piece by piece.
struct Part {
    payload: Payload,
    patience: Duration,
    taken: i64,
    /// Came with the last piece and belongs to the next.
    rest: Bytes,
}

struct Piece {
    bytes: Bytes,
    end: Option<End>,
}

enum End {
    Body,
    Lost,
    Late,
}

impl Part {
    /// As much as a piece holds, or what there was before it ended. No piece may take for ever.
    async fn next_piece(&mut self) -> Result<Piece> {
        let mut bytes = BytesMut::with_capacity(self.rest.len());
        let deadline = tokio::time::Instant::now() + self.patience;
        let mut next = Some(std::mem::take(&mut self.rest));
        let end = loop {
            if let Some(mut chunk) = next.take() {
                let room = PIECE - bytes.len();
                if chunk.len() > room {
                    self.rest = chunk.split_off(room);
                }
                bytes.extend_from_slice(&chunk);
                if bytes.len() == PIECE {
                    break None;
                }
            }
            match tokio::time::timeout_at(deadline, self.payload.next()).await {
                Ok(Some(Ok(chunk))) => next = Some(chunk),
                Ok(Some(Err(_))) => break Some(End::Lost),
                Ok(None) => break Some(End::Body),
                Err(_) => break Some(End::Late),
            }
        };
        self.taken += i64::try_from(bytes.len()).map_err(anyhow::Error::from)?;
        Ok(Piece {
            bytes: bytes.freeze(),
            end,
        })
    }
}

/// Stores a piece; the file is longer by it if nobody else was faster.
async fn grow(state: &AppState, before: attachment::Model, bytes: Bytes) -> Result<attachment::Model> {
    let id = (before.account_id, before.id);
    let media_type = if before.received == 0 {
        let found = sniff(&bytes);
        if Rules(&state.config.attachments).refuses_type(&found) {
            let txn = state.begin_write().await?;
            store::delete(&*txn, &before, state.clock.now()).await?;
            txn.commit().await?;
            return Err(Error::field("content", REFUSED).because("file_kind"));
        }
        found
    } else {
        before.media_type.clone()
    };
    let mut hash = match &before.hash_state {
        None => Sha256::new(),
        Some(kept) => {
            let kept = SerializedState::<Sha256>::try_from(kept.as_slice()).map_err(anyhow::Error::from)?;
            let wrong = |_| anyhow::anyhow!("a hash that cannot be gone on with");
            Sha256::deserialize(&kept).map_err(wrong)?
        }
    };
    hash.update(&bytes);
    let length = i64::try_from(bytes.len()).map_err(anyhow::Error::from)?;
    let piece = store_piece(state, id, before.received, bytes).await?;

    let txn = state.begin_write().await?;
    let now = attachment::Entity::find_by_id(id).for_change().one(&*txn).await?;
    let now = now.ok_or(Error::NotFound("attachment"))?;
    if now.received != before.received || now.state != FileState::Uploading {
        return Err(Error::Conflict("Another upload of the same file was faster."));
    }
    keep(&txn, before.account_id, &[piece]).await?;
    let mut after = attachment::Model {
        received: before.received + length,
        media_type,
        ..now
    };
    if after.received == after.size {
        after.state = FileState::Stored;
        after.hash_state = None;
        after.sha256 = Some(hash.finalize().to_vec());
    } else {
        after.hash_state = Some(hash.serialize().to_vec());
    }
    let after = after.into_active_model().reset_all().update(&*txn).await?;
    want_thumbnail(&txn, &after, state.clock.now()).await?;
    txn.commit().await?;
    Ok(after)
}

pub(super) async fn show(state: &AppState, uploader: Uploader, id: AttachmentId) -> Result<Upload> {
    Ok(store::upload(&uploader.find(&state.db, id).await?))
}

pub(super) async fn remove(state: &AppState, uploader: Uploader, id: AttachmentId) -> Result<HttpResponse> {
    let txn = state.begin_write().await?;
    let file = uploader.lock(&txn, id).await?;
    store::delete(&*txn, &file, state.clock.now()).await?;
    txn.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
