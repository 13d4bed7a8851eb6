//! Icons, drawn here: one stroke, 20 by 20, in the colour of the text beside them. Decoration to a screen reader; a control
//! that shows nothing else carries a label.
//!
//! Constants and not an enum: what a module does not show it does not carry.

use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Icon(&'static Shape);

#[derive(Debug, PartialEq, Eq)]
struct Shape {
    path: &'static str,
    /// Filled.
    solid: Option<&'static str>,
    /// Drawn faintly behind: the bars a priority does not have.
    shadow: Option<&'static str>,
    /// Marks are drawn bolder than signs on buttons: they are small and carry meaning.
    weight: &'static str,
}

impl Shape {
    const fn mark(path: &'static str, weight: &'static str) -> Self {
        Self {
            path,
            solid: None,
            shadow: None,
            weight,
        }
    }
}

const BARS: &str = "M5 16v-3m5 3V9m5 7V5";

#[expect(non_upper_case_globals, reason = "they read like the variants of an enum")]
impl Icon {
    pub const Alert: Self = Self(&Shape::mark(
        "M10 6.5v4.2M10 13.7v.1M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15z",
        "1.6",
    ));
    pub const ArrowLeft: Self = Self(&Shape::mark("M16 10H4m5-5-5 5 5 5", "1.6"));
    pub const Bold: Self = Self(&Shape::mark("M6 4h5a3 3 0 0 1 0 6H6zm0 6h6a3 3 0 0 1 0 6H6z", "1.6"));
    pub const Check: Self = Self(&Shape::mark("m4 10.5 4 4 8-9", "1.6"));
    pub const ChevronDown: Self = Self(&Shape::mark("m5 8 5 5 5-5", "1.6"));
    pub const ChevronRight: Self = Self(&Shape::mark("m8 5 5 5-5 5", "1.6"));
    pub const Clock: Self = Self(&Shape::mark(
        "M10 5.5V10l3 2M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15z",
        "1.6",
    ));
    pub const Close: Self = Self(&Shape::mark("m5 5 10 10M15 5 5 15", "1.6"));
    pub const Code: Self = Self(&Shape::mark("m7 6-4 4 4 4m6-8 4 4-4 4", "1.6"));
    pub const Copy: Self = Self(&Shape::mark("M7.5 7.5h9v9h-9zM4.5 12.5h-1v-9h9v1", "1.6"));
    pub const Customers: Self = Self(&Shape::mark(
        "M3.5 17V4.5l7-2V17m0-9.5 6 2V17M2 17h16M6.5 7v.1m0 3v.1m0 3v.1",
        "1.6",
    ));
    pub const Download: Self = Self(&Shape::mark("M10 3v9.5m-4-4 4 4 4-4M3.5 16.5h13", "1.6"));
    pub const External: Self = Self(&Shape::mark("M11.5 3.5h5v5m0-5-7 7M8 5H3.5v11.5H15V12", "1.6"));
    pub const Eye: Self = Self(&Shape::mark(
        "M2 10c4-7 12-7 16 0-4 7-12 7-16 0zM10 7.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
        "1.6",
    ));
    pub const File: Self = Self(&Shape::mark("M5 2.5h6.5l4 4v11H5zm6 .5v4h4", "1.6"));
    pub const Filter: Self = Self(&Shape::mark("M3 5.5h14M6 10h8m-5 4.5h2", "1.6"));
    pub const Globe: Self = Self(&Shape::mark(
        "M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM2.5 10h15M10 2.5c-5 5-5 10 0 15 5-5 5-10 0-15z",
        "1.6",
    ));
    pub const Inbox: Self = Self(&Shape::mark("M3 11.5 5 4h10l2 7.5V16H3zm0 0h4l1 2h4l1-2h4", "1.6"));
    pub const Italic: Self = Self(&Shape::mark("M8 4h6M6 16h6m-1-12L9 16", "1.6"));
    pub const Link: Self = Self(&Shape::mark(
        "M8.5 11.5a3.3 3.3 0 0 0 4.7 0l2.6-2.6a3.3 3.3 0 0 0-4.7-4.7l-1 1m1.4 3.3a3.3 3.3 0 0 0-4.7 0l-2.6 2.6a3.3 3.3 0 0 0 4.7 4.7l1-1",
        "1.6",
    ));
    pub const List: Self = Self(&Shape::mark(
        "M8 5.5h9M8 10h9m-9 4.5h9M3.5 5.5v.1m0 4.4v.1m0 4.4v.1",
        "1.6",
    ));
    pub const Lock: Self = Self(&Shape::mark("M5 9h10v8H5zm2-.2V6.5a3 3 0 0 1 6 0V9", "1.6"));
    pub const Mail: Self = Self(&Shape::mark("M2.5 4.5h15v11h-15zm.5.5 7 6 7-6", "1.6"));
    pub const Menu: Self = Self(&Shape::mark("M3 5.5h14M3 10h14M3 14.5h14", "1.6"));
    pub const Monitor: Self = Self(&Shape::mark("M2.5 3.5h15v10h-15zm4 13.5h7m-3.5-3v3", "1.6"));
    pub const Moon: Self = Self(&Shape::mark("M16.5 12.5A7 7 0 0 1 7.5 3.5a7 7 0 1 0 9 9z", "1.6"));
    pub const More: Self = Self(&Shape::mark("M4.5 10h.1m5.3 0h.2m5.3 0h.1", "3"));
    pub const Offline: Self = Self(&Shape::mark(
        "m3 3 14 14M10 15.5v.1m-3-3.1a4.5 4.5 0 0 1 5-.7M4 9.5A9 9 0 0 1 7.5 7.3m4-.4A9 9 0 0 1 16 9.5",
        "1.6",
    ));
    pub const Pencil: Self = Self(&Shape::mark("m3.5 16.5.8-3.5L13 4.3l2.7 2.7L7 15.7z", "1.6"));
    pub const Plus: Self = Self(&Shape::mark("M10 4v12m-6-6h12", "1.6"));
    pub const Quote: Self = Self(&Shape::mark("M4 5v10M8 6.5h9M8 10h9m-9 3.5h5", "1.6"));
    pub const Refresh: Self = Self(&Shape::mark("M16 4v4h-4m3.7 0A6.2 6.2 0 1 0 16 11.5", "1.6"));
    pub const Reply: Self = Self(&Shape::mark("M8 4.5 3 9.5l5 5m-5-5h8a6 6 0 0 1 6 6", "1.6"));
    pub const Search: Self = Self(&Shape::mark(
        "M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zm4 9.5 4 4",
        "1.6",
    ));
    pub const Send: Self = Self(&Shape::mark("M17 3 2.5 9l6 2.5L11 17.5zM8.5 11.5 17 3", "1.6"));
    pub const Settings: Self = Self(&Shape::mark("M3 6h8m4 0h2M3 14h2m4 0h8M13 4v4m-6 4v4", "1.6"));
    pub const SignOut: Self = Self(&Shape::mark("M8 3.5H3.5v13H8M8 10h9m-4-4 4 4-4 4", "1.6"));
    pub const Sun: Self = Self(&Shape::mark(
        "M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 2v1m0 14v1m-8-8h1m14 0h1M4.3 4.3l.7.7m10 10 .7.7m0-11.4-.7.7m-10 10-.7.7",
        "1.6",
    ));
    pub const Ticket: Self = Self(&Shape::mark(
        "M2.5 5h15v3a2 2 0 0 0 0 4v3h-15v-3a2 2 0 0 0 0-4zM12 5v10",
        "1.6",
    ));
    pub const Trash: Self = Self(&Shape::mark("M3.5 5.5h13m-9 0v-2h5v2m2.5 0-.7 11h-8.6l-.7-11", "1.6"));
    pub const User: Self = Self(&Shape::mark(
        "M10 3a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM3.5 17a6.5 6.5 0 0 1 13 0",
        "1.6",
    ));
    /// Status marks, told apart by shape.
    pub const StatusOpen: Self = Self(&Shape::mark("M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z", "2"));
    pub const StatusInProgress: Self = Self(&Shape {
        solid: Some("M10 6v8a4 4 0 0 0 0-8z"),
        ..Shape::mark("M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z", "2")
    });
    pub const StatusPending: Self = Self(&Shape::mark(
        "M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zm0 3V10l2.5 1.5",
        "2",
    ));
    pub const StatusOnHold: Self = Self(&Shape::mark(
        "M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zm-1.8 4v5m3.6-5v5",
        "2",
    ));
    pub const StatusSolved: Self = Self(&Shape::mark(
        "M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zm-3 6.7 2.2 2.2 4-4.6",
        "2",
    ));
    pub const StatusClosed: Self = Self(&Shape::mark("M4.5 8.5h11v8h-11zm2.5-.2V7a3 3 0 0 1 6 0v1.5", "2"));
    pub const PriorityLow: Self = Self(&Shape {
        shadow: Some(BARS),
        ..Shape::mark("M5 16v-3", "3")
    });
    pub const PriorityNormal: Self = Self(&Shape {
        shadow: Some(BARS),
        ..Shape::mark("M5 16v-3m5 3V9", "3")
    });
    pub const PriorityHigh: Self = Self(&Shape::mark(BARS, "3"));
    pub const PriorityUrgent: Self = Self(&Shape::mark("M10 3.5v8.5m0 4v.1", "3"));
}

/// Draws an icon.
pub fn icon(Icon(shape): Icon) -> AnyView {
    view! {
        <svg
            class="icon"
            viewBox="0 0 20 20"
            fill="none"
            stroke="currentColor"
            stroke-width=shape.weight
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
        >
            {shape.solid.map(|path| view! { <path d=path fill="currentColor" stroke="none" /> })}
            {shape.shadow.map(|path| view! { <path d=path opacity="0.25" /> })}
            <path d=shape.path />
        </svg>
    }
    .into_any()
}
