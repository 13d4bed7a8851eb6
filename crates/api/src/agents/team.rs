//! The team as admins manage it: invited, changed, disabled, and linked with Slack users.

use actix_web::{
    HttpResponse, get,
    http::StatusCode,
    patch, post,
    web::{Data, Json, Path},
};
use portico_types::{
    Problem,
    ids::AgentId,
    sign_in::SignInMethod,
    staff::{AgentRole, AuditAction, InviteAgent, SlackLink, TeamMember, UpdateTeamMember},
};
use serde_json::{Value, json};

use super::{rules, store};
use crate::{
    accounts,
    app::AppState,
    audit,
    auth::{Admin, Fresh, May, scope},
    body::Body,
    entity::agent,
    error::{Error, Result},
    idempotency::{IdempotencyKey, Seen},
    invitations, sessions,
};

/// The support team by name: also who was invited and has not come yet, and who is no longer with it.
#[utoipa::path(tag = "team", extensions(("x-scope" = json!("team:read"))), responses((status = 200, body = Vec<TeamMember>), (status = 401, body = Problem)))]
#[get("/team")]
pub(super) async fn list_team(caller: May<scope::TeamRead>, state: Data<AppState>) -> Result<Json<Vec<TeamMember>>> {
    Ok(Json(store::list(&state.db, caller.account_id).await?))
}

/// Invite somebody to the support team: they get a mail that leads to the console. Nobody gives a role above their own.
#[utoipa::path(tag = "team", request_body = InviteAgent, params(("Idempotency-Key" = Option<String>, Header)), extensions(("x-who" = json!("admin"))),
    responses((status = 201, body = TeamMember), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/team")]
pub(super) async fn invite_agent(
    Fresh(Admin(staff)): Fresh<Admin>,
    state: Data<AppState>,
    key: IdempotencyKey,
    body: Body<InviteAgent>,
) -> Result<HttpResponse> {
    let asked = body.read().await?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    accounts::lock(&*txn, staff.account_id).await?;
    let staff = staff.still(&*txn, AgentRole::Admin, now).await?;
    let caller = (staff.account_id, staff.who());
    let first = match key.take(&*txn, caller, "invite_agent", &asked, now).await? {
        Seen::First(first) => first,
        Seen::Before(answer) => return Ok(answer),
    };
    let new = asked.parse()?;
    rules::may_give(staff.role, new.role)?;
    let named = (&new.email, new.name.as_str(), new.role);
    let agent = accounts::insert_agent(&*txn, staff.account_id, named, now).await?;
    let invited = agent::Model {
        invited_at: Some(now),
        ..agent
    };
    let agent = store::save(&*txn, invited).await?;
    invitations::to_console(&*txn, staff.account_id, agent.id, now).await?;
    let subject = store::subject(&agent);
    let detail = json!({ "name": agent.name, "role": agent.role });
    let answer = first
        .answer(&*txn, StatusCode::CREATED, &store::shown(agent, Vec::new()))
        .await?;
    audit::done(&*txn, &staff, AuditAction::AgentInvited, &subject, detail, now).await?;
    txn.commit().await?;
    Ok(answer)
}

/// Change a member of the team: name, role, whether they may sign in, who they are in Slack. Only owners change owners, nobody takes their
/// own rights away, and the last active owner stays. Who becomes an owner and signs in with Slack proves the mailbox anew. Who is disabled
/// is out at once: their sessions and the keys that act for them end. All but taking rights away takes a session that began a short while
/// ago.
#[utoipa::path(tag = "team", request_body = UpdateTeamMember, params(("id" = AgentId, Path)), extensions(("x-who" = json!("admin"))),
    responses((status = 200, body = TeamMember), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[patch("/team/{id}")]
pub(super) async fn update_team_member(
    Admin(staff): Admin,
    state: Data<AppState>,
    id: Path<AgentId>,
    body: Body<UpdateTeamMember>,
) -> Result<Json<TeamMember>> {
    let change = body.read().await?.parse()?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    accounts::lock(&*txn, staff.account_id).await?;
    let staff = staff.still(&*txn, AgentRole::Admin, now).await?;
    let before = store::find(&*txn, staff.account_id, *id).await?;
    let after = agent::Model {
        name: change.name.unwrap_or_else(|| before.name.clone()),
        role: change.role.unwrap_or(before.role),
        disabled_at: match change.disabled {
            Some(true) => before.disabled_at.or(Some(now)),
            Some(false) => None,
            None => before.disabled_at,
        },
        ..before.clone()
    };
    let actor = (staff.agent()?, staff.role);
    let others = store::other_owners(&*txn, staff.account_id, before.id).await?;
    rules::may_change(actor, (&before).into(), (&after).into(), others)?;
    let links = store::links_of(&*txn, &before).await?;
    let in_question = |it: &&SlackLink| change.slack_workspace_id.is_none_or(|id| it.workspace_id == id);
    let slack_before = links.iter().find(in_question).map(|it| it.user_id.clone());
    let slack = change.slack_user_id.map(|user| (!user.is_empty()).then_some(user));
    let slack = slack.unwrap_or_else(|| slack_before.clone());
    if after == before && slack == slack_before {
        return Ok(Json(store::shown(before, links)));
    }
    let renamed = after.name != before.name;
    let raised = after.role > before.role || before.disabled_at.is_some() && after.disabled_at.is_none();
    let linked = slack.is_some() && slack != slack_before;
    if renamed || raised || linked {
        staff.fresh(&state)?;
    }
    let agent = store::save(&*txn, after).await?;
    if slack != slack_before {
        let user = slack.as_deref().unwrap_or_default();
        store::link(&*txn, &agent, change.slack_workspace_id, user, now).await?;
    }
    let mut ended = json!({});
    if agent.disabled_at.is_some() {
        ended = json!({
            "sessions_ended": sessions::end_of_agent(&*txn, staff.account_id, agent.id, None, now).await?,
            "keys_revoked": store::revoke_keys(&*txn, &agent, now).await?,
        });
    }
    if agent.role == AgentRole::Owner && before.role != AgentRole::Owner {
        // Slack brought them in on the word of whoever runs the workspace, which is not enough for an owner: a mail proves them once.
        store::forget_identities(&*txn, &agent, &state.config.openid.slack.issuer).await?;
        let by_slack = Some(SignInMethod::Slack);
        sessions::end_of_agent(&*txn, staff.account_id, agent.id, by_slack, now).await?;
    }
    let (now_links, links) = (
        store::links_of(&*txn, &agent).await?,
        (slack_before.as_deref(), slack.as_deref()),
    );
    for (action, detail) in happened(&before, &agent, links, ended) {
        audit::done(&*txn, &staff, action, &store::subject(&agent), detail, now).await?;
    }
    txn.commit().await?;
    state.callers.forget_all();
    Ok(Json(store::shown(agent, now_links)))
}

/// A change of role, of who may sign in, and of who somebody is in Slack, is a thing of its own in the log.
fn happened(
    before: &agent::Model,
    after: &agent::Model,
    (slack_before, slack): (Option<&str>, Option<&str>),
    ended: Value,
) -> Vec<(AuditAction, Value)> {
    let mut all = Vec::new();
    if before.name != after.name {
        all.push((AuditAction::AgentChanged, json!({ "name": [before.name, after.name] })));
    }
    if before.role != after.role {
        let detail = json!({ "role": [before.role, after.role] });
        all.push((AuditAction::AgentRoleChanged, detail));
    }
    match (before.disabled_at, after.disabled_at) {
        (None, Some(_)) => all.push((AuditAction::AgentDisabled, ended)),
        (Some(_), None) => all.push((AuditAction::AgentEnabled, json!({}))),
        _ => {}
    }
    if slack_before != slack {
        let action = if slack.is_some() {
            AuditAction::AgentLinked
        } else {
            AuditAction::AgentUnlinked
        };
        all.push((action, json!({ "slack_user": [slack_before, slack] })));
    }
    all
}

/// Send the invitation again to somebody who has not signed in yet.
#[utoipa::path(tag = "team", params(("id" = AgentId, Path)), extensions(("x-who" = json!("admin"))),
    responses((status = 202), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
#[post("/team/{id}/invitation")]
pub(super) async fn send_invitation_again(
    Admin(staff): Admin,
    state: Data<AppState>,
    id: Path<AgentId>,
) -> Result<HttpResponse> {
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    accounts::lock(&*txn, staff.account_id).await?;
    let staff = staff.still(&*txn, AgentRole::Admin, now).await?;
    let agent = store::find(&*txn, staff.account_id, *id).await?;
    if agent.disabled_at.is_some() {
        return Err(Error::Conflict("They are disabled; enable them first."));
    }
    if agent.joined_at.is_some() {
        return Err(Error::Conflict("They have signed in already."));
    }
    let invited = agent::Model {
        invited_at: Some(now),
        ..agent
    };
    let agent = store::save(&*txn, invited).await?;
    invitations::to_console(&*txn, staff.account_id, agent.id, now).await?;
    let (subject, detail) = (store::subject(&agent), json!({ "again": true }));
    audit::done(&*txn, &staff, AuditAction::AgentInvited, &subject, detail, now).await?;
    txn.commit().await?;
    Ok(HttpResponse::Accepted().finish())
}
