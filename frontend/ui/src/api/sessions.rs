//! One's own sessions, on both surfaces.

use portico_types::ids::SessionId;
use portico_types::sign_in::SignedInSession;
use serde_json::json;

use super::{Result, delete, get, post};

/// Those that live, the newest first.
pub async fn list() -> Result<Vec<SignedInSession>> {
    get("/sessions").await
}

pub async fn end(id: SessionId) -> Result<()> {
    delete(&format!("/sessions/{id}")).await
}

/// All but the one that asks.
pub async fn end_others() -> Result<()> {
    post("/sessions/end-others", &json!({})).await
}
