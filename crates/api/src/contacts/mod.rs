//! Contacts, as they see themselves and each other.

mod portal;

use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of `/api/v1/portal`.
pub(crate) fn configure_portal(routes: &mut ServiceConfig) {
    routes.service(portal::get_portal_me).service(portal::list_colleagues);
}
