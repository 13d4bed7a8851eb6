//! Files of messages: sent in parts, so that a lost connection loses little, and handed to the browser's downloads.

use portico_types::attachments::{BeginUpload, Upload};
use portico_types::ids::AttachmentId;
use web_sys::Blob;

use super::{Call, IdempotencyKey, Result, create, delete as remove_at, download as hand_over, get, read, send};

pub async fn begin(file: &BeginUpload, attempt: &IdempotencyKey) -> Result<Upload> {
    create("/attachments", file, attempt).await
}

/// Sends what follows `offset`.
pub async fn send_part(id: AttachmentId, offset: i64, part: &Blob) -> Result<Upload> {
    let path = format!("/attachments/{id}/content?offset={offset}");
    let mut call = Call::new("PUT", &path);
    call.body = Some((part.clone().into(), "application/octet-stream".to_owned()));
    read(send(call).await?)
}

/// How far it is.
pub async fn find(id: AttachmentId) -> Result<Upload> {
    get(&format!("/attachments/{id}/upload")).await
}

pub async fn remove(id: AttachmentId) -> Result<()> {
    remove_at(&format!("/attachments/{id}")).await
}

pub async fn download(id: AttachmentId, name: &str) -> Result<()> {
    hand_over(&format!("/attachments/{id}"), name).await
}
