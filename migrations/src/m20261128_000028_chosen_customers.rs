//! Which customers the portal was switched on for by being opened to all, so that going back to chosen ones leaves the chosen ones.

use sea_orm_migration::prelude::*;

use crate::sql;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = "ALTER TABLE customers ADD COLUMN on_with_all boolean NOT NULL DEFAULT false";
        sql::run(manager, &[add]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, &["ALTER TABLE customers DROP COLUMN on_with_all"]).await
    }
}
