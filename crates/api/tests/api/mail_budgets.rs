//! How many mails go to an address that nobody has proven to be theirs, whatever each of them is for.

use chrono::TimeDelta;
use portico_types::staff::AuditAction;
use serde_json::json;

use crate::{
    magic_links::count,
    openid::{Door, offers, person, signs_in},
    support::{ACME, Caller, TestApp, fixtures},
};

const BEN: &str = "ben@acme.example";
const CHLOE: &str = "chloe@acme.example";
const NINA: &str = "nina@umbrella.example";

async fn asks(app: &TestApp, path: &str, email: &str) {
    let res = app.nobody(ACME).post(path, &json!({ "email": email })).await;
    assert_eq!(res.status(), 202);
    app.run_jobs().await;
}

/// Lists somebody new as a guest of a customer, with an invitation, and takes them off again.
async fn invites(app: &TestApp, ben: &Caller) {
    let users = format!("/api/v1/customers/{}/users", fixtures::customer_id("Umbrella Foods"));
    let listed = json!({ "email": NINA, "guest": true, "invite": true });
    let _ = ben.delete(&format!("{users}/{NINA}")).await;
    let res = ben.post(&users, &listed).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    app.run_jobs().await;
}

/// Comes from a provider that does not vouch for the address. Its tokens go by the real time: an hour later they are none any more, and the
/// mail is asked for at the door.
async fn proves(app: &TestApp, hour: usize) {
    if hour > 0 {
        return asks(app, "/api/v1/portal/sign-in/mail", NINA).await;
    }
    let back = signs_in(app, Door::Portal, "google", &person(NINA).verified(false)).await;
    assert_eq!(back.status(), 202, "{}", back.text());
    app.run_jobs().await;
}

#[tokio::test]
async fn three_an_hour_and_ten_a_day_whatever_they_are_for() {
    let app = TestApp::spawn().await;
    offers(&app, &["google", "mail"], &["google", "mail"]).await;
    let mut sent = 0;
    for hour in 0..5 {
        let ben = app.agent(BEN).await;
        invites(&app, &ben).await;
        asks(&app, "/api/v1/portal/sign-in/mail", NINA).await;
        proves(&app, hour).await;
        // All three are used up, whoever asks now.
        let before = app.sandbox.mails_to(NINA).len();
        assert_eq!(before, (sent + 3).min(10), "hour {hour}");
        sent = before;
        invites(&app, &ben).await;
        asks(&app, "/api/v1/portal/sign-in/mail", NINA).await;
        proves(&app, hour).await;
        assert_eq!(app.sandbox.mails_to(NINA).len(), sent, "hour {hour}");
        app.clock.advance(TimeDelta::minutes(61));
    }
    assert_eq!(sent, 10);
}

#[tokio::test]
async fn a_members_invitation_counts_with_what_was_asked_for() {
    let app = TestApp::spawn().await;
    let invitation = format!("/api/v1/team/{}/invitation", fixtures::agent_id(CHLOE));
    let invites = async || {
        let ben = app.agent(BEN).await;
        assert_eq!(ben.post_empty(&invitation).await.status(), 202);
        app.run_jobs().await;
    };
    invites().await;
    for _ in 0..2 {
        asks(&app, "/api/v1/sign-in/mail", CHLOE).await;
    }
    assert_eq!(app.sandbox.mails_to(CHLOE).len(), 3);

    invites().await;

    assert_eq!(app.sandbox.mails_to(CHLOE).len(), 3);
    assert_eq!(
        count(&app, AuditAction::InvitationHeldBack).await,
        1,
        "whoever invited can see it"
    );
    app.clock.advance(TimeDelta::hours(1));
    invites().await;
    assert_eq!(app.sandbox.mails_to(CHLOE).len(), 4);
}
