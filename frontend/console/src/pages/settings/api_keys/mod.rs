//! API keys: for programs that work with Portico. Agents have their own; admins see and end all of the account.

mod create;
mod row;
mod scopes;
mod secret;

use leptos::prelude::*;
use portico_types::staff::{ApiKey, ApiKeyWithSecret};
use portico_ui::title::use_title;
use portico_ui::{Button, ButtonKind, ConfirmDialog, Confirming, EmptyState, Icon, SkeletonRows, browser, icon, toast};

use self::create::CreateDialog;
use self::row::{Act, KeyRow};
use self::secret::Secret;
use super::page_head::PageHead;
use crate::again;
use crate::remote::Remote;
use crate::{api, messages};

/// Takes the focus when the secret was put away.
const LIST: &str = "api-keys";

#[component]
pub(super) fn ApiKeysPage() -> AnyView {
    use_title(messages::API_KEYS.to_owned());
    let keys = Remote::new(api::api_keys::list);
    let (creating, rotating, revoking) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    again::use_reopening(create::DRAFT, creating);
    let about = RwSignal::new(None::<ApiKey>);
    // In memory alone, and only until it was copied.
    let secret = RwSignal::new(None::<ApiKeyWithSecret>);
    let made = Callback::new(move |key: ApiKeyWithSecret| {
        secret.set(Some(key));
        keys.refresh();
    });
    let act = Callback::new(move |(what, key): (Act, ApiKey)| {
        about.set(Some(key));
        match what {
            Act::Rotate => rotating.set(true),
            Act::Revoke => revoking.set(true),
        }
    });
    let new = move || {
        view! {
            <Button kind=ButtonKind::Primary on_click=move || creating.set(true)>
                {icon(Icon::Plus)} {messages::NEW_API_KEY}
            </Button>
        }
    };
    view! {
        <div class="stack">
            <PageHead title=messages::API_KEYS text=messages::API_KEYS_TEXT action=new />
            <Secret secret on_done=Callback::new(move |()| browser::focus(LIST)) />
            {keys.view(
                || view! { <div class="card-flush"><SkeletonRows count=3 /></div> }.into_any(),
                move || view! { <Keys keys act creating /> }.into_any(),
            )}
        </div>
        <CreateDialog open=creating on_done=made />
        <Rotate open=rotating about on_done=made />
        <Revoke open=revoking about keys />
    }
    .into_any()
}

#[component]
fn Keys(keys: Remote<Vec<ApiKey>>, act: Callback<(Act, ApiKey)>, creating: RwSignal<bool>) -> AnyView {
    let none = Memo::new(move |_| keys.get().is_empty());
    let content = move || {
        if none.get() {
            return view! {
                <EmptyState sign=Icon::Code title=messages::NO_API_KEYS text=messages::NO_API_KEYS_TEXT.to_owned()>
                    <Button on_click=move || creating.set(true)>{messages::NEW_API_KEY}</Button>
                </EmptyState>
            }
            .into_any();
        }
        view! {
            <ul id=LIST class="rows card-flush" tabindex="-1" aria-label=messages::API_KEYS>
                <For
                    each=move || keys.get()
                    key=|it| (it.id, it.hint.clone(), it.last_used_at, it.revoked_at, it.expires_at)
                    let(key)
                >
                    <KeyRow key act />
                </For>
            </ul>
        }
        .into_any()
    };
    content.into_any()
}

fn name_of(about: RwSignal<Option<ApiKey>>) -> String {
    about.with(|it| it.as_ref().map(|it| it.name.clone()).unwrap_or_default())
}

#[component]
fn Rotate(open: RwSignal<bool>, about: RwSignal<Option<ApiKey>>, on_done: Callback<ApiKeyWithSecret>) -> AnyView {
    let confirm = move |confirming: Confirming| {
        let Some(key) = about.get_untracked() else { return };
        let act = async move {
            api::api_keys::rotate(key.id)
                .await
                .map_err(|it| again::settle(it, None))
        };
        confirming.run(act, move |key| {
            on_done.run(key);
        });
    };
    view! {
        <ConfirmDialog
            open
            title=Signal::derive(move || messages::rotate(&name_of(about)))
            text=messages::ROTATE_TEXT
            action=messages::ROTATE_NOW
            kind=ButtonKind::Primary
            on_confirm=Callback::new(confirm)
        />
    }
    .into_any()
}

#[component]
fn Revoke(open: RwSignal<bool>, about: RwSignal<Option<ApiKey>>, keys: Remote<Vec<ApiKey>>) -> AnyView {
    let confirm = move |confirming: Confirming| {
        let Some(key) = about.get_untracked() else { return };
        let act = async move {
            api::api_keys::revoke(key.id)
                .await
                .map_err(|it| again::settle(it, None))
        };
        confirming.run(act, move |()| {
            browser::focus_soon(LIST);
            toast(messages::revoked(&key.name));
            keys.refresh();
        });
    };
    view! {
        <ConfirmDialog
            open
            title=Signal::derive(move || messages::revoke(&name_of(about)))
            text=messages::REVOKE_TEXT
            action=messages::REVOKE_NOW
            on_confirm=Callback::new(confirm)
        />
    }
    .into_any()
}
