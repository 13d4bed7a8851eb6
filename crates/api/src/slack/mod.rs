//! Slack: cards and threads out, replies and buttons in.
//!
//! In: `events` and `interactions` check the signature (`signature`), keep what came (`received`) and acknowledge; a job applies it
//! (`apply`: `replies`, `buttons`). Out: jobs of the change's own transaction post it (`post`), each thread in order.

mod apply;
mod blocks;
mod budgets;
mod buttons;
mod cards;
mod connect;
mod events;
mod explanations;
mod interactions;
mod meaning;
mod people;
mod post;
mod received;
mod replies;
mod routing;
mod signature;

pub(crate) use connect::connect_later;
pub(crate) use post::{perform, resolve};
pub(crate) use routing::{check_channels, open_threads, threads_of};

/// `/slack/events` and `/slack/interactions`: Slack's doors, not part of our API's description.
pub(crate) fn configure(routes: &mut actix_web::web::ServiceConfig) {
    routes
        .service(events::receive_slack_event)
        .service(interactions::receive_slack_interaction);
}
