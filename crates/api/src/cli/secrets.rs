//! `portico secrets`: what an operator does about the key that stored secrets are encrypted with.

use clap::Subcommand;
use portico_types::{ids::AccountId, staff::AuditAction};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::json;

use crate::{app::AppState, audit, entity::account, secrets};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Seal every stored secret under the present key. Afterwards `secrets.previous` can be emptied.
    Rotate,
}

pub(super) async fn run(command: Command, state: &AppState) -> anyhow::Result<()> {
    match command {
        Command::Rotate => {
            let accounts = account::Entity::find()
                .order_by_asc(account::Column::Slug)
                .all(&state.db)
                .await?;
            for account in accounts {
                let sealed = rotate(state, account.id).await?;
                println!("{}: {sealed} secrets sealed under the present key", account.slug);
            }
        }
    }
    Ok(())
}

async fn rotate(state: &AppState, account_id: AccountId) -> anyhow::Result<usize> {
    let txn = state.begin_write().await?;
    let sealed = secrets::seal_anew(&*txn, &state.keys, account_id).await?;
    let detail = json!({ "secrets": sealed });
    audit::by_operator(
        &*txn,
        account_id,
        AuditAction::SecretsRotated,
        detail,
        state.clock.now(),
    )
    .await?;
    txn.commit().await?;
    Ok(sealed)
}
