//! Asks Slack which channels there are and how they are: what admins choose from.

use chrono::{DateTime, TimeDelta, Utc};
use portico_types::ids::{AccountId, SlackWorkspaceId};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    apply::failure,
    channels::{put, refused, wake},
    clients, routing, token_checks,
};
use crate::{
    app::AppState,
    entity::{ChannelState, JobState, WorkspaceState, job, slack_channel, slack_thread, slack_workspace},
    jobs::{Claim, Failure, Job, NewJob, Outcome, enqueue},
    outside::slack::{Channel, SlackError, TokenRevoked},
};

/// As long as nobody has more channels.
const MOST_PAGES: usize = 50;

/// How often the workspace's channels are looked at.
const LOOK: TimeDelta = TimeDelta::hours(1);

/// Asks Slack how a channel is that settings name.
pub(super) async fn check(state: &AppState, claim: &Claim, channel: &str) -> Outcome {
    ask(state, claim.account_id, channel).await
}

pub(super) async fn ask(state: &AppState, account_id: AccountId, channel: &str) -> Outcome {
    let mut workspaces = routing::workspaces(&state.db, account_id).await.map_err(failure)?;
    let of_channel = routing::workspace_of(&state.db, &workspaces, channel)
        .await
        .map_err(failure)?;
    // First where it is known, or likely, to be.
    workspaces.sort_by_key(|it| Some(it.id) != of_channel);
    let now = state.clock.now();
    let (mut seen, mut refusal, mut trouble) = (None, None, None);
    for workspace in &workspaces {
        match clients::of(state, workspace)?.channel(channel).await {
            Ok(found) if found.is_member => {
                seen = Some((workspace.id, found));
                break;
            }
            Ok(found) => seen = seen.or(Some((workspace.id, found))),
            Err(SlackError::Permanent(code)) => refusal = refusal.or(Some((workspace.id, code))),
            Err(err) => trouble = trouble.or(Some(err)),
        }
    }
    // Maybe it is a channel of the one that did not answer.
    if let Some(err) = trouble.filter(|_| seen.as_ref().is_none_or(|(_, it)| !it.is_member)) {
        return Err(err.into());
    }
    let usable = seen.as_ref().is_some_and(|(_, it)| it.is_member && !it.is_archived);
    let txn = state.begin_write().await?;
    if let Some((workspace_id, found)) = seen {
        let workspace = workspaces.iter().find(|it| it.id == workspace_id);
        if let Some(workspace) = workspace {
            belongs_to(&*txn, (account_id, workspace_id), channel).await?;
            put(&*txn, as_row(workspace, found, now)).await?;
        }
    } else if let Some((workspace_id, code)) = refusal {
        let row = refused(&*txn, (account_id, workspace_id), channel, &code).await?;
        put(&*txn, row).await?;
    }
    // Who waits asks here, too: they must not wake each other for nothing.
    if usable {
        wake(&*txn, account_id, now).await?;
    }
    Ok(txn.commit().await?)
}

/// Threads that were begun before anybody knew whose the channel is go on where it is.
pub(super) async fn belongs_to(
    db: &impl ConnectionTrait,
    (account_id, workspace_id): (AccountId, SlackWorkspaceId),
    channel: &str,
) -> Result<(), DbErr> {
    let astray = slack_thread::Entity::find()
        .filter(slack_thread::Column::AccountId.eq(account_id))
        .filter(slack_thread::Column::ChannelId.eq(channel))
        .filter(slack_thread::Column::WorkspaceId.ne(workspace_id))
        .filter(slack_thread::Column::Ts.is_null());
    for thread in astray.all(db).await? {
        slack_thread::Entity::update_many()
            .col_expr(slack_thread::Column::WorkspaceId, Expr::value(workspace_id))
            .filter(slack_thread::Column::AccountId.eq(thread.account_id))
            .filter(slack_thread::Column::Id.eq(thread.id))
            .exec(db)
            .await?;
        job::Entity::update_many()
            .col_expr(job::Column::WorkspaceId, Expr::value(Some(workspace_id)))
            .filter(job::Column::AccountId.eq(thread.account_id))
            .filter(job::Column::Lane.is_in([format!("slack:{}", thread.id), format!("card:{}", thread.id)]))
            .exec(db)
            .await?;
    }
    Ok(())
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
    let (mut found, mut trouble) = (Vec::new(), None);
    for workspace in routing::workspaces(&state.db, account_id).await.map_err(failure)? {
        if workspace.state != WorkspaceState::Connected {
            continue;
        }
        // One that does not answer hides none of another's.
        match channels_of(state, &workspace).await {
            Ok(channels) => found.extend(channels.into_iter().map(|it| (workspace.clone(), it))),
            Err(Failure::Retry { error, .. }) if error.is::<TokenRevoked>() => {
                let txn = state.begin_write().await?;
                token_checks::check_later(&*txn, (account_id, workspace.id), state.clock.now()).await?;
                txn.commit().await?;
            }
            Err(failure) => trouble = Some(failure),
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
    if let Some(failure) = trouble {
        txn.commit().await?;
        return Err(failure);
    }
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
