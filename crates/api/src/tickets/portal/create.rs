//! Filing a ticket from the portal.

use actix_web::{HttpResponse, http::StatusCode, post, web::Data};
use portico_types::{FieldError, Problem, portal, tickets::Source};
use sea_orm::ConnectionTrait;

use super::store;
use crate::{
    app::AppState,
    attachments::{Files, Uploader},
    auth::Contact,
    body::Body,
    entity::ticket,
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
        follow_up_of: new.follow_up_of,
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
    follow_up_of: Option<ticket::Model>,
}

/// Judges title, description, answers and what it follows, and names all that fail in one answer.
async fn judged(db: &impl ConnectionTrait, contact: &Contact, asked: portal::CreateTicket) -> Result<Good> {
    let form = (asked.form_id, asked.form_version);
    let judged = forms::judge(db, contact, form, &asked.answers, asked.attachments.len()).await;
    let followed = followed(db, contact, asked.follow_up_of.as_deref()).await;
    let mut errors = Vec::new();
    let ticket = or_named(&mut errors, asked.parse().map_err(Error::from))?;
    let judged = or_named(&mut errors, judged)?;
    let follow_up_of = or_named(&mut errors, followed)?;
    match (ticket, judged, follow_up_of) {
        (Some(ticket), Some(judged), Some(follow_up_of)) => Ok(Good {
            ticket,
            judged,
            follow_up_of,
        }),
        _ => Err(errors.into()),
    }
}

/// `None`: some fields are wrong, and among `errors` now.
fn or_named<T>(errors: &mut Vec<FieldError>, found: Result<T>) -> Result<Option<T>> {
    match found {
        Ok(good) => Ok(Some(good)),
        Err(Error::Invalid(more)) => {
            errors.extend(more);
            Ok(None)
        }
        Err(err) => Err(err),
    }
}

/// The ticket to follow. Any that the contact may see: a reply is no longer taken by a closed one, but a solved one, too, may be done with and
/// still lead to something else. One that they may not see is refused like one that is not there.
async fn followed(db: &impl ConnectionTrait, contact: &Contact, key: Option<&str>) -> Result<Option<ticket::Model>> {
    let Some(key) = key else { return Ok(None) };
    match store::find(db, contact, key).await {
        Ok(ticket) => Ok(Some(ticket)),
        Err(Error::NotFound(_)) => {
            Err(Error::field("follow_up_of", "There is no such ticket").because("unknown_ticket"))
        }
        Err(err) => Err(err),
    }
}
