use portico_types::staff::{Agent, Collection, Customer, Me};
use portico_ui::api::{Result, get};

pub async fn me() -> Result<Me> {
    get("/me").await
}

pub async fn agents() -> Result<Vec<Agent>> {
    get("/agents").await
}

pub async fn customers() -> Result<Vec<Customer>> {
    get("/customers").await
}

pub async fn collections() -> Result<Vec<Collection>> {
    get("/collections").await
}
