//! The dialog that makes a key.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::staff::{AgentRole, ApiKeyKind, ApiKeyWithSecret, ApiScope, CreateApiKey};
use portico_ui::{Button, ButtonKind, Choice, Dialog, ErrorSummary, RadioGroup, SelectField, TextField, drafts};

use super::scopes::ScopesField;
use crate::desk::Desk;
use crate::{again, api, messages};

pub(super) const DRAFT: &str = "api-keys.new";

/// Half a year is long enough to forget where a key is, so the choice begins with less.
const DAYS: [u32; 4] = [30, 90, 180, 365];

#[component]
pub(super) fn CreateDialog(open: RwSignal<bool>, on_done: Callback<ApiKeyWithSecret>) -> AnyView {
    view! { <Dialog open title=messages::NEW_API_KEY><Form open on_done /></Dialog> }.into_any()
}

#[component]
fn Form(open: RwSignal<bool>, on_done: Callback<ApiKeyWithSecret>) -> AnyView {
    let desk: Desk = expect_context();
    let admin = untrack(|| desk.is(AgentRole::Admin));
    let draft = drafts::load_form::<CreateApiKey>(DRAFT);
    let restored = draft.is_some();
    let draft = draft.unwrap_or(CreateApiKey {
        kind: ApiKeyKind::Personal,
        name: String::new(),
        scopes: vec![ApiScope::TicketsRead],
        expires_in_days: Some(90),
    });
    let name = RwSignal::new(draft.name);
    let kind = RwSignal::new(draft.kind.to_string());
    let scopes = RwSignal::new(draft.scopes);
    let days = RwSignal::new(draft.expires_in_days.map(|it| it.to_string()).unwrap_or_default());
    let form = move || CreateApiKey {
        kind: kind.get().parse().unwrap_or(ApiKeyKind::Personal),
        name: name.get(),
        scopes: scopes.get(),
        expires_in_days: days.get().parse().ok(),
    };
    drafts::use_form(DRAFT, move || Some(form()).filter(|it| !it.name.is_empty()));
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        problem.set(None);
        let key = untrack(form);
        spawn_local(async move {
            match api::api_keys::create(&key).await {
                Ok(made) => {
                    name.try_set(String::new());
                    drafts::forget(DRAFT);
                    open.set(false);
                    on_done.run(made);
                }
                Err(refused) => {
                    problem.try_set(again::settle(refused, Some(DRAFT)));
                }
            }
            busy.try_set(false);
        });
    };
    let kinds = [ApiKeyKind::Personal, ApiKeyKind::Service];
    let kinds = kinds.into_iter().filter(|it| admin || *it == ApiKeyKind::Personal);
    let kinds = kinds
        .map(|it| Choice::new(it, messages::key_kind(it), messages::key_kind_help(it)))
        .collect();
    let expiry = DAYS.iter().map(|it| (it.to_string(), messages::in_days(*it)));
    let expiry: Vec<_> = expiry.chain([(String::new(), messages::NEVER.to_owned())]).collect();
    view! {
        <form class="stack" novalidate on:submit=submit>
            {restored.then(|| view! { <p class="meta" role="status">{portico_ui::messages::draft_restored()}</p> })}
            <ErrorSummary problem />
            <TextField label=messages::NAME name="name" autocomplete="off" value=name help=messages::KEY_NAME_HELP required=true problem />
            <RadioGroup label=messages::KEY_KIND name="kind" value=kind choices=kinds problem />
            <ScopesField chosen=scopes admin problem />
            <SelectField label=messages::EXPIRES name="expires_in_days" value=days options=Signal::stored(expiry) required=true problem />
            <div class="dialog-actions">
                <Button on_click=move || { drafts::forget(DRAFT); open.set(false); }>{portico_ui::messages::cancel()}</Button>
                <Button kind=ButtonKind::Primary submit=true busy>{messages::CREATE_KEY}</Button>
            </div>
        </form>
    }
    .into_any()
}
