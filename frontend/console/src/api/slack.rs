use portico_types::ids::JobId;
use portico_types::staff::{SlackHealth, SlackTestMessage};
use portico_ui::api::{Result, get, post};
use serde_json::json;

pub async fn health() -> Result<SlackHealth> {
    get("/slack").await
}

pub async fn test(channel_id: String) -> Result<()> {
    post("/slack/test-message", &SlackTestMessage { channel_id }).await
}

pub async fn retry(job: JobId) -> Result<()> {
    post(&format!("/jobs/{job}/retry"), &json!({})).await
}
