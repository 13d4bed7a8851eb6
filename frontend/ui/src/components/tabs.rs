use leptos::prelude::*;

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
    let links = move || {
        let link = |tab: Tab| {
            let count = tab
                .count
                .map(|count| view! { <span class="tab-count">{intl::number(count)}</span> });
            view! {
                <a class="tab" href=tab.href aria-current=tab.current.then_some("page")>
                    {tab.label} {count}
                </a>
            }
        };
        tabs.get().into_iter().map(link).collect_view()
    };
    view! {
        <nav class="tabs" aria-label=label>
            {links}
        </nav>
    }
    .into_any()
}
