use portico_types::ids::{CollectionId, JobId};
use portico_types::staff::{
    Collection, JobResolution, SlackChannelChoice, SlackHealth, SlackTestMessage, UpdateCollection,
};
use portico_ui::api::{Result, get, patch, post};
use serde_json::json;

pub async fn health() -> Result<SlackHealth> {
    get("/slack").await
}

/// The workspace's channels, as Slack listed them last.
pub async fn channels() -> Result<Vec<SlackChannelChoice>> {
    get("/slack/channels").await
}

pub async fn refresh_channels() -> Result<()> {
    post("/slack/channels/refresh", &json!({})).await
}

pub async fn update_collection(id: CollectionId, change: &UpdateCollection) -> Result<Collection> {
    patch(&format!("/collections/{id}"), change).await
}

pub async fn test(channel_id: String) -> Result<()> {
    post("/slack/test-message", &SlackTestMessage { channel_id }).await
}

pub async fn retry(job: JobId) -> Result<()> {
    post(&format!("/jobs/{job}/retry"), &json!({})).await
}

pub async fn resolve(job: JobId, resolution: JobResolution) -> Result<()> {
    post(&format!("/jobs/{job}/resolve"), &resolution).await
}
