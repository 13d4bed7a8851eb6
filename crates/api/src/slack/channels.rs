//! What becomes of the channels we post to: renamed, archived, deleted, left, entered again. What is to be posted to one that cannot be
//! used waits for it.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use portico_types::ids::{AccountId, SlackWorkspaceId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    apply::{Applying, failure},
    clients, routing,
};
use crate::{
    app::AppState,
    entity::{
        ChannelState, JobState, ThreadKind, WorkspaceState, collection, customer, job, slack_channel, slack_post,
        slack_thread, slack_workspace,
    },
    jobs::{Claim, Failure, Job, NewJob, Outcome, Pool, enqueue},
    outside::slack::{Channel, ChannelUnusable, SlackError},
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
        .col_expr(slack_channel::Column::CheckedAt, Expr::value(Some(applying.now)))
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
        _ => {}
    }
    let known = update.exec(&*txn).await?.rows_affected > 0;
    let usable = [
        ChannelChange::Unarchived,
        ChannelChange::Joined,
        ChannelChange::Unshared,
    ];
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

/// What Slack's refusal says of a channel.
pub(super) fn refused(code: &str) -> (ChannelState, bool) {
    match code {
        "is_archived" => (ChannelState::Archived, true),
        "not_in_channel" => (ChannelState::Open, false),
        _ => (ChannelState::Missing, false),
    }
}

/// Why nothing internal goes into a channel that another company reads.
const SHARED: &str = "externally_shared";
/// Whoever mends it is mostly told of by an event.
const SHARED_PAUSE: Duration = Duration::from_mins(15);
/// As long as nobody has more channels.
const MOST_PAGES: usize = 50;
/// How often the workspace's channels are looked at.
const LOOK: TimeDelta = TimeDelta::hours(1);

/// Refuses to post what is the team's alone where another company reads it: that waits until the channel is the company's own again.
pub(super) async fn internal(state: &AppState, thread: &slack_thread::Model) -> Outcome {
    if thread.kind == ThreadKind::Customer {
        return Ok(());
    }
    let known = async || {
        let found = slack_channel::Entity::find_by_id((thread.account_id, thread.channel_id.clone()));
        found.one(&state.db).await
    };
    let known = match known().await? {
        Some(known) => Some(known),
        // Named a moment ago, maybe; first it is asked whose it is.
        None => {
            ask(state, thread.account_id, &thread.channel_id).await?;
            known().await?
        }
    };
    match known {
        Some(known) if known.is_shared => Err(Failure::Blocked {
            error: ChannelUnusable(SHARED.to_owned()).into(),
            after: SHARED_PAUSE,
        }),
        _ => Ok(()),
    }
}

/// Asks Slack how a channel is that settings name.
pub(super) async fn check(state: &AppState, claim: &Claim, channel: &str) -> Outcome {
    ask(state, claim.account_id, channel).await
}

async fn ask(state: &AppState, account_id: AccountId, channel: &str) -> Outcome {
    let workspaces = routing::workspaces(&state.db, account_id).await.map_err(failure)?;
    let of_channel = routing::workspace_of(&state.db, &workspaces, channel)
        .await
        .map_err(failure)?;
    let Some(workspace) = workspaces.into_iter().find(|it| Some(it.id) == of_channel) else {
        return Ok(());
    };
    let now = state.clock.now();
    let row = match clients::of(state, &workspace)?.channel(channel).await {
        Ok(found) => as_row(&workspace, found, now),
        Err(SlackError::Permanent(code)) => {
            let (how, is_member) = refused(&code);
            let known = slack_channel::Entity::find_by_id((account_id, channel.to_owned()))
                .one(&state.db)
                .await?;
            slack_channel::ActiveModel {
                account_id: Set(account_id),
                workspace_id: Set(workspace.id),
                channel_id: Set(channel.to_owned()),
                name: Set(known.as_ref().map_or_else(|| channel.to_owned(), |it| it.name.clone())),
                state: Set(how),
                is_member: Set(is_member),
                is_shared: Set(known.as_ref().is_some_and(|it| it.is_shared)),
                is_private: Set(known.is_some_and(|it| it.is_private)),
                checked_at: Set(Some(now)),
            }
        }
        Err(err) => return Err(err.into()),
    };
    let txn = state.begin_write().await?;
    put(&*txn, row).await?;
    wake(&*txn, account_id, now).await?;
    Ok(txn.commit().await?)
}

/// Begins to look which channels there are, unless that was begun before.
pub(super) async fn begin(db: &impl ConnectionTrait, account_id: AccountId, now: DateTime<Utc>) -> Result<(), DbErr> {
    enqueue(
        db,
        now,
        NewJob::new(account_id, Job::ListChannels {}).once("list-channels".to_owned()),
    )
    .await
}

/// Looks at once, and not only when it is time.
pub(super) async fn look_now(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    begin(db, account_id, now).await?;
    job::Entity::update_many()
        .col_expr(job::Column::RunAt, Expr::value(now))
        .col_expr(job::Column::TimedAt, Expr::value(Some(now)))
        .filter(job::Column::AccountId.eq(account_id))
        .filter(job::Column::Kind.eq("list_channels"))
        .filter(job::Column::State.eq(JobState::Ready))
        .exec(db)
        .await
        .map(drop)
}

/// Looks which channels there are that the app sees: what admins choose from. And again in an hour.
pub(super) async fn list(state: &AppState, claim: &Claim) -> Outcome {
    let account_id = claim.account_id;
    let mut found = Vec::new();
    for workspace in routing::workspaces(&state.db, account_id).await.map_err(failure)? {
        if workspace.state == WorkspaceState::Connected {
            let channels = channels_of(state, &workspace).await?;
            found.extend(channels.into_iter().map(|it| (workspace.clone(), it)));
        }
    }
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    for (workspace, channel) in found {
        let known = slack_channel::Entity::find_by_id((account_id, channel.id.clone()))
            .one(&*txn)
            .await?;
        // A channel shared between two of them is the first's, as long as that is in it.
        let anothers = known.is_some_and(|it| it.workspace_id != workspace.id && it.is_member);
        if !anothers {
            put(&*txn, as_row(&workspace, channel, now)).await?;
        }
    }
    wake(&*txn, account_id, now).await?;
    claim.finish(&*txn).await?;
    let next = NewJob::new(account_id, Job::ListChannels {}).once("list-channels".to_owned());
    enqueue(&*txn, now, next.not_before(now + LOOK)).await?;
    Ok(txn.commit().await?)
}

async fn channels_of(state: &AppState, workspace: &slack_workspace::Model) -> Result<Vec<Channel>, Failure> {
    let slack = clients::of(state, workspace)?;
    let (mut found, mut cursor) = (Vec::new(), String::new());
    for _ in 0..MOST_PAGES {
        let page = match slack.channels(&cursor).await {
            Ok(page) => page,
            Err(SlackError::Permanent(code)) => {
                tracing::warn!("Slack does not list its channels: {code}");
                break;
            }
            Err(err) => return Err(err.into()),
        };
        let next = page.next().map(str::to_owned);
        found.extend(page.channels);
        match next {
            Some(next) => cursor = next,
            None => break,
        }
    }
    Ok(found)
}

/// A channel as Slack describes it.
pub(super) fn as_row(
    workspace: &slack_workspace::Model,
    found: Channel,
    now: DateTime<Utc>,
) -> slack_channel::ActiveModel {
    slack_channel::ActiveModel {
        account_id: Set(workspace.account_id),
        workspace_id: Set(workspace.id),
        is_shared: Set(found.is_external()),
        is_private: Set(found.is_private),
        state: Set(if found.is_archived {
            ChannelState::Archived
        } else {
            ChannelState::Open
        }),
        is_member: Set(found.is_member),
        channel_id: Set(found.id),
        name: Set(found.name),
        checked_at: Set(Some(now)),
    }
}

/// Jobs that wait for a channel are due now. Those that wait for another one find it as it was, and go on waiting.
async fn wake(db: &impl ConnectionTrait, account_id: AccountId, now: DateTime<Utc>) -> Result<(), DbErr> {
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
    if code == SHARED {
        return Ok(()); // Our own refusal.
    }
    let Some((channel_id, workspace_id)) = channel_of(state, claim).await? else {
        return Ok(());
    };
    let key = (claim.account_id, channel_id.clone());
    let known = slack_channel::Entity::find_by_id(key).one(&state.db).await?;
    let (now_state, is_member) = refused(code);
    let row = slack_channel::ActiveModel {
        account_id: Set(claim.account_id),
        workspace_id: Set(workspace_id),
        name: Set(known.as_ref().map_or_else(|| channel_id.clone(), |it| it.name.clone())),
        channel_id: Set(channel_id),
        state: Set(now_state),
        is_member: Set(is_member),
        is_shared: Set(known.as_ref().is_some_and(|it| it.is_shared)),
        is_private: Set(known.is_some_and(|it| it.is_private)),
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
        is_shared: Set(known.is_shared),
        is_private: Set(known.is_private),
        checked_at: Set(Some(state.clock.now())),
    };
    let txn = state.begin_write().await?;
    put(&*txn, row).await?;
    wake(&*txn, claim.account_id, state.clock.now()).await?;
    txn.commit().await
}
