//! How people sign in: which ways the account offers, and OpenID Connect providers of its own. For admins.

mod methods;
mod methods_form;
mod provider;
mod provider_form;
mod providers;

use leptos::prelude::*;
use portico_ui::title::use_title;

use self::methods::Methods;
use self::providers::Providers;
use super::page_head::{AdminsOnly, PageHead};
use crate::remote::Remote;
use crate::{api, messages};

#[component]
pub(super) fn SignInPage() -> AnyView {
    use_title(messages::SIGN_IN.to_owned());
    view! {
        <div class="stack-wide">
            <div class="stack">
                <PageHead title=messages::SIGN_IN text=messages::SIGN_IN_TEXT />
            </div>
            <AdminsOnly>
                <Ways />
            </AdminsOnly>
        </div>
    }
    .into_any()
}

/// For admins alone, so that nobody else asks.
#[component]
fn Ways() -> AnyView {
    let settings = Remote::new(api::sign_in::settings);
    view! {
        <Methods settings />
        <Providers settings />
    }
    .into_any()
}
