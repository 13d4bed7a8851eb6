//! Who follows a ticket, and which mails a contact wants: all, one a day, none, or none about one ticket.

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
        let tables = [
            "digest_entries",
            "notification_preferences",
            "muted_tickets",
            "followers",
        ];
        sql::drop(manager, &tables).await
    }
}

const UP: &[&str] = &[
    r"CREATE TABLE followers (
        account_id {uuid} NOT NULL,
        ticket_id {uuid} NOT NULL,
        contact_id {uuid} NOT NULL,
        created_at {time} NOT NULL,
        PRIMARY KEY (account_id, ticket_id, contact_id),
        FOREIGN KEY (account_id, ticket_id) REFERENCES tickets (account_id, id),
        FOREIGN KEY (account_id, contact_id) REFERENCES contacts (account_id, id)
    )",
    "CREATE INDEX followers_of_contact ON followers (account_id, contact_id)",
    r"CREATE TABLE muted_tickets (
        account_id {uuid} NOT NULL,
        ticket_id {uuid} NOT NULL,
        contact_id {uuid} NOT NULL,
        created_at {time} NOT NULL,
        PRIMARY KEY (account_id, ticket_id, contact_id),
        FOREIGN KEY (account_id, ticket_id) REFERENCES tickets (account_id, id),
        FOREIGN KEY (account_id, contact_id) REFERENCES contacts (account_id, id)
    )",
    "CREATE INDEX muted_tickets_of_contact ON muted_tickets (account_id, contact_id)",
    // Without a row: every mail.
    r"CREATE TABLE notification_preferences (
        account_id {uuid} NOT NULL,
        contact_id {uuid} NOT NULL,
        mails text NOT NULL,
        digested_at {time},
        PRIMARY KEY (account_id, contact_id),
        FOREIGN KEY (account_id, contact_id) REFERENCES contacts (account_id, id)
    )",
    // What waits to be told of a ticket, from one entry of its conversation to another.
    r"CREATE TABLE digest_entries (
        account_id {uuid} NOT NULL,
        contact_id {uuid} NOT NULL,
        ticket_id {uuid} NOT NULL,
        from_seq {bigint} NOT NULL,
        to_seq {bigint} NOT NULL,
        PRIMARY KEY (account_id, contact_id, ticket_id),
        FOREIGN KEY (account_id, contact_id) REFERENCES contacts (account_id, id),
        FOREIGN KEY (account_id, ticket_id) REFERENCES tickets (account_id, id)
    )",
    "CREATE INDEX digest_entries_of_ticket ON digest_entries (account_id, ticket_id)",
];

/// As in `row_level_security`.
const POLICIES: &[&str] = &[r"DO $$
    DECLARE
        one text;
        everything CONSTANT text := '(SELECT current_setting(''portico.account'', true)) = ''*''';
        ours CONSTANT text := '(SELECT nullif(nullif(current_setting(''portico.account'', true), ''*''), '''')::uuid)';
    BEGIN
        FOREACH one IN ARRAY ARRAY['followers', 'muted_tickets', 'notification_preferences', 'digest_entries']
        LOOP
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', one);
            EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', one);
            EXECUTE format('CREATE POLICY one_account ON %I USING (%s OR account_id = %s)', one, everything, ours);
        END LOOP;
    END $$"];
