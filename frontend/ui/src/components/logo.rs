//! The account's logo, or ours.

use leptos::prelude::*;

/// The account's logo, or ours: a portico. Decoration, because the name stands beside it.
#[component]
pub fn Logo(
    /// Address of the account's picture.
    #[prop(optional, into)]
    src: MaybeProp<String>,
) -> AnyView {
    let logo = move || match src.get().filter(|src| !src.is_empty()) {
        Some(src) => view! { <img class="logo" src=src alt="" /> }.into_any(),
        None => view! {
            <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
                <rect width="32" height="32" rx="8" fill="currentColor" />
                <path
                    d="M16 6 6 11.5V14h20v-2.5zM8.5 16v7h3v-7zm6 0v7h3v-7zm6 0v7h3v-7zM6 24.5V27h20v-2.5z"
                    fill="var(--on-accent)"
                />
            </svg>
        }
        .into_any(),
    };
    logo.into_any()
}
