//! Which Slack channels there are and who else reads them; when the time at which a job is due was decided, to see that a clock was set back.

use sea_orm_migration::prelude::*;

use crate::sql;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(
            manager,
            &[
                // With another company, or about to be.
                "ALTER TABLE slack_channels ADD COLUMN is_shared boolean NOT NULL DEFAULT false",
                "ALTER TABLE slack_channels ADD COLUMN is_private boolean NOT NULL DEFAULT false",
                "ALTER TABLE collections ADD COLUMN version integer NOT NULL DEFAULT 1",
                "ALTER TABLE jobs ADD COLUMN timed_at {time}",
                // In microseconds, as `free_at`.
                "ALTER TABLE slack_budgets ADD COLUMN noted_at {bigint} NOT NULL DEFAULT 0",
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(
            manager,
            &[
                "ALTER TABLE slack_budgets DROP COLUMN noted_at",
                "ALTER TABLE jobs DROP COLUMN timed_at",
                "ALTER TABLE collections DROP COLUMN version",
                "ALTER TABLE slack_channels DROP COLUMN is_private",
                "ALTER TABLE slack_channels DROP COLUMN is_shared",
            ],
        )
        .await
    }
}
