use portico_types::forms::Form;
use portico_ui::api::{Result, get};

/// The forms to choose from; at least one.
pub async fn list() -> Result<Vec<Form>> {
    get("/forms").await
}
