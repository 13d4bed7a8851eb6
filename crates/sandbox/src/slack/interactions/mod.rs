//! What people do with the app's buttons, menus and modals, and how the app hears of it.

mod actions;
mod views;

use std::future::Future;

use serde::Serialize;
use serde_json::{Map, Value, json};

pub(super) use views::new_view;

use self::{
    actions::block_actions,
    views::{conclude, fill_in},
};
use super::{
    Slack,
    events::{Delivery, DeliveryKind},
    locked,
    state::{Refusal, Result, State, merge},
};
use crate::clock;

/// Which button or option.
pub(super) struct Choice {
    pub action_id: String,
    pub value: Option<String>,
    /// Whether `value` is an option of a menu.
    pub option: bool,
}

/// What became of a submitted modal.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Submission {
    /// It is closed.
    Closed,
    /// The app shows the next one.
    Updated {
        /// The id of the modal that is open now.
        view_id: String,
    },
    /// It stays open and shows these, by block id.
    Errors {
        /// What to mend.
        errors: Map<String, Value>,
    },
    /// The app did not answer as it must: "We had some trouble connecting. Try again?"
    Failed {
        /// What it did instead.
        reason: String,
    },
}

impl Slack {
    /// Somebody uses an element of a message. The delivery runs at once; the future waits for it.
    pub(super) fn act_on(
        &self,
        user: &str,
        channel: &str,
        ts: &str,
        choice: Choice,
    ) -> Result<impl Future<Output = Result<Value>> + use<>> {
        let payload = self.change(|state| block_actions(state, user, channel, ts, &choice))?;
        let (slack, pending) = (self.clone(), self.pending());
        let delivery = self.0.runtime.spawn(async move {
            let answer = slack.interact(&payload).await;
            drop(pending);
            answer
        });
        Ok(async move {
            match delivery.await {
                Ok(Ok(_)) => Ok(json!({})),
                Ok(Err(reason)) => Err(Refusal {
                    error: "app_did_not_answer".into(),
                    messages: vec![reason],
                }),
                Err(_stopped) => Err("sandbox_stopped".into()),
            }
        })
    }

    /// Somebody submits a modal.
    pub(super) async fn submit(&self, user: &str, view_id: &str, values: Value) -> Result<Submission> {
        let pending = self.pending();
        let prepared = self.change(|state| {
            let view = state
                .views
                .iter_mut()
                .find(|view| view.id == view_id && view.user == user);
            let Some(view) = view else {
                return Err(Refusal::from("view_not_found"));
            };
            let (values, errors) = fill_in(&view.view["blocks"], values);
            view.errors.clone_from(&errors);
            if !errors.is_empty() {
                return Ok(Err(errors));
            }
            view.view["state"] = json!({"values": values});
            let mut payload = json!({"type": "view_submission", "view": view.view, "response_urls": []});
            let trigger = state.new_trigger(user);
            merge(&mut payload, frame(state, user, &trigger)?);
            Ok(Ok(payload))
        })?;
        let payload = match prepared {
            Ok(payload) => payload,
            Err(errors) => return Ok(Submission::Errors { errors }),
        };
        let answer = self.interact(&payload).await;
        let submission = self.change(|state| match answer {
            Ok(body) => conclude(state, user, view_id, &body),
            Err(reason) => Submission::Failed { reason },
        });
        drop(pending);
        Ok(submission)
    }

    /// Somebody closes a modal; the app hears of it if it asked to.
    pub(super) async fn dismiss(&self, user: &str, view_id: &str) -> Result<()> {
        let payload = self.change(|state| {
            let at = state
                .views
                .iter()
                .position(|view| view.id == view_id && view.user == user);
            let view = state.views.remove(at.ok_or("view_not_found")?);
            let mut payload = json!({"type": "view_closed", "view": view.view, "is_cleared": false});
            let trigger = state.new_trigger(user);
            merge(&mut payload, frame(state, user, &trigger)?);
            Ok::<_, Refusal>((view.view["notify_on_close"] == true).then_some(payload))
        })?;
        if let Some(payload) = payload {
            let pending = self.pending();
            // Nobody waits for the app here: the modal is gone either way.
            let _ = self.interact(&payload).await;
            drop(pending);
        }
        Ok(())
    }

    /// Sends a payload; the app has one try.
    async fn interact(&self, payload: &Value) -> Result<String, String> {
        if self.socket_token().is_some() {
            return self.interact_by_socket(payload).await;
        }
        let Some(url) = locked(&self.0.addresses).interactions.clone() else {
            return Err("no app is connected".into());
        };
        let json = payload.to_string();
        let body = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("payload", &json)
            .finish();
        let headers = self.signed(&body);
        let answer = self
            .send(&url, "application/x-www-form-urlencoded", &body, &headers)
            .await;
        let result = match &answer {
            Ok((status, _, body)) if (200..300).contains(status) => Ok(body.clone()),
            Ok((status, ..)) => Err(format!("the app answered {status}")),
            Err(reason) => Err((*reason).to_owned()),
        };
        self.record_delivery(Delivery {
            kind: DeliveryKind::Interaction,
            id: payload["type"].as_str().unwrap_or_default().to_owned(),
            attempt: 0,
            url,
            headers: headers
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
            body,
            failure: match &answer {
                Err(reason) => Some(reason),
                Ok(_) => result.is_err().then_some("http_error"),
            },
            status: answer.ok().map(|(status, ..)| status),
            at: clock::now(),
        });
        result
    }

    async fn interact_by_socket(&self, payload: &Value) -> Result<String, String> {
        let answer = self.say_by_socket("interactive", payload).await;
        self.record_delivery(Delivery {
            kind: DeliveryKind::Interaction,
            id: payload["type"].as_str().unwrap_or_default().to_owned(),
            attempt: 0,
            url: "socket".to_owned(),
            headers: Vec::new(),
            body: payload.to_string(),
            status: answer.is_ok().then_some(200),
            failure: answer.as_ref().err().copied(),
            at: clock::now(),
        });
        let said = answer.map_err(str::to_owned)?;
        Ok(said.map(|it| it.to_string()).unwrap_or_default())
    }
}

/// What every payload carries.
fn frame(state: &State, user: &str, trigger: &str) -> Result<Value> {
    let user = state.user(user)?;
    let workspace = &state.workspace;
    Ok(json!({
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "team": {"id": workspace.team.id, "domain": workspace.team.domain},
        "api_app_id": workspace.app.id, "token": "sandbox-verification-token", "trigger_id": trigger,
        "enterprise": null, "is_enterprise_install": false,
    }))
}
