//! Rows of accounts: opened with all that every account has, and read locked by whoever changes them.

use chrono::{DateTime, Utc};
use portico_types::{
    email::EmailAddress,
    ids::{AccountId, AgentId, CollectionId},
    staff::{AgentRole, CollectionKind, Edition, Plan, TriageReplies},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use uuid::Uuid;

use crate::{
    app::AppState,
    db::ForChange,
    entity::{account, agent, collection, slack_user, slack_workspace},
    error::{Error, Result},
    scope,
};

/// An account to open.
pub(crate) struct NewAccount {
    pub name: String,
    pub slug: String,
    pub ticket_prefix: String,
    pub edition: Edition,
    pub plan: Plan,
}

/// A reply in triage that begins with this stays internal, unless the collection says otherwise.
const NOTE_MARK: &str = "//";

/// Opens an account, with the two collections every account has.
pub(crate) async fn create(db: &impl ConnectionTrait, new: NewAccount, now: DateTime<Utc>) -> Result<account::Model> {
    let row = account::Model {
        edition: new.edition,
        plan: new.plan,
        ..account::Model::new(
            AccountId(Uuid::now_v7()),
            (&new.name, &new.slug, &new.ticket_prefix),
            now,
        )
    };
    account::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(db)
        .await
        .map_err(|err| Error::unique(err, "There is an account with this slug already."))?;
    for (kind, name) in [
        (CollectionKind::Portal, "Portal"),
        (CollectionKind::Customers, "All customers"),
    ] {
        let collection = collection::Model {
            account_id: row.id,
            id: CollectionId(Uuid::now_v7()),
            created_at: now,
            kind,
            name: name.to_owned(),
            forwarding: false,
            triage_channel_id: None,
            triage_replies: TriageReplies::Public,
            note_mark: NOTE_MARK.to_owned(),
            owner_id: None,
            version: 1,
        };
        collection::Entity::insert(collection.into_active_model())
            .exec_without_returning(db)
            .await?;
    }
    Ok(row)
}

/// Reads an account that this transaction is going to change.
pub(crate) async fn lock(db: &impl ConnectionTrait, id: AccountId) -> Result<account::Model> {
    account::Entity::find_by_id(id)
        .for_change()
        .one(db)
        .await?
        .ok_or(Error::NotFound("account"))
}

/// The same, as the operator names it.
pub(crate) async fn lock_by_slug(db: &impl ConnectionTrait, slug: &str) -> Result<account::Model> {
    account::Entity::find()
        .filter(account::Column::Slug.eq(slug))
        .for_change()
        .one(db)
        .await?
        .ok_or(Error::NotFound("account"))
}

/// Writes a locked account as its next version.
pub(crate) async fn save(db: &impl ConnectionTrait, mut row: account::Model) -> Result<account::Model> {
    row.version += 1;
    row.into_active_model()
        .reset_all()
        .update(db)
        .await
        .map_err(|err| Error::unique(err, "Another account has just taken this name."))
}

/// Whether another account than `but` has this slug.
pub(crate) async fn slug_taken(state: &AppState, slug: &str, but: AccountId) -> Result<bool> {
    let others = account::Entity::find()
        .filter(account::Column::Slug.eq(slug))
        .filter(account::Column::Id.ne(but));
    Ok(scope::everything(others.one(&state.db)).await?.is_some())
}

/// Adds a member to the support team.
pub(crate) async fn insert_agent(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    (email, name, role): (&EmailAddress, &str, AgentRole),
    now: DateTime<Utc>,
) -> Result<agent::Model> {
    let row = agent::Model::new((account_id, AgentId(Uuid::now_v7())), (email.as_str(), name, role), now);
    agent::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(db)
        .await
        .map_err(|err| Error::unique(err, "Somebody on the team has this address already."))?;
    Ok(row)
}

/// Says which Slack user an agent is: from now on they speak for the company there.
pub(crate) async fn link_slack_user(
    db: &impl ConnectionTrait,
    agent: &agent::Model,
    workspace: &slack_workspace::Model,
    user_id: &str,
) -> Result<()> {
    let row = slack_user::ActiveModel {
        account_id: Set(agent.account_id),
        workspace_id: Set(workspace.id),
        user_id: Set(user_id.to_owned()),
        agent_id: Set(Some(agent.id)),
        ..Default::default() // Who they are, Slack is asked.
    };
    slack_user::Entity::insert(row)
        .exec_without_returning(db)
        .await
        .map_err(|err| Error::unique(err, "This Slack user, or this agent, is linked already."))?;
    Ok(())
}
