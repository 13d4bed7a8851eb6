//! A message as the server rendered it. Nothing is rendered or sanitised here.

use leptos::prelude::*;

/// A message as the server rendered and sanitised it. Nothing else may be passed here: it becomes part of the page as it is.
#[component]
pub fn Markdown(#[prop(into)] html: Signal<String>) -> AnyView {
    view! { <div class="markdown" dir="auto" inner_html=move || html.get()></div> }.into_any()
}
