//! Doors for the fuzzer (`crates/fuzz`): what comes from Slack, as far as it goes before anything is looked up. Each panics when a promise
//! is broken.

use portico_types::ids::{AccountId, SlackWorkspaceId};
use uuid::Uuid;

use super::{
    events, interactions,
    received::{Kept, Received},
};
use crate::{
    entity::slack_workspace,
    text::{from_mrkdwn, split_mrkdwn, to_html, to_mrkdwn, to_plain},
};

/// The body of a request to `/slack/events`. What is read from it survives being stored.
///
/// # Panics
///
/// When it does not: a find.
pub fn event(body: &[u8]) {
    let Ok(events::Envelope::EventCallback { event, .. }) = events::read(body) else {
        return;
    };
    let Some(received) = Received::of(&event, &workspace()) else {
        return;
    };
    if let Received::Said(written) | Received::Edited(written) = &received {
        message(&written.text);
    }
    let kept = Kept {
        workspace_id: SlackWorkspaceId(Uuid::nil()),
        what: received.clone(),
    };
    let stored = serde_json::to_string(&kept).expect("can be stored");
    let read: Kept = serde_json::from_str(&stored).expect("can be read again");
    assert_eq!(read.what, received, "{stored}");
}

/// The body of a request to `/slack/interactions`.
pub fn interaction(body: &[u8]) {
    let _read = interactions::read(body);
}

/// The text of a message. Whatever it is, it can be shown and cut, and what is written back to Slack stays the same from then on.
///
/// # Panics
///
/// When that is not so: a find.
pub fn message(text: &str) {
    let read = |text: &str| from_mrkdwn(text, &|_| None);
    let markdown = read(text);
    to_html(&markdown, &[]);
    to_plain(&markdown);
    let once = to_mrkdwn(&markdown, &[]);
    assert_eq!(to_mrkdwn(&read(&once), &[]), once, "{markdown:?}");
    for part in split_mrkdwn(&once, 300) {
        assert!(part.encode_utf16().count() <= 300, "{part:?}");
    }
}

fn workspace() -> slack_workspace::Model {
    slack_workspace::Model::configured(
        (AccountId(Uuid::nil()), SlackWorkspaceId(Uuid::nil())),
        ("T0ACME", ""),
        ("U0PORTICO", "B0PORTICO"),
        chrono::DateTime::UNIX_EPOCH,
    )
}
