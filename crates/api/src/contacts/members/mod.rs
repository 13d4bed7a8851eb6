//! What the managers among a customer's contacts may: see, invite, change and remove their colleagues.

mod store;

use actix_web::{
    HttpResponse, delete, get,
    http::StatusCode,
    patch, post,
    web::{Data, Json, Path, Query},
};
use portico_types::{
    Page, Problem,
    ids::ContactId,
    portal::{InviteMember, Member, UpdateMember},
    staff::AuditAction,
};
use serde_json::json;

use super::{
    staff::ContactQuery,
    store::{Position, list, save, subject},
};
use crate::{
    app::AppState,
    audit,
    auth::Manager,
    body::Body,
    entity::contact,
    error::Result,
    idempotency::{IdempotencyKey, Seen},
    invitations,
    paging::{self, Paging},
    sessions,
};

/// The people of one's own organisation by name, also those who were removed.
#[utoipa::path(tag = "portal members", params(ContactQuery), extensions(("x-who" = json!("manager"))),
    responses((status = 200, body = Page<Member>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
#[get("/members")]
pub(in crate::contacts) async fn list_members(
    Manager(manager): Manager,
    state: Data<AppState>,
    query: Query<ContactQuery>,
) -> Result<Json<Page<Member>>> {
    let paging = Paging::from(query.into_inner());
    let (limit, scope) = (paging.limit()?, format!("members {}", manager.customer_id));
    let after: Option<Position> = paging.after(&state.keys, &scope)?;
    let customer = (manager.account_id, manager.customer_id);
    let (rows, last) = list(&state.db, customer, after, limit).await?;
    let next_cursor = last.map(|position| paging::encode(&state.keys, &scope, &position));
    let items = store::members(&state.db, manager.account_id, rows).await?;
    Ok(Json(Page { items, next_cursor }))
}

/// Invite a colleague with an address at one of the organisation's domains; somebody whom a manager removed may come in again, whom the
/// support team removed may not. They get a mail that leads to the sign-in.
#[utoipa::path(tag = "portal members", request_body = InviteMember, params(("Idempotency-Key" = Option<String>, Header)), extensions(("x-who" = json!("manager"))),
    responses((status = 201, body = Member), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/members")]
pub(in crate::contacts) async fn invite_member(
    Manager(manager): Manager,
    state: Data<AppState>,
    key: IdempotencyKey,
    body: Body<InviteMember>,
) -> Result<HttpResponse> {
    let asked = body.read().await?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let manager = manager.still_manages(&*txn, now).await?;
    let caller = (manager.account_id, manager.id.0);
    let first = match key.take(&*txn, caller, "invite_member", &asked, now).await? {
        Seen::First(first) => first,
        Seen::Before(answer) => return Ok(answer),
    };
    let new = asked.parse()?;
    let contact = store::invite(&*txn, &manager, &new, now).await?;
    invitations::to_portal(&*txn, manager.account_id, &new.email, now).await?;
    let (subject, detail) = (subject(&contact), json!({ "role": contact.role }));
    let member = store::member(&*txn, contact).await?;
    let answer = first.answer(&*txn, StatusCode::CREATED, &member).await?;
    audit::by_contact(&*txn, &manager, AuditAction::ContactInvited, &subject, detail, now).await?;
    txn.commit().await?;
    state.callers.forget_all();
    Ok(answer)
}

/// Make a colleague a manager, or no longer one.
#[utoipa::path(tag = "portal members", request_body = UpdateMember, params(("id" = ContactId, Path)), extensions(("x-who" = json!("manager"))),
    responses((status = 200, body = Member), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[patch("/members/{id}")]
pub(in crate::contacts) async fn update_member(
    Manager(manager): Manager,
    state: Data<AppState>,
    id: Path<ContactId>,
    body: Body<UpdateMember>,
) -> Result<Json<Member>> {
    let UpdateMember { role } = body.read().await?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let manager = manager.still_manages(&*txn, now).await?;
    let before = store::lock_colleague(&*txn, &manager, *id).await?;
    if before.role == role {
        return Ok(Json(store::member(&*txn, before).await?));
    }
    let after = contact::Model { role, ..before.clone() };
    let contact = save(&*txn, after).await?;
    let (subject, detail) = (subject(&contact), json!({ "role": [before.role, contact.role] }));
    let member = store::member(&*txn, contact).await?;
    audit::by_contact(&*txn, &manager, AuditAction::ContactRoleChanged, &subject, detail, now).await?;
    txn.commit().await?;
    state.callers.forget_all();
    Ok(Json(member))
}

/// Remove a colleague: they are out at once, and may not come in until somebody invites them again. What they wrote stays.
#[utoipa::path(tag = "portal members", params(("id" = ContactId, Path)), extensions(("x-who" = json!("manager"))),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[delete("/members/{id}")]
pub(in crate::contacts) async fn remove_member(
    Manager(manager): Manager,
    state: Data<AppState>,
    id: Path<ContactId>,
) -> Result<HttpResponse> {
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let manager = manager.still_manages(&*txn, now).await?;
    let before = store::lock_colleague(&*txn, &manager, *id).await?;
    if before.disabled_at.is_some() {
        return Ok(HttpResponse::NoContent().finish());
    }
    let after = contact::Model {
        disabled_at: Some(now),
        disabled_by_team: false,
        ..before
    };
    let contact = save(&*txn, after).await?;
    let ended = sessions::end_of_contacts(&*txn, manager.account_id, &[contact.id], now).await?;
    let (subject, detail) = (subject(&contact), json!({ "sessions_ended": ended }));
    audit::by_contact(&*txn, &manager, AuditAction::ContactDisabled, &subject, detail, now).await?;
    txn.commit().await?;
    state.callers.forget_all();
    Ok(HttpResponse::NoContent().finish())
}
