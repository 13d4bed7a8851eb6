//! What both browser apps share.

use leptos::prelude::*;

/// Starts the app in the place of the skeleton that `index.html` painted.
pub fn mount(app: fn() -> AnyView) {
    if let Some(skeleton) = document().get_element_by_id("boot") {
        skeleton.remove();
    }
    leptos::mount::mount_to_body(app);
}
