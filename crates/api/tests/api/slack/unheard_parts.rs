//! A long message makes several posts, and of the last nobody heard that it arrived: whatever becomes of the message, nothing of what it
//! said before stays.

use chrono::TimeDelta;
use portico_sandbox::faults::{Rule, SlackFault};
use serde_json::{Value, json};

use super::{GLOBEX, MARIA, TRIAGE, dead_jobs, filed, passes, recovers, replies_on_portal, taken_back::shown};
use crate::support::{Caller, TestApp, fixtures};

/// As many posts as this takes, each full of `word`.
fn long(word: &str, posts: usize) -> String {
    format!("{word} ").repeat(posts * 3200 / (word.len() + 1))
}

/// The next post in each of two channels arrives, and we do not hear of it.
fn loses(app: &TestApp) {
    let lost = Rule::slack("chat.postMessage", SlackFault::DropAfterAccept);
    app.sandbox.faults().set([lost.times(2)]);
}

/// Maria says something, and both threads show it. Returns the reply's path.
async fn says(app: &TestApp, key: &str, body: &str) -> String {
    let said = replies_on_portal(app, key, json!({ "body": body })).await;
    app.run_jobs().await;
    let id = said.json()["id"].as_str().unwrap().to_owned();
    format!("/api/v1/portal/tickets/{key}/messages/{id}")
}

async fn changes(maria: &Caller, reply: &str, body: &str) {
    let res = maria.patch(reply, &json!({ "body": body })).await;
    assert_eq!(res.status(), 200, "{}", res.text());
}

fn both(app: &TestApp) -> [Vec<String>; 2] {
    [TRIAGE, GLOBEX].map(|channel| shown(app, channel))
}

#[tokio::test]
async fn what_an_edit_added_goes_away_with_its_message() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let maria = app.contact(MARIA).await;
    let reply = says(&app, &key, "It burns").await;
    loses(&app);
    changes(&maria, &reply, &long("password", 2)).await;
    app.run_jobs().await;
    assert_eq!(both(&app).map(|it| it.len()), [2, 2]);

    assert_eq!(maria.delete(&reply).await.status(), 204);
    recovers(&app).await;

    assert_eq!(both(&app), [[""; 0]; 2]);
    assert!(dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn the_last_post_of_a_message_that_became_shorter_goes_away() {
    // One post a second, so that the last alone is lost.
    let app = TestApp::spawn_with(|config| config.slack.channel_interval_ms = 1000).await;
    let key = filed(&app).await;
    recovers(&app).await;
    let reply = says(&app, &key, &long("password", 2)).await;
    assert_eq!(both(&app).map(|it| it.len()), [1, 1]);
    loses(&app);
    passes(&app, TimeDelta::seconds(2));
    app.run_jobs().await;
    assert_eq!(both(&app).map(|it| it.len()), [2, 2]);

    changes(&app.contact(MARIA).await, &reply, "Never mind").await;
    recovers(&app).await;

    for said in both(&app) {
        assert!(said.len() == 1 && said[0].ends_with("Never mind"), "{said:?}");
    }
    assert!(dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn what_an_edit_added_leaves_the_threads_that_the_ticket_left() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let ana = app.agent("ana@acme.example").await;
    let path = format!("/api/v1/tickets/{key}");
    let said = json!({ "visibility": "public", "body": "The code is" });
    let said: Value = ana.post(&format!("{path}/messages"), &said).await.json();
    app.run_jobs().await;
    let one = format!("{path}/messages/{}", said["id"].as_str().unwrap());
    loses(&app);
    changes(&ana, &one, &long("1234", 2)).await;
    app.run_jobs().await;
    let codes = || both(&app).map(|said| said.iter().filter(|it| it.contains("1234")).count());
    assert_eq!(codes(), [2, 2]);

    let to_initech = json!({ "customer": {
        "customer_id": fixtures::customer_id("Initech"), "requester_id": fixtures::contact_id("priya@initech.example"),
    } });
    assert_eq!(ana.patch(&path, &to_initech).await.status(), 200);
    assert_eq!(ana.delete(&one).await.status(), 204);
    recovers(&app).await;

    assert_eq!(codes(), [0, 0]);
    assert!(dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn a_message_that_became_shorter_and_then_longer_is_whole() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let maria = app.contact(MARIA).await;
    let reply = says(&app, &key, &long("first", 3)).await;
    assert_eq!(both(&app).map(|it| it.len()), [3, 3]);
    changes(&maria, &reply, "short").await;
    app.run_jobs().await;
    assert_eq!(both(&app).map(|it| it.len()), [1, 1]);

    changes(&maria, &reply, &format!("{}end", long("again", 3))).await;
    app.run_jobs().await;

    for said in both(&app) {
        assert!(said.len() == 3 && said[2].ends_with("end"), "{said:?}");
    }
    assert_eq!(maria.delete(&reply).await.status(), 204);
    app.run_jobs().await;
    assert_eq!(both(&app), [[""; 0]; 2]);
}
