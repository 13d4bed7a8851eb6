//! The styles of what comes later (`*.later.css`). They come with it, so the first visit does not carry them, and they are there before it shows.

use js_sys::{Array, Function, Reflect};
use leptos::prelude::{document, window};
use portico_ui::styles::LATER;
use wasm_bindgen::{JsCast as _, JsValue};

const OWN: [&str; 7] = [
    include_str!("pages/colleagues/colleagues.later.css"),
    include_str!("pages/new_ticket/new_ticket.later.css"),
    include_str!("pages/preferences.later.css"),
    include_str!("pages/ticket/ticket.later.css"),
    include_str!("pages/tickets/controls.later.css"),
    include_str!("pages/tickets/days.later.css"),
    include_str!("pages/tickets/export.later.css"),
];

/// Puts them behind those of the page. As a sheet of the document's own, because the content policy allows no style inside the page.
pub fn adopt() {
    // By hand: the bindings weigh more than these calls.
    let call = || -> Result<(), JsValue> {
        let constructor: Function = Reflect::get(&window(), &"CSSStyleSheet".into())?.dyn_into()?;
        let sheet = Reflect::construct(&constructor, &Array::new())?;
        let replace: Function = Reflect::get(&sheet, &"replaceSync".into())?.dyn_into()?;
        replace.call1(&sheet, &(LATER.concat() + &OWN.concat()).into())?;
        let all = Reflect::get(&document(), &"adoptedStyleSheets".into())?;
        let push: Function = Reflect::get(&all, &"push".into())?.dyn_into()?;
        push.call1(&all, &sheet).map(drop)
    };
    let _ = call();
}
