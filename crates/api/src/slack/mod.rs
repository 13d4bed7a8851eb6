//! Slack: cards and threads out, replies and buttons in.

mod routing;

pub(crate) use routing::{open_threads, threads_of};

use crate::{
    app::AppState,
    jobs::{Claim, Failure, Outcome},
};

/// `/slack/events` and `/slack/interactions`: Slack's doors, not part of our API's description.
pub(crate) fn configure(_routes: &mut actix_web::web::ServiceConfig) {}

/// Does one of Slack's jobs.
pub(crate) async fn perform(_state: &AppState, _claim: &Claim) -> Outcome {
    Err(Failure::give_up("being written"))
}

/// Asks, in the background, which workspace the configured token belongs to. Starting never waits for Slack.
pub(crate) async fn connect_later(_state: &AppState) -> anyhow::Result<()> {
    Ok(())
}
