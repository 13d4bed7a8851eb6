use portico_types::portal::{Agent, Colleague, Me};
use portico_ui::api::{Result, get};

pub async fn me() -> Result<Me> {
    get("/me").await
}

/// Whom one can mention.
pub async fn agents() -> Result<Vec<Agent>> {
    get("/agents").await
}

/// Whose tickets one can see.
pub async fn colleagues() -> Result<Vec<Colleague>> {
    get("/colleagues").await
}
