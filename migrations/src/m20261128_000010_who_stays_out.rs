//! Whom the team shut out stays out whatever managers do.

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
    "ALTER TABLE contacts ADD COLUMN disabled_by_team boolean NOT NULL DEFAULT FALSE",
    // Of whom the log does not say that a manager removed them, the team may have had its reasons.
    r"UPDATE contacts SET disabled_by_team = TRUE WHERE disabled_at IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM audit_log WHERE audit_log.account_id = contacts.account_id AND action = 'contact_disabled'
        AND actor_kind = 'contact' AND subject = 'contact ' || contacts.email AND audit_log.created_at = contacts.disabled_at
    )",
];

const DOWN: &[&str] = &["ALTER TABLE contacts DROP COLUMN disabled_by_team"];
