//! Exports that nobody waits for: asked for, written by a job, told of by mail, and downloaded by whoever asked for them, as long as they may
//! still see as much as is in them.

mod store;
mod write;

pub(crate) use write::write;

use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::StatusCode,
    post,
    web::{Data, Json, Path},
};
use portico_types::{
    Problem,
    attachments::FileLink,
    ids::{AttachmentId, ExportId},
    portal,
    staff::AuditAction,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select};
use serde_json::json;

use super::export::Wanted;
use crate::{
    app::AppState,
    attachments::{self, FileReader},
    audit,
    auth::Contact,
    body::Body,
    entity::{FileState, attachment, export},
    error::{Error, Result},
    idempotency::{IdempotencyKey, Seen},
    jobs::{Job, NewJob, enqueue},
};

/// Have the list written to a file in the background, as it is when that begins: for what takes longer than one waits. A mail says when it is
/// ready; it stays for seven days, for you alone, and as long as you may see as much. One at a time.
#[utoipa::path(tag = "portal tickets", request_body = portal::CreateExport, params(("Idempotency-Key" = Option<String>, Header)), responses((status = 201, body = portal::Export), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/exports")]
pub(super) async fn create_export(
    contact: Contact,
    state: Data<AppState>,
    key: IdempotencyKey,
    body: Body<portal::CreateExport>,
) -> Result<HttpResponse> {
    let asked = body.read().await?;
    asked.check()?;
    let wanted = Wanted::read(asked.format, &asked.filter)?;
    if wanted.messages {
        return Err(Error::Malformed("messages is no part of the filter".to_owned()));
    }
    wanted.query.listing(&contact, state.db.get_database_backend())?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let caller = (contact.account_id, contact.id.0);
    let first = match key.take(&*txn, caller, "create_export", &asked, now).await? {
        Seen::First(first) => first,
        Seen::Before(answer) => return Ok(answer),
    };
    store::make_room(&txn, &contact, now).await?;
    let row = store::insert(&txn, &contact, &asked, now).await?;
    let job = Job::WriteExport { export_id: row.id };
    enqueue(&*txn, now, NewJob::new(contact.account_id, job)).await?;
    let answer = first.answer(&*txn, StatusCode::CREATED, &store::shown(row)).await?;
    let detail =
        json!({ "filter": asked.filter, "format": asked.format, "messages": asked.messages, "background": true });
    audit::by_contact(&*txn, &contact, AuditAction::TicketsExported, "tickets", detail, now).await?;
    txn.commit().await?;
    Ok(answer)
}

/// One's own exports, newest first.
#[utoipa::path(tag = "portal tickets", responses((status = 200, body = Vec<portal::Export>), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[get("/exports")]
pub(super) async fn list_exports(contact: Contact, state: Data<AppState>) -> Result<Json<Vec<portal::Export>>> {
    let rows = store::list(&state.db, &contact, state.clock.now()).await?;
    Ok(Json(rows.into_iter().map(store::shown).collect()))
}

/// How far one is.
#[utoipa::path(tag = "portal tickets", params(("id" = ExportId, Path)), responses((status = 200, body = portal::Export), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[get("/exports/{id}")]
pub(super) async fn get_export(
    contact: Contact,
    state: Data<AppState>,
    id: Path<ExportId>,
) -> Result<Json<portal::Export>> {
    let row = store::find(&state.db, &contact, *id, state.clock.now()).await?;
    Ok(Json(store::shown(row)))
}

/// The file of one that is ready. A `Range` of it may be asked for.
#[utoipa::path(tag = "portal tickets", params(("id" = ExportId, Path)), responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 206, description = "The range that was asked for", content_type = "application/octet-stream", body = Vec<u8>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[get("/exports/{id}/download")]
pub(super) async fn download_export(
    contact: Contact,
    state: Data<AppState>,
    id: Path<ExportId>,
    req: HttpRequest,
) -> Result<HttpResponse> {
    file(&state, contact, *id, &req).await
}

/// A link to the file of one that is ready, for the browser's downloads, which send no token. It is yours alone, ends after some minutes, and
/// opens nothing that you may no longer have by then.
#[utoipa::path(tag = "portal tickets", params(("id" = ExportId, Path)), responses((status = 200, body = FileLink), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[get("/exports/{id}/link")]
pub(super) async fn get_export_link(
    contact: Contact,
    state: Data<AppState>,
    id: Path<ExportId>,
) -> Result<Json<FileLink>> {
    let row = store::find(&state.db, &contact, *id, state.clock.now()).await?;
    ready(&row)?;
    let link = attachments::link_to_export(&state, (&contact).into(), row.id)?;
    Ok(Json(link))
}

/// The file of an export of the contact's own, as long as they may see as much as is in it.
pub(crate) async fn file(
    state: &Data<AppState>,
    contact: Contact,
    id: ExportId,
    req: &HttpRequest,
) -> Result<HttpResponse> {
    let now = state.clock.now();
    let row = store::find(&state.db, &contact, id, now).await?;
    let file = ready(&row)?;
    let txn = state.begin_write().await?;
    let detail = json!({ "filter": row.filter, "format": row.format, "messages": row.messages, "tickets": row.total });
    audit::by_contact(&*txn, &contact, AuditAction::ExportDownloaded, "tickets", detail, now).await?;
    txn.commit().await?;
    attachments::answer(state, Owner { contact, id, now }, file, req).await
}

/// The file of one that is ready.
fn ready(row: &export::Model) -> Result<AttachmentId> {
    let file = row.file_id.filter(|_| row.state == portal::ExportState::Ready);
    file.ok_or(Error::NotFound("export"))
}

/// Stop one that is under way, or remove what is over with its file.
#[utoipa::path(tag = "portal tickets", params(("id" = ExportId, Path)), responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[delete("/exports/{id}")]
pub(super) async fn delete_export(contact: Contact, state: Data<AppState>, id: Path<ExportId>) -> Result<HttpResponse> {
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let row = store::lock(&txn, &contact, *id, now).await?;
    if row.state.is_under_way() {
        store::stop(&txn, &row, (portal::ExportState::Cancelled, None), now).await?;
    } else {
        store::remove(&txn, &row, now).await?;
    }
    txn.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Whose export it is.
struct Owner {
    contact: Contact,
    id: ExportId,
    now: chrono::DateTime<chrono::Utc>,
}

impl FileReader for Owner {
    fn readable(&self) -> Select<attachment::Entity> {
        let file = store::visible_to(&self.contact, self.now)
            .filter(export::Column::Id.eq(self.id))
            .filter(export::Column::State.eq(portal::ExportState::Ready))
            .select_only()
            .column(export::Column::FileId)
            .into_query();
        attachment::Entity::find()
            .filter(attachment::Column::AccountId.eq(self.contact.account_id))
            .filter(attachment::Column::State.eq(FileState::Stored))
            .filter(attachment::Column::Id.in_subquery(file))
    }

    async fn again(&self, state: &AppState) -> Result<Self> {
        Ok(Self {
            contact: self.contact.still_admitted(state).await?,
            id: self.id,
            now: state.clock.now(),
        })
    }
}
