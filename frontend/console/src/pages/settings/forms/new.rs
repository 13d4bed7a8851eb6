//! The dialog that begins a form.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::ids::FormId;
use portico_types::staff::{CreateForm, FormSummary};
use portico_ui::api::Attempt;
use portico_ui::{Button, ButtonKind, Dialog, ErrorSummary, SelectField, TextField};

use crate::remote::Remote;
use crate::{again, api, messages};

/// `on_done` gets the new form's id.
#[component]
pub(super) fn NewFormDialog(
    open: RwSignal<bool>,
    forms: Remote<Vec<FormSummary>>,
    on_done: Callback<FormId>,
) -> AnyView {
    view! { <Dialog open title=messages::NEW_FORM><Form open forms on_done /></Dialog> }.into_any()
}

#[component]
fn Form(open: RwSignal<bool>, forms: Remote<Vec<FormSummary>>, on_done: Callback<FormId>) -> AnyView {
    let (name, copy) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let attempt = StoredValue::new(Attempt::default());
    let models = Signal::derive(move || {
        let empty = (String::new(), messages::EMPTY_FORM.to_owned());
        let all = forms.get().into_iter().map(|it| (it.id.to_string(), it.name));
        std::iter::once(empty).chain(all).collect::<Vec<_>>()
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        problem.set(None);
        let form = CreateForm {
            name: name.get_untracked(),
            description: String::new(),
            copy_of: copy.with_untracked(|it| it.parse().ok()),
        };
        let key = attempt.try_update_value(|it| it.key_for(&form)).unwrap_or_default();
        spawn_local(async move {
            match api::forms::create(&form, &key).await {
                Ok(made) => {
                    open.set(false);
                    on_done.run(made.form.id);
                }
                Err(refused) => drop(problem.try_set(again::settle(refused, None))),
            }
            busy.try_set(false);
        });
    };
    view! {
        <form class="stack" novalidate on:submit=submit>
            <ErrorSummary problem />
            <TextField label=messages::NAME name="name" autocomplete="off" value=name help=messages::FORM_NAME_HELP required=true problem />
            <SelectField label=messages::BEGIN_WITH name="copy_of" value=copy options=models required=true problem />
            <div class="dialog-actions">
                <Button on_click=move || open.set(false)>{portico_ui::messages::cancel()}</Button>
                <Button kind=ButtonKind::Primary submit=true busy>{messages::CREATE_FORM}</Button>
            </div>
        </form>
    }
    .into_any()
}
