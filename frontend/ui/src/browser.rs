//! Small things the browser offers, with its failures taken care of.

use leptos::prelude::{
    Get as _, RwSignal, Set as _, Signal, WindowListenerHandle, document, on_cleanup, window,
    window_event_listener_untyped,
};
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, HtmlTextAreaElement, Storage};

/// Storage may be full, forbidden or gone: then nothing is remembered, and nothing breaks.
fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Whether what is stored stays. Tried out: storage may be there and full.
pub fn keeps() -> bool {
    const TRIED: &str = "portico.tried";
    store(TRIED, Some("1"));
    let kept = stored(TRIED).is_some();
    store(TRIED, None);
    kept
}

pub fn stored(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

pub fn store(key: &str, value: Option<&str>) {
    let Some(storage) = storage() else { return };
    let _ = match value {
        Some(value) => storage.set_item(key, value),
        None => storage.remove_item(key),
    };
}

const TAB: &str = "portico.tab";

/// This tab among those of this browser, also after a reload.
pub fn tab() -> String {
    let Some(storage) = window().session_storage().ok().flatten() else {
        return String::new();
    };
    let known = storage.get_item(TAB).ok().flatten();
    known.unwrap_or_else(|| {
        let tab = js_sys::Math::random().to_string();
        let _ = storage.set_item(TAB, &tab);
        tab
    })
}

/// Another tab goes by the same name.
pub fn rename_tab() {
    if let Ok(Some(storage)) = window().session_storage() {
        let _ = storage.remove_item(TAB);
    }
}

/// Forgets everything stored under keys that begin so.
pub fn forget_stored(prefix: &str) {
    for key in stored_keys(prefix) {
        store(&key, None);
    }
}

pub fn has_stored(prefix: &str) -> bool {
    !stored_keys(prefix).is_empty()
}

/// Under which keys that begin so something is stored.
pub fn stored_keys(prefix: &str) -> Vec<String> {
    let Some(storage) = storage() else { return Vec::new() };
    let count = storage.length().unwrap_or_default();
    (0..count)
        .filter_map(|index| storage.key(index).ok().flatten())
        .filter(|key| key.starts_with(prefix))
        .collect()
}

pub fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Lets some time go by.
pub async fn wait(milliseconds: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let _ = leptos::prelude::window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
    });
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
}

pub fn focus(id: &str) {
    if let Some(element) = element(id) {
        let _ = element.focus();
    }
}

fn text_area(id: &str) -> Option<HtmlTextAreaElement> {
    element(id)?.dyn_into().ok()
}

/// From where to where the text is selected.
pub fn selection(id: &str) -> Option<(u32, u32)> {
    let text = text_area(id)?;
    Some((text.selection_start().ok()??, text.selection_end().ok()??))
}

/// Where one was in the text.
pub fn focus_at(id: &str, (from, to): (u32, u32)) {
    focus(id);
    if let Some(text) = text_area(id) {
        let _ = text.set_selection_range(from, to);
    }
}

/// Whether what is typed goes there.
pub fn has_focus(id: &str) -> bool {
    document().active_element().is_some_and(|it| it.id() == id)
}

/// Once a dialog that is being closed has given the focus back.
pub fn focus_soon(id: &'static str) {
    leptos::prelude::request_animation_frame(move || focus(id));
}

/// In lower case, for comparing. The browser knows how, so the download need not carry Unicode's tables.
pub fn lower(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}

/// A value of the address's query.
pub fn query(name: &str) -> Option<String> {
    let search = window().location().search().ok()?;
    web_sys::UrlSearchParams::new_with_str(&search).ok()?.get(name)
}

/// Writes another address of this very origin in place of this one, which is then gone from the history.
pub fn replace_address(path: &str) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(path));
    }
}

/// On to another page of the app, in place of this one. As a step of the browser's, because the router finishes its own
/// steps only where its routes are shown, and at the door they are not.
pub fn go_on(path: &str) {
    replace_address(path);
    if let Ok(event) = web_sys::Event::new("popstate") {
        let _ = window().dispatch_event(&event);
    }
}

/// Copies text; says so with a toast.
pub fn copy(text: &str, done: &str) {
    let promise = window().navigator().clipboard().write_text(text);
    let done = done.to_owned();
    wasm_bindgen_futures::spawn_local(async move {
        match wasm_bindgen_futures::JsFuture::from(promise).await {
            Ok(_) => crate::toast(done),
            Err(_) => crate::toast(crate::messages::copy_failed()),
        }
    });
}

/// Whether the browser believes it has a network.
pub fn use_online() -> Signal<bool> {
    let online = RwSignal::new(window().navigator().on_line());
    let listen = |name, value| window_event_listener_untyped(name, move |_| online.set(value));
    let handles = [listen("online", true), listen("offline", false)];
    on_cleanup(move || handles.into_iter().for_each(WindowListenerHandle::remove));
    Signal::derive(move || online.get())
}

/// `⌘` where people call it that, else `Ctrl`.
pub fn command_key() -> &'static str {
    let agent = window().navigator().user_agent().unwrap_or_default();
    if agent.contains("Mac") || agent.contains("iPhone") || agent.contains("iPad") {
        "⌘"
    } else {
        crate::messages::control_key()
    }
}
