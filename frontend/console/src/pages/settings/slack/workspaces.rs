//! The list of workspaces.

use leptos::prelude::*;
use portico_types::ids::SlackWorkspaceId;
use portico_types::staff::{
    Remedy, SlackChannelChoice, SlackHealth, SlackSocket, SlackSocketState, SlackSource, SlackWorkspace,
};
use portico_ui::{Button, ButtonKind, CopyField, Icon, Menu, MenuItem, Time, icon};

use super::disconnect::Disconnect;
use super::ways::{AddButton, Outcome, Ways};
use super::works;
use crate::messages;
use crate::remote::Remote;

/// Takes the focus when a workspace is gone.
pub(super) const HEADING: &str = "slack-workspaces";

/// What can be done to a workspace.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Install,
    Replace,
    Disconnect,
}

/// The workspaces Portico is installed in, and whether their tokens work.
#[component]
pub(super) fn Workspaces(ways: Ways, choices: Remote<Vec<SlackChannelChoice>>) -> AnyView {
    let health = ways.health;
    let disconnecting = RwSignal::new(false);
    let about = RwSignal::new(None::<SlackWorkspace>);
    let act = Callback::new(move |(what, workspace): (Act, SlackWorkspace)| match what {
        Act::Install => ways.add(),
        Act::Replace => ways.paste(Some(workspace)),
        Act::Disconnect => {
            about.set(Some(workspace));
            disconnecting.set(true);
        }
    });
    let installable = Memo::new(move |_| health.value.with(|it| it.as_ref().is_some_and(|it| it.installable)));
    let rows = move || {
        let all = health
            .value
            .with(|it| it.as_ref().map(|it| it.workspaces.clone()).unwrap_or_default());
        if all.is_empty() {
            return view! { <p class="muted">{messages::SLACK_NO_WORKSPACE}</p> }.into_any();
        }
        let row = move |it| view! { <Row workspace=it installable=installable.get() ways choices act /> };
        view! {
            <ul class="rows card-flush" aria-label=messages::SLACK_WORKSPACES>{all.into_iter().map(row).collect_view()}</ul>
        }
        .into_any()
    };
    let add = move || {
        installable
            .get()
            .then(|| view! { <AddButton ways kind=ButtonKind::Secondary /> })
    };
    view! {
        <section class="settings-section">
            <div class="spread">
                <h2 id=HEADING tabindex="-1">{messages::SLACK_WORKSPACES}</h2>
                <div class="cluster">
                    {add}
                    <Button on_click=Callback::new(move |()| ways.paste(None))>{messages::SLACK_PASTE}</Button>
                </div>
            </div>
            {rows}
            <Disconnect open=disconnecting about ways />
        </section>
    }
    .into_any()
}

/// How many of the chosen channels are in a workspace. Reactive.
pub(super) fn chosen_in(health: Remote<SlackHealth>, id: SlackWorkspaceId) -> u64 {
    health.value.with(|it| {
        let channels = it.iter().flat_map(|it| &it.channels);
        channels.filter(|it| it.workspace_id == id).count() as u64
    })
}

/// What a channel's workspace is called, where there are several. Reactive.
pub(super) fn workspace_name(health: Remote<SlackHealth>, id: SlackWorkspaceId) -> Option<String> {
    health.value.with(|it| {
        let all = it.as_ref().map_or(&[][..], |it| &it.workspaces);
        let found = all.iter().find(|it| all.len() > 1 && it.id == id);
        found.map(|it| it.name.clone())
    })
}

#[component]
fn Row(
    workspace: SlackWorkspace,
    installable: bool,
    ways: Ways,
    choices: Remote<Vec<SlackChannelChoice>>,
    act: Callback<(Act, SlackWorkspace)>,
) -> AnyView {
    let trouble = if workspace.connected {
        messages::SLACK_TROUBLE
    } else {
        messages::SLACK_DISCONNECTED
    };
    let state = works(workspace.advice.as_ref(), messages::SLACK_CONNECTED, trouble);
    let missing = (!workspace.missing_scopes.is_empty()).then(|| {
        view! { <p>{messages::SLACK_MISSING_SCOPES} ": " <code>{workspace.missing_scopes.join(", ")}</code></p> }
    });
    let (id, since) = (workspace.id, workspace.since);
    let channels = move || {
        let joined = choices.value.with(|all| {
            let ours = all.iter().flatten();
            ours.filter(|it| it.workspace_id == id && it.is_member && !it.is_archived)
                .count() as u64
        });
        let known = choices.value.with(Option::is_some);
        known.then(|| format!(" · {}", messages::slack_channels(joined, chosen_in(ways.health, id))))
    };
    let renewal = match workspace.source {
        SlackSource::Configured => None,
        SlackSource::Installed if installable => Some((Act::Install, Icon::Refresh, messages::SLACK_ADD_AGAIN)),
        SlackSource::Installed | SlackSource::Pasted => {
            Some((Act::Replace, Icon::Pencil, messages::SLACK_REPLACE_ACTION))
        }
    };
    let run = |what: Act| {
        let subject = workspace.clone();
        Callback::new(move |()| act.run((what, subject.clone())))
    };
    // The remedy stands beside the trouble.
    let mends = |it: &portico_types::staff::Advice| matches!(it.remedy, Remedy::RenewToken | Remedy::AddScope);
    let troubled = workspace.advice.as_ref().is_some_and(mends);
    let remedy = renewal.filter(|_| troubled).map(|(what, _, words)| {
        let name = workspace.name.clone();
        view! {
            <div><Button on_click=run(what)>{words} <span class="visually-hidden">{name}</span></Button></div>
        }
    });
    let menu = renewal.map(|(what, sign, words)| {
        let (renew, disconnect) = (run(what), run(Act::Disconnect));
        view! {
            <Menu
                kind=ButtonKind::Quiet
                class="button-icon"
                label=messages::actions_for(&workspace.name)
                button=|| icon(Icon::More)
            >
                <MenuItem sign on_select=renew>{words}</MenuItem>
                <MenuItem sign=Icon::Trash on_select=disconnect danger=true>{messages::SLACK_DISCONNECT_ACTION}</MenuItem>
            </Menu>
        }
    });
    let addresses = workspace.events_url.clone().zip(workspace.interactions_url.clone());
    let addresses = addresses.map(|(events, interactions)| {
        // What was connected just now waits for them.
        let new = ways.outcome.with_untracked(
            |it| matches!(it, Some(Outcome::Connected(it) | Outcome::Other(it, _)) if it.id == id),
        );
        view! {
            <details class="disclosure" open=new>
                <summary>{messages::SLACK_ADDRESSES}</summary>
                <div class="stack">
                    <CopyField label=messages::SLACK_EVENTS_URL name=format!("events-{id}") value=Signal::stored(events) />
                    <CopyField
                        label=messages::SLACK_INTERACTIONS_URL
                        name=format!("interactions-{id}")
                        value=Signal::stored(interactions)
                    />
                </div>
            </details>
        }
    });
    let name = workspace.name.clone();
    view! {
        <li class="slack-row slack-workspace" aria-label=name.clone()>
            <div class="slack-row-main">
                <div class="cluster"><strong>{name.clone()}</strong> {state}</div>
                <p class="meta">
                    {messages::slack_source(workspace.source)} " · " {messages::SLACK_ADDED} " " <Time at=since /> {channels}
                </p>
                {missing}
                {workspace.socket.map(socket)}
                {workspace.advice.map(|it| view! { <p class="muted">{it.words}</p> })}
                {remedy}
                {addresses}
            </div>
            {menu}
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
