//! What a view shows when it has no content: loading, empty, a problem.

use leptos::prelude::*;
use portico_types::Problem;

use super::button::Button;
use crate::{Icon, icon, messages, problems};

/// The rows of a list that is being loaded, of the height of real ones.
#[component]
pub fn SkeletonRows(#[prop(default = 6)] count: usize) -> AnyView {
    let row = |_| {
        view! {
            <div class="skeleton-row">
                <span class="skeleton skeleton-round"></span>
                <div>
                    <span class="skeleton skeleton-line skeleton-medium"></span>
                    <span class="skeleton skeleton-line skeleton-short"></span>
                </div>
            </div>
        }
    };
    let rows = (0..count).map(row).collect_view();
    view! {
        <div role="status">
            <span class="visually-hidden">{messages::loading()}</span>
            <div aria-hidden="true">{rows}</div>
        </div>
    }
    .into_any()
}

/// Text that is being loaded.
#[component]
pub fn SkeletonText(#[prop(default = 3)] lines: usize) -> AnyView {
    let line = |index| view! { <span class="skeleton skeleton-line" class:skeleton-medium=index % 3 == 2></span> };
    let lines = (0..lines).map(line).collect_view();
    view! {
        <div role="status">
            <span class="visually-hidden">{messages::loading()}</span>
            <div class="stack-tight" aria-hidden="true">
                {lines}
            </div>
        </div>
    }
    .into_any()
}

/// Nothing here, and what to do next. Children are the actions.
#[component]
pub fn EmptyState(
    #[prop(default = Icon::Inbox)] sign: Icon,
    /// One sentence.
    #[prop(into)]
    title: String,
    #[prop(optional, into)] text: Option<String>,
    #[prop(optional)] children: Option<Children>,
) -> AnyView {
    state(sign, title, text, children.map(|children| children()))
}

/// What happened, what to do, and a way to try again.
#[component]
pub fn ProblemView(problem: Problem, #[prop(optional, into)] on_retry: Option<Callback<()>>) -> AnyView {
    let (title, text) = problems::explain(&problem);
    let sign = match problem.kind.as_str() {
        Problem::OFFLINE => Icon::Offline,
        Problem::NOT_FOUND => Icon::Search,
        Problem::FORBIDDEN => Icon::Lock,
        _ => Icon::Alert,
    };
    let retry = on_retry.map(|on_retry| view! { <Button on_click=on_retry>{messages::retry()}</Button> }.into_any());
    view! { <div role="alert">{state(sign, title, Some(text), retry)}</div> }.into_any()
}

fn state(sign: Icon, title: String, text: Option<String>, actions: Option<AnyView>) -> AnyView {
    view! {
        <div class="state">
            {icon(sign)}
            <h2>{title}</h2>
            {text.filter(|text| !text.is_empty()).map(|text| view! { <p>{text}</p> })}
            {actions.map(|actions| view! { <div class="state-actions">{actions}</div> })}
        </div>
    }
    .into_any()
}
