//! Connecting workspaces by tokens that admins enter, and disconnecting them.

use actix_web::{
    HttpResponse, delete, post,
    web::{Data, Json, Path},
};
use portico_types::{
    FieldError, Problem,
    ids::SlackWorkspaceId,
    staff::{AgentRole, AuditAction, ConnectSlackWorkspace, SlackSource, SlackWorkspace},
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use super::{
    connect::{self, Tokens},
    health, manifest, renew, store, token_checks,
};
use crate::{
    accounts,
    app::AppState,
    audit,
    auth::{Admin, Fresh, Staff},
    body::Body,
    entity::WorkspaceState,
    error::{Error, Result},
    outside::slack::{Identity, SlackError},
    secrets::{self, Sealed},
};

/// Connect a Slack workspace by the token of an app that is installed in it, or give a connected one another token. Slack is asked whether
/// the token works and what it may do.
#[utoipa::path(tag = "slack", request_body = ConnectSlackWorkspace, extensions(("x-who" = json!("admin"))),
    responses((status = 200, body = SlackWorkspace), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/slack/workspaces")]
pub(super) async fn connect_slack_workspace(
    Fresh(Admin(staff)): Fresh<Admin>,
    state: Data<AppState>,
    body: Body<ConnectSlackWorkspace>,
) -> Result<Json<SlackWorkspace>> {
    let asked = body.read().await?.parse()?;
    let bot_token = SecretString::from(asked.bot_token);
    let identity = introduced(&state, &bot_token, "bot_token").await?;
    let app_id = match &asked.app_token {
        Some(token) => app_reached(&state, &bot_token, &identity, token).await?,
        None => String::new(),
    };
    let seal = |what, plain: Option<&str>| sealed(&state, &staff, what, plain);
    let tokens = Tokens {
        source: SlackSource::Pasted,
        app_id,
        bot: seal(&secrets::SLACK_BOT_TOKEN, Some(bot_token.expose_secret()))?,
        signing_secret: seal(&secrets::SLACK_SIGNING_SECRET, asked.signing_secret.as_deref())?,
        refresh: None,
        app: seal(&secrets::SLACK_APP_TOKEN, asked.app_token.as_deref())?,
        expires_at: None,
    };
    take(&state, staff, &identity, tokens, "bot_token").await
}

/// A secret as it is stored.
pub(super) fn sealed(
    state: &AppState,
    staff: &Staff,
    what: &Sealed,
    plain: Option<&str>,
) -> anyhow::Result<Option<Vec<u8>>> {
    let seal = |plain: &str| state.keys.seal(what.purpose, staff.account_id, plain.as_bytes());
    plain.map(seal).transpose()
}

/// Whom a token belongs to, once it is sure that it works and may do what we need.
pub(super) async fn introduced(state: &AppState, token: &SecretString, field: &str) -> Result<Identity> {
    let identity = state.slack.by(None, token.clone()).auth_test().await;
    let identity = identity.map_err(|err| refused(&err, field))?;
    let missing = manifest::missing(&identity.granted_scopes);
    let why = if identity.is_enterprise_install {
        "The app is installed for a whole organisation; install it to one workspace".to_owned()
    } else if identity.bot_id.is_empty() {
        "This is not a bot's token".to_owned()
    } else if !missing.is_empty() {
        format!(
            "The app may not do all it must. Add the bot token scopes {} in its settings, and install it again",
            missing.join(", ")
        )
    } else {
        return Ok(identity);
    };
    Err(Error::Invalid(vec![FieldError::new(field, why)]))
}

/// The app that is installed by this bot, once it is sure that the app-level token opens sockets.
async fn app_reached(state: &AppState, bot_token: &SecretString, bot: &Identity, app_token: &str) -> Result<String> {
    let opened = state.slack.by(None, app_token.into()).connection_url().await;
    opened.map_err(|err| refused(&err, "app_token"))?;
    let app_id = state.slack.by(None, bot_token.clone()).app_of(&bot.bot_id).await;
    app_id.map_err(|err| refused(&err, "bot_token"))
}

/// Why Slack did not take what was entered.
pub(super) fn refused(err: &SlackError, field: &str) -> Error {
    match err {
        SlackError::Permanent(code) | SlackError::Revoked(code) => {
            let why = format!("Slack does not take this ({code})");
            Error::Invalid(vec![FieldError::new(field, why)])
        }
        SlackError::RateLimited(_) | SlackError::Transient(_) | SlackError::NotSent(_) => {
            tracing::warn!("Slack did not answer an admin who connects a workspace: {err}");
            Error::SlackAway
        }
    }
}

/// Keeps what was given for a workspace, unless it serves another account.
pub(super) async fn take(
    state: &AppState,
    staff: Staff,
    identity: &Identity,
    tokens: Tokens,
    field: &str,
) -> Result<Json<SlackWorkspace>> {
    let now = state.clock.now();
    let mut known = connect::whose(state, &identity.team_id).await?;
    if let Some(theirs) = known.take_if(|it| it.account_id != staff.account_id) {
        if theirs.state != WorkspaceState::Removed {
            let why = format!("The Slack workspace {} serves another account here", identity.team);
            return Err(Error::Invalid(vec![FieldError::new(field, why)]));
        }
        connect::let_go(state, theirs).await?;
    }
    let txn = state.begin_write().await?;
    let account = accounts::lock(&*txn, staff.account_id).await?;
    let staff = staff.still(&*txn, AgentRole::Admin, now).await?;
    let again = known.as_ref().is_some_and(|it| it.state != WorkspaceState::Removed);
    let source = tokens.source;
    let workspace = connect::put(state, &txn, account.id, known, identity, tokens)
        .await
        .map_err(|err| Error::unique(err, "Somebody else is connecting this workspace."))?;
    token_checks::check_later(&*txn, (account.id, workspace.id), now).await?;
    renew::later(&*txn, &workspace, now).await?;
    let detail = json!({ "team": workspace.team_id, "source": source, "again": again });
    audit::done(
        &*txn,
        &staff,
        AuditAction::SlackConnected,
        &workspace.team_name,
        detail,
        now,
    )
    .await?;
    txn.commit().await?;
    Ok(Json(health::shown(state, workspace)))
}

/// Disconnect a Slack workspace: its tokens are deleted, nothing is posted to it or taken from it any more. What waits for it goes on when
/// it is connected again. To take the app away, remove it in Slack.
#[utoipa::path(tag = "slack", params(("id" = SlackWorkspaceId, Path)), extensions(("x-who" = json!("admin"))),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
#[delete("/slack/workspaces/{id}")]
pub(super) async fn disconnect_slack_workspace(
    Admin(staff): Admin,
    state: Data<AppState>,
    id: Path<SlackWorkspaceId>,
) -> Result<HttpResponse> {
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let account = accounts::lock(&*txn, staff.account_id).await?;
    let staff = staff.still(&*txn, AgentRole::Admin, now).await?;
    let row = store::find_workspace(&*txn, account.id, *id).await?;
    let row = row.ok_or(Error::NotFound("Slack workspace"))?;
    if row.source == SlackSource::Configured {
        return Err(Error::Conflict(
            "This workspace is connected by the server's configuration: whoever runs Portico removes its token there.",
        ));
    }
    let (team, name) = (row.team_id.clone(), row.team_name.clone());
    store::remove_workspace(&*txn, row).await?;
    let detail = json!({ "team": team });
    audit::done(&*txn, &staff, AuditAction::SlackDisconnected, &name, detail, now).await?;
    txn.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
