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
    let ids = Memo::new(move |_| {
        health.value.with(|it| {
            it.iter()
                .flat_map(|it| &it.workspaces)
                .map(|it| it.id)
                .collect::<Vec<_>>()
        })
    });
    let none = Memo::new(move |_| ids.with(Vec::is_empty));
    let rows = move || {
        if none.get() {
            return view! { <p class="muted">{messages::SLACK_NO_WORKSPACE}</p> }.into_any();
        }
        view! {
            <ul class="rows card-flush" aria-label=messages::SLACK_WORKSPACES>
                <For each=move || ids.get() key=|id| *id let(id)>
                    <Row id installable ways choices act />
                </For>
            </ul>
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

/// A row stays when the page asks again, and so do its open menu and its unfolded addresses; only what changed is drawn anew.
#[component]
fn Row(
    id: SlackWorkspaceId,
    installable: Memo<bool>,
    ways: Ways,
    choices: Remote<Vec<SlackChannelChoice>>,
    act: Callback<(Act, SlackWorkspace)>,
) -> AnyView {
    let workspace = Memo::new(move |_| {
        ways.health
            .value
            .with(|it| it.iter().flat_map(|it| &it.workspaces).find(|it| it.id == id).cloned())
    });
    let run = move |what: Act| {
        Callback::new(move |()| {
            if let Some(workspace) = workspace.get_untracked() {
                act.run((what, workspace));
            }
        })
    };
    let name = Memo::new(move |_| workspace.with(|it| it.as_ref().map(|it| it.name.clone()).unwrap_or_default()));
    let renewal = Memo::new(move |_| {
        let source = workspace.with(|it| it.as_ref().map(|it| it.source));
        source.and_then(|source| renewal(source, installable.get()))
    });
    let addresses = Memo::new(move |_| {
        workspace.with(|it| {
            let it = it.as_ref()?;
            it.events_url.clone().zip(it.interactions_url.clone())
        })
    });
    // The remedy stands beside the trouble.
    let remedy = move || {
        let mends = |it: &portico_types::staff::Advice| matches!(it.remedy, Remedy::RenewToken | Remedy::AddScope);
        let troubled = workspace.with(|it| it.as_ref().and_then(|it| it.advice.as_ref()).is_some_and(mends));
        renewal.get().filter(|_| troubled).map(|what| {
            view! {
                <div>
                    <Button on_click=run(what)>{words(what)} <span class="visually-hidden">{name}</span></Button>
                </div>
            }
        })
    };
    let menu = move || {
        renewal.get().map(|what| {
            view! {
                <Menu
                    kind=ButtonKind::Quiet
                    class="button-icon"
                    label=messages::actions_for(&name.get())
                    button=|| icon(Icon::More)
                >
                    <MenuItem sign=sign(what) on_select=run(what)>{words(what)}</MenuItem>
                    <MenuItem sign=sign(Act::Disconnect) on_select=run(Act::Disconnect) danger=true>
                        {words(Act::Disconnect)}
                    </MenuItem>
                </Menu>
            }
        })
    };
    view! {
        <li class="slack-row slack-workspace" aria-label=name>
            <div class="slack-row-main">
                {move || workspace.get().map(|it| facts(it, ways, choices))}
                {remedy}
                {move || addresses.get().map(|it| disclosure(id, it, ways))}
            </div>
            {menu}
        </li>
    }
    .into_any()
}

/// How its tokens are renewed; those of the configuration are renewed there.
fn renewal(source: SlackSource, installable: bool) -> Option<Act> {
    match source {
        SlackSource::Configured => None,
        SlackSource::Installed if installable => Some(Act::Install),
        SlackSource::Installed | SlackSource::Pasted => Some(Act::Replace),
    }
}

fn words(what: Act) -> &'static str {
    match what {
        Act::Install => messages::SLACK_ADD_AGAIN,
        Act::Replace => messages::SLACK_REPLACE_ACTION,
        Act::Disconnect => messages::SLACK_DISCONNECT_ACTION,
    }
}

fn sign(what: Act) -> Icon {
    match what {
        Act::Install => Icon::Refresh,
        Act::Replace => Icon::Pencil,
        Act::Disconnect => Icon::Trash,
    }
}

/// What it is, and how well.
fn facts(workspace: SlackWorkspace, ways: Ways, choices: Remote<Vec<SlackChannelChoice>>) -> AnyView {
    let trouble = if workspace.connected {
        messages::SLACK_TROUBLE
    } else {
        messages::SLACK_DISCONNECTED
    };
    let state = works(workspace.advice.as_ref(), messages::SLACK_CONNECTED, trouble);
    let missing = (!workspace.missing_scopes.is_empty()).then(|| {
        view! { <p>{messages::SLACK_MISSING_SCOPES} ": " <code>{workspace.missing_scopes.join(", ")}</code></p> }
    });
    let id = workspace.id;
    let channels = move || {
        let joined = choices.value.with(|all| {
            let ours = all.iter().flatten();
            ours.filter(|it| it.workspace_id == id && it.is_member && !it.is_archived)
                .count() as u64
        });
        let known = choices.value.with(Option::is_some);
        known.then(|| format!(" · {}", messages::slack_channels(joined, chosen_in(ways.health, id))))
    };
    view! {
        <div class="cluster"><strong>{workspace.name}</strong> {state}</div>
        <p class="meta">
            {messages::slack_source(workspace.source)} " · " {messages::SLACK_ADDED} " " <Time at=workspace.since />
            {channels}
        </p>
        {missing}
        {workspace.socket.map(socket)}
        {workspace.advice.map(|it| view! { <p class="muted">{it.words}</p> })}
    }
    .into_any()
}

/// What to enter in the settings of its app; open where somebody connected it just now and is waited for.
fn disclosure(id: SlackWorkspaceId, (events, interactions): (String, String), ways: Ways) -> AnyView {
    let new = ways
        .outcome
        .with_untracked(|it| matches!(it, Some(Outcome::Connected(it) | Outcome::Other(it, _)) if it.id == id));
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
