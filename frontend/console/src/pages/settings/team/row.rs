//! One member of the list, and what can be done about them. The page does it.

use leptos::prelude::*;
use portico_types::ids::AgentId;
use portico_types::staff::{AgentRole, TeamMember};
use portico_ui::{Avatar, ButtonKind, Icon, Menu, MenuItem, Time, icon};

use super::Act;
use super::rules::{self, State};
use crate::desk::Desk;
use crate::messages;
use crate::remote::Remote;

#[component]
pub(super) fn MemberRow(id: AgentId, team: Remote<Vec<TeamMember>>, act: Callback<(Act, TeamMember)>) -> AnyView {
    let member = Memo::new(move |_| {
        team.value
            .with(|all| all.iter().flatten().find(|it| it.id == id).cloned())
    });
    let row = move || {
        member.get().map(|member| {
            let name = member.name.clone();
            view! {
                <td>
                    <div class="person">
                        <Avatar name=name.clone() team=true />
                        <div class="person-words">
                            <strong>{name}</strong> " " <You id />
                            <div class="meta">{member.email.clone()}</div>
                        </div>
                    </div>
                </td>
                <td data-label=messages::ROLE>{messages::role(member.role)}</td>
                <td data-label=messages::STATE><StateMark member=member.clone() /></td>
                <td data-label=messages::SLACK>
                    {match member.slack_user_id.clone() {
                        Some(id) => view! { <code>{id}</code> }.into_any(),
                        None => view! { <span class="muted nowrap">{messages::NOT_LINKED}</span> }.into_any(),
                    }}
                </td>
                <td class="table-actions"><Actions member team act /></td>
            }
        })
    };
    view! { <tr>{row}</tr> }.into_any()
}

#[component]
fn You(id: AgentId) -> AnyView {
    let desk: Desk = expect_context();
    let you = move || {
        let me = desk.me.with(|me| me.as_ref().is_some_and(|me| me.id == id));
        me.then(|| view! { <span class="badge">{messages::YOU}</span> })
    };
    you.into_any()
}

#[component]
fn StateMark(member: TeamMember) -> AnyView {
    match rules::state(&member) {
        State::Active => {
            view! { <span class="pill tone-green">{icon(Icon::Check)} {messages::ACTIVE}</span> }.into_any()
        }
        State::Invited => {
            let since = member
                .invited_at
                .map(|at| view! { " " <span class="meta"><Time at=at /></span> });
            view! { <span><span class="pill tone-amber">{icon(Icon::Mail)} {messages::INVITED}</span> {since}</span> }
                .into_any()
        }
        State::Disabled => {
            view! { <span class="pill tone-grey">{icon(Icon::Lock)} {messages::DISABLED}</span> }.into_any()
        }
    }
}

#[component]
fn Actions(member: TeamMember, team: Remote<Vec<TeamMember>>, act: Callback<(Act, TeamMember)>) -> AnyView {
    let desk: Desk = expect_context();
    let member = StoredValue::new(member);
    let shown = move || {
        let me = desk.me.get()?;
        let member = member.get_value();
        if me.role < AgentRole::Admin {
            return None;
        }
        if !rules::may_touch(&me, &member) {
            return Some(view! { <span class="meta nowrap">{messages::OWNERS_TOUCH_OWNERS}</span> }.into_any());
        }
        let item = |what: Act, sign: Icon, words: &'static str| {
            let subject = member.clone();
            let run = Callback::new(move |()| act.run((what, subject.clone())));
            view! { <MenuItem sign on_select=run danger=what == Act::Disable>{words}</MenuItem> }.into_any()
        };
        let state = rules::state(&member);
        let waits = member.joined_at.is_none() && state != State::Disabled;
        let again = waits.then(|| item(Act::InviteAgain, Icon::Mail, messages::INVITE_AGAIN));
        let last = team
            .value
            .with(|team| rules::is_last_owner(team.as_deref().unwrap_or_default(), &member));
        let switch = match state {
            State::Disabled => Some(item(Act::Enable, Icon::Check, messages::ENABLE)),
            _ if last || me.id == member.id => None,
            _ => Some(item(Act::Disable, Icon::Lock, messages::DISABLE)),
        };
        let change = item(Act::Change, Icon::Pencil, messages::CHANGE);
        Some(
            view! {
                <Menu
                    kind=ButtonKind::Quiet
                    class="button-icon"
                    label=messages::actions_for(&member.name)
                    button=|| icon(Icon::More)
                >
                    {change}
                    {again}
                    {switch}
                </Menu>
            }
            .into_any(),
        )
    };
    shown.into_any()
}
