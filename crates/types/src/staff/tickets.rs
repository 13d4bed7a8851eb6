//! Tickets as the team lists, reads and changes them, notes included.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    FieldError,
    attachments::{self, Attachment},
    forms::{AnswerText, Answers, Form},
    ids::{AgentId, AttachmentId, CollectionId, ContactId, CustomerId, MessageId},
    problem,
    staff::Requester,
    tickets::{
        AuthorKind, BODY_MAX, Change, LinkedTicket, MessageVisibility, NewText, Segment, Source, TITLE_MAX,
        TicketPriority, TicketStatus,
    },
};

/// A row of the inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::TicketSummary))]
pub struct TicketSummary {
    pub key: String,
    pub title: String,
    pub status: TicketStatus,
    pub priority: TicketPriority,
    pub customer_id: CustomerId,
    pub customer: String,
    pub requester: Requester,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<AssigneeRef>,
    /// One line of the latest public message.
    pub snippet: String,
    /// Where the words that were searched for stand, if in a message or note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<Found>,
    pub created_at: DateTime<Utc>,
    pub activity_at: DateTime<Utc>,
}

/// The part of a message or note, or of the names of its files, in which a search found its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::Found))]
pub struct Found {
    /// Which entry of the conversation.
    pub seq: i64,
    pub visibility: MessageVisibility,
    /// In pieces of plain text, of which some are hits.
    pub segments: Vec<Segment>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::AssigneeRef))]
pub struct AssigneeRef {
    pub id: AgentId,
    pub name: String,
}

/// How many unsolved tickets each view of the inbox holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::TicketCounts))]
pub struct TicketCounts {
    /// Assigned to the agent who asks.
    pub mine: i64,
    /// Where somebody mentions the agent who asks.
    pub mentioning: i64,
    pub unassigned: i64,
    pub unsolved: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::Ticket))]
pub struct Ticket {
    pub key: String,
    pub title: String,
    pub status: TicketStatus,
    pub priority: TicketPriority,
    pub customer_id: CustomerId,
    pub customer: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collection_id: Option<CollectionId>,
    pub requester: Requester,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<AssigneeRef>,
    pub form: String,
    pub answers: Vec<AnswerText>,
    /// Whether the form asks something in the version the ticket was filed with: it can be filled in, though nothing was.
    #[serde(default)]
    pub form_asks: bool,
    /// Where a public reply will be read, in words: `portal`, `e-mail`, `#ext-globex`.
    pub reaches: Vec<String>,
    /// Colleagues of the requester who get the mails, too, by name.
    #[serde(default)]
    pub followers: Vec<Requester>,
    /// Mails about it that are held back, because more came than people write, or because they look automatic. Somebody may let them in.
    #[serde(default)]
    pub held_mails: u64,
    /// The ticket it follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up_of: Option<LinkedTicket>,
    /// The first tickets that follow it, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub followed_up_by: Vec<LinkedTicket>,
    pub created_at: DateTime<Utc>,
    pub activity_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solved_at: Option<DateTime<Utc>>,
    pub last_seq: i64,
    pub version: i32,
}

/// Part of a ticket's conversation, notes included, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::Conversation))]
pub struct Conversation {
    pub entries: Vec<Entry>,
    /// Asks for the entries before these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier_cursor: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::Entry))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Entry {
    Message(Message),
    Change(ChangeEntry),
    Move(MoveEntry),
}

impl Entry {
    pub fn seq(&self) -> i64 {
        match self {
            Self::Message(m) => m.seq,
            Self::Change(c) => c.seq,
            Self::Move(m) => m.seq,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::Message))]
pub struct Message {
    pub id: MessageId,
    pub seq: i64,
    pub visibility: MessageVisibility,
    pub author: Author,
    /// Markdown, as written. Empty when deleted.
    pub body: String,
    /// The same as sanitised HTML.
    pub html: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    pub source: Source,
    pub created_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::Author))]
pub struct Author {
    pub kind: AuthorKind,
    pub name: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub me: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::ChangeEntry))]
pub struct ChangeEntry {
    pub seq: i64,
    pub actor: Author,
    pub what: Change,
    /// Only the team reads it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub internal: bool,
    pub created_at: DateTime<Utc>,
}

/// Where a ticket went. The team alone reads it: customers do not learn of each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::Move))]
#[serde(tag = "move", rename_all = "snake_case")]
pub enum Move {
    /// To another customer, or to another of its people.
    Customer { from: Party, to: Party },
    /// To another collection, by name; `None` is none.
    Collection { from: Option<String>, to: Option<String> },
}

/// Whose a ticket is, by name, as it was at the time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::Party))]
pub struct Party {
    pub customer: String,
    pub requester: String,
}

impl Move {
    /// The rest of a sentence that begins with the actor's name.
    pub fn sentence(&self) -> String {
        let collection = |name: &Option<String>| name.clone().unwrap_or_else(|| "no collection".to_owned());
        match self {
            Self::Customer { from, to } => format!(
                "moved the ticket from {} ({}) to {} ({})",
                from.requester, from.customer, to.requester, to.customer
            ),
            Self::Collection { from, to } => {
                format!("moved the ticket from {} to {}", collection(from), collection(to))
            }
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::MoveEntry))]
pub struct MoveEntry {
    pub seq: i64,
    pub actor: Author,
    pub what: Move,
    pub created_at: DateTime<Utc>,
}

/// Say something on a ticket: to the customer or to the team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::AddMessage))]
#[serde(deny_unknown_fields)]
pub struct AddMessage {
    pub visibility: MessageVisibility,
    /// Markdown. `@Name` tags the agent of that name among `mentions`. May be empty when files say enough.
    pub body: String,
    #[serde(default)]
    pub mentions: Vec<AgentId>,
    /// Files uploaded before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<AttachmentId>,
    /// Also set the status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<TicketStatus>,
}

/// A message fit to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    visibility: MessageVisibility,
    body: String,
    mentions: Vec<AgentId>,
    attachments: Vec<AttachmentId>,
    status: Option<TicketStatus>,
}

impl AddMessage {
    pub fn parse(self) -> Result<NewMessage, Vec<FieldError>> {
        let mut errors = Vec::new();
        let attachments = attachments::listed(&mut errors, self.attachments);
        let body = attachments::text(&mut errors, self.body, BODY_MAX, &attachments);
        let mentions = problem::mentions(&mut errors, self.mentions);
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(NewMessage {
            visibility: self.visibility,
            body,
            mentions,
            attachments,
            status: self.status,
        })
    }
}

impl NewMessage {
    pub fn visibility(&self) -> MessageVisibility {
        self.visibility
    }
    pub fn body(&self) -> &str {
        &self.body
    }
    pub fn mentions(&self) -> &[AgentId] {
        &self.mentions
    }
    pub fn attachments(&self) -> &[AttachmentId] {
        &self.attachments
    }
    pub fn status(&self) -> Option<TicketStatus> {
        self.status
    }
}

/// Let a message say something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::UpdateMessage))]
#[serde(deny_unknown_fields)]
pub struct UpdateMessage {
    /// Markdown. `@Name` tags the agent of that name among `mentions`.
    pub body: String,
    #[serde(default)]
    pub mentions: Vec<AgentId>,
}

impl UpdateMessage {
    pub fn parse(self) -> Result<NewText, Vec<FieldError>> {
        NewText::parse(self.body, self.mentions)
    }
}

/// What was filled in, as it can be corrected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::TicketAnswers))]
pub struct TicketAnswers {
    /// In the version the ticket was filed with, all its fields.
    pub form: Form,
    /// By field id.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, serde_json::Value>))]
    pub answers: Answers,
    /// The ticket's.
    pub version: i32,
}

/// Correct what was filled in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::UpdateAnswers))]
#[serde(deny_unknown_fields)]
pub struct UpdateAnswers {
    /// The ticket's as last read; 409 when it was changed since. Absent: correct it whatever it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i32>,
    /// All of them, by field id: what is left out is unanswered. Of files, those that are there can stay or go.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, serde_json::Value>))]
    pub answers: Answers,
}

/// Change a ticket; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::UpdateTicket))]
#[serde(deny_unknown_fields)]
pub struct UpdateTicket {
    /// As last read; 409 when the ticket was changed since. Absent: change it whatever it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<TicketStatus>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<TicketPriority>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<Assign>,
    /// Give the ticket to another customer: its former customer's people see it no more, and it goes to the customer's collection unless
    /// `collection` says otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<MoveToCustomer>,
    /// Move the ticket to another collection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collection: Option<MoveToCollection>,
}

/// Whose a ticket becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::MoveToCustomer))]
#[serde(deny_unknown_fields)]
pub struct MoveToCustomer {
    pub customer_id: CustomerId,
    /// One of the customer's people: who is answered from now on.
    pub requester_id: ContactId,
}

/// Where a ticket is handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::MoveToCollection))]
#[serde(deny_unknown_fields)]
pub struct MoveToCollection {
    /// `null`: in none, as a customer's ticket that is in none.
    pub collection_id: Option<CollectionId>,
}

/// Whom to give a ticket to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::Assign))]
#[serde(deny_unknown_fields)]
pub struct Assign {
    /// `null`: nobody.
    pub agent_id: Option<AgentId>,
}

impl UpdateTicket {
    pub fn parse(mut self) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        self.title = self
            .title
            .map(|title| problem::text(&mut errors, "title", title, TITLE_MAX));
        if errors.is_empty() { Ok(self) } else { Err(errors) }
    }
}

/// A live update: something about a ticket has changed; ask for it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::TicketChanged))]
pub struct TicketChanged {
    pub key: String,
    /// The first entry that is new, or says something else now: ask for the conversation from there on.
    pub from_seq: i64,
    /// The ticket's newest entry.
    pub last_seq: i64,
}
