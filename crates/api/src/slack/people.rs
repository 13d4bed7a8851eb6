//! Who somebody in Slack is to us. Agents are linked by an admin or by signing in, never by an address alone; only they speak for the
//! company. Customers' people are contacts when the address their workspace vouches for would let them into the portal.

use chrono::{DateTime, Utc};
use portico_types::{
    email::EmailAddress,
    ids::{ContactId, CustomerId},
    portal::ContactRole,
    tickets::AuthorKind,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use crate::{
    auth::admission,
    entity::{account, agent, contact, slack_user, slack_workspace},
    error::Result,
    outside::slack::User,
    tickets::Actor,
};

/// The agent behind a Slack user, if there is one and may still act. `team` is the user's company where Slack says that it is another.
pub(super) async fn agent(
    db: &impl ConnectionTrait,
    workspace: &slack_workspace::Model,
    user: &str,
    team: Option<&str>,
) -> Result<Option<agent::Model>> {
    if team.is_some_and(|team| team != workspace.team_id) {
        return Ok(None);
    }
    let linked = slack_user::Entity::find_by_id((workspace.account_id, user.to_owned()))
        .one(db)
        .await?;
    let Some(agent_id) = linked
        .filter(|it| it.workspace_id == workspace.id)
        .and_then(|it| it.agent_id)
    else {
        return Ok(None);
    };
    let agent = agent::Entity::find_by_id((workspace.account_id, agent_id))
        .one(db)
        .await?;
    Ok(agent.filter(|agent| agent.disabled_at.is_none()))
}

/// A person in a customer's channel as the author of a message: their contact, made when absent, or a name that nobody vouches for.
pub(super) async fn customers_person(
    db: &impl ConnectionTrait,
    account: &account::Model,
    customer_id: CustomerId,
    user: &User,
    now: DateTime<Utc>,
) -> Result<Actor> {
    let name = user.shown_name();
    if let Some(email) = vouched_for(user)
        && let Some(contact) = contact_of(db, account, customer_id, &email, &name, now).await?
    {
        return Ok(Actor {
            kind: AuthorKind::Contact,
            id: Some(contact.id.0),
            name: contact.name,
        });
    }
    Ok(Actor {
        kind: AuthorKind::Contact,
        id: None,
        name: format!("{name} via Slack, unverified"),
    })
}

/// The address that the user's workspace has verified.
fn vouched_for(user: &User) -> Option<EmailAddress> {
    let sound = !user.deleted && !user.is_bot && user.is_email_confirmed != Some(false);
    EmailAddress::parse(user.profile.email.as_deref()?)
        .ok()
        .filter(|_| sound)
}

async fn contact_of(
    db: &impl ConnectionTrait,
    account: &account::Model,
    customer_id: CustomerId,
    email: &EmailAddress,
    name: &str,
    now: DateTime<Utc>,
) -> Result<Option<contact::Model>> {
    let admitted = admission(db, account, email).await?;
    if admitted.is_none_or(|it| it.customer.id != customer_id) {
        return Ok(None);
    }
    let known = contact::Entity::find()
        .filter(contact::Column::AccountId.eq(account.id))
        .filter(contact::Column::Email.eq(email.as_str()));
    if let Some(contact) = known.one(db).await? {
        let theirs = contact.customer_id == customer_id && contact.disabled_at.is_none();
        return Ok(theirs.then_some(contact));
    }
    let contact = contact::Model {
        account_id: account.id,
        id: ContactId(Uuid::now_v7()),
        customer_id,
        created_at: now,
        email: email.as_str().to_owned(),
        name: name.to_owned(),
        role: ContactRole::Member,
        locale: None,
        time_zone: None,
        disabled_at: None,
        disabled_by_team: false,
    };
    let row = contact.clone().into_active_model();
    contact::Entity::insert(row).exec_without_returning(db).await?;
    Ok(Some(contact))
}
