//! The dialog that invites a colleague.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::portal::{ContactRole, InviteMember, Member};
use portico_ui::api::Attempt;
use portico_ui::{Button, ButtonKind, Choice, Dialog, ErrorSummary, RadioGroup, TextField, drafts};

use crate::{api, messages};

const DRAFT: &str = "colleagues.invite";

/// Asks a colleague in, or once more one who was removed.
#[component]
pub(super) fn InviteDialog(
    open: RwSignal<bool>,
    /// Who was removed.
    about: RwSignal<Option<Member>>,
    on_done: Callback<String>,
) -> AnyView {
    view! { <Dialog open title=messages::invite()><Form open again=about.get_untracked() on_done /></Dialog> }
        .into_any()
}

#[component]
fn Form(open: RwSignal<bool>, again: Option<Member>, on_done: Callback<String>) -> AnyView {
    let afresh = again.is_none();
    let draft = afresh.then(|| drafts::load_form::<InviteMember>(DRAFT)).flatten();
    let restored = draft.is_some();
    let first = again
        .map(|member| InviteMember {
            email: member.email,
            name: Some(member.name),
            role: member.role,
        })
        .or(draft);
    let first = first.unwrap_or(InviteMember {
        email: String::new(),
        name: None,
        role: ContactRole::Member,
    });
    let email = RwSignal::new(first.email);
    let name = RwSignal::new(first.name.unwrap_or_default());
    let role = RwSignal::new(first.role.to_string());
    let form = move || InviteMember {
        email: email.get().trim().to_owned(),
        name: Some(name.get().trim().to_owned()).filter(|it| !it.is_empty()),
        role: role.get().parse().unwrap_or(ContactRole::Member),
    };
    if afresh {
        drafts::use_form(DRAFT, move || {
            Some(form()).filter(|it| !it.email.is_empty() || it.name.is_some())
        });
    }
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let attempt = StoredValue::new(Attempt::default());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let member = untrack(form);
        // The server's own rules, before the round trip.
        if let Err(errors) = member.clone().parse() {
            problem.set(Some(portico_ui::api::invalid(errors)));
            return;
        }
        busy.set(true);
        problem.set(None);
        let key = attempt.try_update_value(|it| it.key_for(&member)).unwrap_or_default();
        spawn_local(async move {
            match api::members::invite(&member, &key).await {
                Ok(member) => {
                    email.try_set(String::new());
                    name.try_set(String::new());
                    drafts::forget(DRAFT);
                    open.set(false);
                    on_done.run(messages::invited(&member.email));
                }
                Err(refused) => {
                    problem.try_set(Some(refused));
                }
            }
            busy.try_set(false);
        });
    };
    let roles = [ContactRole::Member, ContactRole::Manager]
        .into_iter()
        .map(|it| Choice::new(it, messages::role(it), messages::role_help(it)))
        .collect();
    let cancel = move || {
        drafts::forget(DRAFT);
        open.set(false);
    };
    view! {
        <form class="stack" novalidate on:submit=submit>
            <p class="muted">{messages::invite_text()}</p>
            {restored.then(|| view! { <p class="meta" role="status">{portico_ui::messages::draft_restored()}</p> })}
            <ErrorSummary problem />
            <TextField
                label=portico_ui::messages::e_mail()
                name="email"
                kind="email"
                autocomplete="off"
                value=email
                required=true
                problem
            />
            <TextField label=messages::name() name="name" autocomplete="off" value=name problem />
            <RadioGroup label=messages::role_label() name="role" value=role choices=roles problem />
            <div class="dialog-actions">
                <Button on_click=cancel>{messages::cancel()}</Button>
                <Button kind=ButtonKind::Primary submit=true busy>
                    {messages::send_invitation()}
                </Button>
            </div>
        </form>
    }
    .into_any()
}
