//! A message as the server rendered it. Nothing is rendered or sanitised here.

use js_sys::{Array, Function, Reflect};
use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::messages;

/// A message as the server rendered and sanitised it. Nothing else may be passed here: it becomes part of the page as it is.
#[component]
pub fn Markdown(#[prop(into)] html: Signal<String>) -> AnyView {
    let text = NodeRef::<html::Div>::new();
    let fit = move || {
        if let Some(text) = text.get_untracked() {
            fit(&text);
        }
    };
    Effect::new(move || {
        html.track();
        text.track();
        // Once it stands in the page, and so has a width.
        request_animation_frame(move || {
            if let Some(text) = text.try_get_untracked().flatten() {
                wrap_tables(&text);
                fit();
            }
        });
    });
    let resized = window_event_listener_untyped("resize", move |_| fit());
    on_cleanup(move || resized.remove());
    view! { <div class="markdown" dir="auto" node_ref=text inner_html=move || html.get()></div> }.into_any()
}

/// A table scrolls in a box of its own, in which it stays a table.
fn wrap_tables(text: &Element) {
    for table in all(text, "table:not(.markdown-scrolls > *)") {
        let wrap = || {
            let scrolls = document().create_element("div").ok()?;
            scrolls.set_class_name("markdown-scrolls");
            table.replace_with_with_node_1(&scrolls).ok()?;
            scrolls.append_child(&table).ok()
        };
        wrap();
    }
}

/// What is wider than its place can be scrolled with the keyboard, too, and says what it is.
fn fit(text: &Element) {
    for (of, label) in [("pre", messages::code()), (".markdown-scrolls", messages::table())] {
        for region in all(text, of) {
            let scrolls = region.scroll_width() > region.client_width();
            for (name, value) in [("tabindex", "0"), ("role", "group"), ("aria-label", label)] {
                let _ = if scrolls {
                    region.set_attribute(name, value)
                } else {
                    region.remove_attribute(name)
                };
            }
        }
    }
}

fn all(text: &Element, selector: &str) -> Vec<Element> {
    // By hand: the bindings would be features of the whole download.
    let find = Reflect::get(text, &"querySelectorAll".into()).and_then(JsCast::dyn_into::<Function>);
    let found = find.and_then(|find| find.call1(text, &selector.into()));
    let found = found.map(|found| Array::from(&found).iter().filter_map(|it| it.dyn_into().ok()).collect());
    found.unwrap_or_default()
}
