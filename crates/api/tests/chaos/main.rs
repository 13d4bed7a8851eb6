//! Nothing lost, nothing twice: the server as a process of its own, killed at random moments while people write on the portal and in Slack
//! and everything outside misbehaves; afterwards every fact is counted. On SQLite, or on PostgreSQL with two processes when
//! `PORTICO_TEST_DATABASE_URL` names a cluster.
//!
//! The bounds are small here, so that every run of the tests includes it; `just chaos` sets them as the promises say.

mod audit;
mod crew;
mod plan;
mod server;
mod world;

#[path = "../api/support/database.rs"]
#[allow(dead_code, reason = "the API tests use all of it")]
mod database;
#[path = "../api/support/fixtures.rs"]
#[allow(dead_code, reason = "the API tests use all of it")]
mod fixtures;
#[path = "../api/support/serving.rs"]
mod serving;
#[path = "../api/support/sessions.rs"]
mod sessions;

use portico_sandbox::faults::{EventFault, Rule, SlackFault, SmtpFault, SmtpStage};

use plan::{Plan, bound};

/// Everything at once: kills, lost answers, outages, limits, events twice, late and never, mail refused for now.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_moment() {
    let plan = Plan {
        kills: bound("CHAOS_KILLS", 6),
        portal_writes: bound("CHAOS_WRITES", 120),
        slack_writes: bound("CHAOS_WRITES", 120) / 4,
        slack_deeds: true,
        faults: vec![
            post(SlackFault::DropAfterAccept).probability(0.05),
            post(SlackFault::Drop).probability(0.02),
            post(SlackFault::Http5xx { status: 503 }).probability(0.05),
            post(SlackFault::RateLimited { retry_after: 1 }).probability(0.005),
            post(SlackFault::ErrorAfterAccept {
                error: "fatal_error".to_owned(),
            })
            .probability(0.01),
            Rule::any_slack(SlackFault::Delay { ms: 40 }).probability(0.1),
            Rule::events(EventFault::Duplicate).probability(0.1),
            Rule::events(EventFault::Reorder).probability(0.1),
            Rule::events(EventFault::Drop).probability(0.02),
            Rule::smtp(SmtpStage::RcptTo, SmtpFault::Reject { code: 451 }).probability(0.05),
        ],
    };
    world::run("killed at any moment", plan).await;
}

/// Slack takes a post and never says so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_are_lost() {
    let plan = Plan {
        kills: 0,
        portal_writes: bound("CHAOS_POSTS", 80), // Each makes a post and more.
        slack_writes: 0,
        slack_deeds: false,
        faults: vec![post(SlackFault::DropAfterAccept).probability(0.2)],
    };
    world::run("answers that are lost", plan).await;
}

/// Events that never come, until the threads are compared.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_that_never_come() {
    let plan = Plan {
        kills: 0,
        portal_writes: 10,
        slack_writes: bound("CHAOS_EVENTS", 40),
        slack_deeds: false,
        faults: vec![Rule::events(EventFault::Drop)],
    };
    world::run("events that never come", plan).await;
}

fn post(what: SlackFault) -> Rule {
    Rule::slack("chat.postMessage", what)
}
