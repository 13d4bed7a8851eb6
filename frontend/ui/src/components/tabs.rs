//! Views of one list, as links.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use crate::intl;

/// One tab: a view of the same list, with an address of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    pub label: String,
    pub href: String,
    /// How many there are, once known.
    pub count: Option<u64>,
    pub current: bool,
}

/// Tabs with counts. Links, because each is a page one can come back to; screen readers hear which one is current.
#[component]
pub fn Tabs(
    /// What is divided here, for screen readers.
    #[prop(into)]
    label: String,
    #[prop(into)] tabs: Signal<Vec<Tab>>,
) -> AnyView {
    let nav = NodeRef::<html::Nav>::new();
    // On a phone the current one may be out of sight.
    Effect::new(move || {
        tabs.track();
        request_animation_frame(move || {
            if let Some(nav) = nav.try_get_untracked().flatten() {
                show_current(&nav);
            }
        });
    });
    let links = move || {
        let link = |tab: Tab| {
            // Its place is kept until then.
            let count = tab.count.map(intl::number);
            view! {
                <a class="tab" href=tab.href aria-current=tab.current.then_some("page")>
                    {tab.label} <span class="tab-count">{count}</span>
                </a>
            }
        };
        tabs.get().into_iter().map(link).collect_view()
    };
    view! {
        <nav node_ref=nav class="tabs" aria-label=label>
            {links}
        </nav>
    }
    .into_any()
}

/// Sideways only: `scroll_into_view` would move the page too.
fn show_current(nav: &HtmlElement) {
    let found = nav.get_elements_by_class_name("tab");
    let current = (0..found.length())
        .filter_map(|at| found.item(at)?.dyn_into::<HtmlElement>().ok())
        .find(|tab| tab.has_attribute("aria-current"));
    let Some(tab) = current else { return };
    let left = tab.offset_left() - nav.offset_left();
    let hidden = left < nav.scroll_left() || left + tab.offset_width() > nav.scroll_left() + nav.client_width();
    if hidden {
        nav.set_scroll_left(left - 24);
    }
}
