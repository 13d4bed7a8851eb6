//! Forms are written as drafts, published, archived, and offered to all, to collections or to customers.

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
        sql::drop(manager, &["form_placements", "form_drafts"]).await?;
        sql::run(manager, DOWN).await
    }
}

const UP: &[&str] = &[
    "ALTER TABLE forms ADD COLUMN version integer NOT NULL DEFAULT 1",
    "ALTER TABLE forms ADD COLUMN archived_at {time}",
    // What the next version is to be. `forms.current_version` is 0 until there is one.
    r"CREATE TABLE form_drafts (
        account_id {uuid} NOT NULL,
        form_id {uuid} NOT NULL,
        name text NOT NULL,
        description text NOT NULL,
        schema {json} NOT NULL,
        saved_at {time} NOT NULL,
        saved_by text NOT NULL,
        PRIMARY KEY (account_id, form_id),
        FOREIGN KEY (account_id, form_id) REFERENCES forms (account_id, id)
    )",
    // Besides `forms.on_portal`, which offers a form to everybody: the customers of a collection, or one customer.
    r"CREATE TABLE form_placements (
        account_id {uuid} NOT NULL,
        id {uuid} NOT NULL,
        form_id {uuid} NOT NULL,
        collection_id {uuid},
        customer_id {uuid},
        PRIMARY KEY (account_id, id),
        FOREIGN KEY (account_id, form_id) REFERENCES forms (account_id, id),
        FOREIGN KEY (account_id, collection_id) REFERENCES collections (account_id, id),
        FOREIGN KEY (account_id, customer_id) REFERENCES customers (account_id, id),
        CHECK ((collection_id IS NULL) <> (customer_id IS NULL))
    )",
    "CREATE UNIQUE INDEX form_placements_of_collection ON form_placements (account_id, collection_id, form_id)",
    "CREATE UNIQUE INDEX form_placements_of_customer ON form_placements (account_id, customer_id, form_id)",
    "CREATE INDEX form_placements_of_form ON form_placements (account_id, form_id)",
];

/// A form that was never published cannot be shown by what came before.
const DOWN: &[&str] = &[
    "DELETE FROM forms WHERE current_version = 0",
    "ALTER TABLE forms DROP COLUMN archived_at",
    "ALTER TABLE forms DROP COLUMN version",
];

/// As in `row_level_security`.
const POLICIES: &[&str] = &[r"DO $$
    DECLARE
        one text;
        everything CONSTANT text := '(SELECT current_setting(''portico.account'', true)) = ''*''';
        ours CONSTANT text := '(SELECT nullif(nullif(current_setting(''portico.account'', true), ''*''), '''')::uuid)';
    BEGIN
        FOREACH one IN ARRAY ARRAY['form_drafts', 'form_placements']
        LOOP
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', one);
            EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', one);
            EXECUTE format('CREATE POLICY one_account ON %I USING (%s OR account_id = %s)', one, everything, ours);
        END LOOP;
    END $$"];
