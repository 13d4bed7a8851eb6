//! The dialog that lists the keyboard's shortcuts. Which there are is told by whoever handles them.

use leptos::prelude::*;

use super::dialog::Dialog;
use crate::{browser, messages, shortcuts};

/// All shortcuts that work right now; opens with `?`. Each app puts one into its page.
#[component]
pub fn ShortcutsDialog() -> AnyView {
    let open = RwSignal::from(shortcuts::shown());
    let entry = |key: String, description: String| {
        view! {
            <dt>
                <kbd>{key}</kbd>
            </dt>
            <dd>{description}</dd>
        }
    };
    view! {
        <Dialog open title=messages::SHORTCUTS>
            <dl class="shortcuts">
                {move || {
                    let own = shortcuts::all().into_iter().map(|it| entry(it.key.to_owned(), it.description));
                    let send = entry(format!("{} Enter", browser::command_key()), messages::SEND.to_owned());
                    let this = entry("?".to_owned(), messages::SHOW_SHORTCUTS.to_owned());
                    own.chain([send, this]).collect_view()
                }}
            </dl>
        </Dialog>
    }
    .into_any()
}
