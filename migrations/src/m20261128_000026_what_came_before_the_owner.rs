//! Nothing of the time before somebody was an owner acts as one: sessions that Slack opened, and personal keys. Since when an owner is one is
//! not known here, so all of both are taken to be older.

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
        sql::run(manager, &["ALTER TABLE api_keys DROP COLUMN role"]).await
    }
}

const UP: &[&str] = &[
    // The highest role in which the key acts. Of old code, which names none, nobody's above an admin.
    "ALTER TABLE api_keys ADD COLUMN role text NOT NULL DEFAULT 'admin'",
    "UPDATE sessions SET ended_at = rotated_at WHERE method = 'slack' AND ended_at IS NULL AND EXISTS (SELECT 1 FROM agents \
        WHERE agents.account_id = sessions.account_id AND agents.id = sessions.agent_id AND agents.role = 'owner')",
];
