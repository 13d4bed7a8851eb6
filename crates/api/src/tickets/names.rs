//! Names of people and forms by id, for all rows of a page at once.

use std::collections::HashMap;

use portico_types::ids::{AccountId, AgentId, ContactId, CustomerId};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::entity::{agent, contact, customer};

macro_rules! names {
    ($(#[$meta:meta])* $name:ident, $entity:ident, $id:ty) => {
        $(#[$meta])*
        pub(super) async fn $name(
            db: &impl ConnectionTrait,
            account_id: AccountId,
            ids: impl Iterator<Item = $id>,
        ) -> Result<HashMap<$id, String>, DbErr> {
            let mut ids: Vec<$id> = ids.collect();
            ids.sort_unstable();
            ids.dedup();
            if ids.is_empty() {
                return Ok(HashMap::new());
            }
            let pairs: Vec<($id, String)> = $entity::Entity::find()
                .select_only()
                .column($entity::Column::Id)
                .column($entity::Column::Name)
                .filter($entity::Column::AccountId.eq(account_id))
                .filter($entity::Column::Id.is_in(ids))
                .into_tuple()
                .all(db)
                .await?;
            Ok(pairs.into_iter().collect())
        }
    };
}

names!(of_contacts, contact, ContactId);
names!(of_agents, agent, AgentId);
names!(of_customers, customer, CustomerId);
