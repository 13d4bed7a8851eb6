//! Channels that tickets go to, as Slack lets us use them.

use leptos::prelude::*;
use portico_types::staff::{SlackChannel, SlackHealth};
use portico_ui::{Button, toast};

use super::workspaces::workspace_name;
use super::{during, works};
use crate::remote::Remote;
use crate::{api, messages};

/// The channels that tickets go to, whether they can be posted into, and a way to try.
#[component]
pub(super) fn Channels(health: Remote<SlackHealth>) -> AnyView {
    let rows = move || {
        let all = health
            .value
            .with(|it| it.as_ref().map(|it| it.channels.clone()).unwrap_or_default());
        if all.is_empty() {
            return view! { <p class="muted">{messages::SLACK_NO_CHANNELS}</p> }.into_any();
        }
        view! { <ul class="rows card-flush">{all.into_iter().map(|it| row(it, health)).collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="settings-section">
            <h2>{messages::SLACK_CHANNELS}</h2>
            {rows}
        </section>
    }
    .into_any()
}

fn row(it: SlackChannel, health: Remote<SlackHealth>) -> AnyView {
    let busy = RwSignal::new(false);
    let id = it.channel_id.clone();
    let test = move |()| {
        during(busy, api::slack::test(id.clone()), |()| {
            toast(messages::SLACK_TEST_SENT);
        });
    };
    let label = messages::test_in(&it.name);
    let workspace = workspace_name(health, it.workspace_id).map(|it| view! { <span class="meta">{it}</span> });
    view! {
        <li class="slack-row" aria-label=messages::channel(&it.name)>
            <div class="slack-row-main">
                <div class="cluster">
                    <strong>{messages::channel(&it.name)}</strong>
                    {workspace}
                    {works(it.advice.as_ref(), messages::SLACK_USABLE, messages::SLACK_TROUBLE)}
                </div>
                {it.advice.map(|it| view! { <p class="muted">{it.words}</p> })}
            </div>
            <Button busy on_click=Callback::new(test)>
                {messages::SLACK_TEST} <span class="visually-hidden">{label}</span>
            </Button>
        </li>
    }
    .into_any()
}
