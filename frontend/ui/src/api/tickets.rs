//! What writing a message asks of tickets, on either surface.

use portico_types::Page;
use portico_types::ids::AgentId;
use portico_types::tickets::{Preview, PreviewMessage};
use serde::Deserialize;

use super::{Query, Result, get, post};

/// As much of a ticket as it takes to name it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct NamedTicket {
    pub key: String,
    pub title: String,
}

/// How its readers would see a text.
pub async fn preview(body: &str, mentions: Vec<AgentId>) -> Result<Preview> {
    let body = body.to_owned();
    post("/previews", &PreviewMessage { body, mentions }).await
}

/// Tickets that one may see and in which the words are, the newest activity first; all of them for no words.
pub async fn with_words(words: &str) -> Result<Vec<NamedTicket>> {
    let query = Query::new().with("limit", "25").with_some("q", Some(words));
    let found: Page<NamedTicket> = get(&query.on("/tickets")).await?;
    Ok(found.items)
}
