//! Single-key shortcuts. A page registers its own for as long as it is shown; `?` lists all that work right now.

use std::cell::Cell;

use leptos::ev::keydown;
use leptos::prelude::{
    ArcRwSignal, Callable as _, Callback, Get as _, GetUntracked as _, Set as _, Update as _, document, on_cleanup,
    window_event_listener,
};
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, KeyboardEvent};

#[derive(Clone, Debug)]
pub struct Shortcut {
    id: u32,
    /// As the keyboard says it: `c`, `/`, `?`, `Enter`.
    pub key: &'static str,
    pub description: String,
    run: Callback<()>,
}

thread_local! {
    static SHORTCUTS: ArcRwSignal<Vec<Shortcut>> = ArcRwSignal::default();
    static NEXT: Cell<u32> = const { Cell::new(0) };
    static SHOWN: ArcRwSignal<bool> = ArcRwSignal::default();
}

/// Registers a shortcut until the calling component goes away. The newest of one key wins.
pub fn use_shortcut(key: &'static str, description: impl Into<String>, run: impl Fn() + Send + Sync + 'static) {
    let id = NEXT.with(|next| next.replace(next.get() + 1));
    let shortcut = Shortcut {
        id,
        key,
        description: description.into(),
        run: Callback::new(move |()| run()),
    };
    SHORTCUTS.with(|all| all.update(|all| all.push(shortcut)));
    on_cleanup(move || SHORTCUTS.with(|all| all.update(|all| all.retain(|it| it.id != id))));
}

/// All that work right now, newest last. Reactive.
pub fn all() -> Vec<Shortcut> {
    SHORTCUTS.with(Clone::clone).get()
}

/// Whether somebody wants to see them.
pub(crate) fn shown() -> ArcRwSignal<bool> {
    SHOWN.with(Clone::clone)
}

/// Listens for the whole page.
pub(crate) fn listen() {
    window_event_listener(keydown, move |event: KeyboardEvent| {
        let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
        if modified || event.is_composing() || event.default_prevented() || is_busy(&event) {
            return;
        }
        let key = event.key();
        if key == "?" {
            event.prevent_default();
            shown().set(true);
            return;
        }
        let all = SHORTCUTS.with(|all| all.get_untracked());
        if let Some(shortcut) = all.iter().rev().find(|it| it.key == key) {
            event.prevent_default();
            shortcut.run.run(());
        }
    });
}

/// Somebody is typing, or a dialog has the floor, or a form that takes no words is on its way, or Enter is about to press what has the focus.
fn is_busy(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    let within = |selector: &str| {
        target
            .as_ref()
            .is_some_and(|it| it.closest(selector).ok().flatten().is_some())
    };
    within("input:not([type=checkbox]), textarea, select, [contenteditable], [role^=menu]")
        || (event.key() == "Enter" && within("a, button, summary"))
        || document()
            .query_selector("dialog[open], form[aria-busy=true]")
            .ok()
            .flatten()
            .is_some()
}
