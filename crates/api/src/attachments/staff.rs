//! The team's files, by the same steps as the contacts'.

use actix_web::{
    HttpRequest, HttpResponse, delete, get, post, put,
    web::{Data, Json, Path, Payload, Query},
};
use portico_types::{
    Problem,
    attachments::{BeginUpload, FileLink, Upload},
    ids::AttachmentId,
};
use sea_orm::{EntityTrait, Select};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    Uploader,
    download::{self, Reader, readable},
    links::{self, Session},
    upload,
};
use crate::{
    app::AppState,
    auth::{May, Staff, scope},
    body::Body,
    entity::{attachment, message},
    error::{Error, Result},
    idempotency::IdempotencyKey,
};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Offset {
    /// How many bytes were received before.
    #[serde(default)]
    #[param(minimum = 0)]
    pub offset: i64,
}

/// Announce a file, to be uploaded and then named by a message. What is named by nothing goes after a day.
#[utoipa::path(tag = "attachments", extensions(("x-scope" = json!("tickets:write"))), request_body = BeginUpload, params(("Idempotency-Key" = Option<String>, Header)), responses((status = 201, body = Upload), (status = 400, body = Problem), (status = 401, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
#[post("/attachments")]
pub(super) async fn begin_upload(
    caller: May<scope::TicketsWrite>,
    state: Data<AppState>,
    key: IdempotencyKey,
    body: Body<BeginUpload>,
) -> Result<HttpResponse> {
    upload::begin(&state, Uploader::from(&*caller), key, body.read().await?).await
}

/// Send a file's bytes, all of them or a part (a part that is not the last has at least 256 kB). After a lost connection ask how many were received, and go on from there.
#[utoipa::path(tag = "attachments", extensions(("x-scope" = json!("tickets:write"))), params(("id" = AttachmentId, Path), Offset),
    request_body(description = "The bytes from `offset` on", content((Vec<u8> = "application/octet-stream"))),
    responses((status = 200, body = Upload), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
#[put("/attachments/{id}/content")]
pub(super) async fn put_upload(
    caller: May<scope::TicketsWrite>,
    state: Data<AppState>,
    id: Path<AttachmentId>,
    at: Query<Offset>,
    req: HttpRequest,
    payload: Payload,
) -> Result<Json<Upload>> {
    let file = upload::put(&state, Uploader::from(&*caller), (*id, at.offset), (&req, payload)).await?;
    Ok(Json(file))
}

/// How many of a file's bytes were received.
#[utoipa::path(tag = "attachments", extensions(("x-scope" = json!("tickets:write"))), params(("id" = AttachmentId, Path)), responses((status = 200, body = Upload), (status = 401, body = Problem), (status = 404, body = Problem)))]
#[get("/attachments/{id}/upload")]
pub(super) async fn get_upload(
    caller: May<scope::TicketsWrite>,
    state: Data<AppState>,
    id: Path<AttachmentId>,
) -> Result<Json<Upload>> {
    Ok(Json(upload::show(&state, Uploader::from(&*caller), *id).await?))
}

/// Give up a file that is not attached yet.
#[utoipa::path(tag = "attachments", extensions(("x-scope" = json!("tickets:write"))), params(("id" = AttachmentId, Path)), responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem)))]
#[delete("/attachments/{id}")]
pub(super) async fn delete_upload(
    caller: May<scope::TicketsWrite>,
    state: Data<AppState>,
    id: Path<AttachmentId>,
) -> Result<HttpResponse> {
    upload::remove(&state, Uploader::from(&*caller), *id).await
}

/// A link to a file of a message, for what cannot send a token. It is yours alone, ends after some minutes, and opens nothing that you may
/// no longer read by then. (Programs send their key.)
#[utoipa::path(tag = "attachments", params(("id" = AttachmentId, Path)), responses((status = 200, body = FileLink), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[get("/attachments/{id}/link")]
pub(super) async fn get_attachment_link(
    caller: Staff,
    state: Data<AppState>,
    id: Path<AttachmentId>,
) -> Result<Json<FileLink>> {
    let session = Session::of(&caller).ok_or(Error::Unauthenticated)?;
    Ok(Json(links::link(&state, &caller, session, *id).await?))
}

/// Download a file of a message, notes included. A `Range` of it may be asked for.
#[utoipa::path(tag = "attachments", extensions(("x-scope" = json!("tickets:read"))), params(("id" = AttachmentId, Path)), responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 206, description = "The range that was asked for", content_type = "application/octet-stream", body = Vec<u8>), (status = 401, body = Problem), (status = 404, body = Problem)))]
#[get("/attachments/{id}")]
pub(super) async fn download_attachment(
    caller: May<scope::TicketsRead>,
    state: Data<AppState>,
    id: Path<AttachmentId>,
    req: HttpRequest,
) -> Result<HttpResponse> {
    download::answer(&state, caller.into_inner(), *id, &req).await
}

impl Reader for Staff {
    fn readable(&self) -> Select<attachment::Entity> {
        readable(&Uploader::from(self), message::Entity::find())
    }

    async fn again(&self, state: &AppState) -> Result<Self> {
        self.still_admitted(state).await
    }
}
