//! Forms: what the team makes of them (drafts, publishing, whom they are offered to), what the portal offers to fill in, and which version
//! judges what somebody filled in. A version that was published stays, because tickets were filed by it.

mod judge;
mod names;
mod portal;
mod publish;
mod rows;
mod staff;
mod store;

pub(crate) use judge::{Judged, judge, judge_correction};
pub(crate) use names::names;
pub(crate) use store::schema;

use crate::routes::Routes;

/// Name of the form that is there when a contact is offered none that the account has made: title, description, priority.
pub(crate) use portico_types::forms::BUILT_IN;

/// Routes of `/api/v1/portal`.
pub(crate) fn configure_portal(routes: &mut impl Routes) {
    routes.service(portal::list_portal_forms);
}

/// Routes of `/api/v1`.
pub(crate) fn configure(routes: &mut impl Routes) {
    routes
        .service(staff::list_forms)
        .service(staff::create_form)
        .service(staff::order_forms)
        .service(staff::preview_form)
        .service(staff::get_form)
        .service(staff::update_form)
        .service(staff::place_form)
        .service(publish::save_form_draft)
        .service(publish::discard_form_draft)
        .service(publish::publish_form);
}
