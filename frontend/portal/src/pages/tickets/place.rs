//! Where somebody stood in the list, kept with its step in the browser's history: so it outlives that the page they went to is loaded anew.
//! In the module that comes later.

use js_sys::{Array, Object, Reflect};
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, HtmlElement};

use super::listing::{Listing, Stage};

const KEY: &str = "list";

struct Place {
    rows: usize,
    scroll: f64,
    /// The address of the row that was opened, or nothing.
    opened: String,
}

/// For the calling component: notes the place before somebody leaves it, and goes there when they come back.
pub(super) fn keep_place(listing: Listing) {
    let pressed = window_event_listener(ev::pointerdown, move |event| note(listing, &event));
    // A finger scrolls in between.
    let let_go = window_event_listener(ev::pointerup, move |event| note(listing, &event));
    let keys = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Enter" {
            note(listing, &event);
        }
    });
    on_cleanup(move || {
        [pressed, let_go, keys]
            .into_iter()
            .for_each(WindowListenerHandle::remove);
    });
    let Some(place) = noted().filter(|_| listing.came_back) else {
        return;
    };
    if listing.restored {
        // The list scrolls to where it was two frames from now.
        after_two_frames(move || focus_row(&place.opened));
    } else {
        regain(listing, place);
    }
}

fn after_two_frames(what: impl FnOnce() + 'static) {
    request_animation_frame(move || request_animation_frame(what));
}

fn note(listing: Listing, event: &Event) {
    if listing.stage.try_get_untracked() != Some(Stage::Ready) {
        return;
    }
    let rows = u32::try_from(listing.rows.with_untracked(Vec::len)).unwrap_or_default();
    let scroll = window().scroll_y().unwrap_or_default();
    let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    let row = target.and_then(|it| it.closest(".ticket-row").ok().flatten());
    let opened = row.and_then(|it| it.get_attribute("href")).unwrap_or_default();
    let place = Array::of3(&rows.into(), &scroll.into(), &opened.into());
    let state = Object::new();
    let _ = Reflect::set(&state, &KEY.into(), &place);
    if let Ok(history) = window().history() {
        let _ = history.replace_state(&state, "");
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number of rows, whoever wrote it"
)]
fn noted() -> Option<Place> {
    let state = window().history().ok()?.state().ok()?;
    let place = Reflect::get(&state, &KEY.into()).ok()?.dyn_into::<Array>().ok()?;
    Some(Place {
        rows: place.get(0).as_f64()? as usize,
        scroll: place.get(1).as_f64()?,
        opened: place.get(2).as_string()?,
    })
}

/// Whoever goes through the list by keyboard goes on where they were.
fn focus_row(href: &str) {
    let row = document().query_selector(&format!(".ticket-row[href='{href}']"));
    if let Some(row) = row.ok().flatten().and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        let _ = row.focus();
    }
}

/// Loads as many rows as there were.
fn regain(listing: Listing, place: Place) {
    let Place { rows, scroll, opened } = place;
    // How many there were when more were asked for last; all of them once nothing is left to do.
    Effect::new(move |asked: Option<usize>| {
        let (here, more) = (listing.rows.with(Vec::len), listing.next.with(Option::is_some));
        let settled = listing.stage.get() == Stage::Ready && !listing.loading_more.get();
        let asked = asked.unwrap_or_default();
        if asked >= rows || !settled {
            return asked;
        }
        if here < rows && more && here > asked {
            untrack(|| listing.load_more());
            return here;
        }
        // The rows are in the page one frame from now.
        let opened = opened.clone();
        after_two_frames(move || {
            window().scroll_to_with_x_and_y(0.0, scroll);
            focus_row(&opened);
        });
        rows
    });
}
