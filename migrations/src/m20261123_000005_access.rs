//! Sessions, sign-in by mail, and answers kept for repeated requests.

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
        sql::drop(manager, &["idempotency_keys", "magic_links", "sessions"]).await
    }
}

const TABLES: &[&str] = &[
    // A session is a family of refresh tokens: one is current, the one before it is forgiven for a few seconds.
    r"CREATE TABLE sessions (
        account_id {uuid} NOT NULL REFERENCES accounts (id),
        id {uuid} NOT NULL,
        created_at {time} NOT NULL,
        agent_id {uuid},
        contact_id {uuid},
        token_hash {bytes} NOT NULL,
        previous_hash {bytes},
        rotated_at {time} NOT NULL,
        expires_at {time} NOT NULL,
        ended_at {time},
        PRIMARY KEY (account_id, id),
        CHECK ((agent_id IS NULL) <> (contact_id IS NULL)),
        FOREIGN KEY (account_id, agent_id) REFERENCES agents (account_id, id),
        FOREIGN KEY (account_id, contact_id) REFERENCES contacts (account_id, id)
    )",
    "CREATE UNIQUE INDEX sessions_by_token ON sessions (account_id, token_hash)",
    "CREATE INDEX sessions_by_previous_token ON sessions (account_id, previous_hash)",
    "CREATE INDEX sessions_by_expiry ON sessions (account_id, expires_at)",
    // Asked for by anybody; `token_hash` and `code_hash` are set when the mail is made, and only for those who may come in.
    r"CREATE TABLE magic_links (
        account_id {uuid} NOT NULL REFERENCES accounts (id),
        id {uuid} NOT NULL,
        created_at {time} NOT NULL,
        surface text NOT NULL,
        email text NOT NULL,
        base_url text NOT NULL,
        browser_hash {bytes} NOT NULL,
        token_hash {bytes},
        code_hash {bytes},
        tries integer NOT NULL,
        expires_at {time} NOT NULL,
        used_at {time},
        PRIMARY KEY (account_id, id)
    )",
    "CREATE UNIQUE INDEX magic_links_by_token ON magic_links (account_id, token_hash)",
    "CREATE INDEX magic_links_by_browser ON magic_links (account_id, surface, browser_hash, created_at DESC)",
    "CREATE INDEX magic_links_by_address ON magic_links (account_id, surface, email, created_at DESC)",
    r"CREATE TABLE idempotency_keys (
        account_id {uuid} NOT NULL REFERENCES accounts (id),
        caller_id {uuid} NOT NULL,
        key text NOT NULL,
        request_hash {bytes} NOT NULL,
        status integer,
        body {json},
        created_at {time} NOT NULL,
        PRIMARY KEY (account_id, caller_id, key)
    )",
    "CREATE INDEX idempotency_keys_by_time ON idempotency_keys (account_id, created_at)",
];
