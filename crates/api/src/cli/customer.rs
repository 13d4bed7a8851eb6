//! `portico customer`: the organisations an account supports, as far as an operator sets them up.

use clap::{Args, Subcommand};
use portico_types::staff::{AuditAction, CreateCustomer};
use serde_json::json;

use super::account;
use crate::{app::AppState, audit, customers, error::Error};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Open a customer.
    Create(Create),
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

pub(super) async fn run(command: Command, state: &AppState) -> anyhow::Result<()> {
    match command {
        Command::Create(new) => create(new, state).await,
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
