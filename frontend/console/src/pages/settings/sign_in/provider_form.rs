//! The dialog that adds or changes a provider.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::staff::{AgentRole, CreateOpenIdProvider, OpenIdProvider, SignInAudience, UpdateOpenIdProvider};
use portico_ui::api::Attempt;
use portico_ui::{Button, ButtonKind, Choice, Dialog, ErrorSummary, RadioGroup, SelectField, TextField, drafts};

use crate::desk::Desk;
use crate::{again, api, messages};

pub(super) const DRAFT: &str = "sign-in.provider";

/// Adds a provider, or changes the one it is about.
#[component]
pub(super) fn ProviderDialog(
    open: RwSignal<bool>,
    about: RwSignal<Option<OpenIdProvider>>,
    on_done: Callback<String>,
) -> AnyView {
    let title = Signal::derive(move || {
        about.with(|it| {
            it.as_ref()
                .map_or_else(|| messages::ADD_PROVIDER.to_owned(), |it| messages::change(&it.name))
        })
    });
    let form = move || match about.get_untracked() {
        Some(provider) => view! { <Change open provider on_done /> }.into_any(),
        None => view! { <Add open on_done /> }.into_any(),
    };
    view! { <Dialog open title>{form()}</Dialog> }.into_any()
}

#[component]
fn Add(open: RwSignal<bool>, on_done: Callback<String>) -> AnyView {
    let desk: Desk = expect_context();
    let draft = drafts::load_form::<CreateOpenIdProvider>(DRAFT);
    let restored = draft.is_some();
    let draft = draft.unwrap_or(CreateOpenIdProvider {
        // One for the team takes an owner.
        audience: if untrack(|| desk.is(AgentRole::Owner)) {
            SignInAudience::Agents
        } else {
            SignInAudience::Contacts
        },
        customer_id: None,
        name: String::new(),
        issuer: String::new(),
        client_id: String::new(),
        client_secret: String::new(),
    });
    let customer = draft.customer_id.map(|it| it.to_string()).unwrap_or_default();
    let [audience, customer, name, issuer, client_id, secret] = [
        draft.audience.to_string(),
        customer,
        draft.name,
        draft.issuer,
        draft.client_id,
        String::new(),
    ]
    .map(RwSignal::new);
    let of_contacts = Memo::new(move |_| audience.with(|it| it == SignInAudience::Contacts.as_str()));
    let form = move || CreateOpenIdProvider {
        audience: if of_contacts.get() {
            SignInAudience::Contacts
        } else {
            SignInAudience::Agents
        },
        customer_id: customer.get().parse().ok().filter(|_| of_contacts.get()),
        name: name.get(),
        issuer: issuer.get(),
        client_id: client_id.get(),
        client_secret: String::new(),
    };
    // All but the secret, which must not lie on the device.
    drafts::use_form(DRAFT, move || {
        Some(form()).filter(|it| !it.name.is_empty() || !it.issuer.is_empty() || !it.client_id.is_empty())
    });
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let attempt = StoredValue::new(Attempt::default());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        problem.set(None);
        let provider = CreateOpenIdProvider {
            client_secret: secret.get_untracked(),
            ..untrack(form)
        };
        let key = attempt.try_update_value(|it| it.key_for(&provider)).unwrap_or_default();
        spawn_local(async move {
            match api::sign_in::create_provider(&provider, &key).await {
                Ok(_) => {
                    for typed in [name, issuer, client_id] {
                        typed.try_set(String::new());
                    }
                    drafts::forget(DRAFT);
                    open.set(false);
                    on_done.run(messages::PROVIDER_ADDED.to_owned());
                }
                Err(refused) => {
                    problem.try_set(again::settle(refused, Some(DRAFT)));
                }
            }
            busy.try_set(false);
        });
    };
    let audiences = [SignInAudience::Agents, SignInAudience::Contacts]
        .map(|it| Choice::new(it, messages::audience(it), ""))
        .to_vec();
    let customers = Signal::derive(move || {
        let own = std::iter::once((String::new(), messages::ACCOUNTS_OWN.to_owned()));
        let all = desk.customers.get().unwrap_or_default();
        own.chain(all.into_iter().map(|it| (it.id.to_string(), it.name)))
            .collect::<Vec<_>>()
    });
    let whose = move || {
        of_contacts.get().then(|| {
            view! {
                <SelectField label=messages::WHICH_CUSTOMER name="customer_id" value=customer options=customers required=true problem />
            }
        })
    };
    view! {
        <form class="stack" novalidate on:submit=submit>
            <p class="muted">{messages::ADD_PROVIDER_TEXT}</p>
            {restored.then(|| view! { <p class="meta" role="status">{portico_ui::messages::draft_restored()}</p> })}
            <ErrorSummary problem />
            <RadioGroup label=messages::AUDIENCE name="audience" value=audience choices=audiences problem />
            {whose}
            <TextField label=messages::NAME name="name" autocomplete="off" value=name help=messages::PROVIDER_NAME_HELP required=true problem />
            <TextField label=messages::ISSUER name="issuer" kind="url" autocomplete="off" value=issuer help=messages::ISSUER_HELP required=true problem />
            <TextField label=messages::CLIENT_ID name="client_id" autocomplete="off" value=client_id required=true problem />
            <TextField label=messages::CLIENT_SECRET name="client_secret" kind="password" autocomplete="new-password" value=secret help=messages::CLIENT_SECRET_HELP required=true problem />
            <div class="dialog-actions">
                <Button on_click=move || { drafts::forget(DRAFT); open.set(false); }>{portico_ui::messages::cancel()}</Button>
                <Button kind=ButtonKind::Primary submit=true busy>{messages::ADD_PROVIDER}</Button>
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn Change(open: RwSignal<bool>, provider: OpenIdProvider, on_done: Callback<String>) -> AnyView {
    let [name, client_id, secret] =
        [provider.name.clone(), provider.client_id.clone(), String::new()].map(RwSignal::new);
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let issuer = provider.issuer.clone();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let typed = |text: RwSignal<String>, before: &str| Some(text.get_untracked()).filter(|it| it.trim() != before);
        let change = UpdateOpenIdProvider {
            version: provider.version,
            name: typed(name, &provider.name),
            client_id: typed(client_id, &provider.client_id),
            client_secret: typed(secret, ""),
            enabled: None,
        };
        busy.set(true);
        problem.set(None);
        let id = provider.id;
        spawn_local(async move {
            match api::sign_in::update_provider(id, &change).await {
                Ok(now) => {
                    open.set(false);
                    on_done.run(messages::changed(&now.name));
                }
                Err(refused) => {
                    problem.try_set(again::settle(refused, None));
                }
            }
            busy.try_set(false);
        });
    };
    view! {
        <form class="stack" novalidate on:submit=submit>
            <ErrorSummary problem />
            <TextField label=messages::NAME name="name" autocomplete="off" value=name help=messages::PROVIDER_NAME_HELP required=true problem />
            <div class="field">
                <span class="field-label">{messages::ISSUER}</span>
                <code class="entry-name">{issuer}</code>
            </div>
            <TextField label=messages::CLIENT_ID name="client_id" autocomplete="off" value=client_id required=true problem />
            <TextField label=messages::CLIENT_SECRET name="client_secret" kind="password" autocomplete="new-password" value=secret help=messages::CLIENT_SECRET_KEEP problem />
            <div class="dialog-actions">
                <Button on_click=move || open.set(false)>{portico_ui::messages::cancel()}</Button>
                <Button kind=ButtonKind::Primary submit=true busy>{messages::SAVE}</Button>
            </div>
        </form>
    }
    .into_any()
}
