//! Mail: who gets one, what it says, and what becomes of one that the mail server does not take.
//!
//! Conversations are put into the database as they are, because some of what they hold (edits, deletions, years) takes long to type.

mod answers;
mod conversation;
mod digest;
mod kinds;
mod languages;
mod refused;
mod sign_in;
mod unsubscribe;
mod wishes;

use portico::entity::account;
use portico_sandbox::{
    faults::{Rule, SmtpFault, SmtpStage},
    mail::Mail,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::json;

use crate::support::{ACME, Answer, TestApp, fixtures};

const MARIA: &str = "maria@globex.example";
const BROWSER: &str = "__Host-portico-browser-portal";

async fn ask(app: &TestApp, slug: &str, email: &str) -> Answer {
    let body = json!({ "email": email });
    let res = app.nobody(slug).post("/api/v1/portal/sign-in/mail", &body).await;
    assert_eq!(res.status(), 202, "{}", res.text());
    app.run_jobs().await;
    res
}

fn only(mut mails: Vec<Mail>) -> Mail {
    assert_eq!(mails.len(), 1, "{mails:#?}");
    mails.remove(0)
}

fn code_in(mail: &Mail) -> String {
    let groups: Vec<_> = mail.text.split_whitespace().collect();
    let digits = |word: &str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_digit());
    let pair = groups.windows(2).find(|pair| pair.iter().all(|word| digits(word)));
    pair.expect("a code").concat()
}

fn link_in(mail: &Mail) -> String {
    let link = mail.text.split_whitespace().find(|word| word.starts_with("http"));
    link.expect("a link").to_owned()
}

/// Where a mail's reader can have no more of them: in its text as in its headers.
fn stop_in(mail: &Mail) -> String {
    let header = mail.header("list-unsubscribe").expect("a way out");
    let link = header.trim_start_matches('<').trim_end_matches('>').to_owned();
    assert!(mail.text.contains(&link) && mail.html.contains(&link), "{}", mail.text);
    assert_eq!(mail.header("list-unsubscribe-post"), Some("List-Unsubscribe=One-Click"));
    link
}

fn settings_in(mail: &Mail) -> String {
    let link = mail
        .text
        .split_whitespace()
        .find(|word| word.ends_with("/sessions#mails"));
    link.expect("a link").to_owned()
}

async fn change_account(app: &TestApp, change: impl FnOnce(&mut account::ActiveModel)) {
    let mut account = account::ActiveModel {
        id: Set(fixtures::account_id(ACME)),
        ..Default::default()
    };
    change(&mut account);
    account.update(&app.db).await.unwrap();
}

fn refuse(app: &TestApp, at: SmtpStage, code: u16, times: u32) {
    app.sandbox
        .faults()
        .add(Rule::smtp(at, SmtpFault::Reject { code }).times(times));
}
