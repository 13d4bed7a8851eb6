//! A company that an account serves, and which of its people come in.

use portico_types::{
    ids::{AccountId, AgentId, CollectionId, CustomerId},
    portal::TicketVisibility,
    staff::UserAccess,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CustomerId,
    pub created_at: DateTimeUtc,
    #[sea_orm(column_type = "Text")]
    pub name: String,
    pub collection_id: Option<CollectionId>,
    pub owner_id: Option<AgentId>,
    pub portal_enabled: bool,
    pub user_access: UserAccess,
    pub visibility: TicketVisibility,
    #[sea_orm(column_type = "Text", nullable)]
    pub triage_channel_id: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub customer_channel_id: Option<String>,
    pub post_to_customer_channel: bool,
    pub version: i32,
    /// The portal is on only because it was opened to all: off again when it is for chosen customers.
    pub on_with_all: bool,
}

impl Model {
    /// One whose people may all use the portal, and see each other's tickets.
    pub fn new((account_id, id): (AccountId, CustomerId), name: &str, created_at: DateTimeUtc) -> Self {
        Self {
            account_id,
            id,
            created_at,
            name: name.to_owned(),
            collection_id: None,
            owner_id: None,
            portal_enabled: true,
            user_access: UserAccess::All,
            visibility: TicketVisibility::Organisation,
            triage_channel_id: None,
            customer_channel_id: None,
            post_to_customer_channel: true,
            version: 1,
            on_with_all: false,
        }
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
