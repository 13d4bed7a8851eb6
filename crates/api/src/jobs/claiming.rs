//! Claims due jobs: one conditional UPDATE, the same on both databases.

use anyhow::anyhow;
use chrono::{DateTime, TimeDelta, Utc};
use portico_types::ids::{AccountId, JobId, SlackWorkspaceId};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, FromQueryResult, Statement};
use uuid::Uuid;

use super::{Failure, Job, Pool, claim::Claim};
use crate::config;

#[derive(FromQueryResult)]
struct ClaimedRow {
    account_id: AccountId,
    id: JobId,
    kind: String,
    payload: serde_json::Value,
    lane: Option<String>,
    attempts: i32,
    created_at: DateTime<Utc>,
    lease_token: Uuid,
    unique_key: Option<String>,
    workspace_id: Option<SlackWorkspaceId>,
    sending_since: Option<DateTime<Utc>>,
    turn_at: Option<DateTime<Utc>>,
    defects: i32,
}

/// Of jobs `j`: those that somebody may look at; the indexes say the same.
pub(super) const WAITING: &str = "j.state = 'ready' AND j.deferred_until IS NULL";

/// Of jobs `j`: what may run. The first of its lane, and none while another of it runs; what was given up no longer holds its lane, except a
/// card: without it nothing can follow. What may be on its way not before it must have arrived, whoever had it before and however it came
/// back: the parameter of this number says when ([`settled`]). Nothing is posted to a workspace whose token does not work: it waits. What
/// looks after the token goes on, and what was heard before is applied.
pub(super) fn can_run(settled: usize) -> String {
    let heard = kinds(Pool::Inbound);
    format!(
        "(j.sending_since IS NULL OR j.sending_since <= ${settled})
         AND (j.workspace_id IS NULL OR j.kind IN ('check_workspace', {heard}) OR NOT EXISTS (
             SELECT 1 FROM slack_workspaces w
             WHERE w.account_id = j.account_id AND w.id = j.workspace_id AND w.state <> 'connected'))
         AND (j.lane IS NULL OR NOT EXISTS (
             SELECT 1 FROM jobs k
             WHERE k.lane = j.lane AND (k.state = 'running' OR (
                 (k.lane_seq, k.id) < (j.lane_seq, j.id) AND (k.state = 'ready' OR k.kind = 'post_card')))))"
    )
}

/// What was sent before then must have arrived by now, if it arrives at all.
pub(super) fn settled(now: DateTime<Utc>, config: &config::Config) -> DateTime<Utc> {
    now - TimeDelta::seconds(config.slack.settle_seconds.into())
}

/// Whether anything of `pool` may be due, but for what is of `busy` workspaces. Asked before claiming: on SQLite a claim that finds nothing
/// would hold up whoever writes, and look through all that waits for others.
pub(super) fn due(backend: DbBackend, pool: Pool, busy: &[SlackWorkspaceId], now: DateTime<Utc>) -> Statement {
    let due = format!(
        "SELECT 1 FROM jobs j WHERE {WAITING} AND j.kind IN ({}) AND j.run_at <= $1",
        kinds(pool)
    );
    let not_busy = match busy.len() {
        0 => String::new(),
        count => {
            let parameters: Vec<String> = (2..2 + count).map(|n| format!("${n}")).collect();
            format!("w.id NOT IN ({}) AND", parameters.join(", "))
        }
    };
    let sql = format!(
        "SELECT 1 AS due WHERE EXISTS ({due} AND j.workspace_id IS NULL)
         OR EXISTS (SELECT 1 FROM slack_workspaces w WHERE {not_busy} EXISTS ({due} AND j.workspace_id = w.id))"
    );
    let busy = busy.iter().map(|id| sea_orm::Value::from(id.0));
    Statement::from_sql_and_values(backend, sql, std::iter::once(now.into()).chain(busy))
}

fn kinds(pool: Pool) -> String {
    let quoted: Vec<_> = pool.kinds().iter().map(|kind| format!("'{kind}'")).collect();
    quoted.join(", ")
}

/// Claims up to `limit` due jobs of `pool` that [can run](can_run): one conditional UPDATE, the same on both databases. Nothing of
/// workspaces that are `busy`.
pub(super) async fn claim(
    db: &impl ConnectionTrait,
    pool: Pool,
    some: (usize, &[SlackWorkspaceId]),
    now: DateTime<Utc>,
    config: &config::Config,
) -> Result<Vec<Claim>, DbErr> {
    let backend = db.get_database_backend();
    if db.query_one_raw(due(backend, pool, some.1, now)).await?.is_none() {
        return Ok(Vec::new());
    }
    let statement = claiming(backend, pool, some, now, config);
    let rows = db.query_all_raw(statement).await?;
    let mut claims = Vec::with_capacity(rows.len());
    for row in &rows {
        let row = ClaimedRow::from_query_result(row, "")?;
        let read = serde_json::from_value(serde_json::json!({ "kind": row.kind, "payload": row.payload }));
        let (job, unreadable) = match read {
            Ok(job) => (job, None),
            Err(err) => (Job::ConnectSlack {}, Some(err)), // Never run.
        };
        let claim = Claim {
            account_id: row.account_id,
            id: row.id,
            job,
            attempt: row.attempts,
            created_at: row.created_at,
            workspace_id: row.workspace_id,
            sending_since: row.sending_since,
            turn_at: row.turn_at,
            defects: row.defects,
            token: row.lease_token,
            unique_key: row.unique_key,
            lane: row.lane,
        };
        match unreadable {
            None => claims.push(claim),
            // Maybe a newer release's, whose worker will come by.
            Some(err) => {
                let kind = &row.kind;
                // Not what is in it: nobody knows what that is.
                tracing::error!(job.id = %claim.id, job.kind = kind, attempt = claim.attempt, "job {} of kind {kind} is unreadable", claim.id);
                let defect = Failure::Defect(anyhow!("unreadable job: {err}"));
                claim.failed(db, &defect, now, &config.jobs).await?;
            }
        }
    }
    claims.sort_by_key(|c| c.id);
    for claim in claims.iter().filter(|claim| claim.attempt == 1) {
        // Clocks of processes differ a little; nothing waits less than no time.
        let waited = (now - claim.created_at).to_std().unwrap_or_default();
        metrics::histogram!("job_wait_seconds", "kind" => claim.job.kind()).record(waited.as_secs_f64());
    }
    Ok(claims)
}

/// The statement of [`claim`].
pub(super) fn claiming(
    backend: DbBackend,
    pool: Pool,
    (limit, busy): (usize, &[SlackWorkspaceId]),
    now: DateTime<Utc>,
    config: &config::Config,
) -> Statement {
    let kinds = kinds(pool);
    let parameters: Vec<String> = (5..5 + busy.len()).map(|n| format!("${n}")).collect();
    let not_busy = match parameters.as_slice() {
        [] => String::new(),
        some => format!(
            "AND (j.workspace_id IS NULL OR j.workspace_id NOT IN ({}))",
            some.join(", ")
        ),
    };
    let can_run = can_run(4);
    // `|| ''` keeps indexes out that would not do: those that are due are read in order, and each that was found is looked up by its key.
    let sql = format!(
        "UPDATE jobs SET state = 'running', attempts = attempts + 1, leased_until = $1, lease_token = $2
         WHERE state || '' = 'ready' AND (account_id, id) IN (
             SELECT j.account_id, j.id FROM jobs j
             WHERE {WAITING} AND j.run_at <= $3 AND j.kind || '' IN ({kinds}) {not_busy} AND {can_run}
             ORDER BY j.run_at, j.id LIMIT {limit})
         RETURNING account_id, id, kind, payload, attempts, created_at, lease_token, unique_key, workspace_id, sending_since, turn_at,
             defects, lane"
    );
    let lease = TimeDelta::seconds(config.jobs.lease_seconds.into());
    let mut values: Vec<sea_orm::Value> = vec![
        (now + lease).into(),
        Uuid::now_v7().into(),
        now.into(),
        settled(now, config).into(),
    ];
    values.extend(busy.iter().map(|id| sea_orm::Value::from(id.0)));
    Statement::from_sql_and_values(backend, sql, values)
}
