//! Bytes that nobody refers to any more go: of files that were never attached, of messages that were taken back, of uploads that broke off.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{pieces, store};
use crate::{
    app::AppState,
    entity::{attachment, attachment_piece},
};

/// Rows at a time: others want to write, too.
const SOME: u64 = 200;

/// Removes what is over. Returns how many rows.
pub(crate) async fn sweep(state: &AppState) -> anyhow::Result<u64> {
    Ok(uploads(state).await? + bytes(state).await?)
}

async fn uploads(state: &AppState) -> anyhow::Result<u64> {
    let now = state.clock.now();
    let mut removed = 0;
    loop {
        let txn = state.begin_write().await?;
        // Who attaches one at this moment holds its row.
        let over = attachment::Entity::find()
            .filter(attachment::Column::ExpiresAt.lt(now))
            .limit(SOME)
            .lock_exclusive()
            .all(&*txn)
            .await?;
        if over.is_empty() {
            txn.rollback().await?;
            return Ok(removed);
        }
        for file in &over {
            store::delete(&*txn, file, now).await?;
        }
        txn.commit().await?;
        removed += over.len() as u64;
    }
}

async fn bytes(state: &AppState) -> anyhow::Result<u64> {
    let now = state.clock.now();
    let (mut removed, mut after) = (0, None);
    loop {
        let mut over = attachment_piece::Entity::find()
            .filter(attachment_piece::Column::RemoveAt.lte(now))
            .order_by_asc(attachment_piece::Column::Id)
            .limit(SOME);
        if let Some(id) = after {
            over = over.filter(attachment_piece::Column::Id.gt(id));
        }
        let over = over.all(&state.db).await?;
        let Some(last) = over.last() else { return Ok(removed) };
        after = Some(last.id);
        for piece in over {
            // First the bytes: a row without any harms nobody, bytes without a row would stay for ever.
            if let Err(err) = state.files.remove(&pieces::key(piece.account_id, piece.id)).await {
                tracing::warn!(error = %format!("{err:#}"), "could not remove a piece of a file: {err:#}");
                continue;
            }
            let txn = state.begin_write().await?;
            attachment_piece::Entity::delete_many()
                .filter(attachment_piece::Column::AccountId.eq(piece.account_id))
                .filter(attachment_piece::Column::Id.eq(piece.id))
                .exec(&*txn)
                .await?;
            txn.commit().await?;
            removed += 1;
        }
    }
}
