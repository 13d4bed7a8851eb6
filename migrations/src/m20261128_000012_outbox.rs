//! What it takes to send to Slack once: when a call may have left, which turn a job has, and what Slack grants all processes together.

use sea_orm_migration::prelude::*;

use crate::sql;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, UP).await?;
        sql::run(manager, sql::by_backend(manager, POLICIES, &[])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::drop(manager, &["slack_thread_aliases", "slack_budgets"]).await?;
        sql::run(manager, DOWN).await
    }
}

const UP: &[&str] = &[
    "ALTER TABLE jobs ADD COLUMN sending_since {time}",
    "ALTER TABLE jobs ADD COLUMN turn_at {time}",
    "ALTER TABLE jobs ADD COLUMN defects integer NOT NULL DEFAULT 0",
    // Microseconds since 1970: both databases add to them alike.
    r"CREATE TABLE slack_budgets (
        account_id {uuid} NOT NULL REFERENCES accounts (id),
        workspace_id {uuid} NOT NULL,
        key text NOT NULL,
        free_at {bigint} NOT NULL,
        PRIMARY KEY (account_id, workspace_id, key),
        FOREIGN KEY (account_id, workspace_id) REFERENCES slack_workspaces (account_id, id)
    )",
    r"CREATE TABLE slack_thread_aliases (
        account_id {uuid} NOT NULL REFERENCES accounts (id),
        workspace_id {uuid} NOT NULL,
        channel_id text NOT NULL,
        ts text NOT NULL,
        thread_id {uuid} NOT NULL,
        PRIMARY KEY (account_id, workspace_id, channel_id, ts),
        FOREIGN KEY (account_id, thread_id) REFERENCES slack_threads (account_id, id)
    )",
    "CREATE INDEX slack_thread_aliases_of_thread ON slack_thread_aliases (account_id, thread_id)",
];

const DOWN: &[&str] = &[
    "ALTER TABLE jobs DROP COLUMN defects",
    "ALTER TABLE jobs DROP COLUMN turn_at",
    "ALTER TABLE jobs DROP COLUMN sending_since",
];

const POLICIES: &[&str] = &[r"DO $$
    DECLARE
        one text;
        everything CONSTANT text := '(SELECT current_setting(''portico.account'', true)) = ''*''';
        ours CONSTANT text := '(SELECT nullif(nullif(current_setting(''portico.account'', true), ''*''), '''')::uuid)';
    BEGIN
        FOREACH one IN ARRAY ARRAY['slack_budgets', 'slack_thread_aliases']
        LOOP
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', one);
            EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', one);
            EXECUTE format('CREATE POLICY one_account ON %I USING (%s OR account_id = %s)', one, everything, ours);
        END LOOP;
    END $$"];
