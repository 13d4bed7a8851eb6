//! What we leave in a channel besides posts of tickets makes no post of a ticket uncertain.

use portico::entity::{JobState, job};
use portico_sandbox::faults::{Rule, SlackFault};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::{GLOBEX, MARIA, TRIAGE, cards, files, recovers};
use crate::support::TestApp;

#[tokio::test]
async fn who_was_invited_and_tested_a_moment_ago_finds_a_card_whose_answer_was_lost() {
    let app = TestApp::spawn().await;
    let slack = app.sandbox.slack();
    for channel in [TRIAGE, GLOBEX] {
        slack.leave("U0PORTICO", channel);
        slack.join("U0PORTICO", channel, Some("U0ANA"));
    }
    app.run_jobs().await;
    let ana = app.agent("ana@acme.example").await;
    let test = json!({ "channel_id": TRIAGE });
    assert_eq!(ana.post("/api/v1/slack/test-message", &test).await.status(), 202);
    app.run_jobs().await;

    let lost = Rule::slack("chat.postMessage", SlackFault::DropAfterAccept).times(2);
    app.sandbox.faults().set([lost]);
    let key = files(&app, MARIA, "Printer on fire", "It burns.").await;
    recovers(&app).await;

    let uncertain = job::Entity::find().filter(job::Column::State.eq(JobState::Uncertain));
    let uncertain = uncertain.all(&app.db).await.unwrap();
    assert!(uncertain.is_empty(), "{uncertain:#?}");
    for channel in [TRIAGE, GLOBEX] {
        let of_ticket = cards(&app, channel).into_iter().filter(|it| it.text.contains(&key));
        assert_eq!(of_ticket.count(), 1, "{channel}");
    }
}
