//! What people do in the workspace, as the control interface and the page ask for it.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Slack, interactions::Choice, state::Result};

/// Something a person does, as `POST /control/slack/<do>` takes it.
#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Act {
    Say {
        user: String,
        channel: String,
        text: String,
        thread_ts: Option<String>,
        #[serde(default)]
        broadcast: bool,
    },
    Edit {
        user: String,
        channel: String,
        ts: String,
        text: String,
    },
    Delete {
        user: String,
        channel: String,
        ts: String,
    },
    React {
        user: String,
        channel: String,
        ts: String,
        name: String,
    },
    Unreact {
        user: String,
        channel: String,
        ts: String,
        name: String,
    },
    ShareFile {
        user: String,
        channel: String,
        name: String,
        text: String,
        #[serde(default)]
        caption: String,
        thread_ts: Option<String>,
    },
    Press {
        user: String,
        channel: String,
        ts: String,
        action_id: String,
        value: Option<String>,
    },
    SelectOption {
        user: String,
        channel: String,
        ts: String,
        action_id: String,
        value: String,
    },
    SubmitView {
        user: String,
        view_id: String,
        values: Value,
    },
    CloseView {
        user: String,
        view_id: String,
    },
    Join {
        user: String,
        channel: String,
        inviter: Option<String>,
    },
    Leave {
        user: String,
        channel: String,
    },
    Archive {
        user: String,
        channel: String,
    },
    Unarchive {
        user: String,
        channel: String,
    },
    Rename {
        user: String,
        channel: String,
        name: String,
    },
    RevokeTokens {},
    Uninstall {},
}

impl Slack {
    /// Does what the page or the control interface asked for, and waits for the app where a person would.
    pub(crate) async fn act(&self, act: Act) -> Result<Value> {
        match act {
            Act::Say {
                user,
                channel,
                text,
                thread_ts,
                broadcast,
            } => {
                let said = self.change(|state| state.say(&user, &channel, &text, thread_ts.as_deref(), broadcast));
                said.map(|message| json!({"ts": message.ts}))
            }
            Act::Edit {
                user,
                channel,
                ts,
                text,
            } => self
                .change(|state| state.edit(&user, &channel, &ts, &text))
                .map(|_| json!({})),
            Act::Delete { user, channel, ts } => done(self.change(|state| state.delete(&user, &channel, &ts))),
            Act::React {
                user,
                channel,
                ts,
                name,
            } => done(self.change(|state| {
                state
                    .may_write(&user, &channel)
                    .and_then(|()| state.react(&user, &channel, &ts, &name))
            })),
            Act::Unreact {
                user,
                channel,
                ts,
                name,
            } => done(self.change(|state| state.unreact(&user, &channel, &ts, &name))),
            Act::ShareFile {
                user,
                channel,
                name,
                text,
                caption,
                thread_ts,
            } => self
                .share(
                    &user,
                    &channel,
                    &name,
                    text.into_bytes(),
                    &caption,
                    thread_ts.as_deref(),
                )
                .map(|message| json!({"ts": message.ts})),
            Act::Press {
                user,
                channel,
                ts,
                action_id,
                value,
            } => {
                let choice = Choice {
                    action_id,
                    value,
                    option: false,
                };
                self.act_on(&user, &channel, &ts, choice)?.await
            }
            Act::SelectOption {
                user,
                channel,
                ts,
                action_id,
                value,
            } => {
                let choice = Choice {
                    action_id,
                    value: Some(value),
                    option: true,
                };
                self.act_on(&user, &channel, &ts, choice)?.await
            }
            Act::SubmitView { user, view_id, values } => Ok(json!(self.submit(&user, &view_id, values).await?)),
            Act::CloseView { user, view_id } => done(self.dismiss(&user, &view_id).await),
            Act::Join { user, channel, inviter } => {
                done(self.change(|state| state.join(&user, &channel, inviter.as_deref())))
            }
            Act::Leave { user, channel } => done(self.change(|state| state.leave(&user, &channel))),
            Act::Archive { user, channel } => done(self.change(|state| state.archive(&user, &channel, true))),
            Act::Unarchive { user, channel } => done(self.change(|state| state.archive(&user, &channel, false))),
            Act::Rename { user, channel, name } => done(self.change(|state| state.rename(&user, &channel, &name))),
            Act::RevokeTokens {} => {
                self.revoke_tokens();
                Ok(json!({}))
            }
            Act::Uninstall {} => {
                self.uninstall();
                Ok(json!({}))
            }
        }
    }
}

fn done(result: Result<()>) -> Result<Value> {
    result.map(|()| json!({}))
}
