//! How many sign-in mails an address and a customer's domain get, and that nobody sees which were held back.

use chrono::TimeDelta;
use portico_types::staff::AuditAction;
use serde_json::json;

use super::{ASK, MARIA, asks, completes, count, header_names, invents};
use crate::support::{ACME, TestApp};

#[tokio::test]
async fn an_address_gets_three_mails_an_hour_and_ten_a_day_and_nobody_sees_it() {
    let app = TestApp::spawn().await;
    let mut answers = Vec::new();
    for hour in 0..6 {
        for _ in 0..5 {
            let res = app.nobody(ACME).post(ASK, &json!({ "email": MARIA })).await;
            let names = header_names(&res);
            answers.push((res.status(), res.text().to_owned(), names));
            app.run_jobs().await;
            app.clock.advance(TimeDelta::minutes(1));
        }
        let sent = app.sandbox.mails_to(MARIA).len();
        assert_eq!(sent, (3 * (hour + 1)).min(10), "hour {hour}");
        app.clock.advance(TimeDelta::minutes(56));
    }
    assert!(answers.iter().all(|it| *it == answers[0]));
    // Of twenty: once an hour, or whoever asks on and on would fill the log.
    assert_eq!(count(&app, AuditAction::SignInMailHeldBack).await, 6);
    assert_eq!(count(&app, AuditAction::SignInMailSent).await, 10);

    // Another address has a budget of its own.
    asks(&app, "tom@globex.example").await;
    app.clock.advance(TimeDelta::hours(24));
    asks(&app, MARIA).await;
    assert_eq!(app.sandbox.mails_to(MARIA).len(), 11);
}

#[tokio::test]
async fn a_customers_domain_gets_thirty_mails_an_hour_and_a_hundred_a_day_to_people_nobody_knows() {
    let app = TestApp::spawn().await;
    assert_eq!(invents(&app, 0..33).await, 30);
    let res = app
        .nobody(ACME)
        .post(ASK, &json!({ "email": "sam@initech.example" }))
        .await;
    assert_eq!(res.status(), 202);
    asks(&app, MARIA).await; // Whom we know gets theirs.
    asks(&app, "new@initech.example").await; // So does whoever is at another customer.
    app.clock.advance(TimeDelta::hours(1));
    assert_eq!(invents(&app, 100..133).await, 30);
    app.clock.advance(TimeDelta::hours(1));
    assert_eq!(invents(&app, 200..233).await, 30);
    app.clock.advance(TimeDelta::hours(1));
    assert_eq!(invents(&app, 300..333).await, 10);
    asks(&app, MARIA).await;
    app.clock.advance(TimeDelta::hours(22));
    assert_eq!(invents(&app, 400..403).await, 3);
}

#[tokio::test]
async fn a_mail_that_is_held_back_does_not_void_the_one_that_was_sent() {
    let app = TestApp::spawn().await;
    asks(&app, MARIA).await;
    asks(&app, MARIA).await;
    app.clock.advance(TimeDelta::seconds(1));
    let third = asks(&app, MARIA).await;
    app.clock.advance(TimeDelta::seconds(1));
    app.nobody(ACME).post(ASK, &json!({ "email": MARIA })).await;
    app.run_jobs().await;

    assert_eq!(
        completes(&third.browser, json!({ "token": third.token }))
            .await
            .status(),
        200
    );
}
