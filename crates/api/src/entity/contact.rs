//! A person at a customer who has signed in or written.

use portico_types::{
    ids::{AccountId, ContactId, CustomerId},
    portal::{ContactRole, Language},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contacts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ContactId,
    pub customer_id: CustomerId,
    pub created_at: DateTimeUtc,
    #[sea_orm(column_type = "Text")]
    pub email: String,
    #[sea_orm(column_type = "Text")]
    pub name: String,
    pub role: ContactRole,
    /// The language they chose.
    #[sea_orm(column_type = "Text", nullable)]
    pub locale: Option<String>,
    /// That of the browser in which they last signed in.
    pub browser_language: Option<Language>,
    #[sea_orm(column_type = "Text", nullable)]
    pub time_zone: Option<String>,
    pub disabled_at: Option<DateTimeUtc>,
    /// Then only the team lets them in again, no manager.
    pub disabled_by_team: bool,
}

impl Model {
    /// Somebody who was not known here before.
    pub fn new(
        (account_id, customer_id, id): (AccountId, CustomerId, ContactId),
        (email, name, role): (&str, &str, ContactRole),
        created_at: DateTimeUtc,
    ) -> Self {
        Self {
            account_id,
            id,
            customer_id,
            created_at,
            email: email.to_owned(),
            name: name.to_owned(),
            role,
            locale: None,
            browser_language: None,
            time_zone: None,
            disabled_at: None,
            disabled_by_team: false,
        }
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
