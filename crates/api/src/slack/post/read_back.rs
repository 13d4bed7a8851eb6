//! Which of our posts arrived, when Slack's answer was lost.

use std::collections::BTreeSet;

use anyhow::anyhow;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::EntityTrait;

use crate::{
    app::AppState,
    entity::{slack_thread, slack_workspace},
    jobs::{Claim, Failure},
    outside::slack::{Page, PageMessage, SlackError},
    slack::{clients, received::micros},
};

/// Nobody writes more than this within the time that is looked at.
const MOST_PAGES: usize = 10;

/// Our posts, by the names in their metadata, oldest first. A name that comes twice was posted twice.
#[derive(Default)]
pub(super) struct Arrived(Vec<(String, String)>);

impl Arrived {
    /// The first post of this name, and those that came after it.
    pub(super) fn of(&self, name: &str) -> Option<(&str, Vec<String>)> {
        let mut found = self.0.iter().filter(|(id, _)| id == name).map(|(_, ts)| ts.as_str());
        let first = found.next()?;
        Some((first, found.map(str::to_owned).collect()))
    }

    /// The numbers of a message's parts that are there: the rest of names that begin so.
    pub(super) fn parts_of(&self, message: &str) -> BTreeSet<i32> {
        let parts = self
            .0
            .iter()
            .filter_map(|(id, _)| id.strip_prefix(message)?.strip_prefix(':'));
        parts.filter_map(|number| number.parse().ok()).collect()
    }
}

/// Whom we post as.
struct Us {
    bot_id: String,
    user_id: String,
}

impl Us {
    async fn of(state: &AppState, thread: &slack_thread::Model) -> Result<Self, Failure> {
        let workspace = slack_workspace::Entity::find_by_id((thread.account_id, thread.workspace_id));
        let workspace = workspace.one(&state.db).await?;
        let workspace = workspace.ok_or_else(|| uncertain("the workspace is gone"))?;
        Ok(Self {
            bot_id: workspace.bot_id,
            user_id: workspace.bot_user_id,
        })
    }

    fn posted(&self, message: &PageMessage) -> bool {
        let by_bot = !self.bot_id.is_empty() && message.bot_id.as_deref() == Some(&*self.bot_id);
        by_bot || message.user.as_deref() == Some(&*self.user_id)
    }

    /// Takes down what of a page is ours. One of ours that does not show its name could be the one that is looked for.
    fn find(&self, page: &Page, since: i64, arrived: &mut Arrived) -> Result<(), Failure> {
        for message in page.messages.iter().filter(|it| self.posted(it)) {
            match message.id() {
                Some(id) => arrived.0.push((id.to_owned(), message.ts.clone())),
                None if micros(&message.ts) < since => {}
                // Shown by an upload, which takes no name, or said by Slack of us, as when we come in: never by a post.
                None if !matches!(
                    message.subtype.as_deref(),
                    None | Some("bot_message" | "thread_broadcast")
                ) => {}
                None => {
                    return Err(uncertain(
                        "it does not show the metadata of our posts: is metadata.message:read missing?",
                    ));
                }
            }
        }
        Ok(())
    }
}

/// Nothing of this job can have been sent before. An hour for clocks that differ.
fn since(claim: &Claim) -> DateTime<Utc> {
    let first = claim
        .sending_since
        .map_or(claim.created_at, |sent| sent.min(claim.created_at));
    first - TimeDelta::hours(1)
}

/// Our posts in a thread, as far as this job may have made them.
pub(super) async fn read_thread(
    state: &AppState,
    claim: &Claim,
    thread: &slack_thread::Model,
    root: &str,
) -> Result<Arrived, Failure> {
    let us = Us::of(state, thread).await?;
    let since = since(claim).timestamp_micros();
    let oldest = format!("{}.{:06}", since / 1_000_000, since % 1_000_000);
    let slack = clients::of_thread(state, thread).await?;
    let (mut arrived, mut cursor) = (Arrived::default(), String::new());
    for _ in 0..MOST_PAGES {
        let page = slack.replies_since(&thread.channel_id, root, &oldest, &cursor).await;
        let page = readable(page)?;
        us.find(&page, since, &mut arrived)?;
        match page.next() {
            Some(next) => next.clone_into(&mut cursor),
            None => return Ok(arrived),
        }
    }
    Err(uncertain("the thread is too long to be read"))
}

/// Our posts in a channel. Looks at the newest page in any case, whatever the clocks say, and then back to when this job can have begun.
pub(super) async fn read_channel(
    state: &AppState,
    claim: &Claim,
    thread: &slack_thread::Model,
) -> Result<Arrived, Failure> {
    let us = Us::of(state, thread).await?;
    let since = since(claim).timestamp_micros();
    let slack = clients::of_thread(state, thread).await?;
    let (mut arrived, mut cursor) = (Arrived::default(), String::new());
    for _ in 0..MOST_PAGES {
        let page = readable(slack.history(&thread.channel_id, &cursor).await)?;
        us.find(&page, since, &mut arrived)?;
        let far = page.messages.last().is_none_or(|oldest| micros(&oldest.ts) < since);
        match page.next() {
            Some(next) if !far => next.clone_into(&mut cursor),
            _ => {
                arrived.0.reverse(); // It came newest first.
                return Ok(arrived);
            }
        }
    }
    Err(uncertain("too much was written in the channel since"))
}

/// When Slack refuses to show what was posted, somebody must look: posting again could be twice.
fn readable(page: Result<Page, SlackError>) -> Result<Page, Failure> {
    page.map_err(|err| {
        let of_channel = err.is_of_channel();
        match err {
            SlackError::Permanent(code) if !of_channel => uncertain(&code),
            other => other.into(), // Once the channel can be used again, it can be read, too.
        }
    })
}

fn uncertain(why: &str) -> Failure {
    Failure::Uncertain(anyhow!(
        "uncertain whether an earlier try arrived, and Slack cannot be asked ({why}); look, and say so with `portico jobs resolve`"
    ))
}
