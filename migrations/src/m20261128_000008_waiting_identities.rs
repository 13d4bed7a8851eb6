//! An identity that waits for its mailbox to be proven knows by which provider it came, and what that provider calls its person.

use sea_orm_migration::prelude::*;

use crate::sql;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(
            manager,
            &[
                "ALTER TABLE magic_links ADD COLUMN identity_provider text",
                "ALTER TABLE magic_links ADD COLUMN identity_name text",
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(
            manager,
            &[
                "ALTER TABLE magic_links DROP COLUMN identity_name",
                "ALTER TABLE magic_links DROP COLUMN identity_provider",
            ],
        )
        .await
    }
}
