//! Which ways in there are, switched on and off.

use leptos::prelude::*;
use portico_types::sign_in::SignInMethod;
use portico_types::staff::SignInSettings;
use portico_ui::{CheckboxGroup, ErrorSummary, Icon, SkeletonText, icon};

use super::super::save_bar::{Overtaken, SaveBar};
use super::methods_form::{MethodsForm, methods};
use crate::messages;
use crate::remote::Remote;

/// Which ways in the account offers.
#[component]
pub(super) fn Methods(settings: Remote<SignInSettings>) -> AnyView {
    view! {
        <section class="settings-section" aria-labelledby="methods-heading">
            <h2 id="methods-heading">{messages::METHODS}</h2>
            {settings.view(
                || view! { <div class="card"><SkeletonText lines=8 /></div> }.into_any(),
                move || settings.value.get_untracked().map(|saved| view! { <Form form=MethodsForm::new(settings, saved) /> }).into_any(),
            )}
        </section>
    }
    .into_any()
}

#[component]
fn Form(form: MethodsForm) -> AnyView {
    let MethodsForm {
        saved,
        contacts,
        agents,
        problem,
        ..
    } = form;
    let choices = |of_contacts: bool| {
        saved.with_untracked(|it| {
            let offered = SignInMethod::ALL
                .iter()
                .filter(|method| !of_contacts || **method != SignInMethod::Slack);
            offered
                .map(|method| {
                    (
                        method.to_string(),
                        messages::method(*method, it.available.contains(method)),
                    )
                })
                .collect::<Vec<_>>()
        })
    };
    let dead = move |chosen: RwSignal<Vec<String>>| {
        let some = saved
            .with(|it| chosen.with(|now| !now.is_empty() && methods(now).iter().all(|m| !it.available.contains(m))));
        some.then(|| view! { <p class="notice notice-warning">{icon(Icon::Alert)} <span>{messages::NONE_AVAILABLE}</span></p> })
    };
    view! {
        <Overtaken overtaken=form.overtaken />
        <ErrorSummary problem />
        <div class="stack">
            <CheckboxGroup label=messages::FOR_CONTACTS name="contacts" chosen=contacts options=choices(true) required=true problem />
            <div role="status">{move || dead(contacts)}</div>
            <CheckboxGroup
                label=messages::FOR_AGENTS
                name="agents"
                chosen=agents
                options=choices(false)
                help=messages::FOR_AGENTS_HELP
                required=true
                problem
            />
            <div role="status">{move || dead(agents)}</div>
            <SaveBar
                changed=Memo::new(move |_| form.is_changed())
                busy=form.busy
                on_save=Callback::new(move |()| form.save())
                on_discard=Callback::new(move |()| form.discard())
            />
        </div>
    }
    .into_any()
}
