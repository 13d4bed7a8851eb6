//! What is changed or taken back while nobody knows yet whether it arrived.

use portico_sandbox::faults::{Rule, SlackFault};
use serde_json::{Value, json};

use super::{GLOBEX, MARIA, TRIAGE, dead_jobs, filed, recovers, replies_on_portal};
use crate::support::{TestApp, fixtures};

/// Ours that readers of a channel see, below whichever card.
pub(super) fn shown(app: &TestApp, channel: &str) -> Vec<String> {
    let all = app.sandbox.slack().all_messages(channel).into_iter();
    let ours = all.filter(|it| it.bot_id.is_some() && it.is_reply() && !it.deleted);
    ours.map(|it| it.text).collect()
}

/// Maria replies, and both threads show it without ever saying so. Returns the reply's path.
async fn says_unheard(app: &TestApp, key: &str, body: &str) -> String {
    let lost = Rule::slack("chat.postMessage", SlackFault::DropAfterAccept);
    app.sandbox.faults().set([lost.times(2)]);
    let said = replies_on_portal(app, key, json!({ "body": body })).await;
    app.run_jobs().await;
    for channel in [TRIAGE, GLOBEX] {
        assert_eq!(shown(app, channel).len(), 1, "{channel}");
    }
    let id = said.json()["id"].as_str().unwrap().to_owned();
    format!("/api/v1/portal/tickets/{key}/messages/{id}")
}

#[tokio::test]
async fn what_is_taken_back_before_we_know_that_it_arrived_goes_away() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    for body in ["My password is x".to_owned(), "password ".repeat(1000)] {
        let reply = says_unheard(&app, &key, &body).await;

        assert_eq!(app.contact(MARIA).await.delete(&reply).await.status(), 204);
        recovers(&app).await;

        for channel in [TRIAGE, GLOBEX] {
            assert_eq!(shown(&app, channel), [""; 0], "{channel}");
        }
    }
    assert!(dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn what_is_changed_before_we_know_that_it_arrived_says_what_it_says_now() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let reply = says_unheard(&app, &key, "It burns").await;

    let changed = app
        .contact(MARIA)
        .await
        .patch(&reply, &json!({ "body": "It smokes" }))
        .await;
    assert_eq!(changed.status(), 200);
    recovers(&app).await;

    for channel in [TRIAGE, GLOBEX] {
        let shown = shown(&app, channel);
        assert!(
            shown.len() == 1 && shown[0].ends_with("It smokes"),
            "{channel}: {shown:?}"
        );
    }
    assert!(dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn what_is_taken_back_when_the_ticket_went_elsewhere_leaves_the_threads_it_left() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let lost = Rule::slack("chat.postMessage", SlackFault::DropAfterAccept);
    app.sandbox.faults().set([lost.times(2)]);
    let ana = app.agent("ana@acme.example").await;
    let path = format!("/api/v1/tickets/{key}");
    let said = json!({ "visibility": "public", "body": "The code is 1234" });
    let said: Value = ana.post(&format!("{path}/messages"), &said).await.json();
    app.run_jobs().await;
    assert_eq!((shown(&app, TRIAGE).len(), shown(&app, GLOBEX).len()), (1, 1));

    let to_initech = json!({ "customer": {
        "customer_id": fixtures::customer_id("Initech"), "requester_id": fixtures::contact_id("priya@initech.example"),
    } });
    assert_eq!(ana.patch(&path, &to_initech).await.status(), 200);
    recovers(&app).await;
    let one = format!("{path}/messages/{}", said["id"].as_str().unwrap());
    assert_eq!(ana.delete(&one).await.status(), 204);
    recovers(&app).await;

    for channel in [TRIAGE, GLOBEX, "C0PRIORITY", "C0INITECH"] {
        let codes: Vec<_> = shown(&app, channel)
            .into_iter()
            .filter(|it| it.contains("1234"))
            .collect();
        assert!(codes.is_empty(), "{channel}: {codes:?}");
    }
    assert!(dead_jobs(&app).await.is_empty());
}
