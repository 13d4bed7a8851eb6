//! The list of tickets as a file.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    FieldError,
    forms::AnswerText,
    ids::{ExportId, FormId},
    tickets::{AuthorKind, Source, TicketPriority, TicketStatus},
    word::word,
};

const FILTER_MAX: usize = 2000;

word! {
    /// What a list is written as.
    pub enum ExportFormat {
        Csv = "csv",
        Xlsx = "xlsx",
        Json = "json",
    }
}

impl ExportFormat {
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Json => "application/json",
        }
    }
}

/// A ticket as an export tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::ExportedTicket))]
pub struct ExportedTicket {
    pub key: String,
    pub title: String,
    pub status: TicketStatus,
    pub priority: TicketPriority,
    /// Name of the form it was filed with.
    pub form: String,
    /// Absent for the built-in form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form_id: Option<FormId>,
    pub requester: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    pub created_at: DateTime<Utc>,
    pub activity_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solved_at: Option<DateTime<Utc>>,
    /// Key of the ticket it follows, if the reader may see that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up_of: Option<String>,
    pub message_count: i32,
    /// What was filled in, in the order of the version it was filed with.
    pub answers: Vec<AnswerText>,
    /// What was said in public, oldest first, if that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages: Option<Vec<ExportedMessage>>,
}

/// A public message as an export tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::ExportedMessage))]
pub struct ExportedMessage {
    pub author: String,
    pub author_kind: AuthorKind,
    pub source: Source,
    pub created_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<DateTime<Utc>>,
    /// Nothing but that it was there is left of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
    /// Markdown, as written. Empty when deleted.
    pub body: String,
    /// Names of its files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
}

word! {
    /// How far an export in the background is.
    pub enum ExportState {
        Waiting = "waiting",
        Writing = "writing",
        Ready = "ready",
        Failed = "failed",
        Cancelled = "cancelled",
    }
}

impl ExportState {
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Waiting | Self::Writing)
    }
}

/// Have the list written to a file in the background.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::CreateExport))]
#[serde(deny_unknown_fields)]
pub struct CreateExport {
    pub format: ExportFormat,
    /// The list's parameters, as in an address: `status=open&q=printer`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "openapi", schema(max_length = 2000))]
    pub filter: String,
    /// With the public messages of each ticket.
    #[serde(default)]
    pub messages: bool,
}

impl CreateExport {
    /// What no list's address is as long as. The filter itself is judged by whoever reads it.
    pub fn check(&self) -> Result<(), Vec<FieldError>> {
        if self.filter.chars().count() <= FILTER_MAX {
            return Ok(());
        }
        let error = FieldError::new("filter", format!("Use at most {FILTER_MAX} characters"));
        Err(vec![error.with_code("too_long").with_limit(FILTER_MAX)])
    }
}

/// An export in the background.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::Export))]
pub struct Export {
    pub id: ExportId,
    pub format: ExportFormat,
    pub messages: bool,
    pub state: ExportState,
    /// Of one that failed: why, in a word that stays the same, as the `code` of what is refused at once: `sheet_full`, `export_too_slow`,
    /// `not_visible`, `gave_up` ….
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Tickets written so far.
    pub done: i64,
    /// Tickets there will be; absent until that is settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
    /// Bytes of the file, once it is ready.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<i64>,
    pub created_at: DateTime<Utc>,
    /// When it goes.
    pub expires_at: DateTime<Utc>,
}
