//! The dialog for tokens of an app of one's own.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::staff::ConnectSlackWorkspace;
use portico_ui::api::invalid;
use portico_ui::{Button, ButtonKind, Dialog, ErrorSummary, TextField};

use super::ways::{Outcome, Ways};
use crate::{again, api, messages};

/// Names the dialog for the way back from a sign-in. What was typed is secret, and kept nowhere.
const FORM: &str = "slack.tokens";

/// Tokens of an app of somebody's own: for a new workspace, or in place of a known one's.
#[component]
pub(super) fn PasteDialog(ways: Ways) -> AnyView {
    again::use_reopening(FORM, ways.pasting);
    let title = Signal::derive(move || {
        ways.about.with(|it| {
            it.as_ref().map_or_else(
                || messages::SLACK_PASTE.to_owned(),
                |it| messages::replace_tokens_of(&it.name),
            )
        })
    });
    view! { <Dialog open=ways.pasting title><Tokens ways /></Dialog> }.into_any()
}

#[component]
fn Tokens(ways: Ways) -> AnyView {
    let [bot_token, signing_secret, app_token] = [(); 3].map(|()| RwSignal::new(String::new()));
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let about = ways.about.get_untracked();
    let action = if about.is_some() {
        messages::SLACK_REPLACE
    } else {
        messages::SLACK_CONNECT
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        problem.set(None);
        let tokens = ConnectSlackWorkspace {
            bot_token: bot_token.get_untracked(),
            signing_secret: Some(signing_secret.get_untracked()),
            app_token: Some(app_token.get_untracked()),
        };
        // The server's own rules, before the round trip.
        let tokens = match tokens.parse() {
            Ok(tokens) => tokens,
            Err(errors) => return problem.set(Some(invalid(errors))),
        };
        busy.set(true);
        let meant = about.clone();
        spawn_local(async move {
            match api::slack::connect(&tokens).await {
                Ok(workspace) => {
                    let outcome = match meant.filter(|it| it.id != workspace.id) {
                        Some(meant) => Outcome::Other(workspace, meant.name),
                        None => Outcome::Connected(workspace),
                    };
                    ways.pasting.try_set(false);
                    ways.outcome.try_set(Some(outcome));
                    ways.health.refresh();
                }
                Err(refused) => drop(problem.try_set(again::settle(refused, Some(FORM)))),
            }
            busy.try_set(false);
        });
    };
    view! {
        <form class="stack" novalidate on:submit=submit>
            <p class="muted">{messages::SLACK_PASTE_TEXT}</p>
            <ErrorSummary problem />
            <TextField
                label=messages::SLACK_BOT_TOKEN
                name="bot_token"
                kind="password"
                autocomplete="off"
                value=bot_token
                help=messages::SLACK_BOT_TOKEN_HELP
                required=true
                problem
            />
            <TextField
                label=messages::SLACK_SIGNING_SECRET
                name="signing_secret"
                kind="password"
                autocomplete="off"
                value=signing_secret
                help=messages::SLACK_SIGNING_SECRET_HELP
                problem
            />
            <TextField
                label=messages::SLACK_APP_TOKEN
                name="app_token"
                kind="password"
                autocomplete="off"
                value=app_token
                help=messages::SLACK_APP_TOKEN_HELP
                problem
            />
            <div class="dialog-actions">
                <Button on_click=move || ways.pasting.set(false)>{portico_ui::messages::cancel()}</Button>
                <Button kind=ButtonKind::Primary submit=true busy>{action}</Button>
            </div>
        </form>
    }
    .into_any()
}
