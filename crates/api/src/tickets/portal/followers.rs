//! Colleagues who follow a ticket, and not wanting its mails.

use actix_web::{
    HttpResponse, delete, post, put,
    web::{Data, Json, Path},
};
use portico_types::{
    Problem,
    followers::{AddFollower, NewFollower},
    ids::ContactId,
    portal::{self, TicketVisibility},
    tickets::Source,
};
use sea_orm::ConnectionTrait;

use super::store;
use crate::{
    app::AppState,
    auth::Contact,
    body::Body,
    contacts,
    entity::ticket,
    error::{Error, Result},
    tickets::{Actor, Edit, followers, names},
};

/// Let a colleague, or oneself, follow a ticket: they get its mails. Only who may read it can (422).
#[utoipa::path(tag = "portal tickets", request_body = AddFollower, params(("key" = String, Path)), responses((status = 200, body = Vec<portal::Person>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/tickets/{key}/followers")]
pub(super) async fn add_portal_follower(
    contact: Contact,
    state: Data<AppState>,
    key: Path<String>,
    body: Body<AddFollower>,
) -> Result<Json<Vec<portal::Person>>> {
    let named = body.read().await?.parse()?;
    let now = state.clock.now();
    let account = state.account(contact.account_id).await?;
    let txn = state.begin_write().await?;
    let ticket = store::find(&*txn, &contact, &key).await?;
    let mut edit = Edit::begin(
        &txn,
        (account.id, ticket.id),
        Actor::from(&contact),
        Source::Portal,
        now,
    )
    .await?;
    edit.expect_visible_to(&contact)?;
    let who = followers::named_by(&*txn, &account, edit.ticket(), &named).await?;
    // Who sees no ticket but their own has no use for the others' names, and could try them here.
    if contact.visibility == TicketVisibility::Own && contacts::choosable(&*txn, &contact, &[who.id]).await?.is_empty()
    {
        let field = match named {
            NewFollower::Contact(_) => "contact_id",
            NewFollower::Email(_) => "email",
        };
        return Err(followers::nobody(field));
    }
    edit.add_follower(&who).await?;
    if who.id == contact.id {
        followers::unmute(&*txn, (account.id, ticket.id, who.id)).await?;
    }
    let ticket = edit.finish().await?;
    store::mark_read(&*txn, &contact, ticket.id, ticket.last_public_seq).await?;
    let people = people(&*txn, &ticket).await?;
    txn.commit().await?;
    Ok(Json(people))
}

/// Let a colleague, or oneself, follow a ticket no more.
#[utoipa::path(tag = "portal tickets", params(("key" = String, Path), ("id" = ContactId, Path)), responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[delete("/tickets/{key}/followers/{id}")]
pub(super) async fn remove_portal_follower(
    contact: Contact,
    state: Data<AppState>,
    path: Path<(String, ContactId)>,
) -> Result<HttpResponse> {
    let (key, id) = path.into_inner();
    let txn = state.begin_write().await?;
    let ticket = store::find(&*txn, &contact, &key).await?;
    let id_of_ticket = (contact.account_id, ticket.id);
    let mut edit = Edit::begin(
        &txn,
        id_of_ticket,
        Actor::from(&contact),
        Source::Portal,
        state.clock.now(),
    )
    .await?;
    edit.expect_visible_to(&contact)?;
    let names = names::of_contacts(&*txn, contact.account_id, std::iter::once(id)).await?;
    let name = names.get(&id).map(String::as_str).unwrap_or_default();
    if !edit.remove_follower(id, name).await? {
        return Err(Error::NotFound("follower"));
    }
    let ticket = edit.finish().await?;
    store::mark_read(&*txn, &contact, ticket.id, ticket.last_public_seq).await?;
    txn.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Get no mails about a ticket.
#[utoipa::path(tag = "portal tickets", params(("key" = String, Path)), responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[put("/tickets/{key}/mute")]
pub(super) async fn mute_ticket(contact: Contact, state: Data<AppState>, key: Path<String>) -> Result<HttpResponse> {
    let txn = state.begin_write().await?;
    let ticket = store::find(&*txn, &contact, &key).await?;
    followers::mute(&*txn, (contact.account_id, ticket.id, contact.id), state.clock.now()).await?;
    txn.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Get mails about a ticket again.
#[utoipa::path(tag = "portal tickets", params(("key" = String, Path)), responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[delete("/tickets/{key}/mute")]
pub(super) async fn unmute_ticket(contact: Contact, state: Data<AppState>, key: Path<String>) -> Result<HttpResponse> {
    let txn = state.begin_write().await?;
    let ticket = store::find(&*txn, &contact, &key).await?;
    followers::unmute(&*txn, (contact.account_id, ticket.id, contact.id)).await?;
    txn.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}

pub(super) async fn people(db: &impl ConnectionTrait, ticket: &ticket::Model) -> Result<Vec<portal::Person>> {
    let named = followers::named(db, ticket).await?;
    Ok(named
        .into_iter()
        .map(|(id, name)| portal::Person { id, name })
        .collect())
}
