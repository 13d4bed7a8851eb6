//! The workspace's channels, for admins to choose from. Slack is asked by a job; here is what it said last.

use actix_web::{
    HttpResponse, get, post,
    web::{Data, Json},
};
use portico_types::{
    Problem,
    staff::{AgentRole, SlackChannelChoice},
};

use super::{channel_list, store};
use crate::{
    app::AppState,
    auth::{May, scope},
    entity::{ChannelState, slack_channel},
    error::Result,
};

/// The workspace's channels by name, as Slack last listed them: public ones, and private ones that the bot is in.
#[utoipa::path(tag = "slack", extensions(("x-who" = json!("admin")), ("x-scope" = json!("settings:read"))), responses((status = 200, body = Vec<SlackChannelChoice>), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[get("/slack/channels")]
pub(super) async fn list_slack_channels(
    caller: May<scope::SettingsRead>,
    state: Data<AppState>,
) -> Result<Json<Vec<SlackChannelChoice>>> {
    let channels = store::channels(&state.db, caller.account_id).await?;
    let shown = |row: slack_channel::Model| SlackChannelChoice {
        workspace_id: row.workspace_id,
        channel_id: row.channel_id,
        name: row.name,
        is_private: row.is_private,
        is_member: row.is_member,
        is_shared: row.is_shared,
        is_archived: row.state == ChannelState::Archived,
    };
    Ok(Json(channels.into_iter().map(shown).collect()))
}

/// Have Slack asked again which channels there are, rather than within the hour.
#[utoipa::path(tag = "slack", extensions(("x-who" = json!("admin")), ("x-scope" = json!("settings:write"))), responses((status = 202), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[post("/slack/channels/refresh")]
pub(super) async fn refresh_slack_channels(
    caller: May<scope::SettingsWrite>,
    state: Data<AppState>,
) -> Result<HttpResponse> {
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let caller = caller.still(&*txn, AgentRole::Admin, now).await?;
    channel_list::look_now(&*txn, caller.account_id, now).await?;
    txn.commit().await?;
    Ok(HttpResponse::Accepted().finish())
}
