//! Three servers on one PostgreSQL share the work: each has its part in hand, and each card comes once.

use portico::app;
use portico_sandbox::faults::{Rule, SlackFault};
use sea_orm::DbBackend;
use serde_json::json;

use super::{GLOBEX, MARIA, TRIAGE, within_a_minute};
use crate::support::{TestApp, fixtures};

const TITLES: std::ops::RangeInclusive<char> = 'a'..='l';

#[tokio::test]
async fn three_servers_share_the_work_and_each_card_comes_once() {
    let app = TestApp::spawn_with(|config| config.slack.timeout_seconds = 600).await;
    if app.db.get_database_backend() != DbBackend::Postgres {
        return; // One process has SQLite's file for itself.
    }
    let slack = app.sandbox.slack();
    app.sandbox
        .faults()
        .set([Rule::slack("chat.postMessage", SlackFault::Delay { ms: 0 })]);
    app.sandbox.faults().hold_calls();
    let maria = app.contact(MARIA).await;
    for letter in TITLES {
        let form = json!({
            "form_id": fixtures::form_id(), "title": format!("Printer {letter}"), "description": "It burns.",
            "answers": { fixtures::field_id("area").to_string(): "Billing" },
        });
        assert_eq!(maria.post("/api/v1/portal/tickets", &form).await.status(), 201);
    }

    tokio::spawn(app::work(app.state.clone()));
    within_a_minute("the first takes its share of a workspace", || slack.waiting() == 4).await;
    let others = [app.second().await, app.second().await];
    for other in &others {
        other.works();
    }
    within_a_minute("so do the others", || slack.waiting() == 12).await;
    app.sandbox.faults().clear();

    for channel in [TRIAGE, GLOBEX] {
        let cards = || {
            let all = slack.messages(channel).into_iter();
            all.filter(|it| it.bot_id.is_some()).collect::<Vec<_>>()
        };
        within_a_minute("all cards come", || cards().len() >= TITLES.count()).await;
        slack.settled().await;
        for letter in TITLES {
            let title = format!("Printer {letter}");
            assert_eq!(
                cards().iter().filter(|it| super::content(it).contains(&title)).count(),
                1,
                "{title} in {channel}"
            );
        }
    }
}
