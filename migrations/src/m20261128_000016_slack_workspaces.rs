//! Workspaces that admins connect: each with tokens of its own, which are stored sealed.

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
        sql::drop(manager, &["slack_installs"]).await?;
        sql::run(manager, DOWN).await
    }
}

const UP: &[&str] = &[
    // Before, all there was was the configuration's.
    "ALTER TABLE slack_workspaces ADD COLUMN source text NOT NULL DEFAULT 'configured'",
    "ALTER TABLE slack_workspaces ADD COLUMN app_id text NOT NULL DEFAULT ''",
    // Sealed. Empty: the configuration's.
    "ALTER TABLE slack_workspaces ADD COLUMN bot_token {bytes}",
    "ALTER TABLE slack_workspaces ADD COLUMN signing_secret {bytes}",
    "ALTER TABLE slack_workspaces ADD COLUMN refresh_token {bytes}",
    "ALTER TABLE slack_workspaces ADD COLUMN app_token {bytes}",
    "ALTER TABLE slack_workspaces ADD COLUMN token_expires_at {time}",
    // Who holds the socket writes a new one every few seconds.
    "ALTER TABLE slack_workspaces ADD COLUMN socket_beat {uuid}",
    // An admin is at Slack, installing the app.
    r"CREATE TABLE slack_installs (
        account_id {uuid} NOT NULL,
        id {uuid} NOT NULL,
        created_at {time} NOT NULL,
        agent_id {uuid} NOT NULL,
        state_hash {bytes} NOT NULL,
        base_url text NOT NULL,
        expires_at {time} NOT NULL,
        used_at {time},
        PRIMARY KEY (account_id, id),
        UNIQUE (account_id, state_hash),
        FOREIGN KEY (account_id, agent_id) REFERENCES agents (account_id, id)
    )",
];

/// As in `row_level_security`.
const POLICY: &[&str] = &[
    "ALTER TABLE slack_installs ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE slack_installs FORCE ROW LEVEL SECURITY",
    "CREATE POLICY one_account ON slack_installs USING ((SELECT current_setting('portico.account', true)) = '*'
        OR account_id = (SELECT nullif(nullif(current_setting('portico.account', true), '*'), '')::uuid))",
];

const DOWN: &[&str] = &[
    "ALTER TABLE slack_workspaces DROP COLUMN socket_beat",
    "ALTER TABLE slack_workspaces DROP COLUMN token_expires_at",
    "ALTER TABLE slack_workspaces DROP COLUMN app_token",
    "ALTER TABLE slack_workspaces DROP COLUMN refresh_token",
    "ALTER TABLE slack_workspaces DROP COLUMN signing_secret",
    "ALTER TABLE slack_workspaces DROP COLUMN bot_token",
    "ALTER TABLE slack_workspaces DROP COLUMN app_id",
    "ALTER TABLE slack_workspaces DROP COLUMN source",
];
