//! Mail: who gets one, what it says, and what becomes of one that the mail server does not take.
//!
//! Conversations are put into the database as they are, because some of what they hold (edits, deletions, years) takes long to type.

use chrono::TimeDelta;
use portico::{
    entity::{JobState, account, contact, job, message, ticket},
    outside::clock::Clock,
};
use portico_sandbox::{
    faults::{Rule, SmtpFault, SmtpStage},
    mail::Mail,
};
use portico_types::{
    ids::{JobId, MessageId, TicketId},
    tickets::{AuthorKind, MessageVisibility, Source, TicketPriority, TicketStatus},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use crate::support::{ACME, Answer, OTHER, TestApp, fixtures};

const MARIA: &str = "maria@globex.example";
const BROWSER: &str = "__Host-portico-browser-portal";

// Signing in

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

#[tokio::test]
async fn whoever_may_come_in_gets_a_link_and_a_code() {
    let app = TestApp::spawn().await;

    ask(&app, ACME, MARIA).await;

    let mail = only(app.sandbox.mails());
    assert_eq!(
        (mail.from.as_str(), &mail.to[..]),
        ("support@acme.example", &[MARIA.to_owned()][..])
    );
    assert_eq!(mail.header("from"), Some("Support <support@acme.example>"));
    assert_eq!(mail.header("auto-submitted"), Some("auto-generated"));
    assert_eq!(mail.subject, "Sign in to acme support");
    let (link, code) = (link_in(&mail), code_in(&mail));
    let (page, token) = link.split_once('#').expect("a token behind the #");
    let port = app.state.config.server.public_url.port().unwrap();
    assert_eq!(page, format!("http://acme.localhost:{port}/sign-in/confirm"));
    assert_eq!(token.len(), 43, "256 bits");
    let (left, right) = code.split_at(3);
    assert!(mail.html.contains(&link) && mail.html.contains(&format!("{left} {right}")));
    insta::assert_snapshot!(mail.text.replace("\r\n", "\n").replace(&link, "[link]").replace(&format!("{left} {right}"), "[code]"), @r"
    Your code to sign in to acme support:

        [code]

    Or open this link in the browser in which you asked for it:

    [link]

    Code and link work once, for 10 minutes, and only in the browser that asked. Give the code to nobody, whoever asks for it.

    --
    You get this mail because somebody entered your address at acme support. If that was not you, there is nothing to do: nobody gets in without this mail.
    ");
}

#[tokio::test]
async fn the_code_lets_its_browser_in_and_the_link_is_then_used_up() {
    let app = TestApp::spawn().await;
    let browser = ask(&app, ACME, MARIA).await.cookie(BROWSER).unwrap();
    let mail = only(app.sandbox.mails());
    let token = link_in(&mail).split_once('#').unwrap().1.to_owned();
    let complete = async |proof: serde_json::Value| {
        let caller = app.nobody(ACME).with_cookie(&browser);
        caller
            .post("/api/v1/portal/sign-in/mail/complete", &proof)
            .await
            .status()
    };

    assert_eq!(complete(json!({ "code": code_in(&mail) })).await, 200);
    assert_eq!(complete(json!({ "token": token })).await, 401);
}

#[tokio::test]
async fn whoever_was_here_before_can_come_again() {
    let app = TestApp::spawn().await;
    for visit in 0..2 {
        let browser = ask(&app, ACME, MARIA).await.cookie(BROWSER).unwrap();
        let caller = app.nobody(ACME).with_cookie(&browser);
        let body = json!({ "code": code_in(&app.sandbox.mails()[visit]) });

        let res = caller.post("/api/v1/portal/sign-in/mail/complete", &body).await;

        assert_eq!(res.status(), 200, "visit {visit}: {}", res.text());
    }
}

#[tokio::test]
async fn nobody_else_gets_a_mail() {
    let app = TestApp::spawn().await;
    let tom = contact::ActiveModel {
        account_id: Set(fixtures::account_id(ACME)),
        id: Set(fixtures::contact_id("tom@globex.example")),
        disabled_at: Set(Some(app.clock.now())),
        ..Default::default()
    };
    tom.update(&app.db).await.unwrap();

    for (slug, email) in [
        (ACME, "stranger@nowhere.example"),
        (ACME, "maria@sub.globex.example"),
        (ACME, "gavin@hooli.example"),
        (OTHER, MARIA),
        (ACME, "unlisted@umbrella-foods.example"),
        (ACME, "tom@globex.example"),
    ] {
        ask(&app, slug, email).await;
    }

    assert!(app.sandbox.mails().is_empty(), "{:#?}", app.sandbox.mails());
}

#[tokio::test]
async fn an_agents_link_leads_to_the_console() {
    let app = TestApp::spawn().await;

    let body = json!({ "email": "ana@acme.example" });
    let res = app.nobody(ACME).post("/api/v1/sign-in/mail", &body).await;
    app.run_jobs().await;

    assert_eq!(res.status(), 202);
    let mail = only(app.sandbox.mails());
    let link = link_in(&mail);
    let (page, _) = link.split_once('#').expect("a token behind the #");
    assert!(
        page.starts_with("http://acme.localhost:") && page.ends_with("/console/sign-in/confirm"),
        "{page}"
    );
    assert_eq!(mail.subject, "Sign in to acme console");
}

#[tokio::test]
async fn an_account_without_an_address_writes_from_the_installations() {
    let app = TestApp::spawn_with(|config| config.mail.from = "Portico <portico@host.example>".to_owned()).await;
    change_account(&app, |account| account.mail_from = Set(None)).await;

    ask(&app, ACME, MARIA).await;

    let mail = only(app.sandbox.mails());
    assert_eq!(mail.header("from"), Some("\"acme support\" <portico@host.example>"));
}

#[tokio::test]
async fn a_sign_in_mail_that_had_to_wait_brings_secrets_that_work() {
    let app = TestApp::spawn().await;
    refuse(&app, SmtpStage::AfterAccept, 451, 1);

    let browser = ask(&app, ACME, MARIA).await.cookie(BROWSER).unwrap();
    app.clock.advance(TimeDelta::minutes(1));
    app.run_jobs().await;

    let mails = app.sandbox.mails_to(MARIA);
    assert_eq!(mails.len(), 2, "the first arrived, but the server did not say so");
    // The same mail once more: a receiver that knows the first may drop it, and what was read in the first still works.
    assert_eq!(mails[0].message_id, mails[1].message_id);
    assert_eq!(code_in(&mails[0]), code_in(&mails[1]));
    let caller = app.nobody(ACME).with_cookie(&browser);
    let body = json!({ "code": code_in(&mails[0]) });
    assert_eq!(
        caller
            .post("/api/v1/portal/sign-in/mail/complete", &body)
            .await
            .status(),
        200
    );
}

// Answers

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

/// Maria's ticket and what was said on it.
struct Conversation<'a> {
    app: &'a TestApp,
    ticket: ticket::Model,
    messages: Vec<message::Model>,
}

impl<'a> Conversation<'a> {
    async fn about(app: &'a TestApp, title: &str) -> Self {
        let now = app.clock.now();
        let ticket = ticket::Model {
            account_id: fixtures::account_id(ACME),
            id: TicketId(Uuid::now_v7()),
            number: 17,
            customer_id: fixtures::customer_id("Globex"),
            requester_id: fixtures::contact_id(MARIA),
            collection_id: None,
            assignee_id: None,
            form_id: None,
            form_version: None,
            answers: json!({}),
            title: title.to_owned(),
            status: TicketStatus::Open,
            priority: TicketPriority::Normal,
            last_seq: 0,
            last_public_seq: 0,
            public_count: 0,
            last_public_at: now,
            last_public_by: String::new(),
            last_public_snippet: String::new(),
            created_at: now,
            activity_at: now,
            solved_at: None,
            closed_at: None,
            follow_up_of: None,
            version: 1,
        };
        let row = ticket.clone().into_active_model();
        ticket::Entity::insert(row)
            .exec_without_returning(&app.db)
            .await
            .unwrap();
        Self {
            app,
            ticket,
            messages: Vec::new(),
        }
    }

    async fn say(&mut self, kind: AuthorKind, name: &str, visibility: MessageVisibility, body: &str) {
        let seq = i64::try_from(self.messages.len()).unwrap() + 1;
        let row = message::Model {
            account_id: self.ticket.account_id,
            id: MessageId(Uuid::now_v7()),
            ticket_id: self.ticket.id,
            seq,
            visibility,
            author_kind: kind,
            author_id: None,
            author_name: name.to_owned(),
            source: Source::Portal,
            body: body.to_owned(),
            created_at: self.app.clock.now(),
            edited_at: None,
            deleted_at: None,
        };
        let stored = row.clone().into_active_model();
        message::Entity::insert(stored)
            .exec_without_returning(&self.app.db)
            .await
            .unwrap();
        self.messages.push(row);
    }

    async fn maria_says(&mut self, body: &str) {
        self.say(AuthorKind::Contact, "Maria Rossi", MessageVisibility::Public, body)
            .await;
    }

    async fn ana_says(&mut self, body: &str) {
        self.say(AuthorKind::Agent, "Ana Lima", MessageVisibility::Public, body)
            .await;
    }

    async fn ana_notes(&mut self, body: &str) {
        self.say(AuthorKind::Agent, "Ana Lima", MessageVisibility::Internal, body)
            .await;
    }

    /// Changes the message said last.
    async fn change_last(&mut self, change: impl FnOnce(&mut message::ActiveModel)) {
        let last = self.messages.last().unwrap();
        let mut row = message::ActiveModel {
            account_id: Set(last.account_id),
            id: Set(last.id),
            ..Default::default()
        };
        change(&mut row);
        row.update(&self.app.db).await.unwrap();
    }

    /// Lets the message said last be mailed to Maria; returns the job's id.
    async fn mail_last(&self) -> JobId {
        let now = self.app.clock.now();
        let id = JobId(Uuid::now_v7());
        let row = job::ActiveModel {
            account_id: Set(self.ticket.account_id),
            id: Set(id),
            kind: Set("send_message_mail".to_owned()),
            payload: Set(json!({
                "message_id": self.messages.last().unwrap().id,
                "contact_id": fixtures::contact_id(MARIA),
            })),
            lane: Set(None),
            lane_seq: Set(0),
            unique_key: Set(None),
            state: Set(JobState::Ready),
            run_at: Set(now),
            attempts: Set(0),
            leased_until: Set(None),
            lease_token: Set(None),
            last_error: Set(None),
            created_at: Set(now),
            workspace_id: Set(None),
            sending_since: Set(None),
            turn_at: Set(None),
            timed_at: Set(None),
            defects: Set(0),
        };
        job::Entity::insert(row)
            .exec_without_returning(&self.app.db)
            .await
            .unwrap();
        self.app.run_jobs().await;
        id
    }
}

async fn job(app: &TestApp, id: JobId) -> Option<job::Model> {
    let key = (fixtures::account_id(ACME), id);
    job::Entity::find_by_id(key).one(&app.db).await.unwrap()
}

#[tokio::test]
async fn an_answer_is_mailed_once_from_the_accounts_address_with_what_was_said_before() {
    let app = TestApp::spawn().await;
    let mut talk = Conversation::about(&app, "Printer on fire").await;
    talk.maria_says("It **burns**, see [the picture](https://pictures.example/1).")
        .await;
    talk.ana_notes("NOTE-CANARY the warranty is over").await;
    talk.ana_says("Have you tried *water* – as 用 ever?\n\n- cold\n- plenty")
        .await;

    talk.mail_last().await;

    let mail = only(app.sandbox.mails());
    assert_eq!(
        (mail.from.as_str(), &mail.to[..]),
        ("support@acme.example", &[MARIA.to_owned()][..])
    );
    assert_eq!(mail.header("to"), Some("\"Maria Rossi\" <maria@globex.example>"));
    assert_eq!(mail.subject, "[ACME-17] Printer on fire");
    assert!(mail.raw.is_ascii(), "servers without 8BITMIME take it too");
    let parts = mail.raw.matches("Content-Transfer-Encoding: ").count();
    let encoded = ["quoted-printable", "base64"].map(|it| format!("Content-Transfer-Encoding: {it}\r\n"));
    let encoded: usize = encoded.iter().map(|it| mail.raw.matches(it.as_str()).count()).sum();
    assert_eq!((parts, encoded), (2, 2), "text and HTML: {}", mail.raw);
    assert!(mail.raw.lines().all(|line| line.len() <= 998), "RFC 5322, 2.1.1");
    assert_eq!((mail.header("in-reply-to"), mail.header("references")), (None, None));
    assert_eq!(mail.header("auto-submitted"), Some("auto-generated"));
    assert!(!mail.raw.contains("NOTE-CANARY"));
    assert!(!mail.html.contains("NOTE-CANARY") && !mail.text.contains("NOTE-CANARY"));
    assert!(mail.html.contains("<em>water</em>") && mail.html.contains("<strong>burns</strong>"));
    let link = link_in(&mail);
    assert!(
        link.ends_with("/tickets/ACME-17") && link.starts_with("http://acme.localhost"),
        "{link}"
    );
    let when = app.clock.now().format("%-d %b %Y, %H:%M UTC").to_string();
    insta::assert_snapshot!(mail.text.replace("\r\n", "\n").replace(&link, "[link]").replace(&when, "[when]"), @r"
    Ana Lima answered your ticket ACME-17, “Printer on fire”:

    Have you tried water – as 用 ever?

    - cold
    - plenty

    Read on and answer here:
    [link]

    ---- Earlier, newest first ----

    Maria Rossi, [when]:
    > It burns, see the picture (https://pictures.example/1).

    --
    This mail went to maria@globex.example because you filed ACME-17 at acme support.
    ");
}

#[tokio::test]
async fn a_mail_shows_the_last_five_visible_messages_newest_first() {
    let app = TestApp::spawn().await;
    let mut talk = Conversation::about(&app, "Printer on fire").await;
    talk.maria_says("M1 too old").await;
    talk.ana_says("M2 too old").await;
    talk.maria_says(&format!("M3 <script>alert(1)</script> {}", "> quote\n".repeat(5_000)))
        .await;
    talk.maria_says("M4 as it was").await;
    let edited = app.clock.now();
    talk.change_last(|row| {
        row.body = Set("M4 edited".to_owned());
        row.edited_at = Set(Some(edited));
    })
    .await;
    talk.ana_notes("NOTE-CANARY").await;
    talk.maria_says("M5 deleted").await;
    talk.change_last(|row| row.deleted_at = Set(Some(edited))).await;
    talk.say(
        AuthorKind::Contact,
        "Tom Becker",
        MessageVisibility::Public,
        "M6 me too",
    )
    .await;
    talk.ana_says("M7 <img src=x onerror=alert(1)>").await;
    talk.ana_says("M8 the answer").await;

    talk.mail_last().await;

    let mail = only(app.sandbox.mails());
    for body in [&mail.text, &mail.html] {
        let places: Vec<_> = ["M8", "M7", "M6", "M4 edited", "M3"]
            .iter()
            .map(|it| body.find(it).unwrap_or_else(|| panic!("{it} in {body}")))
            .collect();
        assert!(places.is_sorted(), "{body}");
        for hidden in [
            "M1",
            "M2",
            "M4 as it was",
            "M5",
            "NOTE-CANARY",
            "tom@globex.example",
            "@acme.example",
        ] {
            assert!(!body.contains(hidden), "{hidden} in {body}");
        }
        assert!(body.len() < 64_000, "{}", body.len());
    }
    assert!(
        !mail.html.contains("<script") && !mail.html.contains("<img"),
        "{}",
        mail.html
    );
    assert!(mail.text.contains(", edited:"), "{}", mail.text);
}

#[tokio::test]
async fn an_account_may_want_another_number_of_messages() {
    let app = TestApp::spawn().await;
    change_account(&app, |account| account.mail_context_messages = Set(2)).await;
    let mut talk = Conversation::about(&app, "Printer on fire").await;
    for body in ["M1", "M2"] {
        talk.maria_says(body).await;
    }
    talk.ana_says("M3").await;

    talk.mail_last().await;

    let text = only(app.sandbox.mails()).text;
    assert!(
        text.contains("M3") && text.contains("M2") && !text.contains("M1"),
        "{text}"
    );
}

#[tokio::test]
async fn nothing_typed_by_a_person_adds_a_mail_or_a_recipient() {
    let app = TestApp::spawn().await;
    let attack = "x\r\nBcc: eve@evil.example\r\n\r\n.\r\nRCPT TO:<eve@evil.example>\r\n";
    let maria = contact::ActiveModel {
        account_id: Set(fixtures::account_id(ACME)),
        id: Set(fixtures::contact_id(MARIA)),
        name: Set(format!("<eve@evil.example>, {attack}")),
        ..Default::default()
    };
    maria.update(&app.db).await.unwrap();
    change_account(&app, |account| {
        account.portal_name = Set(attack.to_owned());
        account.portal_accent = Set("red;background:url(https://evil.example)\"><script>".to_owned());
    })
    .await;
    let mut talk = Conversation::about(&app, &format!("<b>{attack}")).await;
    let name = format!("<script>alert(1)</script>{attack}");
    talk.say(AuthorKind::Agent, &name, MessageVisibility::Public, attack)
        .await;

    talk.mail_last().await;

    let mail = only(app.sandbox.mails());
    assert_eq!(mail.to, [MARIA]);
    assert_eq!((mail.header("bcc"), mail.header("cc")), (None, None));
    assert!(mail.subject.starts_with("[ACME-17] <b>x Bcc:"), "{}", mail.subject);
    assert!(
        !mail.html.contains("<script") && !mail.html.contains("<b>") && !mail.html.contains("url("),
        "{}",
        mail.html
    );
}

#[tokio::test]
async fn mails_of_a_ticket_hang_together_when_the_account_wants_it() {
    let app = TestApp::spawn().await;
    change_account(&app, |account| account.mail_threading = Set(true)).await;
    let mut talk = Conversation::about(&app, "Printer on fire").await;
    for body in ["First", "Second"] {
        talk.ana_says(body).await;
        talk.mail_last().await;
    }

    let mails = app.sandbox.mails();
    let root = mails[0].header("references").expect("a root");
    assert_eq!(mails[0].header("in-reply-to"), Some(root));
    let first = format!("<{}>", mails[0].message_id);
    assert_eq!(mails[1].header("in-reply-to"), Some(first.as_str()));
    let references = mails[1].header("references").expect("a chain");
    assert!(references.split_whitespace().eq([root, &first]), "{references}");
}

#[tokio::test]
async fn what_may_no_longer_be_read_is_not_mailed() {
    let app = TestApp::spawn().await;
    let mut talk = Conversation::about(&app, "Printer on fire").await;
    talk.ana_says("deleted before the mail left").await;
    let now = app.clock.now();
    talk.change_last(|row| row.deleted_at = Set(Some(now))).await;
    let deleted = talk.mail_last().await;
    talk.ana_says("for nobody").await;
    let maria = contact::ActiveModel {
        account_id: Set(fixtures::account_id(ACME)),
        id: Set(fixtures::contact_id(MARIA)),
        disabled_at: Set(Some(now)),
        ..Default::default()
    };
    maria.update(&app.db).await.unwrap();
    let disabled = talk.mail_last().await;

    assert!(app.sandbox.mails().is_empty(), "{:#?}", app.sandbox.mails());
    assert!(job(&app, deleted).await.is_none() && job(&app, disabled).await.is_none());
}

#[tokio::test]
async fn a_note_is_never_mailed_even_when_asked_to() {
    let app = TestApp::spawn().await;
    let mut talk = Conversation::about(&app, "Printer on fire").await;
    talk.ana_notes("NOTE-CANARY").await;

    let asked = talk.mail_last().await;

    assert!(app.sandbox.mails().is_empty());
    assert_eq!(job(&app, asked).await.unwrap().state, JobState::Dead);
}

#[tokio::test]
async fn every_public_answer_is_mailed_to_the_requester_and_nothing_else_is() {
    let app = TestApp::spawn().await;
    let (maria, ana) = (app.contact(MARIA).await, app.agent("ana@acme.example").await);
    let filed = maria
        .post(
            "/api/v1/portal/tickets",
            &json!({
                "form_id": fixtures::form_id(),
                "title": "Printer on fire",
                "description": "It burns",
                "answers": { fixtures::field_id("area").to_string(): "Billing" },
            }),
        )
        .await;
    assert_eq!(filed.status(), 201, "{}", filed.text());
    let answers = format!("/api/v1/tickets/{}/messages", filed.json()["key"].as_str().unwrap());
    for (visibility, body) in [("internal", "NOTE-CANARY"), ("public", "First"), ("public", "Second")] {
        let res = ana
            .post(&answers, &json!({ "visibility": visibility, "body": body }))
            .await;
        assert_eq!(res.status(), 201, "{}", res.text());
    }
    // The server takes nothing for a while; the order of the answers outlasts that.
    refuse(&app, SmtpStage::BeforeAccept, 451, 3);

    for _ in 0..8 {
        app.run_jobs().await;
        app.clock.advance(TimeDelta::hours(1));
    }

    let mails = app.sandbox.mails();
    assert_eq!(mails.len(), 2, "{mails:#?}");
    assert!(
        mails
            .iter()
            .all(|mail| mail.to == [MARIA] && !mail.raw.contains("CANARY"))
    );
    let answers: Vec<_> = mails
        .iter()
        .map(|mail| mail.text.lines().nth(2).unwrap().to_owned())
        .collect();
    assert_eq!(answers, ["First", "Second"]);
}

// A mail server in trouble

#[tokio::test]
async fn a_mail_refused_for_now_arrives_later_once() {
    let app = TestApp::spawn().await;
    let mut talk = Conversation::about(&app, "Printer on fire").await;
    talk.ana_says("Water!").await;
    refuse(&app, SmtpStage::Connect, 421, 1);
    refuse(&app, SmtpStage::MailFrom, 451, 1);
    refuse(&app, SmtpStage::RcptTo, 450, 1);
    refuse(&app, SmtpStage::BeforeAccept, 452, 1);

    let id = talk.mail_last().await;
    for refusals in 1..=4 {
        let waiting = job(&app, id).await.expect("still to do");
        assert_eq!((waiting.state, waiting.attempts), (JobState::Ready, refusals));
        assert!(app.sandbox.mails().is_empty());
        app.clock.advance(TimeDelta::hours(1));
        app.run_jobs().await;
    }

    only(app.sandbox.mails());
    assert!(job(&app, id).await.is_none());
}

#[tokio::test]
async fn a_mail_sent_again_keeps_its_message_id() {
    let app = TestApp::spawn().await;
    let mut talk = Conversation::about(&app, "Printer on fire").await;
    talk.ana_says("Water!").await;
    app.sandbox
        .faults()
        .add(Rule::smtp(SmtpStage::AfterAccept, SmtpFault::Drop).times(1));

    talk.mail_last().await;
    app.clock.advance(TimeDelta::hours(1));
    app.run_jobs().await;

    let mails = app.sandbox.mails();
    assert_eq!(mails.len(), 2, "taken, but the answer was lost");
    assert_eq!(mails[0].message_id, mails[1].message_id);
}

#[tokio::test]
async fn a_mail_refused_for_good_is_put_aside_with_the_servers_words() {
    let app = TestApp::spawn().await;
    let mut talk = Conversation::about(&app, "Printer on fire").await;
    talk.ana_says("Water!").await;
    refuse(&app, SmtpStage::RcptTo, 550, 1);

    let id = talk.mail_last().await;

    let dead = job(&app, id).await.expect("put aside");
    assert_eq!((dead.state, dead.attempts), (JobState::Dead, 1));
    insta::assert_snapshot!(dead.last_error.unwrap(), @"permanent error (550): Told to refuse this");
    assert!(app.sandbox.mails().is_empty());
}

#[tokio::test]
async fn a_server_that_does_not_let_us_in_refuses_no_mail() {
    let app = TestApp::spawn().await;
    let mut talk = Conversation::about(&app, "Printer on fire").await;
    talk.ana_says("Water!").await;
    // A wrong password, say: no fault of the mail's.
    refuse(&app, SmtpStage::Connect, 554, 1);

    let id = talk.mail_last().await;
    assert_eq!(job(&app, id).await.expect("still to do").state, JobState::Ready);
    app.clock.advance(TimeDelta::hours(1));
    app.run_jobs().await;

    only(app.sandbox.mails());
}
