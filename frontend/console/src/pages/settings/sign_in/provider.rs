//! One provider of the list, and what can be done to it. The list does it.

use leptos::prelude::*;
use portico_types::sign_in::SignInMethod;
use portico_types::staff::{OpenIdProvider, SignInAudience, SignInSettings};
use portico_ui::{ButtonKind, CopyField, Icon, Menu, MenuItem, icon};

use crate::desk::Desk;
use crate::messages;
use crate::remote::Remote;

/// What can be done to a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Edit,
    Switch,
    Remove,
}

/// One provider, with what has to be registered there.
#[component]
pub(super) fn Provider(
    provider: OpenIdProvider,
    settings: Remote<SignInSettings>,
    act: Callback<(Act, OpenIdProvider)>,
) -> AnyView {
    let desk: Desk = expect_context();
    let item = |what: Act, sign: Icon, words: &'static str| {
        let subject = provider.clone();
        let run = Callback::new(move |()| act.run((what, subject.clone())));
        view! { <MenuItem sign on_select=run danger=what == Act::Remove>{words}</MenuItem> }.into_any()
    };
    let edit = item(Act::Edit, Icon::Pencil, messages::CHANGE);
    let switch = if provider.enabled {
        item(Act::Switch, Icon::Lock, messages::DISABLE_NOW)
    } else {
        item(Act::Switch, Icon::Check, messages::ENABLE)
    };
    let remove = item(Act::Remove, Icon::Trash, messages::REMOVE);
    let (tone, sign, state) = if provider.enabled {
        ("pill tone-green", Icon::Check, messages::PROVIDER_ON)
    } else {
        ("pill tone-grey", Icon::Lock, messages::PROVIDER_OFF)
    };
    let id = provider.id;
    let (audience, customer) = (provider.audience, provider.customer_id);
    let whose = move || match customer {
        Some(customer) => desk.customer_name(&customer.to_string()).unwrap_or_default(),
        None => messages::audience(audience).to_owned(),
    };
    let link = provider.sign_in_url.map(|url| {
        view! {
            <CopyField
                label=messages::CUSTOMER_SIGN_IN_LINK
                name=format!("link-{id}")
                value=Signal::stored(url)
                help=messages::CUSTOMER_SIGN_IN_LINK_HELP
            />
        }
    });
    let enabled = provider.enabled;
    let unused = Memo::new(move |_| {
        settings.value.with(|it| {
            it.as_ref().is_some_and(|it| {
                let chosen = match audience {
                    SignInAudience::Contacts => &it.contacts,
                    SignInAudience::Agents => &it.agents,
                };
                enabled && !chosen.contains(&SignInMethod::OpenId)
            })
        })
    });
    let warning = move || {
        unused
            .get()
            .then(|| view! { <p class="notice notice-warning">{icon(Icon::Alert)} <span>{messages::provider_unused(audience)}</span></p> })
    };
    let label = messages::actions_for(&provider.name);
    view! {
        <li class="card stack">
            <div class="provider-head">
                <div class="grow">
                    <h3>{provider.name}</h3>
                    <p class="meta">{whose} " · " <span class="entry-name">{provider.issuer}</span></p>
                </div>
                <span class=tone>{icon(sign)} {state}</span>
                <Menu kind=ButtonKind::Quiet class="button-icon" label button=|| icon(Icon::More)>
                    {edit}
                    {switch}
                    {remove}
                </Menu>
            </div>
            <div role="status">{warning}</div>
            <CopyField
                label=messages::REDIRECT_URI
                name=format!("redirect-{id}")
                value=Signal::stored(provider.redirect_uri)
                help=messages::REDIRECT_URI_HELP
            />
            {link}
        </li>
    }
    .into_any()
}
