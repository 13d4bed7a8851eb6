//! Names of people and forms by id, for all rows of a page at once.

use std::collections::HashMap;

use portico_types::ids::{AccountId, AgentId, ContactId, CustomerId};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::{
    entity::{agent, contact, customer},
    error::{Error, Result as Answer},
};

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

/// The agents of these ids, all of whom must be of the team still.
pub(super) async fn to_mention(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    agents: &[AgentId],
) -> Answer<Vec<agent::Model>> {
    if agents.is_empty() {
        return Ok(Vec::new());
    }
    let found = agent::Entity::find()
        .filter(agent::Column::AccountId.eq(account_id))
        .filter(agent::Column::Id.is_in(agents.iter().copied()))
        .filter(agent::Column::DisabledAt.is_null())
        .all(db)
        .await?;
    if found.len() != agents.len() {
        let why = "Only members of the support team can be mentioned";
        return Err(Error::field("mentions", why).because("not_of_the_team"));
    }
    Ok(found)
}
