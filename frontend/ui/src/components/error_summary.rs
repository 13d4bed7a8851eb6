//! All that is wrong with a form, on top of it.

use leptos::html;
use leptos::prelude::*;
use portico_types::Problem;

use super::field::field_id;
use crate::problems::field_problem;
use crate::{browser, messages, problems};

/// Everything that is wrong with a form, on top of it, each a link to its field. Takes the focus when it appears, so that
/// nobody wonders why nothing happened. For a problem that is about no field it shows what it is.
#[component]
pub fn ErrorSummary(#[prop(into)] problem: Signal<Option<Problem>>) -> AnyView {
    let summary = NodeRef::<html::Div>::new();
    Effect::new(move || {
        problem.track();
        if let Some(summary) = summary.get() {
            let _ = summary.focus();
        }
    });
    let shown = move || {
        problem.get().map(|problem| {
            let (title, text) = problems::explain(&problem);
            let about_fields = !problem.errors.is_empty();
            let heading = if about_fields {
                messages::error_summary().to_owned()
            } else {
                title
            };
            let items = problem.errors.into_iter().map(|error| {
                let words = field_problem(&error);
                let id = field_id(&error.field);
                let href = format!("#{id}");
                let jump = move |event: leptos::ev::MouseEvent| {
                    event.prevent_default(); // The router would take it for an address of its own.
                    browser::focus(&id);
                };
                view! {
                    <li>
                        <a href=href on:click=jump>
                            {words}
                        </a>
                    </li>
                }
            });
            view! {
                <div node_ref=summary class="error-summary" role="alert" tabindex="-1">
                    <h2>{heading}</h2>
                    {(!about_fields).then(|| view! { <p>{text}</p> })}
                    {about_fields.then(|| view! { <ul>{items.collect_view()}</ul> })}
                </div>
            }
        })
    };
    shown.into_any()
}
