//! `portico demo`: a company to look around in. Fills an empty database with one account, its people, customers and forms, and three weeks
//! of tickets. What happened is told in `demo.toml` and goes through the same [`crate::tickets`] functions as everything else, only with
//! the times of then.

mod company;
mod history;
mod script;

use anyhow::bail;
use portico_types::staff::AuditAction;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use self::script::Script;
use crate::{
    app::AppState,
    audit,
    entity::{account, audit_entry},
    error::Error,
};

/// By this entry of the audit log a database is known to be the demo.
const DONE: AuditAction = AuditAction::DemoMade;

/// Fills an empty database. One that is the demo already is left as it is; any other is refused.
pub(crate) async fn run(state: &AppState) -> anyhow::Result<()> {
    let script = Script::read()?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    if account::Entity::find().count(&*txn).await? > 0 {
        let made = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq(DONE));
        if made.one(&*txn).await?.is_some() {
            println!("this database is the demo already; it stays as it is");
            return Ok(());
        }
        bail!("this database is in use; `portico demo` only fills an empty one");
    }
    let company = company::insert(&*txn, &script, now).await.map_err(Error::in_words)?;
    let tickets = history::tell(&txn, &script, &company, now)
        .await
        .map_err(Error::in_words)?;
    audit::by_operator(&*txn, company.account.id, DONE, json!({ "tickets": tickets }), now).await?;
    txn.commit().await?;
    println!("made the demo: {} with {tickets} tickets", script.account.name);
    Ok(())
}
