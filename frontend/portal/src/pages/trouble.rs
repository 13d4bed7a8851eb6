//! What a page shows when it could not load.

use leptos::prelude::*;
use portico_types::Problem;
use portico_ui::ProblemView;

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
