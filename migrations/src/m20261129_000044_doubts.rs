//! What Slack answered of somebody counts only if nothing else was told of them while it was asked: so doubts are counted.

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

const UP: &[&str] = &["ALTER TABLE slack_users ADD COLUMN doubts integer NOT NULL DEFAULT 0"];

const DOWN: &[&str] = &["ALTER TABLE slack_users DROP COLUMN doubts"];
