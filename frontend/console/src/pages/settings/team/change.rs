//! The dialog that changes a member.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::staff::{AgentRole, TeamMember, UpdateTeamMember};
use portico_ui::{Button, ButtonKind, Choice, Dialog, ErrorSummary, Icon, RadioGroup, TextField, icon};

use super::rules;
use crate::desk::Desk;
use crate::remote::Remote;
use crate::{again, api, messages};

/// Name, role and Slack user of a member.
#[component]
pub(super) fn ChangeDialog(
    open: RwSignal<bool>,
    about: RwSignal<Option<TeamMember>>,
    team: Remote<Vec<TeamMember>>,
    on_done: Callback<String>,
) -> AnyView {
    let title =
        Signal::derive(move || about.with(|it| it.as_ref().map(|it| messages::change(&it.name)).unwrap_or_default()));
    let form = move || {
        about
            .get_untracked()
            .map(|member| view! { <Form open member team on_done /> })
    };
    view! { <Dialog open title>{form()}</Dialog> }.into_any()
}

#[component]
fn Form(open: RwSignal<bool>, member: TeamMember, team: Remote<Vec<TeamMember>>, on_done: Callback<String>) -> AnyView {
    let desk: Desk = expect_context();
    let name = RwSignal::new(member.name.clone());
    let role = RwSignal::new(member.role.to_string());
    let slack = RwSignal::new(member.slack_user_id.clone().unwrap_or_default());
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let last = team
        .value
        .with_untracked(|all| rules::is_last_owner(all.as_deref().unwrap_or_default(), &member));
    let own = desk
        .me
        .with_untracked(|me| me.as_ref().map_or(AgentRole::Agent, |me| me.role));
    let oneself = desk
        .me
        .with_untracked(|me| me.as_ref().is_some_and(|me| me.id == member.id));
    let locked = match (last, oneself) {
        (true, _) => Some(messages::LAST_OWNER),
        (_, true) => Some(messages::OWN_ROLE),
        _ => None,
    };
    let choices = rules::roles_up_to(own)
        .map(|it| Choice::new(it, messages::role(it), messages::role_help(it)))
        .collect();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let typed = |text: RwSignal<String>, before: &str| Some(text.get_untracked()).filter(|it| it.trim() != before);
        let change = UpdateTeamMember {
            name: typed(name, &member.name),
            role: role.get_untracked().parse().ok().filter(|it| *it != member.role),
            disabled: None,
            slack_user_id: typed(slack, member.slack_user_id.as_deref().unwrap_or_default()),
            slack_workspace_id: None,
        };
        if change == UpdateTeamMember::default() {
            open.set(false);
            return;
        }
        busy.set(true);
        problem.set(None);
        let id = member.id;
        spawn_local(async move {
            match api::team::update(id, &change).await {
                Ok(member) => {
                    open.set(false);
                    on_done.run(messages::changed(&member.name));
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
            <TextField label=messages::NAME name="name" autocomplete="off" value=name required=true problem />
            {locked.map(|why| view! { <p class="notice">{icon(Icon::Lock)} <span>{why}</span></p> })}
            <RadioGroup label=messages::ROLE name="role" value=role choices disabled=Signal::stored(locked.is_some()) problem />
            <TextField label=messages::SLACK_USER name="slack_user_id" autocomplete="off" value=slack help=messages::SLACK_USER_HELP problem />
            <div class="dialog-actions">
                <Button on_click=move || open.set(false)>{portico_ui::messages::cancel()}</Button>
                <Button kind=ButtonKind::Primary submit=true busy>{messages::SAVE}</Button>
            </div>
        </form>
    }
    .into_any()
}
