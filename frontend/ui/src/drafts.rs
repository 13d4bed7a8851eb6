//! What was typed and not yet sent, kept on this device under a key per ticket and form.

use crate::browser;

const PREFIX: &str = "portico.draft.";

pub fn load(key: &str) -> Option<String> {
    browser::stored(&format!("{PREFIX}{key}")).filter(|draft| !draft.trim().is_empty())
}

/// Keeps the draft; an empty one is forgotten.
pub fn save(key: &str, text: &str) {
    let text = (!text.trim().is_empty()).then_some(text);
    browser::store(&format!("{PREFIX}{key}"), text);
}

/// Forgets all drafts: the next person at this device must not read them. Part of signing out.
pub fn clear_all() {
    browser::forget_stored(PREFIX);
}
