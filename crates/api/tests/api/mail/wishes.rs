//! Which mails a contact wants, and in which time zone they tell the time.

use portico::entity::JobState;
use serde_json::{Value, json};

use super::{
    MARIA,
    conversation::{Conversation, job},
};
use crate::support::{Caller, TestApp};

const PREFERENCES: &str = "/api/v1/portal/me/preferences";

async fn chooses(caller: &Caller, chosen: Value) -> Value {
    let res = caller.patch(PREFERENCES, &chosen).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    res.json()
}

#[tokio::test]
async fn what_was_chosen_stays_and_what_was_not_said_too() {
    let app = TestApp::spawn().await;
    let (maria, tom) = (app.contact(MARIA).await, app.contact("tom@globex.example").await);
    assert_eq!(maria.get(PREFERENCES).await.json(), json!({ "mails": "every" }));

    chooses(&maria, json!({ "language": "ar", "time_zone": "Europe/Berlin" })).await;
    let chosen = chooses(&maria, json!({ "mails": "digest" })).await;

    let all = json!({ "mails": "digest", "language": "ar", "time_zone": "Europe/Berlin" });
    assert_eq!((chosen, maria.get(PREFERENCES).await.json()), (all.clone(), all));
    assert_eq!(
        tom.get(PREFERENCES).await.json(),
        json!({ "mails": "every" }),
        "each their own"
    );
    for zone in ["Mars/Olympus", "", " ", "Europe/Berlin\n\0", &"x".repeat(100)] {
        let res = maria.patch(PREFERENCES, &json!({ "time_zone": zone })).await;
        assert_eq!(res.bad_fields(), ["time_zone"], "{zone:?}");
    }
    assert_eq!(
        maria.patch(PREFERENCES, &json!({ "mails": "some" })).await.status(),
        400
    );
    assert_eq!(maria.get(PREFERENCES).await.json()["time_zone"], "Europe/Berlin");
}

#[tokio::test]
async fn a_language_is_told_with_who_one_is_and_can_be_left_to_the_browser_again() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let told = async || maria.get("/api/v1/portal/me").await.json()["language"].clone();
    assert_eq!(told().await, Value::Null);

    chooses(&maria, json!({ "language": "ar" })).await;
    assert_eq!(told().await, "ar");

    let left = chooses(&maria, json!({ "language": "browser" })).await;
    assert_eq!((left, told().await), (json!({ "mails": "every" }), Value::Null));
    assert_eq!(
        maria.patch(PREFERENCES, &json!({ "language": "xx" })).await.status(),
        400
    );
}

#[tokio::test]
async fn what_is_wrong_has_a_word_that_stays_the_same_in_all_languages() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;

    let zone = maria
        .patch(PREFERENCES, &json!({ "time_zone": "Mars/Olympus" }))
        .await
        .json();
    let ticket = json!({ "title": "x".repeat(201), "description": "" });
    let ticket = maria.post("/api/v1/portal/tickets", &ticket).await.json();
    let invited = json!({ "email": "oscar@globex.example", "role": "member" });
    let tom = app.contact("tom@globex.example").await;
    let invited = tom.post("/api/v1/portal/members", &invited).await.json();

    assert_eq!(zone["errors"][0]["code"], "no_time_zone");
    assert_eq!(
        (
            &ticket["errors"][0]["code"],
            &ticket["errors"][0]["limit"],
            &ticket["errors"][1]["code"]
        ),
        (&json!("too_long"), &json!("200"), &json!("required"))
    );
    assert_eq!(
        (&invited["type"], &invited["code"]),
        (&json!("/problems/forbidden"), &json!("managers_only"))
    );
}

#[tokio::test]
async fn who_wants_no_mails_gets_none_and_sign_in_goes_on() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    chooses(&maria, json!({ "mails": "nothing" })).await;
    let mut talk = Conversation::about(&app, "Printer on fire").await;
    talk.ana_says("Have you tried water?").await;

    let asked = talk.mail_last().await;

    assert!(app.sandbox.mails().is_empty() && job(&app, asked).await.is_none());
    super::ask(&app, crate::support::ACME, MARIA).await;
    assert_eq!(super::only(app.sandbox.mails()).subject, "Sign in to acme support");
}

#[tokio::test]
async fn a_ticket_that_is_muted_is_mailed_no_more_until_it_is_again() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let mut talk = Conversation::about(&app, "Printer on fire").await;
    let path = "/api/v1/portal/tickets/ACME-17";
    assert_eq!(maria.get(path).await.json()["muted"], false);
    for _ in 0..2 {
        let muted = maria
            .send(maria.request(reqwest::Method::PUT, &format!("{path}/mute")))
            .await;
        assert_eq!(muted.status(), 204, "{}", muted.text());
    }
    assert_eq!(maria.get(path).await.json()["muted"], true);
    talk.ana_says("for nobody").await;
    talk.mail_last().await;
    assert!(app.sandbox.mails().is_empty());

    assert_eq!(maria.delete(&format!("{path}/mute")).await.status(), 204);
    talk.ana_says("for Maria").await;
    talk.mail_last().await;

    assert!(super::only(app.sandbox.mails()).text.contains("for Maria"));
}

#[tokio::test]
async fn mails_tell_the_time_as_their_readers_clock_does() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    chooses(&maria, json!({ "time_zone": "Asia/Tokyo" })).await;
    let mut talk = Conversation::about(&app, "Printer on fire").await;
    talk.maria_says("It burns").await;
    let said = portico::outside::clock::Clock::now(&*app.clock);
    talk.ana_says("Water!").await;

    talk.mail_last().await;

    let mail = super::only(app.sandbox.mails());
    let there = (said + chrono::TimeDelta::hours(9))
        .format("%-d %b %Y, %H:%M GMT+9")
        .to_string();
    assert!(
        mail.text.contains(&there) && mail.html.contains(&there),
        "{there} in {}",
        mail.text
    );
}

#[tokio::test]
async fn a_mail_to_somebody_the_ticket_is_no_business_of_does_not_leave() {
    let app = TestApp::spawn().await;
    let mut talk = Conversation::about(&app, "Printer on fire").await;
    talk.ana_says("Water!").await;

    // Tom may read it, and neither filed it nor follows it.
    let asked = talk.mail_last_to("tom@globex.example").await;

    assert!(app.sandbox.mails().is_empty());
    assert!(job(&app, asked).await.is_none_or(|it| it.state != JobState::Dead));
}
