//! How the portal presents itself: name, logo, accent colour, address, whether it is open and to whom. Admins change it; everybody who
//! comes to the portal sees it, signed in or not. Edition and plan, which can close it too, are `accounts`'.

mod installed;
mod logo;
mod portal;
mod staff;
mod store;

use crate::routes::Routes;

/// Routes of `/api/v1/portal`.
pub(crate) fn configure_portal(routes: &mut impl Routes) {
    routes
        .service(portal::get_portal_info)
        .service(portal::get_portal_logo)
        .service(installed::get_portal_manifest)
        .service(installed::get_portal_icon);
}

/// Routes of `/api/v1`.
pub(crate) fn configure(routes: &mut impl Routes) {
    routes
        .service(staff::get_portal_setup)
        .service(staff::update_portal_setup)
        .service(staff::put_portal_logo)
        .service(staff::delete_portal_logo);
}
