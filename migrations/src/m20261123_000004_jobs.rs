//! Work to do later, and what came in to be applied.

use sea_orm_migration::prelude::*;

use crate::sql;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::drop(manager, &["received_events", "jobs"]).await
    }
}

const TABLES: &[&str] = &[
    // `lane` orders: of the jobs of one lane only the first unfinished one, by `lane_seq`, may run. A finished job is deleted.
    r"CREATE TABLE jobs (
        account_id {uuid} NOT NULL REFERENCES accounts (id),
        id {uuid} NOT NULL,
        kind text NOT NULL,
        payload {json} NOT NULL,
        lane text,
        lane_seq {bigint} NOT NULL,
        unique_key text,
        state text NOT NULL,
        run_at {time} NOT NULL,
        attempts integer NOT NULL,
        leased_until {time},
        lease_token {uuid},
        last_error text,
        created_at {time} NOT NULL,
        PRIMARY KEY (account_id, id)
    )",
    "CREATE INDEX jobs_due ON jobs (state, run_at, id)",
    "CREATE INDEX jobs_in_lane ON jobs (lane, lane_seq, id) WHERE lane IS NOT NULL",
    "CREATE UNIQUE INDEX jobs_waiting_once ON jobs (account_id, unique_key) WHERE unique_key IS NOT NULL AND state = 'ready'",
    "CREATE INDEX jobs_of_account ON jobs (account_id, state, created_at)",
    r"CREATE TABLE received_events (
        account_id {uuid} NOT NULL REFERENCES accounts (id),
        id {uuid} NOT NULL,
        source text NOT NULL,
        external_id text NOT NULL,
        payload {json} NOT NULL,
        received_at {time} NOT NULL,
        applied_at {time},
        PRIMARY KEY (account_id, id),
        UNIQUE (account_id, source, external_id)
    )",
    "CREATE INDEX received_events_by_time ON received_events (account_id, received_at)",
];
