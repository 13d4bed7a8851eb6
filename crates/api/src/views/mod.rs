//! Saved views: lists of tickets that contacts keep under a name, for themselves or for their whole organisation. A view says what a list
//! is narrowed to and grants nothing: whoever opens it sees what they may see.

mod portal;
mod store;

use crate::routes::Routes;

/// Routes of `/api/v1/portal`.
pub(crate) fn configure_portal(routes: &mut impl Routes) {
    routes
        .service(portal::list_saved_views)
        .service(portal::create_saved_view)
        .service(portal::update_saved_view)
        .service(portal::delete_saved_view);
}
