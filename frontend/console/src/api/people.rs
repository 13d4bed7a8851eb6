//! Who is signed in, and what the whole console knows by name: agents, customers, collections.

use portico_types::Page;
use portico_types::staff::{Agent, Collection, Customer, Me};
use portico_ui::api::{Query, Result, get};

pub async fn me() -> Result<Me> {
    get("/me").await
}

pub async fn agents() -> Result<Vec<Agent>> {
    get("/agents").await
}

/// All of them: the navigation shows every customer, and a page is a hundred.
pub async fn customers() -> Result<Vec<Customer>> {
    let mut all = Vec::new();
    let mut cursor = None::<String>;
    loop {
        let query = Query::new().with("limit", "100").with_some("cursor", cursor.as_deref());
        let page: Page<Customer> = get(&query.on("/customers")).await?;
        all.extend(page.items);
        if page.next_cursor.is_none() {
            return Ok(all);
        }
        cursor = page.next_cursor;
    }
}

pub async fn collections() -> Result<Vec<Collection>> {
    get("/collections").await
}
