//! The card that everything of the sign-in stands on.

use leptos::prelude::*;

use crate::Logo;

/// A lone card in the middle of the page, for whoever is not in: logo, name of the place, and what is to be done.
#[component]
pub fn SignInCard(
    /// The portal's or the account's name.
    #[prop(into)]
    name: Signal<String>,
    /// Address of its logo.
    #[prop(optional, into)]
    logo: MaybeProp<String>,
    /// Below the card.
    #[prop(optional, into)]
    foot: ViewFnOnce,
    children: Children,
) -> AnyView {
    view! {
        <main id="main" class="page page-centred" tabindex="-1">
            <div class="sign-in-brand">
                <Logo src=logo />
                <span>{move || name.get()}</span>
            </div>
            <div class="card sign-in-card stack">{children()}</div>
            {foot.run()}
        </main>
    }
    .into_any()
}
