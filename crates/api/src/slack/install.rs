//! Installing the app into a workspace (OAuth 2 as Slack does it): off to Slack, and back.
//!
//! Slack sends people back to one address of the installation, which passes them on to the console they came from; there the same admin,
//! signed in as before, finishes. So a link that somebody else made connects nothing: the state is good for who began, once, for ten minutes.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header,
    post,
    web::{Data, Json, Query},
};
use chrono::TimeDelta;
use portico_types::{
    FieldError, Problem,
    ids::SlackInstallId,
    staff::{AgentRole, CompleteSlackInstall, SlackInstallStarted, SlackSource, SlackWorkspace},
};
use secrecy::ExposeSecret;
use serde::Deserialize;
use url::form_urlencoded;
use uuid::Uuid;

use super::{
    connect::Tokens,
    manifest, store,
    workspaces::{introduced, refused, sealed, take},
};
use crate::{
    accounts,
    app::AppState,
    auth::{self, Admin, Fresh},
    body::Body,
    entity::slack_install,
    error::{Error, Result},
    outside::slack::Grant,
    scope, secrets, sign_in,
};

/// How long somebody may stay at Slack.
const LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// Begin to install the Slack app into a workspace: answers the page of Slack's to go to.
#[utoipa::path(tag = "slack", extensions(("x-who" = json!("admin"))),
    responses((status = 200, body = SlackInstallStarted), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem)))]
#[post("/slack/install")]
pub(super) async fn start_slack_install(
    Fresh(Admin(staff)): Fresh<Admin>,
    state: Data<AppState>,
    req: HttpRequest,
) -> Result<Json<SlackInstallStarted>> {
    let config = &state.config.slack;
    if config.client_id.is_empty() {
        return Err(Error::Conflict(
            "Whoever runs Portico has not named the Slack app yet; connect by a token instead.",
        ));
    }
    let now = state.clock.now();
    let account = state.account(staff.account_id).await?;
    let txn = state.begin_write().await?;
    accounts::lock(&*txn, staff.account_id).await?;
    let staff = staff.still(&*txn, AgentRole::Admin, now).await?;
    let sent = format!("{}.{}", staff.account_id, auth::secret());
    let row = slack_install::Model {
        account_id: staff.account_id,
        id: SlackInstallId(Uuid::now_v7()),
        created_at: now,
        agent_id: staff.agent()?,
        state_hash: auth::hash(&sent),
        base_url: sign_in::base_url(&state, &account, &req),
        expires_at: now + LIFETIME,
        used_at: None,
    };
    store::begin_install(&*txn, row).await?;
    txn.commit().await?;
    let mut url = config
        .api_url
        .join("../oauth/v2/authorize")
        .map_err(anyhow::Error::from)?;
    url.query_pairs_mut()
        .append_pair("client_id", &config.client_id)
        .append_pair("scope", &manifest::SCOPES.join(","))
        .append_pair("redirect_uri", &state.config.slack_redirect())
        .append_pair("state", &sent);
    Ok(Json(SlackInstallStarted {
        authorize_url: url.into(),
    }))
}

/// Finish installing the Slack app, with what Slack sent the browser back with. For the admin who began, once.
#[utoipa::path(tag = "slack", request_body = CompleteSlackInstall, extensions(("x-who" = json!("admin"))),
    responses((status = 200, body = SlackWorkspace), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/slack/install/complete")]
pub(super) async fn complete_slack_install(
    Fresh(Admin(staff)): Fresh<Admin>,
    state: Data<AppState>,
    body: Body<CompleteSlackInstall>,
) -> Result<Json<SlackWorkspace>> {
    let back = body.read().await?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    accounts::lock(&*txn, staff.account_id).await?;
    let staff = staff.still(&*txn, AgentRole::Admin, now).await?;
    let agent_id = staff.agent()?;
    let began = store::find_install(&*txn, &back.state).await?;
    let began = began
        .filter(|it| it.account_id == staff.account_id && it.agent_id == agent_id && it.expires_at > now)
        .ok_or_else(too_late)?;
    if !store::use_install(&*txn, &began, now).await? {
        return Err(too_late());
    }
    txn.commit().await?;

    let redirect_uri = state.config.slack_redirect();
    let code = Grant::Code {
        code: &back.code,
        redirect_uri: &redirect_uri,
    };
    let granted = state.slack.grant(&state.config.slack, code).await;
    let granted = granted.map_err(|err| refused(&err, "code"))?;
    let identity = introduced(&state, &granted.access_token, "code").await?;
    // What was granted and what the token says must be the same workspace's.
    let team = granted.team.as_ref().map(|it| it.id.as_str());
    if granted.is_enterprise_install || granted.token_type != "bot" || team != Some(&*identity.team_id) {
        let why = "Slack did not install the app to one workspace";
        return Err(Error::Invalid(vec![FieldError::new("code", why)]));
    }
    let seal = |what, plain: Option<&str>| sealed(&state, &staff, what, plain);
    let tokens = Tokens {
        source: SlackSource::Installed,
        app_id: granted.app_id,
        bot: seal(&secrets::SLACK_BOT_TOKEN, Some(granted.access_token.expose_secret()))?,
        signing_secret: None,
        refresh: seal(
            &secrets::SLACK_REFRESH_TOKEN,
            granted.refresh_token.as_ref().map(ExposeSecret::expose_secret),
        )?,
        app: None,
        expires_at: granted.expires_in.map(|seconds| now + TimeDelta::seconds(seconds)),
    };
    take(&state, staff, &identity, tokens, "code").await
}

fn too_late() -> Error {
    Error::field(
        "state",
        "This took too long, was finished already, or was begun by somebody else; begin again",
    )
}

#[derive(Deserialize)]
struct Returned {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    error: Option<String>,
}

/// Back from Slack, and on to the console it began in. Opening this address does nothing.
#[get("/slack/oauth/callback")]
pub(super) async fn forward(state: Data<AppState>, Query(back): Query<Returned>) -> Result<HttpResponse> {
    let began = scope::everything(store::find_install(&state.db, &back.state)).await?;
    // Where it began, by our own record: nothing in the request decides which host this is.
    let base = began.map(|it| it.base_url).unwrap_or_default();
    let mut query = form_urlencoded::Serializer::new(String::new());
    match back.error.as_deref() {
        None if !base.is_empty() => query.append_pair("state", &back.state).append_pair("code", &back.code),
        Some("access_denied") => query.append_pair("problem", "denied"),
        None | Some(_) => query.append_pair("problem", "failed"),
    };
    let to = format!("{base}/console/settings/slack?{}", query.finish());
    Ok(HttpResponse::SeeOther()
        .insert_header((header::LOCATION, to))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .finish())
}
