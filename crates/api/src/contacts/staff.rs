//! A customer's people as the team sees and changes them.

use actix_web::{
    get, patch,
    web::{Data, Json, Path, Query},
};
use portico_types::{
    Page, Problem,
    ids::{ContactId, CustomerId},
    staff::{self, AgentRole, AuditAction, UpdateContact},
};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::IntoParams;

use super::store::{self, Position};
use crate::{
    app::AppState,
    audit,
    auth::{May, scope},
    body::Body,
    customers,
    entity::contact,
    error::{Error, Result},
    paging::{self, Paging},
    sessions,
};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ContactQuery {
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u64>,
    /// As the last page's `next_cursor` gave it.
    cursor: Option<String>,
}

impl From<ContactQuery> for Paging {
    fn from(ContactQuery { limit, cursor }: ContactQuery) -> Self {
        Self { limit, cursor }
    }
}

/// A customer's people by name, also those who may no longer come in.
#[utoipa::path(tag = "contacts", extensions(("x-scope" = json!("customers:read"))), params(("id" = CustomerId, Path), ContactQuery), responses((status = 200, body = Page<staff::Contact>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
#[get("/customers/{id}/contacts")]
pub(super) async fn list_contacts(
    caller: May<scope::CustomersRead>,
    state: Data<AppState>,
    id: Path<CustomerId>,
    query: Query<ContactQuery>,
) -> Result<Json<Page<staff::Contact>>> {
    let paging = Paging::from(query.into_inner());
    let (limit, scope_of_cursor) = (paging.limit()?, format!("contacts {}", *id));
    let after: Option<Position> = paging.after(&state.keys, &scope_of_cursor)?;
    if !customers::exists(&state.db, caller.account_id, *id).await? {
        return Err(Error::NotFound("customer"));
    }
    let (rows, last) = store::list(&state.db, (caller.account_id, *id), after, limit).await?;
    let next_cursor = last.map(|position| paging::encode(&state.keys, &scope_of_cursor, &position));
    let items = rows.into_iter().map(shown).collect();
    Ok(Json(Page { items, next_cursor }))
}

/// Change a contact: name, role, whether they may come in. Who is disabled is out at once: their sessions end, and no manager of theirs
/// lets them in again.
#[utoipa::path(tag = "contacts", request_body = UpdateContact, params(("id" = ContactId, Path)), extensions(("x-who" = json!("admin")), ("x-scope" = json!("customers:write"))),
    responses((status = 200, body = staff::Contact), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
#[patch("/contacts/{id}")]
pub(super) async fn update_contact(
    staff: May<scope::CustomersWrite>,
    state: Data<AppState>,
    id: Path<ContactId>,
    body: Body<UpdateContact>,
) -> Result<Json<staff::Contact>> {
    let change = body.read().await?.parse()?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let staff = staff.still(&*txn, AgentRole::Admin, now).await?;
    let before = store::lock(&*txn, staff.account_id, *id).await?;
    let after = contact::Model {
        name: change.name.unwrap_or_else(|| before.name.clone()),
        role: change.role.unwrap_or(before.role),
        disabled_at: match change.disabled {
            Some(true) => before.disabled_at.or(Some(now)),
            Some(false) => None,
            None => before.disabled_at,
        },
        disabled_by_team: change.disabled.unwrap_or(before.disabled_by_team),
        ..before.clone()
    };
    if after == before {
        return Ok(Json(shown(before)));
    }
    let contact = store::save(&*txn, after).await?;
    let ended = if contact.disabled_at.is_some() {
        sessions::end_of_contacts(&*txn, staff.account_id, &[contact.id], now).await?
    } else {
        0
    };
    for (action, detail) in happened(&before, &contact, ended) {
        audit::done(&*txn, &staff, action, &store::subject(&contact), detail, now).await?;
    }
    txn.commit().await?;
    state.callers.forget_all();
    Ok(Json(shown(contact)))
}

/// A change of role, and of who may come in, is a thing of its own in the log.
fn happened(before: &contact::Model, after: &contact::Model, sessions_ended: u64) -> Vec<(AuditAction, Value)> {
    let mut all = Vec::new();
    if before.name != after.name {
        let detail = json!({ "name": [before.name, after.name] });
        all.push((AuditAction::ContactChanged, detail));
    }
    if before.role != after.role {
        let detail = json!({ "role": [before.role, after.role] });
        all.push((AuditAction::ContactRoleChanged, detail));
    }
    match (before.disabled_at, after.disabled_at) {
        (None, Some(_)) => all.push((
            AuditAction::ContactDisabled,
            json!({ "sessions_ended": sessions_ended }),
        )),
        (Some(_), None) => all.push((AuditAction::ContactEnabled, json!({}))),
        _ => {}
    }
    all
}

fn shown(row: contact::Model) -> staff::Contact {
    staff::Contact {
        id: row.id,
        customer_id: row.customer_id,
        name: row.name,
        email: row.email,
        role: row.role,
        disabled_at: row.disabled_at,
    }
}
