//! Slack's Events API: keep, then acknowledge. Applying is a job's work.

use actix_web::{HttpResponse, post, web::Data};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    compare,
    received::{self, Received, micros},
    signature::Signed,
};
use crate::{
    app::AppState,
    error::{Error, Result},
};

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
pub(super) async fn receive_slack_event(state: Data<AppState>, body: Signed) -> Result<HttpResponse> {
    let envelope = read(&body.0)?;
    let Envelope::EventCallback {
        event_id,
        team_id,
        context_team_id,
        authorizations,
        event,
    } = envelope
    else {
        return Ok(match envelope {
            Envelope::UrlVerification { challenge } => HttpResponse::Ok().json(json!({ "challenge": challenge })),
            Envelope::AppRateLimited { team_id } => {
                if let Some(workspace) = received::workspace(&state, &[&team_id]).await? {
                    compare::held_back(&state, &workspace).await?;
                }
                HttpResponse::Ok().finish()
            }
            _ => HttpResponse::Ok().finish(),
        });
    };
    // The workspace we are installed in comes first: that of the event may be a company we share a channel with.
    let installed = authorizations.iter().filter_map(|it| it.team_id.as_deref());
    let teams: Vec<&str> = installed
        .chain(context_team_id.as_deref())
        .chain([team_id.as_str()])
        .collect();
    if let Some(workspace) = received::workspace(&state, &teams).await?
        && let Some(received) = Received::of(&event, &workspace)
    {
        let seq = micros(event["event_ts"].as_str().or(event["ts"].as_str()).unwrap_or_default());
        received::store(&state, &workspace, &event_id, seq, received).await?;
    }
    Ok(HttpResponse::Ok().finish())
}
