//! The account itself: what it has bought, how it manages its customers. Agents read and change it here, the operator on the command
//! line; how its portal looks is `portal_setup`'s.

mod staff;
mod store;

pub(crate) use store::{NewAccount, create, insert_agent, link_slack_user, lock, lock_by_slug, save, slug_taken};

use crate::routes::Routes;

/// Routes of `/api/v1`.
pub(crate) fn configure(routes: &mut impl Routes) {
    routes.service(staff::get_account).service(staff::update_account);
}
