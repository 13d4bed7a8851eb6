//! What went wrong, in the reader's language: by the problem's kind and code. What the server says in English is for agents, who read
//! English, and the last resort for others.

use std::cell::Cell;

use portico_types::{FieldError, Problem};

use crate::api::{Surface, session};
use crate::{intl, messages};

/// What is wrong with a field.
pub fn field_problem(error: &FieldError) -> String {
    let known = if reads_english() { None } else { by_code(error) };
    known
        .filter(|it| !it.is_empty())
        .unwrap_or_else(|| error.message.clone())
}

/// What is wrong with the field of this name, if anything is.
pub fn about(problem: Option<&Problem>, field: &str) -> Option<String> {
    let errors = &problem?.errors;
    errors.iter().find(|it| it.field == field).map(field_problem)
}

/// Agents do, so far.
fn reads_english() -> bool {
    session::surface() == Surface::Staff
}

/// What the door may have to say, before the other texts are here.
fn by_code(error: &FieldError) -> Option<String> {
    match error.code.as_deref()? {
        "no_email" => Some(messages::enter_an_address().to_owned()),
        _ => (MORE.get()?.field)(error),
    }
}

/// What the other texts say: with them in the second module, because a first visit does without.
#[derive(Clone, Copy)]
pub struct More {
    field: fn(&FieldError) -> Option<String>,
    reason: fn(&Problem) -> Option<String>,
}

impl More {
    /// Called there, once the other texts are here.
    pub fn arrive() {
        let field = of_field;
        MORE.set(Some(Self { field, reason }));
    }
}

thread_local! {
    static MORE: Cell<Option<More>> = const { Cell::new(None) };
}

fn of_field(error: &FieldError) -> Option<String> {
    let code = error.code.as_deref()?;
    let exactly = messages::field_problem(&format!("{code}_{}", error.field), "");
    if !exactly.is_empty() {
        return Some(exactly);
    }
    let limit = error.limit.as_deref().map(|it| limit(code, it)).unwrap_or_default();
    Some(messages::field_problem(code, &limit))
}

/// Numbers, sizes and days as the reader writes them.
fn limit(code: &str, limit: &str) -> String {
    match limit.parse::<i64>() {
        Ok(bytes) if code == "file_too_large" => intl::bytes(bytes),
        Ok(count) => intl::signed(count),
        Err(_) => intl::calendar_day(limit),
    }
}

/// What people read instead of the machine's words: a title, and a text that may be empty.
pub fn explain(problem: &Problem) -> (String, String) {
    let (title, text) = match problem.kind.as_str() {
        Problem::OFFLINE => (messages::offline_title(), messages::offline_text()),
        Problem::NOT_FOUND => (messages::not_found_title(), messages::not_found_text()),
        Problem::FORBIDDEN => (messages::forbidden_title(), messages::forbidden_text()),
        Problem::TOO_MANY_REQUESTS => (messages::too_many_title(), messages::too_many_text()),
        Problem::UNAVAILABLE => (messages::unavailable_title(), messages::unavailable_text()),
        Problem::INTERNAL => (messages::unexpected_title(), messages::unexpected_text()),
        _ if reads_english() => (problem.title.as_str(), ""),
        Problem::CONFLICT | Problem::TICKET_CLOSED => (messages::conflict_title(), messages::conflict_text()),
        Problem::INVALID => (messages::error_summary(), ""),
        _ => (messages::unexpected_title(), messages::unexpected_text()),
    };
    let said = match MORE.get() {
        _ if reads_english() => problem.detail.clone(),
        Some(more) => (more.reason)(problem),
        None => None,
    };
    // Before the other texts are here, the server's is better than none.
    let title = if title.is_empty() { &problem.title } else { title };
    (title.to_owned(), said.unwrap_or_else(|| text.to_owned()))
}

/// Why, by the code.
fn reason(problem: &Problem) -> Option<String> {
    if let Some(error) = problem.errors.first() {
        return Some(field_problem(error));
    }
    let code = match problem.kind.as_str() {
        Problem::TICKET_CLOSED => "ticket_closed",
        _ => problem.code.as_deref()?,
    };
    Some(messages::refusal(code)).filter(|it| !it.is_empty())
}

/// Why a file from Slack is not here: agents are told `note`.
pub fn about_refused(note: Option<String>) -> String {
    match note {
        Some(note) if reads_english() => note,
        _ => messages::file_refused().to_owned(),
    }
}
