//! Lists of tickets, a keyset page at a time. Whatever is asked, a page is read off indexes already in order: where several statuses are
//! wanted, each is a range of its own and the ranges are merged (`UNION ALL`), because `status IN (…)` would have to be sorted.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use portico_types::{
    ids::{AccountId, AgentId, ContactId, CustomerId, FormId, TicketId},
    tickets::{TicketPriority, TicketSort, TicketStatus},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, EntityTrait, ExprTrait,
    FromQueryResult, JoinType, Order, QueryFilter, QuerySelect, QueryTrait, RelationTrait, Select,
    sea_query::{Asterisk, Expr, Query, SelectStatement, UnionType},
};
use serde::{Deserialize, Serialize};

use crate::{
    app::AppState,
    entity::{
        mention, message,
        ticket::{self, Column},
    },
    error::Result,
    paging::{self, Paging},
};

/// What a list says of a ticket. Without the answers, which may be long.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Row {
    pub id: TicketId,
    pub number: i64,
    pub customer_id: CustomerId,
    pub requester_id: ContactId,
    pub assignee_id: Option<AgentId>,
    pub form_id: Option<FormId>,
    pub title: String,
    pub status: TicketStatus,
    pub priority: TicketPriority,
    pub last_public_seq: i64,
    pub public_count: i32,
    pub last_public_snippet: String,
    pub created_at: DateTime<Utc>,
    pub activity_at: DateTime<Utc>,
}

const COLUMNS: [Column; 14] = [
    Column::Id,
    Column::Number,
    Column::CustomerId,
    Column::RequesterId,
    Column::AssigneeId,
    Column::FormId,
    Column::Title,
    Column::Status,
    Column::Priority,
    Column::LastPublicSeq,
    Column::PublicCount,
    Column::LastPublicSnippet,
    Column::CreatedAt,
    Column::ActivityAt,
];

/// Tickets in which somebody mentions the agent: in a message or note that is still there.
pub(super) fn mentioning(account_id: AccountId, agent_id: AgentId) -> Condition {
    let tickets = mention::Entity::find()
        .select_only()
        .column(message::Column::TicketId)
        .join(JoinType::InnerJoin, mention::Relation::Message.def())
        .filter(mention::Column::AccountId.eq(account_id))
        .filter(mention::Column::AgentId.eq(agent_id))
        .filter(message::Column::DeletedAt.is_null());
    Condition::all().add(Column::Id.in_subquery(tickets.into_query()))
}

/// Which tickets a list has at a moment.
#[derive(Debug, Default)]
pub(super) struct Settled {
    /// Their numbers, in the list's order: half as long as ids, of which a million would be much.
    pub numbers: Vec<i64>,
    /// The versions of forms they were filed with.
    pub versions: BTreeSet<(FormId, i32)>,
    /// How many public messages they have together.
    pub messages: i64,
}

/// Where a page ended.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) enum Position {
    Time(DateTime<Utc>, TicketId),
    Number(i64),
}

impl Position {
    fn of(row: &Row, sort: TicketSort) -> Self {
        match sort {
            TicketSort::Activity => Self::Time(row.activity_at, row.id),
            TicketSort::Created => Self::Time(row.created_at, row.id),
            TicketSort::Number => Self::Number(row.number),
        }
    }
}

/// Which tickets, in which order, from where on.
#[derive(Clone, Debug)]
pub(super) struct Listing {
    /// All but the statuses.
    pub tickets: Select<ticket::Entity>,
    /// Empty: all.
    pub statuses: Vec<TicketStatus>,
    /// The other filters lead to an index that has the status before the time.
    pub ranges_by_status: bool,
    /// Some are searched for: they are sorted anyway, and to be looked up once.
    pub searched: bool,
    pub sort: TicketSort,
}

impl Listing {
    /// The page that is asked for, and the cursor of the next one. `list` names the list, so that a cursor fits no other.
    pub(super) async fn read_page(
        &self,
        state: &AppState,
        paging: &Paging,
        list: &str,
    ) -> Result<(Vec<Row>, Option<String>)> {
        let limit = paging.limit()?;
        let list = format!("{list} by {}", self.sort);
        let after = paging.after(&state.keys, &list)?;
        let mut rows = self.rows(&state.db, after, limit + 1).await?;
        let more = paging::cut(&mut rows, limit);
        let ended = rows.last().filter(|_| more);
        let next = ended.map(|row| paging::encode(&state.keys, &list, &Position::of(row, self.sort)));
        Ok((rows, next))
    }

    /// The first `limit` rows behind `after`.
    async fn rows(&self, db: &impl ConnectionTrait, after: Option<Position>, limit: u64) -> Result<Vec<Row>, DbErr> {
        let backend = db.get_database_backend();
        let page = self.page(backend, after, limit);
        Row::find_by_statement(backend.build(&page)).all(db).await
    }

    /// All rows, in their order, without reading what is in them: a list may be longer than what fits into memory.
    pub(super) async fn settle(&self, db: &DatabaseConnection) -> Result<Settled, DbErr> {
        #[derive(FromQueryResult)]
        struct Found {
            number: i64,
            form_id: Option<FormId>,
            form_version: Option<i32>,
            public_count: i32,
        }
        let backend = db.get_database_backend();
        let columns = [
            Column::Number,
            Column::FormId,
            Column::FormVersion,
            Column::PublicCount,
            // What it is ordered by.
            Column::Id,
            Column::CreatedAt,
            Column::ActivityAt,
        ];
        // No limit, that is.
        let all = self.select(backend, &columns, (None, i64::MAX.unsigned_abs()));
        let mut found = Found::find_by_statement(backend.build(&all)).stream(db).await?;
        let mut settled = Settled::default();
        while let Some(row) = found.try_next().await? {
            settled.numbers.push(row.number);
            settled.messages += i64::from(row.public_count);
            settled.versions.extend(row.form_id.zip(row.form_version));
        }
        Ok(settled)
    }

    pub(super) fn page(&self, backend: DbBackend, after: Option<Position>, limit: u64) -> SelectStatement {
        self.select(backend, &COLUMNS, (after, limit))
    }

    fn select(
        &self,
        backend: DbBackend,
        columns: &[Column],
        (after, limit): (Option<Position>, u64),
    ) -> SelectStatement {
        let statuses: &[TicketStatus] = match &*self.statuses {
            [] if self.ranges_by_status && !self.searched => TicketStatus::ALL,
            some => some,
        };
        let base = || {
            let tickets = self.tickets.clone().select_only().columns(columns.iter().copied());
            match after {
                Some(position) => tickets.filter(behind(self.sort, position)),
                None => tickets,
            }
        };
        let mut page = match (self.sort, statuses) {
            (_, []) => base().into_query(),
            (TicketSort::Activity, [first, rest @ ..]) if !rest.is_empty() && !self.searched => {
                let range = |status: &TicketStatus| {
                    let mut range = base().filter(Column::Status.eq(*status)).into_query();
                    // PostgreSQL merges what is said to be in order; SQLite sees it and takes no order here.
                    if backend == DbBackend::Postgres {
                        self.in_order(&mut range).limit(limit);
                    }
                    range
                };
                let mut page = range(first);
                if backend == DbBackend::Postgres {
                    // The order of the first range would be the union's.
                    page = Query::select().column(Asterisk).from_subquery(page, "first").take();
                }
                page.unions(rest.iter().map(|status| (UnionType::All, range(status))));
                page
            }
            (_, some) => base().filter(Column::Status.is_in(some.iter().copied())).into_query(),
        };
        self.in_order(&mut page).limit(limit).take()
    }

    /// By names without their table: behind a union there is none.
    fn in_order<'a>(&self, query: &'a mut SelectStatement) -> &'a mut SelectStatement {
        match self.sort {
            TicketSort::Activity => query.order_by("activity_at", Order::Desc).order_by("id", Order::Desc),
            TicketSort::Created => query.order_by("created_at", Order::Desc).order_by("id", Order::Desc),
            TicketSort::Number => query.order_by("number", Order::Desc),
        }
    }
}

/// The rows behind a position: one comparison of the whole sort key, which an index answers with one range.
fn behind(sort: TicketSort, position: Position) -> Expr {
    match position {
        Position::Time(at, id) => {
            let column = if sort == TicketSort::Created {
                Column::CreatedAt
            } else {
                Column::ActivityAt
            };
            let key = [column, Column::Id].map(|c| Expr::col((ticket::Entity, c)));
            Expr::tuple(key).lt(Expr::tuple([Expr::value(at), Expr::value(id)]))
        }
        Position::Number(number) => Column::Number.lt(number),
    }
}

/// How many tickets have each status.
pub(super) async fn by_status(
    db: &impl ConnectionTrait,
    tickets: Select<ticket::Entity>,
) -> Result<Vec<(TicketStatus, i64)>, DbErr> {
    statuses_counted(tickets).into_tuple().all(db).await
}

pub(super) fn statuses_counted(tickets: Select<ticket::Entity>) -> Select<ticket::Entity> {
    tickets
        .select_only()
        .column(Column::Status)
        .column_as(Expr::col((ticket::Entity, Column::Id)).count(), "tickets")
        .group_by(Column::Status)
}
