//! Tickets as contacts file, list and read them. There is no place for a note here.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    FieldError,
    attachments::{self, Attachment},
    forms::{AnswerText, Answers},
    ids::{AgentId, AttachmentId, ContactId, FormId, MessageId},
    problem,
    tickets::{
        AuthorKind, BODY_MAX, Change, LinkedTicket, NewText, Segment, Source, TITLE_MAX, TicketPriority, TicketStatus,
    },
};

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::TicketSummary))]
pub struct TicketSummary {
    /// Such as `ACME-17`.
    pub key: String,
    pub title: String,
    pub status: TicketStatus,
    pub priority: TicketPriority,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form_id: Option<FormId>,
    pub requester: Person,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// One line of the latest message.
    pub snippet: String,
    /// Where the words that were searched for stand, if in a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<Found>,
    pub message_count: i32,
    /// Something was said or changed since this contact last looked.
    pub unread: bool,
    #[serde(deserialize_with = "crate::time::read")]
    pub created_at: DateTime<Utc>,
    /// When something a contact can see last happened.
    #[serde(deserialize_with = "crate::time::read")]
    pub activity_at: DateTime<Utc>,
}

/// The part of a message, or of the names of its files, in which a search found its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::Found))]
pub struct Found {
    /// Which entry of the conversation.
    pub seq: i64,
    /// In pieces of plain text, of which some are hits.
    pub segments: Vec<Segment>,
}

/// An unsolved ticket that is like the one somebody is about to file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::SimilarTicket))]
pub struct SimilarTicket {
    pub key: String,
    pub title: String,
    pub status: TicketStatus,
    pub activity_at: DateTime<Utc>,
}

/// A colleague by id and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::Person))]
pub struct Person {
    pub id: ContactId,
    pub name: String,
}

/// How many tickets each tab holds, under the list's other filters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::TicketCounts))]
pub struct TicketCounts {
    /// `open`, `in_progress`, `on_hold`: with the team.
    pub open: i64,
    /// `pending`: waiting for the customer.
    pub waiting: i64,
    /// `solved` and `closed`.
    pub solved: i64,
    pub all: i64,
}

/// A ticket's page without its conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::Ticket))]
pub struct Ticket {
    pub key: String,
    pub title: String,
    pub status: TicketStatus,
    pub priority: TicketPriority,
    pub requester: Person,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// Name of the form it was filed with.
    pub form: String,
    pub answers: Vec<AnswerText>,
    pub created_at: DateTime<Utc>,
    pub activity_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solved_at: Option<DateTime<Utc>>,
    /// The ticket it follows, if this contact may see that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up_of: Option<LinkedTicket>,
    /// The first tickets that follow it and that this contact may see, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub followed_up_by: Vec<LinkedTicket>,
    /// Colleagues who hear of what happens here, by name. The requester does anyway.
    #[serde(default)]
    pub followers: Vec<Person>,
    /// This contact wants no mails about it.
    #[serde(default)]
    pub muted: bool,
    /// The newest entry of the conversation; grows by one with every entry that contacts see.
    pub last_seq: i64,
    /// The last entry this contact has seen.
    pub read_seq: i64,
}

/// Part of a ticket's conversation, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::Conversation))]
pub struct Conversation {
    pub entries: Vec<Entry>,
    /// Asks for the entries before these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier_cursor: Option<String>,
}

/// One entry of a conversation. `seq` numbers what contacts see of a ticket: 1, 2, 3 …
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::Entry))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Entry {
    Message(Message),
    Change(ChangeEntry),
}

impl Entry {
    pub fn seq(&self) -> i64 {
        match self {
            Self::Message(m) => m.seq,
            Self::Change(c) => c.seq,
        }
    }
}

/// Something said in public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::Message))]
pub struct Message {
    pub id: MessageId,
    pub seq: i64,
    pub author: Author,
    /// Markdown, as written. Empty when deleted.
    pub body: String,
    /// The same as sanitised HTML, safe to insert as it is.
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
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::Author))]
pub struct Author {
    pub kind: AuthorKind,
    pub name: String,
    /// The signed-in contact wrote it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub me: bool,
}

/// A change, as one quiet line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::ChangeEntry))]
pub struct ChangeEntry {
    pub seq: i64,
    pub actor: Author,
    pub what: Change,
    pub created_at: DateTime<Utc>,
}

/// File a ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::CreateTicket))]
#[serde(deny_unknown_fields)]
pub struct CreateTicket {
    /// Absent: the built-in form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form_id: Option<FormId>,
    /// The version that was filled in. When the form has another one by now, the ticket is refused with the code `form_changed`; without it,
    /// the answers are judged by the newest version, whatever was filled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form_version: Option<i32>,
    pub title: String,
    /// Markdown: becomes the first message.
    pub description: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<TicketPriority>,
    /// By field id; see the form.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, serde_json::Value>))]
    pub answers: Answers,
    /// Files uploaded before, which become the first message's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<AttachmentId>,
    /// Key of the ticket it follows: any that the contact may see, whatever its status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up_of: Option<String>,
}

/// A ticket fit to be filed, but for the answers, which only the form can judge, and for what it follows, which only the server knows.
#[derive(Clone, Debug, PartialEq)]
pub struct NewTicket {
    form_id: Option<FormId>,
    title: String,
    description: String,
    priority: TicketPriority,
    answers: Answers,
    attachments: Vec<AttachmentId>,
}

impl CreateTicket {
    /// Checks every field but the answers ([`crate::forms::Schema::check`] does those) and reports all that fail.
    pub fn parse(self) -> Result<NewTicket, Vec<FieldError>> {
        let mut errors = Vec::new();
        let title = problem::text(&mut errors, "title", self.title, TITLE_MAX);
        if title.contains(['\n', '\r']) {
            errors.push(FieldError::new("title", "Write the title on one line").with_code("one_line"));
        }
        let description = problem::text(&mut errors, "description", self.description, BODY_MAX);
        let attachments = attachments::listed(&mut errors, self.attachments);
        if !errors.is_empty() {
            return Err(errors);
        }
        let priority = self.priority.unwrap_or(TicketPriority::Normal);
        Ok(NewTicket {
            form_id: self.form_id,
            title,
            description,
            priority,
            answers: self.answers,
            attachments,
        })
    }
}

impl NewTicket {
    pub fn form_id(&self) -> Option<FormId> {
        self.form_id
    }
    pub fn title(&self) -> &str {
        &self.title
    }
    pub fn description(&self) -> &str {
        &self.description
    }
    pub fn priority(&self) -> TicketPriority {
        self.priority
    }
    pub fn attachments(&self) -> &[AttachmentId] {
        &self.attachments
    }
    /// As sent, not yet judged.
    pub fn raw_answers(&self) -> &Answers {
        &self.answers
    }
}

/// Reply to a ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::AddReply))]
#[serde(deny_unknown_fields)]
pub struct AddReply {
    /// Markdown. `@Name` tags the agent of that name among `mentions`. May be empty when files say enough.
    pub body: String,
    #[serde(default)]
    pub mentions: Vec<AgentId>,
    /// Files uploaded before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<AttachmentId>,
    /// Also mark the ticket solved.
    #[serde(default)]
    pub solve: bool,
}

/// A reply fit to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReply {
    body: String,
    mentions: Vec<AgentId>,
    attachments: Vec<AttachmentId>,
    solve: bool,
}

impl AddReply {
    pub fn parse(self) -> Result<NewReply, Vec<FieldError>> {
        let mut errors = Vec::new();
        let attachments = attachments::listed(&mut errors, self.attachments);
        let body = attachments::text(&mut errors, self.body, BODY_MAX, &attachments);
        let mentions = problem::mentions(&mut errors, self.mentions);
        if errors.is_empty() {
            Ok(NewReply {
                body,
                mentions,
                attachments,
                solve: self.solve,
            })
        } else {
            Err(errors)
        }
    }
}

impl NewReply {
    pub fn body(&self) -> &str {
        &self.body
    }
    pub fn mentions(&self) -> &[AgentId] {
        &self.mentions
    }
    pub fn attachments(&self) -> &[AttachmentId] {
        &self.attachments
    }
    pub fn solve(&self) -> bool {
        self.solve
    }
}

/// Let one's own message say something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::UpdateReply))]
#[serde(deny_unknown_fields)]
pub struct UpdateReply {
    /// Markdown. `@Name` tags the agent of that name among `mentions`.
    pub body: String,
    #[serde(default)]
    pub mentions: Vec<AgentId>,
}

impl UpdateReply {
    /// How long one's own message can be changed, or taken back.
    pub const WHILE: TimeDelta = TimeDelta::minutes(15);

    pub fn parse(self) -> Result<NewText, Vec<FieldError>> {
        NewText::parse(self.body, self.mentions)
    }
}

/// Remember how far the contact has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::MarkRead))]
#[serde(deny_unknown_fields)]
pub struct MarkRead {
    pub seq: i64,
}

/// A live update: something about a ticket the contact may see has changed; ask for it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::TicketChanged))]
pub struct TicketChanged {
    pub key: String,
    /// The first entry that is new, or says something else now: ask for the conversation from there on.
    pub from_seq: i64,
    /// The ticket's newest entry.
    pub last_seq: i64,
}
