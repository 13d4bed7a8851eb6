//! Slack vouches for no owner. Who was brought by Slack while they were none, and is one now, proves the mailbox once.

use sea_orm_migration::prelude::*;

use crate::sql;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let forget = "DELETE FROM identities WHERE issuer = 'https://slack.com' AND EXISTS (SELECT 1 FROM agents \
            WHERE agents.account_id = identities.account_id AND agents.id = identities.agent_id AND agents.role = 'owner')";
        sql::run(manager, &[forget]).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Ok(()) // A mail brings each of them back.
    }
}
