//! Signing in by OpenID Connect, sessions one can look at, invitations, API keys, mail budgets, and an audit log that shows tampering.

use sea_orm_migration::prelude::*;

use crate::sql;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, UP).await?;
        sql::run(
            manager,
            sql::by_backend(manager, APPEND_ONLY_POSTGRES, APPEND_ONLY_SQLITE),
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(
            manager,
            sql::by_backend(manager, ANY_CHANGE_POSTGRES, ANY_CHANGE_SQLITE),
        )
        .await?;
        sql::run(manager, DOWN).await?;
        sql::drop(
            manager,
            &[
                "audit_heads",
                "mail_budgets",
                "api_keys",
                "openid_flows",
                "openid_providers",
            ],
        )
        .await
    }
}

const UP: &[&str] = &[
    // Lists of words, which nobody searches for.
    r#"ALTER TABLE accounts ADD COLUMN contact_methods {json} NOT NULL DEFAULT '["google","microsoft","mail"]'"#,
    r#"ALTER TABLE accounts ADD COLUMN agent_methods {json} NOT NULL DEFAULT '["google","microsoft","slack"]'"#,
    r#"UPDATE accounts SET agent_methods = '["google","microsoft","slack","mail"]' WHERE agents_sign_in_by_mail"#,
    "ALTER TABLE accounts DROP COLUMN agents_sign_in_by_mail",
    "ALTER TABLE agents ADD COLUMN invited_at {time}",
    "ALTER TABLE agents ADD COLUMN joined_at {time}",
    "ALTER TABLE customer_users ADD COLUMN invited_at {time}",
    "CREATE INDEX customer_users_by_customer ON customer_users (account_id, customer_id, email)",
    // How, with what and from where somebody signed in.
    "ALTER TABLE sessions ADD COLUMN method text NOT NULL DEFAULT 'mail'",
    "ALTER TABLE sessions ADD COLUMN browser text NOT NULL DEFAULT ''",
    "ALTER TABLE sessions ADD COLUMN place text NOT NULL DEFAULT ''",
    "CREATE INDEX sessions_by_contact ON sessions (account_id, contact_id, created_at DESC)",
    "CREATE INDEX sessions_by_agent ON sessions (account_id, agent_id, created_at DESC)",
    // An identity whose provider could not prove the address: it is linked when this mail proves it.
    "ALTER TABLE magic_links ADD COLUMN identity_method text",
    "ALTER TABLE magic_links ADD COLUMN identity_issuer text",
    "ALTER TABLE magic_links ADD COLUMN identity_subject text",
    "ALTER TABLE magic_links ADD COLUMN place text NOT NULL DEFAULT ''",
    // Providers beside the installation's own Google, Microsoft and Slack: the account's, or one customer's.
    r"CREATE TABLE openid_providers (
        account_id {uuid} NOT NULL REFERENCES accounts (id),
        id {uuid} NOT NULL,
        created_at {time} NOT NULL,
        audience text NOT NULL,
        customer_id {uuid},
        name text NOT NULL,
        issuer text NOT NULL,
        client_id text NOT NULL,
        client_secret {bytes} NOT NULL,
        enabled boolean NOT NULL,
        version integer NOT NULL,
        PRIMARY KEY (account_id, id),
        CHECK (customer_id IS NULL OR audience = 'contacts'),
        FOREIGN KEY (account_id, customer_id) REFERENCES customers (account_id, id)
    )",
    "CREATE INDEX openid_providers_by_name ON openid_providers (account_id, audience, name, id)",
    "CREATE INDEX openid_providers_by_customer ON openid_providers (account_id, customer_id)",
    // Somebody is at their provider. `nonce` and the PKCE verifier follow from the state by our key, so nothing here is worth stealing.
    r"CREATE TABLE openid_flows (
        account_id {uuid} NOT NULL REFERENCES accounts (id),
        id {uuid} NOT NULL,
        created_at {time} NOT NULL,
        surface text NOT NULL,
        provider text NOT NULL,
        state_hash {bytes} NOT NULL,
        browser_hash {bytes} NOT NULL,
        base_url text NOT NULL,
        expires_at {time} NOT NULL,
        used_at {time},
        PRIMARY KEY (account_id, id)
    )",
    "CREATE UNIQUE INDEX openid_flows_by_state ON openid_flows (account_id, state_hash)",
    "CREATE INDEX openid_flows_by_expiry ON openid_flows (account_id, expires_at)",
    // `agent_id`: for whom a personal key acts; of a service key, who made it.
    r"CREATE TABLE api_keys (
        account_id {uuid} NOT NULL REFERENCES accounts (id),
        id {uuid} NOT NULL,
        created_at {time} NOT NULL,
        kind text NOT NULL,
        agent_id {uuid} NOT NULL,
        name text NOT NULL,
        scopes {json} NOT NULL,
        hint text NOT NULL,
        token_hash {bytes} NOT NULL,
        previous_hash {bytes},
        previous_until {time},
        expires_at {time},
        last_used_at {time},
        revoked_at {time},
        PRIMARY KEY (account_id, id),
        FOREIGN KEY (account_id, agent_id) REFERENCES agents (account_id, id)
    )",
    "CREATE UNIQUE INDEX api_keys_by_token ON api_keys (account_id, token_hash)",
    "CREATE INDEX api_keys_by_previous_token ON api_keys (account_id, previous_hash)",
    "CREATE INDEX api_keys_by_time ON api_keys (account_id, created_at DESC, id)",
    // When an address that did not ask to hear from us last got mails all the same. The address itself is not kept.
    r"CREATE TABLE mail_budgets (
        account_id {uuid} NOT NULL REFERENCES accounts (id),
        address_hash {bytes} NOT NULL,
        sent {json} NOT NULL,
        updated_at {time} NOT NULL,
        PRIMARY KEY (account_id, address_hash)
    )",
    "CREATE INDEX mail_budgets_by_time ON mail_budgets (account_id, updated_at)",
    // Each entry's hash covers the one before; entries older than the chain have none.
    "ALTER TABLE audit_log ADD COLUMN seq {bigint}",
    "ALTER TABLE audit_log ADD COLUMN place text NOT NULL DEFAULT ''",
    "ALTER TABLE audit_log ADD COLUMN outcome text NOT NULL DEFAULT 'done'",
    "ALTER TABLE audit_log ADD COLUMN hash {bytes}",
    "CREATE UNIQUE INDEX audit_log_by_seq ON audit_log (account_id, seq)",
    r"CREATE TABLE audit_heads (
        account_id {uuid} NOT NULL PRIMARY KEY REFERENCES accounts (id),
        seq {bigint} NOT NULL,
        hash {bytes} NOT NULL
    )",
];

const DOWN: &[&str] = &[
    "DROP INDEX audit_log_by_seq",
    "ALTER TABLE audit_log DROP COLUMN hash",
    "ALTER TABLE audit_log DROP COLUMN outcome",
    "ALTER TABLE audit_log DROP COLUMN place",
    "ALTER TABLE audit_log DROP COLUMN seq",
    "ALTER TABLE magic_links DROP COLUMN place",
    "ALTER TABLE magic_links DROP COLUMN identity_subject",
    "ALTER TABLE magic_links DROP COLUMN identity_issuer",
    "ALTER TABLE magic_links DROP COLUMN identity_method",
    "DROP INDEX sessions_by_agent",
    "DROP INDEX sessions_by_contact",
    "ALTER TABLE sessions DROP COLUMN place",
    "ALTER TABLE sessions DROP COLUMN browser",
    "ALTER TABLE sessions DROP COLUMN method",
    "DROP INDEX customer_users_by_customer",
    "ALTER TABLE customer_users DROP COLUMN invited_at",
    "ALTER TABLE agents DROP COLUMN joined_at",
    "ALTER TABLE agents DROP COLUMN invited_at",
    "ALTER TABLE accounts ADD COLUMN agents_sign_in_by_mail boolean NOT NULL DEFAULT FALSE",
    "UPDATE accounts SET agents_sign_in_by_mail = TRUE WHERE CAST(agent_methods AS text) LIKE '%\"mail\"%'",
    "ALTER TABLE accounts DROP COLUMN agent_methods",
    "ALTER TABLE accounts DROP COLUMN contact_methods",
];

/// The audit log only grows, whatever the application does.
const APPEND_ONLY_SQLITE: &[&str] = &[
    "CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END",
    "CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END",
];

const APPEND_ONLY_POSTGRES: &[&str] = &[
    "CREATE FUNCTION audit_log_only_grows() RETURNS trigger LANGUAGE plpgsql AS \
     $$ BEGIN RAISE EXCEPTION 'the audit log only grows'; END $$",
    "CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log \
     FOR EACH STATEMENT EXECUTE FUNCTION audit_log_only_grows()",
];

const ANY_CHANGE_SQLITE: &[&str] = &["DROP TRIGGER audit_log_no_delete", "DROP TRIGGER audit_log_no_update"];

const ANY_CHANGE_POSTGRES: &[&str] = &[
    "DROP TRIGGER audit_log_append_only ON audit_log",
    "DROP FUNCTION audit_log_only_grows()",
];
