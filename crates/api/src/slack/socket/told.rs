//! What Slack says by a socket, and what it is answered.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    app::AppState,
    error::{Error, Result},
    slack::{doors::Door, events, interactions},
};

/// Something Slack says.
pub(super) enum Told {
    Hello {
        app_id: String,
    },
    /// This socket ends soon, or at once.
    Disconnect {
        reason: String,
    },
    Envelope(Envelope),
    Nothing,
}

/// What Slack tells again unless it is acknowledged.
pub(super) struct Envelope {
    id: String,
    kind: String,
    /// As the body of a request.
    payload: Value,
}

#[derive(Deserialize)]
struct Raw {
    #[serde(rename = "type")]
    kind: String,
    envelope_id: Option<String>,
    #[serde(default)]
    payload: Value,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    connection_info: ConnectionInfo,
}

#[derive(Default, Deserialize)]
struct ConnectionInfo {
    #[serde(default)]
    app_id: String,
}

impl Told {
    pub(super) fn read(text: &str) -> Self {
        let Ok(raw) = serde_json::from_str::<Raw>(text) else {
            return Self::Nothing;
        };
        match (raw.kind.as_str(), raw.envelope_id) {
            ("hello", _) => Self::Hello {
                app_id: raw.connection_info.app_id,
            },
            ("disconnect", _) => Self::Disconnect { reason: raw.reason },
            (_, Some(id)) => Self::Envelope(Envelope {
                id,
                kind: raw.kind,
                payload: raw.payload,
            }),
            _ => Self::Nothing,
        }
    }
}

/// Keeps what came and says how to acknowledge it; `None` when it could not be kept and must come again.
pub(super) async fn answer(state: &AppState, door: &Door, app_id: &str, envelope: Envelope) -> Option<String> {
    let Envelope { id, kind, payload } = envelope;
    match take(state, door, app_id, &kind, payload).await {
        Ok(None) => Some(json!({ "envelope_id": id }).to_string()),
        Ok(Some(said)) => Some(json!({ "envelope_id": id, "payload": said }).to_string()),
        Err(err) => {
            tracing::warn!(error = %err, "what Slack told by a socket could not be kept, and is not acknowledged: {err}");
            None
        }
    }
}

async fn take(state: &AppState, door: &Door, app_id: &str, kind: &str, payload: Value) -> Result<Option<Value>> {
    let of = payload["api_app_id"].as_str().unwrap_or_default();
    if !app_id.is_empty() && of != app_id {
        // As with a workspace we do not know: it would not become ours by coming again.
        tracing::warn!("what came by the socket of the app {app_id} is the app {of}'s, and is left");
        return Ok(None);
    }
    match kind {
        "events_api" => {
            events::take(state, door, read(payload)?).await?;
            Ok(None)
        }
        "interactive" => interactions::take(state, door, read(payload)?).await,
        _ => Ok(None), // We have no commands.
    }
}

fn read<T: serde::de::DeserializeOwned>(payload: Value) -> Result<T> {
    serde_json::from_value(payload).map_err(|err| Error::Malformed(err.to_string()))
}
