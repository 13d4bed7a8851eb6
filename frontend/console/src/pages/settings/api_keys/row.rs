//! One key of the list, and what can be done to it. The page does it.

use leptos::prelude::*;
use portico_types::staff::{ApiKey, ApiKeyKind};
use portico_ui::{ButtonKind, Icon, Menu, MenuItem, Time, icon, intl};

use crate::desk::Desk;
use crate::messages;

/// What can be done to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Rotate,
    Revoke,
}

#[component]
pub(super) fn KeyRow(key: ApiKey, act: Callback<(Act, ApiKey)>) -> AnyView {
    let expired = key.expires_at.is_some_and(intl::is_past);
    let (tone, sign, state) = match () {
        () if key.revoked_at.is_some() => ("pill tone-grey", Icon::Lock, messages::REVOKED),
        () if expired => ("pill tone-grey", Icon::Clock, messages::EXPIRED),
        () => ("pill tone-green", Icon::Check, messages::ACTIVE),
    };
    let over = key.revoked_at.is_some() || expired;
    let menu = (!over).then(|| view! { <Actions key=key.clone() act /> });
    let kind = match key.kind {
        ApiKeyKind::Personal => messages::made_for(&key.made_by),
        ApiKeyKind::Service => messages::made_by(&key.made_by),
    };
    let scopes = key
        .scopes
        .iter()
        .map(|it| view! { <li><code>{it.as_str()}</code></li> })
        .collect_view();
    let used = match key.last_used_at {
        Some(at) => view! { <span>{messages::KEY_LAST_USED} " " <Time at=at /></span> }.into_any(),
        None => view! { <span>{messages::NEVER_USED}</span> }.into_any(),
    };
    let end = match (key.revoked_at, key.expires_at) {
        (Some(at), _) => view! { <span>{messages::REVOKED_AT} " " <Time at=at /></span> }.into_any(),
        (None, Some(at)) if expired => view! { <span>{messages::EXPIRED_AT} " " <Time at=at /></span> }.into_any(),
        (None, Some(at)) => view! { <span>{messages::EXPIRES_AT} " " <Time at=at ahead=true /></span> }.into_any(),
        (None, None) => view! { <span>{messages::NEVER_EXPIRES}</span> }.into_any(),
    };
    view! {
        <li class="api-key" class:api-key-over=over>
            <div class="api-key-main">
                <div class="cluster">
                    <strong>{key.name}</strong>
                    <code class="meta">{key.hint}</code>
                    <span class=tone>{icon(sign)} {state}</span>
                </div>
                <div class="meta">{kind} " · " {messages::KEY_MADE} " " <Time at=key.created_at /> " · " {used} " · " {end}</div>
                <ul class="plain api-key-scopes" aria-label=messages::SCOPES>{scopes}</ul>
            </div>
            {menu}
        </li>
    }
    .into_any()
}

#[component]
fn Actions(key: ApiKey, act: Callback<(Act, ApiKey)>) -> AnyView {
    let desk: Desk = expect_context();
    // Whoever gets the new secret of a personal key acts as its owner. The list tells owners by their names alone.
    let made_by = key.made_by.clone();
    let own = Memo::new(move |_| desk.me.with(|me| me.as_ref().is_some_and(|me| me.name == made_by)));
    let (service, label) = (key.kind == ApiKeyKind::Service, messages::actions_for(&key.name));
    let item = move |what: Act, sign: Icon, words: &'static str| {
        let subject = key.clone();
        let run = Callback::new(move |()| act.run((what, subject.clone())));
        view! { <MenuItem sign on_select=run danger=what == Act::Revoke>{words}</MenuItem> }.into_any()
    };
    let menu = move || {
        let rotate = (service || own.get()).then(|| item(Act::Rotate, Icon::Refresh, messages::ROTATE));
        let revoke = item(Act::Revoke, Icon::Trash, messages::REVOKE);
        view! {
            <Menu kind=ButtonKind::Quiet class="button-icon" label=label.clone() button=|| icon(Icon::More)>
                {rotate}
                {revoke}
            </Menu>
        }
    };
    menu.into_any()
}
