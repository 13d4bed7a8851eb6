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
                <kbd dir="ltr">{key}</kbd>
            </dt>
            <dd>{description}</dd>
        }
    };
    view! {
        <Dialog open title=messages::shortcuts()>
            <dl class="shortcuts">
                {move || {
                    let own = shortcuts::all().into_iter().map(|it| entry(it.key.to_owned(), it.description));
                    let send = entry(format!("{} {}", browser::command_key(), messages::enter_key()), messages::send().to_owned());
                    let this = entry("?".to_owned(), messages::show_shortcuts().to_owned());
                    own.chain([send, this]).collect_view()
                }}
            </dl>
        </Dialog>
    }
    .into_any()
}
