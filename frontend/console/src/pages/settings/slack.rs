//! Slack: whether everything arrives, and what mends it if not. For admins.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::staff::{Advice, SlackChannel, SlackHealth, SlackWorkspace, StuckJob};
use portico_ui::api::Result;
use portico_ui::title::use_title;
use portico_ui::{Button, EmptyState, Icon, SkeletonRows, Time, icon, toast, toast_problem};

use super::page_head::{AdminsOnly, PageHead};
use crate::remote::Remote;
use crate::{api, messages};

#[component]
pub(super) fn SlackPage() -> AnyView {
    use_title(messages::SLACK.to_owned());
    view! {
        <div class="stack">
            <PageHead title=messages::SLACK text=messages::SLACK_TEXT />
            <AdminsOnly>
                <Health />
            </AdminsOnly>
        </div>
    }
    .into_any()
}

#[component]
fn Health() -> AnyView {
    let health = Remote::new(api::slack::health);
    health.view(
        || view! { <div class="card-flush"><SkeletonRows count=4 /></div> }.into_any(),
        move || (move || health.value.get().map(|it| shown(it, health))).into_any(),
    )
}

fn shown(it: SlackHealth, health: Remote<SlackHealth>) -> AnyView {
    if !it.configured && it.workspaces.is_empty() {
        return view! {
            <EmptyState sign=Icon::Send title=messages::SLACK_NOT_CONFIGURED text=messages::SLACK_NOT_CONFIGURED_TEXT.to_owned() />
        }
        .into_any();
    }
    let none = it
        .workspaces
        .is_empty()
        .then(|| view! { <p class="muted">{messages::SLACK_NO_WORKSPACE}</p> });
    let workspaces = it.workspaces.into_iter().map(workspace).collect_view();
    let last = match it.last_event_at {
        Some(at) => view! { <Time at=at /> }.into_any(),
        None => messages::SLACK_NO_EVENT.into_any(),
    };
    let oldest = it
        .oldest_pending_at
        .map(|at| view! { <span class="meta">" · " {messages::SLACK_OLDEST} " " <Time at=at /></span> });
    let channels = it.channels.into_iter().map(channel).collect_view();
    let stuck = if it.stuck.is_empty() {
        view! { <p class="muted">{messages::SLACK_NOTHING_STUCK}</p> }.into_any()
    } else {
        let rows = it.stuck.into_iter().map(|job| stuck(job, health)).collect_view();
        view! { <ul class="rows card-flush">{rows}</ul> }.into_any()
    };
    view! {
        <section class="settings-section settings-wide">
            <h2>{messages::SLACK_WORKSPACES}</h2>
            {none}
            <ul class="rows card-flush">{workspaces}</ul>
        </section>
        <section class="settings-section settings-wide">
            <h2>{messages::SLACK_TRAFFIC}</h2>
            <dl class="card stack">
                <div><dt class="meta">{messages::SLACK_LAST_EVENT}</dt><dd>{last}</dd></div>
                <div><dt class="meta">{messages::SLACK_BACKLOG}</dt><dd>{it.backlog} {oldest}</dd></div>
                <div><dt class="meta">{messages::SLACK_LINKED}</dt><dd>{messages::of_agents(it.linked_agents, it.agents)}</dd></div>
            </dl>
        </section>
        <section class="settings-section settings-wide">
            <h2>{messages::SLACK_CHANNELS}</h2>
            <ul class="rows card-flush">{channels}</ul>
        </section>
        <section class="settings-section settings-wide">
            <h2>{messages::SLACK_STUCK}</h2>
            {stuck}
        </section>
    }
    .into_any()
}

fn works(advice: Option<&Advice>, fine: &'static str, trouble: &'static str) -> AnyView {
    match advice {
        None => view! { <span class="pill tone-green">{icon(Icon::Check)} {fine}</span> }.into_any(),
        Some(_) => view! { <span class="pill tone-amber">{icon(Icon::Alert)} {trouble}</span> }.into_any(),
    }
}

fn workspace(it: SlackWorkspace) -> AnyView {
    let state = if it.connected {
        works(it.advice.as_ref(), messages::SLACK_CONNECTED, messages::SLACK_TROUBLE)
    } else {
        works(
            it.advice.as_ref(),
            messages::SLACK_CONNECTED,
            messages::SLACK_DISCONNECTED,
        )
    };
    let missing = (!it.missing_scopes.is_empty())
        .then(|| view! { <p>{messages::SLACK_MISSING_SCOPES} ": " <code>{it.missing_scopes.join(", ")}</code></p> });
    view! {
        <li class="api-key">
            <div class="api-key-main">
                <div class="spread"><strong>{it.name}</strong> {state}</div>
                {missing}
                {it.advice.map(|it| view! { <p>{it.words}</p> })}
            </div>
        </li>
    }
    .into_any()
}

fn channel(it: SlackChannel) -> AnyView {
    let busy = RwSignal::new(false);
    let id = it.channel_id.clone();
    let test = move |()| during(busy, api::slack::test(id.clone()), || toast(messages::SLACK_TEST_SENT));
    view! {
        <li class="api-key">
            <div class="api-key-main">
                <div><strong>"#" {it.name}</strong> " " {works(it.advice.as_ref(), messages::SLACK_USABLE, messages::SLACK_TROUBLE)}</div>
                {it.advice.map(|it| view! { <p>{it.words}</p> })}
            </div>
            <Button busy on_click=Callback::new(test)>{messages::SLACK_TEST}</Button>
        </li>
    }
    .into_any()
}

fn stuck(it: StuckJob, health: Remote<SlackHealth>) -> AnyView {
    let busy = RwSignal::new(false);
    let id = it.id;
    let retry = move |()| {
        during(busy, api::slack::retry(id), move || {
            toast(messages::SLACK_RETRIED);
            health.refresh();
        });
    };
    view! {
        <li class="api-key">
            <div class="api-key-main">
                <div><code>{it.kind}</code> " " <span class="meta"><Time at=it.created_at /></span></div>
                <p class="meta">{it.reason}</p>
                <p>{it.advice.words}</p>
            </div>
            <Button busy on_click=Callback::new(retry)>{messages::SLACK_RETRY}</Button>
        </li>
    }
    .into_any()
}

/// Asks the server for something; `done` says that it was done.
fn during(busy: RwSignal<bool>, asked: impl Future<Output = Result<()>> + 'static, done: impl FnOnce() + 'static) {
    busy.set(true);
    spawn_local(async move {
        match asked.await {
            Ok(()) => done(),
            Err(problem) => toast_problem(&problem),
        }
        busy.try_set(false);
    });
}
