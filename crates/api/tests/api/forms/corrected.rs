//! What was filled in, corrected by the team.

use super::*;
use crate::support::{OTHER, TestApp};

const EVE: &str = "eve@other.example";

/// A field's id as a key of answers.
fn key(name: &str) -> String {
    field(name).to_string()
}

fn named(name: &str) -> String {
    format!("answers.{}", field(name))
}

/// A form with a condition and a field of the team's own, and Maria's ticket by it.
async fn filed(app: &TestApp) -> (String, String) {
    let (ana, maria) = (app.agent(ANA).await, app.contact(MARIA).await);
    let form = offers(
        &ana,
        "Ask",
        &[
            asks(
                "area",
                "select",
                json!({ "choices": ["Billing", "Login"], "required": true }),
            ),
            asks(
                "invoice",
                "short_text",
                json!({ "required": true, "show_when": when("area", "is", json!("Billing")) }),
            ),
            asks(
                "queue",
                "short_text",
                json!({ "hidden": true, "default": "QUEUE-CANARY", "max": 20 }),
            ),
            asks("approver", "person", json!({})),
            asks("story", "long_text", json!({})),
            asks("logs", "file", json!({})),
        ],
    )
    .await;
    let log = maria.uploads("/api/v1/portal", "app.log", b"log").await;
    let given = json!({ key("area"): "Login", key("logs"): [log] });
    let ticket = good(&files(&maria, &form, given).await);
    app.run_jobs().await;
    (ticket["key"].as_str().unwrap().to_owned(), log)
}

fn answers(ticket: &str) -> String {
    format!("/api/v1/tickets/{ticket}/answers")
}

/// The corrections among a conversation's entries.
fn corrections(conversation: &Value) -> Vec<Value> {
    let entries = conversation["entries"].as_array().unwrap().iter();
    let changed = entries.filter(|it| it["what"]["change"] == "answers");
    changed.map(|it| it["what"]["answers"].clone()).collect()
}

#[tokio::test]
async fn everybody_reads_what_was_corrected_of_what_they_see() {
    let app = TestApp::spawn().await;
    let (ticket, log) = filed(&app).await;
    let (ana, maria) = (app.agent(ANA).await, app.contact(MARIA).await);
    let before = good(&ana.get(&answers(&ticket)).await);
    assert_eq!(before["form"]["name"], "Ask");
    assert_eq!(before["answers"][key("queue")], "QUEUE-CANARY");
    let slack = |channel: &str| {
        let card = app
            .sandbox
            .slack()
            .messages(channel)
            .into_iter()
            .find(|it| it.bot_id.is_some());
        card.map(|it| json!(it.blocks).to_string()).unwrap_or_default()
    };

    let after = json!({
        "version": before["version"],
        "answers": { key("area"): "Billing", key("invoice"): " R-17 ", key("queue"): "SECOND-CANARY", key("logs"): [log] },
    });
    let page = good(&ana.put(&answers(&ticket), &after).await);
    app.run_jobs().await;

    let texts = page["answers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["text"].as_str().unwrap());
    assert_eq!(
        texts.collect::<Vec<_>>(),
        ["Billing", "R-17", "SECOND-CANARY", "app.log"]
    );
    let ours = good(&ana.get(&format!("/api/v1/tickets/{ticket}/conversation")).await);
    let public = json!([{ "label": "area", "from": "Login", "to": "Billing" }, { "label": "invoice", "to": "R-17" }]);
    let internal = json!([{ "label": "queue", "from": "QUEUE-CANARY", "to": "SECOND-CANARY" }]);
    assert_eq!(corrections(&ours), [public.clone(), internal]);
    let theirs = maria.get(&format!("{TICKETS}/{ticket}/conversation")).await;
    assert_eq!(corrections(&theirs.json()), [public]);
    let shown = maria.get(&format!("{TICKETS}/{ticket}")).await;
    let export = maria.get(&format!("{TICKETS}/export.csv")).await;
    assert!(
        shown.text().contains("R-17") && export.text().contains("R-17"),
        "{}",
        export.text()
    );
    assert!(slack("C0TRIAGE").contains("R-17"), "{}", slack("C0TRIAGE"));
    for hidden in [theirs.text(), shown.text(), export.text(), &slack("C0GLOBEX")] {
        assert!(!hidden.contains("CANARY"), "{hidden}");
    }
    let customers = json!(
        app.sandbox
            .slack()
            .messages("C0GLOBEX")
            .iter()
            .map(|it| &it.text)
            .collect::<Vec<_>>()
    );
    assert!(!customers.to_string().contains("CANARY"), "{customers}");
}

#[tokio::test]
async fn what_customers_do_not_see_is_corrected_without_their_noticing() {
    let app = TestApp::spawn().await;
    let (ticket, log) = filed(&app).await;
    let (ana, maria) = (app.agent(ANA).await, app.contact(MARIA).await);
    let path = format!("{TICKETS}/{ticket}");
    let before = maria.get(&path).await.json();

    let given = json!({ key("area"): "Login", key("queue"): "Other", key("logs"): [log] });
    good(&ana.put(&answers(&ticket), &json!({ "answers": given })).await);
    app.run_jobs().await;

    assert_eq!(
        maria.get(&path).await.json(),
        before,
        "not even that something happened"
    );
    let ours = good(&ana.get(&format!("/api/v1/tickets/{ticket}/conversation")).await);
    let mut entries = ours["entries"].as_array().unwrap().iter();
    let last = entries.rfind(|it| it["what"]["change"] == "answers").unwrap();
    assert_eq!(last["internal"], true);
    let again = good(&ana.put(&answers(&ticket), &json!({ "answers": given })).await);
    assert_eq!(
        again["last_seq"],
        ours["entries"].as_array().unwrap().last().unwrap()["seq"],
        "nothing changed"
    );
}

#[tokio::test]
async fn the_form_judges_what_the_team_corrects() {
    let app = TestApp::spawn().await;
    let (ticket, log) = filed(&app).await;
    let (ana, maria) = (app.agent(ANA).await, app.contact(MARIA).await);
    let puts = async |given: Value| ana.put(&answers(&ticket), &json!({ "answers": given })).await;

    for (given, wrong) in [
        (json!({}), "area"),
        (json!({ key("area"): "Gardening" }), "area"),
        (json!({ key("area"): "Billing" }), "invoice"),
        (json!({ key("area"): "Login", key("invoice"): "R-17" }), "invoice"),
        (json!({ key("area"): "Login", key("queue"): "x".repeat(21) }), "queue"),
        (json!({ key("area"): "Login", key("unknown"): "x" }), "unknown"),
        (
            json!({ key("area"): "Login", key("approver"): fixtures::contact_id(PRIYA) }),
            "approver",
        ),
        (
            json!({ key("area"): "Login", key("approver"): uuid::Uuid::nil() }),
            "approver",
        ),
        (
            json!({ key("area"): "Login", key("logs"): [ana.uploads("/api/v1", "b.log", b"b").await] }),
            "logs",
        ),
    ] {
        let res = puts(given.clone()).await;
        assert_eq!((res.status(), res.bad_fields()), (422, vec![named(wrong)]), "{given}");
    }
    let before = good(&maria.get(&format!("{TICKETS}/{ticket}")).await);
    assert_eq!(before["answers"][0]["text"], "Login", "nothing of it was taken");
    // What changes far behind is told all the same, in short.
    let long = |end: &str| json!({ key("area"): "Login", key("story"): format!("{}{end}", "é".repeat(300)), key("logs"): [log] });
    good(&puts(long("one")).await);
    good(&puts(long("two")).await);
    let told = good(&maria.get(&format!("{TICKETS}/{ticket}/conversation")).await);
    let last = corrections(&told).pop().unwrap();
    assert_eq!(last[0]["to"].as_str().unwrap().chars().count(), 201, "{last}");
    // Whoever was named stays, though they left; and files that stay do.
    let tom = fixtures::contact_id(TOM);
    let named_tom = json!({ key("area"): "Login", key("approver"): tom, key("logs"): [log] });
    good(&puts(named_tom.clone()).await);
    good(
        &ana.patch(&format!("/api/v1/contacts/{tom}"), &json!({ "disabled": true }))
            .await,
    );
    let mut more = named_tom;
    more[key("queue")] = json!("Later");
    good(&puts(more).await);
    // A newer version of the form does not judge what was filed by an older one.
    let form = good(&ana.get(FORMS).await);
    let form = form
        .as_array()
        .or(form["items"].as_array())
        .unwrap()
        .iter()
        .find(|it| it["name"] == "Ask");
    let path = format!("{FORMS}/{}", form.unwrap()["id"].as_str().unwrap());
    good(&saves(&ana, &path, &[asks("other", "short_text", json!({ "required": true }))]).await);
    good(&publishes(&ana, &path).await);
    good(&puts(json!({ key("area"): "Login" })).await);
}

#[tokio::test]
async fn a_correction_needs_the_ticket_as_it_was_read_open_and_ones_own() {
    let app = TestApp::spawn().await;
    let (ticket, _) = filed(&app).await;
    let (ana, ben) = (app.agent(ANA).await, app.agent(BEN).await);
    let (maria, eve) = (app.contact(MARIA).await, app.agent_of(OTHER, EVE).await);
    let to = |area: &str, version: &Value| json!({ "version": version, "answers": { key("area"): area, key("invoice"): "R-1" } });

    let read = good(&ana.get(&answers(&ticket)).await)["version"].clone();
    let (path, billing) = (answers(&ticket), to("Billing", &read));
    let (one, other) = tokio::join!(ana.put(&path, &billing), ben.put(&path, &billing));
    let mut both = [one.status(), other.status()];
    both.sort_unstable();
    assert_eq!(both, [200, 409], "one of two that know not of each other");
    assert_eq!(eve.put(&answers(&ticket), &to("Billing", &read)).await.status(), 404);
    assert_eq!(eve.get(&answers(&ticket)).await.status(), 404);
    assert_eq!(maria.get(&answers(&ticket)).await.status(), 401);
    assert_eq!(maria.put(&answers(&ticket), &to("Billing", &read)).await.status(), 401);

    let closed = json!({ "status": "closed" });
    good(&ana.patch(&format!("/api/v1/tickets/{ticket}"), &closed).await);
    let given = json!({ "answers": { key("area"): "Login" } });
    let res = ana.put(&answers(&ticket), &given).await;
    assert_eq!(
        (res.status(), res.json()["type"].clone()),
        (409, json!("/problems/ticket-closed"))
    );
    app.run_jobs().await;
}

#[tokio::test]
async fn the_team_fills_in_what_was_left_empty() {
    let app = TestApp::spawn().await;
    let (ana, maria) = (app.agent(ANA).await, app.contact(MARIA).await);
    let asked = [
        asks("story", "long_text", json!({})),
        asks("queue", "short_text", json!({ "hidden": true })),
    ];
    let form = offers(&ana, "Ask", &asked).await;
    let path = |form: &Value| format!("{FORMS}/{}", form.as_str().unwrap());
    let ticket = good(&files(&maria, &form, json!({})).await)["key"].clone();
    let ticket = ticket.as_str().unwrap();
    let silent = offers(&ana, "Silent", &[]).await;
    let asked_nothing = good(&files(&maria, &silent, json!({})).await)["key"].clone();
    let page = async |key: &str| good(&ana.get(&format!("/api/v1/tickets/{key}")).await);

    let before = page(ticket).await;
    assert_eq!((&before["answers"], &before["form_asks"]), (&json!([]), &json!(true)));
    // A later version that asks nothing does not take the questions from what was filed before it, and one that asks gives it none.
    good(&saves(&ana, &path(&form), &[]).await);
    good(&publishes(&ana, &path(&form)).await);
    good(&saves(&ana, &path(&silent), &asked).await);
    good(&publishes(&ana, &path(&silent)).await);
    assert_eq!(page(ticket).await["form_asks"], true);
    assert_eq!(page(asked_nothing.as_str().unwrap()).await["form_asks"], false);

    let given =
        json!({ "version": before["version"], "answers": { key("story"): "It **smokes**.", key("queue"): "Q" } });
    let after = good(&ana.put(&answers(ticket), &given).await);
    assert_eq!(after["answers"][0]["html"], "<p>It <strong>smokes</strong>.</p>\n");
    let shown = good(&maria.get(&format!("{TICKETS}/{ticket}")).await);
    assert_eq!(shown["answers"].as_array().unwrap().len(), 1, "{shown}");
    let told = good(&maria.get(&format!("{TICKETS}/{ticket}/conversation")).await);
    assert_eq!(corrections(&told), [json!([{ "label": "story", "to": "It smokes." }])]);
    app.run_jobs().await;
}
