//! Slack: cards and threads go out once and in order, replies and buttons come in once and from the right people only.

use chrono::TimeDelta;
use hmac::{Hmac, KeyInit, Mac};
use portico::{
    entity::{JobState, collection, job, message, received_event, slack_channel, slack_thread, slack_workspace},
    outside::clock::Clock,
};
use portico_sandbox::{
    faults::{EventFault, Rule, SlackFault},
    slack::{Delivery, Message, Submission},
};
use portico_types::{
    ids::{CollectionId, JobId},
    staff::{CollectionKind, TriageReplies},
};
use reqwest::Method;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
};
use serde_json::{Value, json};
use sha2::Sha256;
use uuid::Uuid;

use crate::support::{ACME, Answer, TestApp, fixtures};

const MARIA: &str = "maria@globex.example";
const TRIAGE: &str = "C0TRIAGE";
const GLOBEX: &str = "C0GLOBEX";

/// Everything readers see of a message.
fn content(message: &Message) -> String {
    format!("{}\n{}", message.text, json!(message.blocks))
}

/// The cards in a channel.
fn cards(app: &TestApp, channel: &str) -> Vec<Message> {
    let messages = app.sandbox.slack().messages(channel);
    messages.into_iter().filter(|it| it.bot_id.is_some()).collect()
}

fn card(app: &TestApp, channel: &str) -> Message {
    let mut cards = cards(app, channel);
    assert_eq!(cards.len(), 1, "{cards:#?}");
    cards.remove(0)
}

/// The replies below the only card of a channel.
fn replies(app: &TestApp, channel: &str) -> Vec<Message> {
    let thread = app.sandbox.slack().thread(channel, &card(app, channel).ts);
    thread.into_iter().skip(1).collect()
}

async fn files(app: &TestApp, email: &str, title: &str, description: &str) -> String {
    let answers = json!({ fixtures::field_id("area").to_string(): "Billing" });
    let form = fixtures::form_id();
    let body = json!({ "form_id": form, "title": title, "description": description, "answers": answers });
    let res = app.contact(email).await.post("/api/v1/portal/tickets", &body).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    app.run_jobs().await;
    res.json()["key"].as_str().unwrap().to_owned()
}

/// A ticket of Maria's, its cards posted.
async fn filed(app: &TestApp) -> String {
    files(app, MARIA, "Printer on fire", "It **burns**.").await
}

/// Somebody writes below the only card of a channel.
async fn says(app: &TestApp, user: &str, channel: &str, text: &str) -> String {
    let ts = app
        .sandbox
        .slack()
        .say(user, channel, text, Some(&card(app, channel).ts));
    app.run_jobs().await;
    ts
}

/// What Maria reads on the portal: bodies and authors.
async fn on_portal(app: &TestApp, key: &str) -> Vec<(String, String)> {
    let res = app
        .contact(MARIA)
        .await
        .get(&format!("/api/v1/portal/tickets/{key}/conversation"))
        .await;
    assert_eq!(res.status(), 200, "{}", res.text());
    let entries = res.json()["entries"].as_array().cloned().unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let messages = entries.iter().filter(|entry| entry["type"] == "message");
    messages
        .map(|it| (text(&it["author"]["name"]), text(&it["body"])))
        .collect()
}

async fn ticket_now(app: &TestApp, key: &str) -> Value {
    let res = app
        .agent("ana@acme.example")
        .await
        .get(&format!("/api/v1/tickets/{key}"))
        .await;
    assert_eq!(res.status(), 200, "{}", res.text());
    res.json()
}

async fn replies_on_portal(app: &TestApp, key: &str, body: Value) -> Answer {
    let maria = app.contact(MARIA).await;
    let res = maria
        .post(&format!("/api/v1/portal/tickets/{key}/messages"), &body)
        .await;
    assert_eq!(res.status(), 201, "{}", res.text());
    res
}

async fn dead_jobs(app: &TestApp) -> Vec<job::Model> {
    let dead = job::Entity::find().filter(job::Column::State.eq(JobState::Dead));
    dead.all(&app.db).await.unwrap()
}

async fn count_messages(app: &TestApp) -> u64 {
    message::Entity::find().count(&app.db).await.unwrap()
}

// Cards

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
    for part in [
        "Printer on fire",
        "*burns*",
        "Globex",
        "Maria Rossi",
        "Open",
        "Normal",
        "Take it",
        "/console/tickets/ACME-1",
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

// Replies

#[tokio::test]
async fn an_agents_reply_in_triage_reaches_the_customer() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;

    let text = "We are *on it*, see <https://acme.example|the guide> :tada:";
    let root = card(&app, TRIAGE).ts;
    let ts = app.sandbox.slack().say_stored("U0CHLOE", TRIAGE, text, Some(&root));
    app.run_jobs().await;

    let expected = (
        "Chloe Martin".to_owned(),
        "We are **on it**, see [the guide](https://acme.example) 🎉".to_owned(),
    );
    assert_eq!(on_portal(&app, &key).await[1], expected);
    let marked = app.sandbox.slack().message(TRIAGE, &ts).unwrap();
    assert_eq!(marked.reactions[0].name, "white_check_mark");
    assert_eq!(ticket_now(&app, &key).await["status"], "in_progress");
    assert!(content(&card(&app, TRIAGE)).contains("🟡 In progress"));
    let there = &replies(&app, GLOBEX)[0];
    assert!(
        there.text.starts_with("*Chloe Martin*\nWe are *on it*"),
        "{}",
        there.text
    );
    let echoes = replies(&app, TRIAGE)
        .iter()
        .filter(|it| it.text.contains("on it"))
        .count();
    assert_eq!(echoes, 1, "it is not posted back where it was written");
    let mails = app.sandbox.mails_to(MARIA);
    assert_eq!(mails.len(), 1, "{mails:#?}");
}

#[tokio::test]
async fn a_reply_with_the_note_mark_stays_internal() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;

    let ts = says(&app, "U0BEN", TRIAGE, "// they have not paid").await;
    says(&app, "U0BEN", TRIAGE, "🔒 nor last year").await;

    assert_eq!(on_portal(&app, &key).await.len(), 1);
    assert!(app.sandbox.slack().message(TRIAGE, &ts).unwrap().reactions.is_empty());
    assert_eq!(ticket_now(&app, &key).await["status"], "open");
    let conversation = app
        .agent("ana@acme.example")
        .await
        .get(&format!("/api/v1/tickets/{key}/conversation"))
        .await;
    assert!(conversation.text().contains("they have not paid") && conversation.text().contains("nor last year"));
    assert!(replies(&app, GLOBEX).is_empty());
    let touched = |call: &portico_sandbox::slack::Call| call.args["channel"] == GLOBEX;
    let updates = app.sandbox.slack().calls_of("chat.update");
    assert!(
        !updates.iter().any(touched),
        "not even when a note was written shows in the customer's channel"
    );
    assert!(app.sandbox.mails_to(MARIA).is_empty());
}

#[tokio::test]
async fn where_collections_share_a_channel_the_tickets_own_says_how_replies_are_meant() {
    let app = TestApp::spawn().await;
    for (name, replies) in [
        ("Aside", TriageReplies::Internal),
        ("Portal", TriageReplies::Public),
        ("Zone", TriageReplies::Internal),
    ] {
        let all = collection::Entity::find().filter(collection::Column::AccountId.eq(fixtures::account_id(ACME)));
        let portal = all
            .filter(collection::Column::Kind.eq(CollectionKind::Portal))
            .one(&app.db);
        let mut row = portal.await.unwrap().unwrap().into_active_model();
        row.triage_replies = Set(replies);
        if name == "Portal" {
            row.update(&app.db).await.unwrap();
        } else {
            // Made by hand, so that one comes before and one behind the portal's in the order of ids.
            let id = if name == "Aside" { Uuid::nil() } else { Uuid::max() };
            row.id = Set(CollectionId(id));
            row.kind = Set(CollectionKind::Customers);
            row.name = Set(name.to_owned());
            collection::Entity::insert(row.reset_all())
                .exec_without_returning(&app.db)
                .await
                .unwrap();
        }
    }
    let key = filed(&app).await;

    says(&app, "U0CHLOE", TRIAGE, "For the customer").await;

    assert_eq!(on_portal(&app, &key).await.len(), 2);
}

#[tokio::test]
async fn nobody_but_an_agent_speaks_for_the_company() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let before = count_messages(&app).await;

    for user in ["U0DAN", "U0GUEST"] {
        says(&app, user, TRIAGE, "We will pay you a million").await;
        app.sandbox
            .slack()
            .press(user, TRIAGE, &card(&app, TRIAGE).ts, "take", None);
        app.sandbox
            .slack()
            .press(user, TRIAGE, &card(&app, TRIAGE).ts, "reply", None);
        app.run_jobs().await;
    }

    assert_eq!(count_messages(&app).await, before);
    assert!(app.sandbox.mails_to(MARIA).is_empty() && replies(&app, GLOBEX).is_empty());
    assert_eq!(ticket_now(&app, &key).await["assignee"], Value::Null);
    assert!(app.sandbox.slack().open_views().is_empty());
    let told = app.sandbox.slack().ephemerals(TRIAGE);
    let told: Vec<_> = told.iter().map(|it| it.user.as_str()).collect();
    assert_eq!(told, ["U0DAN", "U0DAN", "U0DAN", "U0GUEST", "U0GUEST", "U0GUEST"]);
}

#[tokio::test]
async fn an_agent_who_was_disabled_speaks_for_the_company_no_more() {
    let app = TestApp::spawn().await;
    filed(&app).await;
    let id = (fixtures::account_id(ACME), fixtures::agent_id("ben@acme.example"));
    let ben = portico::entity::agent::Entity::find_by_id(id)
        .one(&app.db)
        .await
        .unwrap()
        .unwrap();
    let mut ben = ben.into_active_model();
    ben.disabled_at = Set(Some(app.clock.now()));
    ben.update(&app.db).await.unwrap();
    let before = count_messages(&app).await;

    says(&app, "U0BEN", TRIAGE, "hello").await;

    assert_eq!(count_messages(&app).await, before);
    assert_eq!(app.sandbox.slack().ephemerals(TRIAGE).len(), 1);
}

#[tokio::test]
async fn who_left_the_team_changes_nothing_that_customers_read() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let ts = says(&app, "U0BEN", TRIAGE, "The code is 1234").await;
    let id = (fixtures::account_id(ACME), fixtures::agent_id("ben@acme.example"));
    let ben = portico::entity::agent::Entity::find_by_id(id)
        .one(&app.db)
        .await
        .unwrap()
        .unwrap();
    let mut ben = ben.into_active_model();
    ben.disabled_at = Set(Some(app.clock.now()));
    ben.update(&app.db).await.unwrap();

    app.sandbox
        .slack()
        .edit("U0BEN", TRIAGE, &ts, "Pay to https://evil.example");
    app.run_jobs().await;

    assert_eq!(on_portal(&app, &key).await[1].1, "The code is 1234");
    assert!(replies(&app, GLOBEX).iter().all(|it| !it.text.contains("evil")));
    assert!(dead_jobs(&app).await.is_empty());
}

/// A press or a sent modal, as Slack tells of it.
async fn interacts(app: &TestApp, payload: &Value) -> Answer {
    let mut body = url::form_urlencoded::Serializer::new(String::new());
    let body = body.append_pair("payload", &payload.to_string()).finish();
    let headers = signed(app.sandbox.signing_secret(), app.clock.now().timestamp(), &body);
    let answer = knocks(app, "/slack/interactions", &headers, &body).await;
    app.run_jobs().await;
    answer
}

#[tokio::test]
async fn somebody_of_another_company_is_no_agent_whatever_their_id() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let before = count_messages(&app).await;
    let ts = card(&app, TRIAGE).ts;
    let team = json!({ "id": "T0ACME" });
    let thread = slack_thread::Entity::find()
        .filter(slack_thread::Column::Ts.eq(&*ts))
        .one(&app.db)
        .await
        .unwrap()
        .unwrap();
    let sent = |user: Value, number: u8| {
        json!({
            "type": "view_submission", "user": user, "team": team, "view": {
                "id": format!("V{number}"), "callback_id": "reply", "private_metadata": thread.id.to_string(),
                "app_installed_team_id": "T0ACME", "state": { "values": { "text": { "text": { "value": "We pay you" } } } },
            },
        })
    };
    let pressed = |user: Value, at: &str| {
        json!({
            "type": "block_actions", "user": user, "team": team, "channel": { "id": TRIAGE }, "container": { "message_ts": ts },
            "trigger_id": "1", "actions": [{ "action_id": "take", "action_ts": at }],
        })
    };
    let foreign = || json!({ "id": "U0CHLOE", "team_id": "T0EVIL" });
    let chloe = || json!({ "id": "U0CHLOE", "team_id": "T0ACME" });

    assert_eq!(interacts(&app, &pressed(foreign(), "1.1")).await.status(), 200);
    assert_eq!(interacts(&app, &sent(foreign(), 1)).await.status(), 200);

    assert_eq!(count_messages(&app).await, before);
    assert_eq!(ticket_now(&app, &key).await["assignee"], Value::Null);

    interacts(&app, &pressed(chloe(), "2.1")).await;
    interacts(&app, &sent(chloe(), 2)).await;

    assert_eq!(count_messages(&app).await, before + 1);
    assert_eq!(ticket_now(&app, &key).await["assignee"]["name"], "Chloe Martin");
}

#[tokio::test]
async fn the_customers_people_answer_in_their_channel() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;

    says(&app, "U0MARIA", GLOBEX, "It *still* burns").await;
    says(&app, "U0LEE", GLOBEX, "Mine, too").await;
    says(&app, "U0ANA", GLOBEX, "We are coming").await;

    let portal = on_portal(&app, &key).await;
    let said = |at: usize| (portal[at].0.as_str(), portal[at].1.as_str());
    assert_eq!(said(1), ("Maria Rossi", "It **still** burns"));
    assert_eq!(said(2), ("Lee Park via Slack, unverified", "Mine, too"));
    assert_eq!(said(3), ("Ana Lima", "We are coming"));
    let triage: Vec<_> = replies(&app, TRIAGE).into_iter().map(|it| it.text).collect();
    assert!(
        triage.iter().any(|it| it == "*Maria Rossi* (Globex)\nIt *still* burns"),
        "{triage:#?}"
    );
    let authors = message::Entity::find()
        .filter(message::Column::AuthorName.contains("Lee"))
        .one(&app.db)
        .await;
    assert_eq!(authors.unwrap().unwrap().author_id, None);
    assert_eq!(ticket_now(&app, &key).await["status"], "in_progress");
}

#[tokio::test]
async fn a_portal_reply_appears_in_both_threads_with_a_real_mention_in_triage_only() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let ana = fixtures::agent_id("ana@acme.example");

    replies_on_portal(
        &app,
        &key,
        json!({ "body": "@Ana Lima it is **out**; @Ben Okafor", "mentions": [ana] }),
    )
    .await;
    app.run_jobs().await;

    let there = &replies(&app, TRIAGE)[0];
    assert!(
        there.text.starts_with("*Maria Rossi* (Globex)\n<@U0ANA> it is *out*"),
        "{}",
        there.text
    );
    assert!(!there.text.contains("U0BEN"), "only whom the customer tagged");
    let shown = &replies(&app, GLOBEX)[0];
    assert!(
        shown.text.contains("Ana Lima") && !shown.text.contains("<@"),
        "{}",
        shown.text
    );
}

#[tokio::test]
async fn a_reply_on_a_closed_ticket_is_refused_politely() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let ana = app.agent("ana@acme.example").await;
    let res = ana
        .patch(&format!("/api/v1/tickets/{key}"), &json!({ "status": "closed" }))
        .await;
    assert_eq!(res.status(), 200, "{}", res.text());
    app.run_jobs().await;
    let before = count_messages(&app).await;
    for change in [
        json!({ "priority": "urgent" }),
        json!({ "title": "Another" }),
        json!({ "assignee": { "agent_id": fixtures::agent_id("ana@acme.example") } }),
    ] {
        let res = ana.patch(&format!("/api/v1/tickets/{key}"), &change).await;
        assert_eq!(res.status(), 409, "closed is final: {change}: {}", res.text());
    }

    says(&app, "U0CHLOE", TRIAGE, "One more thing").await;
    says(&app, "U0MARIA", GLOBEX, "Me, too").await;

    assert_eq!(count_messages(&app).await, before);
    for channel in [TRIAGE, GLOBEX] {
        let told = app.sandbox.slack().ephemerals(channel);
        assert!(told[0].message.text.contains("closed"), "{told:#?}");
    }
    assert!(dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn edits_and_deletions_cross() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let ts = says(&app, "U0CHLOE", TRIAGE, "The code is 1234").await;

    app.sandbox.slack().edit("U0CHLOE", TRIAGE, &ts, "The code is *secret*");
    app.run_jobs().await;

    assert_eq!(on_portal(&app, &key).await[1].1, "The code is **secret**");
    assert_eq!(replies(&app, GLOBEX)[0].text, "*Chloe Martin*\nThe code is *secret*");

    app.sandbox.slack().delete("U0CHLOE", TRIAGE, &ts);
    app.run_jobs().await;

    assert!(
        on_portal(&app, &key)
            .await
            .iter()
            .all(|(_, body)| !body.contains("code"))
    );
    assert!(
        !app.sandbox
            .slack()
            .thread(GLOBEX, &card(&app, GLOBEX).ts)
            .iter()
            .any(|it| it.text.contains("code"))
    );
    let stored = message::Entity::find()
        .filter(message::Column::Body.contains("code"))
        .count(&app.db);
    assert_eq!(stored.await.unwrap(), 0);
    assert!(dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn files_and_broadcasts_are_messages_and_talk_elsewhere_is_none_of_ours() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let slack = app.sandbox.slack();
    let root = card(&app, TRIAGE).ts;
    slack.share_file("U0CHLOE", TRIAGE, "fix <1>.pdf", b"%PDF", "Please read", Some(&root));
    app.run_jobs().await;
    slack.say_to_all("U0CHLOE", TRIAGE, "Everybody look", &root);
    app.run_jobs().await;
    let lunch = slack.say("U0CHLOE", TRIAGE, "Lunch?", None);
    slack.say("U0BEN", TRIAGE, "Yes @Portico", Some(&lunch));
    app.run_jobs().await;

    let bodies: Vec<_> = on_portal(&app, &key).await.into_iter().map(|it| it.1).collect();
    assert_eq!(bodies.len(), 3, "{bodies:#?}");
    assert!(
        bodies[1].starts_with("Please read") && bodies[1].contains(".pdf"),
        "{}",
        bodies[1]
    );
    assert_eq!(bodies[2], "Everybody look");
    let kept = received_event::Entity::find().all(&app.db).await.unwrap();
    assert!(
        kept.iter().all(|it| !it.payload.to_string().contains("Lunch")),
        "what is not ours is not kept"
    );
}

#[tokio::test]
async fn a_mention_of_the_app_in_a_thread_is_taken_once() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;

    says(&app, "U0CHLOE", TRIAGE, "Thanks @Portico and @Ana Lima").await;

    let portal = on_portal(&app, &key).await;
    assert_eq!(portal.len(), 2);
    assert_eq!(portal[1].1, "Thanks @Portico and @Ana Lima");
    let mentions = portico::entity::mention::Entity::find().all(&app.db).await.unwrap();
    assert_eq!(mentions.len(), 1);
}

// Who may speak as Slack

fn signature(secret: &str, time: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("v0:{time}:{body}").as_bytes());
    let bytes = mac.finalize().into_bytes();
    bytes
        .iter()
        .fold("v0=".to_owned(), |hex, byte| format!("{hex}{byte:02x}"))
}

async fn knocks(app: &TestApp, path: &str, headers: &[(&str, String)], body: &str) -> Answer {
    let nobody = app.nobody(ACME);
    let mut req = nobody.request(Method::POST, path).body(body.to_owned());
    for (name, value) in headers {
        req = req.header(*name, value);
    }
    nobody.send(req).await
}

fn signed(secret: &str, time: i64, body: &str) -> Vec<(&'static str, String)> {
    vec![
        ("x-slack-request-timestamp", time.to_string()),
        ("x-slack-signature", signature(secret, time, body)),
    ]
}

#[tokio::test]
async fn only_slack_can_speak_as_slack() {
    let app = TestApp::spawn().await;
    filed(&app).await;
    let thread = card(&app, TRIAGE).ts;
    let event = json!({ "type": "message", "channel": TRIAGE, "user": "U0ANA", "text": "forged", "ts": "9.1", "thread_ts": thread, "event_ts": "9.1" });
    let body =
        json!({ "type": "event_callback", "team_id": "T0ACME", "event_id": "Ev0FORGED", "event": event }).to_string();
    let secret = app.sandbox.signing_secret().to_owned();
    let now = app.clock.now().timestamp();
    let doubled = [signed(&secret, now, &body), signed(&secret, now, &body)].concat();
    let mut shouted = signed(&secret, now, &body);
    shouted[1].1 = shouted[1].1.to_uppercase().replace("V0", "v0");
    let mut other_version = signed(&secret, now, &body);
    other_version[1].1 = other_version[1].1.replace("v0=", "v1=");
    let attempts = [
        ("unsigned", vec![]),
        ("another app's", signed("another secret", now, &body)),
        ("old", signed(&secret, now - 301, &body)),
        ("of the future", signed(&secret, now + 301, &body)),
        ("of another body", signed(&secret, now, &format!("{body} "))),
        ("doubled", doubled),
        ("in upper case", shouted),
        ("of another version", other_version),
    ];
    for (name, headers) in &attempts {
        for path in ["/slack/events", "/slack/interactions"] {
            let res = knocks(&app, path, headers, &body).await;
            assert_eq!(res.status(), 401, "{name} at {path}");
        }
    }
    let challenge = json!({ "type": "url_verification", "challenge": "say this" }).to_string();
    assert_eq!(knocks(&app, "/slack/events", &[], &challenge).await.status(), 401);
    assert_eq!(received_event::Entity::find().count(&app.db).await.unwrap(), 0);

    let res = knocks(&app, "/slack/events", &signed(&secret, now, &challenge), &challenge).await;
    assert_eq!(
        (res.status(), res.json()["challenge"].as_str()),
        (200, Some("say this"))
    );
    let large = "x".repeat(3 << 20);
    assert_eq!(
        knocks(&app, "/slack/events", &signed(&secret, now, &large), &large)
            .await
            .status(),
        413
    );
    let junk = "{";
    assert_eq!(
        knocks(&app, "/slack/events", &signed(&secret, now, junk), junk)
            .await
            .status(),
        400
    );
}

#[tokio::test]
async fn without_the_secret_nothing_is_taken() {
    let app = TestApp::spawn_with(|config| config.slack.signing_secret = String::new().into()).await;
    let body = json!({ "type": "url_verification", "challenge": "say this" }).to_string();
    let headers = signed("", app.clock.now().timestamp(), &body);
    for path in ["/slack/events", "/slack/interactions"] {
        assert_eq!(knocks(&app, path, &headers, &body).await.status(), 404);
    }
}

#[tokio::test]
async fn an_event_of_a_workspace_we_do_not_know_is_acknowledged_and_forgotten() {
    let app = TestApp::spawn().await;
    filed(&app).await;
    let thread = card(&app, TRIAGE).ts;
    let event = json!({ "type": "message", "channel": TRIAGE, "user": "U0ANA", "text": "hi", "ts": "9.1", "thread_ts": thread, "event_ts": "9.1" });
    let body =
        json!({ "type": "event_callback", "team_id": "T0STRANGER", "event_id": "Ev1", "event": event }).to_string();
    let headers = signed(app.sandbox.signing_secret(), app.clock.now().timestamp(), &body);

    assert_eq!(knocks(&app, "/slack/events", &headers, &body).await.status(), 200);

    assert_eq!(received_event::Entity::find().count(&app.db).await.unwrap(), 0);
}

// Once, and in order

fn headers(delivery: &Delivery) -> Vec<(&'static str, String)> {
    let of = |name: &str| {
        delivery
            .headers
            .iter()
            .find(|it| it.0.eq_ignore_ascii_case(name))
            .unwrap()
            .1
            .clone()
    };
    vec![
        ("x-slack-request-timestamp", of("x-slack-request-timestamp")),
        ("x-slack-signature", of("x-slack-signature")),
    ]
}

#[tokio::test]
async fn an_event_that_comes_again_and_again_is_applied_once() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    app.sandbox.faults().set([Rule::events(EventFault::Duplicate)]);
    app.sandbox
        .slack()
        .say("U0CHLOE", TRIAGE, "On it", Some(&card(&app, TRIAGE).ts));
    app.sandbox.slack().settled().await;
    app.sandbox.faults().clear();
    let delivery = app
        .sandbox
        .slack()
        .deliveries()
        .into_iter()
        .rfind(|it| it.body.contains("On it"))
        .unwrap();

    let five = (0..5).map(|_| async {
        knocks(&app, "/slack/events", &headers(&delivery), &delivery.body)
            .await
            .status()
    });
    assert_eq!(futures_util::future::join_all(five).await, [200; 5]);
    app.run_jobs().await;
    assert_eq!(
        knocks(&app, "/slack/events", &headers(&delivery), &delivery.body)
            .await
            .status(),
        200
    );
    app.run_jobs().await;

    assert_eq!(on_portal(&app, &key).await.len(), 2);
    assert_eq!(app.sandbox.mails_to(MARIA).len(), 1);
}

#[tokio::test]
async fn an_event_whose_worker_died_is_applied_once_by_the_next() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    app.sandbox
        .slack()
        .say("U0CHLOE", TRIAGE, "On it", Some(&card(&app, TRIAGE).ts));
    app.sandbox.slack().settled().await;
    let waiting = job::Entity::find()
        .filter(job::Column::Kind.eq("apply_slack_event"))
        .one(&app.db)
        .await;
    let mut held = waiting
        .unwrap()
        .expect("kept before it was acknowledged")
        .into_active_model();
    held.state = Set(JobState::Running);
    held.attempts = Set(1);
    held.lease_token = Set(Some(uuid::Uuid::nil()));
    held.leased_until = Set(Some(app.clock.now() + TimeDelta::seconds(60)));
    held.update(&app.db).await.unwrap();

    app.run_jobs().await;
    assert_eq!(on_portal(&app, &key).await.len(), 1, "the lease still holds");
    app.clock.advance(TimeDelta::seconds(61));
    app.run_jobs().await;

    assert_eq!(on_portal(&app, &key).await.len(), 2);
}

/// Lets time pass until every retry was made.
async fn recovers(app: &TestApp) {
    for _ in 0..12 {
        app.clock.advance(TimeDelta::seconds(20));
        app.run_jobs().await;
    }
}

#[tokio::test]
async fn what_slack_took_without_an_answer_is_not_posted_again() {
    for fault in [
        SlackFault::DropAfterAccept,
        SlackFault::ErrorAfterAccept {
            error: "fatal_error".to_owned(),
        },
        SlackFault::ErrorAfterAccept {
            error: "internal_error".to_owned(),
        },
    ] {
        let app = TestApp::spawn().await;
        app.sandbox
            .faults()
            .set([Rule::slack("chat.postMessage", fault).times(5)]);
        let key = files(&app, MARIA, "Printer on fire", "It burns.").await;
        for number in 1..=3 {
            replies_on_portal(&app, &key, json!({ "body": format!("reply {number}") })).await;
        }
        let ana = app.agent("ana@acme.example").await;
        ana.patch(&format!("/api/v1/tickets/{key}"), &json!({ "status": "pending" }))
            .await;
        recovers(&app).await;

        for channel in [TRIAGE, GLOBEX] {
            let said: Vec<_> = replies(&app, channel).into_iter().map(|it| it.text).collect();
            assert_eq!(said.len(), 4, "{said:#?}");
            for number in 1..=3 {
                assert!(said[number - 1].ends_with(&format!("reply {number}")), "{said:#?}");
            }
            assert!(said[3].contains("Pending"), "{said:#?}");
        }
        assert!(dead_jobs(&app).await.is_empty());
    }
}

#[tokio::test]
async fn while_slack_is_down_the_portal_works_and_afterwards_all_arrives_in_order() {
    let app = TestApp::spawn().await;
    let down = [
        Rule::any_slack(SlackFault::Http5xx { status: 503 }).probability(0.5),
        Rule::any_slack(SlackFault::Drop).probability(0.5),
        Rule::any_slack(SlackFault::Error {
            error: "internal_error".to_owned(),
        }),
    ];
    app.sandbox.faults().set(down);
    let key = filed(&app).await;
    for number in 1..=5 {
        replies_on_portal(&app, &key, json!({ "body": format!("reply {number}") })).await;
        app.clock.advance(TimeDelta::seconds(10));
        app.run_jobs().await;
    }
    assert!(app.sandbox.slack().all_messages(TRIAGE).is_empty());
    assert_eq!(on_portal(&app, &key).await.len(), 6);

    app.sandbox.faults().clear();
    recovers(&app).await;

    for channel in [TRIAGE, GLOBEX] {
        let said: Vec<_> = replies(&app, channel).into_iter().map(|it| it.text).collect();
        assert_eq!(said.len(), 5, "{said:#?}");
        assert!(
            (1..=5).all(|number| said[number - 1].ends_with(&format!("reply {number}"))),
            "{said:#?}"
        );
    }
}

#[tokio::test]
async fn slacks_retry_after_is_obeyed_by_all_posts() {
    let app = TestApp::spawn().await;
    app.sandbox
        .faults()
        .set([Rule::slack("chat.postMessage", SlackFault::RateLimited { retry_after: 30 }).times(1)]);
    filed(&app).await;
    let calls = || app.sandbox.slack().calls_of("chat.postMessage").len();
    assert_eq!(calls(), 1, "the second card waits without asking");

    app.clock.advance(TimeDelta::seconds(29));
    app.run_jobs().await;
    assert_eq!(calls(), 1);
    app.clock.advance(TimeDelta::seconds(2));
    app.run_jobs().await;

    assert_eq!((cards(&app, TRIAGE).len(), cards(&app, GLOBEX).len()), (1, 1));
}

#[tokio::test]
async fn with_all_kinds_of_trouble_at_once_each_reply_arrives_once_and_in_order() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let trouble = |what| Rule::any_slack(what).probability(0.1);
    app.sandbox.faults().set([
        trouble(SlackFault::Http5xx { status: 503 }),
        trouble(SlackFault::Drop),
        trouble(SlackFault::DropAfterAccept),
        trouble(SlackFault::RateLimited { retry_after: 3 }),
        trouble(SlackFault::ErrorAfterAccept {
            error: "internal_error".to_owned(),
        }),
    ]);
    for number in 0..25 {
        replies_on_portal(&app, &key, json!({ "body": format!("reply {number}") })).await;
    }
    for _ in 0..300 {
        app.run_jobs().await;
        if job::Entity::find().count(&app.db).await.unwrap() == 0 {
            break;
        }
        app.clock.advance(TimeDelta::seconds(15));
    }

    let expected: Vec<_> = (0..25).map(|number| format!("reply {number}")).collect();
    for channel in [TRIAGE, GLOBEX] {
        let replies = replies(&app, channel).into_iter();
        let said: Vec<_> = replies
            .map(|it| it.text.rsplit('\n').next().unwrap_or_default().to_owned())
            .collect();
        assert_eq!(said, expected);
    }
}

#[tokio::test]
async fn a_reply_below_a_card_we_have_not_heard_back_about_is_not_lost() {
    let app = TestApp::spawn().await;
    app.sandbox
        .faults()
        .set([Rule::slack("chat.postMessage", SlackFault::DropAfterAccept).times(2)]);
    let key = filed(&app).await;

    says(&app, "U0CHLOE", TRIAGE, "On it").await;

    assert_eq!(on_portal(&app, &key).await.len(), 2);
    recovers(&app).await;
    assert_eq!((cards(&app, TRIAGE).len(), cards(&app, GLOBEX).len()), (1, 1));
}

#[tokio::test]
async fn a_button_of_a_card_we_have_not_heard_back_about_is_not_lost() {
    let app = TestApp::spawn().await;
    app.sandbox
        .faults()
        .set([Rule::slack("chat.postMessage", SlackFault::DropAfterAccept).times(2)]);
    let key = filed(&app).await;

    app.sandbox
        .slack()
        .press("U0CHLOE", TRIAGE, &card(&app, TRIAGE).ts, "take", None);
    app.run_jobs().await;

    assert_eq!(ticket_now(&app, &key).await["assignee"]["name"], "Chloe Martin");
    recovers(&app).await;
    assert_eq!((cards(&app, TRIAGE).len(), cards(&app, GLOBEX).len()), (1, 1));
}

#[tokio::test]
async fn an_answer_goes_out_although_slack_does_not_tell_who_is_mentioned_in_it() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let fault = SlackFault::Error {
        error: "missing_scope".to_owned(),
    };
    app.sandbox.faults().set([Rule::slack("users.info", fault)]);

    says(&app, "U0CHLOE", TRIAGE, "I have asked <@U0GUEST>").await;

    let said = on_portal(&app, &key).await;
    assert!(said.len() == 2 && said[1].1.starts_with("I have asked"), "{said:#?}");
    assert!(dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn a_channel_that_cannot_be_posted_to_is_set_aside_with_the_reason_and_harms_nothing_else() {
    let app = TestApp::spawn().await;
    app.sandbox.slack().leave("U0PORTICO", GLOBEX);

    let key = filed(&app).await;
    says(&app, "U0CHLOE", TRIAGE, "On it").await;
    recovers(&app).await;

    assert_eq!(on_portal(&app, &key).await.len(), 2);
    let dead = dead_jobs(&app).await;
    let reasons: Vec<_> = dead
        .iter()
        .map(|it| (it.kind.as_str(), it.attempts, it.last_error.clone().unwrap()))
        .collect();
    assert!(reasons[0].2.contains("not_in_channel"), "{reasons:#?}");
    assert!(reasons.iter().all(|it| it.1 == 1), "no hot retries: {reasons:#?}");

    app.sandbox.slack().join("U0PORTICO", GLOBEX, None);
    for job in dead {
        let mut again = job.into_active_model();
        again.state = Set(JobState::Ready);
        again.update(&app.db).await.unwrap();
    }
    recovers(&app).await;
    let said: Vec<_> = replies(&app, GLOBEX).into_iter().map(|it| it.text).collect();
    assert_eq!(said.iter().filter(|it| it.contains("On it")).count(), 1, "{said:#?}");
}

#[tokio::test]
async fn a_revoked_token_pauses_the_workspace_and_a_new_one_wakes_it() {
    let app = TestApp::spawn().await;
    app.sandbox.slack().revoke_tokens();
    app.run_jobs().await;
    let state = async || {
        slack_workspace::Entity::find()
            .one(&app.db)
            .await
            .unwrap()
            .unwrap()
            .state
    };
    assert_eq!(state().await, portico::entity::WorkspaceState::Disconnected);
    filed(&app).await;
    let calls = app.sandbox.slack().calls_of("chat.postMessage").len();
    app.clock.advance(TimeDelta::seconds(100));
    app.run_jobs().await;
    assert_eq!(
        app.sandbox.slack().calls_of("chat.postMessage").len(),
        calls,
        "no hot retry"
    );

    app.sandbox.slack().install(&portico_sandbox::demo::SCOPES);
    app.clock.advance(TimeDelta::seconds(900));
    app.run_jobs().await;

    assert_eq!((cards(&app, TRIAGE).len(), cards(&app, GLOBEX).len()), (1, 1));
}

// Buttons

#[tokio::test]
async fn agents_take_tickets_and_set_status_and_priority_from_the_card() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let slack = app.sandbox.slack();

    slack.press("U0CHLOE", TRIAGE, &card(&app, TRIAGE).ts, "take", None);
    app.run_jobs().await;
    slack.select_option("U0CHLOE", TRIAGE, &card(&app, TRIAGE).ts, "status", "pending");
    app.run_jobs().await;
    slack.select_option("U0CHLOE", TRIAGE, &card(&app, TRIAGE).ts, "priority", "urgent");
    app.run_jobs().await;

    let ticket = ticket_now(&app, &key).await;
    assert_eq!(ticket["assignee"]["name"], "Chloe Martin");
    assert_eq!(
        (&ticket["status"], &ticket["priority"]),
        (&json!("pending"), &json!("urgent"))
    );
    let card = content(&card(&app, TRIAGE));
    for part in ["Chloe Martin", "⏳ Pending", "🚨 Urgent"] {
        assert!(card.contains(part), "{part} in {card}");
    }
    let lines: Vec<_> = replies(&app, TRIAGE).into_iter().map(|it| it.text).collect();
    assert!(
        lines.iter().any(|it| it == "_Chloe Martin set the status to Pending_"),
        "{lines:#?}"
    );
    assert_eq!(replies(&app, GLOBEX).len(), 1, "customers read of the status alone");
}

#[tokio::test]
async fn the_reply_button_opens_a_modal_whose_text_goes_out_once() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let slack = app.sandbox.slack();
    let ts = card(&app, TRIAGE).ts;
    let answers = async |text: &str, options: Value| {
        slack.press("U0CHLOE", TRIAGE, &ts, "reply", None);
        slack.settled().await;
        let view = slack.open_views().pop().expect("a modal");
        let values = json!({ "text": { "text": text }, "options": { "options": options } });
        let done = slack.submit_view("U0CHLOE", &view.id, values).await;
        app.run_jobs().await;
        done
    };

    assert_eq!(
        answers("Use *water* & <sand>", json!(["solve"])).await,
        Submission::Closed
    );
    assert_eq!(answers("was drunk", json!(["note"])).await, Submission::Closed);

    let portal = on_portal(&app, &key).await;
    assert_eq!(portal.len(), 2, "{portal:#?}");
    assert_eq!(portal[1].0, "Chloe Martin");
    assert!(portal[1].1.contains("**water** & "), "{}", portal[1].1);
    assert_eq!(ticket_now(&app, &key).await["status"], "solved");
    let thread: Vec<_> = replies(&app, TRIAGE).into_iter().map(|it| it.text).collect();
    assert_eq!(
        thread
            .iter()
            .filter(|it| it.contains("*water* &amp; &lt;sand&gt;"))
            .count(),
        1,
        "{thread:#?}"
    );
    assert!(
        thread.iter().any(|it| it.starts_with("🔒") && it.contains("was drunk")),
        "{thread:#?}"
    );
    assert!(replies(&app, GLOBEX).iter().all(|it| !it.text.contains("drunk")));
}

#[tokio::test]
async fn an_empty_reply_stays_in_the_modal() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let slack = app.sandbox.slack();
    slack.press("U0CHLOE", TRIAGE, &card(&app, TRIAGE).ts, "reply", None);
    slack.settled().await;
    let view = slack.open_views().pop().expect("a modal");

    let done = slack
        .submit_view("U0CHLOE", &view.id, json!({ "text": { "text": "   " } }))
        .await;

    assert!(matches!(done, Submission::Errors { .. }), "{done:?}");
    app.run_jobs().await;
    assert_eq!(on_portal(&app, &key).await.len(), 1);
}

// Connecting

#[tokio::test]
async fn at_the_start_the_token_tells_the_workspace_and_its_channels() {
    let app = TestApp::spawn().await;
    portico::entity::slack_channel::Entity::delete_many()
        .exec(&app.db)
        .await
        .unwrap();
    app.sandbox
        .faults()
        .set([Rule::slack("auth.test", SlackFault::Http5xx { status: 500 }).times(2)]);

    let now = app.clock.now();
    let connect = job::ActiveModel {
        account_id: Set(fixtures::account_id(ACME)),
        id: Set(JobId(uuid::Uuid::now_v7())),
        kind: Set("connect_slack".to_owned()),
        payload: Set(json!({})),
        lane_seq: Set(0),
        state: Set(JobState::Ready),
        run_at: Set(now),
        attempts: Set(0),
        created_at: Set(now),
        ..Default::default()
    };
    job::Entity::insert(connect)
        .exec_without_returning(&app.db)
        .await
        .unwrap();
    app.run_jobs().await;
    recovers(&app).await;

    let channels = portico::entity::slack_channel::Entity::find()
        .all(&app.db)
        .await
        .unwrap();
    let names: Vec<_> = channels.iter().map(|it| it.name.as_str()).collect();
    for name in ["support-triage", "triage-priority", "ext-globex", "ext-initech"] {
        assert!(names.contains(&name), "{names:?}");
    }
    assert_eq!(slack_workspace::Entity::find().count(&app.db).await.unwrap(), 1);
}

#[tokio::test]
async fn a_channels_new_name_is_known_whether_it_is_public_or_private() {
    let app = TestApp::spawn().await;
    for (channel, name) in [(TRIAGE, "triage-now"), ("C0PRIORITY", "urgent-now")] {
        app.sandbox.slack().rename("U0ANA", channel, name);
        app.run_jobs().await;
        let row = slack_channel::Entity::find().filter(slack_channel::Column::ChannelId.eq(channel));
        assert_eq!(row.one(&app.db).await.unwrap().unwrap().name, name);
    }
}
