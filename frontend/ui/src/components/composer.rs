//! Where messages are written. The text itself, with its tools, is in `writing`; sending is the page's.

use leptos::prelude::*;

use super::{
    attachments::{PickFiles, UploadList, Uploads},
    button::{Button, ButtonKind},
    mentions::Mentionable,
    writing::{About, Writing},
};
use crate::{drafts, messages};

/// Where a message is written: Markdown with a small toolbar and a preview, `@` to name somebody, `#` to name a ticket,
/// Ctrl/⌘+Enter to send. What is typed is kept on this device under `draft_key` until `value` is emptied. Children are the buttons below.
#[component]
pub fn Composer(
    /// What is written here, for screen readers.
    #[prop(into)]
    label: Signal<String>,
    value: RwSignal<String>,
    /// Names the draft: the ticket and the form, and the mode where there are several.
    #[prop(into)]
    draft_key: Signal<String>,
    /// What a message says that is changed here: to what discarding the draft leads back, and what is no draft.
    #[prop(optional, into)]
    before: Signal<String>,
    /// Who can be named with `@`.
    #[prop(optional, into)]
    people: Signal<Vec<Mentionable>>,
    /// Ctrl/⌘+Enter.
    #[prop(into)]
    on_submit: Callback<()>,
    #[prop(optional, into)] placeholder: MaybeProp<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// Written for the team only: looks different, so that nobody mistakes it.
    #[prop(optional, into)]
    note: Signal<bool>,
    /// Files to attach, picked, dropped or pasted. Where there are several modes, each has its own.
    #[prop(optional, into)]
    files: Signal<Option<Uploads>>,
    /// Mode tabs, before the toolbar.
    #[prop(optional, into)]
    modes: ViewFnOnce,
    /// Element id of the textarea, for `focus` by a shortcut.
    #[prop(default = "composer".to_owned(), into)]
    id: String,
    children: Children,
) -> AnyView {
    let restored = keep_draft(value, draft_key, before);
    drafts::use_sent(draft_key, value);
    let writing = Writing::new(value, people, disabled, &id);
    let about = About {
        label: Signal::derive(move || Some(label.get())),
        placeholder: Signal::derive(move || placeholder.get()),
        ..About::default()
    };
    let discard = move |()| {
        value.set(before.get_untracked());
        restored.set(false);
    };
    let restored_note = move || {
        restored.get().then(|| {
            view! {
                <span class="meta" role="status">
                    {messages::draft_restored()} " "
                    <Button kind=ButtonKind::Link on_click=Callback::new(discard)>
                        {messages::discard_draft()}
                    </Button>
                </span>
            }
        })
    };
    // Only what is taken is kept from the browser: text is dropped and pasted as ever.
    let dropped = move |event: web_sys::DragEvent| {
        if files
            .get_untracked()
            .is_some_and(|files| files.take(event.data_transfer()))
        {
            event.prevent_default();
        }
    };
    let pasted = move |event: web_sys::ClipboardEvent| {
        if files
            .get_untracked()
            .is_some_and(|files| files.take_pasted(event.clipboard_data()))
        {
            event.prevent_default();
        }
    };
    view! {
        <div
            class="composer"
            class:composer-note=move || note.get()
            on:drop=dropped
            on:paste=pasted
            on:dragover=move |event| {
                if files.with_untracked(Option::is_some) {
                    event.prevent_default();
                }
            }
        >
            <div class="composer-head">
                {modes.run()}
                {writing.tools()}
            </div>
            {writing.text(about, on_submit)}
            {move || files.get().map(|files| view! { <UploadList files /> })}
            <div class="composer-foot">
                {move || files.get().map(|files| view! { <PickFiles files /> })}
                {restored_note} {children()}</div>
        </div>
    }
    .into_any()
}

/// Loads the draft of this key, and keeps what is typed. Says whether there was one.
fn keep_draft(value: RwSignal<String>, key: Signal<String>, said: Signal<String>) -> RwSignal<bool> {
    let restored = RwSignal::new(false);
    Effect::new(move |before: Option<(String, String)>| {
        drafts::track_others();
        let (key, text) = (key.get(), value.get());
        let same_key = before.as_ref().is_some_and(|(old, _)| *old == key);
        if same_key {
            let is_draft = said.with_untracked(|said| *said != text);
            drafts::save(&key, if is_draft { &text } else { "" });
            if text.is_empty() || !is_draft {
                restored.set(false);
            }
            return (key, text);
        }
        // Another ticket or mode: what was typed there stays there.
        let switched = before.is_some();
        let draft = drafts::load(&key);
        restored.set(draft.is_some());
        if draft.is_some() || switched {
            value.set(draft.clone().unwrap_or_default());
        }
        let text = draft.unwrap_or(if switched { String::new() } else { text });
        (key, text)
    });
    restored
}
