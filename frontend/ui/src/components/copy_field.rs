//! A text that goes somewhere else.

use leptos::prelude::*;

use super::button::Button;
use super::field::field_id;
use crate::{Icon, browser, icon, messages};

/// A text to be copied and put somewhere else, exactly: an address, a key.
#[component]
pub fn CopyField(
    #[prop(into)] label: String,
    /// One name a page.
    #[prop(into)]
    name: String,
    #[prop(into)] value: Signal<String>,
    #[prop(optional, into)] help: Option<String>,
) -> AnyView {
    let id = field_id(&name);
    let help_id = help.as_ref().map(|_| format!("{id}-help"));
    let button = messages::copy(&label);
    let copied = messages::copied(&label);
    let select = |event: leptos::ev::FocusEvent| event_target::<web_sys::HtmlInputElement>(&event).select();
    let help = help.map(|help| view! { <p class="field-help" id=help_id.clone()>{help}</p> });
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{label}</label>
            {help}
            <div class="copy-field">
                <input
                    id=id
                    class="input"
                    type="text"
                    readonly
                    autocomplete="off"
                    spellcheck="false"
                    aria-describedby=help_id
                    prop:value=move || value.get()
                    on:focus=select
                />
                <Button label=button on_click=move || browser::copy(&value.get_untracked(), &copied)>
                    {icon(Icon::Copy)}
                </Button>
            </div>
        </div>
    }
    .into_any()
}
