//! A person has looked at what nobody else could tell.

use anyhow::{Context, anyhow, bail};
use portico_types::ids::{AccountId, JobId, MessageId, SlackThreadId};
use sea_orm::{ConnectionTrait, EntityTrait};

use super::{card, message, parts};
use crate::{
    app::AppState,
    db::WriteTxn,
    entity::{job, slack_thread},
    jobs::{self, Failure, Job, NewJob, enqueue},
};

/// Goes on with a job of which nobody knew whether it took effect: the post stands at `posted`, or nowhere and is to be posted again.
pub(crate) async fn resolve(state: &AppState, id: JobId, posted: Option<&str>) -> anyhow::Result<()> {
    let txn = state.begin_write().await?;
    resolve_within(state, &txn, (None, id), posted).await?;
    Ok(txn.commit().await?)
}

/// The same in a transaction; of one account's jobs alone, if it is said which.
pub(crate) async fn resolve_within(
    state: &AppState,
    txn: &WriteTxn,
    (account, id): (Option<AccountId>, JobId),
    posted: Option<&str>,
) -> anyhow::Result<()> {
    let row = jobs::find_uncertain(&**txn, id).await?;
    let row = row.filter(|row| account.is_none_or(|it| row.account_id == it));
    let row = row.context("there is no uncertain job of this id")?;
    let goes_on = match posted {
        None => true,
        Some(ts) => {
            check(ts)?;
            arrived(state, txn, &row, ts).await?
        }
    };
    if !jobs::resolve(&**txn, &row, state.clock.now()).await? {
        bail!("somebody else has just resolved this job");
    }
    if !goes_on {
        job::Entity::delete_by_id((row.account_id, row.id)).exec(&**txn).await?;
        if let Some(lane) = &row.lane {
            jobs::next_in(&**txn, lane).await?;
        }
    }
    Ok(())
}

/// Slack's timestamps name messages.
pub(crate) fn check(ts: &str) -> anyhow::Result<()> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    match ts.split_once('.') {
        Some((seconds, fraction)) if digits(seconds) && digits(fraction) && fraction.len() == 6 => Ok(()),
        _ => bail!(
            "{ts} is no timestamp of Slack's, which look like 1700000000.000200: the end of a message's link, with a dot before its last six digits"
        ),
    }
}

/// Writes down where a post was found. Whether the job has more to do.
async fn arrived(state: &AppState, txn: &WriteTxn, row: &job::Model, ts: &str) -> anyhow::Result<bool> {
    let job = serde_json::json!({ "kind": row.kind, "payload": row.payload });
    let found = async |id| thread(&**txn, row.account_id, id).await;
    match serde_json::from_value(job)? {
        Job::PostCard { thread_id } => {
            let thread = found(thread_id).await?;
            card::stands(state, txn, &thread, ts.to_owned(), Vec::new())
                .await
                .map_err(told)?;
            // It may have changed since.
            let update = NewJob::new(row.account_id, Job::UpdateCard { thread_id })
                .of_workspace(thread.workspace_id)
                .in_lane(format!("card:{thread_id}"), 0)
                .once(format!("card:{thread_id}"));
            enqueue(&**txn, state.clock.now(), update).await?;
            Ok(false)
        }
        Job::PostMessage { thread_id, message_id } => {
            let thread = found(thread_id).await?;
            part_stands(state, txn, &thread, message_id, ts).await?;
            // What is missing follows. And whoever changed it since, or took it back, did not know where it stands.
            let update = NewJob::new(row.account_id, Job::UpdateMessage { thread_id, message_id })
                .of_workspace(thread.workspace_id)
                .in_lane(format!("slack:{thread_id}"), row.lane_seq);
            enqueue(&**txn, state.clock.now(), update).await?;
            Ok(false)
        }
        Job::UpdateMessage { thread_id, message_id } => {
            let thread = found(thread_id).await?;
            part_stands(state, txn, &thread, message_id, ts).await?;
            Ok(true)
        }
        Job::PostChange { .. } => Ok(false),
        _ => bail!("this job posts nothing"),
    }
}

async fn part_stands(
    state: &AppState,
    txn: &WriteTxn,
    thread: &slack_thread::Model,
    message_id: MessageId,
    ts: &str,
) -> anyhow::Result<()> {
    let part = missing((state, txn), thread, message_id).await.map_err(told)?;
    message::remember(state, txn, thread, (message_id, part), ts.to_owned(), Vec::new())
        .await
        .map_err(told)
}

/// Parts are posted in order: the first that is not known is the one that was found.
async fn missing(
    (state, txn): (&AppState, &WriteTxn),
    thread: &slack_thread::Model,
    message_id: MessageId,
) -> Result<i32, Failure> {
    let parts = parts::parts(&**txn, &state.config, thread, message_id).await?;
    let posted = message::posts(&**txn, thread, message_id).await?;
    let first = i32::try_from(parts.map_or(0, |parts| parts.from))?;
    let behind = first.saturating_add(i32::try_from(posted.len()).unwrap_or(i32::MAX));
    Ok((first..=behind)
        .find(|part| !posted.contains_key(part))
        .unwrap_or(first))
}

async fn thread(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    id: SlackThreadId,
) -> anyhow::Result<slack_thread::Model> {
    let thread = slack_thread::Entity::find_by_id((account_id, id)).one(db).await?;
    thread.context("the thread is gone")
}

fn told(failure: Failure) -> anyhow::Error {
    match failure {
        Failure::Retry { error, .. }
        | Failure::Blocked { error, .. }
        | Failure::GiveUp(error)
        | Failure::Uncertain(error)
        | Failure::Defect(error) => error,
        Failure::Wait { why, .. } => anyhow!(why),
        Failure::Lost => anyhow!("the job was taken over"),
    }
}
