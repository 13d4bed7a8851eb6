//! What a page shows when it could not load.

use leptos::prelude::*;
use portico_types::Problem;
use portico_ui::ProblemView;
use portico_ui::updates::{Changed, use_updates};

use crate::app::Portal;
use crate::later::later;

/// What a page shows in place of what it could not load.
#[component]
pub fn Trouble(problem: Problem, #[prop(into)] on_retry: Callback<()>) -> AnyView {
    match problem.kind.as_str() {
        Problem::NOT_FOUND => later(|parts| (parts.not_found)()),
        Problem::PORTAL_NOT_AVAILABLE => {
            let portal: Portal = expect_context();
            // Not while this view is being built: it is about to be replaced.
            Effect::new(move || portal.closed.set(true));
            ().into_any()
        }
        _ => view! { <ProblemView problem on_retry /> }.into_any(),
    }
}

/// The same, for as long as the server is away: nobody need press a button once it answers again. For pages of the module that comes later.
#[component]
pub fn PassingTrouble(problem: Problem, #[prop(into)] on_retry: Callback<()>) -> AnyView {
    if problem.kind == Problem::OFFLINE || problem.status >= 500 {
        use_updates(move |update| {
            if matches!(update, Changed::Everything) {
                on_retry.run(());
            }
        });
    }
    view! { <Trouble problem on_retry /> }.into_any()
}
