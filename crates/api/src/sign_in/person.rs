//! From what somebody proved to who they are.
//!
//! A person is known by identities, issuer and subject; a mailbox is one of them (issuer `mail`). The first time an identity is seen, a
//! proven address leads from it to the person it belongs to from then on; after that the address that comes with it counts for nothing. Nothing is kept of those whose proof is not complete.

use chrono::{DateTime, Utc};
use portico_types::{
    email::EmailAddress,
    ids::{AccountId, AgentId, ContactId, CustomerId, IdentityId, OpenIdProviderId},
    portal::ContactRole,
    sign_in::SignInMethod,
    staff::{AgentRole, AuditAction, AuditActor},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, TryInsertResult, sea_query::Expr,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{openid::provider, refused::Refused, slack_user};
use crate::{
    auth, contacts,
    db::{ForChange, WriteTxn, or_nothing},
    entity::{Methods, Surface, account, agent, contact, identity},
};

/// The issuer of identities that a mailbox proves.
pub(super) const MAIL: &str = "mail";

/// Who signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Person {
    Agent(AgentId),
    Contact(ContactId),
}

impl Person {
    pub(super) fn ids(self) -> (Option<AgentId>, Option<ContactId>) {
        match self {
            Self::Agent(id) => (Some(id), None),
            Self::Contact(id) => (None, Some(id)),
        }
    }

    pub(super) fn id(self) -> Uuid {
        match self {
            Self::Agent(id) => id.0,
            Self::Contact(id) => id.0,
        }
    }

    pub(super) fn kind(self) -> AuditActor {
        match self {
            Self::Agent(_) => AuditActor::Agent,
            Self::Contact(_) => AuditActor::Contact,
        }
    }
}

/// Somebody at a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    pub issuer: String,
    pub subject: String,
}

/// What somebody has proven.
pub(super) struct Arrival<'a> {
    pub surface: Surface,
    pub method: SignInMethod,
    /// Absent when a mail alone brought them.
    pub identity: Option<&'a Identity>,
    pub email: Option<&'a EmailAddress>,
    /// Whether a mail has proven that just now.
    pub by_mail: bool,
    /// What the provider calls them.
    pub name: Option<&'a str>,
    /// The account's own provider that vouches.
    pub provider: Option<OpenIdProviderId>,
    /// A customer's own provider speaks for that customer's people alone.
    pub only_of: Option<CustomerId>,
}

/// Who it is, and what that changed, for the audit log.
pub(super) struct Arrived {
    pub person: Person,
    pub email: EmailAddress,
    pub changes: Vec<(AuditAction, &'static str, Value)>,
}

/// The methods a door offers.
pub(super) fn methods(account: &account::Model, surface: Surface) -> &Methods {
    match surface {
        Surface::Portal => &account.contact_methods,
        Surface::Console => &account.agent_methods,
    }
}

/// Whose identity this is, if anybody's.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    surface: Surface,
    identity: &Identity,
) -> Result<Option<Person>, DbErr> {
    let found = identity::Entity::find()
        .filter(identity::Column::AccountId.eq(account_id))
        .filter(identity::Column::PersonKind.eq(surface))
        .filter(identity::Column::Issuer.eq(&identity.issuer))
        .filter(identity::Column::Subject.eq(&identity.subject))
        .one(db)
        .await?;
    Ok(found.and_then(|row| match (row.agent_id, row.contact_id) {
        (Some(agent), _) => Some(Person::Agent(agent)),
        (_, Some(contact)) => Some(Person::Contact(contact)),
        _ => None,
    }))
}

/// Whether it is an owner's address.
pub(super) async fn is_owner(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    email: Option<&EmailAddress>,
) -> Result<bool, DbErr> {
    let Some(email) = email else { return Ok(false) };
    let owner = agent::Entity::find()
        .filter(agent::Column::AccountId.eq(account_id))
        .filter(agent::Column::Email.eq(email.as_str()))
        .filter(agent::Column::Role.eq(AgentRole::Owner));
    Ok(owner.one(db).await?.is_some())
}

/// Finds the person, or makes a contact who comes for the first time; links what is new. An identity that is known decides, whatever
/// address came with it.
pub(super) async fn arrive(
    txn: &WriteTxn,
    account: &account::Model,
    arrival: &Arrival<'_>,
    now: DateTime<Utc>,
) -> Result<Arrived, Refused> {
    if !methods(account, arrival.surface).has(arrival.method) {
        return Err(Refused::NotAllowed("method_off"));
    }
    // Asked here again: it may have gone while they were there, or while a mail was on its way.
    if let Some(id) = arrival.provider
        && !provider::stands(txn, account.id, arrival.surface, id).await?
    {
        return Err(Refused::NotAllowed("provider_off"));
    }
    let known = match arrival.identity {
        Some(identity) => find(&**txn, account.id, arrival.surface, identity).await?,
        None => None,
    };
    let mut changes = Vec::new();
    let (person, email) = match arrival.surface {
        Surface::Console => {
            let row = agent(txn, account, known, arrival).await?;
            if row.joined_at.is_none() {
                joined(txn, &row, now).await?;
                changes.push((AuditAction::AgentJoined, "agent", json!({})));
            }
            (Person::Agent(row.id), row.email)
        }
        Surface::Portal => {
            let (row, new) = contact(txn, account, known, arrival, now).await?;
            if let Some(detail) = new {
                changes.push((AuditAction::ContactCreated, "contact", detail));
            }
            (Person::Contact(row.id), row.email)
        }
    };
    let email = EmailAddress::parse(&email).map_err(|_| Refused::NotAllowed("no_email"))?;
    if known != Some(person) {
        let of_mail = Identity {
            issuer: MAIL.to_owned(),
            subject: email.as_str().to_owned(),
        };
        let identity = (arrival.identity.unwrap_or(&of_mail), arrival.provider);
        let linked = link(txn, account.id, (arrival.surface, person), identity, now).await?;
        let (identity, _) = identity;
        if linked && arrival.identity.is_some() {
            let detail = json!({ "method": arrival.method, "issuer": identity.issuer });
            changes.push((AuditAction::IdentityLinked, "identity", detail));
        }
    }
    if let (Person::Agent(agent_id), SignInMethod::Slack, Some(identity)) = (person, arrival.method, arrival.identity)
        && let Some(detail) = slack_user::link(txn, account.id, agent_id, &identity.subject, now).await?
    {
        changes.push((AuditAction::AgentLinked, "agent", detail));
    }
    Ok(Arrived { person, email, changes })
}

/// Only who was invited is on the team, and nobody becomes an agent by signing in.
async fn agent(
    txn: &WriteTxn,
    account: &account::Model,
    known: Option<Person>,
    arrival: &Arrival<'_>,
) -> Result<agent::Model, Refused> {
    let all = agent::Entity::find()
        .filter(agent::Column::AccountId.eq(account.id))
        .for_change();
    let found = match (known, arrival.email) {
        (Some(Person::Agent(id)), _) => all.filter(agent::Column::Id.eq(id)).one(&**txn).await?,
        (None, Some(email)) => all.filter(agent::Column::Email.eq(email.as_str())).one(&**txn).await?,
        _ => return Err(Refused::NotAllowed("no_email")),
    };
    match found {
        None => Err(Refused::NotAllowed("not_invited")),
        Some(row) if row.disabled_at.is_some() => Err(Refused::NotAllowed("disabled")),
        Some(row) => {
            vouched(txn, &row, arrival).await?;
            Ok(row)
        }
    }
}

/// Whoever connects a workspace decides whose addresses Slack vouches for, and an admin may; but owners are made by owners alone. So an
/// owner whom Slack brings has proven the mailbox, now or when the identity became theirs: becoming an owner ends those there were before.
/// The agent is locked by now: nobody becomes one meanwhile.
async fn vouched(txn: &WriteTxn, agent: &agent::Model, arrival: &Arrival<'_>) -> Result<(), Refused> {
    if agent.role < AgentRole::Owner || arrival.method != SignInMethod::Slack || arrival.by_mail {
        return Ok(());
    }
    let theirs = match arrival.identity {
        Some(identity) => find(&**txn, agent.account_id, arrival.surface, identity).await?,
        None => None,
    };
    if theirs == Some(Person::Agent(agent.id)) {
        Ok(())
    } else {
        Err(Refused::NotAllowed("mailbox_not_proven"))
    }
}

async fn joined(txn: &WriteTxn, agent: &agent::Model, now: DateTime<Utc>) -> Result<(), DbErr> {
    agent::Entity::update_many()
        .col_expr(agent::Column::JoinedAt, Expr::value(Some(now)))
        .filter(agent::Column::AccountId.eq(agent.account_id))
        .filter(agent::Column::Id.eq(agent.id))
        .exec(&**txn)
        .await?;
    Ok(())
}

/// The contact, and if it is new, what the log says of that. Whoever it is must be admitted by the address we know them by.
async fn contact(
    txn: &WriteTxn,
    account: &account::Model,
    known: Option<Person>,
    arrival: &Arrival<'_>,
    now: DateTime<Utc>,
) -> Result<(contact::Model, Option<Value>), Refused> {
    // Locked: two who come at once are judged one after the other, and what is written back is what is there.
    let found = match (known, arrival.email) {
        (Some(Person::Contact(id)), _) => Some(contacts::lock(&**txn, account.id, id).await?),
        (None, Some(email)) => contacts::lock_by_email(&**txn, account.id, email).await?,
        _ => return Err(Refused::NotAllowed("no_email")),
    };
    admitted(txn, account, found, arrival, now).await
}

async fn admitted(
    txn: &WriteTxn,
    account: &account::Model,
    found: Option<contact::Model>,
    arrival: &Arrival<'_>,
    now: DateTime<Utc>,
) -> Result<(contact::Model, Option<Value>), Refused> {
    let email = match (&found, arrival.email) {
        (Some(row), _) => EmailAddress::parse(&row.email).map_err(|_| Refused::NotAllowed("no_email"))?,
        (None, Some(email)) => email.clone(),
        (None, None) => return Err(Refused::NotAllowed("no_email")),
    };
    let admission = auth::admission(&**txn, account, &email).await?;
    let admission = admission.ok_or(Refused::NotAllowed("not_admitted"))?;
    let customer = &admission.customer;
    if arrival.only_of.is_some_and(|only| only != customer.id) {
        return Err(Refused::NotAllowed("other_customer"));
    }
    match found {
        Some(row) if admission.bars(&row) => Err(Refused::NotAllowed("disabled")),
        Some(row) if row.customer_id == customer.id => Ok((row, None)),
        // Their domain is another customer's now. Who has the mailbox today is one of that customer's people, a new one; who is merely known
        // from before is not.
        Some(_) if arrival.email != Some(&email) => Err(Refused::NotAllowed("other_customer")),
        former => {
            let name = match &former {
                Some(former) => former.name.clone(),
                None => arrival
                    .name
                    .and_then(presentable)
                    .unwrap_or_else(|| email.guessed_name()),
            };
            let from = former.as_ref().map(|it| it.customer_id);
            if let Some(former) = former {
                contacts::leave(&**txn, former, now).await?;
            }
            let (theirs, who) = ((account.id, customer.id), (&email, &*name, ContactRole::Member));
            let Some(row) = contacts::create(&**txn, theirs, who, now).await? else {
                // They came in by another browser just now: as whom, is judged like anybody's.
                let found = contacts::lock_by_email(&**txn, account.id, &email).await?;
                return Box::pin(admitted(txn, account, found, arrival, now)).await;
            };
            let mut detail = json!({ "role": row.role });
            if let Some(from) = from {
                detail["from_customer"] = json!(from);
            }
            Ok((row, Some(detail)))
        }
    }
}

/// A name as a provider tells it, if it can be shown.
pub(super) fn presentable(name: &str) -> Option<String> {
    let plain: String = name.chars().filter(|c| !c.is_control()).take(100).collect();
    let plain = plain.trim();
    (!plain.is_empty()).then(|| plain.to_owned())
}

/// Whether the identity is new. One that somebody else got meanwhile is not taken from them.
async fn link(
    txn: &WriteTxn,
    account_id: AccountId,
    (surface, person): (Surface, Person),
    (identity, provider): (&Identity, Option<OpenIdProviderId>),
    now: DateTime<Utc>,
) -> Result<bool, Refused> {
    let (agent_id, contact_id) = person.ids();
    let row = identity::ActiveModel {
        account_id: Set(account_id),
        id: Set(IdentityId(Uuid::now_v7())),
        created_at: Set(now),
        person_kind: Set(surface),
        agent_id: Set(agent_id),
        contact_id: Set(contact_id),
        issuer: Set(identity.issuer.clone()),
        subject: Set(identity.subject.clone()),
        provider_id: Set(provider),
    };
    let inserted = identity::Entity::insert(row)
        .on_conflict(or_nothing())
        .try_insert()
        .exec_without_returning(&**txn)
        .await?;
    if matches!(inserted, TryInsertResult::Inserted(1)) {
        return Ok(true);
    }
    match find(&**txn, account_id, surface, identity).await? {
        Some(theirs) if theirs == person => Ok(false),
        _ => Err(Refused::NotAllowed("identity_taken")),
    }
}
