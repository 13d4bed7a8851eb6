//! Signing in with Slack says which Slack user an agent is: the only link between the two that nobody makes by hand.

use chrono::{DateTime, Utc};
use portico_types::ids::{AccountId, AgentId};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};

use super::refused::Refused;
use crate::{
    db::WriteTxn,
    entity::{WorkspaceState, slack_user, slack_workspace},
    slack,
};

/// The Slack teams that are the account's. One whose token no longer works counts: its people are still who they were.
pub(super) async fn teams(db: &impl ConnectionTrait, account_id: AccountId) -> Result<Vec<String>, DbErr> {
    let workspaces = slack_workspace::Entity::find()
        .filter(slack_workspace::Column::AccountId.eq(account_id))
        .filter(slack_workspace::Column::State.ne(WorkspaceState::Removed));
    Ok(workspaces.all(db).await?.into_iter().map(|it| it.team_id).collect())
}

/// Links the Slack user of `subject` (`team/user`) to the agent. Tells what was linked, or nothing if it was so before. A Slack user of
/// another agent, and an agent with another Slack user, stay as they are: that is for an admin to sort out.
pub(super) async fn link(
    txn: &WriteTxn,
    account_id: AccountId,
    agent_id: AgentId,
    subject: &str,
    now: DateTime<Utc>,
) -> Result<Option<Value>, Refused> {
    let (team, user) = subject.split_once('/').ok_or(Refused::Failed("subject"))?;
    let workspace = slack_workspace::Entity::find()
        .filter(slack_workspace::Column::AccountId.eq(account_id))
        .filter(slack_workspace::Column::TeamId.eq(team))
        .filter(slack_workspace::Column::State.ne(WorkspaceState::Removed))
        .one(&**txn)
        .await?
        .ok_or(Refused::NotAllowed("slack_team"))?;
    let of_workspace = slack_user::Entity::find()
        .filter(slack_user::Column::AccountId.eq(account_id))
        .filter(slack_user::Column::WorkspaceId.eq(workspace.id));
    let of_agent = of_workspace
        .filter(slack_user::Column::AgentId.eq(agent_id))
        .one(&**txn)
        .await?;
    match of_agent {
        Some(row) if row.user_id == user => return Ok(None),
        Some(_) => return Err(Refused::NotAllowed("slack_user_conflict")),
        None => {}
    }
    let of_user = slack_user::Entity::find_by_id((account_id, user.to_owned()))
        .one(&**txn)
        .await?;
    match of_user {
        Some(row) if row.agent_id.is_some() || row.workspace_id != workspace.id => {
            return Err(Refused::NotAllowed("slack_user_conflict"));
        }
        Some(_) => {
            slack_user::Entity::update_many()
                .col_expr(slack_user::Column::AgentId, Expr::value(Some(agent_id)))
                .filter(slack_user::Column::AccountId.eq(account_id))
                .filter(slack_user::Column::UserId.eq(user))
                .exec(&**txn)
                .await?;
        }
        None => {
            let row = slack_user::ActiveModel {
                account_id: Set(account_id),
                workspace_id: Set(workspace.id),
                user_id: Set(user.to_owned()),
                agent_id: Set(Some(agent_id)),
                ..Default::default()
            };
            slack_user::Entity::insert(row).exec_without_returning(&**txn).await?;
        }
    }
    slack::check_slack_user(&**txn, &workspace, user, now).await?;
    Ok(Some(json!({ "slack_team": team, "slack_user": user })))
}
