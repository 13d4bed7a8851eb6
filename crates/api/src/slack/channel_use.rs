//! Whether a post may go into its channel, and what its refusal or success says of that.

use std::time::Duration;

use chrono::TimeDelta;
use portico_types::ids::SlackWorkspaceId;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait};

use super::{
    apply::failure,
    channel_list::{ask, belongs_to},
    channels::{put, refused, wake},
    routing,
};
use crate::{
    app::AppState,
    entity::{ChannelState, ThreadKind, slack_channel, slack_thread},
    jobs::{Claim, Failure, Job, NewJob, Outcome, enqueue},
    outside::slack::ChannelUnusable,
};

/// Why nothing internal goes into a channel that another company reads.
const SHARED: &str = "externally_shared";

/// Why nothing internal goes into a channel that Slack does not show us: nobody knows who reads it.
const UNSEEN: &str = "channel_not_found";

/// So that a channel of which Slack says now this, now that is not asked for again and again.
const CHECK_PAUSE: TimeDelta = TimeDelta::minutes(1);

/// Whoever mends it is mostly told of by an event.
const SHARED_PAUSE: Duration = Duration::from_mins(15);

/// Refuses to post what is the team's alone where another company reads it: that waits until the channel is the company's own again.
pub(super) async fn internal(state: &AppState, thread: &slack_thread::Model) -> Outcome {
    if thread.kind == ThreadKind::Customer {
        return Ok(());
    }
    let known = async || {
        let found = slack_channel::Entity::find_by_id((thread.account_id, thread.channel_id.clone()));
        found.one(&state.db).await
    };
    let told = |it: &slack_channel::Model| it.checked_at.is_some();
    let known = if let Some(known) = known().await?.filter(told) {
        Some(known)
    } else {
        // Named or entered a moment ago, maybe; first it is asked whose it is.
        ask(state, thread.account_id, &thread.channel_id).await?;
        known().await?
    };
    let elsewhere = |it: &&slack_channel::Model| it.workspace_id != thread.workspace_id && thread.ts.is_none();
    if let Some(known) = known.as_ref().filter(elsewhere) {
        let txn = state.begin_write().await?;
        belongs_to(&*txn, (known.account_id, known.workspace_id), &known.channel_id).await?;
        txn.commit().await?;
        return Err(Failure::Wait {
            why: "the channel is another workspace's".to_owned(),
            after: Duration::ZERO, // This job is its now, too.
        });
    }
    let why = match known {
        Some(known) if known.is_shared => SHARED,
        Some(known) if !told(&known) => UNSEEN,
        _ => return Ok(()),
    };
    Err(Failure::Blocked {
        error: ChannelUnusable(why.to_owned()).into(),
        after: SHARED_PAUSE,
    })
}

/// Whether another company reads a thread that is the team's alone: see [`internal`].
pub(crate) async fn is_read_by_others(db: &impl ConnectionTrait, thread: &slack_thread::Model) -> Result<bool, DbErr> {
    if thread.kind == ThreadKind::Customer {
        return Ok(false);
    }
    let known = slack_channel::Entity::find_by_id((thread.account_id, thread.channel_id.clone()));
    Ok(known.one(db).await?.is_some_and(|it| it.is_shared))
}

/// The channel a job posts to.
async fn channel_of(state: &AppState, claim: &Claim) -> Result<Option<(String, SlackWorkspaceId)>, DbErr> {
    if let Job::PostTestMessage { channel } = &claim.job {
        let known = slack_channel::Entity::find_by_id((claim.account_id, channel.clone()))
            .one(&state.db)
            .await?;
        return Ok(known.map(|it| (it.channel_id, it.workspace_id)));
    }
    let (Job::PostCard { thread_id }
    | Job::UpdateCard { thread_id }
    | Job::PostMessage { thread_id, .. }
    | Job::UpdateMessage { thread_id, .. }
    | Job::PostChange { thread_id, .. }
    | Job::PostFile { thread_id, .. }) = claim.job
    else {
        return Ok(None);
    };
    let thread = slack_thread::Entity::find_by_id((claim.account_id, thread_id))
        .one(&state.db)
        .await?;
    Ok(thread.map(|it| (it.channel_id, it.workspace_id)))
}

/// Notes that Slack refused a post because of its channel.
pub(super) async fn note_refusal(state: &AppState, claim: &Claim, code: &str) -> Outcome {
    if code == SHARED {
        return Ok(()); // Our own refusal.
    }
    let Some((channel_id, workspace_id)) = channel_of(state, claim).await? else {
        return Ok(());
    };
    let of = (claim.account_id, workspace_id);
    let now = state.clock.now();
    let row = refused(&state.db, of, &channel_id, code).await?;
    let txn = state.begin_write().await?;
    put(&*txn, row).await?;
    let workspaces = routing::workspaces(&*txn, claim.account_id).await.map_err(failure)?;
    if code == UNSEEN && workspaces.len() > 1 {
        // Maybe it is in another of them.
        let once = format!("check-channel:{channel_id}");
        let check = NewJob::new(claim.account_id, Job::CheckChannel { channel: channel_id }).once(once);
        enqueue(&*txn, now, check.not_before(now + CHECK_PAUSE)).await?;
    }
    Ok(txn.commit().await?)
}

/// What was refused before goes out: the channel can be used again.
pub(super) async fn note_success(state: &AppState, claim: &Claim) -> Result<(), DbErr> {
    let Some((channel_id, _)) = channel_of(state, claim).await? else {
        return Ok(());
    };
    let known = slack_channel::Entity::find_by_id((claim.account_id, channel_id))
        .one(&state.db)
        .await?;
    let Some(known) = known.filter(|it| it.state != ChannelState::Open || !it.is_member) else {
        return Ok(());
    };
    let row = slack_channel::ActiveModel {
        account_id: Set(known.account_id),
        workspace_id: Set(known.workspace_id),
        channel_id: Set(known.channel_id),
        name: Set(known.name),
        state: Set(ChannelState::Open),
        is_member: Set(true),
        is_shared: Set(known.is_shared),
        is_private: Set(known.is_private),
        checked_at: Set(known.checked_at), // That we can write there does not say who reads it.
    };
    let txn = state.begin_write().await?;
    put(&*txn, row).await?;
    wake(&*txn, claim.account_id, state.clock.now()).await?;
    txn.commit().await
}
