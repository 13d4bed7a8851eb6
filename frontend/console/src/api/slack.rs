//! Slack: health, channels, connecting.

use portico_types::ids::{CollectionId, JobId, SlackWorkspaceId};
use portico_types::staff::{
    Collection, CompleteSlackInstall, ConnectSlackWorkspace, JobResolution, SlackChannelChoice, SlackHealth,
    SlackInstallStarted, SlackManifest, SlackTestMessage, SlackWorkspace, UpdateCollection,
};
use portico_ui::api::{Result, delete, get, patch, post};
use serde_json::json;

pub async fn health() -> Result<SlackHealth> {
    get("/slack").await
}

pub async fn manifest() -> Result<SlackManifest> {
    get("/slack/manifest").await
}

/// Where to go to let the app into a workspace.
pub async fn start_install() -> Result<SlackInstallStarted> {
    post("/slack/install", &json!({})).await
}

pub async fn complete_install(back: &CompleteSlackInstall) -> Result<SlackWorkspace> {
    post("/slack/install/complete", back).await
}

pub async fn connect(tokens: &ConnectSlackWorkspace) -> Result<SlackWorkspace> {
    post("/slack/workspaces", tokens).await
}

pub async fn disconnect(id: SlackWorkspaceId) -> Result<()> {
    delete(&format!("/slack/workspaces/{id}")).await
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
