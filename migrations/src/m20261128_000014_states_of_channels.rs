//! Whether a Slack channel can be used, and what our token may do, as far as Slack told.

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
                "ALTER TABLE slack_channels ADD COLUMN state text NOT NULL DEFAULT 'open'",
                "ALTER TABLE slack_channels ADD COLUMN is_member boolean NOT NULL DEFAULT true",
                "ALTER TABLE slack_channels ADD COLUMN checked_at {time}",
                "ALTER TABLE slack_workspaces ADD COLUMN scopes text NOT NULL DEFAULT ''",
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(
            manager,
            &[
                "ALTER TABLE slack_workspaces DROP COLUMN scopes",
                "ALTER TABLE slack_channels DROP COLUMN checked_at",
                "ALTER TABLE slack_channels DROP COLUMN is_member",
                "ALTER TABLE slack_channels DROP COLUMN state",
            ],
        )
        .await
    }
}
