//! What ties Portico to Slack: workspaces, channels, people, threads, posts.

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
        sql::drop(
            manager,
            &[
                "slack_posts",
                "slack_threads",
                "slack_users",
                "slack_channels",
                "slack_workspaces",
            ],
        )
        .await
    }
}

const TABLES: &[&str] = &[
    // An app is installed once in a workspace and a workspace serves one account: this leads from an event to the account.
    r"CREATE TABLE slack_workspaces (
        account_id {uuid} NOT NULL REFERENCES accounts (id),
        id {uuid} NOT NULL,
        created_at {time} NOT NULL,
        team_id text NOT NULL UNIQUE,
        team_name text NOT NULL,
        bot_user_id text NOT NULL,
        bot_id text NOT NULL,
        state text NOT NULL,
        PRIMARY KEY (account_id, id)
    )",
    r"CREATE TABLE slack_channels (
        account_id {uuid} NOT NULL,
        workspace_id {uuid} NOT NULL,
        channel_id text NOT NULL,
        name text NOT NULL,
        PRIMARY KEY (account_id, channel_id),
        FOREIGN KEY (account_id, workspace_id) REFERENCES slack_workspaces (account_id, id)
    )",
    r"CREATE TABLE slack_users (
        account_id {uuid} NOT NULL,
        workspace_id {uuid} NOT NULL,
        user_id text NOT NULL,
        agent_id {uuid},
        PRIMARY KEY (account_id, user_id),
        FOREIGN KEY (account_id, workspace_id) REFERENCES slack_workspaces (account_id, id),
        FOREIGN KEY (account_id, agent_id) REFERENCES agents (account_id, id)
    )",
    "CREATE UNIQUE INDEX slack_users_one_per_agent ON slack_users (account_id, workspace_id, agent_id)",
    // A ticket's card and thread in one channel. `ts` is empty until the card is posted.
    r"CREATE TABLE slack_threads (
        account_id {uuid} NOT NULL,
        id {uuid} NOT NULL,
        ticket_id {uuid} NOT NULL,
        kind text NOT NULL,
        workspace_id {uuid} NOT NULL,
        channel_id text NOT NULL,
        ts text,
        created_at {time} NOT NULL,
        PRIMARY KEY (account_id, id),
        UNIQUE (account_id, workspace_id, channel_id, ts),
        UNIQUE (account_id, ticket_id, kind),
        FOREIGN KEY (account_id, ticket_id) REFERENCES tickets (account_id, id),
        FOREIGN KEY (account_id, workspace_id) REFERENCES slack_workspaces (account_id, id)
    )",
    // Which Slack message is which message of ours, whoever wrote it. `part` counts the pieces of a long one from 0.
    r"CREATE TABLE slack_posts (
        account_id {uuid} NOT NULL,
        id {uuid} NOT NULL,
        message_id {uuid} NOT NULL,
        thread_id {uuid} NOT NULL,
        part integer NOT NULL,
        channel_id text NOT NULL,
        ts text NOT NULL,
        created_at {time} NOT NULL,
        PRIMARY KEY (account_id, id),
        UNIQUE (account_id, thread_id, ts),
        UNIQUE (account_id, message_id, thread_id, part),
        FOREIGN KEY (account_id, message_id) REFERENCES messages (account_id, id),
        FOREIGN KEY (account_id, thread_id) REFERENCES slack_threads (account_id, id)
    )",
];
