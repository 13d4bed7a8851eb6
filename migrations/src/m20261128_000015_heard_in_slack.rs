//! Which version of each Slack message we have heard, and who of Slack's users may speak.

use sea_orm_migration::prelude::*;

use crate::sql;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, UP).await?;
        sql::run(manager, sql::by_backend(manager, POLICY, &[])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, DOWN).await
    }
}

const UP: &[&str] = &[
    // `version` is when it was last changed in Slack, in microseconds; 0 when never. What was taken before this table is in `slack_posts`.
    r"CREATE TABLE slack_heard (
        account_id {uuid} NOT NULL,
        workspace_id {uuid} NOT NULL,
        channel_id text NOT NULL,
        ts text NOT NULL,
        version {bigint} NOT NULL,
        outcome text NOT NULL,
        message_id {uuid},
        heard_at {time} NOT NULL,
        PRIMARY KEY (account_id, workspace_id, channel_id, ts),
        FOREIGN KEY (account_id, workspace_id) REFERENCES slack_workspaces (account_id, id),
        FOREIGN KEY (account_id, message_id) REFERENCES messages (account_id, id)
    )",
    // What Slack says of somebody, as of `checked_at`.
    "ALTER TABLE slack_users ADD COLUMN team_id text",
    "ALTER TABLE slack_users ADD COLUMN is_bot boolean NOT NULL DEFAULT false",
    "ALTER TABLE slack_users ADD COLUMN is_guest boolean NOT NULL DEFAULT false",
    "ALTER TABLE slack_users ADD COLUMN is_deleted boolean NOT NULL DEFAULT false",
    "ALTER TABLE slack_users ADD COLUMN checked_at {time}",
];

/// As in `row_level_security`.
const POLICY: &[&str] = &[
    "ALTER TABLE slack_heard ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE slack_heard FORCE ROW LEVEL SECURITY",
    "CREATE POLICY one_account ON slack_heard USING ((SELECT current_setting('portico.account', true)) = '*'
        OR account_id = (SELECT nullif(nullif(current_setting('portico.account', true), '*'), '')::uuid))",
];

const DOWN: &[&str] = &[
    "ALTER TABLE slack_users DROP COLUMN checked_at",
    "ALTER TABLE slack_users DROP COLUMN is_deleted",
    "ALTER TABLE slack_users DROP COLUMN is_guest",
    "ALTER TABLE slack_users DROP COLUMN is_bot",
    "ALTER TABLE slack_users DROP COLUMN team_id",
    "DROP TABLE slack_heard",
];
