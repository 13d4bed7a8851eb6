//! What the Slack settings' handlers read and write: workspaces, channels, the queue's share of Slack, installations under way. What the
//! jobs and receivers of Slack ask for stands beside the one that asks.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use portico_types::ids::{AccountId, JobId, SlackWorkspaceId};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select, sea_query::Expr,
};

use crate::{
    auth,
    entity::{
        ChannelState, JobState, WorkspaceState, agent, job, received_event, slack_channel, slack_install, slack_user,
        slack_workspace,
    },
    jobs,
};

/// The oldest are shown; they are mended together.
const MOST_STUCK: u64 = 50;
/// Ours are 80 characters long.
const LONGEST_STATE: usize = 200;

/// The workspaces that were not taken away, in the order they came.
pub(super) async fn workspaces(
    db: &impl ConnectionTrait,
    account_id: AccountId,
) -> Result<Vec<slack_workspace::Model>, DbErr> {
    slack_workspace::Entity::find()
        .filter(slack_workspace::Column::AccountId.eq(account_id))
        .filter(slack_workspace::Column::State.ne(WorkspaceState::Removed))
        .order_by_asc(slack_workspace::Column::CreatedAt)
        .order_by_asc(slack_workspace::Column::Id)
        .all(db)
        .await
}

/// A workspace that was not taken away.
pub(super) async fn find_workspace(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    id: SlackWorkspaceId,
) -> Result<Option<slack_workspace::Model>, DbErr> {
    let found = slack_workspace::Entity::find_by_id((account_id, id)).one(db).await?;
    Ok(found.filter(|it| it.state != WorkspaceState::Removed))
}

/// Takes a workspace away, and what let us into it.
pub(super) async fn remove_workspace(db: &impl ConnectionTrait, row: slack_workspace::Model) -> Result<(), DbErr> {
    let removed = slack_workspace::ActiveModel {
        state: Set(WorkspaceState::Removed),
        bot_token: Set(None),
        signing_secret: Set(None),
        refresh_token: Set(None),
        app_token: Set(None),
        token_expires_at: Set(None),
        ..row.into_active_model()
    };
    removed.update(db).await.map(drop)
}

/// The channels that there are, by name.
pub(super) async fn channels(
    db: &impl ConnectionTrait,
    account_id: AccountId,
) -> Result<Vec<slack_channel::Model>, DbErr> {
    slack_channel::Entity::find()
        .filter(slack_channel::Column::AccountId.eq(account_id))
        .filter(slack_channel::Column::State.ne(ChannelState::Missing))
        .order_by_asc(slack_channel::Column::Name)
        .order_by_asc(slack_channel::Column::ChannelId)
        .all(db)
        .await
}

/// What is known of the channels that settings name.
pub(super) async fn channels_named(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    ids: BTreeSet<String>,
) -> Result<Vec<slack_channel::Model>, DbErr> {
    slack_channel::Entity::find()
        .filter(slack_channel::Column::AccountId.eq(account_id))
        .filter(slack_channel::Column::ChannelId.is_in(ids))
        .order_by_asc(slack_channel::Column::Name)
        .all(db)
        .await
}

pub(super) async fn find_channel(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    id: &str,
) -> Result<Option<slack_channel::Model>, DbErr> {
    slack_channel::Entity::find_by_id((account_id, id.to_owned()))
        .one(db)
        .await
}

/// When Slack told us something last.
pub(super) async fn last_event_at(
    db: &impl ConnectionTrait,
    account_id: AccountId,
) -> Result<Option<DateTime<Utc>>, DbErr> {
    let newest = received_event::Entity::find()
        .filter(received_event::Column::AccountId.eq(account_id))
        .filter(received_event::Column::Source.eq("slack"))
        .order_by_desc(received_event::Column::ReceivedAt)
        .one(db)
        .await?;
    Ok(newest.map(|it| it.received_at))
}

/// What is Slack's of the queue.
fn jobs(account_id: AccountId) -> Select<job::Entity> {
    job::Entity::find()
        .filter(job::Column::AccountId.eq(account_id))
        .filter(job::Column::Kind.is_in(jobs::of_slack()))
}

/// How much waits that somebody waits for, and since when.
pub(super) async fn backlog(
    db: &impl ConnectionTrait,
    account_id: AccountId,
) -> Result<(u64, Option<DateTime<Utc>>), DbErr> {
    let pending = jobs(account_id)
        .filter(job::Column::State.is_in([JobState::Ready, JobState::Running]))
        .filter(job::Column::Kind.is_not_in([
            "compare_threads",
            "compare_thread",
            "open_threads",
            "connect_slack",
            "check_workspace",
            "list_channels",
        ]));
    let oldest = pending.clone().order_by_asc(job::Column::CreatedAt).one(db).await?;
    Ok((pending.count(db).await?, oldest.map(|it| it.created_at)))
}

/// The oldest jobs that somebody must look at, and how many there are altogether.
pub(super) async fn stuck(db: &impl ConnectionTrait, account_id: AccountId) -> Result<(Vec<job::Model>, u64), DbErr> {
    let all = jobs(account_id).filter(job::Column::State.is_in([JobState::Dead, JobState::Uncertain]));
    let total = all.clone().count(db).await?;
    let oldest = all
        .order_by_asc(job::Column::CreatedAt)
        .limit(MOST_STUCK)
        .all(db)
        .await?;
    Ok((oldest, total))
}

/// A job of the account's that somebody must look at.
pub(super) async fn find_stuck(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    id: JobId,
) -> Result<Option<job::Model>, DbErr> {
    let found = job::Entity::find_by_id((account_id, id)).one(db).await?;
    Ok(found.filter(|it| matches!(it.state, JobState::Dead | JobState::Uncertain)))
}

/// The team by name, and who of it is whom in Slack.
pub(super) async fn team(
    db: &impl ConnectionTrait,
    account_id: AccountId,
) -> Result<(Vec<agent::Model>, Vec<slack_user::Model>), DbErr> {
    let agents = agent::Entity::find()
        .filter(agent::Column::AccountId.eq(account_id))
        .filter(agent::Column::DisabledAt.is_null())
        .order_by_asc(agent::Column::Name)
        .all(db)
        .await?;
    let linked = slack_user::Entity::find()
        .filter(slack_user::Column::AccountId.eq(account_id))
        .filter(slack_user::Column::AgentId.is_not_null())
        .all(db)
        .await?;
    Ok((agents, linked))
}

/// Somebody sets off to Slack.
pub(super) async fn begin_install(db: &impl ConnectionTrait, row: slack_install::Model) -> Result<(), DbErr> {
    let row = row.into_active_model().reset_all();
    slack_install::Entity::insert(row)
        .exec_without_returning(db)
        .await
        .map(drop)
}

/// The installation that a state stands for. The state begins with the account, whose key leads the index.
pub(super) async fn find_install(
    db: &impl ConnectionTrait,
    presented: &str,
) -> Result<Option<slack_install::Model>, DbErr> {
    let account = presented
        .split_once('.')
        .and_then(|(id, _)| id.parse::<AccountId>().ok());
    let Some(account_id) = account.filter(|_| presented.len() <= LONGEST_STATE) else {
        return Ok(None);
    };
    slack_install::Entity::find()
        .filter(slack_install::Column::AccountId.eq(account_id))
        .filter(slack_install::Column::StateHash.eq(auth::hash(presented)))
        .one(db)
        .await
}

/// Uses an installation up: of two at once only one can win.
pub(super) async fn use_install(
    db: &impl ConnectionTrait,
    row: &slack_install::Model,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let taken = slack_install::Entity::update_many()
        .col_expr(slack_install::Column::UsedAt, Expr::value(Some(now)))
        .filter(slack_install::Column::AccountId.eq(row.account_id))
        .filter(slack_install::Column::Id.eq(row.id))
        .filter(slack_install::Column::UsedAt.is_null())
        .exec(db)
        .await?;
    Ok(taken.rows_affected == 1)
}
