//! Customers: the organisations an account supports.

mod staff;
mod store;

use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of `/api/v1`.
pub(crate) fn configure(routes: &mut ServiceConfig) {
    routes.service(staff::list_customers);
}
