//! Identities know the provider they came by; mails asked for in a browser that has signed in before are counted by themselves.

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
    // An account's own provider that vouched for it; empty for the installation's and for mailboxes.
    "ALTER TABLE identities ADD COLUMN provider_id {uuid}",
    r"UPDATE identities SET provider_id = (
        SELECT p.id FROM openid_providers p WHERE p.account_id = identities.account_id AND p.issuer = identities.issuer
        AND p.audience = CASE identities.person_kind WHEN 'console' THEN 'agents' ELSE 'contacts' END
        ORDER BY p.created_at, p.id LIMIT 1
    )",
    "ALTER TABLE magic_links ADD COLUMN known_browser boolean NOT NULL DEFAULT FALSE",
];

const DOWN: &[&str] = &[
    "ALTER TABLE magic_links DROP COLUMN known_browser",
    "ALTER TABLE identities DROP COLUMN provider_id",
];
