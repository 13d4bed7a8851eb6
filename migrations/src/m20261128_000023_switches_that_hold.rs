//! A customer's own switch holds from now on, whoever the portal is for. Where it was open to all it did nothing, so it was on.

use sea_orm_migration::prelude::*;

use crate::sql;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let on = "UPDATE customers SET portal_enabled = true WHERE NOT portal_enabled \
            AND account_id IN (SELECT id FROM accounts WHERE portal_access = 'all')";
        sql::run(manager, &[on]).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Ok(()) // Nothing is lost: on is what it was.
    }
}
