//! Jobs that cannot run yet for what stands before them are put off until that is done, so that whoever looks for work need not go through
//! them each time.

use sea_orm_migration::prelude::*;

use crate::sql;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, DOWN).await
    }
}

const UP: &[&str] = &[
    "ALTER TABLE jobs ADD COLUMN deferred_until {time}",
    "DROP INDEX jobs_due",
    "DROP INDEX jobs_due_of_kind",
    "CREATE INDEX jobs_next ON jobs (run_at, id) WHERE state = 'ready' AND deferred_until IS NULL",
    "CREATE INDEX jobs_next_of_kind ON jobs (kind, workspace_id, run_at) WHERE state = 'ready' AND deferred_until IS NULL",
    "CREATE INDEX jobs_deferred ON jobs (deferred_until) WHERE deferred_until IS NOT NULL",
    "CREATE INDEX jobs_held ON jobs (leased_until) WHERE state = 'running'",
];

// `IF NOT EXISTS`: else a connection of SQLite's that has not looked since says that they still exist.
const DOWN: &[&str] = &[
    "DROP INDEX jobs_held",
    "DROP INDEX jobs_deferred",
    "DROP INDEX jobs_next_of_kind",
    "DROP INDEX jobs_next",
    "CREATE INDEX IF NOT EXISTS jobs_due_of_kind ON jobs (state, kind, workspace_id, run_at)",
    "CREATE INDEX IF NOT EXISTS jobs_due ON jobs (state, run_at, id)",
    "ALTER TABLE jobs DROP COLUMN deferred_until",
];
