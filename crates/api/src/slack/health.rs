//! How the connection to Slack is, and what mends it: for admins.

use std::collections::BTreeSet;

use actix_web::{
    HttpResponse, get, post,
    web::{Data, Json, Path},
};
use portico_types::{
    FieldError, Problem,
    ids::{AccountId, JobId},
    staff::{
        AgentRole, AuditAction, JobResolution, Remedy, SlackChannel, SlackHealth, SlackPerson, SlackPersonLink,
        SlackSource, SlackTestMessage, SlackWorkspace, StuckJob,
    },
};
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::{connect, manifest, named_channels, people, post, signature, socket::Whose, store};
use crate::{
    app::AppState,
    audit,
    auth::{May, scope},
    body::Body,
    entity::{ChannelState, JobState, WorkspaceState, agent, job, slack_channel, slack_user, slack_workspace},
    error::{Error, Result},
    jobs::{self, Job, NewJob, enqueue},
};

/// Get how the connection to Slack is: workspaces, channels that cannot be posted to, what waits and what was given up, each with its remedy.
#[utoipa::path(tag = "slack", extensions(("x-who" = json!("admin")), ("x-scope" = json!("settings:read"))), responses((status = 200, body = SlackHealth), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[get("/slack")]
pub(super) async fn get_slack_health(
    caller: May<scope::SettingsRead>,
    state: Data<AppState>,
) -> Result<Json<SlackHealth>> {
    Ok(Json(health(&state, caller.account_id).await?))
}

/// Post a message into one of the account's channels that only says that Portico can. Whether it arrived shows in the channel, or in the health.
#[utoipa::path(tag = "slack", request_body = SlackTestMessage, extensions(("x-who" = json!("admin")), ("x-scope" = json!("settings:write"))),
    responses((status = 202), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
#[post("/slack/test-message")]
pub(super) async fn send_slack_test_message(
    caller: May<scope::SettingsWrite>,
    state: Data<AppState>,
    body: Body<SlackTestMessage>,
) -> Result<HttpResponse> {
    let channel = body.read().await?.channel_id;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let caller = caller.still(&*txn, AgentRole::Admin, now).await?;
    let Some(known) = store::find_channel(&*txn, caller.account_id, &channel).await? else {
        let why = "This is none of the account's Slack channels.";
        return Err(Error::Invalid(vec![FieldError::new("channel_id", why)]));
    };
    let job = NewJob::new(caller.account_id, Job::PostTestMessage { channel }).of_workspace(known.workspace_id);
    enqueue(&*txn, now, job).await?;
    txn.commit().await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Try a job again that was given up.
#[utoipa::path(tag = "slack", params(("id" = JobId, Path)), extensions(("x-who" = json!("admin")), ("x-scope" = json!("settings:write"))),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[post("/jobs/{id}/retry")]
pub(super) async fn retry_job(
    caller: May<scope::SettingsWrite>,
    state: Data<AppState>,
    id: Path<JobId>,
) -> Result<HttpResponse> {
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let caller = caller.still(&*txn, AgentRole::Admin, now).await?;
    let stuck = store::find_stuck(&*txn, caller.account_id, *id).await?;
    stuck.ok_or(Error::NotFound("job"))?;
    jobs::retry(&*txn, Some(*id), now).await?;
    txn.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Say of a post of which nobody knows whether it arrived that it stands in Slack, and where; or that it is to be posted again.
#[utoipa::path(tag = "slack", request_body = JobResolution, params(("id" = JobId, Path)), extensions(("x-who" = json!("admin")), ("x-scope" = json!("settings:write"))),
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/jobs/{id}/resolve")]
pub(super) async fn resolve_job(
    caller: May<scope::SettingsWrite>,
    state: Data<AppState>,
    id: Path<JobId>,
    body: Body<JobResolution>,
) -> Result<HttpResponse> {
    let posted = body.read().await?.posted;
    if let Some(ts) = &posted {
        post::check_timestamp(ts).map_err(|err| Error::field("posted", &err.to_string()))?;
    }
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let caller = caller.still(&*txn, AgentRole::Admin, now).await?;
    let stuck = store::find_stuck(&*txn, caller.account_id, *id).await?;
    let stuck = stuck
        .filter(|it| it.state == JobState::Uncertain)
        .ok_or(Error::NotFound("job"))?;
    let account = Some(caller.account_id);
    post::resolve_within(&state, &txn, (account, *id), posted.as_deref())
        .await
        .map_err(|_| Error::Conflict("Somebody else has just resolved this job, or it posts nothing."))?;
    let detail = json!({ "job": id.to_string(), "posted": posted });
    audit::done(
        &*txn,
        &caller,
        AuditAction::JobResolved,
        &format!("job {}", stuck.kind),
        detail,
        now,
    )
    .await?;
    txn.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn health(state: &AppState, account_id: AccountId) -> Result<SlackHealth> {
    let db = &state.db;
    let workspaces = store::workspaces(db, account_id).await?;
    let internal = named_channels::triage_channels(db, account_id).await?;
    let named = named_channels::named_channels(db, account_id).await?;
    let channels = store::channels_named(db, account_id, named).await?;
    let (backlog, oldest_pending_at) = store::backlog(db, account_id).await?;
    let (stuck, stuck_total) = store::stuck(db, account_id).await?;
    let people = people(db, account_id, &workspaces).await?;
    let configured = workspaces.iter().any(|it| it.source == SlackSource::Configured);
    Ok(SlackHealth {
        configured: configured || connect::serves(state, account_id).await?,
        installable: !state.config.slack.client_id.is_empty(),
        workspaces: workspaces.into_iter().map(|row| shown(state, row)).collect(),
        channels: channels.into_iter().map(|it| channel(it, &internal)).collect(),
        people,
        last_event_at: store::last_event_at(db, account_id).await?,
        backlog,
        oldest_pending_at,
        stuck: stuck.into_iter().map(stuck_job).collect(),
        stuck_total,
    })
}

fn stuck_job(row: job::Model) -> StuckJob {
    let reason = row.last_error.unwrap_or_default();
    StuckJob {
        id: row.id,
        kind: row.kind,
        created_at: row.created_at,
        attempts: row.attempts,
        uncertain: row.state == JobState::Uncertain,
        advice: Remedy::of(&reason).into(),
        reason,
    }
}

/// The team by name, each with whom they are in each of the workspaces.
async fn people(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    workspaces: &[slack_workspace::Model],
) -> Result<Vec<SlackPerson>> {
    let (agents, linked) = store::team(db, account_id).await?;
    let shown = |agent: agent::Model| {
        let theirs = |workspace: &slack_workspace::Model| {
            let here = |it: &&slack_user::Model| it.agent_id == Some(agent.id) && it.workspace_id == workspace.id;
            let link = linked.iter().find(here)?;
            let stranger = !people::is_colleague(link, workspace);
            Some(SlackPersonLink {
                workspace_id: workspace.id,
                user_id: link.user_id.clone(),
                advice: stranger.then_some(Remedy::LinkMember).map(Into::into),
            })
        };
        SlackPerson {
            agent_id: agent.id,
            name: agent.name.clone(),
            links: workspaces.iter().filter_map(theirs).collect(),
        }
    };
    Ok(agents.into_iter().map(shown).collect())
}

pub(super) fn shown(state: &AppState, row: slack_workspace::Model) -> SlackWorkspace {
    let connected = row.state == WorkspaceState::Connected;
    // Nobody has asked yet.
    let missing_scopes = if row.scopes.is_empty() {
        Vec::new()
    } else {
        manifest::missing(&row.scopes)
    };
    let socket = Whose::tells_of(&row, state);
    let remedy = match (connected, missing_scopes.is_empty()) {
        (false, _) => Some(Remedy::RenewToken),
        (true, false) => Some(Remedy::AddScope),
        (true, true) if socket.is_none() && !signature::may_knock(&row, state) => Some(Remedy::LetSlackTell),
        (true, true) => None,
    };
    let door = |what| {
        let own = row.signing_secret.is_some();
        own.then(|| state.config.slack_door(what, row.id))
    };
    SlackWorkspace {
        source: row.source,
        events_url: door("events"),
        interactions_url: door("interactions"),
        socket: socket.map(|whose| state.sockets.of(whose, state.clock.now())),
        id: row.id,
        team_id: row.team_id,
        name: row.team_name,
        since: row.created_at,
        connected,
        missing_scopes,
        advice: remedy.map(Into::into),
    }
}

fn channel(row: slack_channel::Model, internal: &BTreeSet<String>) -> SlackChannel {
    let shared = row.is_shared && internal.contains(&row.channel_id);
    let remedy = match (row.state, row.is_member) {
        (ChannelState::Archived, _) => Some(Remedy::OpenChannel),
        (ChannelState::Missing, _) => Some(Remedy::ChooseChannel),
        (ChannelState::Open, false) => Some(Remedy::InviteBot),
        (ChannelState::Open, true) => shared.then_some(Remedy::UnshareChannel),
    };
    SlackChannel {
        workspace_id: row.workspace_id,
        channel_id: row.channel_id,
        name: row.name,
        advice: remedy.map(Into::into),
    }
}
