//! What programs write never becomes a message, moves nothing and is answered by nobody.

use chrono::TimeDelta;
use portico::entity::received_mail::MailOutcome;
use portico_sandbox::faults::{Rule, SmtpFault, SmtpStage};

use super::{MARIA, answered, answers, app, notes, on_portal, posts, received, reply_address, status, written};

#[tokio::test]
async fn programs_neither_speak_nor_open_nor_are_answered() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let ana = app.agent("ana@acme.example").await;
    let solved = serde_json::json!({ "status": "solved" });
    assert_eq!(
        ana.patch(&format!("/api/v1/tickets/{key}"), &solved).await.status(),
        200
    );
    app.run_jobs().await;
    let (to, sent) = (reply_address(&mail), app.sandbox.mails().len());
    let ours = mail.header("message-id").unwrap();

    for (number, headers) in [
        "Auto-Submitted: auto-replied\r\n".to_owned(),
        "Auto-Submitted: auto-generated\r\n".to_owned(),
        "Precedence: auto_reply\r\n".to_owned(),
        "X-Autoreply: yes\r\n".to_owned(),
        "X-Auto-Reply: yes\r\n".to_owned(),
        "X-Autorespond: yes\r\n".to_owned(),
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=a\r\n".to_owned(),
        "Return-Path: <>\r\n".to_owned(),
        // Our own mail, sent back by whatever.
        format!("Message-ID: {ours}\r\n"),
    ]
    .into_iter()
    .enumerate()
    {
        let raw = written(&to, &headers, &format!("I am away, {number}"));
        assert_eq!(posts(&app, "", &raw).await.status(), 202);
        app.run_jobs().await;
    }
    // With nobody in the envelope, whatever its headers say.
    let raw = written(&to, "", "I am away");
    assert_eq!(posts(&app, "?from=", &raw).await.status(), 202);
    let raw = format!("From: Acme <support@acme.example>\r\nTo: {to}\r\n\r\nOurs\r\n");
    assert_eq!(posts(&app, "", &raw).await.status(), 202);
    app.run_jobs().await;

    let outcomes: Vec<_> = received(&app).await.into_iter().map(|it| it.outcome).collect();
    assert_eq!(outcomes, [Some(MailOutcome::Automatic); 11]);
    assert_eq!(on_portal(&app, &key).await.len(), 2);
    assert_eq!(status(&app, &key).await, "solved");
    assert_eq!(app.sandbox.mails().len(), sent);
    assert!(notes(&app).await.is_empty());
}

#[tokio::test]
async fn what_mail_servers_and_lists_add_makes_nobody_a_program() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    for headers in [
        "Feedback-ID: 1.eu-west-1.abc:AmazonSES",
        "List-Id: <support.globex.example>",
        "X-Auto-Response-Suppress: DR, OOF, AutoReply",
    ] {
        answers(&app, &mail, &format!("{headers}\r\n"), headers).await;
        let (author, _) = on_portal(&app, &key).await.pop().unwrap();
        assert_eq!(author, "Maria Rossi", "{headers}");
        assert_eq!(status(&app, &key).await, "open", "{headers}");
    }
    assert_eq!(on_portal(&app, &key).await.len(), 2 + 3);
}

#[tokio::test]
async fn what_only_looks_automatic_is_held_back_where_the_team_reads_it() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let ana = app.agent("ana@acme.example").await;
    let page = format!("/api/v1/tickets/{key}");
    let solved = serde_json::json!({ "status": "solved" });
    assert_eq!(ana.patch(&page, &solved).await.status(), 200);
    app.run_jobs().await;
    let sent = app.sandbox.mails().len();

    let marks = [
        "Precedence: bulk",
        "Precedence: list",
        "Precedence: junk",
        "X-Auto-Response-Suppress: All",
    ];
    for headers in marks {
        app.clock.advance(TimeDelta::hours(2));
        answers(&app, &mail, &format!("{headers}\r\n"), headers).await;
        let note = notes(&app).await.pop().unwrap();
        assert!(
            note.contains("marks of an automatic mail") && note.ends_with(&format!("\n\n{headers}")),
            "{note}"
        );
    }
    // Another one soon after makes no second note.
    answers(&app, &mail, "Precedence: bulk\r\n", "Again").await;

    assert_eq!(notes(&app).await.len(), 4);
    assert_eq!(on_portal(&app, &key).await.len(), 2);
    assert_eq!(status(&app, &key).await, "solved");
    assert_eq!(app.sandbox.mails().len(), sent);
    let ana = app.agent("ana@acme.example").await;
    assert_eq!(ana.get(&page).await.json()["held_mails"], 5);

    let released = ana
        .post(&format!("{page}/held-mails/release"), &serde_json::json!({}))
        .await;
    assert_eq!(released.status(), 204, "{}", released.text());
    app.run_jobs().await;

    let said = on_portal(&app, &key).await;
    assert_eq!(said.len(), 2 + 5);
    assert_eq!(said.last().unwrap(), &("Maria Rossi".to_owned(), "Again".to_owned()));
}

#[tokio::test]
async fn who_wants_no_answer_gets_none_and_the_team_reads_what_came() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let ana = app.agent("ana@acme.example").await;
    let closed = serde_json::json!({ "status": "closed" });
    assert_eq!(
        ana.patch(&format!("/api/v1/tickets/{key}"), &closed).await.status(),
        200
    );
    app.run_jobs().await;
    let sent = app.sandbox.mails().len();

    answers(&app, &mail, "List-Id: <support.globex.example>\r\n", "It burns again.").await;

    assert_eq!(app.sandbox.mails().len(), sent);
    let notes = notes(&app).await;
    assert_eq!(notes.len(), 1, "{notes:#?}");
    assert!(notes[0].ends_with("\n\nIt burns again."), "{notes:#?}");
}

#[tokio::test]
async fn programs_use_nothing_up_that_people_have() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let to = reply_address(&mail);
    for number in 0..21 {
        app.clock.advance(TimeDelta::seconds(1));
        let headers = format!("Message-ID: <{number}@globex.example>\r\nAuto-Submitted: auto-replied\r\n");
        assert_eq!(
            posts(&app, "", &written(&to, &headers, "I am away")).await.status(),
            202
        );
    }
    app.run_jobs().await;
    app.clock.advance(TimeDelta::seconds(1));

    answers(&app, &mail, "", "I am back.").await;

    assert_eq!(on_portal(&app, &key).await.last().unwrap().1, "I am back.");
}

#[tokio::test]
async fn what_could_not_be_delivered_is_a_note_for_the_team_once() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let to = reply_address(&mail);

    for number in 0..3 {
        let raw = format!(
            "From: Mail Delivery <mailer-daemon@mx.globex.example>\r\nTo: {to}\r\nMessage-ID: <{number}@mx>\r\nAuto-Submitted: auto-replied\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\n\r\nNo such user\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.globex.example\r\n\r\nFinal-Recipient: rfc822; {MARIA}\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1\r\n *No* such user\r\n--x--\r\n"
        );
        assert_eq!(posts(&app, "?from=", &raw).await.status(), 202);
        app.run_jobs().await;
    }

    let notes = notes(&app).await;
    assert_eq!(notes.len(), 1, "{notes:#?}");
    assert!(
        notes[0].contains(MARIA) && notes[0].ends_with("could not be delivered: 550 5.1.1 *No* such user"),
        "{notes:#?}"
    );
    assert_eq!(on_portal(&app, &key).await.len(), 2, "the customer reads nothing of it");
}

#[tokio::test]
async fn why_a_mail_bounced_is_cut_without_a_piece_of_the_address() {
    let app = app().await;
    let (_, mail) = answered(&app).await;
    let to = reply_address(&mail);
    let why = format!("550 {} <{to}> is unknown", "x".repeat(250));
    let raw = format!(
        "From: Mail Delivery <mailer-daemon@mx.globex.example>\r\nTo: {to}\r\nAuto-Submitted: auto-replied\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\n\r\nNo such user\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.globex.example\r\n\r\nFinal-Recipient: rfc822; {MARIA}\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; {why}\r\n--x--\r\n"
    );

    assert_eq!(posts(&app, "?from=", &raw).await.status(), 202);
    app.run_jobs().await;

    let notes = notes(&app).await;
    assert!(notes[0].contains("reply+…"), "{notes:#?}");
    assert!(!notes[0].contains(&to["reply+".len()..][..8]), "{notes:#?}");
}

#[tokio::test]
async fn a_mail_refused_for_good_is_a_note_for_the_team() {
    let app = app().await;
    let (key, _) = answered(&app).await;
    app.sandbox
        .faults()
        .add(Rule::smtp(SmtpStage::RcptTo, SmtpFault::Reject { code: 550 }).times(1));
    let ana = app.agent("ana@acme.example").await;
    let body = serde_json::json!({ "body": "Still there?", "visibility": "public" });
    let res = ana.post(&format!("/api/v1/tickets/{key}/messages"), &body).await;
    assert_eq!(res.status(), 201, "{}", res.text());

    app.run_jobs().await;

    let notes = notes(&app).await;
    assert_eq!(notes.len(), 1, "{notes:#?}");
    assert!(notes[0].contains(MARIA) && notes[0].contains("550"), "{notes:#?}");
    assert_eq!(app.told(MARIA).len(), 1, "one try");
    assert_eq!(on_portal(&app, &key).await.len(), 3);
}
