//! `portico account`: what an operator decides about accounts. Running processes notice within `sign_in.cache_seconds`.

use anyhow::{Context, bail};
use clap::{Args, Subcommand, ValueEnum};
use portico_types::{
    sign_in::SignInMethod,
    staff::{AgentRole, AuditAction, CustomerManagement, Edition, Plan, UpdatePortalSetup, includes_portal},
};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::json;

use super::agent;
use crate::{
    accounts::{self, NewAccount},
    app::AppState,
    audit,
    db::WriteTxn,
    entity::{Methods, account},
    error::Error,
};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Open an account.
    Create(Create),
    /// All accounts.
    List,
    /// Change an account; what is not named stays.
    Set(Set),
}

#[derive(Args)]
pub(super) struct Create {
    /// The company's name.
    #[arg(long)]
    name: String,
    /// First label of the portal's address.
    #[arg(long)]
    slug: String,
    /// How the keys of its tickets begin: ACME makes ACME-1.
    #[arg(long)]
    prefix: String,
    /// `external_helpdesk`, `internal_helpdesk` or `integrations_only`.
    #[arg(long, default_value = "external_helpdesk")]
    edition: Edition,
    /// `starter`, `professional` or `enterprise`.
    #[arg(long, default_value = "professional")]
    plan: Plan,
    /// Mail address of its first owner, who invites everybody else.
    #[arg(long, requires = "owner_name")]
    owner_email: Option<String>,
    #[arg(long, requires = "owner_email")]
    owner_name: Option<String>,
}

#[derive(Args)]
pub(super) struct Set {
    /// Which account; may be left out when there is only one.
    slug: Option<String>,
    /// `external_helpdesk`, `internal_helpdesk` or `integrations_only`.
    #[arg(long)]
    edition: Option<Edition>,
    /// `starter`, `professional` or `enterprise`.
    #[arg(long)]
    plan: Option<Plan>,
    /// `customer_centric` or `standard`.
    #[arg(long)]
    customer_management: Option<CustomerManagement>,
    /// Who mails come from, such as "Acme Support <support@acme.example>"; empty: the installation's own address.
    #[arg(long)]
    mail_from: Option<String>,
    /// Whether mails about one ticket form a thread.
    #[arg(long)]
    mail_threading: Option<Switch>,
    /// Whether agents may sign in by mail.
    #[arg(long)]
    agents_sign_in_by_mail: Option<Switch>,
    /// Whether the portal is switched on.
    #[arg(long)]
    portal: Option<Switch>,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Switch {
    On,
    Off,
}

impl Switch {
    pub(super) fn is_on(self) -> bool {
        matches!(self, Self::On)
    }
}

pub(super) async fn run(command: Command, state: &AppState) -> anyhow::Result<()> {
    match command {
        Command::Create(new) => create(new, state).await,
        Command::List => list(state).await,
        Command::Set(change) => set(change, state).await,
    }
}

async fn create(new: Create, state: &AppState) -> anyhow::Result<()> {
    let named = UpdatePortalSetup {
        name: Some(new.name),
        slug: Some(new.slug),
        ..UpdatePortalSetup::default()
    };
    let named = named.parse().map_err(|errors| Error::from(errors).in_words())?;
    let prefix = new.prefix.to_ascii_uppercase();
    let plain = prefix.bytes().all(|b| b.is_ascii_alphanumeric()) && prefix.starts_with(|c: char| c.is_alphabetic());
    if !plain || prefix.len() > 10 {
        bail!("the prefix needs 1 to 10 letters and digits, a letter first");
    }
    let owner = new.owner_email.as_deref().zip(new.owner_name.as_deref());
    let owner = owner.map(|(email, name)| agent::named(email, name)).transpose()?;
    let now = state.clock.now();
    let new = NewAccount {
        name: named.name.unwrap_or_default(),
        slug: named.slug.unwrap_or_default(),
        ticket_prefix: prefix,
        edition: new.edition,
        plan: new.plan,
    };
    let txn = state.begin_write().await?;
    let account = accounts::create(&*txn, new, now).await.map_err(Error::in_words)?;
    let detail = json!({ "slug": account.slug, "edition": account.edition, "plan": account.plan });
    audit::by_operator(&*txn, account.id, AuditAction::AccountCreated, detail, now).await?;
    if let Some((email, name)) = &owner {
        let owner = accounts::insert_agent(&*txn, account.id, (email, name, AgentRole::Owner), now)
            .await
            .map_err(Error::in_words)?;
        let detail = json!({ "email": owner.email, "role": owner.role });
        audit::by_operator(&*txn, account.id, AuditAction::AgentAdded, detail, now).await?;
    }
    txn.commit().await?;
    println!("opened the account {}", account.slug);
    tell(state, &account);
    match owner {
        Some((email, _)) => {
            let url = state.config.portal_url(&account.slug, account.custom_domain.as_deref());
            println!("{email} is its owner and signs in at {url}/console/");
            agent::tell_methods(&account);
        }
        None => println!(
            "add its first agent with: portico agent add --account {} --email … --name … --role owner",
            account.slug
        ),
    }
    Ok(())
}

async fn list(state: &AppState) -> anyhow::Result<()> {
    let accounts = account::Entity::find()
        .order_by_asc(account::Column::Slug)
        .all(&state.db)
        .await?;
    println!("{:20}  {:17}  {:12}  {:6}  name", "slug", "edition", "plan", "portal");
    for account in accounts {
        println!(
            "{:20}  {:17}  {:12}  {:6}  {}",
            account.slug,
            account.edition.as_str(),
            account.plan.as_str(),
            if open(&account) { "open" } else { "closed" },
            account.name
        );
    }
    Ok(())
}

async fn set(change: Set, state: &AppState) -> anyhow::Result<()> {
    let mail_from = change.mail_from.as_deref().map(sender).transpose()?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let before = find(&txn, change.slug.as_deref()).await?;
    let on = |switch: Option<Switch>, now: bool| switch.map_or(now, Switch::is_on);
    let after = account::Model {
        edition: change.edition.unwrap_or(before.edition),
        plan: change.plan.unwrap_or(before.plan),
        customer_management: change.customer_management.unwrap_or(before.customer_management),
        mail_from: mail_from.unwrap_or_else(|| before.mail_from.clone()),
        mail_threading: on(change.mail_threading, before.mail_threading),
        agent_methods: with_mail(&before.agent_methods, change.agents_sign_in_by_mail),
        portal_enabled: on(change.portal, before.portal_enabled),
        ..before.clone()
    };
    if after == before {
        println!("{} is so already; nothing changed", before.slug);
        return Ok(());
    }
    let account = accounts::save(&*txn, after).await.map_err(Error::in_words)?;
    let detail = audit::changes(json!({
        "edition": [before.edition, account.edition],
        "plan": [before.plan, account.plan],
        "customer_management": [before.customer_management, account.customer_management],
        "mail_from": [before.mail_from, account.mail_from],
        "mail_threading": [before.mail_threading, account.mail_threading],
        "agent_methods": [before.agent_methods, account.agent_methods],
        "portal": [before.portal_enabled, account.portal_enabled],
    }));
    audit::by_operator(&*txn, account.id, AuditAction::AccountChanged, detail, now).await?;
    txn.commit().await?;
    println!("changed the account {}", account.slug);
    tell(state, &account);
    Ok(())
}

fn with_mail(methods: &Methods, mail: Option<Switch>) -> Methods {
    let mut methods = methods.clone();
    if let Some(mail) = mail {
        methods.0.retain(|method| *method != SignInMethod::Mail);
        if mail.is_on() {
            methods.0.push(SignInMethod::Mail);
        }
    }
    methods
}

/// The account a command is for: the one named, or the only one there is.
pub(super) async fn find(txn: &WriteTxn, slug: Option<&str>) -> anyhow::Result<account::Model> {
    let slugs: Vec<String> = account::Entity::find()
        .all(&**txn)
        .await?
        .into_iter()
        .map(|account| account.slug)
        .collect();
    let slug = match (slug, slugs.as_slice()) {
        (_, []) => bail!("there is no account yet; open one with: portico account create"),
        (None, [only]) => only,
        (None, _) => bail!("say which account: {}", slugs.join(", ")),
        (Some(slug), _) if slugs.iter().any(|known| known == slug) => slug,
        (Some(slug), _) => bail!("there is no account {slug}; there are: {}", slugs.join(", ")),
    };
    accounts::lock_by_slug(&**txn, slug).await.map_err(Error::in_words)
}

/// Reads a sender; an empty one means the installation's own address.
fn sender(text: &str) -> anyhow::Result<Option<String>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    text.parse::<lettre::message::Mailbox>()
        .with_context(|| format!("{text} is no sender; write one such as \"Acme Support <support@acme.example>\""))?;
    Ok(Some(text.to_owned()))
}

fn open(account: &account::Model) -> bool {
    account.portal_enabled && includes_portal(account.edition, account.plan)
}

fn tell(state: &AppState, account: &account::Model) {
    let url = state.config.portal_url(&account.slug, account.custom_domain.as_deref());
    if open(account) {
        println!("its portal is open at {url}");
    } else if account.portal_enabled {
        println!(
            "it has no portal: that needs external_helpdesk on professional or enterprise, and this is {} on {}",
            account.edition, account.plan
        );
    } else {
        println!("its portal is switched off");
    }
}
