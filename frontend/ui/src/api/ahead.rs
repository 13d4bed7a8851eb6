//! What `boot.js` asked for while this program was on its way: whose portal it is, whether somebody is signed in, and the list that the page
//! begins with.

use js_sys::{Array, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, JsValue};

use super::{Answer, Result, offline, settle};

/// An answer on its way: a promise of its status and its text.
pub(super) struct Ahead(Promise);

impl Ahead {
    /// What was asked for under a name, the first time.
    pub(super) fn take(name: &str) -> Option<Self> {
        let (all, name) = (Reflect::get(&window(), &"asked".into()).ok()?, JsValue::from(name));
        let promise = Reflect::get(&all, &name).ok()?.dyn_into().ok()?;
        Reflect::set(&all, &name, &JsValue::NULL).ok()?;
        Some(Self(promise))
    }

    /// # Errors
    ///
    /// When no answer came.
    pub(super) async fn answer(self) -> Result<Answer> {
        let parts: Array = settle(Ok(self.0)).await?.dyn_into().map_err(|_| offline())?;
        Ok(Answer {
            status: parts.get(0).as_f64().unwrap_or_default() as u16,
            text: parts.get(1).as_string().unwrap_or_default(),
        })
    }
}
