//! What contacts fill in: under conditions, with people and files.

use super::*;
use crate::support::TestApp;

fn named(name: &str) -> String {
    format!("answers.{}", field(name))
}

/// A field's id as a key of answers.
fn key(name: &str) -> String {
    field(name).to_string()
}

/// The text of an answer, if it is shown.
fn text<'a>(ticket: &'a Value, label: &str) -> Option<&'a str> {
    let answers = ticket["answers"].as_array().unwrap();
    answers.iter().find(|it| it["label"] == label)?["text"].as_str()
}

#[tokio::test]
async fn what_does_not_apply_is_neither_wanted_nor_taken_nor_shown() {
    let app = TestApp::spawn().await;
    let (ana, maria) = (app.agent(ANA).await, app.contact(MARIA).await);
    let form = offers(&ana, "Ask", &[
        asks("area", "select", json!({ "choices": ["Billing", "Login"], "required": true })),
        asks("invoice", "short_text", json!({ "required": true, "show_when": when("area", "is", json!("Billing")) })),
        asks("queue", "short_text", json!({ "hidden": true, "default": "money", "show_when": when("invoice", "is_not_empty", Value::Null) })),
    ])
    .await;

    let missing = files(&maria, &form, json!({ key("area"): "Billing" })).await;
    assert_eq!(missing.bad_fields(), [named("invoice")]);
    assert_eq!(missing.json()["errors"][0]["code"], "required");
    let off = files(&maria, &form, json!({ key("area"): "Login", key("invoice"): "R-1" })).await;
    assert_eq!(off.bad_fields(), [named("invoice")]);
    assert_eq!(off.json()["errors"][0]["code"], "not_applicable");
    let theirs = files(&maria, &form, json!({ key("area"): "Login", key("queue"): "x" })).await;
    assert_eq!(theirs.bad_fields(), [named("queue")]);

    let login = good(&files(&maria, &form, json!({ key("area"): "Login" })).await);
    assert_eq!(login["answers"].as_array().unwrap().len(), 1);
    let billing = good(&files(&maria, &form, json!({ key("area"): "Billing", key("invoice"): "R-1" })).await);
    assert_eq!(
        (text(&billing, "invoice"), text(&billing, "queue")),
        (Some("R-1"), None)
    );
    let seen = good(
        &ana.get(&format!("/api/v1/tickets/{}", billing["key"].as_str().unwrap()))
            .await,
    );
    assert_eq!(text(&seen, "queue"), Some("money"), "agents see what it was filed with");
}

#[tokio::test]
async fn a_person_is_a_colleague_whom_the_contact_may_know() {
    let app = TestApp::spawn().await;
    let ana = app.agent(ANA).await;
    let (maria, sam) = (app.contact(MARIA).await, app.contact(SAM).await);
    let form = offers(&ana, "Ask", &[asks("approver", "person", json!({}))]).await;
    let names = async |contact: &Caller, email: &str| {
        files(contact, &form, json!({ key("approver"): fixtures::contact_id(email) })).await
    };

    let filed = good(&names(&maria, TOM).await);
    assert_eq!(text(&filed, "approver"), Some("Tom Becker"));
    let stranger = names(&maria, PRIYA).await;
    let nobody = files(&maria, &form, json!({ key("approver"): uuid::Uuid::nil() })).await;
    assert_eq!(stranger.bad_fields(), [named("approver")]);
    assert_eq!(stranger.json()["errors"], nobody.json()["errors"]);
    // At Initech members see their own only.
    assert_eq!(names(&sam, PRIYA).await.bad_fields(), [named("approver")]);
    good(&names(&sam, SAM).await);
    let tom = format!("/api/v1/contacts/{}", fixtures::contact_id(TOM));
    good(&ana.patch(&tom, &json!({ "disabled": true })).await);
    assert_eq!(names(&maria, TOM).await.bad_fields(), [named("approver")]);
}

#[tokio::test]
async fn a_ticket_that_moves_names_nobody_of_the_former_customer() {
    let app = TestApp::spawn().await;
    let (ana, maria, priya) = (app.agent(ANA).await, app.contact(MARIA).await, app.contact(PRIYA).await);
    let form = offers(&ana, "Ask", &[asks("approver", "person", json!({}))]).await;
    let filed = good(&files(&maria, &form, json!({ key("approver"): fixtures::contact_id(TOM) })).await);
    let ticket = filed["key"].as_str().unwrap();
    let to = json!({ "customer": { "customer_id": fixtures::customer_id("Initech"), "requester_id": fixtures::contact_id(PRIYA) } });
    good(&ana.patch(&format!("/api/v1/tickets/{ticket}"), &to).await);

    let seen = good(&priya.get(&format!("{TICKETS}/{ticket}")).await);
    assert_eq!(seen["answers"], json!([]));
}

#[tokio::test]
async fn files_that_answer_come_with_the_first_message() {
    let app = TestApp::spawn().await;
    let (ana, maria, tom) = (app.agent(ANA).await, app.contact(MARIA).await, app.contact(TOM).await);
    let form = offers(
        &ana,
        "Ask",
        &[
            asks("contract", "file", json!({ "required": true, "max": 2 })),
            asks("more", "file", json!({})),
        ],
    )
    .await;
    let upload = async |contact: &Caller, name: &str| json!(contact.uploads("/api/v1/portal", name, b"bytes").await);
    let file = upload(&maria, "contract.txt").await;

    assert_eq!(files(&maria, &form, json!({})).await.bad_fields(), [named("contract")]);
    let foreign = files(
        &maria,
        &form,
        json!({ key("contract"): [upload(&tom, "toms.txt").await] }),
    )
    .await;
    let nobodys = files(&maria, &form, json!({ key("contract"): [uuid::Uuid::nil()] })).await;
    assert_eq!(foreign.bad_fields(), [named("contract")]);
    assert_eq!(foreign.json()["errors"], nobodys.json()["errors"]);
    let twice = files(&maria, &form, json!({ key("contract"): [file], key("more"): [file] })).await;
    assert_eq!(twice.bad_fields(), [named("more")]);
    let unfinished = good(
        &maria
            .post("/api/v1/portal/attachments", &json!({ "name": "half.txt", "size": 10 }))
            .await,
    );
    let half = files(&maria, &form, json!({ key("contract"): [unfinished["id"]] })).await;
    assert_eq!(half.bad_fields(), [named("contract")]);

    let filed = good(&files(&maria, &form, json!({ key("contract"): [file] })).await);
    assert_eq!(text(&filed, "contract"), Some("contract.txt"));
    let path = format!("{TICKETS}/{}/conversation", filed["key"].as_str().unwrap());
    let conversation = good(&tom.get(&path).await);
    let message = conversation["entries"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["type"] == "message");
    assert_eq!(message.unwrap()["attachments"][0]["name"], "contract.txt");
    let again = files(&maria, &form, json!({ key("contract"): [file] })).await;
    assert_eq!(again.bad_fields(), [named("contract")], "it is this ticket's now");
}

#[tokio::test]
async fn a_ticket_takes_no_more_files_than_a_message() {
    let app = TestApp::spawn().await;
    let (ana, maria) = (app.agent(ANA).await, app.contact(MARIA).await);
    let form = offers(&ana, "Ask", &[asks("logs", "file", json!({}))]).await;
    let mut all = Vec::new();
    for n in 0..11 {
        all.push(json!(maria.uploads("/api/v1/portal", &format!("{n}.txt"), b"x").await));
    }
    let mut ticket = json!({ "form_id": form, "title": "Logs", "description": "Many.", "answers": { key("logs"): all[..10] }, "attachments": all[10..] });
    let res = maria.post(TICKETS, &ticket).await;
    assert_eq!(res.bad_fields(), [named("logs")]);
    ticket["attachments"] = json!([]);
    good(&maria.post(TICKETS, &ticket).await);
}

#[tokio::test]
async fn a_card_in_slack_names_people_and_files() {
    let app = TestApp::spawn().await;
    let (ana, maria) = (app.agent(ANA).await, app.contact(MARIA).await);
    let form = offers(
        &ana,
        "Ask",
        &[
            asks("approver", "person", json!({})),
            asks("contract", "file", json!({})),
        ],
    )
    .await;
    let file = maria.uploads("/api/v1/portal", "contract.txt", b"bytes").await;
    good(
        &files(
            &maria,
            &form,
            json!({ key("approver"): fixtures::contact_id(TOM), key("contract"): [file] }),
        )
        .await,
    );
    app.run_jobs().await;

    let card = serde_json::to_string(&app.sandbox.slack().all_messages("C0TRIAGE")).unwrap();
    assert!(
        card.contains("*approver:* Tom Becker") && card.contains("*contract:* contract.txt"),
        "{card}"
    );
}

#[tokio::test]
async fn a_long_text_is_shown_as_messages_are() {
    let app = TestApp::spawn().await;
    let (ana, maria) = (app.agent(ANA).await, app.contact(MARIA).await);
    let form = offers(
        &ana,
        "Ask",
        &[
            asks("steps", "long_text", json!({})),
            asks("place", "short_text", json!({})),
        ],
    )
    .await;
    let typed = "1. Press **Go**\n2. See ACME-1 <script>alert(1)</script> [here](javascript:alert(1))";
    let given = json!({ key("steps"): typed, key("place"): "**Kiel**" });
    let filed = good(&files(&maria, &form, given).await);
    let ticket = filed["key"].as_str().unwrap();
    let html = |seen: &Value, label: &str| {
        let answers = seen["answers"].as_array().unwrap();
        let answer = answers.iter().find(|it| it["label"] == label).unwrap();
        answer["html"].as_str().map(str::to_owned)
    };
    let theirs = good(&maria.get(&format!("{TICKETS}/{ticket}")).await);
    let ours = good(&ana.get(&format!("/api/v1/tickets/{ticket}")).await);

    insta::assert_snapshot!(html(&theirs, "steps").unwrap(), @r#"
    <ol>
    <li>Press <strong>Go</strong></li>
    <li>See <a href="/tickets/ACME-1">ACME-1</a> &lt;script&gt;alert(1)&lt;/script&gt; here</li>
    </ol>
    "#);
    let as_agents = html(&theirs, "steps")
        .unwrap()
        .replace("/tickets/", "/console/tickets/");
    assert_eq!(html(&ours, "steps").unwrap(), as_agents);
    assert_eq!(text(&theirs, "steps"), Some(typed), "programs get what was typed");
    assert_eq!((html(&theirs, "place"), html(&ours, "place")), (None, None));
}
