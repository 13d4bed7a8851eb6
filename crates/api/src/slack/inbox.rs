//! Keeps what happened in Slack before Slack is told that we have it. Applying it is the job's (`apply`).

use chrono::{DateTime, Utc};
use portico_types::ids::{AccountId, ReceivedEventId, SlackThreadId};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, TryInsertResult};
use uuid::Uuid;

use super::{
    people, post,
    received::{Kept, Received},
    undo::Undo,
};
use crate::{
    app::AppState,
    db::{WriteTxn, or_nothing},
    entity::{JobState, job, received_event, slack_thread, slack_workspace},
    error::Result,
    jobs::{self, Job, NewJob, enqueue},
    scope,
};

/// Keeps what happened and the job that applies it, in one transaction; what is known already is kept once. After this, and not before,
/// Slack may be told that we have it. False when it is none of the workspace's business.
pub(super) async fn store(
    state: &AppState,
    workspace: &slack_workspace::Model,
    external_id: &str,
    seq: i64,
    received: Received,
) -> Result<bool> {
    let work = store_within(state, workspace, external_id, seq, received);
    scope::of_account(workspace.account_id, work).await
}

async fn store_within(
    state: &AppState,
    workspace: &slack_workspace::Model,
    external_id: &str,
    seq: i64,
    received: Received,
) -> Result<bool> {
    let account_id = workspace.account_id;
    if let Some((channel, root)) = received.thread()
        && !received.is_below_us()
        && !concerns_us(state, workspace, channel, root).await?
    {
        return Ok(false); // What people say elsewhere is none of our business, and is not kept.
    }
    if let Received::PersonChanged { user, is_colleague } = &received
        && !people::is_news(&state.db, workspace, user, *is_colleague).await?
    {
        return Ok(false);
    }
    let now = state.clock.now();
    let event_id = ReceivedEventId(Uuid::now_v7());
    let lane = match (&received, received.thread()) {
        (_, Some((channel, root))) => format!("slack-in:{channel}:{root}"),
        (
            Received::Replied { thread_id, .. }
            | Received::Undone {
                undo: Undo { thread_id, .. },
                ..
            },
            None,
        ) => lane_of(state, workspace, *thread_id).await?,
        (Received::PersonChanged { user, .. }, None) => format!("slack-in:{user}"),
        _ => format!("slack-in:{}", workspace.id),
    };
    let kept = Kept {
        workspace_id: workspace.id,
        what: received,
    };
    let row = received_event::ActiveModel {
        account_id: Set(account_id),
        id: Set(event_id),
        source: Set("slack".to_owned()),
        external_id: Set(external_id.to_owned()),
        payload: Set(serde_json::to_value(&kept).map_err(anyhow::Error::from)?),
        received_at: Set(now),
        applied_at: Set(None),
    };
    let txn = state.begin_write().await?;
    let inserted = received_event::Entity::insert(row)
        .on_conflict(or_nothing())
        .try_insert()
        .exec_without_returning(&*txn)
        .await?;
    if !matches!(inserted, TryInsertResult::Inserted(1..)) {
        revive(&txn, account_id, external_id, now).await?;
        txn.commit().await?;
        return Ok(true);
    }
    let job = NewJob::new(account_id, Job::ApplySlackEvent { event_id })
        .of_workspace(workspace.id)
        .in_lane(lane, seq);
    enqueue(&*txn, now, job).await?;
    txn.commit().await?;
    Ok(true)
}

/// The lane of what is written in a thread: the modal's replies have their place among the others.
async fn lane_of(state: &AppState, workspace: &slack_workspace::Model, id: SlackThreadId) -> Result<String> {
    let thread = slack_thread::Entity::find_by_id((workspace.account_id, id))
        .one(&state.db)
        .await?;
    let place = thread.and_then(|thread| Some((thread.channel_id, thread.ts?)));
    Ok(match place {
        Some((channel, root)) => format!("slack-in:{channel}:{root}"),
        None => format!("slack-in:{id}"),
    })
}

/// Slack tells again of what was set aside before it was applied: that is a reason to try once more.
async fn revive(txn: &WriteTxn, account_id: AccountId, external_id: &str, now: DateTime<Utc>) -> Result<()> {
    let kept = received_event::Entity::find()
        .filter(received_event::Column::AccountId.eq(account_id))
        .filter(received_event::Column::Source.eq("slack"))
        .filter(received_event::Column::ExternalId.eq(external_id))
        .one(&**txn)
        .await?;
    let Some(kept) = kept.filter(|it| it.applied_at.is_none()) else {
        return Ok(());
    };
    let dead = job::Entity::find()
        .filter(job::Column::AccountId.eq(account_id))
        .filter(job::Column::Kind.eq("apply_slack_event"))
        .filter(job::Column::State.eq(JobState::Dead))
        .all(&**txn)
        .await?;
    for job in dead.iter().filter(|it| it.payload["event_id"] == kept.id.to_string()) {
        jobs::retry(&**txn, Some(job.id), now).await?;
    }
    Ok(())
}

/// Whether a thread is a ticket's, or may be one whose card we have not heard back about.
async fn concerns_us(state: &AppState, workspace: &slack_workspace::Model, channel: &str, root: &str) -> Result<bool> {
    let ts = slack_thread::Column::Ts;
    let found = slack_thread::Entity::find()
        .filter(slack_thread::Column::AccountId.eq(workspace.account_id))
        .filter(slack_thread::Column::WorkspaceId.eq(workspace.id))
        .filter(slack_thread::Column::ChannelId.eq(channel))
        .filter(Condition::any().add(ts.eq(root)).add(ts.is_null()));
    if found.one(&state.db).await?.is_some() {
        return Ok(true);
    }
    Ok(post::whose_was(&state.db, workspace, channel, root).await?.is_some())
}
