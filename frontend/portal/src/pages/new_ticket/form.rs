//! The page that files a ticket, by one form.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use portico_types::Problem;
use portico_ui::SkeletonText;
use portico_ui::title::use_title;

use super::begin::{Begin, name};
use super::draft;
use super::fill::Fill;
use super::gone::Gone;
use crate::asking::{ask, ask_again};
use crate::pages::NotFound;
use crate::pages::trouble::PassingTrouble;
use crate::{api, going_back, messages};

/// A form, by its address.
#[component]
pub fn NewTicket() -> AnyView {
    going_back::take();
    use_title(messages::new_ticket().to_owned());
    let wanted = use_params_map().with_untracked(|it| it.get("form")).unwrap_or_default();
    let begin = Begin::from_address();
    let forms = ask(api::forms::list());
    let content = move || match forms.get() {
        None => view! {
            <h1 class="visually-hidden">{messages::new_ticket()}</h1>
            <div class="card">
                <SkeletonText lines=8 />
            </div>
        }
        .into_any(),
        Some(Err(problem)) => {
            let heading = named_by_page(&problem);
            view! { {heading} <PassingTrouble problem on_retry=Callback::new(move |()| ask_again(forms, api::forms::list())) /> }
                .into_any()
        }
        Some(Ok(forms)) => {
            let alone = forms.len() == 1;
            match forms.into_iter().find(|form| name(form) == wanted) {
                Some(form) => view! { <Fill form alone begin=begin.clone() /> }.into_any(),
                None if draft::of(&wanted).is_some() => view! { <Gone form=wanted.clone() /> }.into_any(),
                None => view! { <NotFound /> }.into_any(),
            }
        }
    };
    view! { <div class="page page-narrow stack">{content}</div> }.into_any()
}

/// For who cannot see where they are. The 404 has a heading of its own.
pub(super) fn named_by_page(problem: &Problem) -> Option<AnyView> {
    let heading = || view! { <h1 class="visually-hidden">{messages::new_ticket()}</h1> }.into_any();
    (problem.kind != Problem::NOT_FOUND).then(heading)
}
