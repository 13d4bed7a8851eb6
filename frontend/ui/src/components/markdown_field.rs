//! A field of a form for a text in Markdown, written as messages are.

use leptos::prelude::*;
use portico_types::Problem;

use super::attachments::Uploads;
use super::field::{Field, field_id};
use super::mentions::Mentionable;
use super::writing::{About, Writing};

/// A text in Markdown: with the composer's toolbar and preview, and `#` to name a ticket.
#[component]
pub fn MarkdownField(
    #[prop(into)] label: String,
    /// The field's name in the request; finds its error in `problem`.
    #[prop(into)]
    name: String,
    value: RwSignal<String>,
    #[prop(optional, into)] help: Option<String>,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] problem: Signal<Option<Problem>>,
    /// Takes files that are pasted or dropped here.
    #[prop(optional_no_strip)]
    files: Option<Uploads>,
    /// Ctrl/⌘+Enter.
    #[prop(optional_no_strip)]
    on_submit: Option<Callback<()>>,
) -> AnyView {
    let field = Field::new(&name, label, help, required, Signal::default(), problem);
    let group = field.label_text();
    let nobody = Signal::stored(Vec::<Mentionable>::new());
    let writing = Writing::new(value, nobody, Signal::default(), &field_id(&name));
    let invalid = field.invalid();
    let about = About {
        invalid,
        described_by: field.described_by(),
        required,
        ..About::default()
    };
    let on_submit = on_submit.unwrap_or_else(|| Callback::new(|()| ()));
    // Only what is taken is kept from the browser: text is dropped and pasted as ever.
    let takes = move |given: Option<web_sys::DataTransfer>| files.is_some_and(|files| files.take(given));
    let control = view! {
        <div
            class="composer"
            class:composer-invalid=move || invalid.get().is_some()
            // Several of a form have the same buttons: whose they are is said with them.
            role="group"
            aria-label=group
            on:dragover=move |event| {
                if files.is_some() {
                    event.prevent_default();
                }
            }
            on:drop=move |event| {
                if takes(event.data_transfer()) {
                    event.prevent_default();
                }
            }
            on:paste=move |event| {
                if files.is_some_and(|files| files.take_pasted(event.clipboard_data())) {
                    event.prevent_default();
                }
            }
        >
            <div class="composer-head">{writing.tools()}</div>
            {writing.text(about, on_submit)}
        </div>
    };
    field.frame(false, control.into_any())
}
