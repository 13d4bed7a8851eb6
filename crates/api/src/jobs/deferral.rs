//! Jobs that are due and cannot run, because others of their lane come first or their workspace is away, are put off, so that whoever looks
//! for work does not go through all of them each time. It is a hint only: whoever clears the way lets the next one go at once, and should
//! nobody have, it is looked at again after a moment.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use portico_types::ids::{AccountId, SlackWorkspaceId};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryFilter, Statement, sea_query::Expr};

use super::claiming::{WAITING, can_run, settled};
use crate::{config, entity::job};

/// How often it is looked what cannot run.
pub(super) const EVERY: Duration = Duration::from_secs(1);
/// What has not waited longer than this is left alone: usually it is its turn before anybody would have put it off.
const PATIENCE: TimeDelta = TimeDelta::seconds(2);
/// For how long something is put off.
const PAUSE: TimeDelta = TimeDelta::seconds(10);
/// How many at once, so that nobody who writes waits for long.
const MOST: u32 = 2000;

/// Puts off what cannot run, and looks again at what was put off long enough.
pub(super) async fn defer(db: &impl ConnectionTrait, now: DateTime<Utc>, config: &config::Config) -> Result<(), DbErr> {
    let backend = db.get_database_backend();
    for (over, than) in over(now) {
        if any(db, over, vec![than.into()]).await? {
            db.execute_raw(again(backend, (over, than))).await?;
        }
    }
    let long_due = format!("{WAITING} AND j.run_at <= $1");
    if any(db, &long_due, vec![(now - PATIENCE).into()]).await? {
        db.execute_raw(deferring(backend, now, config)).await?;
    }
    Ok(())
}

/// Which of jobs `j` are looked at again: those that were put off long enough, and by a clock that was set back since.
pub(super) fn over(now: DateTime<Utc>) -> [(&'static str, DateTime<Utc>); 2] {
    [
        ("j.deferred_until <= $1", now),
        ("j.deferred_until > $1", now + PAUSE + PAUSE),
    ]
}

/// The statement that has them looked at again, those first that have waited longest.
pub(super) fn again(backend: DbBackend, (over, than): (&str, DateTime<Utc>)) -> Statement {
    let some = some(backend, over, "ORDER BY j.deferred_until");
    let sql = format!("UPDATE jobs SET deferred_until = NULL WHERE (account_id, id) IN ({some})");
    Statement::from_sql_and_values(backend, sql, [than.into()])
}

/// The statement that puts off what cannot run.
pub(super) fn deferring(backend: DbBackend, now: DateTime<Utc>, config: &config::Config) -> Statement {
    let stuck = format!("{WAITING} AND j.run_at <= $1 AND NOT ({})", can_run(3));
    let some = some(backend, &stuck, "ORDER BY j.run_at, j.id");
    let sql = format!("UPDATE jobs SET deferred_until = $2 WHERE (account_id, id) IN ({some})");
    let values = [
        (now - PATIENCE).into(),
        (now + PAUSE).into(),
        settled(now, config).into(),
    ];
    Statement::from_sql_and_values(backend, sql, values)
}

/// Those of `jobs j` for which `condition` holds. What somebody else is writing is left for the next time: nobody waits for this, nor this
/// for anybody.
fn some(backend: DbBackend, condition: &str, order: &str) -> String {
    let lock = match backend {
        DbBackend::Postgres => "FOR UPDATE OF j SKIP LOCKED",
        _ => "",
    };
    format!("SELECT j.account_id, j.id FROM jobs j WHERE {condition} {order} LIMIT {MOST} {lock}")
}

/// Asked before writing: on SQLite whoever writes holds up all others.
async fn any(db: &impl ConnectionTrait, condition: &str, values: Vec<sea_orm::Value>) -> Result<bool, DbErr> {
    let sql = format!("SELECT 1 AS found FROM jobs j WHERE {condition} LIMIT 1");
    let found = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(db.query_one_raw(found).await?.is_some())
}

/// Something of `lane` is out of the way: the next may run. Also when it was not put off: somebody could be about to.
pub(crate) async fn next_in(db: &impl ConnectionTrait, lane: &str) -> Result<(), DbErr> {
    let sql = "UPDATE jobs SET deferred_until = NULL WHERE (account_id, id) IN (
        SELECT k.account_id, k.id FROM jobs k WHERE k.lane = $1 AND k.state = 'ready' ORDER BY k.lane_seq, k.id LIMIT 1)";
    let next = Statement::from_sql_and_values(db.get_database_backend(), sql, [lane.into()]);
    db.execute_raw(next).await.map(drop)
}

/// A workspace is back: what was put off because it was away may run.
pub(crate) async fn look_again(
    db: &impl ConnectionTrait,
    (account_id, workspace_id): (AccountId, SlackWorkspaceId),
) -> Result<(), DbErr> {
    job::Entity::update_many()
        .col_expr(job::Column::DeferredUntil, Expr::value(None::<DateTime<Utc>>))
        .filter(job::Column::AccountId.eq(account_id))
        .filter(job::Column::WorkspaceId.eq(workspace_id))
        .filter(job::Column::DeferredUntil.is_not_null())
        .exec(db)
        .await
        .map(drop)
}
