//! One colleague of the list, and what can be done about them. The page does it.

use leptos::prelude::*;
use portico_types::portal::{ContactRole, Member};
use portico_ui::{Avatar, Button, ButtonKind, Icon, Menu, MenuItem, Time, icon};

use super::Act;
use crate::messages;

#[component]
pub(super) fn MemberRow(
    member: Member,
    /// The reader's own: nobody changes their own rights.
    own: bool,
    act: Callback<(Act, Member)>,
) -> AnyView {
    let name = member.name.clone();
    let state = match (member.removed, member.last_seen_at) {
        (true, _) => view! { <span class="badge badge-quiet">{messages::REMOVED}</span> }.into_any(),
        (false, Some(at)) => view! { {messages::LAST_SEEN} " " <Time at /> }.into_any(),
        (false, None) => messages::NEVER_SEEN.into_any(),
    };
    let role = messages::role(member.role);
    let (email, removed) = (member.email.clone(), member.removed);
    view! {
        <li class="member" class:member-removed=removed>
            <Avatar name=name.clone() />
            <div class="grow">
                <strong>{name}</strong>
                {own.then(|| view! { " " <span class="badge">{messages::YOU}</span> })}
                <div class="meta member-email">{email}</div>
                <div class="meta">
                    {(!removed).then(|| view! { {role} " · " })} {state}
                </div>
            </div>
            {(!own).then(|| acts(member, act))}
        </li>
    }
    .into_any()
}

fn acts(member: Member, act: Callback<(Act, Member)>) -> AnyView {
    let label = messages::change(&member.name);
    let member = StoredValue::new(member);
    let run = move |what: Act| Callback::new(move |()| act.run((what, member.get_value())));
    let (role, removed) = member.with_value(|it| (it.role, it.removed));
    if removed {
        let name = member.with_value(|it| it.name.clone());
        return view! {
            <Button on_click=run(Act::InviteAgain)>
                {messages::INVITE_AGAIN}
                <span class="visually-hidden">{format!(" {name}")}</span>
            </Button>
        }
        .into_any();
    }
    let (other, words, sign) = match role {
        ContactRole::Member => (ContactRole::Manager, messages::MAKE_MANAGER, Icon::Customers),
        ContactRole::Manager => (ContactRole::Member, messages::MAKE_MEMBER, Icon::User),
    };
    view! {
        <Menu label kind=ButtonKind::Quiet class="button-icon" button=|| icon(Icon::More)>
            <MenuItem sign on_select=run(Act::Become(other))>
                {words}
            </MenuItem>
            <MenuItem sign=Icon::Trash danger=true on_select=run(Act::Remove)>
                {messages::REMOVE}
            </MenuItem>
        </Menu>
    }
    .into_any()
}
