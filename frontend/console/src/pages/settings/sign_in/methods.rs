use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::sign_in::SignInMethod;
use portico_types::staff::{SignInSettings, UpdateSignInSettings};
use portico_ui::{CheckboxGroup, ErrorSummary, Icon, SkeletonText, drafts, icon, toast};

use super::super::save_bar::SaveBar;
use crate::remote::Remote;
use crate::{again, api, messages};

const DRAFT: &str = "sign-in.methods";

/// Which ways in the account offers.
#[component]
pub(super) fn Methods(settings: Remote<SignInSettings>) -> AnyView {
    view! {
        <section class="settings-section" aria-labelledby="methods-heading">
            <h2 id="methods-heading">{messages::METHODS}</h2>
            {settings.view(
                || view! { <div class="card"><SkeletonText lines=8 /></div> }.into_any(),
                move || settings.value.get_untracked().map(|saved| view! { <Form saved settings /> }).into_any(),
            )}
        </section>
    }
    .into_any()
}

/// The words of the checkboxes, in their order.
fn words(methods: &[SignInMethod]) -> Vec<String> {
    let chosen = SignInMethod::ALL.iter().filter(|it| methods.contains(it));
    chosen.map(ToString::to_string).collect()
}

fn methods(words: &[String]) -> Vec<SignInMethod> {
    words.iter().filter_map(|it| it.parse().ok()).collect()
}

#[component]
fn Form(saved: SignInSettings, settings: Remote<SignInSettings>) -> AnyView {
    let saved = RwSignal::new(saved);
    let (old_contacts, old_agents) = saved.with_untracked(|it| (words(&it.contacts), words(&it.agents)));
    let (contacts, agents) = drafts::load_form(DRAFT).unwrap_or((old_contacts, old_agents));
    let (contacts, agents) = (RwSignal::new(contacts), RwSignal::new(agents));
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let overtaken = RwSignal::new(false);
    // Somebody else's changes arrive here, too; what was chosen in this form stays.
    Effect::new(move || {
        if let Some(fresh) = settings.value.get() {
            let before = saved.get_untracked();
            let keep = |edited: RwSignal<Vec<String>>, before: &[SignInMethod], fresh: &[SignInMethod]| {
                if edited.with_untracked(|it| *it == words(before)) {
                    edited.set(words(fresh));
                }
            };
            keep(contacts, &before.contacts, &fresh.contacts);
            keep(agents, &before.agents, &fresh.agents);
            saved.set(fresh);
        }
    });
    let changed = Memo::new(move |_| {
        saved
            .with(|it| contacts.with(|now| *now != words(&it.contacts)) || agents.with(|now| *now != words(&it.agents)))
    });
    drafts::use_form(DRAFT, move || changed.get().then(|| (contacts.get(), agents.get())));

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
    let discard = move |()| {
        problem.set(None);
        overtaken.set(false);
        saved.with_untracked(|it| {
            contacts.set(words(&it.contacts));
            agents.set(words(&it.agents));
        });
    };
    let save = move |()| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        problem.set(None);
        overtaken.set(false);
        let change = saved.with_untracked(|it| UpdateSignInSettings {
            version: it.version,
            contacts: contacts.with_untracked(|now| (*now != words(&it.contacts)).then(|| methods(now))),
            agents: agents.with_untracked(|now| (*now != words(&it.agents)).then(|| methods(now))),
        });
        spawn_local(async move {
            match api::sign_in::update_settings(&change).await {
                Ok(fresh) => {
                    contacts.try_set(words(&fresh.contacts));
                    agents.try_set(words(&fresh.agents));
                    saved.try_set(fresh.clone());
                    settings.set(fresh);
                    toast(messages::SAVED);
                }
                Err(refused) if refused.kind == Problem::CONFLICT => {
                    settings.refresh();
                    overtaken.try_set(true);
                }
                Err(refused) => {
                    problem.try_set(again::settle(refused, None));
                }
            }
            busy.try_set(false);
        });
    };
    let overtaken_note = move || {
        overtaken
            .get()
            .then(|| view! { <p class="notice">{icon(Icon::Refresh)} <span>{messages::OVERTAKEN}</span></p> })
    };
    view! {
        <div role="alert">{overtaken_note}</div>
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
            <SaveBar changed busy on_save=Callback::new(save) on_discard=Callback::new(discard) />
        </div>
    }
    .into_any()
}
