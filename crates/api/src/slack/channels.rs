//! What becomes of the channels we post to: renamed, archived, deleted, left, entered again. What is to be posted to one that cannot be
//! used waits for it.

use chrono::{DateTime, Utc};
use portico_types::ids::{AccountId, SlackWorkspaceId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};
use serde::{Deserialize, Serialize};

use super::apply::Applying;
use crate::{
    app::AppState,
    entity::{ChannelState, JobState, collection, customer, job, slack_channel, slack_post, slack_thread},
    jobs::{Claim, Job, Outcome, Pool},
};

/// What happened to a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ChannelChange {
    Archived,
    Unarchived,
    Deleted,
    /// We were removed from it.
    Left,
    /// We were added to it.
    Joined,
}

impl ChannelChange {
    /// What an event's type says, for public and for private channels.
    pub(super) fn of(event: &str) -> Option<Self> {
        Some(match event {
            "channel_archive" | "group_archive" => Self::Archived,
            "channel_unarchive" | "group_unarchive" => Self::Unarchived,
            "channel_deleted" | "group_deleted" => Self::Deleted,
            "channel_left" | "group_left" => Self::Left,
            "member_joined_channel" => Self::Joined,
            _ => return None,
        })
    }
}

/// Notes what happened to a channel of ours, and lets go what waited for it.
pub(super) async fn changed(applying: &Applying<'_>, channel: &str, change: ChannelChange) -> Outcome {
    let (state, member) = match change {
        ChannelChange::Archived => (Some(ChannelState::Archived), None),
        ChannelChange::Unarchived => (Some(ChannelState::Open), None),
        ChannelChange::Deleted => (Some(ChannelState::Missing), None),
        ChannelChange::Left => (None, Some(false)),
        // Nobody comes into a channel that is archived.
        ChannelChange::Joined => (Some(ChannelState::Open), Some(true)),
    };
    let txn = applying.begin().await?;
    let mut update = slack_channel::Entity::update_many()
        .col_expr(slack_channel::Column::CheckedAt, Expr::value(Some(applying.now)))
        .filter(slack_channel::Column::AccountId.eq(applying.claim.account_id))
        .filter(slack_channel::Column::ChannelId.eq(channel));
    if let Some(state) = state {
        update = update.col_expr(slack_channel::Column::State, Expr::value(state));
    }
    if let Some(member) = member {
        update = update.col_expr(slack_channel::Column::IsMember, Expr::value(member));
    }
    let known = update.exec(&*txn).await?.rows_affected > 0;
    if known && matches!(change, ChannelChange::Unarchived | ChannelChange::Joined) {
        wake(&*txn, applying.claim.account_id, applying.now).await?;
    }
    applying.commit(txn).await
}

/// A channel has another id now, as when it is shared with another company.
pub(super) async fn moved(applying: &Applying<'_>, from: &str, to: &str) -> Outcome {
    let account_id = applying.claim.account_id;
    let txn = applying.begin().await?;
    let known = slack_channel::Entity::find_by_id((account_id, from.to_owned()))
        .one(&*txn)
        .await?;
    if let Some(known) = known {
        slack_channel::Entity::delete_by_id((account_id, from.to_owned()))
            .exec(&*txn)
            .await?;
        let row = slack_channel::ActiveModel {
            account_id: Set(account_id),
            workspace_id: Set(known.workspace_id),
            channel_id: Set(to.to_owned()),
            name: Set(known.name),
            state: Set(ChannelState::Open),
            is_member: Set(known.is_member),
            checked_at: Set(Some(applying.now)),
        };
        put(&*txn, row).await?;
    }
    macro_rules! rename {
        ($($entity:ident.$column:ident),*) => {$(
            $entity::Entity::update_many()
                .col_expr($entity::Column::$column, Expr::value(to))
                .filter($entity::Column::AccountId.eq(account_id))
                .filter($entity::Column::$column.eq(from))
                .exec(&*txn)
                .await?;
        )*};
    }
    rename!(
        slack_thread.ChannelId,
        slack_post.ChannelId,
        collection.TriageChannelId,
        customer.TriageChannelId,
        customer.CustomerChannelId
    );
    wake(&*txn, account_id, applying.now).await?;
    applying.commit(txn).await
}

/// Writes what we know of a channel, whatever we knew before.
pub(super) async fn put(db: &impl ConnectionTrait, row: slack_channel::ActiveModel) -> Result<(), DbErr> {
    let key = [slack_channel::Column::AccountId, slack_channel::Column::ChannelId];
    let newer = [
        slack_channel::Column::WorkspaceId,
        slack_channel::Column::Name,
        slack_channel::Column::State,
        slack_channel::Column::IsMember,
        slack_channel::Column::CheckedAt,
    ];
    slack_channel::Entity::insert(row)
        .on_conflict(OnConflict::columns(key).update_columns(newer).to_owned())
        .exec_without_returning(db)
        .await
        .map(drop)
}

/// What Slack's refusal says of a channel.
pub(super) fn refused(code: &str) -> (ChannelState, bool) {
    match code {
        "is_archived" => (ChannelState::Archived, true),
        "not_in_channel" => (ChannelState::Open, false),
        _ => (ChannelState::Missing, false),
    }
}

/// Jobs that wait for a channel are due now. Those that wait for another one find it as it was, and go on waiting.
async fn wake(db: &impl ConnectionTrait, account_id: AccountId, now: DateTime<Utc>) -> Result<(), DbErr> {
    job::Entity::update_many()
        .col_expr(job::Column::RunAt, Expr::value(now))
        .filter(job::Column::AccountId.eq(account_id))
        .filter(job::Column::State.eq(JobState::Ready))
        .filter(job::Column::Kind.is_in(Pool::Slack.kinds().iter().chain(Pool::Files.kinds()).copied()))
        .filter(job::Column::LastError.contains(crate::outside::slack::CHANNEL_UNUSABLE))
        .filter(job::Column::RunAt.gt(now))
        .exec(db)
        .await
        .map(drop)
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
pub(super) async fn note_refusal(state: &AppState, claim: &Claim, code: &str) -> Result<(), DbErr> {
    let Some((channel_id, workspace_id)) = channel_of(state, claim).await? else {
        return Ok(());
    };
    let key = (claim.account_id, channel_id.clone());
    let known = slack_channel::Entity::find_by_id(key).one(&state.db).await?;
    let (now_state, is_member) = refused(code);
    let row = slack_channel::ActiveModel {
        account_id: Set(claim.account_id),
        workspace_id: Set(workspace_id),
        name: Set(known.map_or_else(|| channel_id.clone(), |it| it.name)),
        channel_id: Set(channel_id),
        state: Set(now_state),
        is_member: Set(is_member),
        checked_at: Set(Some(state.clock.now())),
    };
    let txn = state.begin_write().await?;
    put(&*txn, row).await?;
    txn.commit().await
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
        checked_at: Set(Some(state.clock.now())),
    };
    let txn = state.begin_write().await?;
    put(&*txn, row).await?;
    wake(&*txn, claim.account_id, state.clock.now()).await?;
    txn.commit().await
}
