//! The ways to connect a workspace, and what became of the last try.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::staff::{CompleteSlackInstall, SlackHealth, SlackWorkspace};
use portico_ui::{Button, ButtonKind, sign_in, toast_problem};

use super::returned::{self, Returned};
use crate::remote::Remote;
use crate::{again, api, messages};

#[derive(Clone, Copy)]
pub(super) struct Ways {
    pub(super) health: Remote<SlackHealth>,
    /// On the way to Slack's page.
    leaving: RwSignal<bool>,
    /// The dialog for tokens is open,
    pub(super) pasting: RwSignal<bool>,
    /// and whose it replaces, if anybody's.
    pub(super) about: RwSignal<Option<SlackWorkspace>>,
    pub(super) outcome: RwSignal<Option<Outcome>>,
}

/// What became of the last try.
#[derive(Clone)]
pub(super) enum Outcome {
    Finishing,
    Connected(SlackWorkspace),
    /// The tokens were not of the workspace of this name.
    Other(SlackWorkspace, String),
    Denied,
    Failed,
    Refused(Problem),
    /// Nobody knows whether the server has heard of it.
    NoAnswer(CompleteSlackInstall),
    SignInFirst(CompleteSlackInstall),
}

impl Ways {
    pub(super) fn new(health: Remote<SlackHealth>) -> Self {
        let ways = Self {
            health,
            leaving: RwSignal::default(),
            pasting: RwSignal::default(),
            about: RwSignal::default(),
            outcome: RwSignal::default(),
        };
        // Whoever comes back by the browser's button finds the page as they left it.
        let shown = window_event_listener_untyped("pageshow", move |_| {
            ways.leaving.try_set(false);
        });
        on_cleanup(move || shown.remove());
        match returned::take() {
            Some(Returned::Answer(answer)) => ways.finish(answer),
            Some(Returned::Denied) => ways.outcome.set(Some(Outcome::Denied)),
            Some(Returned::Failed) => ways.outcome.set(Some(Outcome::Failed)),
            None => {}
        }
        ways
    }

    /// Off to Slack's page. The button stays busy: this page is about to go.
    pub(super) fn add(self) {
        if self.leaving.get_untracked() {
            return;
        }
        self.leaving.set(true);
        spawn_local(async move {
            match api::slack::start_install().await {
                Ok(started) => {
                    let _ = window().location().set_href(&started.authorize_url);
                }
                Err(refused) => {
                    self.leaving.try_set(false);
                    if let Some(problem) = again::settle(refused, None) {
                        toast_problem(&problem);
                    }
                }
            }
        });
    }

    pub(super) fn paste(self, about: Option<SlackWorkspace>) {
        self.about.set(about);
        self.pasting.set(true);
    }

    /// Shows the server what Slack sent along.
    pub(super) fn finish(self, answer: CompleteSlackInstall) {
        self.outcome.set(Some(Outcome::Finishing));
        spawn_local(async move {
            let outcome = match api::slack::complete_install(&answer).await {
                Ok(workspace) => Outcome::Connected(workspace),
                Err(problem) if problem.kind == Problem::SIGN_IN_AGAIN => {
                    returned::keep(&answer);
                    again::settle(problem, None);
                    Outcome::SignInFirst(answer)
                }
                Err(problem) if problem.status == 0 => Outcome::NoAnswer(answer),
                Err(problem) => Outcome::Refused(problem),
            };
            self.outcome.try_set(Some(outcome));
            self.health.refresh();
        });
    }
}

/// *Add to Slack*, or again.
#[component]
pub(super) fn AddButton(
    ways: Ways,
    kind: ButtonKind,
    #[prop(default = messages::SLACK_ADD)] words: &'static str,
) -> AnyView {
    view! {
        <Button kind busy=ways.leaving on_click=Callback::new(move |()| ways.add())>
            {sign_in::slack_mark()}
            {words}
        </Button>
    }
    .into_any()
}
