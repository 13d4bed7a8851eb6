//! The list of the account's own providers.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::staff::{OpenIdProvider, SignInSettings, UpdateOpenIdProvider};
use portico_ui::{Button, ConfirmDialog, Confirming, Icon, SkeletonRows, browser, icon, toast, toast_problem};

use super::provider::{Act, Provider};
use super::provider_form::{self, ProviderDialog};
use crate::remote::Remote;
use crate::{again, api, messages};

const HEADING: &str = "providers-heading";

/// The account's and its customers' own OpenID Connect providers.
#[component]
pub(super) fn Providers(
    /// Which ways in are chosen: a provider without its own is of no use.
    settings: Remote<SignInSettings>,
) -> AnyView {
    let providers = Remote::new(api::sign_in::providers);
    let (adding, editing, removing) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    again::use_reopening(provider_form::DRAFT, adding);
    let about = RwSignal::new(None::<OpenIdProvider>);
    let none = RwSignal::new(None::<OpenIdProvider>);
    let act = Callback::new(move |(what, provider): (Act, OpenIdProvider)| match what {
        Act::Edit => {
            about.set(Some(provider));
            editing.set(true);
        }
        Act::Remove => {
            about.set(Some(provider));
            removing.set(true);
        }
        Act::Switch => spawn_local(async move {
            let change = UpdateOpenIdProvider {
                version: provider.version,
                enabled: Some(!provider.enabled),
                ..UpdateOpenIdProvider::default()
            };
            match api::sign_in::update_provider(provider.id, &change).await {
                Ok(now) => toast(messages::switched(&now.name, now.enabled)),
                Err(problem) => {
                    if let Some(problem) = again::settle(problem, None) {
                        toast_problem(&problem);
                    }
                }
            }
            providers.refresh();
        }),
    });
    let done = Callback::new(move |words: String| {
        toast(words);
        providers.refresh();
    });
    let rows = move || view! { <Rows providers settings act /> }.into_any();
    view! {
        <section class="settings-section settings-wide" aria-labelledby=HEADING>
            <div class="spread">
                <h2 id=HEADING tabindex="-1">{messages::PROVIDERS}</h2>
                <Button on_click=move || adding.set(true)>{icon(Icon::Plus)} {messages::ADD_PROVIDER}</Button>
            </div>
            <p class="muted settings-text">{messages::PROVIDERS_TEXT}</p>
            {providers.view(|| view! { <div class="card-flush"><SkeletonRows count=2 /></div> }.into_any(), rows)}
            <ProviderDialog open=adding about=none on_done=done />
            <ProviderDialog open=editing about on_done=done />
            <Remove open=removing about on_done=done />
        </section>
    }
    .into_any()
}

#[component]
fn Rows(
    providers: Remote<Vec<OpenIdProvider>>,
    settings: Remote<SignInSettings>,
    act: Callback<(Act, OpenIdProvider)>,
) -> AnyView {
    let none = Memo::new(move |_| providers.get().is_empty());
    let content = move || {
        if none.get() {
            return view! { <p class="muted">{messages::NO_PROVIDERS}</p> }.into_any();
        }
        view! {
            <ul class="plain stack">
                <For each=move || providers.get() key=|it| (it.id, it.version) let(provider)>
                    <Provider provider settings act />
                </For>
            </ul>
        }
        .into_any()
    };
    content.into_any()
}

#[component]
fn Remove(open: RwSignal<bool>, about: RwSignal<Option<OpenIdProvider>>, on_done: Callback<String>) -> AnyView {
    let name = move || about.with(|it| it.as_ref().map(|it| it.name.clone()).unwrap_or_default());
    let confirm = move |confirming: Confirming| {
        let Some(provider) = about.get_untracked() else { return };
        let act = async move {
            api::sign_in::remove_provider(provider.id)
                .await
                .map_err(|it| again::settle(it, None))
        };
        confirming.run(act, move |()| {
            browser::focus_soon(HEADING);
            on_done.run(messages::removed(&provider.name));
        });
    };
    view! {
        <ConfirmDialog
            open
            title=Signal::derive(move || messages::remove(&name()))
            text=messages::REMOVE_PROVIDER_TEXT
            action=messages::REMOVE_NOW
            on_confirm=Callback::new(confirm)
        />
    }
    .into_any()
}
