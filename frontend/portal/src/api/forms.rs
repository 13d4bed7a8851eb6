//! The forms to choose from.

use portico_types::forms::Form;
use portico_ui::api::{Result, get};

use super::Named;

/// The forms to choose from; at least one.
pub async fn list() -> Result<Vec<Form>> {
    get("/forms").await
}

/// Their names only: what the list's filter needs, and all it should have to download code for.
pub async fn names() -> Result<Vec<Named>> {
    get("/forms").await
}
