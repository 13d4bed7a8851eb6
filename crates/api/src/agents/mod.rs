//! The support team: as contacts see it, to mention somebody, as it sees itself, and as its admins change it.

mod portal;
mod rules;
mod staff;
mod store;
mod team;

use crate::routes::Routes;

/// Routes of `/api/v1/portal`.
pub(crate) fn configure_portal(routes: &mut impl Routes) {
    routes.service(portal::list_portal_agents);
}

/// Routes of `/api/v1`.
pub(crate) fn configure(routes: &mut impl Routes) {
    routes
        .service(staff::get_me)
        .service(staff::list_agents)
        .service(team::list_team)
        .service(team::invite_agent)
        .service(team::update_team_member)
        .service(team::send_invitation_again);
}
