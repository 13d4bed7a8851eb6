//! Contacts' files: announced, uploaded in parts, downloaded by whoever may read their message.

use actix_web::{
    HttpRequest, HttpResponse, delete, get, post, put,
    web::{Data, Json, Path, Payload, Query},
};
use portico_types::{
    Problem,
    attachments::{BeginUpload, FileLink, Upload},
    ids::AttachmentId,
};
use sea_orm::Select;

use super::{
    Uploader,
    download::{self, Reader, public_of, readable},
    links, upload,
};
use crate::{
    app::AppState, attachments::staff::Offset, auth::Contact, body::Body, entity::attachment, error::Result,
    idempotency::IdempotencyKey, tickets::visible_to,
};

/// Announce a file, to be uploaded and then named by a ticket or reply. What is named by nothing goes after a day.
#[utoipa::path(tag = "portal attachments", request_body = BeginUpload, params(("Idempotency-Key" = Option<String>, Header)), responses((status = 201, body = Upload), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
#[post("/attachments")]
pub(super) async fn begin_portal_upload(
    contact: Contact,
    state: Data<AppState>,
    key: IdempotencyKey,
    body: Body<BeginUpload>,
) -> Result<HttpResponse> {
    upload::begin(&state, Uploader::from(&contact), key, body.read().await?).await
}

/// Send a file's bytes, all of them or a part (a part that is not the last has at least 256 kB). After a lost connection ask how many were received, and go on from there.
#[utoipa::path(tag = "portal attachments", params(("id" = AttachmentId, Path), Offset),
    request_body(description = "The bytes from `offset` on", content((Vec<u8> = "application/octet-stream"))),
    responses((status = 200, body = Upload), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
#[put("/attachments/{id}/content")]
pub(super) async fn put_portal_upload(
    contact: Contact,
    state: Data<AppState>,
    id: Path<AttachmentId>,
    at: Query<Offset>,
    req: HttpRequest,
    payload: Payload,
) -> Result<Json<Upload>> {
    let file = upload::put(&state, Uploader::from(&contact), (*id, at.offset), (&req, payload)).await?;
    Ok(Json(file))
}

/// How many of a file's bytes were received.
#[utoipa::path(tag = "portal attachments", params(("id" = AttachmentId, Path)), responses((status = 200, body = Upload), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[get("/attachments/{id}/upload")]
pub(super) async fn get_portal_upload(
    contact: Contact,
    state: Data<AppState>,
    id: Path<AttachmentId>,
) -> Result<Json<Upload>> {
    Ok(Json(upload::show(&state, Uploader::from(&contact), *id).await?))
}

/// Give up a file that is not attached yet.
#[utoipa::path(tag = "portal attachments", params(("id" = AttachmentId, Path)), responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[delete("/attachments/{id}")]
pub(super) async fn delete_portal_upload(
    contact: Contact,
    state: Data<AppState>,
    id: Path<AttachmentId>,
) -> Result<HttpResponse> {
    upload::remove(&state, Uploader::from(&contact), *id).await
}

/// A link to a file of a message one may read, for what cannot send a token. It is yours alone, ends after some minutes, and opens nothing
/// that you may no longer read by then.
#[utoipa::path(tag = "portal attachments", params(("id" = AttachmentId, Path)), responses((status = 200, body = FileLink), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[get("/attachments/{id}/link")]
pub(super) async fn get_portal_attachment_link(
    contact: Contact,
    state: Data<AppState>,
    id: Path<AttachmentId>,
) -> Result<Json<FileLink>> {
    Ok(Json(links::link(&state, &contact, (&contact).into(), *id).await?))
}

/// Download a file of a message one may read. A `Range` of it may be asked for.
#[utoipa::path(tag = "portal attachments", params(("id" = AttachmentId, Path)), responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 206, description = "The range that was asked for", content_type = "application/octet-stream", body = Vec<u8>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[get("/attachments/{id}")]
pub(super) async fn download_portal_attachment(
    contact: Contact,
    state: Data<AppState>,
    id: Path<AttachmentId>,
    req: HttpRequest,
) -> Result<HttpResponse> {
    download::answer(&state, contact, *id, &req).await
}

impl Reader for Contact {
    fn readable(&self) -> Select<attachment::Entity> {
        readable(&Uploader::from(self), public_of(visible_to(self)))
    }

    async fn again(&self, state: &AppState) -> Result<Self> {
        self.still_admitted(state).await
    }
}
