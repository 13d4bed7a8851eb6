//! Answering a customer, or leaving a note, from the console or by a program.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use portico_types::{Problem, staff};

use super::store;
use crate::{
    app::AppState,
    attachments::{Files, Uploader},
    auth::{May, scope},
    body::Body,
    error::Result,
    idempotency::{IdempotencyKey, Seen},
    text::TicketLinks,
    tickets::{Actor, Edit, Said, conversation},
};

/// Answer the customer, or leave a note for the team. A closed ticket takes no more answers (409), but notes.
#[utoipa::path(tag = "tickets", extensions(("x-scope" = json!("tickets:write"))), request_body = staff::AddMessage, params(("key" = String, Path), ("Idempotency-Key" = Option<String>, Header)), responses((status = 201, body = staff::Message), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/tickets/{key}/messages")]
pub(super) async fn add_message(
    caller: May<scope::TicketsWrite>,
    state: Data<AppState>,
    key: Path<String>,
    idempotency: IdempotencyKey,
    body: Body<staff::AddMessage>,
) -> Result<HttpResponse> {
    let asked = body.read().await?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let ticket = store::find(&*txn, &caller, &key).await?;
    let account_id = caller.account_id;
    let request = (ticket.id, &asked);
    let who = (account_id, caller.who());
    let first = match idempotency.take(&*txn, who, "add_message", &request, now).await? {
        Seen::First(first) => first,
        Seen::Before(answer) => return Ok(answer),
    };
    let new = asked.parse()?;
    let actor = Actor::from(&*caller);
    let mut edit = Edit::begin(&txn, (account_id, ticket.id), actor, caller.source(), now).await?;
    let message = edit
        .say(Said {
            visibility: new.visibility(),
            body: new.body(),
            mentions: new.mentions(),
            files: Files::Uploaded(Uploader::from(&*caller), new.attachments()),
            written_in: None,
        })
        .await?;
    if let Some(status) = new.status() {
        edit.set_status(status).await?;
    }
    edit.finish().await?;
    let links = TicketLinks::console(&caller.ticket_prefix);
    let dressed = conversation::dress_one(&*txn, &message, &links).await?;
    let shown = store::message(&caller, message, dressed);
    let answer = first.answer(&*txn, StatusCode::CREATED, &shown).await?;
    txn.commit().await?;
    Ok(answer)
}
