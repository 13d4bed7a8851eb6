//! Slack: cards and threads out, replies and buttons in.
//!
//! In: `events` and `interactions` check the signature (`signature`), keep what came (`reading`, `inbox`) and acknowledge; a job applies it
//! (`apply`: `replies`, `buttons`); `socket` takes the same by sockets that we open; `compare` finds what never came. Out: jobs of the change's own transaction post it (`post`), each
//! thread in order.

mod absence;
mod apply;
mod blocks;
mod budgets;
mod buttons;
mod cards;
mod changes;
mod channel_list;
mod channel_use;
mod channels;
mod choices;
mod clients;
mod compare;
mod connect;
mod differences;
mod doors;
mod doubles;
mod events;
mod explanations;
mod files;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod health;
mod inbox;
mod install;
mod interactions;
mod late_threads;
mod manifest;
mod meaning;
mod moved;
mod named_channels;
mod people;
mod post;
mod reading;
mod received;
mod renew;
mod replies;
mod routing;
mod shapes;
mod signature;
mod socket;
mod store;
mod token_checks;
mod undo;
mod versions;
mod workspaces;

pub(crate) use channel_use::is_read_by_others;
pub(crate) use connect::{connect_later, look_for_missed};
pub(crate) use manifest::yaml as manifest;
pub(crate) use moved::reroute;
pub(crate) use named_channels::{check_channels, check_internal, look_at};
pub(crate) use people::check_later as check_slack_user;
pub(crate) use post::{perform, resolve};
pub(crate) use routing::{former_threads_of, open_threads, threads_of};
pub(crate) use socket::{Sockets, run as hold_sockets};

use crate::routes::Routes;

/// Routes of `/api/v1`.
pub(crate) fn configure_staff(routes: &mut impl Routes) {
    routes
        .service(health::get_slack_health)
        .service(health::send_slack_test_message)
        .service(health::retry_job)
        .service(manifest::get_slack_manifest)
        .service(workspaces::connect_slack_workspace)
        .service(workspaces::disconnect_slack_workspace)
        .service(install::start_slack_install)
        .service(install::complete_slack_install)
        .service(health::resolve_job)
        .service(choices::list_slack_channels)
        .service(choices::refresh_slack_channels);
}

/// `/slack/…`: Slack's doors, not part of our API's description.
pub(crate) fn configure(routes: &mut actix_web::web::ServiceConfig) {
    routes
        .service(install::forward)
        .service(events::receive_slack_event)
        .service(events::receive_event_of_workspace)
        .service(interactions::receive_slack_interaction)
        .service(interactions::receive_interaction_of_workspace);
}
