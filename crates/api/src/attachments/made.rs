//! Files that Portico makes itself, a piece at a time. They belong to no message and are nobody's upload: whoever made one knows it by its
//! id, and says who may have it.

use actix_web::web::Bytes;
use chrono::{DateTime, Utc};
use portico_types::{
    ids::{AccountId, AttachmentId, AttachmentPieceId},
    tickets::AuthorKind,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{PIECE, keep, store, store_piece};
use crate::{
    app::AppState,
    db::WriteTxn,
    entity::{FileState, attachment},
    error::{Error, Result},
};

/// A file that is being written.
pub(crate) struct Made {
    account_id: AccountId,
    id: AttachmentId,
    size: i64,
    pieces: Vec<AttachmentPieceId>,
    hash: Sha256,
    /// What is no whole piece yet.
    rest: Vec<u8>,
}

/// Announces one. Unless it is [whole](Made::keep) by then it goes at `expires_at`.
pub(crate) async fn make(
    txn: &WriteTxn,
    account_id: AccountId,
    (name, media_type): (&str, &str),
    (now, expires_at): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Made> {
    let id = AttachmentId(Uuid::now_v7());
    let row = attachment::ActiveModel {
        account_id: Set(account_id),
        id: Set(id),
        created_at: Set(now),
        uploader_kind: Set(AuthorKind::System),
        uploader_id: Set(None),
        customer_id: Set(None),
        ticket_id: Set(None),
        message_id: Set(None),
        position: Set(0),
        name: Set(name.to_owned()),
        media_type: Set(media_type.to_owned()),
        size: Set(0),
        received: Set(0),
        hash_state: Set(None),
        sha256: Set(None),
        state: Set(FileState::Uploading),
        why: Set(None),
        slack_file_id: Set(None),
        expires_at: Set(Some(expires_at)),
        ..Default::default()
    };
    attachment::Entity::insert(row).exec_without_returning(&**txn).await?;
    Ok(Made {
        account_id,
        id,
        size: 0,
        pieces: Vec::new(),
        hash: Sha256::new(),
        rest: Vec::new(),
    })
}

impl Made {
    pub(crate) fn id(&self) -> AttachmentId {
        self.id
    }

    /// Goes on with these bytes; whole pieces are stored.
    pub(crate) async fn write(&mut self, state: &AppState, bytes: &[u8]) -> Result<()> {
        self.rest.extend_from_slice(bytes);
        while self.rest.len() >= PIECE {
            let rest = self.rest.split_off(PIECE);
            let piece = std::mem::replace(&mut self.rest, rest);
            self.store(state, piece).await?;
        }
        Ok(())
    }

    /// Stores what is left.
    pub(crate) async fn end(&mut self, state: &AppState) -> Result<()> {
        let rest = std::mem::take(&mut self.rest);
        if rest.is_empty() {
            return Ok(());
        }
        self.store(state, rest).await
    }

    async fn store(&mut self, state: &AppState, piece: Vec<u8>) -> Result<()> {
        self.hash.update(&piece);
        let length = i64::try_from(piece.len()).map_err(anyhow::Error::from)?;
        let whose = (self.account_id, self.id);
        self.pieces
            .push(store_piece(state, whose, self.size, Bytes::from(piece)).await?);
        self.size += length;
        Ok(())
    }

    /// The file is whole, with this transaction, and stays until `expires_at`. Returns how long it is.
    pub(crate) async fn keep(self, txn: &WriteTxn, expires_at: DateTime<Utc>) -> Result<i64> {
        keep(txn, self.account_id, &self.pieces).await?;
        let whole = attachment::Entity::update_many()
            .col_expr(attachment::Column::State, Expr::value(FileState::Stored))
            .col_expr(attachment::Column::Size, Expr::value(self.size))
            .col_expr(attachment::Column::Received, Expr::value(self.size))
            .col_expr(
                attachment::Column::Sha256,
                Expr::value(Some(self.hash.finalize().to_vec())),
            )
            .col_expr(attachment::Column::ExpiresAt, Expr::value(Some(expires_at)))
            .filter(attachment::Column::AccountId.eq(self.account_id))
            .filter(attachment::Column::Id.eq(self.id));
        match whole.exec(&**txn).await?.rows_affected {
            1 => Ok(self.size),
            _ => Err(Error::NotFound("attachment")),
        }
    }
}

/// A file that was made, or was about to be, goes.
pub(crate) async fn unmake(txn: &WriteTxn, account_id: AccountId, id: AttachmentId, now: DateTime<Utc>) -> Result<()> {
    if let Some(file) = attachment::Entity::find_by_id((account_id, id)).one(&**txn).await? {
        store::delete(&**txn, &file, now).await?;
    }
    Ok(())
}
