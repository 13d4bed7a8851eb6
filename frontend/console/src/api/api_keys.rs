//! Keys for programs.

use portico_types::ids::ApiKeyId;
use portico_types::staff::{ApiKey, ApiKeyWithSecret, CreateApiKey};
use portico_ui::api::{Result, delete, get, invalid, post};
use serde_json::json;

/// One's own; admins see all of the account.
pub async fn list() -> Result<Vec<ApiKey>> {
    get("/api-keys").await
}

/// Not to be repeated after a lost answer: what is kept for a repetition would hold the secret.
pub async fn create(key: &CreateApiKey) -> Result<ApiKeyWithSecret> {
    let key = key.clone().parse().map_err(invalid)?;
    post("/api-keys", &key).await
}

pub async fn rotate(id: ApiKeyId) -> Result<ApiKeyWithSecret> {
    post(&format!("/api-keys/{id}/rotate"), &json!({})).await
}

pub async fn revoke(id: ApiKeyId) -> Result<()> {
    delete(&format!("/api-keys/{id}")).await
}
