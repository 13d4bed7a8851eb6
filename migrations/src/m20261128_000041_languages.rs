//! The language of somebody's browser, when they asked for a mail and when they last signed in. What they chose stays in `contacts.locale`.

use sea_orm_migration::prelude::*;

use crate::sql;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, DOWN).await
    }
}

const UP: &[&str] = &[
    "ALTER TABLE contacts ADD COLUMN browser_language text",
    "ALTER TABLE magic_links ADD COLUMN language text",
];

const DOWN: &[&str] = &[
    "ALTER TABLE magic_links DROP COLUMN language",
    "ALTER TABLE contacts DROP COLUMN browser_language",
];
