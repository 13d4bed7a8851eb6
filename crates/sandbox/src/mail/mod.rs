//! A mailbox for everybody: what is sent to the SMTP sink is kept, read and shown, never passed on.

mod answer;
mod page;
mod smtp;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use mail_parser::MessageParser;
use serde::{Deserialize, Serialize};

pub use answer::AnswerDoor;
pub(crate) use page::configure as configure_page;
pub use smtp::Credentials;
pub(crate) use smtp::serve;

use crate::{Changes, clock};

/// A mail as it arrived.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mail {
    /// Counts from 1 in the order of arrival.
    pub id: u64,
    /// The envelope's sender; empty for bounces.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// Every byte after `DATA`, dots unstuffed.
    pub raw: String,
    /// The subject, decoded.
    pub subject: String,
    /// The text version, decoded; empty when the mail has none.
    pub text: String,
    /// The HTML version, decoded; empty when the mail has none.
    pub html: String,
    /// All header fields in their order, unfolded, otherwise as sent.
    pub headers: Vec<(String, String)>,
    /// The `Message-ID` without its angle brackets.
    pub message_id: String,
    /// When it was accepted.
    pub received_at: DateTime<Utc>,
}

impl Mail {
    /// The first header field of this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(it, _)| it.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Whether this address is among the recipients.
    pub fn is_to(&self, address: &str) -> bool {
        self.to.iter().any(|to| to.eq_ignore_ascii_case(address))
    }

    fn parse(from: String, to: Vec<String>, raw: &[u8]) -> Self {
        let parsed = MessageParser::default().parse(raw).unwrap_or_default();
        // The parser makes the missing version out of the other one; here each shows what was really sent.
        let body = |html: bool| {
            let parts: Vec<_> = if html {
                parsed.html_bodies().collect()
            } else {
                parsed.text_bodies().collect()
            };
            let sent = parts.into_iter().find(|part| {
                if html {
                    part.is_text_html()
                } else {
                    part.is_text() && !part.is_text_html()
                }
            });
            sent.and_then(|part| part.text_contents())
                .unwrap_or_default()
                .to_owned()
        };
        let unfold = |value: &str| {
            value
                .split(['\r', '\n'])
                .map(str::trim)
                .collect::<Vec<_>>()
                .join(" ")
                .trim()
                .to_owned()
        };
        let headers = parsed
            .headers_raw()
            .map(|(name, value)| (name.to_owned(), unfold(value)))
            .collect();
        Self {
            id: 0,
            from,
            to,
            subject: parsed.subject().unwrap_or_default().to_owned(),
            text: body(false),
            html: body(true),
            headers,
            message_id: parsed.message_id().unwrap_or_default().to_owned(),
            raw: String::from_utf8_lossy(raw).into_owned(),
            received_at: clock::now(),
        }
    }
}

/// All mails that arrived. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Mailbox {
    mails: Arc<Mutex<Vec<Mail>>>,
    changes: Changes,
}

impl Mailbox {
    pub(crate) fn new(mails: Vec<Mail>, changes: Changes) -> Self {
        Self {
            mails: Arc::new(Mutex::new(mails)),
            changes,
        }
    }

    /// Oldest first.
    pub(crate) fn mails(&self) -> Vec<Mail> {
        self.locked().clone()
    }

    pub(crate) fn find(&self, id: u64) -> Option<Mail> {
        self.locked().iter().find(|mail| mail.id == id).cloned()
    }

    pub(crate) fn clear(&self) {
        self.locked().clear();
        self.changes.note();
    }

    fn accept(&self, mail: Mail) -> u64 {
        let mut mails = self.locked();
        let id = mails.last().map_or(1, |last| last.id + 1);
        mails.push(Mail { id, ..mail });
        drop(mails);
        self.changes.note();
        id
    }

    fn locked(&self) -> MutexGuard<'_, Vec<Mail>> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
