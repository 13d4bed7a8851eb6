//! Which of our posts arrived, when Slack's answer was lost.

use std::collections::HashMap;

use chrono::TimeDelta;
use sea_orm::EntityTrait;

use crate::{
    app::AppState,
    entity::{slack_thread, slack_workspace},
    jobs::{Claim, Failure},
    outside::slack::{Page, SlackError},
    slack::received::micros,
};

/// No thread of a ticket is longer.
const MOST_PAGES: usize = 50;

/// Our posts in a thread, by the names in their metadata.
pub(super) async fn read_thread(
    state: &AppState,
    thread: &slack_thread::Model,
    root: &str,
) -> Result<HashMap<String, String>, Failure> {
    let bot = bot_of(state, thread).await?;
    let (mut found, mut cursor) = (HashMap::new(), String::new());
    for _ in 0..MOST_PAGES {
        let page = readable(state.slack.replies(&thread.channel_id, root, &cursor, 200).await)?;
        for message in &page.messages {
            if let (Some(id), true) = (message.id(), message.bot_id.as_deref() == Some(&*bot)) {
                found.insert(id.to_owned(), message.ts.clone());
            }
        }
        match page.next() {
            Some(next) => next.clone_into(&mut cursor),
            None => return Ok(found),
        }
    }
    Err(uncertain("the thread is too long to be read"))
}

/// Our post named `id` in a channel. Looks at the newest page in any case, whatever the clocks say, and then back to when it was asked for.
pub(super) async fn read_channel(
    state: &AppState,
    claim: &Claim,
    thread: &slack_thread::Model,
    id: &str,
) -> Result<Option<String>, Failure> {
    let bot = bot_of(state, thread).await?;
    let since = (claim.created_at - TimeDelta::hours(1)).timestamp_micros();
    let mut cursor = String::new();
    for _ in 0..MOST_PAGES {
        let page = readable(state.slack.history(&thread.channel_id, &cursor).await)?;
        let ours = page
            .messages
            .iter()
            .find(|it| it.id() == Some(id) && it.bot_id.as_deref() == Some(&*bot));
        if let Some(message) = ours {
            return Ok(Some(message.ts.clone()));
        }
        let far = page.messages.last().is_none_or(|oldest| micros(&oldest.ts) < since);
        match page.next() {
            Some(next) if !far => next.clone_into(&mut cursor),
            _ => return Ok(None),
        }
    }
    Err(uncertain("too much was written in the channel since"))
}

async fn bot_of(state: &AppState, thread: &slack_thread::Model) -> Result<String, Failure> {
    let workspace = slack_workspace::Entity::find_by_id((thread.account_id, thread.workspace_id));
    Ok(workspace.one(&state.db).await?.map(|it| it.bot_id).unwrap_or_default())
}

/// When Slack refuses to show what was posted, somebody must look: posting again could be twice.
fn readable(page: Result<Page, SlackError>) -> Result<Page, Failure> {
    page.map_err(|err| match err {
        SlackError::Permanent(code) => uncertain(&code),
        other => other.into(),
    })
}

fn uncertain(why: &str) -> Failure {
    Failure::give_up(format!(
        "uncertain whether an earlier try arrived, and Slack cannot be asked ({why}); look, and retry if not"
    ))
}
