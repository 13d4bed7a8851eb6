//! Accounts, agents, collections, customers, contacts; who they are to the outside; the audit log.

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
                "audit_log",
                "identities",
                "customer_users",
                "contacts",
                "customer_domains",
                "customers",
                "collections",
                "agents",
                "portal_logos",
                "accounts",
            ],
        )
        .await
    }
}

const TABLES: &[&str] = &[
    // A Slack channel is named by its id; which workspace it is in follows from the account's workspaces.
    r"CREATE TABLE accounts (
        id {uuid} PRIMARY KEY,
        created_at {time} NOT NULL,
        slug text NOT NULL UNIQUE,
        custom_domain text UNIQUE,
        name text NOT NULL,
        edition text NOT NULL,
        plan text NOT NULL,
        customer_management text NOT NULL,
        ticket_prefix text NOT NULL,
        next_ticket_number {bigint} NOT NULL,
        portal_enabled boolean NOT NULL,
        portal_name text NOT NULL,
        portal_accent text NOT NULL,
        portal_access text NOT NULL,
        portal_logo_hash text,
        mail_from text,
        mail_threading boolean NOT NULL,
        mail_context_messages integer NOT NULL,
        agents_sign_in_by_mail boolean NOT NULL,
        version integer NOT NULL
    )",
    // Apart from its account, which is read with every request.
    r"CREATE TABLE portal_logos (
        account_id {uuid} NOT NULL PRIMARY KEY REFERENCES accounts (id),
        hash text NOT NULL,
        media_type text NOT NULL,
        bytes {bytes} NOT NULL
    )",
    r"CREATE TABLE agents (
        account_id {uuid} NOT NULL REFERENCES accounts (id),
        id {uuid} NOT NULL,
        created_at {time} NOT NULL,
        email text NOT NULL,
        name text NOT NULL,
        role text NOT NULL,
        disabled_at {time},
        PRIMARY KEY (account_id, id),
        UNIQUE (account_id, email)
    )",
    r"CREATE TABLE collections (
        account_id {uuid} NOT NULL REFERENCES accounts (id),
        id {uuid} NOT NULL,
        created_at {time} NOT NULL,
        kind text NOT NULL,
        name text NOT NULL,
        forwarding boolean NOT NULL,
        triage_channel_id text,
        triage_replies text NOT NULL,
        note_mark text NOT NULL,
        owner_id {uuid},
        PRIMARY KEY (account_id, id),
        FOREIGN KEY (account_id, owner_id) REFERENCES agents (account_id, id)
    )",
    "CREATE UNIQUE INDEX collections_one_portal ON collections (account_id) WHERE kind = 'portal'",
    r"CREATE TABLE customers (
        account_id {uuid} NOT NULL REFERENCES accounts (id),
        id {uuid} NOT NULL,
        created_at {time} NOT NULL,
        name text NOT NULL,
        collection_id {uuid},
        owner_id {uuid},
        portal_enabled boolean NOT NULL,
        user_access text NOT NULL,
        visibility text NOT NULL,
        triage_channel_id text,
        customer_channel_id text,
        post_to_customer_channel boolean NOT NULL,
        version integer NOT NULL,
        PRIMARY KEY (account_id, id),
        UNIQUE (account_id, customer_channel_id),
        FOREIGN KEY (account_id, collection_id) REFERENCES collections (account_id, id),
        FOREIGN KEY (account_id, owner_id) REFERENCES agents (account_id, id)
    )",
    "CREATE INDEX customers_by_name ON customers (account_id, name, id)",
    "CREATE INDEX customers_by_collection ON customers (account_id, collection_id, name, id)",
    // Domains in canonical ASCII; the key itself says that two customers cannot hold one.
    r"CREATE TABLE customer_domains (
        account_id {uuid} NOT NULL,
        domain text NOT NULL,
        customer_id {uuid} NOT NULL,
        created_at {time} NOT NULL,
        verified_at {time},
        PRIMARY KEY (account_id, domain),
        FOREIGN KEY (account_id, customer_id) REFERENCES customers (account_id, id)
    )",
    "CREATE INDEX customer_domains_by_customer ON customer_domains (account_id, customer_id, domain)",
    r"CREATE TABLE contacts (
        account_id {uuid} NOT NULL,
        id {uuid} NOT NULL,
        customer_id {uuid} NOT NULL,
        created_at {time} NOT NULL,
        email text NOT NULL,
        name text NOT NULL,
        role text NOT NULL,
        locale text,
        time_zone text,
        disabled_at {time},
        PRIMARY KEY (account_id, id),
        UNIQUE (account_id, email),
        UNIQUE (account_id, customer_id, id),
        FOREIGN KEY (account_id, customer_id) REFERENCES customers (account_id, id)
    )",
    "CREATE INDEX contacts_by_customer ON contacts (account_id, customer_id, name, id)",
    // Who may use the portal where a customer is limited to specific users.
    r"CREATE TABLE customer_users (
        account_id {uuid} NOT NULL,
        customer_id {uuid} NOT NULL,
        email text NOT NULL,
        guest boolean NOT NULL,
        created_at {time} NOT NULL,
        PRIMARY KEY (account_id, email),
        FOREIGN KEY (account_id, customer_id) REFERENCES customers (account_id, id)
    )",
    r"CREATE TABLE identities (
        account_id {uuid} NOT NULL REFERENCES accounts (id),
        id {uuid} NOT NULL,
        created_at {time} NOT NULL,
        person_kind text NOT NULL,
        agent_id {uuid},
        contact_id {uuid},
        issuer text NOT NULL,
        subject text NOT NULL,
        PRIMARY KEY (account_id, id),
        UNIQUE (account_id, person_kind, issuer, subject),
        CHECK ((agent_id IS NULL) <> (contact_id IS NULL)),
        FOREIGN KEY (account_id, agent_id) REFERENCES agents (account_id, id),
        FOREIGN KEY (account_id, contact_id) REFERENCES contacts (account_id, id)
    )",
    r"CREATE TABLE audit_log (
        account_id {uuid} NOT NULL REFERENCES accounts (id),
        id {uuid} NOT NULL,
        created_at {time} NOT NULL,
        actor_kind text NOT NULL,
        actor_id {uuid},
        actor_name text NOT NULL,
        action text NOT NULL,
        subject text NOT NULL,
        detail {json} NOT NULL,
        PRIMARY KEY (account_id, id)
    )",
    "CREATE INDEX audit_log_by_time ON audit_log (account_id, created_at DESC, id)",
];
