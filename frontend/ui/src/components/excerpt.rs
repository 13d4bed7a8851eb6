//! The second line of a ticket's row.

use leptos::prelude::*;
use portico_types::tickets::Segment;

/// What a search found, with its hits marked, or else the latest message.
#[component]
pub fn Excerpt(found: Option<Vec<Segment>>, snippet: String) -> AnyView {
    let piece = |it: Segment| {
        if it.hit {
            view! { <mark>{it.text}</mark> }.into_any()
        } else {
            it.text.into_any()
        }
    };
    let line = match found {
        Some(segments) => segments.into_iter().map(piece).collect_view().into_any(),
        None => snippet.into_any(),
    };
    view! { <span class="row-line truncate" dir="auto">{line}</span> }.into_any()
}
