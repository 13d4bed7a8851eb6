//! The dialog that invites somebody to the team.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::staff::{AgentRole, InviteAgent};
use portico_ui::api::Attempt;
use portico_ui::{Button, ButtonKind, Choice, Dialog, ErrorSummary, RadioGroup, TextField, drafts};

use super::rules;
use crate::desk::Desk;
use crate::{again, api, messages};

pub(super) const DRAFT: &str = "team.invite";

/// Asks somebody to join the team.
#[component]
pub(super) fn InviteDialog(open: RwSignal<bool>, on_done: Callback<String>) -> AnyView {
    view! { <Dialog open title=messages::INVITE_AGENT><Form open on_done /></Dialog> }.into_any()
}

#[component]
fn Form(open: RwSignal<bool>, on_done: Callback<String>) -> AnyView {
    let desk: Desk = expect_context();
    let draft = drafts::load_form::<InviteAgent>(DRAFT);
    let restored = draft.is_some();
    let draft = draft.unwrap_or(InviteAgent {
        email: String::new(),
        name: String::new(),
        role: AgentRole::Agent,
    });
    let (email, name) = (RwSignal::new(draft.email), RwSignal::new(draft.name));
    let role = RwSignal::new(draft.role.to_string());
    let form = move || InviteAgent {
        email: email.get().trim().to_owned(),
        name: name.get(),
        role: role.get().parse().unwrap_or(AgentRole::Agent),
    };
    drafts::use_form(DRAFT, move || {
        Some(form()).filter(|it| !it.email.is_empty() || !it.name.is_empty())
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
        let agent = untrack(form);
        let key = attempt.try_update_value(|it| it.key_for(&agent)).unwrap_or_default();
        spawn_local(async move {
            match api::team::invite(&agent, &key).await {
                Ok(member) => {
                    email.try_set(String::new());
                    name.try_set(String::new());
                    drafts::forget(DRAFT);
                    open.set(false);
                    on_done.run(messages::invited(&member.email));
                }
                Err(refused) => {
                    problem.try_set(again::settle(refused, Some(DRAFT)));
                }
            }
            busy.try_set(false);
        });
    };
    let own = desk
        .me
        .with_untracked(|me| me.as_ref().map_or(AgentRole::Agent, |me| me.role));
    let roles = rules::roles_up_to(own)
        .map(|it| Choice::new(it, messages::role(it), messages::role_help(it)))
        .collect();
    view! {
        <form class="stack" novalidate on:submit=submit>
            <p class="muted">{messages::INVITE_AGENT_TEXT}</p>
            {restored.then(|| view! { <p class="meta" role="status">{portico_ui::messages::draft_restored()}</p> })}
            <ErrorSummary problem />
            <TextField label=messages::E_MAIL name="email" kind="email" autocomplete="off" value=email required=true problem />
            <TextField label=messages::NAME name="name" autocomplete="off" value=name required=true problem />
            <RadioGroup label=messages::ROLE name="role" value=role choices=roles problem />
            <div class="dialog-actions">
                <Button on_click=move || { drafts::forget(DRAFT); open.set(false); }>{portico_ui::messages::cancel()}</Button>
                <Button kind=ButtonKind::Primary submit=true busy>{messages::SEND_INVITATION}</Button>
            </div>
        </form>
    }
    .into_any()
}
