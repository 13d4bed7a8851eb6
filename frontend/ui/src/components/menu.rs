//! Menus of actions behind a button.

use std::cell::Cell;

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, Node};

use super::button::ButtonKind;
use crate::{Icon, browser, icon};

/// A button that opens a menu of actions (the ARIA menu button pattern). The menu is a popover, so nothing clips it and a
/// click elsewhere or Escape closes it. Children are [`MenuItem`]s.
#[component]
pub fn Menu(
    /// Says what the menu holds when the button shows only an icon or a picture.
    #[prop(optional, into)]
    label: Option<String>,
    /// What the button shows.
    #[prop(into)]
    button: ViewFnOnce,
    #[prop(default = ButtonKind::Secondary)] kind: ButtonKind,
    /// Further classes of the button.
    #[prop(optional)]
    class: &'static str,
    /// What was chosen there is still under way: it opens again afterwards.
    #[prop(optional, into)]
    busy: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    children: Children,
) -> AnyView {
    let id = next_id();
    let open = RwSignal::new(false);
    let (trigger, popover) = (NodeRef::<html::Button>::new(), NodeRef::<html::Div>::new());

    let show = move |last: bool| {
        let (Some(trigger), Some(popover)) = (trigger.get_untracked(), popover.get_untracked()) else {
            return;
        };
        if busy.get_untracked() {
            return;
        }
        let _ = popover.show_popover();
        place(&popover, &trigger);
        focus_item(&popover, if last { Step::Last } else { Step::First });
    };
    // It stays with its button while a phone is turned and the page scrolls.
    let follow = move || {
        if let (true, Some(trigger), Some(popover)) =
            (open.get_untracked(), trigger.get_untracked(), popover.get_untracked())
        {
            place(&popover, &trigger);
        }
    };
    let handles = ["resize", "scroll"].map(|name| window_event_listener_untyped(name, move |_| follow()));
    on_cleanup(move || handles.into_iter().for_each(WindowListenerHandle::remove));
    let close = move || {
        if let Some(popover) = popover.get_untracked() {
            let _ = popover.hide_popover();
        }
        if let Some(trigger) = trigger.get_untracked() {
            let _ = trigger.focus();
        }
    };
    let toggled = move |_| {
        let shown = popover
            .get_untracked()
            .is_some_and(|it| it.matches(":popover-open").unwrap_or_default());
        open.set(shown);
    };
    let trigger_key = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "ArrowDown" | "ArrowUp" => {
            event.prevent_default();
            show(event.key() == "ArrowUp");
        }
        _ => {}
    };
    let menu_key = move |event: leptos::ev::KeyboardEvent| {
        let Some(popover) = popover.get_untracked() else { return };
        let step = match event.key().as_str() {
            "ArrowDown" => Step::Next,
            "ArrowUp" => Step::Previous,
            "Home" => Step::First,
            "End" => Step::Last,
            "Tab" => return close(),
            "Escape" => {
                event.prevent_default();
                return close();
            }
            key if key.chars().count() == 1 && key != " " => Step::Letter(browser::lower(key)),
            _ => return,
        };
        event.prevent_default();
        focus_item(&popover, step);
    };
    // An item was chosen. On the way down to it, so that the focus is back at the button before the item's own handler may
    // open a dialog, which returns the focus to where it found it. What is switched on or off leaves the menu open.
    let chosen = move |event: leptos::ev::MouseEvent| {
        let target = event.target().and_then(|it| it.dyn_into::<web_sys::Element>().ok());
        if target.is_some_and(|it| {
            it.closest("[role=menuitem], [role=menuitemradio]")
                .ok()
                .flatten()
                .is_some()
        }) {
            close();
        }
    };
    view! {
        <button
            node_ref=trigger
            type="button"
            class=format!("{} {class}", super::button::class_of(kind))
            aria-haspopup="menu"
            aria-expanded=move || open.get().to_string()
            aria-controls=id.clone()
            aria-busy=move || busy.get().then_some("true")
            aria-disabled=move || busy.get().then_some("true")
            disabled=move || disabled.get()
            aria-label=label.clone()
            title=label
            on:click=move |_| if open.get_untracked() { close() } else { show(false) }
            on:keydown=trigger_key
        >
            {button.run()}
        </button>
        <div
            node_ref=popover
            id=id
            class="menu"
            role="menu"
            popover="auto"
            on:toggle=toggled
            on:keydown=menu_key
            on:click:capture=chosen
        >
            {children()}
        </div>
    }
    .into_any()
}

/// One action of a menu, or one choice of several.
#[component]
pub fn MenuItem(
    #[prop(optional, into)] on_select: Option<Callback<()>>,
    /// Goes there instead.
    #[prop(optional, into)]
    href: Option<String>,
    #[prop(optional, into)] sign: Option<Icon>,
    /// Makes it a choice: whether it is the chosen one.
    #[prop(optional, into)]
    checked: Option<Signal<bool>>,
    #[prop(optional)] danger: bool,
    children: Children,
) -> AnyView {
    let content = view! {
        {sign.map(icon)}
        <span class="truncate">{children()}</span>
        {checked.map(|_| view! { <span class="menu-check">{icon(Icon::Check)}</span> })}
    };
    let role = if checked.is_some() { "menuitemradio" } else { "menuitem" };
    match href {
        Some(href) => view! {
            <a class="menu-item" class:menu-item-danger=danger role=role tabindex="-1" href=href>
                {content}
            </a>
        }
        .into_any(),
        None => view! {
            <button
                type="button"
                class="menu-item"
                class:menu-item-danger=danger
                role=role
                tabindex="-1"
                aria-checked=move || checked.map(|it| it.get().to_string())
                on:click=move |_| {
                    if let Some(on_select) = on_select {
                        on_select.run(());
                    }
                }
            >
                {content}
            </button>
        }
        .into_any(),
    }
}

/// Words above a group of items.
#[component]
pub fn MenuHeading(children: Children) -> AnyView {
    view! { <div class="menu-heading" role="presentation">{children()}</div> }.into_any()
}

#[component]
pub fn MenuSeparator() -> AnyView {
    view! { <div class="menu-separator" role="separator"></div> }.into_any()
}

fn next_id() -> String {
    thread_local! {
        static NEXT: Cell<u32> = const { Cell::new(0) };
    }
    format!("menu-{}", NEXT.with(|next| next.replace(next.get() + 1)))
}

/// Below the button, or above it where there is more room; within the window in any case.
fn place(popover: &HtmlElement, trigger: &HtmlElement) {
    const GAP: f64 = 4.0;
    const EDGE: f64 = 8.0;
    let size = |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|it| it.as_f64()).unwrap_or_default();
    let (window_width, window_height) = (size(window().inner_width()), size(window().inner_height()));
    let (button, width) = (Frame::of(trigger), f64::from(popover.offset_width()));
    let height = f64::from(popover.offset_height());
    let (left, right) = (button.left, button.right - width);
    let fits = |at: f64| at >= EDGE && at + width <= window_width - EDGE;
    // Towards the middle of the window.
    let (near, far) = if button.left + button.right > window_width {
        (right, left)
    } else {
        (left, right)
    };
    let left = if fits(near) || !fits(far) { near } else { far };
    let left = left.min(window_width - EDGE - width);
    let below = button.bottom + GAP;
    let top = if below + height > window_height - EDGE {
        button.top - GAP - height
    } else {
        below
    };
    let _ = popover
        .style()
        .set_property("left", &format!("{}px", left.max(EDGE) as i32));
    let _ = popover
        .style()
        .set_property("top", &format!("{}px", top.max(EDGE) as i32));
}

struct Frame {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Frame {
    /// By hand: the binding for `DOMRect` is used nowhere else.
    fn of(element: &HtmlElement) -> Self {
        let call = || -> Option<wasm_bindgen::JsValue> {
            let function = js_sys::Reflect::get(element, &"getBoundingClientRect".into()).ok()?;
            function.dyn_into::<js_sys::Function>().ok()?.call0(element).ok()
        };
        let rect = call().unwrap_or_default();
        let side = |name: &str| {
            js_sys::Reflect::get(&rect, &name.into())
                .ok()
                .and_then(|it| it.as_f64())
                .unwrap_or_default()
        };
        Self {
            left: side("left"),
            right: side("right"),
            top: side("top"),
            bottom: side("bottom"),
        }
    }
}

enum Step {
    First,
    Last,
    Next,
    Previous,
    Letter(String),
}

fn focus_item(menu: &HtmlElement, step: Step) {
    let found = menu.get_elements_by_class_name("menu-item");
    let items: Vec<HtmlElement> = (0..found.length())
        .filter_map(|at| found.item(at)?.dyn_into().ok())
        .collect();
    if items.is_empty() {
        return;
    }
    let focused = document().active_element();
    let here = items.iter().position(|it| {
        focused
            .as_ref()
            .is_some_and(|focused| it.is_same_node(Some(focused as &Node)))
    });
    let count = items.len();
    let next = match step {
        Step::First => 0,
        Step::Last => count - 1,
        Step::Next => here.map_or(0, |here| (here + 1) % count),
        Step::Previous => here.map_or(count - 1, |here| (here + count - 1) % count),
        Step::Letter(letter) => {
            let start = here.map_or(0, |here| here + 1);
            let begins = |at: &usize| {
                let text = items[*at].text_content().unwrap_or_default();
                browser::lower(text.trim()).starts_with(&letter)
            };
            match (start..start + count).map(|at| at % count).find(begins) {
                Some(at) => at,
                None => return,
            }
        }
    };
    let _ = items[next].focus();
}
