//! Slack's Events API: keep, then acknowledge. Applying is a job's work.

use actix_web::{HttpResponse, post, web::Data};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    compare,
    doors::{self, Door},
    inbox,
    received::{Received, micros},
    signature::Signed,
};
use crate::{
    app::AppState,
    error::{Error, Result},
};

/// Slack tells again at once, after a minute and after five, then gives up. What comes for the third time was not taken for a minute at
/// least, and what happened before may never come.
const GAP: u32 = 2;

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Envelope {
    /// Somebody entered our address in the app's settings.
    UrlVerification { challenge: String },
    EventCallback {
        event_id: String,
        #[serde(default)]
        team_id: String,
        #[serde(default)]
        context_team_id: Option<String>,
        #[serde(default)]
        authorizations: Vec<Authorization>,
        event: Value,
    },
    /// Slack holds events back: more came of our workspaces than it tells an app in an hour.
    AppRateLimited { team_id: String },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
pub(super) struct Authorization {
    #[serde(default)]
    team_id: Option<String>,
}

pub(super) fn read(body: &[u8]) -> Result<Envelope> {
    serde_json::from_slice(body).map_err(|err| Error::Malformed(err.to_string()))
}

#[post("/slack/events")]
pub(super) async fn receive_slack_event(state: Data<AppState>, signed: Signed) -> Result<HttpResponse> {
    answer(&state, &signed).await
}

/// For workspaces with an app of their own.
#[post("/slack/events/{workspace_id}")]
pub(super) async fn receive_event_of_workspace(state: Data<AppState>, signed: Signed) -> Result<HttpResponse> {
    answer(&state, &signed).await
}

async fn answer(state: &AppState, signed: &Signed) -> Result<HttpResponse> {
    let envelope = read(&signed.body)?;
    if signed.tries >= GAP
        && let Envelope::EventCallback { team_id, .. } = &envelope
        && let Some(workspace) = doors::workspace(state, &signed.door, &[team_id.as_str()]).await?
    {
        compare::told_again(state, &workspace).await?;
    }
    Ok(match take(state, &signed.door, envelope).await? {
        Some(challenge) => HttpResponse::Ok().json(json!({ "challenge": challenge })),
        None => HttpResponse::Ok().finish(),
    })
}

/// Keeps what Slack tells, by whichever way it came. Answers a challenge.
pub(super) async fn take(state: &AppState, door: &Door, envelope: Envelope) -> Result<Option<String>> {
    let (event_id, teams, event) = match envelope {
        Envelope::EventCallback {
            event_id,
            team_id,
            context_team_id,
            authorizations,
            event,
        } => {
            // The workspace we are installed in comes first: that of the event may be a company we share a channel with.
            let installed = authorizations.into_iter().filter_map(|it| it.team_id);
            let teams: Vec<String> = installed.chain(context_team_id).chain([team_id]).collect();
            (event_id, teams, event)
        }
        Envelope::UrlVerification { challenge } => return Ok(Some(challenge)),
        Envelope::AppRateLimited { team_id } => {
            if let Some(workspace) = doors::workspace(state, door, &[&team_id]).await? {
                compare::held_back(state, &workspace).await?;
            }
            return Ok(None);
        }
        Envelope::Other => return Ok(None),
    };
    let teams: Vec<&str> = teams.iter().map(String::as_str).collect();
    // In a channel that two of them share, the thread is one's alone.
    for workspace in doors::workspaces(state, door, &teams).await? {
        let Some(received) = Received::of(&event, &workspace) else {
            continue;
        };
        let seq = micros(event["event_ts"].as_str().or(event["ts"].as_str()).unwrap_or_default());
        if inbox::store(state, &workspace, &event_id, seq, received).await? {
            break;
        }
    }
    Ok(None)
}
