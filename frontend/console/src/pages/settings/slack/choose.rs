//! Which channel the tickets of each collection appear in.

use leptos::prelude::*;
use portico_types::staff::{Collection, SetChannel, SlackChannelChoice, SlackHealth, UpdateCollection};
use portico_ui::{Button, SelectField, SkeletonRows, toast};

use super::workspaces::workspace_name;
use super::{SOON, during};
use crate::desk::Desk;
use crate::remote::Remote;
use crate::{api, messages};

#[component]
pub(super) fn TriageChannels(choices: Remote<Vec<SlackChannelChoice>>, health: Remote<SlackHealth>) -> AnyView {
    let desk: Desk = expect_context();
    let busy = RwSignal::new(false);
    let refresh = move |()| {
        during(busy, api::slack::refresh_channels(), move |()| {
            toast(messages::SLACK_LOOKING);
            set_timeout(move || choices.refresh(), SOON);
        });
    };
    let rows = move || {
        let rows = desk
            .collections
            .get()
            .into_iter()
            .map(move |it| view! { <Row collection=it choices health /> });
        view! { <ul class="rows card-flush">{rows.collect_view()}</ul> }.into_any()
    };
    let body = choices.view(
        || view! { <div class="card-flush"><SkeletonRows count=2 /></div> }.into_any(),
        move || rows.into_any(),
    );
    view! {
        <section class="settings-section">
            <div class="spread">
                <h2>{messages::SLACK_TRIAGE}</h2>
                <Button busy on_click=Callback::new(refresh)>{messages::SLACK_REFRESH}</Button>
            </div>
            <p class="muted">{messages::SLACK_TRIAGE_TEXT}</p>
            {body}
        </section>
    }
    .into_any()
}

#[component]
fn Row(collection: Collection, choices: Remote<Vec<SlackChannelChoice>>, health: Remote<SlackHealth>) -> AnyView {
    let desk: Desk = expect_context();
    let busy = RwSignal::new(false);
    let now = collection.triage_channel_id.clone();
    let value = RwSignal::new(now.clone().unwrap_or_default());
    let options = options(choices, health, now.clone(), true);
    let (id, version) = (collection.id, collection.version);
    let choose = move |chosen: String| {
        let change = UpdateCollection {
            triage_channel: Some(SetChannel {
                channel_id: Some(chosen).filter(|it| !it.is_empty()),
            }),
            version,
            ..UpdateCollection::default()
        };
        // What is refused is not so.
        let before = now.clone().unwrap_or_default();
        let asked = async move {
            let answer = api::slack::update_collection(id, &change).await;
            if answer.is_err() {
                value.try_set(before);
            }
            answer
        };
        during(busy, asked, move |changed: Collection| {
            toast(messages::SLACK_CHANNEL_SET);
            desk.collections.update(|all| {
                if let Some(it) = all.iter_mut().find(|it| it.id == changed.id) {
                    *it = changed;
                }
            });
            health.refresh();
        });
    };
    view! {
        <li class="slack-row slack-choice">
            <SelectField
                label=collection.name.clone()
                name=format!("triage-{id}")
                value
                options
                disabled=busy
                on_change=choose
            />
        </li>
    }
    .into_any()
}

/// The channels one may choose, by name, and by workspace where there are several; the one that is chosen is among them whatever became
/// of it.
pub(super) fn options(
    choices: Remote<Vec<SlackChannelChoice>>,
    health: Remote<SlackHealth>,
    now: Option<String>,
    internal: bool,
) -> Signal<Vec<(String, String)>> {
    Signal::derive(move || {
        let all = choices.value.get().unwrap_or_default();
        let mut options = vec![(String::new(), messages::SLACK_NO_CHANNEL.to_owned())];
        for it in &all {
            let chosen = now.as_deref() == Some(&*it.channel_id);
            let shared = internal && it.is_shared;
            if chosen || !(it.is_archived || shared) {
                let name = messages::channel(&it.name);
                let name = match workspace_name(health, it.workspace_id) {
                    Some(workspace) => messages::channel_of(&name, &workspace),
                    None => name,
                };
                let label = match (it.is_member, shared) {
                    (_, true) => messages::shared(&name),
                    (true, false) => name,
                    (false, false) => messages::without_bot(&name),
                };
                options.push((it.channel_id.clone(), label));
            }
        }
        if let Some(now) = now.clone().filter(|now| all.iter().all(|it| it.channel_id != *now)) {
            options.push((now.clone(), now));
        }
        options
    })
}
