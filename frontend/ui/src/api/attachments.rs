//! Files of messages: sent in parts, so that a lost connection loses little, and shown and saved by links that need no token.

use portico_types::attachments::{BeginUpload, FileLink, Upload};
use portico_types::ids::AttachmentId;
use wasm_bindgen::JsValue;

use super::{Call, IdempotencyKey, Result, create, delete as remove_at, get, read, save_from, send, unexpected};

pub async fn begin(file: &BeginUpload, attempt: &IdempotencyKey) -> Result<Upload> {
    create("/attachments", file, attempt).await
}

/// Sends what follows `offset`.
pub async fn send_part(id: AttachmentId, offset: i64, part: JsValue) -> Result<Upload> {
    let path = format!("/attachments/{id}/content?offset={offset}");
    let mut call = Call::new("PUT", &path);
    call.body = Some((part, "application/octet-stream".to_owned()));
    read(send(call).await?)
}

/// How far it is.
pub async fn find(id: AttachmentId) -> Result<Upload> {
    get(&format!("/attachments/{id}/upload")).await
}

pub async fn remove(id: AttachmentId) -> Result<()> {
    remove_at(&format!("/attachments/{id}")).await
}

/// An address at which the file, and its thumbnail, can be read for some minutes.
pub async fn link(id: AttachmentId) -> Result<FileLink> {
    get(&format!("/attachments/{id}/link")).await
}

pub async fn download(id: AttachmentId, name: &str) -> Result<()> {
    save(&link(id).await?, name)
}

/// Hands what is behind a link to the browser's downloads: it goes to disk as it comes. An empty name means the one that the server gives it.
pub fn save(link: &FileLink, name: &str) -> Result<()> {
    save_from(&link.url, name).map_err(|_| unexpected(0))
}
