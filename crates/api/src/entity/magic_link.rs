//! A mail that lets somebody in: its link and its code, by their hashes.

use portico_types::{
    ids::{AccountId, MagicLinkId},
    portal::Language,
    sign_in::SignInMethod,
};
use sea_orm::entity::prelude::*;

use super::Surface;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "magic_links")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MagicLinkId,
    pub created_at: DateTimeUtc,
    pub surface: Surface,
    #[sea_orm(column_type = "Text")]
    pub email: String,
    #[sea_orm(column_type = "Text")]
    pub base_url: String,
    pub browser_hash: Vec<u8>,
    pub token_hash: Option<Vec<u8>>,
    pub code_hash: Option<Vec<u8>>,
    pub tries: i32,
    pub expires_at: DateTimeUtc,
    pub used_at: Option<DateTimeUtc>,
    pub identity_method: Option<SignInMethod>,
    #[sea_orm(column_type = "Text", nullable)]
    pub identity_issuer: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub identity_subject: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub identity_provider: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub identity_name: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub place: String,
    /// Asked for in a browser that has signed in with this address before.
    pub known_browser: bool,
    /// In which the browser that asked wants to read.
    pub language: Option<Language>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
