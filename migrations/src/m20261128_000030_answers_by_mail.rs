//! Answering by mail: the addresses that answers go to, one for each person and ticket, and the mails that came to them.

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
        sql::drop(manager, &["received_mails", "reply_addresses"]).await
    }
}

const UP: &[&str] = &[
    r"CREATE TABLE reply_addresses (
        account_id {uuid} NOT NULL,
        id {uuid} NOT NULL,
        ticket_id {uuid} NOT NULL,
        contact_id {uuid} NOT NULL,
        created_at {time} NOT NULL,
        PRIMARY KEY (account_id, id),
        UNIQUE (account_id, ticket_id, contact_id),
        FOREIGN KEY (account_id, ticket_id) REFERENCES tickets (account_id, id),
        FOREIGN KEY (account_id, contact_id) REFERENCES contacts (account_id, id)
    )",
    // Whose it is, only its row knows: mail says no more than the address.
    "CREATE UNIQUE INDEX reply_addresses_by_id ON reply_addresses (id)",
    "CREATE INDEX reply_addresses_of_contact ON reply_addresses (account_id, contact_id)",
    // `fingerprint` tells a mail that comes again. `raw` is the mail as it came; it goes some time after it was applied.
    r"CREATE TABLE received_mails (
        account_id {uuid} NOT NULL,
        id {uuid} NOT NULL,
        reply_address_id {uuid} NOT NULL,
        fingerprint {bytes} NOT NULL,
        sender text,
        raw {bytes} NOT NULL,
        received_at {time} NOT NULL,
        applied_at {time},
        outcome text,
        PRIMARY KEY (account_id, id),
        UNIQUE (account_id, fingerprint),
        FOREIGN KEY (account_id, reply_address_id) REFERENCES reply_addresses (account_id, id)
    )",
    "CREATE INDEX received_mails_of_address ON received_mails (account_id, reply_address_id, received_at)",
    "CREATE INDEX received_mails_applied ON received_mails (account_id, applied_at) WHERE applied_at IS NOT NULL",
];

/// As in `row_level_security`.
const POLICIES: &[&str] = &[r"DO $$
    DECLARE
        one text;
        everything CONSTANT text := '(SELECT current_setting(''portico.account'', true)) = ''*''';
        ours CONSTANT text := '(SELECT nullif(nullif(current_setting(''portico.account'', true), ''*''), '''')::uuid)';
    BEGIN
        FOREACH one IN ARRAY ARRAY['reply_addresses', 'received_mails']
        LOOP
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', one);
            EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', one);
            EXECUTE format('CREATE POLICY one_account ON %I USING (%s OR account_id = %s)', one, everything, ours);
        END LOOP;
    END $$"];
