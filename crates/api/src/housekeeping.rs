//! What strangers and time leave behind is cleared away: anybody can ask for a sign-in mail, and every key and event is remembered.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, DbErr, Statement};
use tokio_util::sync::CancellationToken;

use crate::{app::AppState, attachments, scope};

/// A table, which of its rows are done with at a time, and for how many days they are kept after that.
const KEPT: [(&str, &str, &str, i64); 10] = [
    ("magic_links", "id", "expires_at", 1),
    ("openid_flows", "id", "expires_at", 1),
    ("slack_installs", "id", "expires_at", 1),
    // A budget is for a day.
    ("mail_budgets", "address_hash", "updated_at", 2),
    ("idempotency_keys", "caller_id, key", "created_at", 2),
    ("sessions", "id", "expires_at", 7),
    ("sessions", "id", "ended_at", 7),
    // Before their files, which they refer to.
    ("exports", "id", "expires_at", 0),
    // What they did stays in the audit log.
    ("api_keys", "id", "revoked_at", 90),
    // Slack tells again for some hours; an operator may want to look for longer.
    ("received_events", "id", "applied_at", 30),
];

const EVERY: Duration = Duration::from_hours(1);
/// Rows at a time: others want to write, too.
const ROWS: u64 = 500;

/// Clears away every hour, until `stop`.
pub(crate) async fn run(state: Arc<AppState>, stop: CancellationToken) {
    loop {
        if let Err(err) = tidy(&state).await {
            tracing::warn!(error = %err, "could not clear away what is over: {err}");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// Removes what nobody will ask for again. Returns how many rows.
pub(crate) async fn tidy(state: &AppState) -> anyhow::Result<u64> {
    scope::everything(tidy_all(state)).await
}

async fn tidy_all(state: &AppState) -> anyhow::Result<u64> {
    let now = state.clock.now();
    let mut removed = 0;
    let mails = (
        "received_mails",
        "id",
        "applied_at",
        state.config.mail.inbound.keep_days.into(),
    );
    for (table, key, over, days) in KEPT.into_iter().chain([mails]) {
        loop {
            let some = remove(state, (table, key, over), now - TimeDelta::days(days)).await?;
            removed += some;
            if some < ROWS {
                break;
            }
        }
    }
    Ok(removed + attachments::sweep(state).await?)
}

async fn remove(state: &AppState, (table, key, over): (&str, &str, &str), before: DateTime<Utc>) -> Result<u64, DbErr> {
    let sql = format!(
        "DELETE FROM {table} WHERE (account_id, {key}) IN (SELECT account_id, {key} FROM {table} WHERE {over} < $1 LIMIT {ROWS})"
    );
    let txn = state.begin_write().await?;
    let statement = Statement::from_sql_and_values(txn.get_database_backend(), sql, [before.into()]);
    let removed = txn.execute_raw(statement).await?.rows_affected();
    if removed == 0 {
        txn.rollback().await?; // Nobody need wake up for nothing.
    } else {
        txn.commit().await?;
    }
    Ok(removed)
}
