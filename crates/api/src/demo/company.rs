//! Who there is: the account, its team, its customers and their people, the forms, the Slack workspace.

use std::collections::HashMap;

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use portico_types::{
    email::EmailAddress,
    forms,
    ids::{CollectionId, CustomerId, FieldId, FormId, SlackWorkspaceId},
    sign_in::SignInMethod,
    staff::{CollectionKind, Edition, Plan, TriageReplies, UserAccess},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use uuid::Uuid;

use super::script::{self, Script};
use crate::{
    accounts::{self, NewAccount},
    entity::{
        ChannelState, account, agent, collection, contact, customer, customer_domain, customer_user, form,
        form_version, slack_channel, slack_workspace,
    },
    error::{Error, Result},
};

/// What was made, to be looked up by the names the script uses.
pub(super) struct Company {
    pub account: account::Model,
    pub agents: HashMap<String, agent::Model>,
    pub contacts: HashMap<String, contact::Model>,
    pub forms: HashMap<String, Form>,
}

pub(super) struct Form {
    pub id: FormId,
    pub schema: forms::Schema,
    /// The fields' ids by key.
    pub fields: HashMap<String, FieldId>,
}

/// How a person is named in the script: what stands before the @.
fn short(email: &EmailAddress) -> String {
    email.as_str().split('@').next().unwrap_or_default().to_owned()
}

fn address(text: &str) -> Result<EmailAddress> {
    EmailAddress::parse(text).map_err(|err| Error::Invalid(vec![err]))
}

pub(super) async fn insert(db: &impl ConnectionTrait, script: &Script, now: DateTime<Utc>) -> Result<Company> {
    // The company had its portal a little longer than its oldest ticket.
    let then = now - TimeDelta::days(30);
    let account = account(db, &script.account, then).await?;
    let mut agents = HashMap::new();
    for agent in &script.agents {
        let email = address(&agent.email)?;
        let row = accounts::insert_agent(db, account.id, (&email, &agent.name, agent.role), then).await?;
        agents.insert(short(&email), row);
    }
    let mut collections = HashMap::new();
    for wanted in &script.collections {
        let row = collection(db, &account, wanted, &agents, then).await?;
        collections.insert(wanted.name.clone(), row);
    }
    let mut contacts = HashMap::new();
    for wanted in &script.customers {
        customer(db, &account, wanted, (&agents, &collections), &mut contacts, then).await?;
    }
    let mut forms = HashMap::new();
    for (position, wanted) in script.forms.iter().enumerate() {
        let position = i32::try_from(position).unwrap_or(i32::MAX);
        forms.insert(wanted.key.clone(), form(db, &account, position, wanted, then).await?);
    }
    Ok(Company {
        account,
        agents,
        contacts,
        forms,
    })
}

async fn account(db: &impl ConnectionTrait, wanted: &script::Account, then: DateTime<Utc>) -> Result<account::Model> {
    let new = NewAccount {
        name: wanted.name.clone(),
        slug: wanted.slug.clone(),
        ticket_prefix: wanted.prefix.clone(),
        edition: Edition::ExternalHelpdesk,
        plan: Plan::Professional,
    };
    let mut account = accounts::create(db, new, then).await?;
    account.portal_name.clone_from(&wanted.portal_name);
    account.portal_accent.clone_from(&wanted.accent);
    account.mail_from = Some(wanted.mail_from.clone());
    account.agent_methods.0.push(SignInMethod::Mail);
    accounts::save(db, account).await
}

/// Sets one of the account's own collections up, or makes another.
async fn collection(
    db: &impl ConnectionTrait,
    account: &account::Model,
    wanted: &script::Collection,
    agents: &HashMap<String, agent::Model>,
    then: DateTime<Utc>,
) -> Result<CollectionId> {
    let owner_id = wanted.owner.as_ref().and_then(|name| agents.get(name)).map(|a| a.id);
    let there = collection::Entity::find()
        .filter(collection::Column::AccountId.eq(account.id))
        .filter(collection::Column::Name.eq(&wanted.name))
        .one(db)
        .await?;
    if let Some(row) = there {
        let id = row.id;
        let mut row = row.into_active_model();
        row.triage_channel_id = Set(wanted.triage.clone());
        row.forwarding = Set(wanted.forwarding);
        row.owner_id = Set(owner_id);
        row.update(db).await?;
        return Ok(id);
    }
    let row = collection::Model {
        account_id: account.id,
        id: CollectionId(Uuid::now_v7()),
        created_at: then,
        kind: CollectionKind::Customers,
        name: wanted.name.clone(),
        forwarding: wanted.forwarding,
        triage_channel_id: wanted.triage.clone(),
        triage_replies: TriageReplies::Public,
        note_mark: "//".to_owned(),
        owner_id,
        version: 1,
    };
    let id = row.id;
    collection::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await?;
    Ok(id)
}

async fn customer(
    db: &impl ConnectionTrait,
    account: &account::Model,
    wanted: &script::Customer,
    (agents, collections): (&HashMap<String, agent::Model>, &HashMap<String, CollectionId>),
    contacts: &mut HashMap<String, contact::Model>,
    then: DateTime<Utc>,
) -> Result<()> {
    let row = customer::Model {
        collection_id: collections.get(&wanted.collection).copied(),
        owner_id: agents.get(&wanted.owner).map(|agent| agent.id),
        user_access: wanted.access,
        visibility: wanted.visibility,
        customer_channel_id: wanted.channel.clone(),
        post_to_customer_channel: wanted.channel.is_some(),
        ..customer::Model::new((account.id, CustomerId(Uuid::now_v7())), &wanted.name, then)
    };
    let customer_id = row.id;
    customer::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await?;
    let domain = customer_domain::Model::new((account.id, customer_id), &wanted.domain, then);
    customer_domain::Entity::insert(domain.into_active_model())
        .exec_without_returning(db)
        .await?;
    for person in &wanted.contacts {
        let email = address(&person.email)?;
        let who = (&email, &*person.name, person.role);
        let row = crate::contacts::create(db, (account.id, customer_id), who, then).await?;
        contacts.insert(short(&email), row.context("two contacts have one address")?);
        if wanted.access == UserAccess::Specific {
            let listed = customer_user::Model {
                account_id: account.id,
                customer_id,
                email: email.as_str().to_owned(),
                guest: person.guest,
                created_at: then,
                invited_at: None,
            };
            customer_user::Entity::insert(listed.into_active_model())
                .exec_without_returning(db)
                .await?;
        }
    }
    Ok(())
}

async fn form(
    db: &impl ConnectionTrait,
    account: &account::Model,
    position: i32,
    wanted: &script::Form,
    then: DateTime<Utc>,
) -> Result<Form> {
    let mut ids = HashMap::new();
    let mut schema = forms::Schema::default();
    for field in &wanted.fields {
        let id = FieldId(Uuid::now_v7());
        let show_when = match &field.when {
            Some(when) => Some(forms::Condition::Answer(forms::Test {
                field: *ids.get(&when.field).ok_or(Error::NotFound("field"))?,
                is: when.is,
                value: when.value.clone(),
            })),
            None => None,
        };
        ids.insert(field.key.clone(), id);
        schema.fields.push(forms::Field {
            help: field.help.clone(),
            required: field.required,
            hidden: field.hidden,
            choices: field.choices.clone(),
            max: field.max,
            show_when,
            ..forms::Field::new(id, field.kind, &field.label)
        });
    }
    let schema = schema.parse()?; // What the builder would not publish, the demo does not show.
    let row = form::Model {
        account_id: account.id,
        id: FormId(Uuid::now_v7()),
        created_at: then,
        name: wanted.name.clone(),
        description: wanted.description.clone(),
        position,
        on_portal: true,
        current_version: 1,
        version: 1,
        archived_at: None,
    };
    let id = row.id;
    form::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await?;
    let version = form_version::Model {
        account_id: account.id,
        form_id: id,
        version: 1,
        schema: serde_json::to_value(&schema).map_err(anyhow::Error::from)?,
        published_at: then,
    };
    form_version::Entity::insert(version.into_active_model())
        .exec_without_returning(db)
        .await?;
    Ok(Form {
        id,
        schema,
        fields: ids,
    })
}

/// The sandbox's workspace, as Portico will find it when it connects; its team is linked.
pub(super) async fn connect_slack(
    db: &impl ConnectionTrait,
    script: &Script,
    company: &Company,
    now: DateTime<Utc>,
) -> Result<()> {
    let account_id = company.account.id;
    let workspace = slack_workspace::Model::configured(
        (account_id, SlackWorkspaceId(Uuid::now_v7())),
        (&script.slack.team, &script.slack.name),
        (&script.slack.bot_user, &script.slack.bot),
        now,
    );
    slack_workspace::Entity::insert(workspace.clone().into_active_model())
        .exec_without_returning(db)
        .await?;
    let channels = script.slack.channels.iter().map(|channel| slack_channel::ActiveModel {
        account_id: Set(account_id),
        workspace_id: Set(workspace.id),
        channel_id: Set(channel.id.clone()),
        name: Set(channel.name.clone()),
        state: Set(ChannelState::Open),
        is_member: Set(true),
        is_shared: Set(false), // Slack is asked at the start.
        is_private: Set(false),
        checked_at: Set(None),
    });
    slack_channel::Entity::insert_many(channels)
        .exec_without_returning(db)
        .await?;
    for agent in &script.agents {
        let row = &company.agents[&short(&address(&agent.email)?)];
        accounts::link_slack_user(db, row, &workspace, &agent.slack).await?;
    }
    Ok(())
}
