//! Colleagues of a ticket's requester who follow it, as the team adds and removes them.

use actix_web::{
    HttpResponse, delete, post,
    web::{Data, Json, Path},
};
use portico_types::{Problem, followers::AddFollower, ids::ContactId, staff};
use sea_orm::ConnectionTrait;

use super::store;
use crate::{
    app::AppState,
    auth::{May, scope},
    body::Body,
    entity::ticket,
    error::{Error, Result},
    tickets::{Actor, Edit, followers, names},
};

/// Let a colleague of the requester follow a ticket: they get its mails. Only who may read it can (422).
#[utoipa::path(tag = "tickets", extensions(("x-scope" = json!("tickets:write"))), request_body = AddFollower, params(("key" = String, Path)), responses((status = 200, body = Vec<staff::Requester>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/tickets/{key}/followers")]
pub(super) async fn add_follower(
    caller: May<scope::TicketsWrite>,
    state: Data<AppState>,
    key: Path<String>,
    body: Body<AddFollower>,
) -> Result<Json<Vec<staff::Requester>>> {
    let named = body.read().await?.parse()?;
    let account = state.account(caller.account_id).await?;
    let txn = state.begin_write().await?;
    let ticket = store::find(&*txn, &caller, &key).await?;
    let id = (account.id, ticket.id);
    let mut edit = Edit::begin(&txn, id, Actor::from(&*caller), caller.source(), state.clock.now()).await?;
    let who = followers::named_by(&*txn, &account, edit.ticket(), &named).await?;
    edit.add_follower(&who).await?;
    let ticket = edit.finish().await?;
    let people = people(&*txn, &ticket).await?;
    txn.commit().await?;
    Ok(Json(people))
}

/// Let somebody follow a ticket no more.
#[utoipa::path(tag = "tickets", extensions(("x-scope" = json!("tickets:write"))), params(("key" = String, Path), ("id" = ContactId, Path)), responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem)))]
#[delete("/tickets/{key}/followers/{id}")]
pub(super) async fn remove_follower(
    caller: May<scope::TicketsWrite>,
    state: Data<AppState>,
    path: Path<(String, ContactId)>,
) -> Result<HttpResponse> {
    let (key, id) = path.into_inner();
    let txn = state.begin_write().await?;
    let ticket = store::find(&*txn, &caller, &key).await?;
    let id_of_ticket = (caller.account_id, ticket.id);
    let now = state.clock.now();
    let mut edit = Edit::begin(&txn, id_of_ticket, Actor::from(&*caller), caller.source(), now).await?;
    let names = names::of_contacts(&*txn, caller.account_id, std::iter::once(id)).await?;
    let name = names.get(&id).map(String::as_str).unwrap_or_default();
    if !edit.remove_follower(id, name).await? {
        return Err(Error::NotFound("follower"));
    }
    edit.finish().await?;
    txn.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}

pub(super) async fn people(db: &impl ConnectionTrait, ticket: &ticket::Model) -> Result<Vec<staff::Requester>> {
    let named = followers::named(db, ticket).await?;
    Ok(named
        .into_iter()
        .map(|(id, name)| staff::Requester { id, name })
        .collect())
}
