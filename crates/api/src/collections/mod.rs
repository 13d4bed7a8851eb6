//! Collections: groups of customers with a triage channel and settings of their own.

mod actions;
mod staff;
mod store;

pub(crate) use actions::change;

use crate::routes::Routes;

/// Routes of `/api/v1`.
pub(crate) fn configure(routes: &mut impl Routes) {
    routes
        .service(staff::list_collections)
        .service(staff::update_collection);
}
