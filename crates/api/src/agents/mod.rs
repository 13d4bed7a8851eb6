//! The support team: as contacts see it, to mention somebody, and as it sees itself.

mod portal;
mod staff;

use portico_types::ids::AccountId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Select};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::entity::agent;

/// Routes of `/api/v1/portal`.
pub(crate) fn configure_portal(routes: &mut ServiceConfig) {
    routes.service(portal::list_portal_agents);
}

/// Routes of `/api/v1`.
pub(crate) fn configure(routes: &mut ServiceConfig) {
    routes.service(staff::get_me).service(staff::list_agents);
}

/// The agents who are with the account now, by name.
fn active(account_id: AccountId) -> Select<agent::Entity> {
    agent::Entity::find()
        .filter(agent::Column::AccountId.eq(account_id))
        .filter(agent::Column::DisabledAt.is_null())
        .order_by_asc(agent::Column::Name)
        .order_by_asc(agent::Column::Id)
}
