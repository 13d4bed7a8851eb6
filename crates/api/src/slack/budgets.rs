//! What Slack grants all processes together: how often it may be asked, and how often posted into one channel.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use portico_types::ids::SlackWorkspaceId;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Statement, sea_query::OnConflict,
};

use crate::{
    app::AppState,
    entity::slack_budget,
    jobs::{Claim, Failure, Outcome},
};

/// A worker is no later at a turn than this, unless it was away.
const LATE: TimeDelta = TimeDelta::seconds(10);
const METHOD: &str = "method:";
/// Clocks of processes differ by less, in microseconds.
const SKEW: i64 = 60_000_000;

/// Hears of the pauses that Slack asked other processes for.
pub(super) async fn hear(state: &AppState, claim: &Claim) -> Result<(), DbErr> {
    let Some(workspace_id) = claim.workspace_id else {
        return Ok(());
    };
    let now = state.clock.now().timestamp_micros();
    let pauses = slack_budget::Entity::find()
        .filter(slack_budget::Column::AccountId.eq(claim.account_id))
        .filter(slack_budget::Column::WorkspaceId.eq(workspace_id))
        .filter(slack_budget::Column::Key.starts_with(METHOD))
        .filter(slack_budget::Column::FreeAt.gt(now))
        // By a clock that has been set back since: Slack will say it again.
        .filter(slack_budget::Column::NotedAt.lt(now + SKEW));
    for pause in pauses.all(&state.db).await? {
        if let (Some(method), Some(until)) = (
            pause.key.strip_prefix(METHOD),
            DateTime::from_timestamp_micros(pause.free_at),
        ) {
            state.slack.pause(Some(workspace_id), method, until);
        }
    }
    Ok(())
}

/// Tells other processes of the pauses that Slack asked this one for.
pub(super) async fn tell(state: &AppState, claim: &Claim) -> Result<(), DbErr> {
    let Some(workspace_id) = claim.workspace_id else {
        return Ok(());
    };
    for (method, until) in state.slack.paused(workspace_id) {
        let row = slack_budget::ActiveModel {
            account_id: Set(claim.account_id),
            workspace_id: Set(workspace_id),
            key: Set(format!("{METHOD}{method}")),
            free_at: Set(until.timestamp_micros()),
            noted_at: Set(state.clock.now().timestamp_micros()),
        };
        let key = [
            slack_budget::Column::AccountId,
            slack_budget::Column::WorkspaceId,
            slack_budget::Column::Key,
        ];
        slack_budget::Entity::insert(row)
            .on_conflict(
                OnConflict::columns(key)
                    .update_columns([slack_budget::Column::FreeAt, slack_budget::Column::NotedAt])
                    .to_owned(),
            )
            .exec_without_returning(&state.db)
            .await?;
    }
    Ok(())
}

/// Waits for the channel's turn. A turn is drawn once and kept, so that many who wait for one channel do not draw again and again.
pub(super) async fn turn(state: &AppState, claim: &Claim, first: bool, channel: &str) -> Outcome {
    let interval = state.config.slack.channel_interval_ms;
    let (Some(workspace_id), 1..) = (claim.workspace_id, interval) else {
        return Ok(());
    };
    let now = state.clock.now();
    // It has come: the job was not due before. One that passed while nobody worked did so with all others', which must not come at once.
    if first && claim.turn_at.is_some_and(|turn| now - turn < LATE) {
        return Ok(());
    }
    let turn = draw(&state.db, claim, workspace_id, channel, now, interval.into()).await?;
    match (turn - now).to_std() {
        Ok(wait) if wait > Duration::ZERO => {
            claim.keep_turn(&state.db, turn).await?;
            Err(Failure::Wait {
                why: "others post into the channel first".to_owned(),
                after: wait,
            })
        }
        _ => Ok(()),
    }
}

async fn draw(
    db: &impl ConnectionTrait,
    claim: &Claim,
    workspace_id: SlackWorkspaceId,
    channel: &str,
    now: DateTime<Utc>,
    interval_ms: i64,
) -> Result<DateTime<Utc>, DbErr> {
    let interval = interval_ms * 1000;
    let sql =
        "INSERT INTO slack_budgets (account_id, workspace_id, key, free_at, noted_at) VALUES ($1, $2, $3, $4 + $5, $4)
         ON CONFLICT (account_id, workspace_id, key) DO UPDATE SET noted_at = $4, free_at =
             CASE WHEN slack_budgets.free_at > $4 AND slack_budgets.noted_at <= $4 + $6
                  THEN slack_budgets.free_at + $5 ELSE $4 + $5 END
         RETURNING free_at";
    let values: [sea_orm::Value; 6] = [
        claim.account_id.0.into(),
        workspace_id.0.into(),
        format!("channel:{channel}").into(),
        now.timestamp_micros().into(),
        interval.into(),
        SKEW.into(),
    ];
    let row = db
        .query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values))
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("the turn just drawn".to_owned()))?;
    let free_at: i64 = row.try_get("", "free_at")?;
    Ok(now + TimeDelta::microseconds(free_at - interval - now.timestamp_micros()))
}
