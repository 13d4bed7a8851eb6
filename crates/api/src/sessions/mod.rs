//! Sessions as those who hold them see them: where one is signed in, and ending that. How a session begins and renews itself is `sign_in`'s.

mod portal;
mod staff;
mod store;

pub(crate) use store::{end_of_agent, end_of_contacts, end_one};

use crate::routes::Routes;

/// Routes of `/api/v1/portal`.
pub(crate) fn configure_portal(routes: &mut impl Routes) {
    routes
        .service(portal::list_portal_sessions)
        .service(portal::delete_portal_session)
        .service(portal::end_other_portal_sessions);
}

/// Routes of `/api/v1`.
pub(crate) fn configure(routes: &mut impl Routes) {
    routes
        .service(staff::list_sessions)
        .service(staff::delete_session)
        .service(staff::end_other_sessions);
}
