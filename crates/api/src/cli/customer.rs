//! `portico customer`: the organisations an account supports, as far as an operator sets them up.

use anyhow::bail;
use clap::{Args, Subcommand};
use portico_types::staff::{AuditAction, CreateCustomer};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, SqlErr};
use serde_json::json;

use super::{
    account::{self, Switch},
    collection,
};
use crate::{app::AppState, audit, customers, entity::customer, error::Error, slack};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Open a customer.
    Create(Create),
    /// Change a customer; what is not named stays.
    Set(Set),
}

#[derive(Args)]
pub(super) struct Create {
    /// Slug of the account; may be left out when there is only one.
    #[arg(long)]
    account: Option<String>,
    /// The organisation's name.
    #[arg(long)]
    name: String,
    /// Everybody with an address at this domain may use the portal; may be given several times.
    #[arg(long)]
    domain: Vec<String>,
}

#[derive(Args)]
pub(super) struct Set {
    /// Slug of the account; may be left out when there is only one.
    #[arg(long)]
    account: Option<String>,
    /// The organisation's name.
    name: String,
    /// Id of the customer's own Slack channel, such as C012AB3CD; empty: none.
    #[arg(long)]
    channel: Option<String>,
    /// Whether its tickets are posted to that channel.
    #[arg(long)]
    post_to_channel: Option<Switch>,
    /// Id of a triage channel of its own, which wins over the collection's; empty: none.
    #[arg(long)]
    triage_channel: Option<String>,
    /// The collection it belongs to; empty: none.
    #[arg(long)]
    collection: Option<String>,
}

pub(super) async fn run(command: Command, state: &AppState) -> anyhow::Result<()> {
    match command {
        Command::Create(new) => create(new, state).await,
        Command::Set(change) => set(change, state).await,
    }
}

async fn create(new: Create, state: &AppState) -> anyhow::Result<()> {
    let asked = CreateCustomer {
        name: new.name,
        domains: new.domain,
    };
    let asked = asked.parse().map_err(|errors| Error::from(errors).in_words())?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let account = account::find(&txn, new.account.as_deref()).await?;
    let opened = customers::open(&*txn, account.id, asked, now)
        .await
        .map_err(Error::in_words)?;
    let domains: Vec<&str> = opened.domains.iter().map(|d| d.domain.as_str()).collect();
    let detail = json!({ "customer": opened.name, "domains": domains });
    audit::by_operator(&*txn, account.id, AuditAction::CustomerCreated, detail, now).await?;
    txn.commit().await?;
    println!("opened the customer {}", opened.name);
    if domains.is_empty() {
        println!("nobody comes in yet: it has no domain");
    } else {
        let url = state.config.portal_url(&account.slug, account.custom_domain.as_deref());
        println!("people with an address at {} sign in at {url}", domains.join(", "));
    }
    Ok(())
}

async fn set(change: Set, state: &AppState) -> anyhow::Result<()> {
    let channel = change.channel.as_deref().map(collection::channel).transpose()?;
    let triage = change.triage_channel.as_deref().map(collection::channel).transpose()?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let account = account::find(&txn, change.account.as_deref()).await?;
    let named = customer::Entity::find()
        .filter(customer::Column::AccountId.eq(account.id))
        .filter(customer::Column::Name.eq(&change.name))
        .limit(2);
    let before = match &mut named.all(&*txn).await?[..] {
        [only] => only.clone(),
        [] => bail!("{} has no customer {}", account.slug, change.name),
        _ => bail!(
            "{} has several customers {}; give them different names first",
            account.slug,
            change.name
        ),
    };
    let collection_id = match change.collection.as_deref() {
        None => before.collection_id,
        Some("") => None,
        Some(name) => Some(collection::find(&txn, account.id, name).await?.id),
    };
    let after = customer::Model {
        customer_channel_id: channel.unwrap_or_else(|| before.customer_channel_id.clone()),
        triage_channel_id: triage.unwrap_or_else(|| before.triage_channel_id.clone()),
        post_to_customer_channel: change
            .post_to_channel
            .map_or(before.post_to_customer_channel, Switch::is_on),
        collection_id,
        ..before.clone()
    };
    if after == before {
        println!("{} is so already; nothing changed", before.name);
        return Ok(());
    }
    let after = customer::Model {
        version: before.version + 1,
        ..after
    };
    let saved = after.clone().into_active_model().reset_all().update(&*txn).await;
    saved.map_err(|err| match err.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => anyhow::anyhow!("another customer has this channel"),
        _ => err.into(),
    })?;
    slack::check_channels(&*txn, account.id)
        .await
        .map_err(Error::in_words)?;
    let new = |now: &Option<String>, then: &Option<String>| now.clone().filter(|it| Some(it) != then.as_ref());
    if let Some(channel) = new(&after.triage_channel_id, &before.triage_channel_id) {
        slack::check_internal(&*txn, account.id, &channel, now)
            .await
            .map_err(Error::in_words)?;
    }
    if let Some(channel) = new(&after.customer_channel_id, &before.customer_channel_id) {
        slack::look_at(&*txn, account.id, &channel, now)
            .await
            .map_err(Error::in_words)?;
    }
    let mut detail = audit::changes(json!({
        "channel": [before.customer_channel_id, after.customer_channel_id],
        "post_to_channel": [before.post_to_customer_channel, after.post_to_customer_channel],
        "triage_channel": [before.triage_channel_id, after.triage_channel_id],
        "collection": [before.collection_id, after.collection_id],
    }));
    detail["customer"] = json!(after.name);
    audit::by_operator(&*txn, account.id, AuditAction::CustomerChanged, detail, now).await?;
    txn.commit().await?;
    println!("changed the customer {}", after.name);
    Ok(())
}
