//! Slack: where tickets appear, whether everything arrives, and what mends it if not. For admins.

mod channels;
mod choose;
mod customers;
mod disconnect;
mod manifest;
mod outcome;
mod paste;
mod people;
mod returned;
mod stuck;
mod unconnected;
mod ways;
mod workspaces;

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::staff::{Advice, SlackHealth};
use portico_ui::api::Result;
use portico_ui::title::use_title;
use portico_ui::{Icon, SkeletonRows, Time, icon, toast_problem};

use self::channels::Channels;
use self::choose::TriageChannels;
use self::customers::CustomerChannels;
use self::manifest::App;
use self::outcome::LastTry;
use self::paste::PasteDialog;
use self::people::People;
pub use self::returned::take_answer;
use self::stuck::Stuck;
use self::unconnected::Unconnected;
use self::ways::{Outcome, Ways};
use self::workspaces::Workspaces;
use super::page_head::{AdminsOnly, PageHead};
use crate::remote::Remote;
use crate::{api, messages};

/// Until Slack has answered who was asked just now.
const SOON: Duration = Duration::from_secs(3);

#[component]
pub(super) fn SlackPage() -> AnyView {
    use_title(messages::SLACK.to_owned());
    view! {
        <div class="stack">
            <PageHead title=messages::SLACK text=messages::SLACK_TEXT />
            <AdminsOnly>
                <Page />
            </AdminsOnly>
        </div>
    }
    .into_any()
}

#[component]
fn Page() -> AnyView {
    let health = Remote::new(api::slack::health);
    let ways = Ways::new(health);
    let content = health.view(
        || view! { <div class="card-flush"><SkeletonRows count=4 /></div> }.into_any(),
        move || {
            let connected = Memo::new(move |_| {
                health
                    .value
                    .with(|it| it.as_ref().is_some_and(|it| it.configured || !it.workspaces.is_empty()))
            });
            let installable = Memo::new(move |_| health.value.with(|it| it.as_ref().is_some_and(|it| it.installable)));
            (move || {
                if connected.get() {
                    shown(ways)
                } else {
                    view! { <Unconnected ways installable=installable.get() /> }.into_any()
                }
            })
            .into_any()
        },
    );
    view! {
        <LastTry ways />
        {content}
        <PasteDialog ways />
    }
    .into_any()
}

fn shown(ways: Ways) -> AnyView {
    let health = ways.health;
    // Asked once for all places that tell of them.
    let choices = Remote::new(api::slack::channels);
    Effect::new(move || {
        if ways
            .outcome
            .with(|it| matches!(it, Some(Outcome::Connected(_) | Outcome::Other(..))))
        {
            // Slack is being asked which channels there are.
            let look = move || {
                choices.refresh();
                health.refresh();
            };
            set_timeout(look, SOON);
        }
    });
    view! {
        <Workspaces ways choices />
        <TriageChannels choices health />
        <CustomerChannels choices health />
        <Channels health />
        <People health />
        <Traffic health />
        <Stuck health />
        <App />
    }
    .into_any()
}

#[component]
fn Traffic(health: Remote<SlackHealth>) -> AnyView {
    let facts = move || {
        health.value.get().map(|it| {
            let last = match it.last_event_at {
                Some(at) => view! { <Time at /> }.into_any(),
                None => messages::SLACK_NO_EVENT.into_any(),
            };
            let oldest = it.oldest_pending_at.map(|at| {
                view! { <span class="meta">" · " {messages::SLACK_OLDEST} " " <Time at /></span> }
            });
            view! {
                <dl class="card facts slack-facts">
                    <div><dt>{messages::SLACK_LAST_EVENT}</dt><dd>{last}</dd></div>
                    <div><dt>{messages::SLACK_BACKLOG}</dt><dd>{it.backlog} {oldest}</dd></div>
                </dl>
            }
        })
    };
    view! {
        <section class="settings-section">
            <h2>{messages::SLACK_TRAFFIC}</h2>
            {facts}
        </section>
    }
    .into_any()
}

/// A pill that says whether something works.
fn works(advice: Option<&Advice>, fine: &'static str, trouble: &'static str) -> AnyView {
    match advice {
        None => view! { <span class="pill tone-green">{icon(Icon::Check)} {fine}</span> }.into_any(),
        Some(_) => view! { <span class="pill tone-amber">{icon(Icon::Alert)} {trouble}</span> }.into_any(),
    }
}

/// Asks the server for something; `done` gets what it answers.
fn during<T: 'static>(
    busy: RwSignal<bool>,
    asked: impl Future<Output = Result<T>> + 'static,
    done: impl FnOnce(T) + 'static,
) {
    busy.set(true);
    spawn_local(async move {
        match asked.await {
            Ok(answer) => done(answer),
            Err(problem) => toast_problem(&problem),
        }
        busy.try_set(false);
    });
}
