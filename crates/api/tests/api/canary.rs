//! What contacts must never read is written down with marks that stand nowhere else; then everything that reaches a contact is searched
//! for them.

use std::{collections::BTreeSet, time::Duration};

use portico::{app, entity::message};
use reqwest::{Method, Response};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::support::{ACME, Caller, OTHER, TestApp, fixtures};

const NOTE: &str = "canary-note-5c1e";
const SLACK_NOTE: &str = "canary-note-7d90";
/// In a form, where contacts do not look.
const HIDDEN: &str = "canary-form-3e17";
const FOREIGN: &str = "canary-foreign-81aa";
const ELSEWHERE: &str = "canary-elsewhere-02fe";
/// A public answer: what it must not be mistaken for.
const ANSWER: &str = "robin-answer-44b7";

/// Nobody but agents reads these.
const AGENTS_ALONE: [&str; 10] = [
    NOTE,
    HIDDEN,
    SLACK_NOTE,
    ELSEWHERE,
    "ana@acme.example",
    "ben@acme.example",
    "chloe@acme.example",
    "All customers", // A collection.
    "C0TRIAGE",
    "gavin@hooli.example",
];

/// Nor, at Globex, of another customer's.
const INITECHS: [&str; 5] = [FOREIGN, "Initech", "priya@initech.example", "Priya Nair", "Sam Cole"];

/// Whoever had a ticket before is a name to contacts, and no more.
fn former() -> [String; 2] {
    [fixtures::agent_id("ben@acme.example").to_string(), "U0BEN".to_owned()]
}

/// Every address of the contacts' surface that is read, with `{…}` as it stands.
fn portal_addresses() -> Vec<String> {
    let api = serde_json::to_value(app::openapi()).unwrap();
    let paths = api["paths"].as_object().unwrap();
    paths
        .iter()
        .filter(|(path, item)| path.starts_with("/api/v1/portal/") && item["get"].is_object())
        .map(|(path, _)| path.clone())
        .collect()
}

/// Where a message stands among the addresses.
const MESSAGE: &str = "{key}/messages/{id}";

/// Every message there is, as if it were on each of these tickets.
async fn messages_of(app: &TestApp, keys: &[&str]) -> Vec<String> {
    let all = message::Entity::find().all(&app.db).await.unwrap();
    let on = |key: &&str| {
        all.iter()
            .map(move |it| format!("{key}/messages/{}", it.id))
            .collect::<Vec<_>>()
    };
    keys.iter().flat_map(on).collect()
}

fn search(wrong: &mut Vec<String>, place: &str, text: &str, marks: &[&str]) {
    // JSON and mails write some characters otherwise; the marks have none of those.
    for mark in marks {
        if text.to_lowercase().contains(&mark.to_lowercase()) {
            wrong.push(format!("{place} has {mark}: {text}"));
        }
    }
}

async fn file(caller: &Caller, ticket: &Value) -> String {
    let res = caller.post("/api/v1/portal/tickets", ticket).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    res.json()["key"].as_str().unwrap().to_owned()
}

fn problem(title: &str) -> Value {
    json!({
        "form_id": fixtures::form_id(), "title": title, "description": title,
        "answers": { fixtures::field_id("area").to_string(): "Login" },
    })
}

/// A field that contacts do not see, with all that is said of it; and a draft.
async fn drafts(agent: &Caller) {
    let path = format!("/api/v1/forms/{}", fixtures::form_id());
    let form = agent.get(&path).await.json();
    let mut schema = form["published"].clone();
    let secret = json!({ "id": fixtures::field_id("secret"), "kind": "short_text", "label": HIDDEN, "help": HIDDEN, "hidden": true, "default": HIDDEN });
    schema["fields"].as_array_mut().unwrap().push(secret);
    let draft = json!({ "version": form["version"], "name": form["name"], "schema": schema });
    let saved = agent.put(&format!("{path}/draft"), &draft).await.json();
    let published = agent
        .post(&format!("{path}/publish"), &json!({ "version": saved["version"] }))
        .await;
    assert_eq!(published.status(), 200, "{}", published.text());
    let draft =
        json!({ "version": published.json()["version"], "name": HIDDEN, "description": HIDDEN, "schema": schema });
    assert_eq!(agent.put(&format!("{path}/draft"), &draft).await.status(), 200);
}

async fn says(agent: &Caller, key: &str, visibility: &str, body: &str) {
    let message = json!({ "visibility": visibility, "body": body });
    let res = agent.post(&format!("/api/v1/tickets/{key}/messages"), &message).await;
    assert_eq!(res.status(), 201, "{}", res.text());
}

/// Says `message` with a file, whose content is as secret as a note where it is in one. Returns the file's id.
async fn with_file(caller: &Caller, base: &str, key: &str, mut message: Value) -> String {
    let content = if message["visibility"] == "internal" {
        NOTE
    } else {
        ANSWER
    };
    let id = caller.uploads(base, "log.txt", content.as_bytes()).await;
    message["attachments"] = json!([id]);
    let res = caller.post(&format!("{base}/tickets/{key}/messages"), &message).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    id
}

async fn gives(agent: &Caller, key: &str, to: &str) {
    let change = json!({ "assignee": { "agent_id": fixtures::agent_id(to) } });
    let res = agent.patch(&format!("/api/v1/tickets/{key}"), &change).await;
    assert_eq!(res.status(), 200, "{}", res.text());
}

async fn listen(caller: &Caller) -> Response {
    let stream = caller
        .request(Method::GET, "/api/v1/portal/events")
        .send()
        .await
        .unwrap();
    assert_eq!(stream.status(), 200);
    stream
}

/// All that a stream says until it has spoken of `last`.
async fn heard(mut stream: Response, last: &str) -> String {
    let mut text = String::new();
    while !text.contains(last) {
        let chunk = tokio::time::timeout(Duration::from_secs(20), stream.chunk());
        let chunk = chunk.await.expect("something is said").unwrap();
        text.push_str(std::str::from_utf8(&chunk.expect("the stream goes on")).unwrap());
    }
    text
}

#[tokio::test]
async fn nothing_that_reaches_a_contact_holds_what_is_not_for_contacts() {
    let app = TestApp::spawn().await;
    let contact = async |email: &str| app.contact(email).await;
    let (maria, tom, priya) = (
        contact("maria@globex.example").await,
        contact("tom@globex.example").await,
        contact("priya@initech.example").await,
    );
    let (sam, ines, olga) = (
        contact("sam@initech.example").await,
        contact("ines@initech.example").await,
        contact("olga@umbrella-foods.example").await,
    );
    let (ana, chloe) = (
        app.agent("ana@acme.example").await,
        app.agent("chloe@acme.example").await,
    );
    let gavin = app.contact_of(OTHER, "gavin@hooli.example").await;
    let former = former();
    let former = [former[0].as_str(), former[1].as_str()];
    let streams = (listen(&maria).await, listen(&olga).await);

    // Written down
    drafts(&ana).await;
    let own = file(&maria, &problem("Own")).await;
    let foreign = file(&priya, &problem(FOREIGN)).await;
    let plain = json!({ "title": ELSEWHERE, "description": ELSEWHERE, "answers": {} });
    file(&gavin, &plain).await;
    app.run_jobs().await;
    for key in [&own, &foreign] {
        says(&chloe, key, "internal", &format!("{NOTE} of {key}")).await;
        gives(&chloe, key, "ben@acme.example").await;
        gives(&chloe, key, "ana@acme.example").await;
        says(&ana, key, "public", &format!("{ANSWER} of {key}")).await;
        says(&ana, key, "internal", NOTE).await;
    }
    let slack = app.sandbox.slack();
    app.run_jobs().await;
    let messages = slack.messages("C0TRIAGE");
    let card = messages
        .iter()
        .find(|it| it.bot_id.is_some() && it.thread_ts.is_none())
        .expect("a card");
    slack.say("U0CHLOE", "C0TRIAGE", &format!("// {SLACK_NOTE}"), Some(&card.ts));
    app.run_jobs().await;
    let files = [
        with_file(&maria, "/api/v1/portal", &own, json!({ "body": "" })).await,
        with_file(&ana, "/api/v1", &own, json!({ "visibility": "internal", "body": "" })).await,
        maria.uploads("/api/v1/portal", "not-sent-yet.txt", b"hm").await,
    ];
    let last = (
        file(&maria, &problem("Last")).await,
        file(&olga, &problem("Last")).await,
    );
    let mut exports = Vec::new();
    for person in [&maria, &tom, &priya, &ines, &sam, &olga] {
        let body = json!({ "format": "json", "filter": "", "messages": true });
        let asked = person.post("/api/v1/portal/exports", &body).await;
        assert_eq!(asked.status(), 201, "{}", asked.text());
        exports.push(asked.json()["id"].as_str().expect("an id").to_owned());
    }
    app.run_jobs().await;
    for email in ["maria@globex.example", "priya@initech.example"] {
        let body = json!({ "email": email });
        let asked = app.nobody(ACME).post("/api/v1/portal/sign-in/mail", &body).await;
        assert_eq!(asked.status(), 202);
    }
    app.run_jobs().await;

    // The agents read it all: the marks are where they are meant to be.
    let mut all = String::new();
    for path in [
        format!("/api/v1/tickets/{own}"),
        format!("/api/v1/tickets/{own}/conversation"),
        "/api/v1/tickets".to_owned(),
        "/api/v1/customers".to_owned(),
        "/api/v1/collections".to_owned(),
        "/api/v1/agents".to_owned(),
        "/api/v1/team".to_owned(),
        format!("/api/v1/forms/{}", fixtures::form_id()),
        format!("/api/v1/customers/{}/contacts", fixtures::customer_id("Initech")),
    ] {
        let res = ana.get(&path).await;
        assert_eq!(res.status(), 200, "{path}");
        all.push_str(res.text());
    }
    let triage = serde_json::to_string(&slack.all_messages("C0TRIAGE")).unwrap();
    for mark in [
        NOTE,
        HIDDEN,
        SLACK_NOTE,
        FOREIGN,
        "ben@acme.example",
        "All customers",
        "Initech",
        "Priya Nair",
        former[0],
    ] {
        assert!(all.contains(mark), "{mark} is nowhere: {all}");
    }
    assert!(triage.contains(NOTE) && triage.contains(SLACK_NOTE), "{triage}");

    // The contacts read none of it.
    let addresses = portal_addresses();
    assert!(addresses.len() >= 15, "{addresses:?}");
    let messages = messages_of(&app, &[&own, &foreign]).await;
    let (mut wrong, mut read, mut answers) = (Vec::new(), BTreeSet::new(), 0);
    for (name, caller, globex, keys) in [
        ("maria", &maria, true, vec![&own, &foreign]),
        ("tom", &tom, true, vec![&own, &foreign]),
        ("priya", &priya, false, vec![&foreign, &own]),
        ("ines", &ines, false, vec![&foreign, &own]),
        ("sam", &sam, false, vec![&foreign, &own]),
        ("olga", &olga, true, vec![&own, &foreign]),
    ] {
        for address in &addresses {
            if address.ends_with("/events") {
                continue; // Has no end; is heard below.
            }
            let (place, values) = if address.contains(MESSAGE) {
                (MESSAGE, messages.iter().collect())
            } else if address.contains("/exports/") {
                ("{id}", exports.iter().collect())
            } else if address.contains("{id}") {
                ("{id}", files.iter().collect())
            } else {
                ("{key}", keys.clone())
            };
            for value in values {
                let path = address.replace(place, value);
                assert!(!path.contains('{'), "{path}");
                for query in ["", "?q=canary", "?limit=1"] {
                    let res = caller.get(&format!("{path}{query}")).await;
                    let place = format!("{name}: {path}{query}");
                    if res.status() == 200 {
                        read.insert(address.clone());
                    }
                    answers += usize::from(res.text().contains(ANSWER));
                    search(&mut wrong, &place, res.text(), &AGENTS_ALONE);
                    if globex {
                        search(&mut wrong, &place, res.text(), &INITECHS);
                    }
                    if name == "sam" {
                        search(&mut wrong, &place, res.text(), &[FOREIGN]); // They see their own only.
                    }
                    if address.contains("/tickets") {
                        search(&mut wrong, &place, res.text(), &former);
                    }
                }
            }
        }
    }
    let unread: Vec<_> = addresses
        .iter()
        .filter(|it| !read.contains(*it) && !it.ends_with("/events") && !it.ends_with("/logo"))
        .collect();
    assert!(unread.is_empty(), "never answered: {unread:?}");
    assert!(answers > 0, "nobody could read the public answer");

    // Nor does any of it come to them by other ways.
    let mut mails = 0;
    for mail in app.sandbox.mails() {
        if mail.to.iter().any(|to| to.ends_with("@acme.example")) {
            continue;
        }
        mails += 1;
        let globex = mail.to.iter().all(|to| to.ends_with("@globex.example"));
        // What is elsewhere comes to who is there, and none of what is here.
        let elsewhere = mail.to == ["gavin@hooli.example"];
        let theirs = |mark: &str| elsewhere && [ELSEWHERE, "gavin@hooli.example"].contains(&mark);
        let alone: Vec<&str> = AGENTS_ALONE.into_iter().filter(|mark| !theirs(mark)).collect();
        for text in [&mail.raw, &mail.text, &mail.html, &mail.subject] {
            search(&mut wrong, "a mail", text, &alone);
            if elsewhere {
                search(&mut wrong, "a mail to another account", text, &[ANSWER]);
            }
            search(&mut wrong, "a mail", text, &former);
            if globex || elsewhere {
                search(&mut wrong, "a mail", text, &INITECHS);
            }
        }
    }
    assert!(mails > 3, "{mails} mails");
    let channel = serde_json::to_string(&slack.all_messages("C0GLOBEX")).unwrap();
    assert!(channel.contains(ANSWER), "{channel}");
    search(&mut wrong, "#ext-globex", &channel, &AGENTS_ALONE);
    search(&mut wrong, "#ext-globex", &channel, &INITECHS);
    search(&mut wrong, "#ext-globex", &channel, &former);
    for (stream, last) in [(streams.0, &last.0), (streams.1, &last.1)] {
        let text = heard(stream, last).await;
        search(&mut wrong, "a stream", &text, &AGENTS_ALONE);
        search(&mut wrong, "a stream", &text, &INITECHS);
        search(&mut wrong, "a stream", &text, &[former[0], &foreign]);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
