//! Tickets that one may see.

use portico_types::Page;
use portico_types::ids::MessageId;
use portico_types::portal::{
    AddReply, Conversation, CreateTicket, MarkRead, Message, SimilarTicket, Ticket, TicketCounts, TicketSummary,
    UpdateReply,
};
use portico_types::tickets::EarlierVersion;
use portico_ui::api::{
    IdempotencyKey, Query, Result, create as create_once, delete as remove_at, get as read, patch, post,
};

/// A page of the list; `query` is the list's filters.
pub async fn list(query: &Query, limit: usize, cursor: Option<&str>) -> Result<Page<TicketSummary>> {
    let query = query
        .clone()
        .with("limit", &limit.to_string())
        .with_some("cursor", cursor);
    read(&query.on("/tickets")).await
}

/// The row of one ticket, whatever its status.
pub async fn find(key: &str) -> Result<Option<TicketSummary>> {
    let query = Query::new().with("q", key).with("sort", "number");
    let found = list(&query, 100, None).await?;
    Ok(found.items.into_iter().find(|ticket| ticket.key == key))
}

/// How many tickets each tab holds under these filters.
pub async fn counts(query: &Query) -> Result<TicketCounts> {
    read(&query.on("/tickets/counts")).await
}

/// Unsolved ones whose titles are like this one.
pub async fn similar(title: &str) -> Result<Vec<SimilarTicket>> {
    read(&Query::new().with("title", title).on("/tickets/similar")).await
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

pub async fn create(ticket: &CreateTicket, attempt: &IdempotencyKey) -> Result<Ticket> {
    create_once("/tickets", ticket, attempt).await
}

pub async fn add_reply(key: &str, reply: &AddReply, attempt: &IdempotencyKey) -> Result<Message> {
    create_once(&path(key, "/messages"), reply, attempt).await
}

/// Lets one's own message say something else.
pub async fn update_reply(key: &str, id: MessageId, reply: &UpdateReply) -> Result<Message> {
    patch(&path(key, &format!("/messages/{id}")), reply).await
}

/// What one's own message said before one changed it, newest first.
pub async fn earlier_versions(key: &str, id: MessageId) -> Result<Vec<EarlierVersion>> {
    read(&path(key, &format!("/messages/{id}/versions"))).await
}

/// Takes one's own message back.
pub async fn delete_reply(key: &str, id: MessageId) -> Result<()> {
    remove_at(&path(key, &format!("/messages/{id}"))).await
}

pub async fn solve(key: &str) -> Result<Ticket> {
    post(&path(key, "/solve"), &()).await
}

pub async fn reopen(key: &str) -> Result<Ticket> {
    post(&path(key, "/reopen"), &()).await
}

pub async fn mark_read(key: &str, seq: i64) -> Result<()> {
    post(&path(key, "/read"), &MarkRead { seq }).await
}

/// A key from the address bar may be anything.
pub(super) fn path(key: &str, rest: &str) -> String {
    format!("/tickets/{}{rest}", String::from(js_sys::encode_uri_component(key)))
}
