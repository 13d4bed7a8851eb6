//! The dialog that opens a customer.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::staff::CreateCustomer;
use portico_ui::api::Attempt;
use portico_ui::{Button, ButtonKind, Dialog, ErrorSummary, TextField, drafts};

use crate::{again, api, messages};

pub(super) const DRAFT: &str = "customers.new";

/// Opens a customer. `on_done` gets its id and name.
#[component]
pub(super) fn NewCustomerDialog(open: RwSignal<bool>, on_done: Callback<(String, String)>) -> AnyView {
    view! { <Dialog open title=messages::NEW_CUSTOMER><Form open on_done /></Dialog> }.into_any()
}

#[component]
fn Form(open: RwSignal<bool>, on_done: Callback<(String, String)>) -> AnyView {
    let draft = drafts::load_form::<(String, String)>(DRAFT);
    let restored = draft.is_some();
    let (name, domains) = draft.unwrap_or_default();
    let (name, domains) = (RwSignal::new(name), RwSignal::new(domains));
    drafts::use_form(DRAFT, move || {
        let typed = (name.get(), domains.get());
        Some(typed).filter(|(name, domains)| !name.is_empty() || !domains.is_empty())
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
        let customer = CreateCustomer {
            name: name.get_untracked(),
            domains: domains.with_untracked(|it| split(it)),
        };
        let key = attempt.try_update_value(|it| it.key_for(&customer)).unwrap_or_default();
        spawn_local(async move {
            match api::customers::create(&customer, &key).await {
                Ok(customer) => {
                    name.try_set(String::new());
                    domains.try_set(String::new());
                    drafts::forget(DRAFT);
                    open.set(false);
                    on_done.run((customer.id.to_string(), customer.name));
                }
                Err(refused) => {
                    problem.try_set(again::settle(refused, Some(DRAFT)));
                }
            }
            busy.try_set(false);
        });
    };
    view! {
        <form class="stack" novalidate on:submit=submit>
            {restored.then(|| view! { <p class="meta" role="status">{portico_ui::messages::draft_restored()}</p> })}
            <ErrorSummary problem />
            <TextField label=messages::NAME name="name" autocomplete="off" value=name required=true problem />
            <TextField label=messages::DOMAINS name="domains" autocomplete="off" value=domains help=messages::DOMAINS_HELP problem />
            <div class="dialog-actions">
                <Button on_click=move || { drafts::forget(DRAFT); open.set(false); }>{portico_ui::messages::cancel()}</Button>
                <Button kind=ButtonKind::Primary submit=true busy>{messages::CREATE_CUSTOMER}</Button>
            </div>
        </form>
    }
    .into_any()
}

/// However people separate them.
fn split(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| c == ',' || c == ';' || c.is_whitespace());
    parts.filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn domains_are_read_however_they_are_separated() {
        assert_eq!(
            split(" a.example, b.example;c.example\td.example,"),
            ["a.example", "b.example", "c.example", "d.example"]
        );
    }
}
