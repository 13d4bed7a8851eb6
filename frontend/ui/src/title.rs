//! The page's title: what the page is, then where one is.

use std::cell::RefCell;

use leptos::prelude::{Effect, Get as _, Signal, document};

thread_local! {
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Sets what stands behind every title, such as the portal's name.
pub fn set_place(name: &str) {
    let old = PLACE.with_borrow_mut(|place| std::mem::replace(place, name.to_owned()));
    // Pages may have set theirs before the name was known.
    let title = document().title();
    let page = title
        .strip_suffix(&format!(" · {old}"))
        .unwrap_or(if title == old { "" } else { &title });
    set_title(page);
}

pub fn set_title(page: &str) {
    PLACE.with_borrow(|place| {
        let title = match (page.is_empty(), place.is_empty()) {
            (true, _) => place.clone(),
            (_, true) => page.to_owned(),
            _ => format!("{page} · {place}"),
        };
        document().set_title(&title);
    });
}

/// Keeps the title in step with a page that learns it later.
pub fn use_title(page: impl Into<Signal<String>>) {
    let page = page.into();
    Effect::new(move || set_title(&page.get()));
}
