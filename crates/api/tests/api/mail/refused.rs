//! Mail servers that refuse: for now, for good, or us altogether.

use chrono::TimeDelta;
use portico::entity::JobState;
use portico_sandbox::faults::{Rule, SmtpFault, SmtpStage};

use super::{
    conversation::{Conversation, job},
    only, refuse,
};
use crate::support::TestApp;

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
