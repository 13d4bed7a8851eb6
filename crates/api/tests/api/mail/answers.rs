//! Mails about answers: to whom they go, what stands in them and what never does.

use chrono::TimeDelta;
use portico::{
    entity::{JobState, contact},
    outside::clock::Clock,
};
use portico_sandbox::faults::SmtpStage;
use portico_types::tickets::{AuthorKind, MessageVisibility};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::json;

use super::{
    MARIA, change_account,
    conversation::{Conversation, job},
    link_in, only, refuse,
};
use crate::support::{ACME, TestApp, fixtures};

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
    // As people in Britain shorten it.
    let when = app
        .clock
        .now()
        .format("%-d %b %Y, %H:%M UTC")
        .to_string()
        .replace("Sep", "Sept");
    let text = mail
        .text
        .replace("\r\n", "\n")
        .replace(&link, "[link]")
        .replace(&when, "[when]");
    let (stop, settings) = (super::stop_in(&mail), super::settings_in(&mail));
    insta::assert_snapshot!(text.replace(&stop, "[stop]").replace(&settings, "[settings]"), @r"
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
    No more mails about ACME-17: [stop]
    Which mails you get: [settings]
    ");
}

#[tokio::test]
async fn a_key_in_a_mail_leads_to_the_portal() {
    let app = TestApp::spawn().await;
    let mut conversation = Conversation::about(&app, "Printer on fire").await;
    conversation.ana_says("As in ACME-4711 and `ACME-4712`.").await;
    conversation.mail_last().await;

    let mail = only(app.sandbox.mails());
    let (_, address) = mail.text.split_once("As in ACME-4711 (").unwrap();
    let (address, rest) = address.split_once(')').unwrap();
    assert!(
        address.starts_with("http") && address.ends_with("/tickets/ACME-4711"),
        "{address}"
    );
    assert!(rest.starts_with(" and ACME-4712."), "{rest}");
    assert!(mail.html.contains(&format!("<a href=\"{address}\"")), "{}", mail.html);
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
    // The signature in it may have any letters, those of the marks too.
    let stop = super::stop_in(&mail);
    for body in [&mail.text, &mail.html] {
        let body = &body.replace(&stop, "");
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

    let mail = only(app.sandbox.mails());
    let text = mail.text.replace(&super::stop_in(&mail), "");
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
async fn what_people_set_is_set_in_mails_and_every_accent_is_seen() {
    for accent in ["#ffffff", "#000000"] {
        let app = TestApp::spawn().await;
        change_account(&app, |account| account.portal_accent = Set(accent.to_owned())).await;
        let mut talk = Conversation::about(&app, "Printer on fire").await;
        let code = "x".repeat(100);
        talk.ana_says(&format!(
            "# Try\n\n> water\n\n```\n{code}\n```\n\n| a | b |\n|---|--:|\n| c | d |\n\nsee https://a.example/1"
        ))
        .await;

        talk.mail_last().await;

        let html = only(app.sandbox.mails()).html;
        for (tag, style) in [
            ("pre", "white-space:pre-wrap"),
            ("blockquote", "border-left:3px"),
            ("table", "border-collapse:collapse"),
            ("td", "padding:4px 6px"),
            // Else a narrow cell is as wide as a letter.
            ("th", "overflow-wrap:break-word"),
            ("td", "overflow-wrap:break-word"),
        ] {
            let begin = html.find(&format!("<{tag} style=\"")).expect(tag);
            let end = begin + html[begin..].find('>').unwrap();
            assert!(html[begin..end].contains(style), "{}", &html[begin..end]);
        }
        assert!(html.contains("text-align:right\">d</td>"), "{html}");
        assert!(html.contains("<strong>Try</strong>") && !html.contains("<h1"), "{html}");
        assert!(html.contains("href=\"https://a.example/1\""), "{html}");
        assert!(!html.contains(&format!("background:{accent}")), "{html}");
        assert!(!html.contains(&format!("solid {accent}")), "{html}");
    }
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
    assert_eq!(mails.len(), 3, "the receipt, and both answers: {mails:#?}");
    assert!(
        mails
            .iter()
            .all(|mail| mail.to == [MARIA] && !mail.raw.contains("CANARY"))
    );
    assert_eq!(mails[0].subject, "[ACME-1] Received: Printer on fire");
    let answers: Vec<_> = mails[1..]
        .iter()
        .map(|mail| mail.text.lines().nth(2).unwrap().to_owned())
        .collect();
    assert_eq!(answers, ["First", "Second"]);
}
