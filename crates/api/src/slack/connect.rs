//! Learning which workspace the configured token belongs to, and what its channels are called.

use portico_types::ids::{AccountId, SlackWorkspaceId};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{channels, compare, late_threads};
use crate::{
    app::AppState,
    entity::{
        ChannelState, JobState, WorkspaceState, account, collection, customer, job, slack_channel, slack_workspace,
    },
    jobs::{Claim, Failure, Job, NewJob, Outcome, Pool, enqueue},
    outside::slack::{Identity, SlackError},
    scope,
};

/// Asks, in the background, which workspace the configured token belongs to. Starting never waits for Slack.
pub(crate) async fn connect_later(state: &AppState) -> anyhow::Result<()> {
    if !state.slack.configured() {
        return Ok(());
    }
    let Some(account_id) = served(state).await? else {
        return Ok(());
    };
    let txn = state.begin_write().await?;
    let job = NewJob::new(account_id, Job::ConnectSlack {}).once("connect-slack".to_owned());
    enqueue(&*txn, state.clock.now(), job).await?;
    Ok(txn.commit().await?)
}

/// The account that the configured workspace serves: the one named, or the only one.
async fn served(state: &AppState) -> anyhow::Result<Option<AccountId>> {
    let slug = state.config.slack.account.as_str();
    let all = account::Entity::find();
    if !slug.is_empty() {
        let named = all.filter(account::Column::Slug.eq(slug)).one(&state.db).await?;
        if named.is_none() {
            tracing::warn!("slack.account names {slug}, but there is no such account");
        }
        return Ok(named.map(|it| it.id));
    }
    let some = all.limit(2).all(&state.db).await?;
    if some.len() > 1 {
        tracing::warn!("there are several accounts: name the one that Slack serves in slack.account");
    }
    Ok(some.first().filter(|_| some.len() == 1).map(|it| it.id))
}

pub(super) async fn connect(state: &AppState, claim: &Claim) -> Outcome {
    let identity = state.slack.auth_test().await?;
    let workspace = upsert(state, claim, &identity).await?;
    for channel in named_channels(state, claim.account_id).await? {
        match state.slack.channel(&channel).await {
            Ok(known) => {
                let now = if known.is_archived {
                    ChannelState::Archived
                } else {
                    ChannelState::Open
                };
                remember(state, &workspace, known.id, Some(known.name), (now, known.is_member)).await?;
            }
            Err(SlackError::Permanent(code)) => {
                tracing::warn!("Slack's channel {channel} cannot be used: {code}");
                remember(state, &workspace, channel, None, channels::refused(&code)).await?;
            }
            Err(err) => return Err(err.into()),
        }
    }
    Ok(())
}

async fn upsert(state: &AppState, claim: &Claim, identity: &Identity) -> Result<slack_workspace::Model, Failure> {
    let now = state.clock.now();
    let known = slack_workspace::Entity::find().filter(slack_workspace::Column::TeamId.eq(&identity.team_id));
    // Whichever account's it is. That two processes learn of a workspace at once the unique key sorts out.
    let known = scope::everything(known.one(&state.db)).await?;
    let txn = state.begin_write().await?;
    if known.as_ref().is_some_and(|it| it.account_id != claim.account_id) {
        return Err(Failure::give_up("this Slack workspace serves another account"));
    }
    let exists = known.is_some();
    let workspace = slack_workspace::Model {
        account_id: claim.account_id,
        id: known
            .as_ref()
            .map_or_else(|| SlackWorkspaceId(Uuid::now_v7()), |it| it.id),
        created_at: known.as_ref().map_or(now, |it| it.created_at),
        team_id: identity.team_id.clone(),
        team_name: identity.team.clone(),
        bot_user_id: identity.user_id.clone(),
        bot_id: identity.bot_id.clone(),
        state: WorkspaceState::Connected,
        scopes: identity.granted_scopes.clone(),
    };
    let row = workspace.clone().into_active_model().reset_all();
    if exists {
        row.update(&*txn).await?;
    } else {
        slack_workspace::Entity::insert(row)
            .exec_without_returning(&*txn)
            .await?;
    }
    // Nobody knows for how long we were not told.
    let away = known.is_some_and(|it| it.state == WorkspaceState::Disconnected);
    if away {
        compare::all_due(&*txn, claim.account_id, now, now).await?;
    }
    compare::begin(&*txn, claim.account_id, now).await?;
    late_threads::begin(&*txn, claim.account_id, now).await?;
    if away {
        // What waited for a token that works need not wait for its own next try.
        job::Entity::update_many()
            .col_expr(job::Column::RunAt, Expr::value(now))
            .filter(job::Column::AccountId.eq(claim.account_id))
            .filter(job::Column::State.eq(JobState::Ready))
            .filter(job::Column::Kind.is_in(Pool::Slack.kinds().iter().chain(Pool::Files.kinds()).copied()))
            .filter(job::Column::RunAt.gt(now))
            .exec(&*txn)
            .await?;
    }
    txn.commit().await?;
    Ok(workspace)
}

/// Every channel that the account's settings name.
async fn named_channels(state: &AppState, account_id: AccountId) -> Result<Vec<String>, Failure> {
    let collections = collection::Entity::find()
        .filter(collection::Column::AccountId.eq(account_id))
        .all(&state.db)
        .await?;
    let customers = customer::Entity::find()
        .filter(customer::Column::AccountId.eq(account_id))
        .filter(
            Condition::any()
                .add(customer::Column::TriageChannelId.is_not_null())
                .add(customer::Column::CustomerChannelId.is_not_null()),
        )
        .all(&state.db)
        .await?;
    let mut channels: Vec<String> = collections.into_iter().filter_map(|it| it.triage_channel_id).collect();
    for customer in customers {
        channels.extend(
            customer
                .triage_channel_id
                .into_iter()
                .chain(customer.customer_channel_id),
        );
    }
    channels.sort();
    channels.dedup();
    Ok(channels)
}

async fn remember(
    state: &AppState,
    workspace: &slack_workspace::Model,
    id: String,
    name: Option<String>,
    (now, is_member): (ChannelState, bool),
) -> Outcome {
    let txn = state.begin_write().await?;
    let name = match name {
        Some(name) => name,
        None => {
            let known = slack_channel::Entity::find_by_id((workspace.account_id, id.clone()));
            known.one(&*txn).await?.map_or_else(|| id.clone(), |it| it.name)
        }
    };
    let row = slack_channel::ActiveModel {
        account_id: Set(workspace.account_id),
        workspace_id: Set(workspace.id),
        channel_id: Set(id),
        name: Set(name),
        state: Set(now),
        is_member: Set(is_member),
        checked_at: Set(Some(state.clock.now())),
    };
    channels::put(&*txn, row).await?;
    Ok(txn.commit().await?)
}
