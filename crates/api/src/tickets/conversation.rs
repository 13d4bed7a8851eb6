//! A ticket's conversation: messages and changes in one order, a page from the end or what is new.

use std::collections::HashMap;

use portico_types::{
    attachments::Attachment,
    ids::{AccountId, MessageId, TicketId},
    tickets::{MessageVisibility, NewText},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, Select};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    app::AppState,
    attachments::{self, Links, Session},
    entity::{mention, message, ticket, timeline_entry},
    error::Result,
    paging::{self, Paging},
    text::{Mention, TicketLinks, to_html_linked},
    tickets::names,
};

/// One entry, as stored.
pub(super) enum Entry {
    Message(message::Model, Dressed),
    Change(timeline_entry::Model),
}

/// A message that customers may read, and its number among what they see. Only [`Public::of`] makes one, so that a note cannot take the way
/// to the portal, whatever a query or a handler forgets.
pub(super) struct Public {
    message: message::Model,
    seq: i64,
}

impl Public {
    pub(super) fn of(message: message::Model) -> Option<Self> {
        let seq = message
            .public_seq
            .filter(|_| message.visibility == MessageVisibility::Public)?;
        Some(Self { message, seq })
    }

    /// The number that customers know it by.
    pub(super) fn seq(&self) -> i64 {
        self.seq
    }

    pub(super) fn into_inner(self) -> message::Model {
        self.message
    }
}

/// A message made safe to show, and its files.
pub(super) struct Dressed {
    pub html: String,
    pub attachments: Vec<Attachment>,
}

impl Entry {
    /// The number that its reader knows it by, if it is theirs to know.
    fn seq(&self, reader: Reader) -> Option<i64> {
        let (seq, public_seq) = match self {
            Self::Message(message, _) => (message.seq, message.public_seq),
            Self::Change(entry) => (entry.seq, entry.public_seq),
        };
        match reader {
            Reader::Contact => public_seq,
            Reader::Staff => Some(seq),
        }
    }
}

/// Who reads, which decides whether notes are among what the database gives, and by which numbers entries are known.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    Contact,
    Staff,
}

/// Which part of the conversation.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// The last entries, or the last before this one.
    End { before: Option<i64> },
    /// The first entries after this one.
    After(i64),
}

/// What callers ask for of a conversation.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ConversationQuery {
    /// Only what comes after this entry, oldest first; ask again from the last one got until nothing comes.
    after: Option<i64>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u64>,
    /// As `earlier_cursor` gave it: the entries before those.
    cursor: Option<String>,
}

impl ConversationQuery {
    /// Refuses what is asked for of no conversation: before anybody looks for the ticket.
    pub(super) fn parse(self) -> Result<Asked> {
        let paging = Paging {
            limit: self.limit,
            cursor: self.cursor,
        };
        Ok(Asked {
            after: self.after,
            limit: paging.limit()?,
            paging,
        })
    }
}

/// A [`ConversationQuery`] that can be answered.
pub(super) struct Asked {
    after: Option<i64>,
    limit: u64,
    paging: Paging,
}

/// The part that was asked for, and the cursor of what is before it.
pub(super) async fn read_asked(
    state: &AppState,
    ticket: &ticket::Model,
    (reader, session, tickets): (Reader, Option<Session>, &TicketLinks),
    asked: Asked,
) -> Result<(Vec<Entry>, Option<String>)> {
    let scope = match reader {
        // Cursors of the time before contacts had numbers of their own say something else.
        Reader::Contact => format!("portal conversation {}, numbered", ticket.id),
        Reader::Staff => format!("conversation {}", ticket.id),
    };
    let part = match asked.after {
        Some(seq) => Part::After(seq),
        None => Part::End {
            before: asked.paging.after(&state.keys, &scope)?,
        },
    };
    let links = session.map(|session| Links::steady(state, session));
    let ticket = (ticket.account_id, ticket.id);
    let (entries, more) = read(&state.db, ticket, (reader, links, tickets), part, asked.limit).await?;
    let earlier = match (part, entries.first().and_then(|first| first.seq(reader))) {
        (Part::End { .. }, Some(first)) if more => Some(paging::encode(&state.keys, &scope, &first)),
        _ => None,
    };
    Ok((entries, earlier))
}

/// At most `limit` entries, oldest first, and whether there are more in the direction asked.
async fn read(
    db: &impl ConnectionTrait,
    (account_id, ticket_id): (AccountId, TicketId),
    (reader, links, tickets): (Reader, Option<Links<'_>>, &TicketLinks),
    part: Part,
    limit: u64,
) -> Result<(Vec<Entry>, bool), DbErr> {
    let (messages, changes) = page((account_id, ticket_id), reader, part, limit);
    let (messages, changes) = (messages.all(db).await?, changes.all(db).await?);
    let dressed = dress(db, account_id, &messages, (links, tickets)).await?;
    let messages = messages.into_iter().zip(dressed);
    let messages = messages.map(|(message, dressed)| Entry::Message(message, dressed));
    let mut entries: Vec<Entry> = messages.chain(changes.into_iter().map(Entry::Change)).collect();
    entries.sort_unstable_by_key(|entry| entry.seq(reader));
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = entries.len() > limit;
    match part {
        Part::End { .. } => drop(entries.drain(..entries.len().saturating_sub(limit))),
        Part::After(_) => entries.truncate(limit),
    }
    Ok((entries, more))
}

/// What there may be of `part`, of both kinds: one more than wanted.
pub(super) fn page(
    (account_id, ticket_id): (AccountId, TicketId),
    reader: Reader,
    part: Part,
    limit: u64,
) -> (Select<message::Entity>, Select<timeline_entry::Entity>) {
    let mut messages = message::Entity::find()
        .filter(message::Column::AccountId.eq(account_id))
        .filter(message::Column::TicketId.eq(ticket_id));
    let mut changes = timeline_entry::Entity::find()
        .filter(timeline_entry::Column::AccountId.eq(account_id))
        .filter(timeline_entry::Column::TicketId.eq(ticket_id));
    let (mut by_message, mut by_change) = (message::Column::Seq, timeline_entry::Column::Seq);
    if reader == Reader::Contact {
        (by_message, by_change) = (message::Column::PublicSeq, timeline_entry::Column::PublicSeq);
        messages = messages
            .filter(message::Column::Visibility.eq(MessageVisibility::Public))
            .filter(by_message.is_not_null()); // Which the index asks for.
        changes = changes
            .filter(timeline_entry::Column::Internal.eq(false))
            .filter(by_change.is_not_null());
    }
    let order = match part {
        Part::End { before } => {
            if let Some(seq) = before {
                messages = messages.filter(by_message.lt(seq));
                changes = changes.filter(by_change.lt(seq));
            }
            Order::Desc
        }
        Part::After(seq) => {
            messages = messages.filter(by_message.gt(seq));
            changes = changes.filter(by_change.gt(seq));
            Order::Asc
        }
    };
    (
        messages.order_by(by_message, order.clone()).limit(limit + 1),
        changes.order_by(by_change, order).limit(limit + 1),
    )
}

/// A single message, dressed to be shown. Without links: answers to what was written may be kept, and given again.
pub(super) async fn dress_one(
    db: &impl ConnectionTrait,
    message: &message::Model,
    tickets: &TicketLinks,
) -> Result<Dressed, DbErr> {
    let mut dressed = dress(db, message.account_id, std::slice::from_ref(message), (None, tickets)).await?;
    dressed
        .pop()
        .ok_or_else(|| DbErr::RecordNotFound("the message".to_owned()))
}

/// Messages as HTML, and their files; of a deleted one nothing is left.
async fn dress(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    messages: &[message::Model],
    (links, tickets): (Option<Links<'_>>, &TicketLinks),
) -> Result<Vec<Dressed>, DbErr> {
    let mentions = mentions(db, account_id, messages).await?;
    let ids: Vec<MessageId> = messages.iter().map(|message| message.id).collect();
    let mut files = attachments::linked_of_messages(db, account_id, &ids, links).await?;
    let dressed = messages.iter().map(|message| {
        if message.deleted_at.is_some() {
            return Dressed {
                html: String::new(),
                attachments: Vec::new(),
            };
        }
        Dressed {
            html: to_html_linked(
                &message.body,
                mentions.get(&message.id).map_or(&[], Vec::as_slice),
                tickets,
            ),
            attachments: files.remove(&message.id).unwrap_or_default(),
        }
    });
    Ok(dressed.collect())
}

/// A text as it would be shown if it were sent, by the same code that shows what was sent. Nothing is kept.
pub(super) async fn preview(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    text: &NewText,
    tickets: &TicketLinks,
) -> Result<String> {
    let named = names::to_mention(db, account_id, text.mentions()).await?;
    let mentions: Vec<Mention> = named.into_iter().map(|agent| mentioned(agent.name)).collect();
    Ok(to_html_linked(text.body(), &mentions, tickets))
}

fn mentioned(name: String) -> Mention {
    Mention { name, slack_user: None }
}

/// Whom each message mentions.
async fn mentions(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    messages: &[message::Model],
) -> Result<HashMap<MessageId, Vec<Mention>>, DbErr> {
    let mut found: HashMap<MessageId, Vec<Mention>> = HashMap::new();
    if messages.is_empty() {
        return Ok(found);
    }
    let rows = mention::Entity::find()
        .filter(mention::Column::AccountId.eq(account_id))
        .filter(mention::Column::MessageId.is_in(messages.iter().map(|m| m.id)))
        .all(db)
        .await?;
    for row in rows {
        found.entry(row.message_id).or_default().push(mentioned(row.name));
    }
    Ok(found)
}
