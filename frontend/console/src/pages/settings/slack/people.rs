//! Members of the team, and whether Slack tells who they are.

use leptos::prelude::*;
use portico_types::staff::{SlackHealth, SlackPerson, SlackPersonLink};

use super::works;
use super::workspaces::workspace_name;
use crate::messages;
use crate::remote::Remote;

/// Who of the team can answer from Slack.
#[component]
pub(super) fn People(health: Remote<SlackHealth>) -> AnyView {
    let rows = move || {
        let all = health
            .value
            .with(|it| it.as_ref().map(|it| it.people.clone()).unwrap_or_default());
        view! { <ul class="rows card-flush">{all.into_iter().map(|it| row(it, health)).collect_view()}</ul> }
    };
    view! {
        <section class="settings-section">
            <h2>{messages::SLACK_PEOPLE}</h2>
            <p class="muted">{messages::SLACK_PEOPLE_TEXT}</p>
            {rows}
        </section>
    }
    .into_any()
}

fn row(it: SlackPerson, health: Remote<SlackHealth>) -> AnyView {
    let unlinked = it
        .links
        .is_empty()
        .then(|| view! { <span class="pill">{messages::SLACK_NOT_LINKED}</span> });
    let links = it.links.into_iter().map(|it| link(it, health)).collect_view();
    view! {
        <li class="slack-row" aria-label=it.name.clone()>
            <div class="slack-row-main">
                <div class="cluster"><strong>{it.name.clone()}</strong> {unlinked}</div>
                {links}
            </div>
        </li>
    }
    .into_any()
}

/// Who somebody is in a workspace, and whether they can speak from there.
fn link(it: SlackPersonLink, health: Remote<SlackHealth>) -> AnyView {
    let workspace = workspace_name(health, it.workspace_id).map(|it| view! { <span class="meta">{it}</span> });
    let state = works(
        it.advice.as_ref(),
        messages::SLACK_LINKED,
        messages::SLACK_MAY_NOT_SPEAK,
    );
    view! {
        <div class="cluster"><code class="meta">{it.user_id}</code> {workspace} {state}</div>
        {it.advice.map(|it| view! { <p class="muted">{it.words}</p> })}
    }
    .into_any()
}
