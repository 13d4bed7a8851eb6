//! The pieces a file's bytes are stored in. A piece has a row before it has bytes, and goes a day later unless somebody keeps it, so that
//! nothing is stored that nobody knows of, whenever the process dies.

use actix_web::web::Bytes;
use chrono::TimeDelta;
use portico_types::ids::{AccountId, AttachmentId, AttachmentPieceId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, SqlErr,
    sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    app::AppState,
    db::WriteTxn,
    entity::attachment_piece,
    error::{Error, Result},
};

/// Bytes of a piece: what an upload keeps in memory.
pub(crate) const PIECE: usize = 1 << 20;

/// How long a piece that nobody keeps stays.
const GRACE: TimeDelta = TimeDelta::days(1);

/// What the store knows a piece by.
pub(super) fn key(account_id: AccountId, id: AttachmentPieceId) -> String {
    let name = id.0.simple().to_string();
    // A folder holds no more than a few thousand of them.
    let shelf = &name[name.len() - 2..];
    format!("{}/{shelf}/{name}", account_id.0.simple())
}

/// Stores bytes as a piece of a file, which does not belong to it until it is [kept](keep).
pub(crate) async fn store_piece(
    state: &AppState,
    (account_id, attachment_id): (AccountId, AttachmentId),
    start_at: i64,
    bytes: Bytes,
) -> Result<AttachmentPieceId> {
    let id = AttachmentPieceId(Uuid::now_v7());
    let row = attachment_piece::ActiveModel {
        account_id: Set(account_id),
        id: Set(id),
        attachment_id: Set(Some(attachment_id)),
        start_at: Set(start_at),
        size: Set(i64::try_from(bytes.len()).map_err(anyhow::Error::from)?),
        remove_at: Set(Some(state.clock.now() + GRACE)),
    };
    let txn = state.begin_write().await?;
    attachment_piece::Entity::insert(row)
        .exec_without_returning(&*txn)
        .await
        .map_err(|err| match err.sql_err() {
            Some(SqlErr::ForeignKeyConstraintViolation(_)) => Error::NotFound("attachment"),
            _ => err.into(),
        })?;
    txn.commit().await?;
    state.files.put(&key(account_id, id), bytes).await?;
    Ok(id)
}

/// Pieces become part of their file, with this transaction.
pub(crate) async fn keep(txn: &WriteTxn, account_id: AccountId, ids: &[AttachmentPieceId]) -> Result<(), DbErr> {
    attachment_piece::Entity::update_many()
        .col_expr(
            attachment_piece::Column::RemoveAt,
            Expr::value(None::<chrono::DateTime<chrono::Utc>>),
        )
        .filter(attachment_piece::Column::AccountId.eq(account_id))
        .filter(attachment_piece::Column::Id.is_in(ids.iter().copied()))
        .exec(&**txn)
        .await
        .map(drop)
}

/// The pieces of a file, in their order.
pub(super) async fn of_file(
    db: &impl ConnectionTrait,
    (account_id, id): (AccountId, AttachmentId),
) -> Result<Vec<attachment_piece::Model>, DbErr> {
    attachment_piece::Entity::find()
        .filter(attachment_piece::Column::AccountId.eq(account_id))
        .filter(attachment_piece::Column::AttachmentId.eq(id))
        .filter(attachment_piece::Column::RemoveAt.is_null())
        .order_by_asc(attachment_piece::Column::StartAt)
        .all(db)
        .await
}

/// The bytes of a file go, as soon as somebody clears away.
pub(super) async fn give_up(
    db: &impl ConnectionTrait,
    (account_id, ids): (AccountId, &[AttachmentId]),
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(), DbErr> {
    attachment_piece::Entity::update_many()
        .col_expr(attachment_piece::Column::RemoveAt, Expr::value(Some(now)))
        .col_expr(
            attachment_piece::Column::AttachmentId,
            Expr::value(None::<AttachmentId>),
        )
        .filter(attachment_piece::Column::AccountId.eq(account_id))
        .filter(attachment_piece::Column::AttachmentId.is_in(ids.iter().copied()))
        .exec(db)
        .await
        .map(drop)
}
