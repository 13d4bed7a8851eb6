//! Whether workspaces' tokens still work, and what the channels that settings name are called.

use chrono::{DateTime, Utc};
use portico_types::ids::{AccountId, SlackWorkspaceId};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};

use super::{apply, channel_list, channels, clients, connect::welcome, named_channels, renew};
use crate::{
    app::AppState,
    entity::{ChannelState, JobState, WorkspaceState, job, slack_channel, slack_workspace},
    jobs::{Claim, Failure, Job, NewJob, Outcome, enqueue},
    outside::slack::{REVOKED_PAUSE, SlackClient, SlackError, TokenRevoked},
};

/// Has a workspace's token looked at, at `at` or before.
pub(super) async fn check_later(
    db: &impl ConnectionTrait,
    (account_id, id): (AccountId, SlackWorkspaceId),
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let key = format!("check:{id}");
    // One that waits for a later time makes room.
    job::Entity::delete_many()
        .filter(job::Column::AccountId.eq(account_id))
        .filter(job::Column::UniqueKey.eq(&*key))
        .filter(job::Column::State.eq(JobState::Ready))
        .filter(job::Column::RunAt.gt(now))
        .exec(db)
        .await?;
    enqueue(db, now, checking(account_id, id, now).once(key)).await
}

/// One at a time for each workspace: a refresh token is good for one use.
pub(super) fn checking(account_id: AccountId, id: SlackWorkspaceId, at: DateTime<Utc>) -> NewJob {
    NewJob::new(account_id, Job::CheckWorkspace { workspace_id: id })
        .of_workspace(id)
        .in_lane(format!("check:{id}"), at.timestamp_micros())
        .not_before(at)
}

/// Asks Slack whether a workspace's token works, renews one that is about to end, and learns what its channels are called. One that does
/// not work is asked for again now and then: whoever mends it need not tell us.
pub(super) async fn check(state: &AppState, claim: &Claim, id: SlackWorkspaceId) -> Outcome {
    let Some(workspace) = find(state, (claim.account_id, id)).await? else {
        return Ok(());
    };
    let workspace = renew::if_due(state, claim, workspace).await?;
    let slack = clients::of(state, &workspace)?;
    let identity = match slack.auth_test().await {
        Err(SlackError::Revoked(code)) => {
            let txn = state.begin_write().await?;
            set_state(&*txn, &workspace, WorkspaceState::Disconnected).await?;
            txn.commit().await?;
            return Err(Failure::Blocked {
                error: TokenRevoked(code).into(),
                after: REVOKED_PAUSE,
            });
        }
        identity => identity?,
    };
    if identity.team_id != workspace.team_id {
        return Err(Failure::give_up("the token is another workspace's"));
    }
    let txn = state.begin_write().await?;
    if set_state(&*txn, &workspace, WorkspaceState::Connected).await? {
        slack_workspace::Entity::update_many()
            .col_expr(slack_workspace::Column::Scopes, Expr::value(&identity.granted_scopes))
            .col_expr(slack_workspace::Column::TeamName, Expr::value(&identity.team))
            .filter(slack_workspace::Column::AccountId.eq(workspace.account_id))
            .filter(slack_workspace::Column::Id.eq(workspace.id))
            .exec(&*txn)
            .await?;
        let away = workspace.state != WorkspaceState::Connected;
        welcome(&*txn, &workspace, away, state.clock.now()).await?;
        renew::later(&*txn, &workspace, state.clock.now()).await?;
    }
    txn.commit().await?;
    learn_channels(state, &slack, &workspace).await
}

/// A workspace that was not taken away.
pub(super) async fn find(
    state: &AppState,
    key: (AccountId, SlackWorkspaceId),
) -> Result<Option<slack_workspace::Model>, DbErr> {
    let found = slack_workspace::Entity::find_by_id(key).one(&state.db).await?;
    Ok(found.filter(|it| it.state != WorkspaceState::Removed))
}

/// Notes whether a workspace's token works, unless it has another token by now or was taken away. Whether it was noted.
async fn set_state(
    db: &impl ConnectionTrait,
    workspace: &slack_workspace::Model,
    state: WorkspaceState,
) -> Result<bool, DbErr> {
    let token = slack_workspace::Column::BotToken;
    let same = match &workspace.bot_token {
        Some(sealed) => token.eq(sealed.clone()),
        None => token.is_null(),
    };
    let noted = slack_workspace::Entity::update_many()
        .col_expr(slack_workspace::Column::State, Expr::value(state))
        .filter(slack_workspace::Column::AccountId.eq(workspace.account_id))
        .filter(slack_workspace::Column::Id.eq(workspace.id))
        .filter(slack_workspace::Column::State.ne(WorkspaceState::Removed))
        .filter(same);
    Ok(noted.exec(db).await?.rows_affected == 1)
}

/// Learns of every channel that the account's settings name, unless it is another workspace's.
pub(super) async fn learn_channels(
    state: &AppState,
    slack: &SlackClient<'_>,
    workspace: &slack_workspace::Model,
) -> Outcome {
    for channel in named_channels::named_channels(&state.db, workspace.account_id)
        .await
        .map_err(apply::failure)?
    {
        let known = slack_channel::Entity::find_by_id((workspace.account_id, channel.clone()))
            .one(&state.db)
            .await?;
        // A channel shared between two of them is the first's, as long as that is in it.
        let theirs = known.filter(|it| it.workspace_id != workspace.id);
        if theirs
            .as_ref()
            .is_some_and(|it| it.is_member && it.state == ChannelState::Open)
        {
            continue;
        }
        let theirs = theirs.is_some();
        match slack.channel(&channel).await {
            Ok(known) if theirs && !known.is_member => {}
            Ok(known) => {
                let txn = state.begin_write().await?;
                channels::put(&*txn, channel_list::as_row(workspace, known, state.clock.now())).await?;
                txn.commit().await?;
            }
            Err(SlackError::Permanent(_)) if theirs => {}
            Err(SlackError::Permanent(code)) => {
                tracing::warn!("Slack's channel {channel} cannot be used: {code}");
                let txn = state.begin_write().await?;
                let of = (workspace.account_id, workspace.id);
                let row = channels::refused(&*txn, of, &channel, &code).await?;
                channels::put(&*txn, row).await?;
                txn.commit().await?;
            }
            Err(err) => return Err(err.into()),
        }
    }
    Ok(())
}
