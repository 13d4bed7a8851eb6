//! Buttons, menus and modals. What changes a ticket is kept and applied by a job, as events are; only opening a modal happens here,
//! because Slack allows three seconds for it.

use std::time::Duration;

use actix_web::{HttpResponse, post, web::Data};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use portico_types::{ids::SlackThreadId, tickets::TicketKey};
use sea_orm::EntityTrait;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    blocks::{self, actions},
    clients,
    doors::{self, Door},
    inbox,
    moved::Forward,
    people,
    received::{Action, Received, micros},
    routing,
    signature::Signed,
    undo::Undo,
};
use crate::{
    app::AppState,
    auth,
    entity::{ThreadKind, slack_workspace, ticket},
    error::{Error, Result},
    jobs::{Job, NewJob, enqueue},
    outside::slack::SlackError,
    scope,
};

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Payload {
    BlockActions {
        user: Person,
        #[serde(default)]
        team: Option<Id>,
        #[serde(default)]
        channel: Option<Id>,
        #[serde(default)]
        container: Container,
        #[serde(default)]
        trigger_id: String,
        actions: Vec<Pressed>,
    },
    ViewSubmission {
        user: Person,
        #[serde(default)]
        team: Option<Id>,
        view: View,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
pub(super) struct Id {
    id: String,
}

/// Somebody, and which company they are of: in a channel that is shared, others press, too.
#[derive(Deserialize)]
pub(super) struct Person {
    id: String,
    #[serde(default)]
    team_id: Option<String>,
}

#[derive(Default, Deserialize)]
pub(super) struct Container {
    #[serde(default)]
    message_ts: String,
}

#[derive(Deserialize)]
pub(super) struct Pressed {
    action_id: String,
    #[serde(default)]
    action_ts: String,
    #[serde(default)]
    value: Option<String>,
    #[serde(default)]
    selected_option: Option<Chosen>,
}

#[derive(Deserialize)]
pub(super) struct Chosen {
    value: String,
}

#[derive(Deserialize)]
pub(super) struct View {
    id: String,
    #[serde(default)]
    callback_id: String,
    #[serde(default)]
    private_metadata: String,
    #[serde(default)]
    app_installed_team_id: Option<String>,
    #[serde(default)]
    state: Value,
}

/// `views.open` must arrive within three seconds of the press, and we must have answered by then, too.
const OPEN_WITHIN: Duration = Duration::from_millis(2500);

pub(super) fn read(body: &[u8]) -> Result<Payload> {
    let (_, payload) = url::form_urlencoded::parse(body)
        .find(|(key, _)| key == "payload")
        .ok_or_else(|| Error::Malformed("no payload".to_owned()))?;
    serde_json::from_str(&payload).map_err(|err| Error::Malformed(err.to_string()))
}

#[post("/slack/interactions")]
pub(super) async fn receive_slack_interaction(state: Data<AppState>, signed: Signed) -> Result<HttpResponse> {
    answer(&state, &signed).await
}

/// For workspaces with an app of their own.
#[post("/slack/interactions/{workspace_id}")]
pub(super) async fn receive_interaction_of_workspace(state: Data<AppState>, signed: Signed) -> Result<HttpResponse> {
    answer(&state, &signed).await
}

async fn answer(state: &AppState, signed: &Signed) -> Result<HttpResponse> {
    Ok(match take(state, &signed.door, read(&signed.body)?).await? {
        Some(said) => HttpResponse::Ok().json(said),
        None => HttpResponse::Ok().finish(),
    })
}

/// Keeps what somebody did, by whichever way it came. Returns what Slack is to be answered.
pub(super) async fn take(state: &AppState, door: &Door, payload: Payload) -> Result<Option<Value>> {
    match payload {
        Payload::BlockActions {
            user,
            team,
            channel,
            container,
            trigger_id,
            actions,
        } => {
            let team = team.map(|team| team.id).unwrap_or_default();
            let (Some(channel), Some(workspace)) = (channel, doors::workspace(state, door, &[&team]).await?) else {
                return Ok(None);
            };
            let place = Place {
                workspace,
                user,
                channel: channel.id,
                ts: container.message_ts,
            };
            for pressed in actions {
                act(state, &place, &trigger_id, &pressed).await?;
            }
        }
        Payload::ViewSubmission { user, team, view } if view.callback_id == actions::REPLY => {
            return submit(state, door, user, team.map(|team| team.id), view).await;
        }
        Payload::ViewSubmission { .. } | Payload::Other => {}
    }
    Ok(None)
}

/// Where somebody pressed something.
struct Place {
    workspace: slack_workspace::Model,
    user: Person,
    channel: String,
    /// The card.
    ts: String,
}

async fn act(state: &AppState, place: &Place, trigger_id: &str, pressed: &Pressed) -> Result<()> {
    let chosen = pressed
        .selected_option
        .as_ref()
        .map(|it| it.value.as_str())
        .unwrap_or_default();
    let action = match pressed.action_id.as_str() {
        actions::TAKE => Some(Action::Take),
        actions::STATUS => chosen.parse().ok().map(Action::Status),
        actions::PRIORITY => chosen.parse().ok().map(Action::Priority),
        actions::REPLY => {
            let open = open_reply(state, place, trigger_id);
            return scope::of_account(place.workspace.account_id, open).await;
        }
        _ => None, // Links tell us that they were followed.
    };
    let Place { user, channel, ts, .. } = place;
    let external_id = format!(
        "press:{channel}:{ts}:{}:{}:{}",
        user.id, pressed.action_id, pressed.action_ts
    );
    let undone = pressed
        .value
        .as_deref()
        .filter(|_| pressed.action_id == actions::UNDO)
        .and_then(Undo::read);
    let received = match (action, undone) {
        (Some(action), _) => Received::Pressed {
            user: user.id.clone(),
            user_team: user.team_id.clone(),
            channel: channel.clone(),
            ts: ts.clone(),
            action,
        },
        (None, Some(undo)) => Received::Undone {
            user: user.id.clone(),
            user_team: user.team_id.clone(),
            undo,
        },
        (None, None) => return Ok(()),
    };
    inbox::store(
        state,
        &place.workspace,
        &external_id,
        micros(&pressed.action_ts),
        received,
    )
    .await
    .map(drop)
}

/// Shows an agent the *Reply* modal; tells anybody else why not.
async fn open_reply(state: &AppState, place: &Place, trigger_id: &str) -> Result<()> {
    let account_id = place.workspace.account_id;
    let Some(thread) = routing::thread_at(&state.db, &place.workspace, &place.channel, &place.ts).await? else {
        // The answer to posting this card was lost; the next try finds it in a moment.
        return explain(state, place, super::explanations::TOO_SLOW).await;
    };
    if thread.kind != ThreadKind::Triage {
        return Ok(());
    }
    if people::known_agent(
        &state.db,
        &place.workspace,
        &place.user.id,
        place.user.team_id.as_deref(),
    )
    .await?
    .is_none()
    {
        return explain(state, place, super::explanations::NOT_AN_AGENT).await;
    }
    if thread.retired_at.is_some() {
        let forward = Forward::of(state, &thread).await?;
        return explain(state, place, &forward.explanation()).await;
    }
    let ticket = ticket::Entity::find_by_id((account_id, thread.ticket_id))
        .one(&state.db)
        .await?;
    let ticket = ticket.ok_or(Error::NotFound("ticket"))?;
    let account = state.account(account_id).await?;
    let key = TicketKey {
        prefix: account.ticket_prefix,
        number: ticket.number,
    };
    let view = blocks::reply_modal(&key.to_string(), thread.id);
    let opened = async { clients::of(state, &place.workspace)?.open_view(trigger_id, &view).await };
    match tokio::time::timeout(OPEN_WITHIN, opened).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(err)) => {
            tracing::warn!("could not open the reply modal: {err}");
            match err {
                SlackError::Permanent(_) | SlackError::Revoked(_) => Ok(()), // Telling them would fail alike.
                _ => explain(state, place, super::explanations::TOO_SLOW).await,
            }
        }
        Err(_) => explain(state, place, super::explanations::TOO_SLOW).await,
    }
}

async fn explain(state: &AppState, place: &Place, text: &str) -> Result<()> {
    let job = Job::PostEphemeral {
        channel: place.channel.clone(),
        user: place.user.id.clone(),
        thread_ts: None, // They looked at the card in the channel.
        text: text.to_owned(),
    };
    let txn = state.begin_write().await?;
    let job = NewJob::new(place.workspace.account_id, job).of_workspace(place.workspace.id);
    enqueue(&*txn, state.clock.now(), job).await?;
    Ok(txn.commit().await?)
}

async fn submit(
    state: &AppState,
    door: &Door,
    user: Person,
    team: Option<String>,
    view: View,
) -> Result<Option<Value>> {
    let teams: Vec<&str> = [view.app_installed_team_id.as_deref(), team.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    let (Some(workspace), Ok(thread_id)) = (
        doors::workspace(state, door, &teams).await?,
        view.private_metadata.parse::<SlackThreadId>(),
    ) else {
        return Ok(None);
    };
    let values = &view.state["values"];
    let text = values[blocks::TEXT][blocks::TEXT]["value"].as_str().unwrap_or_default();
    if text.trim().is_empty() {
        let errors = json!({ "response_action": "errors", "errors": { blocks::TEXT: "Write something first." } });
        return Ok(Some(errors));
    }
    let ticked = values[blocks::OPTIONS][blocks::OPTIONS]["selected_options"].as_array();
    let ticked = |option: &str| ticked.is_some_and(|them| them.iter().any(|it| it["value"] == option));
    let received = Received::Replied {
        user: user.id,
        user_team: user.team_id,
        thread_id,
        text: text.to_owned(),
        note: ticked(blocks::NOTE),
        solve: ticked(blocks::SOLVE),
    };
    let seq = state.clock.now().timestamp_micros();
    // Slack brings a form again, and people send one again whose answer was slow: as it was, or with something else in it.
    let said = auth::hash(&format!("{} {} {text}", ticked(blocks::NOTE), ticked(blocks::SOLVE)));
    let external_id = format!("view:{}:{}", view.id, BASE64_URL_SAFE_NO_PAD.encode(said));
    inbox::store(state, &workspace, &external_id, seq, received).await?;
    Ok(None)
}
