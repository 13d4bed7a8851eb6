//! `portico collection`: which Slack channel tickets go to, and how replies there are meant.

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use portico_types::{
    ids::AccountId,
    staff::{AuditAction, TriageReplies, is_slack_channel_id},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::account::{self, Switch};
use crate::{
    app::AppState,
    audit, collections,
    db::{ForChange, WriteTxn},
    entity::collection,
    error::Error,
};

#[derive(Subcommand)]
pub(super) enum Command {
    /// An account's collections.
    List {
        /// Slug of the account; may be left out when there is only one.
        #[arg(long)]
        account: Option<String>,
    },
    /// Change a collection; what is not named stays.
    Set(Set),
}

#[derive(Args)]
pub(super) struct Set {
    /// Slug of the account; may be left out when there is only one.
    #[arg(long)]
    account: Option<String>,
    /// Which collection, such as "Portal" or "All customers".
    name: String,
    /// Id of the Slack channel its tickets appear in, such as C012AB3CD (in Slack: the channel's name, About); empty: none.
    #[arg(long)]
    triage_channel: Option<String>,
    /// Whether portal tickets of its customers go to its own triage channel.
    #[arg(long)]
    forwarding: Option<Switch>,
    /// Whether an agent's plain reply in triage is `public` or `internal`.
    #[arg(long)]
    triage_replies: Option<TriageReplies>,
    /// How a reply begins that stays internal.
    #[arg(long)]
    note_mark: Option<String>,
}

pub(super) async fn run(command: Command, state: &AppState) -> anyhow::Result<()> {
    match command {
        Command::List { account } => list(account.as_deref(), state).await,
        Command::Set(change) => set(change, state).await,
    }
}

async fn list(account: Option<&str>, state: &AppState) -> anyhow::Result<()> {
    let txn = state.begin_write().await?;
    let account = account::find(&txn, account).await?;
    let collections = collection::Entity::find()
        .filter(collection::Column::AccountId.eq(account.id))
        .order_by_asc(collection::Column::Name)
        .all(&*txn)
        .await?;
    txn.rollback().await?;
    println!(
        "{:24}  {:9}  {:14}  {:10}  {:8}  note mark",
        "name", "kind", "triage channel", "forwarding", "replies"
    );
    for it in collections {
        println!(
            "{:24}  {:9}  {:14}  {:10}  {:8}  {}",
            it.name,
            it.kind.as_str(),
            it.triage_channel_id.as_deref().unwrap_or("-"),
            if it.forwarding { "on" } else { "off" },
            it.triage_replies.as_str(),
            it.note_mark
        );
    }
    Ok(())
}

async fn set(change: Set, state: &AppState) -> anyhow::Result<()> {
    let channel = change.triage_channel.as_deref().map(channel).transpose()?;
    if change
        .note_mark
        .as_ref()
        .is_some_and(|mark| mark.trim().is_empty() || mark.chars().count() > 10)
    {
        bail!("the note mark needs 1 to 10 characters");
    }
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let account = account::find(&txn, change.account.as_deref()).await?;
    let before = find(&txn, account.id, &change.name).await?;
    let wanted = collection::Model {
        triage_channel_id: channel.unwrap_or_else(|| before.triage_channel_id.clone()),
        forwarding: change.forwarding.map_or(before.forwarding, Switch::is_on),
        triage_replies: change.triage_replies.unwrap_or(before.triage_replies),
        note_mark: change.note_mark.unwrap_or_else(|| before.note_mark.clone()),
        ..before.clone()
    };
    let changed = collections::change(&*txn, &before, wanted, now).await;
    let Some((after, detail)) = changed.map_err(Error::in_words)? else {
        println!("{} is so already; nothing changed", before.name);
        return Ok(());
    };
    audit::by_operator(&*txn, account.id, AuditAction::CollectionChanged, detail, now).await?;
    txn.commit().await?;
    println!("changed the collection {}", after.name);
    Ok(())
}

/// The collection of a name, which nobody else changes until the transaction ends.
pub(super) async fn find(txn: &WriteTxn, account_id: AccountId, name: &str) -> anyhow::Result<collection::Model> {
    let named = collection::Entity::find()
        .filter(collection::Column::AccountId.eq(account_id))
        .filter(collection::Column::Name.eq(name));
    named
        .for_change()
        .one(&**txn)
        .await?
        .with_context(|| format!("there is no collection {name}; `portico collection list` shows them"))
}

/// Reads the id of a Slack channel; an empty one means none.
pub(super) fn channel(text: &str) -> anyhow::Result<Option<String>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if !is_slack_channel_id(text) {
        bail!("{text} is no id of a Slack channel; it looks like C012AB3CD (in Slack: the channel's name, About)");
    }
    Ok(Some(text.to_owned()))
}
