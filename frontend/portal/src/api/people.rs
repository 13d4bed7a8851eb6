//! Who is signed in, whom one can mention, whose tickets one can see.

use portico_types::portal::{Agent, Me};
use portico_ui::api::{Result, get};

use super::Named;

pub async fn me() -> Result<Me> {
    get("/me").await
}

/// Whom one can mention.
pub async fn agents() -> Result<Vec<Agent>> {
    get("/agents").await
}

/// Whose tickets one can see.
pub async fn colleagues() -> Result<Vec<Named>> {
    get("/colleagues").await
}
