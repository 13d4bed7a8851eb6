//! A ticket moves to another customer or collection: it goes on in the channels it would have gone to there, and nowhere else.

mod destinations;

use chrono::TimeDelta;
use portico_types::ids::AccountId;
use serde_json::{Value, json};

use super::{
    GLOBEX, MARIA, TRIAGE, card, cards, content, dead_jobs, filed, on_portal, passes, replies, replies_on_portal, says,
    ticket_now,
};
use crate::support::{ACME, Answer, TestApp, fixtures};

const PRIORITY: &str = "C0PRIORITY";
const INITECH: &str = "C0INITECH";
const PRIYA: &str = "priya@initech.example";

fn acme() -> AccountId {
    fixtures::account_id(ACME)
}

fn to_initech() -> Value {
    json!({ "customer": {
        "customer_id": fixtures::customer_id("Initech"), "requester_id": fixtures::contact_id(PRIYA),
    } })
}

fn to_globex() -> Value {
    json!({ "customer": {
        "customer_id": fixtures::customer_id("Globex"), "requester_id": fixtures::contact_id(MARIA),
    } })
}

async fn asks_to_move(app: &TestApp, key: &str, body: &Value) -> Answer {
    let chloe = app.agent("chloe@acme.example").await;
    chloe.patch(&format!("/api/v1/tickets/{key}"), body).await
}

async fn moves(app: &TestApp, key: &str, body: &Value) {
    let res = asks_to_move(app, key, body).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    app.run_jobs().await;
}

/// What Chloe said, as it stands in a thread.
fn of_chloe(app: &TestApp, channel: &str) -> Vec<String> {
    let texts = replies(app, channel).into_iter().map(|it| it.text);
    texts.filter(|text| text.starts_with("*Chloe")).collect()
}

/// What one person alone was shown last.
fn told(app: &TestApp, channel: &str, user: &str) -> Option<String> {
    let all = app.sandbox.slack().ephemerals(channel);
    all.into_iter()
        .rev()
        .find(|it| it.user == user)
        .map(|it| it.message.text)
}

#[tokio::test]
async fn a_ticket_that_moves_to_another_customer_goes_on_in_its_channels_with_what_was_said() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    says(&app, "U0CHLOE", TRIAGE, "On it").await;
    says(&app, "U0CHLOE", TRIAGE, "// careful with *these*").await;
    passes(&app, TimeDelta::seconds(11));
    app.run_jobs().await;
    let (old_triage, old_customer) = (card(&app, TRIAGE), card(&app, GLOBEX));

    moves(&app, &key, &to_initech()).await;

    // Initech's collection forwards to its own triage channel.
    let new = content(&card(&app, PRIORITY));
    assert!(new.contains("Initech") && new.contains("Priya Nair"), "{new}");
    assert!(content(&card(&app, INITECH)).contains("Printer on fire"));
    let so_far: Vec<String> = replies(&app, PRIORITY).into_iter().map(|it| it.text).collect();
    assert_eq!(so_far.len(), 2, "{so_far:#?}");
    assert!(
        so_far[0].ends_with("On it") && so_far[1].starts_with("🔒"),
        "{so_far:#?}"
    );
    let theirs: Vec<String> = replies(&app, INITECH).into_iter().map(|it| it.text).collect();
    assert!(
        theirs.len() == 1 && theirs[0].ends_with("On it"),
        "no note: {theirs:#?}"
    );

    // The old cards point there, and are nothing but that.
    let slack = app.sandbox.slack();
    let left = slack.message(TRIAGE, &old_triage.ts).unwrap();
    let link = format!("thread={}", card(&app, PRIORITY).ts);
    assert!(content(&left).contains(&link), "{}", content(&left));
    assert!(
        !content(&left).contains("\"button\"") && !content(&left).contains("static_select"),
        "{}",
        content(&left)
    );
    let left = content(&slack.message(GLOBEX, &old_customer.ts).unwrap());
    for secret in ["Printer", "burns", "Initech", INITECH, PRIORITY, "button"] {
        assert!(!left.contains(secret), "{secret} in {left}");
    }
    assert!(dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn the_former_customers_people_lose_the_ticket_and_the_new_ones_get_it_without_learning_of_each_other() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let maria = app.contact(MARIA).await;
    let path = format!("/api/v1/portal/tickets/{key}");

    moves(&app, &key, &to_initech()).await;

    for lost in [
        maria.get(&path).await,
        maria.get(&format!("{path}/conversation")).await,
        maria
            .post(&format!("{path}/messages"), &json!({ "body": "Hello?" }))
            .await,
        maria.post_empty(&format!("{path}/solve")).await,
    ] {
        assert_eq!(lost.status(), 404, "{}", lost.text());
    }
    assert_eq!(maria.get("/api/v1/portal/tickets").await.json()["items"], json!([]));
    let priya = app.contact(PRIYA).await;
    let page = priya.get(&path).await;
    assert_eq!(page.status(), 200, "{}", page.text());
    assert_eq!(page.json()["requester"]["name"], "Priya Nair");
    let conversation = priya.get(&format!("{path}/conversation")).await;
    assert_eq!(conversation.status(), 200, "{}", conversation.text());
    assert!(!conversation.text().contains("Globex"), "{}", conversation.text());

    // The team reads what happened, and the log who did it.
    let ana = app.agent("ana@acme.example").await;
    let seen = ana.get(&format!("/api/v1/tickets/{key}/conversation")).await.json();
    let moved = seen["entries"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["type"] == "move")
        .unwrap();
    assert_eq!(moved["actor"]["name"], "Chloe Martin");
    assert_eq!(
        moved["what"]["from"],
        json!({ "customer": "Globex", "requester": "Maria Rossi" })
    );
    assert_eq!(
        moved["what"]["to"],
        json!({ "customer": "Initech", "requester": "Priya Nair" })
    );
    let log = ana.get("/api/v1/audit-log").await;
    assert_eq!(log.json()["items"][0]["action"], "ticket_moved", "{}", log.text());

    // Answers go to the new requester alone.
    says(&app, "U0CHLOE", PRIORITY, "Better now?").await;
    passes(&app, TimeDelta::seconds(11));
    app.run_jobs().await;
    assert_eq!(app.told(PRIYA).len(), 1);
    assert!(app.told(MARIA).is_empty());
    assert_eq!(replies(&app, GLOBEX).len(), 0);
}

#[tokio::test]
async fn what_is_written_below_an_old_card_reaches_nobody_and_its_writer_is_told_where_to() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let (old_triage, old_customer) = (card(&app, TRIAGE).ts, card(&app, GLOBEX).ts);
    moves(&app, &key, &to_initech()).await;
    let before = super::count_messages(&app).await;
    let slack = app.sandbox.slack();

    slack.say("U0CHLOE", TRIAGE, "Meant for Globex", Some(&old_triage));
    slack.say("U0MARIA", GLOBEX, "Is anybody there?", Some(&old_customer));
    app.run_jobs().await;

    assert_eq!(super::count_messages(&app).await, before);
    let link = format!("thread={}", card(&app, PRIORITY).ts);
    let why = told(&app, TRIAGE, "U0CHLOE").unwrap();
    assert!(why.contains("moved") && why.contains(&link), "{why}");
    let why = told(&app, GLOBEX, "U0MARIA").unwrap();
    assert!(
        why.contains("did *not* reach") && !why.contains(PRIORITY) && !why.contains(INITECH),
        "{why}"
    );

    // Reactions and a modal that was open meanwhile do nothing, either.
    slack.react("U0CHLOE", TRIAGE, &old_triage, "white_check_mark");
    app.run_jobs().await;
    assert_eq!(ticket_now(&app, &key).await["status"], "open");
    assert!(told(&app, TRIAGE, "U0CHLOE").unwrap().contains(&link));
}

#[tokio::test]
async fn a_reply_that_can_still_be_undone_leaves_for_the_new_customer_alone() {
    let app = TestApp::spawn_with(|config| config.slack.undo_seconds = 10).await;
    let key = filed(&app).await;
    says(&app, "U0CHLOE", TRIAGE, "Half a thought").await;

    moves(&app, &key, &to_initech()).await;
    assert!(of_chloe(&app, INITECH).is_empty(), "it can be taken back");
    passes(&app, TimeDelta::seconds(11));
    app.run_jobs().await;

    assert_eq!(of_chloe(&app, INITECH).len(), 1);
    assert!(of_chloe(&app, GLOBEX).is_empty());
    assert!(app.told(MARIA).is_empty());
}

#[tokio::test]
async fn what_was_said_before_the_move_can_be_edited_by_the_team_and_taken_back_everywhere() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let said = says(&app, "U0CHLOE", TRIAGE, "Try a bucket").await;
    passes(&app, TimeDelta::seconds(11));
    app.run_jobs().await;
    assert_eq!(of_chloe(&app, GLOBEX).len(), 1);
    moves(&app, &key, &to_initech()).await;
    let slack = app.sandbox.slack();

    slack.edit("U0CHLOE", TRIAGE, &said, "Try an extinguisher");
    app.run_jobs().await;
    assert!(of_chloe(&app, INITECH)[0].ends_with("Try an extinguisher"));
    assert!(
        of_chloe(&app, GLOBEX)[0].ends_with("Try a bucket"),
        "what it became is not theirs"
    );

    slack.delete("U0CHLOE", TRIAGE, &said);
    app.run_jobs().await;
    assert!(of_chloe(&app, INITECH).is_empty() && of_chloe(&app, PRIORITY).is_empty());
    assert!(of_chloe(&app, GLOBEX).is_empty(), "gone is gone everywhere");
}

#[tokio::test]
async fn a_ticket_comes_back_and_every_old_card_leads_to_the_newest() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let first = card(&app, TRIAGE).ts;
    moves(&app, &key, &to_initech()).await;
    let second = card(&app, PRIORITY).ts;

    moves(&app, &key, &to_globex()).await;

    let third = cards(&app, TRIAGE)
        .into_iter()
        .map(|it| it.ts)
        .find(|ts| *ts != first)
        .unwrap();
    let link = format!("thread={third}");
    let slack = app.sandbox.slack();
    for (channel, ts) in [(TRIAGE, &first), (PRIORITY, &second)] {
        let left = content(&slack.message(channel, ts).unwrap());
        assert!(left.contains(&link), "{left}");
    }
    replies_on_portal(&app, &key, json!({ "body": "Still here" })).await;
    app.run_jobs().await;
    assert_eq!(slack.thread(TRIAGE, &third).len(), 2);
    assert_eq!(on_portal(&app, &key).await.len(), 2);
}

#[tokio::test]
async fn a_card_that_was_never_posted_is_not_posted_where_the_ticket_no_longer_is() {
    let app = TestApp::spawn().await;
    app.sandbox.slack().archive("U0ANA", GLOBEX);
    app.run_jobs().await;
    let key = filed(&app).await;
    moves(&app, &key, &to_initech()).await;

    app.sandbox.slack().unarchive("U0ANA", GLOBEX);
    app.run_jobs().await;
    super::recovers(&app).await;

    assert!(cards(&app, GLOBEX).is_empty());
    assert_eq!(cards(&app, INITECH).len(), 1);
    assert!(dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn the_former_customer_takes_nothing_away_that_is_the_new_ones() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let said = says(&app, "U0MARIA", GLOBEX, "The serial number is 4711").await;
    moves(&app, &key, &to_initech()).await;

    app.sandbox.slack().delete("U0MARIA", GLOBEX, &said);
    app.run_jobs().await;

    let path = format!("/api/v1/portal/tickets/{key}/conversation");
    let seen = app.contact(PRIYA).await.get(&path).await;
    assert!(seen.text().contains("4711"), "{}", seen.text());
}
