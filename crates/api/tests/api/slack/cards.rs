//! Cards: where they stand, what they say, and to whom.

use chrono::TimeDelta;
use serde_json::json;

use super::{GLOBEX, MARIA, TRIAGE, card, cards, content, filed, files, replies, replies_on_portal};
use crate::support::{TestApp, fixtures};

#[tokio::test]
async fn a_new_ticket_is_one_card_in_each_channel_that_the_routing_picks() {
    let app = TestApp::spawn().await;

    files(&app, MARIA, "Printer on fire", "It **burns**.").await;
    files(&app, "priya@initech.example", "Stapler gone", "Again.").await;
    files(&app, "olga@umbrella-foods.example", "Hello", "Is this on?").await;

    let titles = |channel| {
        cards(&app, channel)
            .iter()
            .map(|it| it.text.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(titles(TRIAGE), ["ACME-1: Printer on fire", "ACME-3: Hello"]);
    assert_eq!(titles("C0PRIORITY"), ["ACME-2: Stapler gone"]);
    assert_eq!(titles(GLOBEX), ["ACME-1: Printer on fire"]);
    assert_eq!(titles("C0INITECH"), ["ACME-2: Stapler gone"]);
    let triage = content(&cards(&app, TRIAGE)[0]);
    let console = app.state.config.portal_url(fixtures::ACME, None) + "/console/tickets/ACME-1";
    for part in [
        "Printer on fire",
        "*burns*",
        "Globex",
        "Maria Rossi",
        "Open",
        "Normal",
        "Take it",
        &format!("\"{console}\""),
    ] {
        assert!(triage.contains(part), "{part} in {triage}");
    }
}

#[tokio::test]
async fn the_card_in_the_customers_channel_says_nothing_internal() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let body = json!({ "visibility": "internal", "body": "a secret about them" });
    let ana = app.agent("ana@acme.example").await;
    ana.post(&format!("/api/v1/tickets/{key}/messages"), &body).await;
    let assign = json!({ "assignee": { "agent_id": fixtures::agent_id("chloe@acme.example") } });
    ana.patch(&format!("/api/v1/tickets/{key}"), &assign).await;
    app.run_jobs().await;

    assert!(content(&card(&app, TRIAGE)).contains("Chloe Martin"));
    let note = &replies(&app, TRIAGE)[0];
    assert!(
        note.text.contains("🔒") && note.text.contains("a secret about them"),
        "{}",
        note.text
    );
    for message in app.sandbox.slack().all_messages(GLOBEX) {
        let content = content(&message);
        for internal in ["/console/", "secret", "Take it", "Chloe", "take"] {
            assert!(!content.contains(internal), "{internal} in {content}");
        }
    }
    assert!(content(&card(&app, GLOBEX)).contains("/tickets/ACME-1"));
}

#[tokio::test]
async fn a_form_and_its_answers_stand_on_the_card_as_far_as_the_reader_may_see_them() {
    let app = TestApp::spawn().await;
    let answers = json!({ fixtures::field_id("area").to_string(): "Billing", fixtures::field_id("steps").to_string(): "*click* <!here>" });
    let body =
        json!({ "form_id": fixtures::form_id(), "title": "Wrong sum", "description": "See steps", "answers": answers });
    let res = app.contact(MARIA).await.post("/api/v1/portal/tickets", &body).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    app.run_jobs().await;

    for channel in [TRIAGE, GLOBEX] {
        let content = content(&card(&app, channel));
        assert!(
            content.contains("Report a problem") && content.contains("*Area:* Billing"),
            "{content}"
        );
        assert!(content.contains("click &lt;!here&gt;"), "{content}");
    }
}

#[tokio::test]
async fn a_card_links_to_the_ticket_that_is_followed_where_its_readers_may_see_that() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = (app.contact(MARIA).await, app.agent("chloe@acme.example").await);
    let follows = async |key: &str| {
        let answers = json!({ fixtures::field_id("area").to_string(): "Billing" });
        let body = json!({
            "form_id": fixtures::form_id(), "title": "Again", "description": "Again.", "answers": answers, "follow_up_of": key,
        });
        let res = maria.post("/api/v1/portal/tickets", &body).await;
        assert_eq!(res.status(), 201, "{}", res.text());
        app.run_jobs().await;
    };
    let last = |channel| content(cards(&app, channel).last().expect("a card"));
    let first = filed(&app).await;

    follows(&first).await;

    let url = app.state.config.portal_url(fixtures::ACME, None);
    let portal = format!("<{url}/tickets/{first}|{first}>");
    assert!(last(GLOBEX).contains(&portal), "{}", last(GLOBEX));
    let console = format!("<{url}/console/tickets/{first}|{first}>");
    assert!(last(TRIAGE).contains(&console), "{}", last(TRIAGE));

    // Another customer's by the time the card is written anew.
    let to_initech = json!({ "customer": {
        "customer_id": fixtures::customer_id("Initech"), "requester_id": fixtures::contact_id("priya@initech.example"),
    } });
    chloe.patch(&format!("/api/v1/tickets/{first}"), &to_initech).await;
    chloe
        .patch("/api/v1/tickets/ACME-2", &json!({ "priority": "high" }))
        .await;
    app.run_jobs().await;
    assert!(!last(GLOBEX).contains(&first), "{}", last(GLOBEX));
    assert!(last(TRIAGE).contains(&console), "{}", last(TRIAGE));
}

#[tokio::test]
async fn what_a_customer_typed_is_only_words_in_slack() {
    let app = TestApp::spawn().await;
    let hostile = "<!channel> <!here> <@U0ANA> <!subteam^S1> <https://evil.example|https://bank.example> &lt;!channel&gt; *_~` @channel";
    let key = files(&app, MARIA, hostile, hostile).await;
    replies_on_portal(
        &app,
        &key,
        json!({ "body": format!("{hostile} {}", "x <!everyone> ".repeat(500)) }),
    )
    .await;
    app.run_jobs().await;

    let slack = app.sandbox.slack();
    for call in [slack.calls_of("chat.postMessage"), slack.calls_of("chat.update")].concat() {
        let sent = call.args.to_string();
        for live in ["<!", "<@", "<https://evil"] {
            assert!(!sent.contains(live), "{live} in {sent}");
        }
        assert!(call.args["text"].as_str().unwrap().chars().count() <= 4000);
    }
    for message in [slack.all_messages(TRIAGE), slack.all_messages(GLOBEX)].concat() {
        assert_eq!(message.mentions(), Vec::<String>::new(), "{}", content(&message));
    }
    assert!(replies(&app, TRIAGE).len() > 1, "a long reply is cut into parts");
}

/// Numbered words, so that none can be missing, twice, or out of order unseen.
fn words(mark: char, count: usize) -> String {
    let words: Vec<_> = (0..count).map(|number| format!("{mark}{number:04}")).collect();
    words.join(" ")
}

/// The numbers of such words in a text.
fn numbers(text: &str, mark: char) -> Vec<usize> {
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() == 5);
    words.filter_map(|word| word.strip_prefix(mark)?.parse().ok()).collect()
}

#[tokio::test]
async fn what_does_not_fit_a_card_stands_below_it_without_a_word_missing() {
    let app = TestApp::spawn().await;
    let answers = json!({ fixtures::field_id("area").to_string(): "Billing", fixtures::field_id("steps").to_string(): words('s', 330) });
    let body = json!({
        "form_id": fixtures::form_id(), "title": "A long story", "description": words('w', 1334), "answers": answers,
    });
    let res = app.contact(MARIA).await.post("/api/v1/portal/tickets", &body).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    app.run_jobs().await;
    replies_on_portal(&app, "ACME-1", json!({ "body": "that is all" })).await;
    app.run_jobs().await;

    for channel in [TRIAGE, GLOBEX] {
        let below = replies(&app, channel);
        let all = format!(
            "{} {}",
            content(&card(&app, channel)),
            below.iter().map(|it| it.text.as_str()).collect::<Vec<_>>().join(" ")
        );
        assert_eq!(numbers(&all, 'w'), (0..1334).collect::<Vec<_>>(), "{channel}");
        let steps = numbers(&all, 's');
        assert!((0..330).all(|number| steps.contains(&number)), "{channel}: {steps:?}");
        assert!(below.last().unwrap().text.ends_with("that is all"));
        assert!(below.iter().all(|it| it.text.chars().count() <= 4000));
    }
}

#[tokio::test]
async fn a_burst_of_changes_makes_few_updates_of_a_card() {
    let app = TestApp::spawn_with(|config| config.slack.card_update_ms = 1000).await;
    let key = filed(&app).await;
    let ana = app.agent("ana@acme.example").await;
    let updates = || app.sandbox.slack().calls_of("chat.update").len();
    for number in 0..20 {
        let change = json!({ "title": format!("Title {number}") });
        let res = ana.patch(&format!("/api/v1/tickets/{key}"), &change).await;
        assert_eq!(res.status(), 200, "{}", res.text());
        app.run_jobs().await;
        app.clock.advance(TimeDelta::milliseconds(100));
    }
    app.clock.advance(TimeDelta::seconds(2));
    app.run_jobs().await;

    assert!(content(&card(&app, TRIAGE)).contains("Title 19"));
    assert!(content(&card(&app, GLOBEX)).contains("Title 19"));
    assert!(updates() <= 2 * 3, "{} updates of two cards", updates());
}
