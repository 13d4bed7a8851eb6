//! Small pictures of images: which piece behind the file's end is one, and how large it is.

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
    "ALTER TABLE attachments ADD COLUMN thumbnail_id {uuid}",
    "ALTER TABLE attachments ADD COLUMN thumbnail_width integer",
    "ALTER TABLE attachments ADD COLUMN thumbnail_height integer",
];

const DOWN: &[&str] = &[
    "ALTER TABLE attachments DROP COLUMN thumbnail_height",
    "ALTER TABLE attachments DROP COLUMN thumbnail_width",
    "ALTER TABLE attachments DROP COLUMN thumbnail_id",
];
