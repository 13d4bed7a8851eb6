//! Collections: groups of customers with a triage channel and settings of their own.

mod staff;
mod store;

use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of `/api/v1`.
pub(crate) fn configure(routes: &mut ServiceConfig) {
    routes
        .service(staff::list_collections)
        .service(staff::update_collection);
}
