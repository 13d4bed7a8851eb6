//! What both browser apps share: the way to the server ([`api`]), the look (`theme.css` and a style sheet beside each component)
//! and components that are accessible by themselves, so that pages get labels, focus and `aria-*` for free.
//!
//! Components return [`AnyView`](leptos::prelude::AnyView): every page uses them, and views without a type of their own are
//! compiled once instead of once for each place. For the same reason apps route with `FlatRoutes`, which weighs 18 kB less than
//! `Routes`. Style sheets are put together by `cargo xtask web`.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "all numbers of the browser are f64, all its lengths u32"
)]

pub mod api;
pub mod browser;
pub mod components;
pub mod drafts;
pub mod entries;
pub mod forms;
pub mod icons;
pub mod intl;
pub mod language;
pub mod messages;
pub mod numbers;
pub mod problems;
pub mod sessions;
pub mod shortcuts;
pub mod sign_in;
pub mod styles;
pub mod texts;
pub mod theme;
pub mod title;
pub mod updates;

pub use components::*;
pub use icons::{Icon, icon};

use leptos::prelude::*;

/// Starts the app in the place of the skeleton that `index.html` painted.
pub fn mount(app: fn() -> AnyView) {
    texts::start();
    theme::restore();
    if let Some(skeleton) = document().get_element_by_id("boot") {
        skeleton.remove();
    }
    leptos::mount::mount_to_body(move || {
        shortcuts::listen();
        view! { {app()} <ToastHost /> }
    });
}
