//! One colleague of the list, and what can be done about them. The page does it.

use leptos::prelude::*;
use portico_types::portal::{ContactRole, Member};
use portico_ui::{Avatar, Button, ButtonKind, Icon, Menu, MenuItem, PLACE, Time, icon, phrase};

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
        (true, _) => view! { <span class="badge badge-quiet">{messages::member_removed()}</span> }.into_any(),
        (false, Some(at)) => phrase(&messages::last_seen(PLACE), view! { <Time at /> }.into_any()),
        (false, None) => messages::never_seen().into_any(),
    };
    let role = messages::role(member.role);
    let (email, removed) = (member.email.clone(), member.removed);
    view! {
        <li class="member" class:member-removed=removed>
            <Avatar name=name.clone() />
            <div class="grow">
                <strong dir="auto">{name}</strong>
                {own.then(|| view! { " " <span class="badge">{messages::you()}</span> })}
                <div class="meta member-email" dir="auto">{email}</div>
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
                <span aria-hidden="true">{messages::invite_again()}</span>
                <span class="visually-hidden">{messages::invite_whom_again(&name)}</span>
            </Button>
        }
        .into_any();
    }
    let (other, words, sign) = match role {
        ContactRole::Member => (ContactRole::Manager, messages::make_manager(), Icon::Customers),
        ContactRole::Manager => (ContactRole::Member, messages::make_member(), Icon::User),
    };
    view! {
        <Menu label kind=ButtonKind::Quiet class="button-icon" button=|| icon(Icon::More)>
            <MenuItem sign on_select=run(Act::Become(other))>
                {words}
            </MenuItem>
            <MenuItem sign=Icon::Trash danger=true on_select=run(Act::Remove)>
                {messages::remove()}
            </MenuItem>
        </Menu>
    }
    .into_any()
}
