//! The inbox and its counts.

use actix_web::{
    get,
    web::{Data, Json, Query},
};
use portico_types::{
    Page, Problem,
    ids::{AgentId, CollectionId, CustomerId},
    staff,
    tickets::{TicketPriority, TicketSort, TicketStatus},
};
use sea_orm::{ColumnTrait, DbBackend, QueryFilter};
use serde::{Deserialize, Deserializer, de};
use utoipa::IntoParams;

use super::store;
use crate::{
    app::AppState,
    auth::{May, Staff, scope},
    entity::ticket::Column,
    error::Result,
    packed::Packed,
    paging::Paging,
    tickets::{
        listing::{self, Listing},
        search::Search,
        store::of_account,
        words::Words,
    },
};

/// How the inbox is narrowed and ordered.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct InboxQuery {
    /// Any of these, with commas between them.
    #[serde(default)]
    #[param(value_type = Option<Vec<TicketStatus>>, style = Form, explode = false)]
    status: Words<TicketStatus>,
    /// Any of these, with commas between them.
    #[serde(default)]
    #[param(value_type = Option<Vec<TicketPriority>>, style = Form, explode = false)]
    priority: Words<TicketPriority>,
    customer_id: Option<CustomerId>,
    collection_id: Option<CollectionId>,
    /// `me`, `none` or an agent's id.
    #[param(value_type = Option<String>)]
    assignee: Option<Assignee>,
    /// `me`: those where somebody mentions the agent who asks.
    #[param(value_type = Option<String>, pattern = "^me$")]
    mentions: Option<Mentions>,
    /// Words, or beginnings of words: in the title, in messages and notes, in names of files, or the key. Whatever their case; all of them
    /// have to be there.
    #[param(max_length = 200)]
    q: Option<String>,
    #[param(inline)]
    sort: Option<TicketSort>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u64>,
    /// As the last page's `next_cursor` gave it.
    cursor: Option<String>,
}

#[derive(Clone, Copy, Debug)]
enum Assignee {
    Me,
    Nobody,
    Agent(AgentId),
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Mentions {
    Me,
}

impl<'de> Deserialize<'de> for Assignee {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match &*String::deserialize(deserializer)? {
            "me" => Ok(Self::Me),
            "none" => Ok(Self::Nobody),
            id => id
                .parse()
                .map(Self::Agent)
                .map_err(|_| de::Error::custom("assignee is neither `me` nor `none` nor an id")),
        }
    }
}

impl InboxQuery {
    fn search(&self, caller: &Staff) -> Result<Option<Search>> {
        Search::by_staff(caller, self.q.as_deref())
    }

    fn listing(&self, caller: &Staff, backend: DbBackend) -> Result<Listing> {
        let mut tickets = of_account(caller.account_id);
        if !self.priority.0.is_empty() {
            tickets = tickets.filter(Column::Priority.is_in(self.priority.0.iter().copied()));
        }
        if let Some(id) = self.customer_id {
            tickets = tickets.filter(Column::CustomerId.eq(id));
        }
        if let Some(id) = self.collection_id {
            tickets = tickets.filter(Column::CollectionId.eq(id));
        }
        tickets = match self.assignee {
            Some(Assignee::Me) => tickets.filter(Column::AssigneeId.eq(caller.agent()?)),
            Some(Assignee::Agent(id)) => tickets.filter(Column::AssigneeId.eq(id)),
            Some(Assignee::Nobody) => tickets.filter(Column::AssigneeId.is_null()),
            None => tickets,
        };
        if let Some(Mentions::Me) = self.mentions {
            tickets = tickets.filter(listing::mentioning(caller.account_id, caller.agent()?));
        }
        let search = self.search(caller)?;
        if let Some(search) = &search {
            tickets = tickets.filter(search.tickets(backend));
        }
        Ok(Listing {
            tickets,
            statuses: self.status.0.clone(),
            ranges_by_status: self.assignee.is_some(),
            searched: search.is_some(),
            sort: self.sort.unwrap_or(TicketSort::Activity),
        })
    }
}

/// The account's tickets.
#[utoipa::path(tag = "tickets", extensions(("x-scope" = json!("tickets:read"))), params(InboxQuery), responses((status = 200, body = Page<staff::TicketSummary>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 422, body = Problem)))]
#[get("/tickets")]
pub(super) async fn list_tickets(
    caller: May<scope::TicketsRead>,
    state: Data<AppState>,
    query: Query<InboxQuery>,
) -> Result<Packed<Page<staff::TicketSummary>>> {
    let listing = query.listing(&caller, state.db.get_database_backend())?;
    let paging = Paging {
        limit: query.limit,
        cursor: query.cursor.clone(),
    };
    let (rows, next_cursor) = listing.read_page(&state, &paging, "tickets").await?;
    let search = query.search(&caller)?;
    let items = store::summaries(&state.db, &caller, rows, search.as_ref()).await?;
    Ok(Packed(Page { items, next_cursor }))
}

/// How many unsolved tickets each view of the inbox holds.
#[utoipa::path(tag = "tickets", extensions(("x-scope" = json!("tickets:read"))), responses((status = 200, body = staff::TicketCounts), (status = 401, body = Problem)))]
#[get("/tickets/counts")]
pub(super) async fn count_tickets(
    caller: May<scope::TicketsRead>,
    state: Data<AppState>,
) -> Result<Json<staff::TicketCounts>> {
    Ok(Json(store::counts(&state.db, &caller).await?))
}
