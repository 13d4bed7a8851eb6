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
        AgentRole, AuditAction, JobResolution, Remedy, SlackChannel, SlackHealth, SlackPerson, SlackSource,
        SlackTestMessage, SlackWorkspace, StuckJob,
    },
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;

use super::{connect, manifest, people, post, routing, socket::Whose};
use crate::{
    app::AppState,
    audit,
    auth::{May, scope},
    body::Body,
    entity::{
        ChannelState, JobState, WorkspaceState, agent, job, received_event, slack_channel, slack_user, slack_workspace,
    },
    error::{Error, Result},
    jobs::{self, Job, NewJob, Pool, enqueue},
};

/// The oldest are shown; they are mended together.
const MOST_STUCK: u64 = 50;

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
    let known = slack_channel::Entity::find_by_id((caller.account_id, channel.clone()))
        .one(&*txn)
        .await?;
    let Some(known) = known else {
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
    let stuck = job::Entity::find_by_id((caller.account_id, *id)).one(&*txn).await?;
    if stuck.is_none_or(|it| !matches!(it.state, JobState::Dead | JobState::Uncertain)) {
        return Err(Error::NotFound("job"));
    }
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
    let stuck = job::Entity::find_by_id((caller.account_id, *id)).one(&*txn).await?;
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
    let workspaces = slack_workspace::Entity::find()
        .filter(slack_workspace::Column::AccountId.eq(account_id))
        .filter(slack_workspace::Column::State.ne(WorkspaceState::Removed))
        .order_by_asc(slack_workspace::Column::CreatedAt)
        .all(db)
        .await?;
    let internal = routing::triage_channels(db, account_id).await?;
    let named = routing::named_channels(db, account_id).await?;
    let channels = slack_channel::Entity::find()
        .filter(slack_channel::Column::AccountId.eq(account_id))
        .filter(slack_channel::Column::ChannelId.is_in(named))
        .order_by_asc(slack_channel::Column::Name)
        .all(db)
        .await?;
    let last_event = received_event::Entity::find()
        .filter(received_event::Column::AccountId.eq(account_id))
        .filter(received_event::Column::Source.eq("slack"))
        .order_by_desc(received_event::Column::ReceivedAt)
        .one(db)
        .await?;
    let pending = jobs_of(account_id)
        .filter(job::Column::State.is_in([JobState::Ready, JobState::Running]))
        .filter(job::Column::Kind.is_not_in([
            "compare_threads",
            "compare_thread",
            "open_threads",
            "connect_slack",
            "check_workspace",
            "list_channels",
        ]));
    let oldest = pending.clone().order_by_asc(job::Column::CreatedAt).one(db).await?;
    let configured = workspaces.iter().any(|it| it.source == SlackSource::Configured);
    Ok(SlackHealth {
        configured: configured || connect::serves(state, account_id).await?,
        installable: !state.config.slack.client_id.is_empty(),
        workspaces: workspaces.into_iter().map(|row| shown(state, row)).collect(),
        channels: channels.into_iter().map(|it| channel(it, &internal)).collect(),
        people: people(db, account_id).await?,
        last_event_at: last_event.map(|it| it.received_at),
        backlog: pending.count(db).await?,
        oldest_pending_at: oldest.map(|it| it.created_at),
        stuck: stuck(db, account_id).await?,
    })
}

/// What is Slack's of the queue.
fn jobs_of(account_id: AccountId) -> sea_orm::Select<job::Entity> {
    let kinds = [Pool::Slack, Pool::Files, Pool::Inbound]
        .iter()
        .flat_map(|pool| pool.kinds().iter().copied());
    job::Entity::find()
        .filter(job::Column::AccountId.eq(account_id))
        .filter(job::Column::Kind.is_in(kinds))
}

async fn stuck(db: &impl ConnectionTrait, account_id: AccountId) -> Result<Vec<StuckJob>> {
    let dead = jobs_of(account_id)
        .filter(job::Column::State.is_in([JobState::Dead, JobState::Uncertain]))
        .order_by_asc(job::Column::CreatedAt)
        .limit(MOST_STUCK)
        .all(db)
        .await?;
    let shown = |row: job::Model| {
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
    };
    Ok(dead.into_iter().map(shown).collect())
}

/// The team by name, each with whom they are in Slack.
async fn people(db: &impl ConnectionTrait, account_id: AccountId) -> Result<Vec<SlackPerson>> {
    let agents = agent::Entity::find()
        .filter(agent::Column::AccountId.eq(account_id))
        .filter(agent::Column::DisabledAt.is_null())
        .order_by_asc(agent::Column::Name)
        .all(db)
        .await?;
    let linked = slack_user::Entity::find()
        .filter(slack_user::Column::AccountId.eq(account_id))
        .filter(slack_user::Column::AgentId.is_not_null())
        .all(db)
        .await?;
    let workspaces = slack_workspace::Entity::find()
        .filter(slack_workspace::Column::AccountId.eq(account_id))
        .all(db)
        .await?;
    let shown = |agent: agent::Model| {
        let user = linked.iter().find(|it| it.agent_id == Some(agent.id));
        let stranger = user.is_some_and(|it| {
            let workspace = workspaces.iter().find(|workspace| workspace.id == it.workspace_id);
            !workspace.is_some_and(|workspace| people::is_colleague(it, workspace))
        });
        SlackPerson {
            agent_id: agent.id,
            name: agent.name,
            slack_user_id: user.map(|it| it.user_id.clone()),
            advice: stranger.then_some(Remedy::LinkMember).map(Into::into),
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
    let remedy = match (connected, missing_scopes.is_empty()) {
        (false, _) => Some(Remedy::RenewToken),
        (true, false) => Some(Remedy::AddScope),
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
        socket: Whose::tells_of(&row, state).map(|whose| state.sockets.of(whose, state.clock.now())),
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
