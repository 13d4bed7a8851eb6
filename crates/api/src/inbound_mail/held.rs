//! Mails that were held back, because more came to one address than people write, or because they look automatic. They stay as long as all mails
//! do, and the team may let them in: each goes its usual way then, whatever held it.

use chrono::{DateTime, Utc};
use portico_types::ids::{ReceivedMailId, ReplyAddressId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select, sea_query::Expr,
};

use super::inbox;
use crate::{
    db::WriteTxn,
    entity::{
        received_mail::{self, Column, MailOutcome},
        reply_address, ticket,
    },
    jobs::enqueue,
};

fn of(ticket: &ticket::Model) -> Select<received_mail::Entity> {
    let addresses = reply_address::Entity::find()
        .select_only()
        .column(reply_address::Column::Id)
        .filter(reply_address::Column::AccountId.eq(ticket.account_id))
        .filter(reply_address::Column::TicketId.eq(ticket.id))
        .into_query();
    received_mail::Entity::find()
        .filter(Column::AccountId.eq(ticket.account_id))
        .filter(Column::ReplyAddressId.in_subquery(addresses))
        .filter(Column::Outcome.eq(MailOutcome::HeldBack))
}

/// How many there are about a ticket.
pub(crate) async fn held(db: &impl ConnectionTrait, ticket: &ticket::Model) -> Result<u64, DbErr> {
    of(ticket).count(db).await
}

/// Lets in those about a ticket, in the order in which they came.
pub(crate) async fn release(txn: &WriteTxn, ticket: &ticket::Model, now: DateTime<Utc>) -> Result<(), DbErr> {
    let some = of(ticket)
        .select_only()
        .columns([Column::Id, Column::ReplyAddressId, Column::ReceivedAt])
        .order_by_asc(Column::ReceivedAt)
        .order_by_asc(Column::Id)
        .into_tuple::<(ReceivedMailId, ReplyAddressId, DateTime<Utc>)>()
        .all(&**txn)
        .await?;
    for (id, address, received_at) in some {
        let released = received_mail::Entity::update_many()
            .col_expr(Column::Outcome, Expr::value(Some(MailOutcome::Released)))
            .col_expr(Column::AppliedAt, Expr::value(None::<DateTime<Utc>>))
            .filter(Column::AccountId.eq(ticket.account_id))
            .filter(Column::Id.eq(id))
            .filter(Column::Outcome.eq(MailOutcome::HeldBack)) // Somebody else may do the same right now.
            .exec(&**txn)
            .await?;
        if released.rows_affected == 1 {
            enqueue(
                &**txn,
                now,
                inbox::applying(ticket.account_id, id, (address, received_at)),
            )
            .await?;
        }
    }
    Ok(())
}
