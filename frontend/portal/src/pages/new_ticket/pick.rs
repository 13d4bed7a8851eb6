//! The page that lets one choose among several forms.

use leptos::prelude::*;
use portico_types::forms::Form;
use portico_ui::title::use_title;
use portico_ui::{Icon, SkeletonRows, icon};

use super::begin::Begin;
use super::fill::Fill;
use super::form::named_by_page;
use crate::asking::{ask, ask_again};
use crate::pages::trouble::PassingTrouble;
use crate::{api, going_back, messages};

/// The forms to choose from; with only one there is nothing to choose.
#[component]
pub fn PickForm() -> AnyView {
    going_back::take();
    use_title(messages::new_ticket().to_owned());
    let forms = ask(api::forms::list());
    let begin = Begin::from_address();
    let content = move || match forms.get() {
        None => view! {
            <h1>{messages::new_ticket()}</h1>
            <div class="card-flush">
                <SkeletonRows count=3 />
            </div>
        }
        .into_any(),
        Some(Err(problem)) => {
            let heading = named_by_page(&problem);
            view! { {heading} <PassingTrouble problem on_retry=Callback::new(move |()| ask_again(forms, api::forms::list())) /> }
                .into_any()
        }
        Some(Ok(mut forms)) if forms.len() == 1 => {
            view! { <Fill form=forms.remove(0) alone=true begin=begin.clone() /> }.into_any()
        }
        Some(Ok(forms)) => {
            let cards = forms.into_iter().map(|form| card(form, &begin)).collect_view();
            view! {
                <h1>{messages::new_ticket()}</h1>
                <p class="muted">{messages::pick_a_form()}</p>
                <ul class="plain form-cards">{cards}</ul>
            }
            .into_any()
        }
    };
    view! { <div class="page page-narrow stack">{content}</div> }.into_any()
}

fn card(form: Form, begin: &Begin) -> AnyView {
    let href = begin.with(&form);
    let description =
        (!form.description.is_empty()).then(|| view! { <span class="muted"><bdi>{form.description}</bdi></span> });
    view! {
        <li>
            <a class="card form-card" href=href>
                <span class="grow">
                    <strong><bdi>{messages::form_name(&form.name)}</bdi></strong>
                    {description}
                </span>
                {icon(Icon::ChevronRight)}
            </a>
        </li>
    }
    .into_any()
}
