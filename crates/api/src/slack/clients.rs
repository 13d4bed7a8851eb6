//! Slack as each workspace lets us speak with it: with its own token, or with the configuration's.

use anyhow::{Context, anyhow};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use secrecy::SecretString;

use crate::{
    app::AppState,
    entity::{WorkspaceState, slack_thread, slack_workspace},
    jobs::{Claim, Failure},
    outside::slack::{SlackClient, SlackError},
    secrets::{self, Sealed},
};

/// By the token of a workspace.
pub(super) fn of<'a>(state: &'a AppState, workspace: &slack_workspace::Model) -> Result<SlackClient<'a>, SlackError> {
    if workspace.state == WorkspaceState::Removed {
        return Err(SlackError::Revoked("not_authed".to_owned()));
    }
    let Some(sealed) = &workspace.bot_token else {
        return Ok(state.slack.by_configuration(Some(workspace.id)));
    };
    let token = open(state, workspace, &secrets::SLACK_BOT_TOKEN, sealed).map_err(SlackError::NotSent)?;
    Ok(state.slack.by(Some(workspace.id), token))
}

/// By the token of the workspace that a thread is in.
pub(super) async fn of_thread<'a>(
    state: &'a AppState,
    thread: &slack_thread::Model,
) -> Result<SlackClient<'a>, Failure> {
    let workspace = slack_workspace::Entity::find_by_id((thread.account_id, thread.workspace_id))
        .one(&state.db)
        .await?
        .context("the thread's workspace is gone")?;
    Ok(of(state, &workspace)?)
}

/// The workspace that a job speaks to. Jobs from before there were several name none: then it is the first.
pub(super) async fn workspace_of(
    state: &AppState,
    claim: &Claim,
) -> Result<Option<slack_workspace::Model>, sea_orm::DbErr> {
    let mut workspaces =
        slack_workspace::Entity::find().filter(slack_workspace::Column::AccountId.eq(claim.account_id));
    if let Some(id) = claim.workspace_id {
        workspaces = workspaces.filter(slack_workspace::Column::Id.eq(id));
    }
    workspaces
        .order_by_asc(slack_workspace::Column::CreatedAt)
        .one(&state.db)
        .await
}

/// By the token of the workspace that a job speaks to.
pub(super) async fn of_claim<'a>(state: &'a AppState, claim: &Claim) -> Result<SlackClient<'a>, Failure> {
    match workspace_of(state, claim).await? {
        Some(workspace) => Ok(of(state, &workspace)?),
        None => Ok(state.slack.by_configuration(None)),
    }
}

/// A sealed secret of a workspace in the clear.
pub(super) fn open(
    state: &AppState,
    workspace: &slack_workspace::Model,
    what: &Sealed,
    sealed: &[u8],
) -> anyhow::Result<SecretString> {
    let plain = state.keys.open(what.purpose, workspace.account_id, sealed)?;
    let plain = String::from_utf8(plain).map_err(|_| anyhow!("a stored secret is no text ({})", what.purpose))?;
    Ok(SecretString::from(plain))
}
