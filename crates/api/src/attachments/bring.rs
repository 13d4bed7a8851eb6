//! Files that are here already and are somebody's all the same, such as those of a mail.

use actix_web::web::Bytes;
use portico_types::ids::AttachmentId;
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use sha2::{Digest, Sha256};

use super::{PIECE, Rules, Uploader, clean_name, keep, sniff, store, store_piece, want_thumbnail};
use crate::{
    app::AppState,
    entity::{FileState, attachment},
    error::{Error, Result},
};

/// Keeps a file that waits to be attached, as if its uploader had uploaded it. `None`: files of this kind or size are not taken, or too many
/// wait already.
pub(crate) async fn bring(
    state: &AppState,
    uploader: &Uploader,
    (name, bytes): (&str, Bytes),
) -> Result<Option<AttachmentId>> {
    let config = &state.config.attachments;
    let (rules, name) = (Rules(config), clean_name(name));
    let size = i64::try_from(bytes.len()).map_err(anyhow::Error::from)?;
    let media_type = sniff(&bytes);
    if bytes.is_empty() || !rules.fits(size) || rules.refuses_name(&name) || rules.refuses_type(&media_type) {
        return Ok(None);
    }
    let txn = state.begin_write().await?;
    let room = (config.waiting_bytes, config.waiting_hours);
    let row = match store::insert(&txn, uploader, (name, size), room, state.clock.now()).await {
        Ok(row) => row,
        Err(err) if matches!(err.plain(), Error::TooMany(_)) => return Ok(None),
        Err(err) => return Err(err),
    };
    txn.commit().await?;
    let mut pieces = Vec::new();
    let mut start_at = 0;
    for at in (0..bytes.len()).step_by(PIECE) {
        let piece = bytes.slice(at..bytes.len().min(at + PIECE));
        let length = i64::try_from(piece.len()).map_err(anyhow::Error::from)?;
        pieces.push(store_piece(state, (row.account_id, row.id), start_at, piece).await?);
        start_at += length;
    }
    let txn = state.begin_write().await?;
    keep(&txn, row.account_id, &pieces).await?;
    let id = row.id;
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
    Ok(Some(id))
}
