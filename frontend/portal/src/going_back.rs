//! Whether the reader came here by the browser's *back*, or by a link that means it: then a list stands where it stood. The router does not say.

use std::cell::Cell;

use leptos::ev::popstate;
use leptos::prelude::window_event_listener;

thread_local! {
    static GOING_BACK: Cell<bool> = const { Cell::new(false) };
}

/// Listens for as long as the app runs.
pub fn listen() {
    window_event_listener(popstate, |_| GOING_BACK.set(true));
}

/// A link that leads back, pressed.
pub fn say() {
    GOING_BACK.set(true);
}

/// Says it once; every page asks when it appears.
pub fn take() -> bool {
    GOING_BACK.take()
}
