//! A picture that somebody chose: judged and read in the browser, before it is sent.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use web_sys::{File, FileReader};

use crate::messages;

/// As the server takes them.
pub(super) const KINDS: &str = "image/png,image/jpeg,image/webp";
const MOST: f64 = 256.0 * 1024.0;

/// What is wrong with a picture, before it is sent for nothing.
pub(super) fn check(file: &File) -> Result<(), &'static str> {
    if !KINDS.split(',').any(|kind| kind == file.type_()) {
        Err(messages::LOGO_KIND)
    } else if file.size() > MOST {
        Err(messages::LOGO_TOO_LARGE)
    } else {
        Ok(())
    }
}

/// Reads a picture so that it can be shown: a `data:` address, the only kind the content policy lets in.
pub(super) fn show(file: &File, shown: impl Fn(String) + 'static) {
    let Ok(reader) = FileReader::new() else { return };
    let done = reader.clone();
    let loaded = Closure::once_into_js(move || {
        if let Some(address) = done.result().ok().and_then(|it| it.as_string()) {
            shown(address);
        }
    });
    reader.set_onload(Some(loaded.unchecked_ref()));
    let _ = reader.read_as_data_url(file);
}
