//! `portico audit`: whether an account's audit log is as it was written.

use anyhow::{Context, bail};
use clap::Subcommand;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{app::AppState, audit_log, entity::account};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Check that no entry was changed, removed, put in or moved; fails when one was.
    Verify {
        /// Slug of the account.
        #[arg(long)]
        account: String,
    },
}

pub(super) async fn run(command: Command, state: &AppState) -> anyhow::Result<()> {
    let Command::Verify { account } = command;
    let found = account::Entity::find()
        .filter(account::Column::Slug.eq(&account))
        .one(&state.db)
        .await?
        .with_context(|| format!("there is no account {account}"))?;
    let result = audit_log::verify(&state.db, found.id).await?;
    match result.broken_at {
        None => {
            let head = result.head.unwrap_or_default();
            println!("{} entries, all as they were written; head {head}", result.entries);
            Ok(())
        }
        Some(0) => bail!("the audit log of {account} holds entries that hang on no chain"),
        Some(seq) => bail!("the audit log of {account} is broken at entry {seq}"),
    }
}
