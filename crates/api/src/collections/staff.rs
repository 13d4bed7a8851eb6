//! Collections as the team sees them, and where their tickets appear in Slack.

use actix_web::{
    get, patch,
    web::{Data, Json, Path},
};
use portico_types::{
    Problem,
    ids::CollectionId,
    staff::{self, AgentRole, AuditAction, UpdateCollection},
};

use super::{actions, store};
use crate::{
    app::AppState,
    audit,
    auth::{May, scope},
    body::Body,
    entity::collection,
    error::{Error, Result},
};

/// The account's collections, by name.
#[utoipa::path(tag = "collections", extensions(("x-scope" = json!("tickets:read"))), responses((status = 200, body = Vec<staff::Collection>), (status = 401, body = Problem)))]
#[get("/collections")]
pub(super) async fn list_collections(
    caller: May<scope::TicketsRead>,
    state: Data<AppState>,
) -> Result<Json<Vec<staff::Collection>>> {
    let collections = store::list(&state.db, caller.account_id).await?;
    Ok(Json(collections.into_iter().map(store::shown).collect()))
}

/// Change where a collection's tickets appear in Slack, and how replies there are meant. A triage channel is the team's alone: none that a
/// customer has, and none that is shared with another company (422).
#[utoipa::path(tag = "collections", request_body = UpdateCollection, params(("id" = CollectionId, Path)), extensions(("x-who" = json!("admin")), ("x-scope" = json!("settings:write"))),
    responses((status = 200, body = staff::Collection), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[patch("/collections/{id}")]
pub(super) async fn update_collection(
    caller: May<scope::SettingsWrite>,
    state: Data<AppState>,
    id: Path<CollectionId>,
    body: Body<UpdateCollection>,
) -> Result<Json<staff::Collection>> {
    let change = body.read().await?.parse()?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let caller = caller.still(&*txn, AgentRole::Admin, now).await?;
    let before = store::lock(&*txn, caller.account_id, *id).await?;
    if before.version != change.version {
        return Err(Error::Conflict("The collection was changed in the meantime."));
    }
    let wanted = collection::Model {
        triage_channel_id: change
            .triage_channel
            .map_or_else(|| before.triage_channel_id.clone(), |it| it.channel_id),
        forwarding: change.forwarding.unwrap_or(before.forwarding),
        triage_replies: change.triage_replies.unwrap_or(before.triage_replies),
        note_mark: change.note_mark.unwrap_or_else(|| before.note_mark.clone()),
        ..before.clone()
    };
    let Some((after, detail)) = actions::change(&*txn, &before, wanted, now).await? else {
        return Ok(Json(store::shown(before)));
    };
    let subject = format!("collection {}", after.name);
    audit::done(&*txn, &caller, AuditAction::CollectionChanged, &subject, detail, now).await?;
    txn.commit().await?;
    Ok(Json(store::shown(after)))
}
