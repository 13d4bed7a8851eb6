//! Installing the app: the page on which somebody lets it into their workspace, and the exchange of what that page gives, as
//! `oauth.v2.access` does it. Where tokens end (rotation), a refresh token is good for one use.

use std::fmt::Write;

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header,
    post,
    web::{Data, Form, Query, ServiceConfig},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;

use super::{
    api::Args,
    state::{Access, Refusal, Result},
    teams::{Code, Teams},
};
use crate::{
    openid,
    pages::{html, page},
};

/// A token that was given out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Issued {
    pub access: String,
    /// In seconds since 1970.
    pub ends: Option<i64>,
    /// Gives the next one, once.
    pub refresh: Option<String>,
}

/// As Slack's last, in seconds.
const LIFETIME: i64 = 43_200;

pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(authorize).service(choose);
}

/// What the page is asked with.
#[derive(Deserialize)]
pub(crate) struct Asked {
    client_id: String,
    scope: String,
    redirect_uri: String,
    #[serde(default)]
    state: String,
}

#[get("/slack/oauth/v2/authorize")]
async fn authorize(teams: Data<Teams>, asked: Query<Asked>, request: HttpRequest) -> HttpResponse {
    let mut choices = String::new();
    for slack in teams.all() {
        let team = slack.state().workspace.team.clone();
        let _ = write!(
            choices,
            "<li><button name=\"team\" value=\"{}\"><strong>{}</strong></button></li>",
            html(&team.id),
            html(&team.name)
        );
    }
    let mut scopes = String::new();
    for scope in asked.scope.split(',') {
        let _ = write!(scopes, "<li><code>{}</code></li>", html(scope));
    }
    let body = format!(
        "<main class=\"plain\"><h1>Portico asks to come into a workspace</h1>\
         <p class=\"faint\">A stand-in for Slack on this machine.</p>\
         <form method=\"post\" action=\"/slack/oauth/choose\"><input type=\"hidden\" name=\"url\" value=\"{}\">\
         <h2>Allow in</h2><ul class=\"people\" aria-label=\"Workspaces\">{choices}</ul>\
         <p><button name=\"team\" value=\"\">Cancel</button></p></form>\
         <h2>It may then</h2><ul>{scopes}</ul></main>",
        html(&request.uri().to_string()),
    );
    page("Slack · Sandbox", "", &body)
}

#[derive(Deserialize)]
struct Choice {
    url: String,
    team: String,
}

#[post("/slack/oauth/choose")]
async fn choose(teams: Data<Teams>, client: Data<openid::OpenId>, choice: Form<Choice>) -> HttpResponse {
    let url = format!("http://sandbox{}", choice.url);
    let back = if choice.team.is_empty() {
        deny(&url)
    } else {
        agree(&teams, &client.client().id, &url, &choice.team)
    };
    match back {
        Ok(back) => HttpResponse::SeeOther()
            .insert_header((header::LOCATION, back))
            .finish(),
        Err(why) => HttpResponse::BadRequest().body(why),
    }
}

fn asked(url: &str) -> Result<Asked, String> {
    let url: Url = url.parse().map_err(|_| "no address".to_owned())?;
    let query = Query::<Asked>::from_query(url.query().unwrap_or_default());
    query.map(Query::into_inner).map_err(|err| err.to_string())
}

fn back(asked: &Asked, with: (&str, &str)) -> Result<String, String> {
    let mut back: Url = asked.redirect_uri.parse().map_err(|_| "no address".to_owned())?;
    back.query_pairs_mut()
        .append_pair(with.0, with.1)
        .append_pair("state", &asked.state);
    Ok(back.into())
}

fn deny(url: &str) -> Result<String, String> {
    back(&asked(url)?, ("error", "access_denied"))
}

/// Somebody lets the app into a workspace; returns where their browser goes.
pub(crate) fn agree(teams: &Teams, client_id: &str, url: &str, team: &str) -> Result<String, String> {
    let asked = asked(url)?;
    if asked.client_id != client_id {
        return Err("invalid_client_id".to_owned());
    }
    if teams.of_team(team).is_none() {
        return Err("there is no such workspace".to_owned());
    }
    let code = uuid::Uuid::new_v4().simple().to_string();
    let scopes = asked.scope.split(',').map(str::to_owned).collect();
    teams.codes().insert(
        code.clone(),
        Code {
            team: team.to_owned(),
            scopes,
            redirect_uri: asked.redirect_uri.clone(),
            used: false,
        },
    );
    back(&asked, ("code", &code))
}

/// `oauth.v2.access`: no token, but the client's secret, in the head or among the arguments.
pub(super) fn access(
    teams: &Teams,
    client: &openid::Client,
    request: &HttpRequest,
    args: &Args,
) -> Result<(super::Slack, Value)> {
    let given = basic(request).or_else(|| Some((args.find("client_id")?, args.find("client_secret")?)));
    match given {
        Some((id, _)) if id != client.id => return Err("invalid_client_id".into()),
        Some((_, secret)) if secret != client.secret => return Err("bad_client_secret".into()),
        None => return Err("invalid_client_id".into()),
        Some(_) => {}
    }
    match args.find("grant_type").as_deref() {
        None | Some("authorization_code") => by_code(teams, args),
        Some("refresh_token") => by_refresh_token(teams, args),
        Some(_) => Err("invalid_grant_type".into()),
    }
}

fn basic(request: &HttpRequest) -> Option<(String, String)> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let plain = BASE64_STANDARD.decode(value.strip_prefix("Basic ")?).ok()?;
    let plain = String::from_utf8(plain).ok()?;
    let (id, secret) = plain.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

fn by_code(teams: &Teams, args: &Args) -> Result<(super::Slack, Value)> {
    let presented = args.find("code").ok_or("invalid_code")?;
    let code = {
        let mut codes = teams.codes();
        let code = codes.get_mut(&presented).ok_or("invalid_code")?;
        if code.used {
            return Err("code_already_used".into());
        }
        if args.find("redirect_uri").is_some_and(|uri| uri != code.redirect_uri) {
            return Err("bad_redirect_uri".into());
        }
        code.used = true;
        code.clone()
    };
    let slack = teams.of_team(&code.team).ok_or("invalid_code")?;
    let rotates = slack.rotates();
    let answer = slack.change(|state| {
        state.access = Access::Granted;
        state.workspace.app.scopes.clone_from(&code.scopes);
        let issued = issue(rotates, state.now().timestamp());
        if rotates {
            state.tokens.clear();
        }
        state.tokens.push(issued.clone());
        granted(state, &issued)
    });
    Ok((slack, answer))
}

fn by_refresh_token(teams: &Teams, args: &Args) -> Result<(super::Slack, Value)> {
    let presented = args.find("refresh_token").ok_or("invalid_refresh_token")?;
    let holds = |slack: &super::Slack| {
        let state = slack.state();
        state.tokens.iter().any(|it| it.refresh.as_deref() == Some(&presented))
    };
    let slack = teams.all().into_iter().find(holds);
    let slack = slack.ok_or_else(|| Refusal::from("invalid_refresh_token"))?;
    let answer = slack.change(|state| {
        if state.access != Access::Granted {
            return Err(Refusal::from("token_revoked"));
        }
        // Used up; the access token that came with it works until it ends.
        for token in &mut state.tokens {
            if token.refresh.as_deref() == Some(&presented) {
                token.refresh = None;
            }
        }
        let issued = issue(true, state.now().timestamp());
        state.tokens.push(issued.clone());
        Ok(granted(state, &issued))
    })?;
    Ok((slack, answer))
}

fn issue(rotates: bool, now: i64) -> Issued {
    let secret = || uuid::Uuid::new_v4().simple().to_string();
    if rotates {
        Issued {
            access: format!("xoxe.xoxb-1-{}", secret()),
            ends: Some(now + LIFETIME),
            refresh: Some(format!("xoxe-1-{}", secret())),
        }
    } else {
        Issued {
            access: format!("xoxb-{}", secret()),
            ends: None,
            refresh: None,
        }
    }
}

fn granted(state: &super::State, issued: &Issued) -> Value {
    let workspace = &state.workspace;
    let installer = workspace
        .users
        .iter()
        .find(|user| !user.is_bot)
        .map_or("U0NOBODY", |user| user.id.as_str());
    let mut answer = json!({
        "app_id": workspace.app.id, "authed_user": { "id": installer }, "scope": workspace.app.scopes.join(","),
        "token_type": "bot", "access_token": issued.access, "bot_user_id": workspace.app.user_id,
        "team": { "id": workspace.team.id, "name": workspace.team.name }, "enterprise": null,
        "is_enterprise_install": false,
    });
    if let (Some(ends), Some(refresh)) = (issued.ends, &issued.refresh) {
        answer["refresh_token"] = refresh.clone().into();
        answer["expires_in"] = (TimeDelta::seconds(ends) - TimeDelta::seconds(state.now().timestamp()))
            .num_seconds()
            .into();
    }
    answer
}
