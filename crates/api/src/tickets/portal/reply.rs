//! What contacts say and do on a ticket that is there.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    post,
    web::{Data, Json, Path},
};
use portico_types::{
    Problem, portal,
    tickets::{MessageVisibility, Source, TicketStatus},
};

use super::store;
use crate::{
    app::AppState,
    attachments::{Files, Uploader},
    auth::Contact,
    body::Body,
    error::{Error, Result},
    idempotency::{IdempotencyKey, Seen},
    text::TicketLinks,
    tickets::{
        Actor, Edit, Said,
        conversation::{self, Public},
    },
};

/// Reply to a ticket. A closed one takes no more (409).
#[utoipa::path(tag = "portal tickets", request_body = portal::AddReply, params(("key" = String, Path), ("Idempotency-Key" = Option<String>, Header)), responses((status = 201, body = portal::Message), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/tickets/{key}/messages")]
pub(super) async fn add_reply(
    contact: Contact,
    state: Data<AppState>,
    key: Path<String>,
    idempotency: IdempotencyKey,
    body: Body<portal::AddReply>,
) -> Result<HttpResponse> {
    let asked = body.read().await?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let ticket = store::find(&*txn, &contact, &key).await?;
    let (account_id, caller) = (contact.account_id, (contact.account_id, contact.id.0));
    let request = (ticket.id, &asked);
    let first = match idempotency.take(&*txn, caller, "add_reply", &request, now).await? {
        Seen::First(first) => first,
        Seen::Before(answer) => return Ok(answer),
    };
    let new = asked.parse()?;
    let actor = Actor::from(&contact);
    let mut edit = Edit::begin(&txn, (account_id, ticket.id), actor, Source::Portal, now).await?;
    edit.expect_visible_to(&contact)?;
    let message = edit
        .say(Said {
            visibility: MessageVisibility::Public,
            body: new.body(),
            mentions: new.mentions(),
            files: Files::Uploaded(Uploader::from(&contact), new.attachments()),
            written_in: None,
        })
        .await?;
    if new.solve() {
        edit.set_status(TicketStatus::Solved).await?;
    }
    let ticket = edit.finish().await?;
    store::mark_read(&*txn, &contact, ticket.id, ticket.last_public_seq).await?;
    let links = TicketLinks::portal(&contact.ticket_prefix);
    let dressed = conversation::dress_one(&*txn, &message, &links).await?;
    let message = Public::of(message).ok_or_else(|| anyhow::anyhow!("a contact's reply became a note"))?;
    let shown = store::message(&contact, message, dressed);
    let answer = first.answer(&*txn, StatusCode::CREATED, &shown).await?;
    txn.commit().await?;
    Ok(answer)
}

/// Mark a ticket solved.
#[utoipa::path(tag = "portal tickets", params(("key" = String, Path)), responses((status = 200, body = portal::Ticket), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
#[post("/tickets/{key}/solve")]
pub(super) async fn solve_ticket(
    contact: Contact,
    state: Data<AppState>,
    key: Path<String>,
) -> Result<Json<portal::Ticket>> {
    set_status(&contact, &state, &key, TicketStatus::Solved).await
}

/// Open a solved ticket again.
#[utoipa::path(tag = "portal tickets", params(("key" = String, Path)), responses((status = 200, body = portal::Ticket), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
#[post("/tickets/{key}/reopen")]
pub(super) async fn reopen_ticket(
    contact: Contact,
    state: Data<AppState>,
    key: Path<String>,
) -> Result<Json<portal::Ticket>> {
    set_status(&contact, &state, &key, TicketStatus::Open).await
}

async fn set_status(contact: &Contact, state: &AppState, key: &str, to: TicketStatus) -> Result<Json<portal::Ticket>> {
    let txn = state.begin_write().await?;
    let ticket = store::find(&*txn, contact, key).await?;
    let id = (contact.account_id, ticket.id);
    let mut edit = Edit::begin(&txn, id, Actor::from(contact), Source::Portal, state.clock.now()).await?;
    edit.expect_visible_to(contact)?;
    match (edit.ticket().status, to) {
        (TicketStatus::Closed, _) => return Err(Error::TicketClosed),
        // Which of the unsolved states a ticket is in, is the team's to say.
        (TicketStatus::InProgress | TicketStatus::Pending | TicketStatus::OnHold, TicketStatus::Open) => {
            return Err(Error::Conflict("Only a solved ticket can be opened again.").because("not_solved"));
        }
        _ => edit.set_status(to).await?,
    }
    let ticket = edit.finish().await?;
    store::mark_read(&*txn, contact, ticket.id, ticket.last_public_seq).await?;
    let page = store::page(&*txn, contact, ticket).await?;
    txn.commit().await?;
    Ok(Json(page))
}
