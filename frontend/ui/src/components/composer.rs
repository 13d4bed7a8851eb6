//! Where messages are written. Naming people and tickets is in `suggestions`, the toolbar's work in `format`; sending is the page's.

use leptos::{html, prelude::*};

use super::{
    attachments::{PickFiles, UploadList, Uploads},
    button::{Button, ButtonKind},
    format::Format,
    mentions::Mentionable,
    preview::Preview,
    suggestions::Suggestions,
};
use crate::{Icon, browser, drafts, icon, messages};

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
    let text = NodeRef::<html::Textarea>::new();
    let restored = keep_draft(value, draft_key);
    let suggestions = Suggestions::new(value, people, text, &id);
    let (list_id, option_id) = (suggestions.list_id, suggestions.list_id);
    let preview = Preview::new(value, people, &id);
    let write = {
        let id = id.clone();
        move || browser::focus(&id)
    };

    let keydown = move |event: leptos::ev::KeyboardEvent| {
        if event.is_composing() || suggestions.keydown(&event) {
            return;
        }
        let command = event.ctrl_key() || event.meta_key();
        let Some(text) = text.get_untracked() else { return };
        match event.key().as_str() {
            "Enter" if command => on_submit.run(()),
            "b" if command => Format::Bold.apply(&text),
            "i" if command => Format::Italic.apply(&text),
            _ => return,
        }
        event.prevent_default();
    };
    let tool = move |sign: Icon, label: &'static str, format: Format| {
        let apply = move || {
            if let Some(text) = text.get_untracked() {
                format.apply(&text);
            }
        };
        view! {
            <Button
                kind=ButtonKind::Quiet
                label=label
                disabled=Signal::derive(move || disabled.get() || preview.is_open())
                on_click=apply
            >
                {icon(sign)}
            </Button>
        }
    };
    let discard = move |()| {
        value.set(String::new());
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
            .is_some_and(|files| files.take(event.clipboard_data()))
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
                <div class="composer-tools" role="group" aria-label=messages::formatting()>
                    {tool(Icon::Bold, messages::bold(), Format::Bold)}
                    {tool(Icon::Italic, messages::italic(), Format::Italic)}
                    {tool(Icon::Code, messages::code(), Format::Code)}
                    {tool(Icon::Link, messages::link(), Format::Link)}
                    {tool(Icon::List, messages::list(), Format::List)}
                    {tool(Icon::Quote, messages::quote(), Format::Quote)}
                </div>
                {preview.switch(disabled, write)}
            </div>
            <textarea
                node_ref=text
                id=id
                class="composer-text"
                class:composer-text-away=move || preview.is_open()
                // Out of the way, but where shortcuts and problems lead to: then there is something to write.
                tabindex=move || preview.is_open().then_some("-1")
                aria-hidden=move || preview.is_open().then_some("true")
                on:focus=move |_| preview.close()
                aria-label=move || label.get()
                placeholder=move || placeholder.get()
                disabled=move || disabled.get()
                prop:value=move || value.get()
                on:input=move |event| {
                    value.set(event_target_value(&event));
                    suggestions.look();
                }
                on:keydown=keydown
                on:click=move |_| suggestions.look()
                on:blur=move |_| suggestions.close()
                role=move || suggestions.is_open().then_some("combobox")
                aria-autocomplete=move || suggestions.is_open().then_some("list")
                aria-expanded=move || suggestions.is_open().then_some("true")
                aria-controls=move || suggestions.is_open().then(|| list_id.get_value())
                aria-activedescendant=move || {
                    suggestions.is_open().then(|| format!("{}-{}", option_id.get_value(), suggestions.active.get()))
                }
            ></textarea>
            {move || preview.view()}
            {move || suggestions.list()}
            {move || files.get().map(|files| view! { <UploadList files /> })}
            <div class="composer-foot">
                {move || files.get().map(|files| view! { <PickFiles files /> })}
                {restored_note} {children()}</div>
        </div>
    }
    .into_any()
}

/// Loads the draft of this key, and keeps what is typed. Says whether there was one.
fn keep_draft(value: RwSignal<String>, key: Signal<String>) -> RwSignal<bool> {
    let restored = RwSignal::new(false);
    Effect::new(move |before: Option<(String, String)>| {
        let (key, text) = (key.get(), value.get());
        let same_key = before.as_ref().is_some_and(|(old, _)| *old == key);
        if same_key {
            drafts::save(&key, &text);
            if text.is_empty() {
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
