//! Members of the team, and whether Slack tells who they are.

use leptos::prelude::*;
use portico_types::staff::{SlackHealth, SlackPerson};

use super::works;
use crate::messages;
use crate::remote::Remote;

/// Who of the team can answer from Slack.
#[component]
pub(super) fn People(health: Remote<SlackHealth>) -> AnyView {
    let rows = move || {
        let all = health
            .value
            .with(|it| it.as_ref().map(|it| it.people.clone()).unwrap_or_default());
        view! { <ul class="rows card-flush">{all.into_iter().map(row).collect_view()}</ul> }
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

fn row(it: SlackPerson) -> AnyView {
    let state = match &it.slack_user_id {
        Some(_) => works(
            it.advice.as_ref(),
            messages::SLACK_LINKED,
            messages::SLACK_MAY_NOT_SPEAK,
        ),
        None => view! { <span class="pill">{messages::SLACK_NOT_LINKED}</span> }.into_any(),
    };
    view! {
        <li class="slack-row">
            <div class="slack-row-main">
                <div class="cluster">
                    <strong>{it.name}</strong>
                    {it.slack_user_id.map(|id| view! { <code class="meta">{id}</code> })}
                    {state}
                </div>
                {it.advice.map(|it| view! { <p class="muted">{it.words}</p> })}
            </div>
        </li>
    }
    .into_any()
}
