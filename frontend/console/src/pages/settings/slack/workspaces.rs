use leptos::prelude::*;
use portico_types::staff::{SlackHealth, SlackSocket, SlackSocketState, SlackWorkspace};
use portico_ui::Time;

use super::works;
use crate::messages;
use crate::remote::Remote;

/// The workspaces Portico is installed in, and whether their tokens work.
#[component]
pub(super) fn Workspaces(health: Remote<SlackHealth>) -> AnyView {
    let rows = move || {
        let all = health
            .value
            .with(|it| it.as_ref().map(|it| it.workspaces.clone()).unwrap_or_default());
        if all.is_empty() {
            return view! { <p class="muted">{messages::SLACK_NO_WORKSPACE}</p> }.into_any();
        }
        view! { <ul class="rows card-flush">{all.into_iter().map(row).collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="settings-section">
            <h2>{messages::SLACK_WORKSPACES}</h2>
            {rows}
        </section>
    }
    .into_any()
}

fn row(it: SlackWorkspace) -> AnyView {
    let trouble = if it.connected {
        messages::SLACK_TROUBLE
    } else {
        messages::SLACK_DISCONNECTED
    };
    let state = works(it.advice.as_ref(), messages::SLACK_CONNECTED, trouble);
    let missing = (!it.missing_scopes.is_empty())
        .then(|| view! { <p>{messages::SLACK_MISSING_SCOPES} ": " <code>{it.missing_scopes.join(", ")}</code></p> });
    view! {
        <li class="slack-row">
            <div class="slack-row-main">
                <div class="cluster"><strong>{it.name}</strong> {state}</div>
                {missing}
                {it.socket.map(socket)}
                {it.advice.map(|it| view! { <p class="muted">{it.words}</p> })}
            </div>
        </li>
    }
    .into_any()
}

/// How the socket is by which Slack tells of the workspace.
fn socket(it: SlackSocket) -> AnyView {
    let (state, since) = match it.state {
        SlackSocketState::Opening => (messages::SLACK_SOCKET_OPENING, None),
        SlackSocketState::Open => (messages::SLACK_SOCKET_OPEN, Some(it.since)),
        SlackSocketState::Broken => (messages::SLACK_SOCKET_BROKEN, Some(it.since)),
        SlackSocketState::Refused => (messages::SLACK_SOCKET_REFUSED, Some(it.since)),
    };
    // What went wrong before is over; it is told as long as it matters.
    let error = it.last_error.filter(|_| it.state != SlackSocketState::Open);
    view! {
        <p>{state} {since.map(|at| view! { " " <Time at /> })}</p>
        {error.map(|it| view! { <p class="muted">{it}</p> })}
        {it.advice.map(|it| view! { <p class="muted">{it.words}</p> })}
    }
    .into_any()
}
