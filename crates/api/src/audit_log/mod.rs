//! Reading the audit log, and whether its chain holds. Writing it is [`crate::audit`]'s, and nobody changes it.

mod staff;
mod store;

pub(crate) use store::verify;

use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of `/api/v1`.
pub(crate) fn configure(routes: &mut ServiceConfig) {
    routes.service(staff::list_audit_log).service(staff::verify_audit_log);
}
