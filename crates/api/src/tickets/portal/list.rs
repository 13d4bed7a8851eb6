//! The contacts' list of tickets and its counts.

use actix_web::{
    get,
    web::{Data, Json, Query},
};
use portico_types::{
    Page, Problem,
    ids::{ContactId, FormId},
    portal,
    tickets::{TicketPriority, TicketSort, TicketStatus},
};
use sea_orm::{ColumnTrait, DbBackend, ExprTrait as _, QueryFilter, Select};
use serde::{Deserialize, Deserializer, de};
use utoipa::IntoParams;

use super::store;
use crate::{
    app::AppState,
    auth::Contact,
    entity::ticket,
    error::Result,
    packed::Packed,
    paging::Paging,
    tickets::{
        listing::{self, Listing},
        search::Search,
        words::{When, Words},
    },
};

/// How the list is narrowed and ordered. Lives in the portal's address, so that a list can be shared.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct TicketQuery {
    /// Any of these, with commas between them.
    #[serde(default)]
    #[param(value_type = Option<Vec<TicketStatus>>, style = Form, explode = false)]
    status: Words<TicketStatus>,
    /// Any of these, with commas between them.
    #[serde(default)]
    #[param(value_type = Option<Vec<TicketPriority>>, style = Form, explode = false)]
    priority: Words<TicketPriority>,
    /// `me` or a colleague's id.
    #[param(value_type = Option<String>)]
    requester: Option<Requester>,
    form_id: Option<FormId>,
    /// A time or a day.
    #[param(value_type = Option<String>)]
    created_from: Option<When>,
    /// A time or a day, which counts whole.
    #[param(value_type = Option<String>)]
    created_to: Option<When>,
    /// A time or a day; what happened since then.
    #[param(value_type = Option<String>)]
    updated_from: Option<When>,
    /// A time or a day, which counts whole; what happened last until then.
    #[param(value_type = Option<String>)]
    updated_to: Option<When>,
    /// `true`: those where something was said or changed since the contact last looked; `false`: the others.
    unread: Option<bool>,
    /// Words, or beginnings of words: in the title, in messages, in names of files, or the key. Whatever their case; all of them have to be there.
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
enum Requester {
    Me,
    Colleague(ContactId),
}

impl<'de> Deserialize<'de> for Requester {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match &*String::deserialize(deserializer)? {
            "me" => Ok(Self::Me),
            id => id
                .parse()
                .map(Self::Colleague)
                .map_err(|_| de::Error::custom("requester is neither `me` nor an id")),
        }
    }
}

impl TicketQuery {
    /// What the contact may see of what is asked, whatever its status.
    fn tickets(&self, contact: &Contact, backend: DbBackend) -> Result<Select<ticket::Entity>> {
        use ticket::Column;
        let mut tickets = store::visible_to(contact);
        match self.requester {
            Some(Requester::Me) => tickets = tickets.filter(Column::RequesterId.eq(contact.id)),
            Some(Requester::Colleague(id)) => tickets = tickets.filter(Column::RequesterId.eq(id)),
            None => {}
        }
        if !self.priority.0.is_empty() {
            tickets = tickets.filter(Column::Priority.is_in(self.priority.0.iter().copied()));
        }
        if let Some(form) = self.form_id {
            tickets = tickets.filter(Column::FormId.eq(form));
        }
        if let Some(when) = self.created_from {
            tickets = tickets.filter(Column::CreatedAt.gte(when.first()));
        }
        if let Some(when) = self.created_to {
            tickets = tickets.filter(Column::CreatedAt.lt(when.end()));
        }
        if let Some(when) = self.updated_from {
            tickets = tickets.filter(Column::ActivityAt.gte(when.first()));
        }
        if let Some(when) = self.updated_to {
            tickets = tickets.filter(Column::ActivityAt.lt(when.end()));
        }
        if let Some(unread) = self.unread {
            let read = store::has_read(contact);
            tickets = tickets.filter(if unread { read.not() } else { read });
        }
        if let Some(search) = self.search(contact)? {
            tickets = tickets.filter(search.tickets(backend));
        }
        Ok(tickets)
    }

    fn search(&self, contact: &Contact) -> Result<Option<Search>> {
        Search::by_contact(contact, self.q.as_deref())
    }

    pub(super) fn listing(&self, contact: &Contact, backend: DbBackend) -> Result<Listing> {
        Ok(Listing {
            tickets: self.tickets(contact, backend)?,
            searched: self.search(contact)?.is_some(),
            statuses: self.status.0.clone(),
            ranges_by_status: false,
            sort: self.sort.unwrap_or(TicketSort::Activity),
        })
    }
}

/// The tickets one may see: all of the organisation's, or one's own where the customer is set so.
#[utoipa::path(tag = "portal tickets", params(TicketQuery), responses((status = 200, body = Page<portal::TicketSummary>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
#[get("/tickets")]
pub(super) async fn list_portal_tickets(
    contact: Contact,
    state: Data<AppState>,
    query: Query<TicketQuery>,
) -> Result<Packed<Page<portal::TicketSummary>>> {
    let listing = query.listing(&contact, state.db.get_database_backend())?;
    let paging = Paging {
        limit: query.limit,
        cursor: query.cursor.clone(),
    };
    let (rows, next_cursor) = listing.read_page(&state, &paging, "portal tickets").await?;
    let search = query.search(&contact)?;
    let items = store::summaries(&state.db, &contact, rows, search.as_ref()).await?;
    Ok(Packed(Page { items, next_cursor }))
}

/// How many tickets each tab of the list holds. Takes the list's parameters; status, sort and paging change nothing here.
#[utoipa::path(tag = "portal tickets", params(TicketQuery), responses((status = 200, body = portal::TicketCounts), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
#[get("/tickets/counts")]
pub(super) async fn count_portal_tickets(
    contact: Contact,
    state: Data<AppState>,
    query: Query<TicketQuery>,
) -> Result<Json<portal::TicketCounts>> {
    let mut counts = portal::TicketCounts::default();
    for (status, tickets) in
        listing::by_status(&state.db, query.tickets(&contact, state.db.get_database_backend())?).await?
    {
        counts.all += tickets;
        match status {
            TicketStatus::Open | TicketStatus::InProgress | TicketStatus::OnHold => counts.open += tickets,
            TicketStatus::Pending => counts.waiting += tickets,
            TicketStatus::Solved | TicketStatus::Closed => counts.solved += tickets,
        }
    }
    Ok(Json(counts))
}
