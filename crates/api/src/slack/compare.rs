//! Finds what Slack never told us: events can be lost for good, while we are down or while Slack holds them back.
//!
//! Once a minute a job looks which threads of open tickets are due and has them read back, within a budget and the newest activity first.
//! What differs from what we know is kept as if Slack had told it now ([`received`]), so there is no second way in. After a gap (nobody
//! worked for a while, Slack held events back, the workspace was away) all open threads are due at once.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use portico_types::{
    ids::{AccountId, SlackThreadId},
    tickets::{Source, TicketStatus},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait, Select,
    sea_query::{Expr, Query},
};
use serde_json::{Value, json};

use super::{
    clients, inbox, post,
    received::{Received, micros},
};
use crate::{
    app::AppState,
    entity::{Heard, WorkspaceState, message, slack_heard, slack_post, slack_thread, slack_workspace, ticket},
    jobs::{Claim, Failure, Job, NewJob, Outcome, enqueue},
    outside::slack::SlackError,
};

/// How often it is asked what is due.
const LOOK: TimeDelta = TimeDelta::minutes(1);
/// Whoever comes this much too late to look was away, and Slack may have told nobody.
const SILENCE: TimeDelta = TimeDelta::minutes(2);
/// How long Slack holds events back when it says so.
const HELD_BACK: TimeDelta = TimeDelta::minutes(1);
/// People answer below a solved ticket, too, but hardly ever later.
const SOLVED: TimeDelta = TimeDelta::days(14);
/// How long the thread is looked at that a ticket had before it was moved.
const RETIRED: TimeDelta = TimeDelta::days(1);
/// No thread of a ticket is longer.
const MOST_PAGES: usize = 50;

/// Begins to look, unless that was begun before.
pub(super) async fn begin(db: &impl ConnectionTrait, account_id: AccountId, now: DateTime<Utc>) -> Result<(), DbErr> {
    enqueue(db, now, look(account_id)).await
}

fn look(account_id: AccountId) -> NewJob {
    NewJob::new(account_id, Job::CompareThreads {}).once("compare-threads".to_owned())
}

/// Threads of tickets somebody may still answer, in channels of a workspace that we can ask.
fn open_threads(account_id: AccountId, now: DateTime<Utc>) -> Condition {
    let tickets = Query::select()
        .column(ticket::Column::Id)
        .from(ticket::Entity)
        .and_where(ticket::Column::AccountId.eq(account_id))
        .cond_where(
            Condition::any()
                .add(ticket::Column::Status.is_not_in([TicketStatus::Solved, TicketStatus::Closed]))
                .add(
                    Condition::all()
                        .add(ticket::Column::Status.eq(TicketStatus::Solved))
                        .add(ticket::Column::ActivityAt.gt(now - SOLVED)),
                ),
        )
        .to_owned();
    let workspaces = Query::select()
        .column(slack_workspace::Column::Id)
        .from(slack_workspace::Entity)
        .and_where(slack_workspace::Column::AccountId.eq(account_id))
        .and_where(slack_workspace::Column::State.eq(WorkspaceState::Connected))
        .to_owned();
    Condition::all()
        .add(slack_thread::Column::AccountId.eq(account_id))
        .add(slack_thread::Column::Ts.is_not_null())
        .add(slack_thread::Column::TicketId.in_subquery(tickets))
        .add(slack_thread::Column::WorkspaceId.in_subquery(workspaces))
        // What was said just before a ticket was moved must not be lost silently.
        .add(
            Condition::any()
                .add(slack_thread::Column::RetiredAt.is_null())
                .add(slack_thread::Column::RetiredAt.gt(now - RETIRED)),
        )
}

/// Something may have passed us by: all open threads are due at `at`.
pub(super) async fn all_due(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    now: DateTime<Utc>,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    slack_thread::Entity::update_many()
        .col_expr(slack_thread::Column::CompareDueAt, Expr::value(Some(at)))
        .filter(open_threads(account_id, now))
        .exec(db)
        .await
        .map(drop)
}

/// Slack says that it holds back events of this minute: what it does not tell is looked for when the minute is over.
pub(super) async fn held_back(state: &AppState, workspace: &slack_workspace::Model) -> crate::error::Result<()> {
    due_after(state, workspace.account_id, HELD_BACK).await
}

/// Slack could not tell us of anything for a while.
pub(super) async fn missed(state: &AppState, account_id: AccountId) -> crate::error::Result<()> {
    due_after(state, account_id, TimeDelta::zero()).await
}

async fn due_after(state: &AppState, account_id: AccountId, wait: TimeDelta) -> crate::error::Result<()> {
    let work = async {
        let now = state.clock.now();
        let txn = state.begin_write().await?;
        all_due(&*txn, account_id, now, now + wait).await?;
        begin(&*txn, account_id, now).await?;
        txn.commit().await
    };
    Ok(crate::scope::of_account(account_id, work).await?)
}

/// Looks which threads are due, has as many compared as the budget allows, and looks again in a minute.
pub(super) async fn compare_threads(state: &AppState, claim: &Claim) -> Outcome {
    let (account_id, now) = (claim.account_id, state.clock.now());
    let config = &state.config.slack;
    let every = TimeDelta::seconds(config.compare_seconds.into());
    let pause = LOOK.min(every);
    let txn = state.begin_write().await?;
    if now - claim.created_at > pause + SILENCE {
        tracing::info!("nobody looked for a while: comparing all open threads with Slack");
        all_due(&*txn, account_id, now, now).await?;
    }
    let budget = i64::from(config.compare_per_minute) * pause.num_seconds() / LOOK.num_seconds();
    for thread in due(account_id, now, every)
        .limit(u64::try_from(budget.max(1)).unwrap_or(1))
        .all(&*txn)
        .await?
    {
        slack_thread::Entity::update_many()
            .col_expr(slack_thread::Column::CompareDueAt, Expr::value(Some(now + every)))
            .filter(slack_thread::Column::AccountId.eq(account_id))
            .filter(slack_thread::Column::Id.eq(thread.id))
            .exec(&*txn)
            .await?;
        // One after the other: what is posted must not wait for what is read.
        let job = NewJob::new(account_id, Job::CompareThread { thread_id: thread.id })
            .of_workspace(thread.workspace_id)
            .in_lane(format!("compare:{}", thread.workspace_id), 0)
            .once(format!("compare:{}", thread.id));
        enqueue(&*txn, now, job).await?;
    }
    claim.finish(&*txn).await?;
    enqueue(&*txn, now, look(account_id).not_before(now + pause)).await?;
    Ok(txn.commit().await?)
}

/// A thread that was never compared is due `every` after it was made.
fn due(account_id: AccountId, now: DateTime<Utc>, every: TimeDelta) -> Select<slack_thread::Entity> {
    let at = slack_thread::Column::CompareDueAt;
    let new = Condition::all()
        .add(at.is_null())
        .add(slack_thread::Column::CreatedAt.lte(now - every));
    slack_thread::Entity::find()
        .join(JoinType::InnerJoin, slack_thread::Relation::Ticket.def())
        .filter(open_threads(account_id, now))
        .filter(Condition::any().add(at.lte(now)).add(new))
        .order_by_desc(ticket::Column::ActivityAt)
        .order_by_asc(slack_thread::Column::Id)
}

/// What Slack shows of a thread.
enum Read {
    All(Vec<Value>),
    /// There is none: its first message was deleted, and nothing stood below it.
    Gone,
    /// Slack will not show it.
    Unreadable,
}

/// Compares a thread with what we know of it, and keeps what is missing.
pub(super) async fn compare_thread(state: &AppState, claim: &Claim, thread_id: SlackThreadId) -> Outcome {
    let found = slack_thread::Entity::find_by_id((claim.account_id, thread_id))
        .one(&state.db)
        .await?;
    let Some((thread, root)) = found.and_then(|it| it.ts.clone().map(|ts| (it, ts))) else {
        return Ok(());
    };
    let workspace = slack_workspace::Entity::find_by_id((thread.account_id, thread.workspace_id));
    let Some(workspace) = workspace.one(&state.db).await? else {
        return Ok(());
    };
    // Before reading: what is known by now and not there is gone.
    let before = known(state, &thread).await?;
    let mut there = match read(state, &thread, &root).await? {
        Read::All(there) => there,
        Read::Gone => return card_gone(state, claim, &thread, &root).await,
        Read::Unreadable => return Ok(()),
    };
    let card_deleted = there
        .iter()
        .any(|it| it["ts"] == root.as_str() && it["subtype"] == "tombstone");
    for other in post::other_roots(&state.db, &thread).await? {
        match read(state, &thread, &other).await? {
            Read::All(more) => there.extend(more),
            Read::Gone => {} // With nothing below it.
            Read::Unreadable => return Ok(()),
        }
    }
    // After reading: what was heard meanwhile is not missing.
    let after = heard(state, &thread, &there).await?;
    let mut seen = HashSet::new();
    for message in &there {
        let Some(ts) = message["ts"].as_str() else { continue };
        // With replies below it, of a message its place remains.
        if message["subtype"] == "tombstone" {
            continue;
        }
        seen.insert(ts);
        let edited = message["edited"]["ts"].as_str();
        let newer = |known: i64| edited.is_some_and(|edited| micros(edited) > known);
        let found = match after.get(ts) {
            None => Received::of(&as_event(&thread, message, false), &workspace).map(|it| ("missed", it)),
            Some((Heard::Taken | Heard::Ignored, version)) if newer(*version) => {
                Received::of(&as_event(&thread, message, true), &workspace).map(|it| ("edited", it))
            }
            // Taken back, or turned away and told why.
            Some(_) => None,
        };
        if let Some((kind, received)) = found {
            keep(state, &workspace, kind, (ts, edited.unwrap_or(ts)), received).await?;
        }
    }
    for ts in &before {
        if !seen.contains(ts.as_str()) {
            let received = Received::Deleted {
                channel: thread.channel_id.clone(),
                thread_ts: root.clone(),
                ts: ts.clone(),
            };
            keep(state, &workspace, "deleted", (ts, "deleted"), received).await?;
        }
    }
    if card_deleted {
        return card_gone(state, claim, &thread, &root).await;
    }
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
        .map_err(super::apply::failure)
}

/// All messages below `root`.
async fn read(state: &AppState, thread: &slack_thread::Model, root: &str) -> Result<Read, Failure> {
    let slack = clients::of_thread(state, thread).await?;
    let (mut all, mut cursor) = (Vec::new(), String::new());
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
        all.extend(page.messages);
        match next {
            Some(next) => cursor = next,
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
    Ok(here.map(|it| it.ts.clone()).collect())
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
