//! Reading the audit log, and whether its chain holds. Writing it is [`crate::audit`]'s, and nobody changes it.

mod staff;
mod store;

pub(crate) use store::verify;

use crate::routes::Routes;

/// Routes of `/api/v1`.
pub(crate) fn configure(routes: &mut impl Routes) {
    routes.service(staff::list_audit_log).service(staff::verify_audit_log);
}
