//! Rows of agents and of who they are in Slack.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use portico_types::{
    ids::{AccountId, AgentId, SlackWorkspaceId},
    staff::{AgentRole, ApiKeyKind, SlackLink, TeamMember},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, Select,
    sea_query::{Expr, Query, SelectStatement},
};

use super::rules::Teammate;
use crate::{
    accounts,
    entity::{WorkspaceState, agent, api_key, identity, slack_user, slack_workspace},
    error::{Error, Result},
    slack,
};

/// The agents who are with the account now, by name.
pub(super) fn active(account_id: AccountId) -> Select<agent::Entity> {
    team(account_id).filter(agent::Column::DisabledAt.is_null())
}

fn team(account_id: AccountId) -> Select<agent::Entity> {
    agent::Entity::find()
        .filter(agent::Column::AccountId.eq(account_id))
        .order_by_asc(agent::Column::Name)
        .order_by_asc(agent::Column::Id)
}

/// What the audit log calls an agent.
pub(super) fn subject(agent: &agent::Model) -> String {
    format!("agent {}", agent.email)
}

impl From<&agent::Model> for Teammate {
    fn from(row: &agent::Model) -> Self {
        Self {
            id: row.id,
            role: row.role,
            disabled: row.disabled_at.is_some(),
        }
    }
}

/// Everybody who is or was on the team, by name.
pub(super) async fn list(db: &impl ConnectionTrait, account_id: AccountId) -> Result<Vec<TeamMember>> {
    let mut links: HashMap<AgentId, Vec<SlackLink>> = HashMap::new();
    for row in linked(account_id).all(db).await? {
        if let Some(agent_id) = row.agent_id {
            links.entry(agent_id).or_default().push(link_of(row));
        }
    }
    let rows = team(account_id).all(db).await?;
    let mut with_links = |row: agent::Model| {
        let links = links.remove(&row.id).unwrap_or_default();
        shown(row, links)
    };
    Ok(rows.into_iter().map(&mut with_links).collect())
}

/// Slack users of the account's workspaces that are agents, those of the first workspace first.
fn linked(account_id: AccountId) -> Select<slack_user::Entity> {
    slack_user::Entity::find()
        .filter(slack_user::Column::AccountId.eq(account_id))
        .filter(slack_user::Column::AgentId.is_not_null())
        .filter(slack_user::Column::WorkspaceId.in_subquery(workspaces(account_id)))
        .order_by_asc(slack_user::Column::WorkspaceId)
}

/// The workspaces that were not taken away.
fn workspaces(account_id: AccountId) -> SelectStatement {
    Query::select()
        .column(slack_workspace::Column::Id)
        .from(slack_workspace::Entity)
        .and_where(slack_workspace::Column::AccountId.eq(account_id))
        .and_where(slack_workspace::Column::State.ne(WorkspaceState::Removed))
        .to_owned()
}

fn link_of(row: slack_user::Model) -> SlackLink {
    SlackLink {
        workspace_id: row.workspace_id,
        user_id: row.user_id,
    }
}

pub(super) fn shown(row: agent::Model, links: Vec<SlackLink>) -> TeamMember {
    TeamMember {
        id: row.id,
        name: row.name,
        email: row.email,
        role: row.role,
        invited_at: row.invited_at,
        joined_at: row.joined_at,
        disabled_at: row.disabled_at,
        slack_user_id: links.first().map(|link| link.user_id.clone()),
        slack_links: links,
    }
}

/// A member of the team. The account must be locked: changes of the team happen one after the other, or two owners could remove each other.
pub(super) async fn find(db: &impl ConnectionTrait, account_id: AccountId, id: AgentId) -> Result<agent::Model> {
    let found = agent::Entity::find_by_id((account_id, id)).one(db).await?;
    found.ok_or(Error::NotFound("member of the team"))
}

pub(super) async fn save(db: &impl ConnectionTrait, row: agent::Model) -> Result<agent::Model> {
    Ok(row.into_active_model().reset_all().update(db).await?)
}

/// How many active owners there are besides `but`.
pub(super) async fn other_owners(db: &impl ConnectionTrait, account_id: AccountId, but: AgentId) -> Result<u64> {
    let owners = active(account_id)
        .filter(agent::Column::Role.eq(AgentRole::Owner))
        .filter(agent::Column::Id.ne(but));
    Ok(owners.count(db).await?)
}

/// Who somebody is in Slack.
pub(super) async fn links_of(db: &impl ConnectionTrait, agent: &agent::Model) -> Result<Vec<SlackLink>> {
    let links = linked(agent.account_id).filter(slack_user::Column::AgentId.eq(agent.id));
    Ok(links.all(db).await?.into_iter().map(link_of).collect())
}

/// Says anew who somebody is in a workspace: by default in the account's first. An empty id: nobody, by default in none.
pub(super) async fn link(
    db: &impl ConnectionTrait,
    agent: &agent::Model,
    workspace_id: Option<SlackWorkspaceId>,
    user_id: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut found = slack_workspace::Entity::find()
        .filter(slack_workspace::Column::AccountId.eq(agent.account_id))
        .filter(slack_workspace::Column::State.ne(WorkspaceState::Removed))
        .order_by_asc(slack_workspace::Column::CreatedAt);
    if let Some(id) = workspace_id {
        found = found.filter(slack_workspace::Column::Id.eq(id));
    }
    let workspace = found.one(db).await?;
    if workspace_id.is_some() && workspace.is_none() {
        return Err(Error::field("slack_workspace_id", "There is no such Slack workspace"));
    }
    let of_one = workspace_id.is_some() || !user_id.is_empty();
    unlink(db, agent, workspace.as_ref().filter(|_| of_one).map(|it| it.id)).await?;
    if user_id.is_empty() {
        return Ok(());
    }
    // One whose link was taken away is still known, and free.
    slack_user::Entity::delete_many()
        .filter(slack_user::Column::AccountId.eq(agent.account_id))
        .filter(slack_user::Column::UserId.eq(user_id))
        .filter(slack_user::Column::AgentId.is_null())
        .exec(db)
        .await?;
    let workspace = workspace.ok_or(Error::Conflict("No Slack workspace is connected yet."))?;
    accounts::link_slack_user(db, agent, &workspace, user_id).await?;
    Ok(slack::check_slack_user(db, &workspace, user_id, now).await?)
}

/// Nobody in a workspace, or in none, is this agent any more; nor do they sign in as such.
async fn unlink(db: &impl ConnectionTrait, agent: &agent::Model, of: Option<SlackWorkspaceId>) -> Result<()> {
    let mut former = Condition::all()
        .add(slack_user::Column::AccountId.eq(agent.account_id))
        .add(slack_user::Column::AgentId.eq(agent.id));
    if let Some(of) = of {
        former = former.add(slack_user::Column::WorkspaceId.eq(of));
    }
    let users = slack_user::Entity::find().filter(former.clone()).all(db).await?;
    let workspaces = slack_workspace::Entity::find()
        .filter(slack_workspace::Column::AccountId.eq(agent.account_id))
        .filter(slack_workspace::Column::Id.is_in(users.iter().map(|user| user.workspace_id)))
        .all(db)
        .await?;
    let team = |user: &slack_user::Model| workspaces.iter().find(|it| it.id == user.workspace_id);
    let subjects = users
        .iter()
        .filter_map(|user| Some(format!("{}/{}", team(user)?.team_id, user.user_id)));
    identity::Entity::delete_many()
        .filter(identity::Column::AccountId.eq(agent.account_id))
        .filter(identity::Column::AgentId.eq(agent.id))
        .filter(identity::Column::Subject.is_in(subjects))
        .exec(db)
        .await?;
    slack_user::Entity::update_many()
        .col_expr(slack_user::Column::AgentId, Expr::value(None::<AgentId>))
        .filter(former)
        .exec(db)
        .await?;
    Ok(())
}

/// Nobody whom this issuer tells of signs in as the agent any more.
pub(super) async fn forget_identities(db: &impl ConnectionTrait, agent: &agent::Model, issuer: &str) -> Result<()> {
    identity::Entity::delete_many()
        .filter(identity::Column::AccountId.eq(agent.account_id))
        .filter(identity::Column::AgentId.eq(agent.id))
        .filter(identity::Column::Issuer.eq(issuer))
        .exec(db)
        .await?;
    Ok(())
}

/// Revokes the keys that act for an agent who is no longer with the account; returns how many.
pub(super) async fn revoke_keys(db: &impl ConnectionTrait, agent: &agent::Model, now: DateTime<Utc>) -> Result<u64> {
    let revoked = api_key::Entity::update_many()
        .col_expr(api_key::Column::RevokedAt, Expr::value(Some(now)))
        .filter(api_key::Column::AccountId.eq(agent.account_id))
        .filter(api_key::Column::AgentId.eq(agent.id))
        .filter(api_key::Column::Kind.eq(ApiKeyKind::Personal))
        .filter(api_key::Column::RevokedAt.is_null())
        .exec(db)
        .await?;
    Ok(revoked.rows_affected)
}
