//! Lists that contacts keep under a name, for themselves or for their organisation.

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
        sql::drop(manager, &["saved_views"]).await
    }
}

const UP: &[&str] = &[
    r"CREATE TABLE saved_views (
        account_id {uuid} NOT NULL,
        id {uuid} NOT NULL,
        customer_id {uuid} NOT NULL,
        contact_id {uuid} NOT NULL,
        name text NOT NULL,
        shared boolean NOT NULL,
        filters {json} NOT NULL,
        created_at {time} NOT NULL,
        version {bigint} NOT NULL,
        PRIMARY KEY (account_id, id),
        UNIQUE (account_id, contact_id, name),
        FOREIGN KEY (account_id, customer_id) REFERENCES customers (account_id, id),
        FOREIGN KEY (account_id, contact_id) REFERENCES contacts (account_id, id)
    )",
    "CREATE INDEX saved_views_of_customer ON saved_views (account_id, customer_id, id)",
];

/// As in `row_level_security`.
const POLICY: &[&str] = &[r"DO $$
    DECLARE
        everything CONSTANT text := '(SELECT current_setting(''portico.account'', true)) = ''*''';
        ours CONSTANT text := '(SELECT nullif(nullif(current_setting(''portico.account'', true), ''*''), '''')::uuid)';
    BEGIN
        ALTER TABLE saved_views ENABLE ROW LEVEL SECURITY;
        ALTER TABLE saved_views FORCE ROW LEVEL SECURITY;
        EXECUTE format('CREATE POLICY one_account ON saved_views USING (%s OR account_id = %s)', everything, ours);
    END $$"];
