//! Which ticket one follows, and which follow it. Both are links: whoever reads them gets as much as they may see of the other ticket at
//! that moment, which may be another customer's by then.

use portico_types::{
    ids::TicketId,
    tickets::{LinkedTicket, TicketStatus},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter, QueryOrder, QuerySelect, Select};

use super::store::key;
use crate::entity::ticket::{self, Column};

/// One ticket is seldom followed by more than another one. This is what a page has room for, should somebody file them by the hundred.
const SHOWN: u64 = 20;

pub(super) struct FollowUps {
    pub(super) of: Option<LinkedTicket>,
    pub(super) by: Vec<LinkedTicket>,
}

/// What `ticket` is linked with among `seen`, the tickets that the reader may see.
pub(super) async fn links(
    db: &impl ConnectionTrait,
    seen: Select<ticket::Entity>,
    ticket: &ticket::Model,
    prefix: &str,
) -> Result<FollowUps, DbErr> {
    let of = match ticket.follow_up_of {
        Some(id) => read(db, seen.clone().filter(Column::Id.eq(id)), prefix).await?,
        None => Vec::new(),
    };
    Ok(FollowUps {
        of: of.into_iter().next(),
        by: read(db, following(seen, ticket.id), prefix).await?,
    })
}

async fn read(
    db: &impl ConnectionTrait,
    tickets: Select<ticket::Entity>,
    prefix: &str,
) -> Result<Vec<LinkedTicket>, DbErr> {
    let columns = tickets
        .select_only()
        .columns([Column::Number, Column::Title, Column::Status]);
    let rows: Vec<(i64, String, TicketStatus)> = columns.into_tuple().all(db).await?;
    let link = |(number, title, status)| LinkedTicket {
        key: key(prefix, number),
        title,
        status,
    };
    Ok(rows.into_iter().map(link).collect())
}

/// The first that follow a ticket: those that come later do not push out what a link led to.
pub(super) fn following(seen: Select<ticket::Entity>, followed: TicketId) -> Select<ticket::Entity> {
    seen.filter(Column::FollowUpOf.eq(followed))
        .order_by_asc(Column::Number)
        .limit(SHOWN)
}
