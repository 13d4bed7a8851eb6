//! Contacts: the people at customers, as they see themselves and each other, as the managers among them do, and as the team does.

mod members;
mod portal;
mod staff;
mod store;

pub(crate) use store::{choosable, create, leave, lock, lock_by_email, reads_in};

use crate::routes::Routes;

/// Routes of `/api/v1/portal`.
pub(crate) fn configure_portal(routes: &mut impl Routes) {
    routes
        .service(portal::get_portal_me)
        .service(portal::list_colleagues)
        .service(members::list_members)
        .service(members::invite_member)
        .service(members::update_member)
        .service(members::remove_member);
}

/// Routes of `/api/v1`.
pub(crate) fn configure(routes: &mut impl Routes) {
    routes.service(staff::list_contacts).service(staff::update_contact);
}
