//! A text in Markdown while it is written: toolbar, preview, naming people and tickets. What stands around it is the composer's
//! (`composer`) or a field's (`markdown_field`).

use leptos::{html, prelude::*};

use super::{
    button::{Button, ButtonKind},
    format::Format,
    mentions::Mentionable,
    preview::Preview,
    suggestions::Suggestions,
};
use crate::{Icon, browser, icon, messages};

/// What the text says of itself to who cannot see it, and to the browser. What is not given is not said.
#[derive(Clone, Copy, Default)]
pub(super) struct About {
    pub(super) label: Signal<Option<String>>,
    pub(super) placeholder: Signal<Option<String>>,
    pub(super) invalid: Signal<Option<&'static str>>,
    pub(super) described_by: Signal<Option<String>>,
    pub(super) required: bool,
}

#[derive(Clone, Copy)]
pub(super) struct Writing {
    value: RwSignal<String>,
    disabled: Signal<bool>,
    id: StoredValue<String>,
    text: NodeRef<html::Textarea>,
    suggestions: Suggestions,
    preview: Preview,
}

impl Writing {
    /// `id` is the text's own, by which shortcuts and problems lead to it.
    pub(super) fn new(
        value: RwSignal<String>,
        people: Signal<Vec<Mentionable>>,
        disabled: Signal<bool>,
        id: &str,
    ) -> Self {
        let text = NodeRef::new();
        Self {
            value,
            disabled,
            id: StoredValue::new(id.to_owned()),
            text,
            suggestions: Suggestions::new(value, people, text, id),
            preview: Preview::new(value, people, id),
        }
    }

    /// The toolbar, and the way to the preview and back.
    pub(super) fn tools(self) -> AnyView {
        let write = move || browser::focus(&self.id.get_value());
        view! {
            <div class="composer-tools" role="group" aria-label=messages::formatting()>
                {self.tool(Icon::Bold, messages::bold(), Format::Bold)}
                {self.tool(Icon::Italic, messages::italic(), Format::Italic)}
                {self.tool(Icon::Code, messages::code(), Format::Code)}
                {self.tool(Icon::Link, messages::link(), Format::Link)}
                {self.tool(Icon::List, messages::list(), Format::List)}
                {self.tool(Icon::Quote, messages::quote(), Format::Quote)}
            </div>
            {self.preview.switch(self.disabled, write)}
        }
        .into_any()
    }

    fn tool(self, sign: Icon, label: &'static str, format: Format) -> AnyView {
        let disabled = Signal::derive(move || self.disabled.get() || self.preview.is_open());
        let apply = move || {
            if let Some(text) = self.text.get_untracked() {
                format.apply(&text);
            }
        };
        view! {
            <Button kind=ButtonKind::Quiet label=label disabled on_click=apply>
                {icon(sign)}
            </Button>
        }
        .into_any()
    }

    fn keydown(self, event: &web_sys::KeyboardEvent, on_submit: Callback<()>) {
        if event.is_composing() || self.suggestions.keydown(event) {
            return;
        }
        let command = event.ctrl_key() || event.meta_key();
        let Some(text) = self.text.get_untracked() else { return };
        match event.key().as_str() {
            "Enter" if command => on_submit.run(()),
            "b" if command => Format::Bold.apply(&text),
            "i" if command => Format::Italic.apply(&text),
            _ => return,
        }
        event.prevent_default();
    }

    /// The text itself, or its preview in its place, and the list of who or what can be named. `on_submit` is Ctrl/⌘+Enter.
    pub(super) fn text(self, about: About, on_submit: Callback<()>) -> AnyView {
        let Self {
            value,
            disabled,
            suggestions,
            preview,
            ..
        } = self;
        let (list_id, option_id) = (suggestions.list_id, suggestions.list_id);
        let input = move |event| {
            value.set(event_target_value(&event));
            suggestions.look();
        };
        let active = move || {
            suggestions
                .is_open()
                .then(|| format!("{}-{}", option_id.get_value(), suggestions.active.get()))
        };
        view! {
            <textarea
                node_ref=self.text
                id=self.id.get_value()
                class="composer-text"
                class:composer-text-away=move || preview.is_open()
                // Out of the way, but where shortcuts and problems lead to: then there is something to write.
                tabindex=move || preview.is_open().then_some("-1")
                aria-hidden=move || preview.is_open().then_some("true")
                on:focus=move |_| preview.close()
                aria-label=move || about.label.get()
                placeholder=move || about.placeholder.get()
                required=about.required
                aria-invalid=move || about.invalid.get()
                aria-describedby=move || about.described_by.get()
                disabled=move || disabled.get()
                prop:value=move || value.get()
                on:input=input
                on:keydown=move |event| self.keydown(&event, on_submit)
                on:click=move |_| suggestions.look()
                on:blur=move |_| suggestions.close()
                // A text of several lines stays one (ARIA in HTML lets it be no combobox); that the list opened is announced.
                aria-haspopup=move || suggestions.is_open().then_some("listbox")
                aria-autocomplete=move || suggestions.is_open().then_some("list")
                aria-controls=move || suggestions.is_open().then(|| list_id.get_value())
                aria-activedescendant=active
            ></textarea>
            {move || preview.view()}
            {move || suggestions.list()}
        }
        .into_any()
    }
}
