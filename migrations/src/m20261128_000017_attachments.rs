//! Files of messages: what is known of them, the pieces their bytes are stored in, and which file of Slack's is which of ours.

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
        sql::drop(manager, &["slack_files", "attachment_pieces", "attachments"]).await
    }
}

const UP: &[&str] = &[
    // `received` counts the bytes that are here, `hash_state` goes on from them. Without a message it is somebody's upload and goes at
    // `expires_at`.
    r"CREATE TABLE attachments (
        account_id {uuid} NOT NULL,
        id {uuid} NOT NULL,
        created_at {time} NOT NULL,
        uploader_kind text NOT NULL,
        uploader_id {uuid},
        customer_id {uuid},
        ticket_id {uuid},
        message_id {uuid},
        position integer NOT NULL,
        name text NOT NULL,
        media_type text NOT NULL,
        size {bigint} NOT NULL,
        received {bigint} NOT NULL,
        hash_state {bytes},
        sha256 {bytes},
        state text NOT NULL,
        why text,
        slack_file_id text,
        expires_at {time},
        PRIMARY KEY (account_id, id),
        FOREIGN KEY (account_id, customer_id) REFERENCES customers (account_id, id),
        FOREIGN KEY (account_id, ticket_id) REFERENCES tickets (account_id, id),
        FOREIGN KEY (account_id, message_id) REFERENCES messages (account_id, id)
    )",
    "CREATE INDEX attachments_of_message ON attachments (account_id, message_id, position)",
    "CREATE INDEX attachments_of_ticket ON attachments (account_id, ticket_id)",
    "CREATE INDEX attachments_waiting ON attachments (account_id, uploader_id, expires_at) WHERE expires_at IS NOT NULL",
    // Written before the bytes are, so that nothing is stored that no row knows of. `remove_at` is empty while somebody refers to it.
    r"CREATE TABLE attachment_pieces (
        account_id {uuid} NOT NULL REFERENCES accounts (id),
        id {uuid} NOT NULL,
        attachment_id {uuid},
        start_at {bigint} NOT NULL,
        size {bigint} NOT NULL,
        remove_at {time},
        PRIMARY KEY (account_id, id),
        FOREIGN KEY (account_id, attachment_id) REFERENCES attachments (account_id, id)
    )",
    "CREATE INDEX attachment_pieces_of_attachment ON attachment_pieces (account_id, attachment_id, start_at)",
    "CREATE INDEX attachment_pieces_to_remove ON attachment_pieces (account_id, remove_at) WHERE remove_at IS NOT NULL",
    // `shared_at` is empty until Slack said that it shows the file.
    r"CREATE TABLE slack_files (
        account_id {uuid} NOT NULL,
        attachment_id {uuid} NOT NULL,
        thread_id {uuid} NOT NULL,
        file_id text NOT NULL,
        shared_at {time},
        PRIMARY KEY (account_id, attachment_id, thread_id),
        FOREIGN KEY (account_id, attachment_id) REFERENCES attachments (account_id, id),
        FOREIGN KEY (account_id, thread_id) REFERENCES slack_threads (account_id, id)
    )",
    "CREATE INDEX slack_files_of_thread ON slack_files (account_id, thread_id)",
];

/// As in `row_level_security`.
const POLICIES: &[&str] = &[r"DO $$
    DECLARE
        one text;
        everything CONSTANT text := '(SELECT current_setting(''portico.account'', true)) = ''*''';
        ours CONSTANT text := '(SELECT nullif(nullif(current_setting(''portico.account'', true), ''*''), '''')::uuid)';
    BEGIN
        FOREACH one IN ARRAY ARRAY['attachments', 'attachment_pieces', 'slack_files']
        LOOP
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', one);
            EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', one);
            EXECUTE format('CREATE POLICY one_account ON %I USING (%s OR account_id = %s)', one, everything, ours);
        END LOOP;
    END $$"];
