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
use serde_json::Value;

use super::apply::Applying;
use crate::{
    entity::{ChannelState, JobState, collection, customer, job, slack_channel, slack_post, slack_thread},
    jobs::{Job, Outcome, Pool, enqueue},
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
    /// Another company is in it.
    Shared,
    Unshared,
}

impl ChannelChange {
    /// What an event's type says, for public and for private channels.
    pub(super) fn of(kind: &str, event: &Value) -> Option<Self> {
        Some(match kind {
            "channel_archive" | "group_archive" => Self::Archived,
            "channel_unarchive" | "group_unarchive" => Self::Unarchived,
            "channel_deleted" | "group_deleted" => Self::Deleted,
            "channel_left" | "group_left" => Self::Left,
            "member_joined_channel" => Self::Joined,
            "channel_shared" => Self::Shared,
            // With one company no longer; maybe with others still.
            "channel_unshared" if event["is_ext_shared"] == true => Self::Shared,
            "channel_unshared" => Self::Unshared,
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
        ChannelChange::Shared | ChannelChange::Unshared => (None, None),
    };
    let txn = applying.begin().await?;
    let mut update = slack_channel::Entity::update_many()
        .filter(slack_channel::Column::AccountId.eq(applying.claim.account_id))
        .filter(slack_channel::Column::ChannelId.eq(channel));
    if let Some(state) = state {
        update = update.col_expr(slack_channel::Column::State, Expr::value(state));
    }
    if let Some(member) = member {
        update = update.col_expr(slack_channel::Column::IsMember, Expr::value(member));
    }
    match change {
        ChannelChange::Shared => update = update.col_expr(slack_channel::Column::IsShared, Expr::value(true)),
        ChannelChange::Unshared => update = update.col_expr(slack_channel::Column::IsShared, Expr::value(false)),
        // While we are away, nobody tells us with whom it is shared.
        ChannelChange::Joined | ChannelChange::Left => {
            update = update.col_expr(slack_channel::Column::CheckedAt, Expr::value(None::<DateTime<Utc>>));
        }
        _ => {}
    }
    let known = update.exec(&*txn).await?.rows_affected > 0;
    let usable = [
        ChannelChange::Unarchived,
        ChannelChange::Joined,
        ChannelChange::Unshared,
    ];
    if known && change == ChannelChange::Joined {
        check_later(&*txn, applying, channel).await?;
    }
    if known && usable.contains(&change) {
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
            is_shared: Set(known.is_shared),
            is_private: Set(known.is_private),
            checked_at: Set(None), // Maybe it moved because it was shared.
        };
        put(&*txn, row).await?;
        check_later(&*txn, applying, to).await?;
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

/// Has Slack asked how a channel is.
async fn check_later(db: &impl ConnectionTrait, applying: &Applying<'_>, channel: &str) -> Result<(), DbErr> {
    let job = Job::CheckChannel {
        channel: channel.to_owned(),
    };
    enqueue(db, applying.now, applying.new_job(job)).await
}

/// Writes what we know of a channel, whatever we knew before.
pub(super) async fn put(db: &impl ConnectionTrait, row: slack_channel::ActiveModel) -> Result<(), DbErr> {
    let key = [slack_channel::Column::AccountId, slack_channel::Column::ChannelId];
    let newer = [
        slack_channel::Column::WorkspaceId,
        slack_channel::Column::Name,
        slack_channel::Column::State,
        slack_channel::Column::IsMember,
        slack_channel::Column::IsShared,
        slack_channel::Column::IsPrivate,
        slack_channel::Column::CheckedAt,
    ];
    slack_channel::Entity::insert(row)
        .on_conflict(OnConflict::columns(key).update_columns(newer).to_owned())
        .exec_without_returning(db)
        .await
        .map(drop)
}

/// What Slack's refusal says of a channel. What it is called is known from before, or not at all.
pub(super) async fn refused(
    db: &impl ConnectionTrait,
    (account_id, workspace_id): (AccountId, SlackWorkspaceId),
    channel: &str,
    code: &str,
) -> Result<slack_channel::ActiveModel, DbErr> {
    let known = slack_channel::Entity::find_by_id((account_id, channel.to_owned()))
        .one(db)
        .await?;
    // Where we are not, nobody tells us who else comes.
    let there = !matches!(code, "not_in_channel" | "channel_not_found");
    let (state, is_member) = match code {
        "is_archived" => (ChannelState::Archived, true),
        "not_in_channel" => (ChannelState::Open, false),
        _ => (ChannelState::Missing, false),
    };
    Ok(slack_channel::ActiveModel {
        account_id: Set(account_id),
        workspace_id: Set(workspace_id),
        channel_id: Set(channel.to_owned()),
        name: Set(known.as_ref().map_or_else(|| channel.to_owned(), |it| it.name.clone())),
        state: Set(state),
        is_member: Set(is_member),
        is_shared: Set(known.as_ref().is_some_and(|it| it.is_shared)),
        is_private: Set(known.as_ref().is_some_and(|it| it.is_private)),
        // A refusal does not say who else reads it.
        checked_at: Set(known.and_then(|it| it.checked_at).filter(|_| there)),
    })
}

/// Jobs that wait for a channel are due now. Those that wait for another one find it as it was, and go on waiting.
pub(super) async fn wake(db: &impl ConnectionTrait, account_id: AccountId, now: DateTime<Utc>) -> Result<(), DbErr> {
    job::Entity::update_many()
        .col_expr(job::Column::RunAt, Expr::value(now))
        .col_expr(job::Column::TimedAt, Expr::value(Some(now)))
        .filter(job::Column::AccountId.eq(account_id))
        .filter(job::Column::State.eq(JobState::Ready))
        .filter(job::Column::Kind.is_in(Pool::Slack.kinds().iter().chain(Pool::Files.kinds()).copied()))
        .filter(job::Column::LastError.contains(crate::outside::slack::CHANNEL_UNUSABLE))
        .filter(job::Column::RunAt.gt(now))
        .exec(db)
        .await
        .map(drop)
}
