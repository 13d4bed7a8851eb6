//! What became of the last try to connect.

use leptos::prelude::*;
use portico_types::staff::{CompleteSlackInstall, SlackWorkspace};
use portico_ui::{Button, Icon, icon};

use super::ways::{Outcome, Ways};
use crate::messages;

/// What became of the last try to connect a workspace, and what to do next. The ways to try again stand below it.
#[component]
pub(super) fn LastTry(ways: Ways) -> AnyView {
    let good = move || match ways.outcome.get() {
        Some(Outcome::Finishing) => {
            let busy = view! { <p>{messages::SLACK_FINISHING}</p> }.into_any();
            Some(notice("notice", Icon::Clock, busy, None))
        }
        Some(Outcome::Connected(workspace)) => Some(connected(workspace, None)),
        Some(Outcome::Other(workspace, meant)) => Some(connected(workspace, Some(meant))),
        _ => None,
    };
    let bad = move || match ways.outcome.get()? {
        Outcome::Finishing | Outcome::Connected(_) | Outcome::Other(..) => None,
        Outcome::Denied => Some(trouble(messages::SLACK_DENIED, messages::SLACK_DENIED_TEXT, None)),
        Outcome::Failed => Some(trouble(messages::SLACK_FAILED, messages::SLACK_FAILED_TEXT, None)),
        Outcome::Refused(problem) => {
            let said: Vec<String> = problem.errors.into_iter().map(|it| it.message).collect();
            let text = match (said.is_empty(), problem.detail) {
                (false, _) => format!("{}.", said.join(". ").trim_end_matches('.')),
                (true, Some(detail)) => detail,
                (true, None) => format!("{}.", problem.title),
            };
            Some(trouble(messages::SLACK_NOT_FINISHED, &text, None))
        }
        Outcome::NoAnswer(answer) => Some(trouble(
            messages::SLACK_NO_ANSWER,
            messages::SLACK_NO_ANSWER_TEXT,
            Some(finish(ways, answer, portico_ui::messages::retry())),
        )),
        Outcome::SignInFirst(answer) => Some(trouble(
            messages::SLACK_SIGN_IN_FIRST,
            messages::SLACK_SIGN_IN_FIRST_TEXT,
            Some(finish(ways, answer, messages::SLACK_FINISH)),
        )),
    };
    view! {
        <div class="slack-outcome" role="status">{good}</div>
        <div class="slack-outcome" role="alert">{bad}</div>
    }
    .into_any()
}

fn connected(workspace: SlackWorkspace, meant: Option<String>) -> AnyView {
    let next = match (&meant, &workspace.events_url) {
        (Some(meant), _) => messages::slack_other(&workspace.name, meant),
        (None, Some(_)) => messages::SLACK_NEXT_ADDRESSES.to_owned(),
        (None, None) => messages::SLACK_NEXT_INVITE.to_owned(),
    };
    let words = view! {
        <div>
            <p><strong>{messages::slack_connected(&workspace.name)}</strong></p>
            <p>{next}</p>
        </div>
    };
    let (class, sign) = match meant {
        Some(_) => ("notice notice-warning", Icon::Alert),
        None => ("notice notice-good", Icon::Check),
    };
    notice(class, sign, words.into_any(), None)
}

fn trouble(title: &str, text: &str, action: Option<AnyView>) -> AnyView {
    let words = view! {
        <div>
            <p><strong>{title.to_owned()}</strong></p>
            <p>{text.to_owned()}</p>
        </div>
    };
    notice("notice notice-warning", Icon::Alert, words.into_any(), action)
}

fn notice(class: &'static str, sign: Icon, words: AnyView, action: Option<AnyView>) -> AnyView {
    view! {
        <div class=class>
            {icon(sign)}
            <div class="slack-outcome-main">{words} {action}</div>
        </div>
    }
    .into_any()
}

fn finish(ways: Ways, answer: CompleteSlackInstall, words: &'static str) -> AnyView {
    view! {
        <div>
            <Button on_click=Callback::new(move |()| ways.finish(answer.clone()))>{words}</Button>
        </div>
    }
    .into_any()
}
