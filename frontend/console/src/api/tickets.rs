//! Tickets of the inbox.

use portico_types::Page;
use portico_types::followers::AddFollower;
use portico_types::ids::{ContactId, MessageId};
use portico_types::staff::{
    AddMessage, Conversation, Message, Requester, Ticket, TicketAnswers, TicketCounts, TicketSummary, UpdateAnswers,
    UpdateTicket,
};
use portico_types::tickets::EarlierVersion;
use portico_ui::api::{IdempotencyKey, Query, Result, create, delete, get as read, invalid, patch, post, put};

/// A page of the inbox; `query` is its filters.
pub async fn list(query: &Query, limit: usize, cursor: Option<&str>) -> Result<Page<TicketSummary>> {
    let query = query
        .clone()
        .with("limit", &limit.to_string())
        .with_some("cursor", cursor);
    read(&query.on("/tickets")).await
}

/// How many unsolved tickets each view holds.
pub async fn counts() -> Result<TicketCounts> {
    read("/tickets/counts").await
}

pub async fn get(key: &str) -> Result<Ticket> {
    read(&path(key, "")).await
}

/// The newest entries, or those before a cursor.
pub async fn conversation(key: &str, cursor: Option<&str>) -> Result<Conversation> {
    let query = Query::new().with("limit", "50").with_some("cursor", cursor);
    read(&query.on(&path(key, "/conversation"))).await
}

/// The entries after `seq`, the first of them first.
pub async fn conversation_after(key: &str, seq: i64) -> Result<Conversation> {
    let query = Query::new().with("limit", "50").with("after", &seq.to_string());
    read(&query.on(&path(key, "/conversation"))).await
}

/// What a message said before it was changed, newest first.
pub async fn earlier_versions(key: &str, id: MessageId) -> Result<Vec<EarlierVersion>> {
    read(&path(key, &format!("/messages/{id}/versions"))).await
}

pub async fn add_message(key: &str, message: &AddMessage, attempt: &IdempotencyKey) -> Result<Message> {
    create(&path(key, "/messages"), message, attempt).await
}

pub async fn update(key: &str, change: &UpdateTicket) -> Result<Ticket> {
    patch(&path(key, ""), change).await
}

/// What was filled in, with the form it was filled into.
pub async fn answers(key: &str) -> Result<TicketAnswers> {
    read(&path(key, "/answers")).await
}

pub async fn update_answers(key: &str, update: &UpdateAnswers) -> Result<Ticket> {
    put(&path(key, "/answers"), update).await
}

/// Who follows it then.
pub async fn add_follower(key: &str, who: &AddFollower) -> Result<Vec<Requester>> {
    who.clone().parse().map_err(invalid)?;
    post(&path(key, "/followers"), who).await
}

pub async fn remove_follower(key: &str, id: ContactId) -> Result<()> {
    delete(&path(key, &format!("/followers/{id}"))).await
}

/// They are added one after the other, a little later.
pub async fn release_held_mails(key: &str) -> Result<()> {
    post(&path(key, "/held-mails/release"), &()).await
}

/// A key from the address bar may be anything.
fn path(key: &str, rest: &str) -> String {
    format!("/tickets/{}{rest}", String::from(js_sys::encode_uri_component(key)))
}
