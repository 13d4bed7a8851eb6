//! Rows of exports: whose they are, and what becomes of them.

use chrono::{DateTime, TimeDelta, Utc};
use portico_types::{
    ids::{AccountId, AttachmentId, ExportId},
    portal::{self, CreateExport, ExportState, TicketVisibility},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Select, sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    attachments,
    auth::Contact,
    db::{ForChange, WriteTxn},
    entity::export,
    error::{Error, Result},
};

/// How long a file stays.
pub(super) const KEPT: TimeDelta = TimeDelta::days(7);
/// So many somebody has at most; another one takes the oldest one's place.
const MOST: usize = 5;

/// The exports that are the contact's, and tell of no more than they may see now. Every read starts here.
pub(super) fn visible_to(contact: &Contact, now: DateTime<Utc>) -> Select<export::Entity> {
    let own = export::Entity::find()
        .filter(export::Column::AccountId.eq(contact.account_id))
        .filter(export::Column::ContactId.eq(contact.id)) // Nobody else's.
        .filter(export::Column::CustomerId.eq(contact.customer_id))
        .filter(export::Column::ExpiresAt.gt(now));
    match contact.visibility {
        TicketVisibility::Organisation => own,
        TicketVisibility::Own => own.filter(export::Column::Visibility.eq(TicketVisibility::Own)),
    }
}

pub(super) async fn list(
    db: &impl ConnectionTrait,
    contact: &Contact,
    now: DateTime<Utc>,
) -> Result<Vec<export::Model>, DbErr> {
    let newest = visible_to(contact, now).order_by_desc(export::Column::Id);
    newest.all(db).await
}

pub(super) async fn find(
    db: &impl ConnectionTrait,
    contact: &Contact,
    id: ExportId,
    now: DateTime<Utc>,
) -> Result<export::Model> {
    let found = visible_to(contact, now).filter(export::Column::Id.eq(id));
    found.one(db).await?.ok_or(Error::NotFound("export"))
}

/// The same, and nobody else changes it before the transaction ends.
pub(super) async fn lock(txn: &WriteTxn, contact: &Contact, id: ExportId, now: DateTime<Utc>) -> Result<export::Model> {
    let found = visible_to(contact, now).filter(export::Column::Id.eq(id));
    found.for_change().one(&**txn).await?.ok_or(Error::NotFound("export"))
}

pub(super) async fn insert(
    txn: &WriteTxn,
    contact: &Contact,
    asked: &CreateExport,
    now: DateTime<Utc>,
) -> Result<export::Model> {
    let row = export::Model {
        account_id: contact.account_id,
        id: ExportId(Uuid::now_v7()),
        created_at: now,
        contact_id: contact.id,
        customer_id: contact.customer_id,
        visibility: contact.visibility,
        format: asked.format,
        messages: asked.messages,
        filter: asked.filter.clone(),
        state: ExportState::Waiting,
        why: None,
        done: 0,
        total: None,
        size: None,
        file_id: None,
        expires_at: now + KEPT,
    };
    let active: export::ActiveModel = row.clone().into();
    export::Entity::insert(active)
        .exec_without_returning(&**txn)
        .await
        .map_err(|err| Error::unique(err, "One export at a time; yours is under way still."))?;
    Ok(row)
}

/// Removes the oldest where there are too many, whatever is in them.
pub(super) async fn make_room(txn: &WriteTxn, contact: &Contact, now: DateTime<Utc>) -> Result<()> {
    let over = export::Entity::find()
        .filter(export::Column::AccountId.eq(contact.account_id))
        .filter(export::Column::ContactId.eq(contact.id))
        .filter(export::Column::State.is_not_in([ExportState::Waiting, ExportState::Writing]))
        .order_by_desc(export::Column::Id)
        .for_change();
    for row in over.all(&**txn).await?.iter().skip(MOST - 1) {
        remove(txn, row, now).await?;
    }
    Ok(())
}

/// Removes one and its file.
pub(super) async fn remove(txn: &WriteTxn, row: &export::Model, now: DateTime<Utc>) -> Result<()> {
    export::Entity::delete_by_id((row.account_id, row.id))
        .exec(&**txn)
        .await?;
    if let Some(file) = row.file_id {
        attachments::unmake(txn, row.account_id, file, now).await?;
    }
    Ok(())
}

/// One that is under way comes to nothing, and what there is of its file goes.
pub(super) async fn stop(
    txn: &WriteTxn,
    row: &export::Model,
    (state, why): (ExportState, Option<&str>),
    now: DateTime<Utc>,
) -> Result<()> {
    export::Entity::update_many()
        .col_expr(export::Column::State, Expr::value(state))
        .col_expr(export::Column::Why, Expr::value(why.map(str::to_owned)))
        .col_expr(export::Column::FileId, Expr::value(None::<AttachmentId>))
        .filter(under_way(row.account_id, row.id))
        .exec(&**txn)
        .await?;
    if let Some(file) = row.file_id {
        attachments::unmake(txn, row.account_id, file, now).await?;
    }
    Ok(())
}

/// The export, as long as it is under way.
fn under_way(account_id: AccountId, id: ExportId) -> Condition {
    Condition::all()
        .add(export::Column::AccountId.eq(account_id))
        .add(export::Column::Id.eq(id))
        .add(export::Column::State.is_in([ExportState::Waiting, ExportState::Writing]))
}

/// The export, as long as this file is the one that is being written.
fn written_as(account_id: AccountId, id: ExportId, file: AttachmentId) -> Condition {
    under_way(account_id, id).add(export::Column::FileId.eq(file))
}

/// It is being written, from the beginning, as this file. Returns whether it is under way still.
pub(super) async fn begin(txn: &WriteTxn, row: &export::Model, file: AttachmentId, total: i64) -> Result<bool, DbErr> {
    let begun = export::Entity::update_many()
        .col_expr(export::Column::State, Expr::value(ExportState::Writing))
        .col_expr(export::Column::FileId, Expr::value(Some(file)))
        .col_expr(export::Column::Done, Expr::value(0_i64))
        .col_expr(export::Column::Total, Expr::value(Some(total)))
        .filter(under_way(row.account_id, row.id))
        .exec(&**txn)
        .await?;
    Ok(begun.rows_affected == 1)
}

/// So much is done. Returns whether it is this file still that is wanted.
pub(super) async fn progress(
    txn: &WriteTxn,
    row: &export::Model,
    file: AttachmentId,
    done: i64,
) -> Result<bool, DbErr> {
    let noted = export::Entity::update_many()
        .col_expr(export::Column::Done, Expr::value(done))
        .filter(written_as(row.account_id, row.id, file))
        .exec(&**txn)
        .await?;
    Ok(noted.rows_affected == 1)
}

/// It is ready, with so many tickets. Returns whether it is this file still that is wanted.
pub(super) async fn finish(
    txn: &WriteTxn,
    row: &export::Model,
    file: AttachmentId,
    (tickets, size): (i64, i64),
    expires_at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let finished = export::Entity::update_many()
        .col_expr(export::Column::State, Expr::value(ExportState::Ready))
        .col_expr(export::Column::Done, Expr::value(tickets))
        .col_expr(export::Column::Total, Expr::value(Some(tickets)))
        .col_expr(export::Column::Size, Expr::value(Some(size)))
        .col_expr(export::Column::ExpiresAt, Expr::value(expires_at))
        .filter(written_as(row.account_id, row.id, file))
        .exec(&**txn)
        .await?;
    Ok(finished.rows_affected == 1)
}

pub(super) fn shown(row: export::Model) -> portal::Export {
    portal::Export {
        id: row.id,
        format: row.format,
        messages: row.messages,
        state: row.state,
        why: row.why,
        done: row.done,
        total: row.total,
        size: row.size,
        created_at: row.created_at,
        expires_at: row.expires_at,
    }
}
