//! Two processes of `portico serve` on one database, behind one address. What was taken away at one is gone at the other within five seconds. On
//! PostgreSQL only: SQLite's file belongs to one server.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use futures_util::future::join_all;
use portico::{
    entity::{audit_entry, session},
    outside::clock::Clock,
};
use portico_sandbox::{
    faults::{Rule, SlackFault},
    mail::Mail,
};
use portico_types::staff::{ApiScope, AuditAction};
use reqwest::{Method, Response};
use sea_orm::{ColumnTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};

use crate::support::{ACME, Caller, Second, TestApp, fixtures};

const MARIA: &str = "maria@globex.example";
const TOM: &str = "tom@globex.example";
const PRIYA: &str = "priya@initech.example";
const INES: &str = "ines@initech.example";
const SAM: &str = "sam@initech.example";
const ANA: &str = "ana@acme.example";
const BEN: &str = "ben@acme.example";
const SESSION: &str = "__Host-portico-session-portal";
const BROWSER: &str = "__Host-portico-browser-portal";
const ASK: &str = "/api/v1/portal/sign-in/mail";
const COMPLETE: &str = "/api/v1/portal/sign-in/mail/complete";
const REFRESH: &str = "/api/v1/portal/session/refresh";
const ME: &str = "/api/v1/portal/me";
const PORTAL_EVENTS: &str = "/api/v1/portal/events";

/// The promise: how long a right that was taken away may still work elsewhere.
const SOON: Duration = Duration::from_secs(5);

/// Two servers as they are installed, on PostgreSQL; otherwise none.
async fn servers() -> Option<(TestApp, Second)> {
    let app = TestApp::spawn().await;
    if app.db.get_database_backend() != DbBackend::Postgres {
        return None; // One process has SQLite's file for itself.
    }
    Some(app.in_processes(2).await)
}

/// Lets the ten seconds pass in which a session's last secret is still good.
async fn grace_passes(app: &TestApp) {
    let before = app.clock.now() - TimeDelta::minutes(1);
    session::Entity::update_many()
        .col_expr(session::Column::RotatedAt, Expr::value(before))
        .exec(&app.db)
        .await
        .unwrap();
}

fn token_in(mail: &Mail) -> String {
    let link = mail.text.split_whitespace().find(|word| word.starts_with("http"));
    link.and_then(|link| link.split_once('#')).expect("a link").1.to_owned()
}

/// Somebody who has used the second server just now and listens there.
struct Elsewhere {
    caller: Caller,
    path: &'static str,
    stream: Option<Response>,
}

impl Elsewhere {
    async fn begin(caller: Caller, path: &'static str, stream: Option<&str>) -> Self {
        let stream = match stream {
            Some(stream) => {
                let response = caller.request(Method::GET, stream).send().await.unwrap();
                assert_eq!(response.status(), 200, "{stream}");
                Some(response)
            }
            None => None,
        };
        let res = caller.get(path).await; // The second server remembers them from here on.
        assert_eq!(res.status(), 200, "{path}: {}", res.text());
        Self { caller, path, stream }
    }

    /// Refused, and the stream ended, soon after `since`.
    async fn shut_out(mut self, since: Instant, refusals: &[u16], what: &str) {
        loop {
            let status = self.caller.get(self.path).await.status();
            if refusals.contains(&status) {
                break;
            }
            assert_eq!(status, 200, "{what}");
            assert!(since.elapsed() < SOON, "{what}: still let through at the other server");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(since.elapsed() < SOON, "{what}: refused after {:?}", since.elapsed());
        if let Some(stream) = &mut self.stream {
            let ended = async { while let Ok(Some(_)) = stream.chunk().await {} };
            let left = SOON.saturating_sub(since.elapsed());
            let ended = tokio::time::timeout(left, ended).await;
            ended.unwrap_or_else(|_| panic!("{what}: the stream at the other server goes on"));
        }
        let again = self.caller.get(self.path).await.status();
        assert!(refusals.contains(&again), "{what}: {again}");
    }
}

#[tokio::test]
async fn one_signs_in_at_one_server_and_is_signed_in_at_the_other() {
    let Some((app, second)) = servers().await else { return };
    let maria = app.contact(MARIA).await;
    assert_eq!(second.reach(&maria).get(ME).await.json()["email"], MARIA);

    // A link that one of them wrote, redeemed at the other, once.
    let asked = app.nobody(ACME).post(ASK, &json!({ "email": TOM })).await;
    assert_eq!(asked.status(), 202);
    app.run_jobs().await;
    let token = token_in(&app.sandbox.mails_to(TOM).pop().expect("a mail"));
    let browser = app.nobody(ACME).with_cookie(&asked.cookie(BROWSER).unwrap());
    let proof = json!({ "token": token });
    let done = second.reach(&browser).post(COMPLETE, &proof).await;
    assert_eq!(done.status(), 200, "{}", done.text());
    for server in [browser.clone(), second.reach(&browser)] {
        assert_eq!(server.post(COMPLETE, &proof).await.status(), 401, "a link is good once");
    }
    let tom = app
        .nobody(ACME)
        .with_token(done.json()["access_token"].as_str().unwrap());
    assert_eq!(tom.get(ME).await.json()["email"], TOM);

    // Both at once: one of them signs in.
    let asked = app.nobody(ACME).post(ASK, &json!({ "email": SAM })).await;
    app.run_jobs().await;
    let proof = json!({ "token": token_in(&app.sandbox.mails_to(SAM).pop().expect("a mail")) });
    let browser = app.nobody(ACME).with_cookie(&asked.cookie(BROWSER).unwrap());
    let there = second.reach(&browser);
    let both = tokio::join!(browser.post(COMPLETE, &proof), there.post(COMPLETE, &proof));
    let mut statuses = [both.0.status(), both.1.status()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
}

#[tokio::test]
async fn a_session_is_renewed_by_turns_and_its_old_secret_ends_it_on_both() {
    let Some((app, second)) = servers().await else { return };
    let first = app.session_cookie(MARIA).await;
    let here = |cookie: &str| app.nobody(ACME).with_cookie(cookie);
    let next = here(&first).post_empty(REFRESH).await.cookie(SESSION).unwrap();
    // A moment later the other arrives at the same successor.
    let same = second.reach(&here(&first)).post_empty(REFRESH).await;
    assert_eq!(same.cookie(SESSION).as_ref(), Some(&next));
    grace_passes(&app).await;
    let renewed = second.reach(&here(&next)).post_empty(REFRESH).await;
    let newest = renewed.cookie(SESSION).unwrap();
    assert_ne!(newest, next);
    grace_passes(&app).await;

    assert_eq!(here(&next).post_empty(REFRESH).await.status(), 401, "a replay");
    assert_eq!(second.reach(&here(&newest)).post_empty(REFRESH).await.status(), 401);
    assert_eq!(here(&newest).post_empty(REFRESH).await.status(), 401);
}

#[tokio::test]
async fn what_is_taken_away_at_one_server_is_gone_at_the_other_soon() {
    let Some((app, second)) = servers().await else { return };
    let ana = app.agent(ANA).await;
    let wanted = json!({ "kind": "service", "name": "Key", "scopes": [ApiScope::TicketsRead] });
    let key: Value = ana.post("/api/v1/api-keys", &wanted).await.json();
    let with_key = app.nobody(ACME).with_token(key["secret"].as_str().expect("a secret"));

    let priya = Elsewhere::begin(second.reach(&app.contact(PRIYA).await), ME, Some(PORTAL_EVENTS)).await;
    let disabled = format!("/api/v1/contacts/{}", fixtures::contact_id(PRIYA));
    let done = ana.patch(&disabled, &json!({ "disabled": true })).await;
    assert_eq!(done.status(), 200, "{}", done.text());
    priya.shut_out(Instant::now(), &[401], "a disabled contact").await;

    let tom = Elsewhere::begin(second.reach(&app.contact(TOM).await), ME, Some(PORTAL_EVENTS)).await;
    let domain = format!(
        "/api/v1/customers/{}/domains/globex.example",
        fixtures::customer_id("Globex")
    );
    assert_eq!(ana.delete(&domain).await.status(), 204);
    tom.shut_out(Instant::now(), &[401, 403], "a removed domain").await;

    let ines = Elsewhere::begin(second.reach(&app.contact(INES).await), ME, Some(PORTAL_EVENTS)).await;
    let initech = format!("/api/v1/customers/{}", fixtures::customer_id("Initech"));
    let version = ana.get(&initech).await.json()["version"].clone();
    let off = json!({ "version": version, "portal_enabled": false });
    let done = ana.patch(&initech, &off).await;
    assert_eq!(done.status(), 200, "{}", done.text());
    ines.shut_out(Instant::now(), &[401], "a customer without the portal")
        .await;
    let version = done.json()["version"].clone();
    let on = json!({ "version": version, "portal_enabled": true });
    assert_eq!(ana.patch(&initech, &on).await.status(), 200);

    let mut sessions = Vec::new();
    for _ in 0..2 {
        sessions.push(app.contact(INES).await);
    }
    let theirs = Elsewhere::begin(second.reach(&sessions[0]), ME, Some(PORTAL_EVENTS)).await;
    let done = sessions[1].post_empty("/api/v1/portal/sessions/end-others").await;
    assert!((200..300).contains(&done.status()), "{}", done.text());
    theirs.shut_out(Instant::now(), &[401], "an ended session").await;

    let keyed = Elsewhere::begin(second.reach(&with_key), "/api/v1/tickets", Some("/api/v1/events")).await;
    let revoking = format!("/api/v1/api-keys/{}", key["key"]["id"].as_str().unwrap());
    assert_eq!(ana.delete(&revoking).await.status(), 204);
    keyed.shut_out(Instant::now(), &[401], "a revoked key").await;

    // Ben stays an agent, so what he listens to goes on.
    let ben = Elsewhere::begin(second.reach(&app.agent(BEN).await), "/api/v1/sign-in-settings", None).await;
    let member = format!("/api/v1/team/{}", fixtures::agent_id(BEN));
    let done = ana.patch(&member, &json!({ "role": "agent" })).await;
    assert_eq!(done.status(), 200, "{}", done.text());
    ben.shut_out(Instant::now(), &[403], "a lowered role").await;

    let ben = Elsewhere::begin(
        second.reach(&app.agent(BEN).await),
        "/api/v1/me",
        Some("/api/v1/events"),
    )
    .await;
    let done = ana.patch(&member, &json!({ "disabled": true })).await;
    assert_eq!(done.status(), 200, "{}", done.text());
    ben.shut_out(Instant::now(), &[401], "a disabled agent").await;

    let sam = Elsewhere::begin(second.reach(&app.contact(SAM).await), ME, Some(PORTAL_EVENTS)).await;
    let account: Value = ana.get("/api/v1/account").await.json();
    let plan = json!({ "version": account["version"], "plan": "starter" });
    let done = ana.patch("/api/v1/account", &plan).await;
    assert_eq!(done.status(), 200, "{}", done.text());
    sam.shut_out(Instant::now(), &[403], "a plan without a portal").await;
}

#[tokio::test]
async fn both_servers_together_write_to_an_address_no_more_often_than_one() {
    let Some((app, second)) = servers().await else { return };
    let nobody = app.nobody(ACME);
    let there = second.reach(&nobody);
    for server in [&nobody, &there, &nobody, &there, &there] {
        assert_eq!(server.post(ASK, &json!({ "email": MARIA })).await.status(), 202);
        app.run_jobs().await;
    }
    assert_eq!(app.sandbox.mails_to(MARIA).len(), 3, "three an hour");

    // Both at once: neither counts past the other.
    let body = json!({ "email": TOM });
    let asked = join_all([&nobody, &there, &nobody, &there, &nobody, &there].map(|it| it.post(ASK, &body))).await;
    assert!(asked.iter().all(|res| res.status() == 202));
    tokio::join!(app.run_jobs(), second.run_jobs());
    app.run_jobs().await; // What one of them still had in hand when the other looked.
    // One that a newer voids before it has left stays here, and one that it voids before anybody looked is not even counted.
    assert!((1..=3).contains(&app.sandbox.mails_to(TOM).len()));
    let sent = audit_entry::Column::Action.eq(AuditAction::SignInMailSent);
    let sent = audit_entry::Entity::find().filter(sent).count(&app.db).await;
    let sent = sent.unwrap();
    assert!(
        (4..=6).contains(&sent),
        "three to Maria, three to Tom at the most: {sent}"
    );
    let held_back = audit_entry::Column::Action.eq(AuditAction::SignInMailHeldBack);
    let held_back = audit_entry::Entity::find().filter(held_back).count(&app.db).await;
    let held_back = held_back.unwrap();
    assert!(
        (1..=2).contains(&held_back),
        "once an hour for each at the most: {held_back}"
    );
}

#[tokio::test]
async fn the_pause_that_slack_asks_of_one_server_is_kept_by_the_other() {
    let app = TestApp::spawn().await;
    if app.db.get_database_backend() != DbBackend::Postgres {
        return;
    }
    let second = app.second().await; // In this process, whose time a test owns.
    let limited = SlackFault::RateLimited { retry_after: 30 };
    app.sandbox
        .faults()
        .set([Rule::slack("chat.postMessage", limited).times(1)]);
    let calls = || app.sandbox.slack().calls_of("chat.postMessage").len();
    let files = async |title: &str| {
        let body = json!({ "title": title, "description": "It burns.", "form_id": fixtures::form_id(), "answers": {
            fixtures::field_id("area").to_string(): "Billing",
        } });
        let res = app.contact(MARIA).await.post("/api/v1/portal/tickets", &body).await;
        assert_eq!(res.status(), 201, "{}", res.text());
    };
    files("Printer on fire").await;
    app.run_jobs().await;
    assert_eq!(calls(), 1);
    files("Again").await;
    second.run_jobs().await;
    assert_eq!(calls(), 1, "the other server asked Slack all the same");

    app.clock.advance(TimeDelta::seconds(31));
    second.run_jobs().await;
    app.run_jobs().await;
    assert_eq!(app.sandbox.slack().messages("C0TRIAGE").len(), 2);
}
