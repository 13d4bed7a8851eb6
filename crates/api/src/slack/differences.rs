//! What Slack shows of a thread and what we heard of it: every difference is kept as if Slack had told it.

use std::collections::{HashMap, HashSet};

use portico_types::{ids::SlackThreadId, tickets::Source};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use serde_json::{Value, json};

use super::{
    absence, changes, clients, doubles, inbox, post,
    received::{Received, micros},
    versions,
};
use crate::{
    app::AppState,
    entity::{Heard, message, slack_heard, slack_post, slack_thread, slack_workspace},
    jobs::{Claim, Failure, Outcome},
    outside::slack::SlackError,
};

/// No thread of a ticket is longer.
const MOST_PAGES: usize = 50;

/// What Slack shows of a thread.
enum Read {
    All(Vec<Value>),
    /// Not all of it: the workspace's plan hides what is old.
    Some(Vec<Value>),
    /// There is none: its first message was deleted, and nothing stood below it.
    Gone,
    /// Slack will not show it.
    Unreadable,
}

/// Compares a thread with what we know of it, and keeps what is missing.
pub(super) async fn compare_thread(state: &AppState, claim: &Claim, thread_id: SlackThreadId) -> Outcome {
    let find = async || {
        slack_thread::Entity::find_by_id((claim.account_id, thread_id))
            .one(&state.db)
            .await
    };
    let Some(thread) = find().await? else {
        return Ok(());
    };
    let workspace = slack_workspace::Entity::find_by_id((thread.account_id, thread.workspace_id));
    let Some(workspace) = workspace.one(&state.db).await? else {
        return Ok(());
    };
    // Before reading: what is known by now and not there is gone.
    let before = known(state, &thread).await?;
    // And before it is asked where the card stands: it may have come anew, and some of what is known stand below it.
    let found = find().await?.and_then(|it| it.ts.clone().map(|ts| (it, ts)));
    let Some((thread, root)) = found else {
        return Ok(());
    };
    let now = state.clock.now();
    let old = absence::may_be_hidden(&root, now);
    let (mut there, mut whole) = match read(state, &thread, &root).await? {
        Read::All(there) => (there, true),
        Read::Some(there) => (there, false),
        // The ticket goes on without a second card, until somebody changes it.
        Read::Gone if old => return compared(state, claim, &thread).await,
        Read::Gone => return card_gone(state, claim, &thread, &root).await,
        Read::Unreadable => return Ok(()),
    };
    let card_deleted = !old
        && there
            .iter()
            .any(|it| it["ts"] == root.as_str() && it["subtype"] == "tombstone");
    for other in post::other_roots(&state.db, &thread).await? {
        match read(state, &thread, &other).await? {
            Read::All(more) => there.extend(more),
            Read::Some(more) => {
                there.extend(more);
                whole = false;
            }
            Read::Gone => {} // With nothing below it.
            Read::Unreadable => return Ok(()),
        }
    }
    // After reading: what was heard meanwhile is not missing.
    let after = heard(state, &thread, &there).await?;
    for message in &there {
        let Some(ts) = message["ts"].as_str() else { continue };
        // With replies below it, of a message its place remains.
        if message["subtype"] == "tombstone" {
            continue;
        }
        let edited = message["edited"]["ts"].as_str();
        let newer = |known: i64| edited.is_some_and(|edited| micros(edited) > known);
        let found = match after.get(ts) {
            None => Received::of(&as_event(&thread, message, false), &workspace).map(|it| ("missed", it)),
            Some((Heard::Taken | Heard::Ignored, version)) if newer(*version) => {
                if is_kept_out(state, &thread, ts).await? {
                    continue; // Until they may come in again.
                }
                Received::of(&as_event(&thread, message, true), &workspace).map(|it| ("edited", it))
            }
            // Taken back, or turned away and told why.
            Some(_) => None,
        };
        if let Some((kind, received)) = found {
            keep(state, &workspace, kind, (ts, edited.unwrap_or(ts)), received).await?;
        }
    }
    let second = doubles::second(&there, &workspace.bot_id, |ts| after.contains_key(ts));
    if !second.is_empty() {
        let txn = state.begin_write().await?;
        for ts in second {
            tracing::info!("a post that came twice is taken away: {} in {}", ts, thread.channel_id);
            post::take_away(state, &txn, &thread, ts.to_owned()).await?;
        }
        txn.commit().await?;
    }
    let gone = if whole {
        absence::taken_back(&before, &there, now)
    } else {
        Vec::new()
    };
    for ts in gone {
        let received = Received::Deleted {
            channel: thread.channel_id.clone(),
            thread_ts: root.clone(),
            ts: ts.to_owned(),
        };
        keep(state, &workspace, "deleted", (ts, "deleted"), received).await?;
    }
    if card_deleted {
        return card_gone(state, claim, &thread, &root).await;
    }
    compared(state, claim, &thread).await
}

/// All that the thread shows is known.
async fn compared(state: &AppState, claim: &Claim, thread: &slack_thread::Model) -> Outcome {
    let txn = state.begin_write().await?;
    slack_thread::Entity::update_many()
        .col_expr(slack_thread::Column::ComparedAt, Expr::value(Some(state.clock.now())))
        .filter(slack_thread::Column::AccountId.eq(thread.account_id))
        .filter(slack_thread::Column::Id.eq(thread.id))
        .exec(&*txn)
        .await?;
    claim.finish(&*txn).await?;
    Ok(txn.commit().await?)
}

/// Nobody told us that the card was deleted.
async fn card_gone(state: &AppState, claim: &Claim, thread: &slack_thread::Model, root: &str) -> Outcome {
    let txn = state.begin_write().await?;
    post::card_gone(state, &txn, thread, root).await?;
    claim.finish(&*txn).await?;
    Ok(txn.commit().await?)
}

/// Whether the author of a message may change nothing now.
async fn is_kept_out(state: &AppState, thread: &slack_thread::Model, ts: &str) -> Result<bool, Failure> {
    let known = versions::known(&state.db, thread, ts).await?;
    match known.and_then(|it| it.message_id) {
        Some(id) => changes::author_left(state, thread, id).await,
        None => Ok(false),
    }
}

/// A message of the thread as the event that we missed.
fn as_event(thread: &slack_thread::Model, message: &Value, edited: bool) -> Value {
    if edited {
        return json!({ "type": "message", "subtype": "message_changed", "channel": thread.channel_id, "message": message });
    }
    let mut event = message.clone();
    event["type"] = "message".into();
    event["channel"] = thread.channel_id.clone().into();
    event
}

async fn keep(
    state: &AppState,
    workspace: &slack_workspace::Model,
    kind: &'static str,
    (ts, version): (&str, &str),
    received: Received,
) -> Outcome {
    let channel = match &received {
        Received::Said(it) | Received::Edited(it) => &it.channel,
        Received::Deleted { channel, .. } => channel,
        _ => return Ok(()), // Threads tell of messages alone.
    };
    tracing::info!("found in Slack what it had not told: {kind}");
    metrics::counter!("slack_drift_total", "kind" => kind).increment(1);
    let external_id = format!("found:{channel}:{ts}:{version}");
    let seq = micros(if kind == "edited" { version } else { ts });
    inbox::store(state, workspace, &external_id, seq, received)
        .await
        .map(drop)
        .map_err(super::apply::failure)
}

/// All messages below `root`.
async fn read(state: &AppState, thread: &slack_thread::Model, root: &str) -> Result<Read, Failure> {
    let slack = clients::of_thread(state, thread).await?;
    let (mut all, mut cursor, mut limited) = (Vec::new(), String::new(), false);
    for _ in 0..MOST_PAGES {
        let page = match slack.thread(&thread.channel_id, root, &cursor).await {
            Ok(page) => page,
            Err(SlackError::Permanent(code)) if code == "thread_not_found" => return Ok(Read::Gone),
            Err(SlackError::Permanent(code)) => {
                tracing::warn!("a thread in {} cannot be compared: {code}", thread.channel_id);
                return Ok(Read::Unreadable);
            }
            Err(err) => return Err(err.into()),
        };
        let next = page.next().map(str::to_owned);
        limited |= page.is_limited;
        all.extend(page.messages);
        match next {
            Some(next) => cursor = next,
            None if limited => return Ok(Read::Some(all)),
            None => return Ok(Read::All(all)),
        }
    }
    tracing::warn!("a thread in {} is too long to be compared", thread.channel_id);
    Ok(Read::Unreadable)
}

/// What people wrote in the thread and stands on the ticket, by `ts`.
async fn known(state: &AppState, thread: &slack_thread::Model) -> Result<Vec<String>, DbErr> {
    let messages = message::Entity::find()
        .filter(message::Column::AccountId.eq(thread.account_id))
        .filter(message::Column::TicketId.eq(thread.ticket_id))
        .filter(message::Column::Source.eq(Source::Slack))
        .filter(message::Column::DeletedAt.is_null())
        .all(&state.db)
        .await?;
    let ids: Vec<_> = messages.iter().map(|it| it.id).collect();
    let posts = slack_post::Entity::find()
        .filter(slack_post::Column::AccountId.eq(thread.account_id))
        .filter(slack_post::Column::MessageId.is_in(ids))
        .order_by_asc(slack_post::Column::Id)
        .all(&state.db)
        .await?;
    // The first is where it was written; the others are what we posted of it elsewhere.
    let written = |message: message::Model| posts.iter().find(|it| it.message_id == message.id);
    let here = messages
        .into_iter()
        .filter_map(written)
        .filter(|it| it.thread_id == thread.id);
    let deleted = deleted(state, thread).await?;
    Ok(here
        .map(|it| it.ts.clone())
        .filter(|it| !deleted.contains(it))
        .collect())
}

/// What was deleted in Slack, as we have heard; some of it stands on tickets all the same (`changes::deleted`).
async fn deleted(state: &AppState, thread: &slack_thread::Model) -> Result<HashSet<String>, DbErr> {
    let rows = slack_heard::Entity::find()
        .filter(slack_heard::Column::AccountId.eq(thread.account_id))
        .filter(slack_heard::Column::WorkspaceId.eq(thread.workspace_id))
        .filter(slack_heard::Column::ChannelId.eq(&*thread.channel_id))
        .filter(slack_heard::Column::Outcome.eq(Heard::Deleted));
    Ok(rows.all(&state.db).await?.into_iter().map(|it| it.ts).collect())
}

/// What became of the messages that are there, and of which version: by `ts`, as far as we have heard of them.
async fn heard(
    state: &AppState,
    thread: &slack_thread::Model,
    there: &[Value],
) -> Result<HashMap<String, (Heard, i64)>, DbErr> {
    let shown: Vec<&str> = there.iter().filter_map(|it| it["ts"].as_str()).collect();
    let mut known = HashMap::new();
    for some in shown.chunks(500) {
        // What was taken before versions were kept.
        let posts = slack_post::Entity::find()
            .filter(slack_post::Column::AccountId.eq(thread.account_id))
            .filter(slack_post::Column::ThreadId.eq(thread.id))
            .filter(slack_post::Column::Ts.is_in(some.iter().copied()));
        known.extend(posts.all(&state.db).await?.into_iter().map(|it| {
            let version = it.created_at.timestamp_micros();
            (it.ts, (Heard::Taken, version))
        }));
        let rows = slack_heard::Entity::find()
            .filter(slack_heard::Column::AccountId.eq(thread.account_id))
            .filter(slack_heard::Column::WorkspaceId.eq(thread.workspace_id))
            .filter(slack_heard::Column::ChannelId.eq(&*thread.channel_id))
            .filter(slack_heard::Column::Ts.is_in(some.iter().copied()));
        let rows = rows.all(&state.db).await?.into_iter();
        known.extend(rows.map(|it| (it.ts, (it.outcome, it.version))));
    }
    Ok(known)
}
