//! How every error looks on the wire: RFC 9457 problem details.

use serde::{Deserialize, Serialize};

/// A text that is none of an enum's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownWord;

impl std::fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("is not one of the values offered")
    }
}

impl std::error::Error for UnknownWord {}

/// An error response (`application/problem+json`, RFC 9457). `type` is stable; `title` and `detail` are for people and may change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// Which kind of problem: a path below this server, such as `/problems/not-found`.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    /// The HTTP status, repeated.
    pub status: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Why exactly, in a word that stays the same in all languages, where there is more to say than `type` does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The request this answers, as the server's log names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// What is wrong with each field, for problems of type `/problems/invalid`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

impl Problem {
    pub const CONFLICT: &'static str = "/problems/conflict";
    pub const FORBIDDEN: &'static str = "/problems/forbidden";
    /// The proof is good, and still this person may not come in: the same for every reason.
    pub const NOT_ALLOWED: &'static str = "/problems/not-allowed";
    /// The session is too old for something this sensitive: sign in again.
    pub const SIGN_IN_AGAIN: &'static str = "/problems/sign-in-again";
    /// The API key lacks a scope.
    pub const SCOPE_MISSING: &'static str = "/problems/scope-missing";
    pub const INTERNAL: &'static str = "/problems/internal";
    pub const INVALID: &'static str = "/problems/invalid";
    pub const MALFORMED: &'static str = "/problems/malformed";
    pub const METHOD_NOT_ALLOWED: &'static str = "/problems/method-not-allowed";
    pub const NOT_FOUND: &'static str = "/problems/not-found";
    /// Made by the browser apps when no answer came at all.
    pub const OFFLINE: &'static str = "/problems/offline";
    /// The account's edition and plan have no portal, or it is switched off (product.md §2).
    pub const PORTAL_NOT_AVAILABLE: &'static str = "/problems/portal-not-available";
    pub const SIGN_IN_FAILED: &'static str = "/problems/sign-in-failed";
    /// The ticket is closed for good: a reply is refused, a follow-up ticket is offered.
    pub const TICKET_CLOSED: &'static str = "/problems/ticket-closed";
    pub const TOO_LARGE: &'static str = "/problems/too-large";
    pub const TOO_SLOW: &'static str = "/problems/too-slow";
    pub const TOO_MANY_REQUESTS: &'static str = "/problems/too-many-requests";
    pub const UNAUTHENTICATED: &'static str = "/problems/unauthenticated";
    pub const UNAVAILABLE: &'static str = "/problems/unavailable";
    pub const UNSUPPORTED_MEDIA_TYPE: &'static str = "/problems/unsupported-media-type";

    pub fn new(kind: &str, status: u16, title: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            title: title.to_owned(),
            status,
            detail: None,
            code: None,
            instance: None,
            errors: Vec::new(),
        }
    }

    /// What was said about one field, if anything.
    pub fn about(&self, field: &str) -> Option<&str> {
        self.errors
            .iter()
            .find(|e| e.field == field)
            .map(|e| e.message.as_str())
    }
}

/// One bad field of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// The field's name in the request; `answers.<field id>` for a field of a form.
    pub field: String,
    /// A sentence for the person who filled it in.
    pub message: String,
    /// What is wrong, in a word that stays the same in all languages. Where a contact can meet it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The limit that the sentence speaks of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<String>,
}

impl FieldError {
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            message: message.into(),
            code: None,
            limit: None,
        }
    }

    #[must_use]
    pub fn with_code(mut self, code: &str) -> Self {
        self.code = Some(code.to_owned());
        self
    }

    #[must_use]
    pub fn with_limit(mut self, limit: impl ToString) -> Self {
        self.limit = Some(limit.to_string());
        self
    }
}

/// Takes a text field: trimmed, not empty, at most `max` characters.
pub(crate) fn text(errors: &mut Vec<FieldError>, field: &str, value: String, max: usize) -> String {
    let trimmed = value.trim();
    if trimmed.is_empty() {
        let message = match field {
            "body" => "Write something first".to_owned(),
            _ => format!("Enter the {}", field.replace('_', " ")),
        };
        errors.push(FieldError::new(field, message).with_code("required"));
    } else if trimmed.chars().count() > max {
        let message = format!("Use at most {max} characters");
        errors.push(FieldError::new(field, message).with_code("too_long").with_limit(max));
    } else if trimmed.contains('\0') {
        errors.push(FieldError::new(field, "Remove the zero character").with_code("zero_character"));
    }
    if trimmed.len() == value.len() {
        value
    } else {
        trimmed.to_owned()
    }
}

/// Keeps what was parsed, or notes what is wrong with it.
pub(crate) fn keep<T>(errors: &mut Vec<FieldError>, parsed: Result<T, FieldError>) -> Option<T> {
    parsed.map_err(|err| errors.push(err)).ok()
}

/// Takes the agents named in a message: no more than a handful, each once.
pub(crate) fn mentions(errors: &mut Vec<FieldError>, mut agents: Vec<crate::ids::AgentId>) -> Vec<crate::ids::AgentId> {
    agents.sort_unstable();
    agents.dedup();
    if agents.len() > 20 {
        let error = FieldError::new("mentions", "Mention at most 20 people");
        errors.push(error.with_code("too_many_mentions").with_limit(20));
    }
    agents
}
