//! Exports that are written in the background: for whom, of what, how far they are, and where the file is.

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
        sql::drop(manager, &["exports"]).await
    }
}

const UP: &[&str] = &[
    // `customer_id` and `visibility` are what its owner could see when they asked: who sees less now gets nothing. `total` is empty until
    // the list was settled.
    r"CREATE TABLE exports (
        account_id {uuid} NOT NULL,
        id {uuid} NOT NULL,
        created_at {time} NOT NULL,
        contact_id {uuid} NOT NULL,
        customer_id {uuid} NOT NULL,
        visibility text NOT NULL,
        format text NOT NULL,
        messages boolean NOT NULL,
        filter text NOT NULL,
        state text NOT NULL,
        why text,
        done {bigint} NOT NULL,
        total {bigint},
        size {bigint},
        file_id {uuid},
        expires_at {time} NOT NULL,
        PRIMARY KEY (account_id, id),
        FOREIGN KEY (account_id, contact_id) REFERENCES contacts (account_id, id),
        FOREIGN KEY (account_id, customer_id) REFERENCES customers (account_id, id),
        FOREIGN KEY (account_id, file_id) REFERENCES attachments (account_id, id)
    )",
    "CREATE INDEX exports_of_contact ON exports (account_id, contact_id, id)",
    "CREATE INDEX exports_of_file ON exports (account_id, file_id)",
    // One at a time a person.
    "CREATE UNIQUE INDEX exports_under_way ON exports (account_id, contact_id) WHERE state IN ('waiting', 'writing')",
];

/// As in `row_level_security`.
const POLICIES: &[&str] = &[
    "ALTER TABLE exports ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE exports FORCE ROW LEVEL SECURITY",
    r"CREATE POLICY one_account ON exports USING (
        (SELECT current_setting('portico.account', true)) = '*'
        OR account_id = (SELECT nullif(nullif(current_setting('portico.account', true), '*'), '')::uuid)
    )",
];
