//! When each Slack thread was compared with what we know of it, and when it is next.

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
                "ALTER TABLE slack_threads ADD COLUMN compared_at {time}",
                "ALTER TABLE slack_threads ADD COLUMN compare_due_at {time}",
                "CREATE INDEX slack_threads_due ON slack_threads (account_id, compare_due_at)",
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(
            manager,
            &[
                "DROP INDEX slack_threads_due",
                "ALTER TABLE slack_threads DROP COLUMN compare_due_at",
                "ALTER TABLE slack_threads DROP COLUMN compared_at",
            ],
        )
        .await
    }
}
