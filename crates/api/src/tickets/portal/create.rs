//! Filing a ticket from the portal.

use actix_web::{HttpResponse, http::StatusCode, post, web::Data};
use portico_types::{Problem, portal, tickets::Source};
use sea_orm::ConnectionTrait;

use super::store;
use crate::{
    app::AppState,
    attachments::{Files, Uploader},
    auth::Contact,
    body::Body,
    error::{Error, Result},
    forms::{self, Judged},
    idempotency::{IdempotencyKey, Seen},
    tickets::{Actor, NewFiling, file},
};

/// File a ticket.
#[utoipa::path(tag = "portal tickets", request_body = portal::CreateTicket, params(("Idempotency-Key" = Option<String>, Header)), responses((status = 201, body = portal::Ticket), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/tickets")]
pub(super) async fn create_ticket(
    contact: Contact,
    state: Data<AppState>,
    key: IdempotencyKey,
    body: Body<portal::CreateTicket>,
) -> Result<HttpResponse> {
    let asked = body.read().await?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let caller = (contact.account_id, contact.id.0);
    let first = match key.take(&*txn, caller, "create_ticket", &asked, now).await? {
        Seen::First(first) => first,
        Seen::Before(answer) => return Ok(answer),
    };
    let new = judged(&*txn, &contact, asked).await?;
    let attached = [new.ticket.attachments(), &new.judged.files].concat();
    let filing = NewFiling {
        customer_id: contact.customer_id,
        requester_id: contact.id,
        form: new.judged.form,
        answers: new.judged.answers,
        title: new.ticket.title(),
        description: new.ticket.description(),
        files: Files::Uploaded(Uploader::from(&contact), &attached),
        priority: new.ticket.priority(),
    };
    let ticket = file(
        &txn,
        contact.account_id,
        Actor::from(&contact),
        Source::Portal,
        filing,
        now,
    )
    .await?;
    store::mark_read(&*txn, &contact, ticket.id, ticket.last_public_seq).await?;
    let page = store::page(&*txn, &contact, ticket).await?;
    let answer = first.answer(&*txn, StatusCode::CREATED, &page).await?;
    txn.commit().await?;
    Ok(answer)
}

/// A ticket whose every field was found good.
struct Good {
    ticket: portal::NewTicket,
    judged: Judged,
}

/// Judges title, description and answers, and names all that fail in one answer.
async fn judged(db: &impl ConnectionTrait, contact: &Contact, asked: portal::CreateTicket) -> Result<Good> {
    let form = (asked.form_id, asked.form_version);
    let judged = forms::judge(db, contact, form, &asked.answers, asked.attachments.len()).await;
    match (asked.parse(), judged) {
        (Ok(ticket), Ok(judged)) => Ok(Good { ticket, judged }),
        (Err(mut errors), Err(Error::Invalid(more))) => {
            errors.extend(more);
            Err(errors.into())
        }
        (_, Err(err)) => Err(err),
        (Err(errors), Ok(_)) => Err(errors.into()),
    }
}
