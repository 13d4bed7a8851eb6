//! Answers by mail: who speaks by them, what of a mail is an answer, and what never becomes one.

mod answers;
mod automatic;
mod doors;
mod huge;
mod server;

use portico::{
    entity::{message, received_mail},
    text::to_plain,
};
use portico_sandbox::mail::Mail;
use portico_types::tickets::MessageVisibility;
use reqwest::Method;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::support::{ACME, Answer, TestApp, fixtures};

const MARIA: &str = "maria@globex.example";
const DOMAIN: &str = "replies.acme.example";
const SECRET: &str = "a secret of at least 32 characters";

/// A Portico whose mails can be answered.
async fn app() -> TestApp {
    TestApp::spawn_with(|config| {
        DOMAIN.clone_into(&mut config.mail.inbound.domain);
        config.mail.inbound.secret = SECRET.to_owned().into();
    })
    .await
}

/// Maria files a ticket, and Ana answers: the mail that Maria gets.
async fn answered(app: &TestApp) -> (String, Mail) {
    let answers = json!({ fixtures::field_id("area").to_string(): "Billing" });
    let form = fixtures::form_id();
    let body = json!({ "form_id": form, "title": "Printer on fire", "description": "It burns.", "answers": answers });
    let res = app.contact(MARIA).await.post("/api/v1/portal/tickets", &body).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    let key = res.json()["key"].as_str().unwrap().to_owned();
    let mail = says(app, &key, "Have you tried water?").await;
    (key, mail)
}

/// Ana answers once more: the mail about it.
async fn says(app: &TestApp, key: &str, text: &str) -> Mail {
    let ana = app.agent("ana@acme.example").await;
    let body = json!({ "body": text, "visibility": "public" });
    let res = ana.post(&format!("/api/v1/tickets/{key}/messages"), &body).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    app.run_jobs().await;
    app.sandbox.mails_to(MARIA).pop().expect("a mail about it")
}

/// Where an answer to a mail goes.
fn reply_address(mail: &Mail) -> String {
    let header = mail.header("reply-to").expect("it can be answered");
    let address = header.rsplit_once('<').map_or(header, |(_, rest)| rest);
    address.trim_end_matches('>').to_owned()
}

/// A mail of Maria's, as mail programs write it.
fn written(to: &str, headers: &str, text: &str) -> String {
    format!(
        "From: Maria Rossi <{MARIA}>\r\nTo: <{to}>\r\nSubject: Re: whatever\r\n{headers}\r\n{}\r\n",
        text.replace('\n', "\r\n")
    )
}

/// As mail programs quote it.
fn quoted(text: &str) -> String {
    text.lines().flat_map(|line| ["> ", line, "\n"]).collect()
}

async fn posts(app: &TestApp, query: &str, raw: &str) -> Answer {
    let nobody = app.nobody(ACME);
    let path = format!("/mail/inbound{query}");
    let req = nobody
        .request(Method::POST, &path)
        .bearer_auth(SECRET)
        .body(raw.to_owned());
    nobody.send(req).await
}

/// Maria answers, and it is read.
async fn answers(app: &TestApp, mail: &Mail, headers: &str, text: &str) {
    let res = posts(app, "", &written(&reply_address(mail), headers, text)).await;
    assert_eq!(res.status(), 202, "{}", res.text());
    app.run_jobs().await;
}

/// What stands on the portal: authors, and what is read there.
async fn on_portal(app: &TestApp, key: &str) -> Vec<(String, String)> {
    let path = format!("/api/v1/portal/tickets/{key}/conversation");
    let res = app.contact(MARIA).await.get(&path).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let entries = res.json()["entries"].as_array().cloned().unwrap();
    let messages = entries.iter().filter(|entry| entry["type"] == "message");
    messages
        .map(|it| (text(&it["author"]["name"]), shown(&text(&it["body"]))))
        .collect()
}

async fn status(app: &TestApp, key: &str) -> String {
    let ana = app.agent("ana@acme.example").await;
    let ticket = ana.get(&format!("/api/v1/tickets/{key}")).await.json();
    ticket["status"].as_str().unwrap().to_owned()
}

async fn notes(app: &TestApp) -> Vec<String> {
    let notes = message::Entity::find().filter(message::Column::Visibility.eq(MessageVisibility::Internal));
    let notes = notes.order_by_asc(message::Column::Seq).all(&app.db).await.unwrap();
    notes.into_iter().map(|it| shown(&it.body)).collect()
}

/// What people see of a message.
fn shown(body: &str) -> String {
    to_plain(body).replace('\u{a0}', " ")
}

async fn received(app: &TestApp) -> Vec<received_mail::Model> {
    let mails = received_mail::Entity::find().order_by_asc(received_mail::Column::Id);
    mails.all(&app.db).await.unwrap()
}
