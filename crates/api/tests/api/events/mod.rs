//! Live updates.

mod apart;

use std::time::Duration;

use portico::entity::contact;
use reqwest::{Method, Response};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DbBackend, Statement};
use serde_json::{Value, json};

use crate::support::{ACME, Caller, OTHER, TestApp, fixtures};

/// An open stream.
struct Stream {
    response: Response,
    text: String,
}

impl Stream {
    async fn open(caller: &Caller, path: &str) -> Self {
        let response = caller.request(Method::GET, path).send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut stream = Self {
            response,
            text: String::new(),
        };
        assert_eq!(stream.block().await.as_deref(), Some(": listening"));
        stream
    }

    /// The next block; `None` when the stream has ended.
    async fn block(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(block);
            }
            let chunk = tokio::time::timeout(Duration::from_secs(20), self.response.chunk());
            let chunk = chunk.await.expect("something is said, or the stream ends").unwrap()?;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    /// The next event's ticket.
    async fn ticket(&mut self) -> String {
        self.change().await["key"].as_str().unwrap().to_owned()
    }

    /// What the next event says of a ticket.
    async fn change(&mut self) -> Value {
        let block = self.block().await.expect("an event");
        let mut lines = block.lines();
        assert!(lines.next().is_some_and(|l| l.starts_with("id: ")), "{block}");
        assert_eq!(lines.next(), Some("event: ticket"));
        serde_json::from_str(lines.next().unwrap().strip_prefix("data: ").unwrap()).unwrap()
    }
}

#[tokio::test]
async fn contacts_cannot_count_the_notes_by_what_they_hear() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = (
        app.contact("maria@globex.example").await,
        app.agent("chloe@acme.example").await,
    );
    let key = file(&maria).await;
    app.run_jobs().await;
    let (triage, slack) = ("C0TRIAGE", app.sandbox.slack());
    let card = slack
        .messages(triage)
        .into_iter()
        .find(|it| it.bot_id.is_some())
        .unwrap();
    let ts = slack.say("U0CHLOE", triage, "Nearly", Some(&card.ts));
    app.run_jobs().await;
    says(&chloe, &key, "internal").await;
    let last = maria.get(&format!("/api/v1/portal/tickets/{key}")).await.json()["last_seq"].clone();
    let mut heard = Stream::open(&maria, PORTAL).await;

    slack.edit("U0CHLOE", triage, &ts, "Done");
    app.run_jobs().await;

    let change = heard.change().await;
    assert_eq!(change["last_seq"], last);
    let conversation = maria
        .get(&format!("/api/v1/portal/tickets/{key}/conversation"))
        .await
        .json();
    let entries = conversation["entries"].as_array().unwrap();
    let edited = entries.iter().find(|entry| entry["body"] == "Done").expect("the edit");
    assert_eq!(change["from_seq"], edited["seq"]);
}

#[tokio::test]
async fn whoever_has_a_ticket_open_hears_of_its_follow_up() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = (
        app.contact("maria@globex.example").await,
        app.agent("chloe@acme.example").await,
    );
    let key = file(&maria).await;
    let mut heard = [
        Stream::open(&maria, PORTAL).await,
        Stream::open(&chloe, "/api/v1/events").await,
    ];

    let filed = files(&maria, Some(&key)).await;

    for stream in &mut heard {
        assert_eq!(stream.ticket().await, filed);
        let change = stream.change().await;
        // None of its entries says anything else.
        assert_eq!(
            (&change["key"], change["from_seq"].as_i64()),
            (&json!(key), change["last_seq"].as_i64().map(|it| it + 1))
        );
    }
}

#[tokio::test]
async fn an_edit_and_a_deletion_reach_whoever_has_the_page_open() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = (
        app.contact("maria@globex.example").await,
        app.agent("chloe@acme.example").await,
    );
    let key = file(&maria).await;
    app.run_jobs().await;
    let (triage, slack) = ("C0TRIAGE", app.sandbox.slack());
    let card = slack
        .messages(triage)
        .into_iter()
        .find(|it| it.bot_id.is_some())
        .unwrap();
    let ts = slack.say("U0CHLOE", triage, "Nearly", Some(&card.ts));
    app.run_jobs().await;
    let mut heard = [
        Stream::open(&maria, PORTAL).await,
        Stream::open(&chloe, "/api/v1/events").await,
    ];
    let shown = async || {
        let conversation = format!("/api/v1/portal/tickets/{key}/conversation");
        maria.get(&conversation).await.text().to_owned()
    };

    slack.edit("U0CHLOE", triage, &ts, "Done");
    app.run_jobs().await;
    for stream in &mut heard {
        assert_eq!(stream.ticket().await, key, "an edit");
    }
    assert!(shown().await.contains("Done"));

    slack.delete("U0CHLOE", triage, &ts);
    app.run_jobs().await;
    for stream in &mut heard {
        assert_eq!(stream.ticket().await, key, "a deletion");
    }
    assert!(!shown().await.contains("Done"));
}

/// On PostgreSQL, where servers tell each other.
#[tokio::test]
async fn when_the_line_to_other_servers_was_lost_everybody_is_told_to_ask_again_on_postgres() {
    let app = TestApp::spawn().await;
    if app.db.get_database_backend() != DbBackend::Postgres {
        return;
    }
    let second = app.second().await;
    let maria = app.contact("maria@globex.example").await;
    let key = file(&maria).await;
    let mut heard = Stream::open(&maria, PORTAL).await;
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE 'LISTEN %'";
    let listening = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'";
    let ask = |sql: &'static str| app.db.query_all_raw(Statement::from_string(DbBackend::Postgres, sql));
    // The second server has only begun to start.
    let both = async {
        while ask(listening).await.unwrap().len() < 2 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), both)
        .await
        .expect("each server listens");
    assert_eq!(ask(cut).await.unwrap().len(), 2, "on a line of its own");

    assert_eq!(heard.block().await.as_deref(), Some("event: reload\ndata: {}"));

    // And the new line works.
    let elsewhere = second.reach(&app.agent("chloe@acme.example").await);
    says(&elsewhere, &key, "public").await;
    assert_eq!(heard.ticket().await, key);
}

const PORTAL: &str = "/api/v1/portal/events";

async fn file(caller: &Caller) -> String {
    files(caller, None).await
}

/// Files a ticket, as the follow-up of another or of none.
async fn files(caller: &Caller, follow_up_of: Option<&str>) -> String {
    let ticket = json!({
        "form_id": fixtures::form_id(), "title": "Live", "description": "Live",
        "answers": { fixtures::field_id("area").to_string(): "Login" }, "follow_up_of": follow_up_of,
    });
    let res = caller.post("/api/v1/portal/tickets", &ticket).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    res.json()["key"].as_str().unwrap().to_owned()
}

async fn says(agent: &Caller, key: &str, visibility: &str) {
    let message = json!({ "visibility": visibility, "body": "Hello" });
    let res = agent.post(&format!("/api/v1/tickets/{key}/messages"), &message).await;
    assert_eq!(res.status(), 201, "{}", res.text());
}

#[tokio::test]
async fn contacts_hear_of_what_they_may_see_and_of_nothing_else() {
    let app = TestApp::spawn().await;
    let (maria, priya, sam) = (
        app.contact("maria@globex.example").await,
        app.contact("priya@initech.example").await,
        app.contact("sam@initech.example").await,
    );
    let chloe = app.agent("chloe@acme.example").await;
    let (marias, priyas, sams) = (file(&maria).await, file(&priya).await, file(&sam).await);
    let mut heard_by_maria = Stream::open(&maria, PORTAL).await;
    let mut heard_by_sam = Stream::open(&sam, PORTAL).await;
    let mut heard_by_chloe = Stream::open(&chloe, "/api/v1/events").await;
    let mut heard_by_eve = Stream::open(&app.agent_of(OTHER, "eve@other.example").await, "/api/v1/events").await;

    // A note, another customer's ticket, a colleague's where one sees one's own: none of it is the first thing they hear.
    says(&chloe, &marias, "internal").await;
    says(&chloe, &priyas, "public").await;
    says(&chloe, &sams, "public").await;
    says(&chloe, &marias, "public").await;
    let gavin = app.contact_of(OTHER, "gavin@hooli.example").await;
    gavin
        .post(
            "/api/v1/portal/tickets",
            &json!({ "title": "Far", "description": "Away" }),
        )
        .await;

    assert_eq!(heard_by_maria.ticket().await, marias);
    assert_eq!(heard_by_sam.ticket().await, sams);
    for key in [&marias, &priyas, &sams, &marias] {
        assert_eq!(heard_by_chloe.ticket().await, **key);
    }
    assert_eq!(heard_by_eve.ticket().await, "OTH-1");
}

#[tokio::test]
async fn a_stream_ends_when_the_right_is_gone() {
    let app = TestApp::spawn().await;
    let maria = app.contact("maria@globex.example").await;
    let mut stream = Stream::open(&maria, PORTAL).await;

    let disabled = contact::ActiveModel {
        account_id: Set(fixtures::account_id(ACME)),
        id: Set(fixtures::contact_id("maria@globex.example")),
        disabled_at: Set(Some(app.state.clock.now())),
        ..Default::default()
    };
    disabled.update(&app.db).await.unwrap();

    assert_eq!(stream.block().await, None);
    assert_eq!(maria.get(PORTAL).await.status(), 401);
}

/// How often the server asks again whether a listener may still listen, and how long it remembers that a caller may call, are settings;
/// as delivered they keep the promise of five seconds.
#[test]
fn a_right_taken_away_is_gone_within_five_seconds_as_delivered() {
    let config = portico::config::Config::defaults().unwrap();

    assert!(config.live.recheck_ms <= 4_000, "{}", config.live.recheck_ms);
    assert!(config.sign_in.cache_seconds <= 4, "{}", config.sign_in.cache_seconds);
}

/// What an admin does, with the listener it ends.
async fn ends(app: &TestApp, listener: &Caller, path: &str, req: reqwest::RequestBuilder) {
    let mut stream = Stream::open(listener, path).await;
    let ana = app.agent("ana@acme.example").await;
    let what = format!("{:?}", req.try_clone().unwrap());

    let res = ana.send(req).await;

    assert!(res.status() < 300, "{what}: {}", res.text());
    assert_eq!(stream.block().await, None, "{what}");
    assert!([401, 403].contains(&listener.get(path).await.status()), "{what}");
}

#[tokio::test]
async fn a_stream_ends_whichever_way_the_right_is_taken_away() {
    const CONSOLE: &str = "/api/v1/events";
    let globex = format!("/api/v1/customers/{}", fixtures::customer_id("Globex"));
    let umbrella = format!("/api/v1/customers/{}", fixtures::customer_id("Umbrella Foods"));
    let tom = format!("/api/v1/contacts/{}", fixtures::contact_id("tom@globex.example"));
    let chloe = format!("/api/v1/team/{}", fixtures::agent_id("chloe@acme.example"));
    let (maria, olga) = ("maria@globex.example", "olga@umbrella-foods.example");
    let nothing = || json!(null);
    for (listener, method, path, body) in [
        ("tom@globex.example", Method::PATCH, tom, json!({ "disabled": true })),
        (
            maria,
            Method::DELETE,
            format!("{globex}/domains/globex.example"),
            nothing(),
        ),
        (olga, Method::DELETE, format!("{umbrella}/users/{olga}"), nothing()),
        (
            maria,
            Method::PATCH,
            globex.clone(),
            json!({ "version": 1, "user_access": "specific" }),
        ),
        (
            maria,
            Method::PATCH,
            globex,
            json!({ "version": 1, "portal_enabled": false }),
        ),
        (
            maria,
            Method::PATCH,
            "/api/v1/account".to_owned(),
            json!({ "version": 1, "plan": "starter" }),
        ),
        (
            maria,
            Method::PATCH,
            "/api/v1/portal-setup".to_owned(),
            json!({ "version": 1, "enabled": false }),
        ),
        ("chloe@acme.example", Method::PATCH, chloe, json!({ "disabled": true })),
    ] {
        let app = TestApp::spawn().await;
        let ana = app.agent("ana@acme.example").await;
        let (listener, stream) = if listener.ends_with("@acme.example") {
            (app.agent(listener).await, CONSOLE)
        } else {
            (app.contact(listener).await, PORTAL)
        };
        let req = ana.request(method, &path);
        let req = if body.is_null() { req } else { req.json(&body) };

        ends(&app, &listener, stream, req).await;
    }
}

#[tokio::test]
async fn a_manager_who_is_one_no_longer_hears_of_their_own_tickets_alone() {
    let app = TestApp::spawn().await;
    let (ines, sam) = (
        app.contact("ines@initech.example").await,
        app.contact("sam@initech.example").await,
    );
    let (sams, iness) = (file(&sam).await, file(&ines).await);
    let mut heard = Stream::open(&ines, PORTAL).await;
    let chloe = app.agent("chloe@acme.example").await;
    says(&chloe, &sams, "public").await;
    assert_eq!(heard.ticket().await, sams);

    let contact = format!("/api/v1/contacts/{}", fixtures::contact_id("ines@initech.example"));
    let ben = app.agent("ben@acme.example").await;
    let lowered = ben.patch(&contact, &json!({ "role": "member" })).await;
    assert_eq!(lowered.status(), 200);
    // Until the next recheck she may still hear of Sam's.
    let mut heard_of_sams = true;
    for _ in 0..500 {
        says(&chloe, &sams, "public").await;
        says(&chloe, &iness, "public").await;
        let first = heard.ticket().await;
        heard_of_sams = first == sams;
        if !heard_of_sams {
            break;
        }
        assert_eq!(heard.ticket().await, iness);
    }
    assert!(!heard_of_sams);
    app.run_jobs().await;
}

#[tokio::test]
async fn a_stream_ends_when_the_server_stops() {
    let app = TestApp::spawn().await;
    let mut stream = Stream::open(&app.contact("maria@globex.example").await, PORTAL).await;

    app.state.stop.cancel();

    assert_eq!(stream.block().await, None);
}

#[tokio::test]
async fn one_person_can_open_only_so_many_streams() {
    let app = TestApp::spawn().await;
    let (maria, tom) = (
        app.contact("maria@globex.example").await,
        app.contact("tom@globex.example").await,
    );
    let mut streams = Vec::new();
    for _ in 0..32 {
        streams.push(Stream::open(&maria, PORTAL).await);
    }

    let refused = maria.get(PORTAL).await;
    assert_eq!(refused.status(), 429, "{}", refused.text());
    assert_eq!(refused.headers()["content-type"], "application/problem+json");
    assert_eq!(refused.headers()["retry-after"], "2");
    Stream::open(&tom, PORTAL).await;
}
