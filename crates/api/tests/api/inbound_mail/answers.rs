//! What becomes of an answer that a person wrote.

use chrono::TimeDelta;
use portico::entity::{attachment, contact, received_mail::MailOutcome};
use portico_sandbox::mail::Mail;
use portico_types::tickets::Source;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::{
    DOMAIN, MARIA, answered, answers, app, notes, on_portal, posts, quoted, received, reply_address, says, status,
    written,
};
use crate::support::{TestApp, fixtures};

#[tokio::test]
async fn an_answer_by_mail_is_the_contacts_reply() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    assert_eq!(status(&app, &key).await, "in_progress");
    assert!(mail.text.contains("Answer this mail, or here:"), "{}", mail.text);
    assert!(mail.html.contains("You can answer this mail"), "{}", mail.html);

    let quoted = "On 3 Nov 2026 Acme wrote:\n> Have you tried water?";
    answers(&app, &mail, "", &format!("Water **helped**.\n\n-- \nMaria\n\n{quoted}")).await;

    let said = on_portal(&app, &key).await;
    assert_eq!(
        said.last().unwrap(),
        &("Maria Rossi".to_owned(), "Water **helped**.".to_owned())
    );
    assert_eq!(status(&app, &key).await, "open");
    let stored = portico::entity::message::Entity::find().all(&app.db).await.unwrap();
    assert_eq!(stored.iter().filter(|it| it.source == Source::Email).count(), 1);
    let thread = app.sandbox.slack().messages("C0TRIAGE");
    let card = thread.iter().find(|it| it.bot_id.is_some()).expect("a card");
    let below = app.sandbox.slack().thread("C0TRIAGE", &card.ts);
    assert!(below.iter().any(|it| it.text.contains("helped")), "{below:#?}");
}

#[tokio::test]
async fn each_person_and_ticket_has_an_address_of_its_own_that_stays() {
    let app = app().await;
    let (key, first) = answered(&app).await;
    let again = says(&app, &key, "And now?").await;
    let (_, other) = answered(&app).await;

    assert_eq!(reply_address(&first), reply_address(&again));
    assert_ne!(reply_address(&first), reply_address(&other));
    assert!(reply_address(&first).ends_with(&format!("@{DOMAIN}")));
    assert_eq!(first.from, reply_address(&first), "bounces come back to it");
    assert_eq!(first.header("in-reply-to"), None, "not threaded");
}

#[tokio::test]
async fn without_a_domain_mails_are_as_ever() {
    let app = TestApp::spawn().await;
    let (_, mail) = answered(&app).await;

    assert_eq!(mail.header("reply-to"), None);
    assert_eq!(mail.from, "support@acme.example");
    assert!(mail.text.contains("Read on and answer here:"));
    assert_eq!(posts(&app, "", "From: a@b.example\r\n\r\nHi").await.status(), 404);
}

#[tokio::test]
async fn a_mail_that_comes_twice_is_read_once() {
    let app = app().await;
    let (key, mail) = answered(&app).await;

    for _ in 0..2 {
        answers(&app, &mail, "Message-ID: <one@globex.example>\r\n", "Once.").await;
    }
    answers(&app, &mail, "Message-ID: <two@globex.example>\r\n", "Once.").await;

    let said = on_portal(&app, &key).await;
    assert_eq!(said.iter().filter(|(_, body)| body == "Once.").count(), 2);
    assert_eq!(received(&app).await.len(), 2);
}

#[tokio::test]
async fn somebody_else_with_the_address_stands_unverified_and_moves_nothing() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let to = reply_address(&mail);

    for (from, name) in [
        ("Eve <eve@elsewhere.example>", "Eve by e-mail, unverified"),
        ("eve@elsewhere.example", "eve@elsewhere.example by e-mail, unverified"),
        // A colleague of Maria's, who is no more certain.
        ("Tom <tom@globex.example>", "Tom by e-mail, unverified"),
        ("Ana Lima <ana@acme.example>", "Ana Lima by e-mail, unverified"),
        // What would show the rest backwards.
        (
            "=?utf-8?Q?Ana_Lima=E2=80=AE_=E2=81=A6?= <ana@acme.example>",
            "Ana Lima by e-mail, unverified",
        ),
    ] {
        let raw = format!("From: {from}\r\nTo: {to}\r\n\r\nI am Maria, {from}.\r\n");
        assert_eq!(posts(&app, "", &raw).await.status(), 202);
        app.run_jobs().await;

        let said = on_portal(&app, &key).await;
        assert_eq!(said.last().unwrap().0, name);
        assert_eq!(status(&app, &key).await, "in_progress");
    }
}

#[tokio::test]
async fn whoever_may_not_read_the_ticket_any_more_adds_nothing_to_it() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let gone = contact::ActiveModel {
        account_id: Set(fixtures::account_id("acme")),
        id: Set(fixtures::contact_id(MARIA)),
        disabled_at: Set(Some(portico::outside::clock::Clock::now(&*app.clock))),
        ..Default::default()
    };
    gone.update(&app.db).await.unwrap();

    answers(&app, &mail, "", "I am still here.").await;
    answers(&app, &mail, "", "And here.").await;

    assert_eq!(received(&app).await[0].outcome, Some(MailOutcome::Refused));
    let notes = notes(&app).await;
    assert_eq!(notes.len(), 1, "once an hour: {notes:#?}");
    assert!(
        notes[0].contains("Maria Rossi") && notes[0].contains("may not read"),
        "{notes:#?}"
    );
    assert!(!notes[0].contains("here"), "{notes:#?}");
    let messages = portico::entity::message::Entity::find().all(&app.db).await.unwrap();
    assert!(
        messages.iter().all(|it| it.source != Source::Email),
        "{key}: {messages:#?}"
    );
}

#[tokio::test]
async fn an_answer_to_a_closed_ticket_goes_back_to_who_wrote_it() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let ana = app.agent("ana@acme.example").await;
    let res = ana
        .patch(&format!("/api/v1/tickets/{key}"), &json!({ "status": "closed" }))
        .await;
    assert_eq!(res.status(), 200, "{}", res.text());
    app.run_jobs().await;
    let before = app.sandbox.mails_to(MARIA).len();

    answers(&app, &mail, "", "One more thing <b>here</b>.").await;
    answers(&app, &mail, "", "And another.").await;

    let mails = app.sandbox.mails_to(MARIA);
    assert_eq!(mails.len(), before + 1, "once a day: {mails:#?}");
    let told = mails.last().unwrap();
    assert_eq!(told.subject, format!("[{key}] is closed"));
    assert!(told.text.contains("One more thing <b>here</b>."), "{}", told.text);
    assert!(!told.html.contains("<b>here"), "{}", told.html);
    let follow_up = format!("/new?about={key}");
    assert!(told.text.contains(&follow_up), "{}", told.text);
    assert!(told.html.contains(&follow_up), "{}", told.html);
    assert_eq!(told.header("reply-to"), None);
    assert_eq!(on_portal(&app, &key).await.len(), 2);
    let notes = notes(&app).await;
    assert_eq!(notes.len(), 1, "what nobody gets back the team reads: {notes:#?}");
    assert!(notes[0].ends_with("\n\nAnd another."), "{notes:#?}");

    app.clock.advance(TimeDelta::hours(25));
    answers(&app, &mail, "", "Tomorrow.").await;
    assert_eq!(app.sandbox.mails_to(MARIA).len(), before + 2);
}

#[tokio::test]
async fn of_an_answer_to_a_closed_ticket_files_are_named_and_no_word_is_lost() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let ana = app.agent("ana@acme.example").await;
    let path = format!("/api/v1/tickets/{key}");
    let closed = json!({ "status": "closed" });
    assert_eq!(ana.patch(&path, &closed).await.status(), 200);
    app.run_jobs().await;
    let long = "All work and no play. ".repeat(2_500);
    for text in ["See the plan.", &*long] {
        let raw = with_files(&mail, text, &["a_plan.txt", "_list_.txt"]);
        assert_eq!(posts(&app, "", &raw).await.status(), 202);
        app.run_jobs().await;
    }

    let told = app.sandbox.mails_to(MARIA).pop().unwrap();
    let files = "Attached, and not added either: a_plan.txt, _list_.txt";
    assert!(told.text.contains(files) && told.html.contains(files), "{}", told.text);
    let note = newest_of(&ana.get(&format!("{path}/conversation")).await.json());
    assert!(note.0.contains("*The whole message is attached.*"), "{}", note.0);
    assert!(
        note.0
            .ends_with("*Its files were not taken: a_plan.txt, \\_list\\_.txt*"),
        "{}",
        note.0
    );
    assert_eq!(note.1, ["message.txt"]);
    let whole = attachment::Entity::find().one(&app.db).await.unwrap().unwrap();
    assert_eq!(usize::try_from(whole.size).unwrap(), long.trim().len());
    assert_eq!(on_portal(&app, &key).await.len(), 2);
}

#[tokio::test]
async fn files_of_a_mail_are_files_of_the_message() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let part = |kind: &str, name: &str, body: &str| {
        format!(
            "--x\r\nContent-Type: {kind}; name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\n{body}\r\n"
        )
    };
    let headers = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n";
    let body = format!(
        "--x\r\nContent-Type: text/plain\r\n\r\nSee these.\r\n{}{}{}--x--\r\n",
        part("text/plain", "../../log.txt", "all is well"),
        part("application/octet-stream", "virus.exe", "MZ"),
        part("text/csv", "numbers.csv", "1,2\r\n3,4"),
    );
    let raw = format!("From: {MARIA}\r\nTo: {}\r\n{headers}\r\n{body}", reply_address(&mail));

    assert_eq!(posts(&app, "", &raw).await.status(), 202);
    app.run_jobs().await;

    let maria = app.contact(MARIA).await;
    let said = maria
        .get(&format!("/api/v1/portal/tickets/{key}/conversation"))
        .await
        .json();
    let message = said["entries"]
        .as_array()
        .unwrap()
        .iter()
        .rfind(|it| it["type"] == "message")
        .unwrap()
        .clone();
    assert_eq!(
        message["body"],
        "See these.\n\n*Not taken, for its kind or size: virus.exe*"
    );
    let names: Vec<_> = message["attachments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["name"].clone())
        .collect();
    assert_eq!(names, ["log.txt", "numbers.csv"]);
    let id = message["attachments"][1]["id"].as_str().unwrap();
    let bytes = maria.get(&format!("/api/v1/portal/attachments/{id}")).await;
    assert_eq!(bytes.bytes(), b"1,2\r\n3,4");
}

/// A mail of Maria's with these files of text.
fn with_files(mail: &Mail, text: &str, names: &[&str]) -> String {
    let part = |name: &&str| {
        format!(
            "--x\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\n{name}\r\n"
        )
    };
    let files: String = names.iter().map(part).collect();
    let headers = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n";
    let body = format!("--x\r\nContent-Type: text/plain\r\n\r\n{text}\r\n{files}--x--\r\n");
    format!("From: {MARIA}\r\nTo: {}\r\n{headers}\r\n{body}", reply_address(mail))
}

/// The newest message on the portal: what it says, and the names of its files.
async fn newest(app: &TestApp, key: &str) -> (String, Vec<String>) {
    let path = format!("/api/v1/portal/tickets/{key}/conversation");
    newest_of(&app.contact(MARIA).await.get(&path).await.json())
}

fn newest_of(conversation: &Value) -> (String, Vec<String>) {
    let entries = conversation["entries"].as_array().unwrap();
    let message = entries.iter().rfind(|it| it["type"] == "message").unwrap();
    let files = message["attachments"].as_array().unwrap().iter();
    let files = files.map(|it| it["name"].as_str().unwrap().to_owned());
    (message["body"].as_str().unwrap().to_owned(), files.collect())
}

#[tokio::test]
async fn files_of_a_mail_come_whatever_waits_in_the_portal() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let maria = app.contact(MARIA).await;
    let announced = json!({ "name": "waiting.txt", "size": 1 });
    let mut waiting = 0;
    while maria.post("/api/v1/portal/attachments", &announced).await.status() == 201 {
        waiting += 1;
        assert!(waiting < 100, "there is an end of it");
    }

    let raw = with_files(&mail, "Here it is.", &["contract.txt"]);
    assert_eq!(posts(&app, "", &raw).await.status(), 202);
    app.run_jobs().await;
    assert_eq!(
        newest(&app, &key).await,
        ("Here it is.".to_owned(), vec!["contract.txt".to_owned()])
    );

    answers(&app, &mail, "", &"All work and no play. ".repeat(2_500)).await;
    assert_eq!(newest(&app, &key).await.1, ["message.txt"]);
}

#[tokio::test]
async fn a_mail_that_is_applied_again_has_its_files_once() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let sqlite = app.db.get_database_backend() == DbBackend::Sqlite;
    let break_it: &[&str] = if sqlite {
        &["CREATE TRIGGER away BEFORE INSERT ON messages BEGIN SELECT RAISE(ABORT, 'database is locked'); END"]
    } else {
        &[
            "CREATE FUNCTION away() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'away' USING ERRCODE = '57P03'; END $$",
            "CREATE TRIGGER away BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION away()",
        ]
    };
    for statement in break_it {
        app.db.execute_unprepared(statement).await.unwrap();
    }
    let raw = with_files(&mail, "Both.", &["one.txt", "two.txt"]);
    assert_eq!(posts(&app, "", &raw).await.status(), 202);
    app.run_jobs().await;
    let brought = attachment::Entity::find().count(&app.db).await.unwrap();
    assert_eq!((received(&app).await[0].outcome, brought), (None, 2));

    let mend_it = if sqlite {
        "DROP TRIGGER away"
    } else {
        "DROP TRIGGER away ON messages"
    };
    app.db.execute_unprepared(mend_it).await.unwrap();
    app.clock.advance(TimeDelta::hours(1));
    app.run_jobs().await;

    let files = vec!["one.txt".to_owned(), "two.txt".to_owned()];
    assert_eq!(newest(&app, &key).await, ("Both.".to_owned(), files));
    assert_eq!(attachment::Entity::find().count(&app.db).await.unwrap(), 2);
}

#[tokio::test]
async fn files_beyond_a_message_are_said_to_be_too_many() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let mut names: Vec<String> = (1..=12).map(|number| format!("page-{number}.txt")).collect();
    names.insert(0, "virus.exe".to_owned());
    let names: Vec<&str> = names.iter().map(String::as_str).collect();

    assert_eq!(
        posts(&app, "", &with_files(&mail, "All pages.", &names)).await.status(),
        202
    );
    app.run_jobs().await;

    assert_eq!(
        newest(&app, &key).await.0,
        "All pages.\n\n*Not taken, for its kind or size: virus.exe*\n\n\
         *Not taken, as it was too much for one message: page-11.txt, page-12.txt*"
    );
}

#[tokio::test]
async fn a_mail_without_words_is_no_message_but_a_note_with_its_text() {
    let app = app().await;
    let (key, mail) = answered(&app).await;

    for text in ["> Have you tried water?", "-- \nMaria Rossi", " "] {
        answers(&app, &mail, "", text).await;
        assert_eq!(received(&app).await.pop().unwrap().outcome, Some(MailOutcome::Empty));
    }

    assert_eq!(on_portal(&app, &key).await.len(), 2);
    let notes = notes(&app).await;
    assert_eq!(notes.len(), 3, "{notes:#?}");
    assert!(notes[0].ends_with("\n\n> Have you tried water?"), "{notes:#?}");
    assert!(notes[1].ends_with("\n\n--\nMaria Rossi"), "{notes:#?}");
    assert!(
        notes[2].contains("empty") && notes[2].contains("Maria Rossi"),
        "{notes:#?}"
    );
}

/// A mail in two forms.
fn in_two_forms(plain: &str, html: &str) -> (String, String) {
    let headers = "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=two\r\n".to_owned();
    let part = |kind: &str, text: &str| format!("--two\nContent-Type: text/{kind}; charset=utf-8\n\n{text}\n");
    (
        headers,
        format!("{}{}--two--\n", part("plain", plain), part("html", html)),
    )
}

#[tokio::test]
async fn words_that_only_the_html_says_are_found() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let quotation = format!("On 3 Nov 2026 Acme wrote:\n{}", quoted(&mail.text));

    for (number, plain) in [
        "",
        "\u{a0}",
        &*quotation,
        "-- \nMaria",
        "This message requires an HTML viewer.",
        "Ihr E-Mail-Programm kann kein HTML anzeigen.",
    ]
    .into_iter()
    .enumerate()
    {
        let html = format!(
            "<p>It is number <b>{number}</b>.</p><blockquote>{}</blockquote>",
            &mail.html[mail.html.find("<body").unwrap()..]
        );
        let (headers, body) = in_two_forms(plain, &html);
        answers(&app, &mail, &headers, &body).await;
        let said = on_portal(&app, &key).await.pop().unwrap();
        assert_eq!(said.1, format!("It is number {number}."), "{plain}");
    }
    assert!(notes(&app).await.is_empty(), "{:#?}", notes(&app).await);

    // What both say is read as it was typed, and what neither says is nothing.
    let (headers, body) = in_two_forms("We send *HTML*.", "<p>We send *HTML*.</p>");
    answers(&app, &mail, &headers, &body).await;
    assert_eq!(on_portal(&app, &key).await.pop().unwrap().1, "We send *HTML*.");
    let (headers, body) = in_two_forms(" ", "<p>&nbsp;</p>");
    answers(&app, &mail, &headers, &body).await;
    assert_eq!(received(&app).await.pop().unwrap().outcome, Some(MailOutcome::Empty));
}

#[tokio::test]
async fn a_picture_in_plain_text_is_called_by_its_name() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let headers = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n";
    let body = "--x\nContent-Type: text/plain\n\nSee [cid:ii_1] and [cid:ii_2].\n--x\nContent-Type: image/png\nContent-ID: <ii_1>\n\
                Content-Disposition: inline; filename=\"my screen.png\"\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--x--\n";

    answers(&app, &mail, headers, body).await;

    let said = on_portal(&app, &key).await.pop().unwrap().1;
    assert!(said.starts_with("See [my screen.png] and [cid:ii_2]."), "{said}");
}

#[tokio::test]
async fn what_a_gateway_does_to_our_mail_makes_no_note() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let portal = mail.text.split_whitespace().find(|it| it.starts_with("http")).unwrap();
    let (portal, _) = portal.split_once("/tickets/").unwrap();
    let escaped = portal.replace(':', "%3A").replace('/', "%2F");
    let rewritten = format!("https://eur01.safelinks.protection.outlook.com/?url={escaped}");
    let ours = mail.html[mail.html.find("<body").unwrap()..].replace(portal, &rewritten);
    let html = format!(
        "<p>Yes.</p><div><b>From:</b> Acme &lt;support@acme.example&gt;<br><b>Sent:</b> Sunday<br><b>To:</b> Maria</div>\
         <p><b>CAUTION:</b> This email originated from outside of the organization.</p>{ours}"
    );

    answers(&app, &mail, "Content-Type: text/html\r\n", &html).await;

    assert_eq!(on_portal(&app, &key).await.pop().unwrap().1, "Yes.");
    assert!(notes(&app).await.is_empty(), "{:#?}", notes(&app).await);
}

#[tokio::test]
async fn an_answer_is_found_wherever_it_stands_by_our_mail() {
    let app = app().await;
    let (key, _) = answered(&app).await;
    let mail = says(
        &app,
        &key,
        "And now? **Please** try:\n\n- water\n- [sand](https://sand.example/1)",
    )
    .await;
    assert!(mail.text.contains("---- Earlier, newest first ----"), "{}", mail.text);
    let (wrote, marked) = ("On 29 Nov 2026 at 06:02, Acme Support wrote:", quoted(&mail.text));
    let original = format!(
        "-----Original Message-----\nFrom: Acme <{}>\nSent: Sunday\nTo: Maria Rossi\n\n{}",
        reply_address(&mail),
        mail.text
    );
    let lost = "No, it does not: the whole plant stands still.\nPlease call";

    for text in [
        format!("{lost}\n\n{wrote}\n{marked}"),
        format!("{wrote}\n{marked}\n{lost}"),
        format!("{marked}\n{lost}\n-- \nMaria"),
        format!("{lost}\n\n{original}"),
        format!("{lost}\n\n{wrote}\n\n{}", mail.text).replace(" wrote:", " <support@acme.example> wrote:"),
    ] {
        answers(&app, &mail, "", &text).await;
        assert_eq!(on_portal(&app, &key).await.last().unwrap().1, lost, "{text}");
    }
    // As programs do that write HTML.
    let html = &mail.html[mail.html.find("<body").unwrap()..];
    let html = format!(
        "<p>{}</p><div><b>From:</b> Acme &lt;support@acme.example&gt;<br><b>Sent:</b> Sunday<br><b>To:</b> Maria</div>{html}",
        lost.replace('\n', "<br>")
    );
    answers(&app, &mail, "Content-Type: text/html\r\n", &html).await;
    assert_eq!(on_portal(&app, &key).await.last().unwrap().1, lost);
    assert!(notes(&app).await.is_empty(), "{:#?}", notes(&app).await);
}

#[tokio::test]
async fn plain_text_is_shown_as_it_was_written() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    for text in [
        "Total 2*3*4 and *stars*, a_b_ and `ticks`\n# no heading\n1. no list\n- nor this",
        "a:\n    set in\n  b    c",
        "[x](https://a.example) <b>&amp;</b> ~~y~~\n---\n| a | b |\n|---|---|",
    ] {
        answers(&app, &mail, "", text).await;
        assert_eq!(on_portal(&app, &key).await.last().unwrap().1, text);
    }
}

#[tokio::test]
async fn an_answer_in_html_keeps_its_lines_and_links() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let wrote = format!("On 29 Nov 2026, at 14:20, Acme &lt;{}&gt; wrote:", reply_address(&mail));
    let ours = &mail.html[mail.html.find("<body").unwrap()..];
    for quotation in [
        String::new(),
        format!("<div>{wrote}<br></div><blockquote type=\"cite\">{ours}</blockquote>"),
        format!("<blockquote type=\"cite\"><div>{wrote}</div><br>{ours}</blockquote>"),
    ] {
        let html = format!(
            "<div>The order number is 4711</div><div>The customer is 12</div><div>2*3, see <a href=\"https://a.example/1\">this</a></div><br>{quotation}"
        );
        answers(&app, &mail, "Content-Type: text/html\r\n", &html).await;
        assert_eq!(
            on_portal(&app, &key).await.last().unwrap().1,
            "The order number is 4711\nThe customer is 12\n2*3, see this (https://a.example/1)",
            "{quotation}"
        );
    }
    assert!(notes(&app).await.is_empty(), "{:#?}", notes(&app).await);
}

#[tokio::test]
async fn what_apples_programs_quote_makes_no_note() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let wrote = format!(
        "On 29 Nov 2026, at 14:20, Acme Support <{}> wrote:\n\n",
        reply_address(&mail)
    );
    let quotation = quoted(&format!("{wrote}{}", mail.text));

    answers(&app, &mail, "", &format!("Yes.\n\nSent from my iPhone\n\n{quotation}")).await;

    assert_eq!(on_portal(&app, &key).await.last().unwrap().1, "Yes.");
    assert!(notes(&app).await.is_empty(), "{:#?}", notes(&app).await);
}

#[tokio::test]
async fn a_mail_of_several_authors_is_nobodys_for_certain() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let to = reply_address(&mail);

    let raw =
        format!("From: {MARIA}, eve@elsewhere.example\r\nSender: eve@elsewhere.example\r\nTo: {to}\r\n\r\nHi\r\n");
    assert_eq!(posts(&app, "", &raw).await.status(), 202);
    app.run_jobs().await;

    let (author, _) = on_portal(&app, &key).await.pop().unwrap();
    assert_eq!(author, format!("{MARIA} by e-mail, unverified"));
    assert_eq!(status(&app, &key).await, "in_progress");
}

#[tokio::test]
async fn what_stands_within_a_quotation_stays_readable() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let address = reply_address(&mail);
    let text = mail
        .text
        .replace("Have you tried water?", "Have you tried water?\n\nYes, see 1 below.");
    let original = format!("From: Acme <{address}>\nSent: Sunday\nTo: Maria Rossi\n\n{text}\n1. It still burns.");

    answers(&app, &mail, "", &format!("See below.\n\n{original}")).await;

    assert_eq!(on_portal(&app, &key).await.last().unwrap().1, "See below.");
    let notes = notes(&app).await;
    assert_eq!(notes.len(), 1, "{notes:#?}");
    assert!(
        notes[0].ends_with("\n\nYes, see 1 below.\n1. It still burns."),
        "{notes:#?}"
    );

    // Nothing above it: which of it is an answer nobody can tell. Who reads the ticket must not find the address by which Maria answers.
    answers(&app, &mail, "", &original).await;

    let (_, said) = on_portal(&app, &key).await.pop().unwrap();
    assert!(
        said.contains("1. It still burns.") && said.contains("Have you tried water?"),
        "{said}"
    );
    assert!(
        said.contains(&format!("<reply+…@{DOMAIN}>")) && !said.contains(&address),
        "{said}"
    );
    // Nor the link that ends her mails.
    let link = mail.header("list-unsubscribe").unwrap();
    let (_, token) = link.trim_end_matches('>').rsplit_once('/').unwrap();
    assert!(original.contains(token), "{original}");
    assert!(said.contains("/unsubscribe/…") && !said.contains(token), "{said}");
}

#[tokio::test]
async fn what_looks_like_the_rest_of_a_mail_and_is_not_ours_stays() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    for text in [
        "Here is our certificate:\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\nPlease install it before Monday",
        "--- Exception in thread \"main\" ---\nat Importer.java:17\nPlease call",
        "The bounced mail said\nFrom: a@b.example\nTo: c@d.example\nSubject: Import\nthe import stopped. Please help.",
        "Our table\n____________________\n1 and 2",
        "-----Original Message-----\nNo, it works not.",
        "Hello,\n\nat 10:15 the importer wrote:\nERR 17 no plant\n\nplease call",
        "Two lists.\n--\nOne\nTwo",
        "Bis dann.\nVon meinem Chef: bitte bis Montag, sonst kündigen wir.",
    ] {
        answers(&app, &mail, "Content-Type: text/plain; charset=utf-8\r\n", text).await;
        assert_eq!(on_portal(&app, &key).await.last().unwrap().1, text);
    }
    assert!(notes(&app).await.is_empty());
}

#[tokio::test]
async fn too_many_mails_are_held_back_and_the_team_is_told_once() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    for number in 0..23 {
        app.clock.advance(TimeDelta::seconds(1));
        answers(
            &app,
            &mail,
            &format!("Message-ID: <{number}@globex.example>\r\n"),
            &format!("Mail {number}"),
        )
        .await;
    }

    let said = on_portal(&app, &key).await;
    assert_eq!(said.iter().filter(|(_, body)| body.starts_with("Mail ")).count(), 20);
    let notes = notes(&app).await;
    assert_eq!(notes.len(), 1, "{notes:#?}");
    assert!(notes[0].contains("held back"), "{notes:#?}");

    app.clock.advance(TimeDelta::minutes(61));
    answers(&app, &mail, "", "An hour later").await;
    assert_eq!(on_portal(&app, &key).await.last().unwrap().1, "An hour later");
}

#[tokio::test]
async fn what_was_held_back_comes_in_once_when_the_team_lets_it() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    for number in 0..23 {
        app.clock.advance(TimeDelta::seconds(1));
        let id = format!("Message-ID: <{number}@globex.example>\r\n");
        answers(&app, &mail, &id, &format!("Mail {number}")).await;
    }
    let ana = app.agent("ana@acme.example").await;
    let page = format!("/api/v1/tickets/{key}");
    assert_eq!(ana.get(&page).await.json()["held_mails"], 3);

    for _ in 0..2 {
        let released = ana.post_empty(&format!("{page}/held-mails/release")).await;
        assert_eq!(released.status(), 204, "{}", released.text());
    }
    app.run_jobs().await;

    let said = on_portal(&app, &key).await.into_iter().map(|(_, body)| body);
    let mails: Vec<_> = said.filter(|body| body.starts_with("Mail ")).collect();
    let all: Vec<_> = (0..23).map(|number| format!("Mail {number}")).collect();
    assert_eq!(mails, all, "each once, in the order in which they came");
    assert_eq!(ana.get(&page).await.json()["held_mails"], 0);
    // The next one is held back as before.
    app.clock.advance(TimeDelta::seconds(1));
    answers(&app, &mail, "Message-ID: <23@globex.example>\r\n", "Mail 23").await;
    assert_eq!(ana.get(&page).await.json()["held_mails"], 1);
}

#[tokio::test]
async fn words_beyond_a_message_come_as_a_file() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let long = "All *work* and no play. ".repeat(10_000);

    answers(&app, &mail, "", &long).await;

    let said = app
        .contact(MARIA)
        .await
        .get(&format!("/api/v1/portal/tickets/{key}/conversation"))
        .await
        .json();
    let message = said["entries"]
        .as_array()
        .unwrap()
        .iter()
        .rfind(|it| it["type"] == "message")
        .unwrap()
        .clone();
    assert!(
        message["body"]
            .as_str()
            .unwrap()
            .ends_with("*The whole message is attached.*")
    );
    assert_eq!(message["attachments"][0]["name"], "message.txt");
    assert_eq!(message["attachments"][0]["size"], long.trim().len());
}

#[tokio::test]
async fn the_mail_itself_goes_after_its_time() {
    let app = app().await;
    let (_, mail) = answered(&app).await;
    answers(&app, &mail, "", "Water helped.").await;
    assert_eq!(received(&app).await.len(), 1);

    app.clock.advance(TimeDelta::days(29));
    portico::app::tidy(&app.state).await.unwrap();
    assert_eq!(received(&app).await.len(), 1);

    app.clock.advance(TimeDelta::days(2));
    portico::app::tidy(&app.state).await.unwrap();
    assert_eq!(received(&app).await.len(), 0);
}

#[tokio::test]
async fn a_mail_program_on_our_own_host_is_not_taken_for_us() {
    let app = app().await;
    let (key, mail) = answered(&app).await;

    answers(&app, &mail, "Message-ID: <6e1c@localhost>\r\n", "Water helped.").await;

    assert_eq!(on_portal(&app, &key).await.last().unwrap().1, "Water helped.");
}

#[tokio::test]
async fn hostile_text_stays_text() {
    let app = app().await;
    let (key, mail) = answered(&app).await;

    let raw = written(
        &reply_address(&mail),
        "Content-Type: text/html\r\n",
        "<img src=x onerror=alert(1)>Hello <script>alert(2)</script><b>there</b>",
    );
    assert_eq!(posts(&app, "", &raw).await.status(), 202);
    app.run_jobs().await;

    let (_, body) = on_portal(&app, &key).await.pop().unwrap();
    assert!(body.contains("Hello") && body.contains("there"), "{body}");
    assert!(!body.contains('<') && !body.contains("onerror"), "{body}");
}
