//! The worker that lets the portal open without a network (`frontend/portal/worker.js`).

use js_sys::{Function, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, JsValue};

const ADDRESS: &str = "/worker.js";

/// Has the browser fetch it, where there are workers: not on plain-HTTP addresses, nor in some private windows. Nothing depends on it.
pub fn register() {
    // By hand: the bindings of all of it weigh more than this one call.
    let call = || -> Result<(), JsValue> {
        let workers = Reflect::get(&window().navigator(), &"serviceWorker".into())?;
        let register: Function = Reflect::get(&workers, &"register".into())?.dyn_into()?;
        let promise: js_sys::Promise = register.call1(&workers, &ADDRESS.into())?.dyn_into()?;
        // Refused: the page works as before.
        let ignore = wasm_bindgen::closure::Closure::once_into_js(|_: JsValue| {});
        let catch: Function = Reflect::get(&promise, &"catch".into())?.dyn_into()?;
        catch.call1(&promise, &ignore).map(drop)
    };
    let _ = call();
}
