//! `portico agent`: the support team, as far as an operator sets it up.

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use portico_types::{
    email::EmailAddress,
    sign_in::SignInMethod,
    staff::{AgentRole, AuditAction},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::account;
use crate::{
    accounts,
    app::AppState,
    audit,
    db::WriteTxn,
    entity::{WorkspaceState, account as account_row, agent, slack_workspace},
    error::Error,
    slack,
};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Add a member to the support team.
    Add(Add),
    /// Say which Slack user a member of the team is.
    Link(Link),
}

#[derive(Args)]
pub(super) struct Add {
    /// Slug of the account; may be left out when there is only one.
    #[arg(long)]
    account: Option<String>,
    #[arg(long)]
    email: String,
    #[arg(long)]
    name: String,
    /// `agent`, `admin` or `owner`.
    #[arg(long, default_value = "agent")]
    role: AgentRole,
    /// Id of their Slack user, such as U012AB3CD: what they write in triage speaks for the company.
    #[arg(long)]
    slack_user: Option<String>,
}

#[derive(Args)]
pub(super) struct Link {
    /// Slug of the account; may be left out when there is only one.
    #[arg(long)]
    account: Option<String>,
    #[arg(long)]
    email: String,
    /// Id of their Slack user, such as U012AB3CD.
    #[arg(long)]
    slack_user: String,
    /// Id of the workspace, such as T012AB3CD; may be left out when there is only one.
    #[arg(long)]
    workspace: Option<String>,
}

pub(super) async fn run(command: Command, state: &AppState) -> anyhow::Result<()> {
    match command {
        Command::Add(new) => add(new, state).await,
        Command::Link(link) => link_to_slack(link, state).await,
    }
}

async fn add(new: Add, state: &AppState) -> anyhow::Result<()> {
    let (email, name) = named(&new.email, &new.name)?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let account = account::find(&txn, new.account.as_deref()).await?;
    let agent = accounts::insert_agent(&*txn, account.id, (&email, &name, new.role), now)
        .await
        .map_err(Error::in_words)?;
    if let Some(user) = &new.slack_user {
        link(&txn, &agent, None, user, now).await?;
    }
    let detail = json!({ "email": agent.email, "role": agent.role, "slack_user": new.slack_user });
    audit::by_operator(&*txn, account.id, AuditAction::AgentAdded, detail, now).await?;
    txn.commit().await?;
    println!("{} is now {} of {}", agent.email, agent.role, account.slug);
    tell_methods(&account);
    Ok(())
}

/// A person's address and name as we keep them.
pub(super) fn named(email: &str, name: &str) -> anyhow::Result<(EmailAddress, String)> {
    let email = address(email)?;
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 100 {
        bail!("the name needs 1 to 100 characters");
    }
    Ok((email, name.to_owned()))
}

/// By which methods agents sign in.
pub(super) fn tell_methods(account: &account_row::Model) {
    let methods: Vec<&str> = account.agent_methods.0.iter().map(|method| method.as_str()).collect();
    println!(
        "agents sign in by: {} (providers only where they are configured)",
        methods.join(", ")
    );
    if !account.agent_methods.has(SignInMethod::Mail) {
        println!(
            "agents cannot sign in by mail yet; allow it with: portico account set {} --agents-sign-in-by-mail on",
            account.slug
        );
    }
}

async fn link_to_slack(command: Link, state: &AppState) -> anyhow::Result<()> {
    let email = address(&command.email)?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let account = account::find(&txn, command.account.as_deref()).await?;
    let agent = agent::Entity::find()
        .filter(agent::Column::AccountId.eq(account.id))
        .filter(agent::Column::Email.eq(email.as_str()))
        .one(&*txn)
        .await?
        .with_context(|| format!("{email} is not on the team of {}", account.slug))?;
    link(&txn, &agent, command.workspace.as_deref(), &command.slack_user, now).await?;
    let detail = json!({ "email": agent.email, "slack_user": command.slack_user });
    audit::by_operator(&*txn, account.id, AuditAction::AgentLinked, detail, now).await?;
    txn.commit().await?;
    println!("{} in Slack is {}", command.slack_user, agent.email);
    Ok(())
}

async fn link(
    txn: &WriteTxn,
    agent: &agent::Model,
    team: Option<&str>,
    user: &str,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let plain = user.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if !plain || !user.starts_with(['U', 'W']) || user.len() > 32 {
        bail!("{user} is no id of a Slack user; it looks like U012AB3CD (profile, ⋮, Copy member ID)");
    }
    let mut workspaces = slack_workspace::Entity::find()
        .filter(slack_workspace::Column::AccountId.eq(agent.account_id))
        .filter(slack_workspace::Column::State.ne(WorkspaceState::Removed));
    if let Some(team) = team {
        workspaces = workspaces.filter(slack_workspace::Column::TeamId.eq(team));
    }
    let mut found = workspaces.all(&**txn).await?.into_iter();
    let workspace = found.next().context(
        "no such Slack workspace is connected yet: connect it in the console, or start `portico serve` with slack.bot_token set, then link",
    )?;
    if found.next().is_some() {
        bail!("several Slack workspaces are connected: name one with --workspace");
    }
    accounts::link_slack_user(&**txn, agent, &workspace, user)
        .await
        .map_err(Error::in_words)?;
    Ok(slack::check_slack_user(&**txn, &workspace, user, now).await?)
}

fn address(text: &str) -> anyhow::Result<EmailAddress> {
    EmailAddress::parse(text).map_err(|err| anyhow::anyhow!("{text}: {}", err.message))
}
