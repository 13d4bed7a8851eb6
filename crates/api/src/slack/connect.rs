//! Learning which workspaces our tokens belong to, taking them in and letting them go.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use portico_types::{
    ids::{AccountId, SlackWorkspaceId},
    staff::SlackSource,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    channel_list, compare, late_threads, people,
    token_checks::{check, learn_channels},
};
use crate::{
    app::AppState,
    db::WriteTxn,
    entity::{JobState, WorkspaceState, account, job, slack_workspace},
    jobs::{self, Claim, Failure, Job, NewJob, Outcome, enqueue},
    outside::slack::Identity,
    scope,
};

/// Asks, in the background, which workspace the configured token belongs to. Starting never waits for Slack.
pub(crate) async fn connect_later(state: &AppState) -> anyhow::Result<()> {
    if !state.slack.configured() {
        return Ok(());
    }
    let Some(account_id) = served(state).await? else {
        match state.config.slack.account.as_str() {
            "" => tracing::warn!("there are several accounts: name the one that Slack serves in slack.account"),
            slug => tracing::warn!("slack.account names {slug}, but there is no such account"),
        }
        return Ok(());
    };
    let txn = state.begin_write().await?;
    let job = NewJob::new(account_id, Job::ConnectSlack {}).once("connect-slack".to_owned());
    enqueue(&*txn, state.clock.now(), job).await?;
    Ok(txn.commit().await?)
}

/// A process that takes Slack's requests starts: what Slack told while none did may never come again.
pub(crate) async fn look_for_missed(state: &AppState) -> anyhow::Result<()> {
    let connected =
        slack_workspace::Entity::find().filter(slack_workspace::Column::State.eq(WorkspaceState::Connected));
    let connected = scope::everything(connected.all(&state.db)).await?;
    let accounts: BTreeSet<AccountId> = connected.into_iter().map(|it| it.account_id).collect();
    for account_id in accounts {
        compare::missed(state, account_id).await?;
    }
    Ok(())
}

/// The account that the configured workspace serves: the one named, or the only one.
async fn served(state: &AppState) -> Result<Option<AccountId>, DbErr> {
    let slug = state.config.slack.account.as_str();
    let all = account::Entity::find();
    if !slug.is_empty() {
        let named = all.filter(account::Column::Slug.eq(slug)).one(&state.db).await?;
        return Ok(named.map(|it| it.id));
    }
    let some = all.limit(2).all(&state.db).await?;
    Ok(some.first().filter(|_| some.len() == 1).map(|it| it.id))
}

/// Whether the configured token is for this account.
pub(super) async fn serves(state: &AppState, account_id: AccountId) -> Result<bool, DbErr> {
    let served = scope::everything(served(state)).await?;
    Ok(state.slack.configured() && served == Some(account_id))
}

/// Learns the workspace of the configured token.
pub(super) async fn connect(state: &AppState, claim: &Claim) -> Outcome {
    let slack = state.slack.by_configuration(None);
    let identity = slack.auth_test().await?;
    let known = whose(state, &identity.team_id).await?;
    if known.as_ref().is_some_and(|it| it.account_id != claim.account_id) {
        return Err(Failure::give_up("this Slack workspace serves another account"));
    }
    if let Some(known) = known.as_ref().filter(|it| it.bot_token.is_some()) {
        tracing::warn!("slack.bot_token is not used: an admin has connected this workspace with a token of its own");
        return check(state, claim, known.id).await;
    }
    let txn = state.begin_write().await?;
    let tokens = Tokens {
        app_id: known.as_ref().map(|it| it.app_id.clone()).unwrap_or_default(),
        ..Tokens::of_configuration()
    };
    let workspace = put(state, &txn, claim.account_id, known, &identity, tokens).await?;
    txn.commit().await?;
    learn_channels(state, &slack, &workspace).await
}

/// The workspace of a team, whichever account's it is. One that was taken away is its former account's still, until another asks for it.
pub(super) async fn whose(state: &AppState, team_id: &str) -> Result<Option<slack_workspace::Model>, DbErr> {
    let known = slack_workspace::Entity::find().filter(slack_workspace::Column::TeamId.eq(team_id));
    scope::everything(known.one(&state.db)).await
}

/// A workspace that its account has taken away leaves its team to another account.
pub(super) async fn let_go(state: &AppState, former: slack_workspace::Model) -> Result<(), DbErr> {
    let work = async {
        let txn = state.begin_write().await?;
        slack_workspace::Entity::update_many()
            .col_expr(
                slack_workspace::Column::TeamId,
                Expr::value(format!("{} until {}", former.team_id, former.id)),
            )
            .filter(slack_workspace::Column::AccountId.eq(former.account_id))
            .filter(slack_workspace::Column::Id.eq(former.id))
            .filter(slack_workspace::Column::State.eq(WorkspaceState::Removed))
            .exec(&*txn)
            .await?;
        txn.commit().await
    };
    scope::of_account(former.account_id, work).await
}

/// What lets us into a workspace, sealed.
pub(super) struct Tokens {
    pub source: SlackSource,
    pub app_id: String,
    pub bot: Option<Vec<u8>>,
    pub signing_secret: Option<Vec<u8>>,
    pub refresh: Option<Vec<u8>>,
    pub app: Option<Vec<u8>>,
    pub expires_at: Option<DateTime<Utc>>,
}

impl Tokens {
    /// All stands in the configuration.
    fn of_configuration() -> Self {
        Self {
            source: SlackSource::Configured,
            app_id: String::new(),
            bot: None,
            signing_secret: None,
            refresh: None,
            app: None,
            expires_at: None,
        }
    }
}

/// Writes a workspace whose token works, new or known, and lets go what waited for it. That two learn of a workspace at once the unique
/// key sorts out.
pub(super) async fn put(
    state: &AppState,
    txn: &WriteTxn,
    account_id: AccountId,
    known: Option<slack_workspace::Model>,
    identity: &Identity,
    tokens: Tokens,
) -> Result<slack_workspace::Model, DbErr> {
    let now = state.clock.now();
    let exists = known.is_some();
    let workspace = slack_workspace::Model {
        account_id,
        id: known
            .as_ref()
            .map_or_else(|| SlackWorkspaceId(Uuid::now_v7()), |it| it.id),
        // Whoever comes back after it was taken away begins anew.
        created_at: known
            .as_ref()
            .filter(|it| it.state != WorkspaceState::Removed)
            .map_or(now, |it| it.created_at),
        team_id: identity.team_id.clone(),
        team_name: identity.team.clone(),
        bot_user_id: identity.user_id.clone(),
        bot_id: identity.bot_id.clone(),
        state: WorkspaceState::Connected,
        scopes: identity.granted_scopes.clone(),
        source: tokens.source,
        app_id: tokens.app_id,
        bot_token: tokens.bot,
        signing_secret: tokens.signing_secret,
        refresh_token: tokens.refresh,
        app_token: tokens.app,
        token_expires_at: tokens.expires_at,
    };
    let row = workspace.clone().into_active_model().reset_all();
    if exists {
        row.update(&**txn).await?;
    } else {
        slack_workspace::Entity::insert(row)
            .exec_without_returning(&**txn)
            .await?;
    }
    let away = known.is_some_and(|it| it.state != WorkspaceState::Connected);
    welcome(&**txn, &workspace, away, now).await?;
    if away || !exists {
        // Whoever connects a workspace chooses its channels next.
        channel_list::look_now(&**txn, account_id, now).await?;
    }
    Ok(workspace)
}

/// A workspace's token works; was it away?
pub(super) async fn welcome(
    db: &impl ConnectionTrait,
    workspace: &slack_workspace::Model,
    away: bool,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let account_id = workspace.account_id;
    if away {
        // Nobody knows for how long we were not told.
        compare::all_due(db, account_id, now, now).await?;
    }
    compare::begin(db, account_id, now).await?;
    late_threads::begin(db, account_id, now).await?;
    channel_list::begin(db, account_id, now).await?;
    people::check_unknown(db, workspace, now).await?;
    if away {
        // What waited for a token that works need not wait for its own next try, and is not held to be old.
        job::Entity::update_many()
            .col_expr(job::Column::RunAt, Expr::value(now))
            .col_expr(job::Column::TimedAt, Expr::value(Some(now)))
            .col_expr(job::Column::CreatedAt, Expr::value(now))
            .filter(job::Column::AccountId.eq(account_id))
            .filter(
                Condition::any()
                    .add(job::Column::WorkspaceId.eq(workspace.id))
                    .add(job::Column::WorkspaceId.is_null()),
            )
            .filter(job::Column::State.eq(JobState::Ready))
            .filter(job::Column::Kind.is_in(waiting_kinds()))
            .filter(job::Column::LastError.is_not_null())
            .exec(db)
            .await?;
        jobs::look_again(db, (account_id, workspace.id)).await?;
    }
    Ok(())
}

/// What is posted; whatever looks after itself has its own time.
fn waiting_kinds() -> impl Iterator<Item = &'static str> {
    let own_time = ["check_workspace", "connect_slack", "compare_threads"];
    jobs::of_slack().filter(move |kind| !own_time.contains(kind))
}
