//! On PostgreSQL the database itself shows each account its own rows only, whatever a query forgets to ask for.

use sea_orm_migration::prelude::*;

use crate::sql;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, sql::by_backend(manager, UP, &[])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, sql::by_backend(manager, DOWN, &[])).await
    }
}

/// `portico.account` holds the id of the account that is worked for, or `*` where the operator's work is for all of them. Nothing, or
/// empty, sees nothing. The sub-selects are asked once a statement instead of once a row. Forced, because the owner of the tables may be
/// the one who serves. A later migration that adds a table says the same for it; a test looks.
const UP: &[&str] = &[r"DO $$
    DECLARE
        one record;
        everything CONSTANT text := '(SELECT current_setting(''portico.account'', true)) = ''*''';
        ours CONSTANT text := '(SELECT nullif(nullif(current_setting(''portico.account'', true), ''*''), '''')::uuid)';
    BEGIN
        FOR one IN
            SELECT table_name AS name, CASE table_name WHEN 'accounts' THEN 'id' ELSE 'account_id' END AS account
            FROM information_schema.columns
            WHERE table_schema = current_schema() AND (column_name = 'account_id' OR (table_name = 'accounts' AND column_name = 'id'))
        LOOP
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', one.name);
            EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', one.name);
            EXECUTE format('CREATE POLICY one_account ON %I USING (%s OR %I = %s)', one.name, everything, one.account, ours);
        END LOOP;
    END $$"];

const DOWN: &[&str] = &[r"DO $$
    DECLARE
        one record;
    BEGIN
        FOR one IN SELECT tablename AS name FROM pg_policies WHERE schemaname = current_schema() AND policyname = 'one_account'
        LOOP
            EXECUTE format('DROP POLICY one_account ON %I', one.name);
            EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY', one.name);
            EXECUTE format('ALTER TABLE %I DISABLE ROW LEVEL SECURITY', one.name);
        END LOOP;
    END $$"];
