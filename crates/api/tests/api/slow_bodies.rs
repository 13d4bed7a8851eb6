//! Whoever sends slowly what they may send no longer: what they might when they began does not count.

use chrono::TimeDelta;
use futures_util::stream;
use portico::config::Limits;
use portico_types::staff::ApiScope;
use reqwest::{Body, Method};
use serde_json::{Value, json};
use tokio::{sync::oneshot, task::JoinHandle};

use crate::support::{ACME, Answer, Caller, TestApp, fixtures};

const ANA: &str = "ana@acme.example";
const BEN: &str = "ben@acme.example";
const MARIA: &str = "maria@globex.example";
const TOM: &str = "tom@globex.example";

/// Answers tell how many requests a person has left: by that a test sees that a request which has no end yet was judged.
async fn app() -> TestApp {
    let app = TestApp::spawn_with(|config| {
        config.server.body_seconds = 60; // Several requests come between two halves of one.
        config.limits = Limits {
            per_address: 0,
            per_person: 10_000,
            per_account: 0,
            sign_in_per_address: 0,
        };
    });
    app.await
}

/// How many requests `caller` had left after one more.
async fn left(caller: &Caller, path: &str) -> u32 {
    let res = caller.get(path).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    let told = res.headers()["ratelimit"].to_str().unwrap();
    let left = told.split("r=").nth(1).and_then(|it| it.split(';').next());
    left.expect("a number").parse().unwrap()
}

/// A request of which only the beginning has come.
struct Begun {
    rest: oneshot::Sender<Vec<u8>>,
    answer: JoinHandle<Answer>,
}

impl Begun {
    /// Returns when the server has judged whose it is; `reads` is something they may read.
    async fn begin(caller: &Caller, reads: &str, (method, path): (Method, &str), half: &[u8]) -> Self {
        let before = left(caller, reads).await;
        let (rest, comes) = oneshot::channel();
        let half = half.to_vec();
        let body = stream::unfold((Some(half), Some(comes)), async |(half, comes)| match (half, comes) {
            (Some(half), comes) => Some((Ok::<_, std::io::Error>(half), (None, comes))),
            (None, Some(comes)) => Some((Ok(comes.await.unwrap_or_default()), (None, None))),
            (None, None) => None,
        });
        let req = caller.request(method, path).header("content-type", "application/json");
        let req = req.body(Body::wrap_stream(Box::pin(body)));
        let theirs = caller.clone();
        let answer = tokio::spawn(async move { theirs.send(req).await });
        for asked in 1.. {
            if left(caller, reads).await < before - asked {
                break;
            }
            assert!(!answer.is_finished(), "answered before it was heard");
        }
        Self { rest, answer }
    }

    async fn end(self, rest: &[u8]) -> Answer {
        self.rest.send(rest.to_vec()).unwrap();
        self.answer.await.unwrap()
    }
}

const READS: [&str; 2] = ["/api/v1/portal/me", "/api/v1/tickets"];

/// Maria's ticket.
async fn ticket(app: &TestApp) -> String {
    let body = json!({ "title": "Printer on fire", "description": "It burns.", "form_id": fixtures::form_id(), "answers": {
        fixtures::field_id("area").to_string(): "Billing",
    } });
    let res = app.contact(MARIA).await.post("/api/v1/portal/tickets", &body).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    res.json()["key"].as_str().unwrap().to_owned()
}

async fn key(ana: &Caller, app: &TestApp) -> (Caller, String) {
    let wanted = json!({ "kind": "service", "name": "Key", "scopes": [ApiScope::TicketsRead, ApiScope::TicketsWrite] });
    let made: Value = ana.post("/api/v1/api-keys", &wanted).await.json();
    let caller = app.nobody(ACME).with_token(made["secret"].as_str().expect("a secret"));
    (
        caller,
        format!("/api/v1/api-keys/{}", made["key"]["id"].as_str().unwrap()),
    )
}

#[tokio::test]
async fn nobody_writes_who_lost_the_right_to_while_their_words_came() {
    let app = app().await;
    let ana = app.agent(ANA).await;
    let ticket = ticket(&app).await;
    let (portal, console) = (
        format!("/api/v1/portal/tickets/{ticket}/messages"),
        format!("/api/v1/tickets/{ticket}/messages"),
    );
    let (keyed, revoking) = key(&ana, &app).await;
    let (reply, note) = (
        json!({ "body": "Slowly said" }).to_string(),
        json!({ "visibility": "internal", "body": "Slowly said" }).to_string(),
    );
    let off = async |path: &str| {
        let res = ana.patch(path, &json!({ "disabled": true })).await;
        assert_eq!(res.status(), 200, "{}", res.text());
    };
    for may_still in [true, false] {
        for (who, caller, path, body) in [
            (0, app.contact(MARIA).await, &portal, &reply),
            (1, app.agent(BEN).await, &console, &note),
            (2, keyed.clone(), &console, &note),
        ] {
            let (half, rest) = body.split_at(9);
            let reads = READS[usize::from(who > 0)];
            let begun = Begun::begin(&caller, reads, (Method::POST, path), half.as_bytes()).await;
            if !may_still {
                match who {
                    0 => off(&format!("/api/v1/contacts/{}", fixtures::contact_id(MARIA))).await,
                    1 => off(&format!("/api/v1/team/{}", fixtures::agent_id(BEN))).await,
                    _ => assert_eq!(ana.delete(&revoking).await.status(), 204),
                }
            }
            app.clock.advance(TimeDelta::seconds(2));

            let res = begun.end(rest.as_bytes()).await;

            let expected = if may_still { 201 } else { 401 };
            assert_eq!(res.status(), expected, "{who}: {}", res.text());
        }
    }
    app.run_jobs().await;
}

#[tokio::test]
async fn nobody_uploads_who_lost_the_right_to_on_the_way() {
    let app = app().await;
    let ana = app.agent(ANA).await;
    let tom = app.contact(TOM).await;
    for may_still in [true, false] {
        let asked = json!({ "name": "a.txt", "size": 10 });
        let id = tom.post("/api/v1/portal/attachments", &asked).await.json()["id"].clone();
        let path = format!("/api/v1/portal/attachments/{}/content", id.as_str().unwrap());
        let begun = Begun::begin(&tom, READS[0], (Method::PUT, &path), b"01234").await;
        if !may_still {
            let contact = format!("/api/v1/contacts/{}", fixtures::contact_id(TOM));
            let res = ana.patch(&contact, &json!({ "disabled": true })).await;
            assert_eq!(res.status(), 200, "{}", res.text());
        }
        app.clock.advance(TimeDelta::seconds(2));

        let res = begun.end(b"56789").await;

        assert_eq!(res.status(), if may_still { 200 } else { 401 }, "{}", res.text());
    }
}

#[tokio::test]
async fn who_comes_to_see_less_meanwhile_is_judged_anew() {
    let app = app().await;
    let ana = app.agent(ANA).await;
    let ticket = ticket(&app).await;
    let tom = app.contact(TOM).await;
    let path = format!("/api/v1/portal/tickets/{ticket}/messages");
    let begun = Begun::begin(&tom, READS[0], (Method::POST, &path), b"{\"body\": ").await;
    let globex = format!("/api/v1/customers/{}", fixtures::customer_id("Globex"));
    let version = ana.get(&globex).await.json()["version"].clone();
    let own = json!({ "version": version, "visibility": "own" });
    let res = ana.patch(&globex, &own).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    app.clock.advance(TimeDelta::seconds(2));

    let res = begun.end(b"\"Me too\"}").await;

    assert_eq!(res.status(), 401, "{}", res.text());
    assert_eq!(tom.post(&path, &json!({ "body": "Me too" })).await.status(), 404);
}

/// Nobody takes all turns of an upload.
#[tokio::test]
async fn whoever_uploads_slowly_keeps_nobody_else_from_it() {
    let app = app().await;
    let maria = app.contact(MARIA).await;
    let asked = json!({ "name": "a.txt", "size": 100 });
    let id = maria.post("/api/v1/portal/attachments", &asked).await.json()["id"].clone();
    let path = format!("/api/v1/portal/attachments/{}/content?offset=0", id.as_str().unwrap());
    let mut slow = Vec::new();
    for _ in 0..32 {
        slow.push(Begun::begin(&maria, READS[0], (Method::PUT, &path), b"a").await);
    }

    let tom = app.contact(TOM).await;
    tom.uploads("/api/v1/portal", "b.txt", b"hello").await;

    assert!(
        slow.iter().filter(|it| !it.answer.is_finished()).count() >= 6,
        "those of a turn wait still"
    );
}
