//! The support team.

use portico_types::ids::AgentId;
use portico_types::staff::{InviteAgent, TeamMember, UpdateTeamMember};
use portico_ui::api::{IdempotencyKey, Result, create, get, invalid, patch, post};
use serde_json::json;

/// Also those who are disabled, and those who have not come yet.
pub async fn list() -> Result<Vec<TeamMember>> {
    get("/team").await
}

pub async fn invite(agent: &InviteAgent, attempt: &IdempotencyKey) -> Result<TeamMember> {
    agent.clone().parse().map_err(invalid)?;
    create("/team", agent, attempt).await
}

pub async fn update(id: AgentId, change: &UpdateTeamMember) -> Result<TeamMember> {
    let change = change.clone().parse().map_err(invalid)?;
    patch(&format!("/team/{id}"), &change).await
}

pub async fn invite_again(id: AgentId) -> Result<()> {
    post(&format!("/team/{id}/invitation"), &json!({})).await
}
