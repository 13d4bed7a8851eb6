//! Asks Slack which channels there are and how they are: what admins choose from.

use chrono::{DateTime, TimeDelta, Utc};
use portico_types::ids::AccountId;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    apply::failure,
    channels::{put, refused, wake},
    clients, routing,
};
use crate::{
    app::AppState,
    entity::{ChannelState, JobState, WorkspaceState, job, slack_channel, slack_workspace},
    jobs::{Claim, Failure, Job, NewJob, Outcome, enqueue},
    outside::slack::{Channel, SlackError},
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
        Err(SlackError::Permanent(code)) => refused(&state.db, (account_id, workspace.id), channel, &code, now).await?,
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
