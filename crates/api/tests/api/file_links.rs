//! Links to one file: they open without a token, for some minutes, and only for as long as their reader may read it.

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    support::{ACME, Caller, OTHER, TestApp, fixtures},
    tickets::{file, problem},
};

const MARIA: &str = "maria@globex.example";
const ANA: &str = "ana@acme.example";
const CHLOE: &str = "chloe@acme.example";
const PORTAL: &str = "/api/v1/portal";
const STAFF: &str = "/api/v1";

/// A ticket of Maria's with a message that has a file: its key, and the ids of both.
async fn ticket_with_file(maria: &Caller) -> (String, String, String) {
    let key = file(maria, &problem("Printer on fire")).await;
    let id = maria.uploads(PORTAL, "log.html", b"<script>hello</script>").await;
    let reply = json!({ "body": "See the log", "attachments": [id] });
    let res = maria.post(&format!("{PORTAL}/tickets/{key}/messages"), &reply).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    let message = res.json()["id"].as_str().unwrap().to_owned();
    (key, message, id)
}

async fn ask(caller: &Caller, base: &str, id: &str) -> Value {
    let res = caller.get(&format!("{base}/attachments/{id}/link")).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    res.json()
}

async fn link(caller: &Caller, base: &str, id: &str) -> String {
    ask(caller, base, id).await["url"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_link_opens_a_file_without_a_token_and_as_inert_as_a_download() {
    let app = TestApp::spawn().await;
    let (maria, ana) = (app.contact(MARIA).await, app.agent(ANA).await);
    let (_, _, id) = ticket_with_file(&maria).await;
    let nobody = app.nobody(ACME);
    for (caller, base) in [(&maria, PORTAL), (&ana, STAFF)] {
        let link = ask(caller, base, &id).await;
        let url = link["url"].as_str().unwrap();
        let ends: DateTime<Utc> = serde_json::from_value(link["expires_at"].clone()).unwrap();
        assert!(ends - app.state.clock.now() <= TimeDelta::minutes(5), "{link}");
        assert_eq!(link["thumbnail"], Value::Null);
        for time in 1..=2 {
            let res = nobody.get(url).await;
            assert_eq!(
                (res.status(), res.bytes()),
                (200, &b"<script>hello</script>"[..]),
                "{time}"
            );
            let header = |name: &str| res.headers()[name].to_str().unwrap();
            assert_eq!(header("content-type"), "application/octet-stream");
            assert_eq!(
                header("content-disposition"),
                "attachment; filename=\"log.html\"; filename*=UTF-8''log.html"
            );
            assert_eq!(header("content-security-policy"), "sandbox; default-src 'none'");
            assert_eq!(header("x-content-type-options"), "nosniff");
            assert_eq!(header("cache-control"), "private, no-store");
            assert_eq!(header("referrer-policy"), "no-referrer");
        }
        let part = nobody.request(Method::GET, url).header("range", "bytes=8-12");
        let part = nobody.send(part).await;
        assert_eq!((part.status(), part.bytes()), (206, &b"hello"[..]));
        assert_eq!(part.headers()["content-range"], "bytes 8-12/22");
        for method in [Method::POST, Method::PUT, Method::DELETE] {
            let res = nobody.send(nobody.request(method, url)).await;
            assert!(matches!(res.status(), 404 | 405), "{}", res.status());
        }
    }
}

#[tokio::test]
async fn a_link_ends_after_the_seconds_that_are_configured() {
    let app = TestApp::spawn_with(|config| config.attachments.link_seconds = 60).await;
    let maria = app.contact(MARIA).await;
    let (_, _, id) = ticket_with_file(&maria).await;
    let link = link(&maria, PORTAL, &id).await;
    app.clock.advance(TimeDelta::seconds(58));
    assert_eq!(app.nobody(ACME).get(&link).await.status(), 200);
    app.clock.advance(TimeDelta::seconds(2));
    assert_eq!(app.nobody(ACME).get(&link).await.status(), 404);
    assert_eq!(maria.get(&link).await.status(), 404, "nor does a token help");
}

#[tokio::test]
async fn a_link_that_is_not_good_answers_like_any_other() {
    let app = TestApp::spawn().await;
    let (maria, gavin) = (
        app.contact(MARIA).await,
        app.contact_of(OTHER, "gavin@hooli.example").await,
    );
    let (key, _, id) = ticket_with_file(&maria).await;
    let good = link(&maria, PORTAL, &id).await;
    let old = good.clone();
    app.clock.advance(TimeDelta::minutes(6));
    let maria = app.contact(MARIA).await;
    let good = link(&maria, PORTAL, &id).await;
    let token = good.strip_prefix("/api/v1/files/").unwrap();
    let mut wrong = vec![
        old,
        "/api/v1/files/none".to_owned(),
        format!("{good}AAAA"),
        format!("/api/v1/files/{}", &token[..token.len() - 2]),
        format!("/api/v1/files/{}", "A".repeat(token.len())),
    ];
    for at in (0..token.len()).step_by(7) {
        let mut altered = token.as_bytes().to_vec();
        altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
        wrong.push(format!("/api/v1/files/{}", String::from_utf8(altered).unwrap()));
    }
    let never = app.nobody(ACME).get("/api/v1/files/none").await;
    assert_eq!(never.status(), 404);
    let mut answers = Vec::new();
    for url in &wrong {
        answers.push((url.clone(), app.nobody(ACME).get(url).await));
    }
    for slug in [OTHER, "nobody-is-called-so"] {
        answers.push((slug.to_owned(), app.nobody(slug).get(&good).await));
    }
    answers.push(("with another's token".to_owned(), gavin.get(&good).await));
    let spare = maria.uploads(PORTAL, "spare.txt", b"spare").await;
    let gone = link(&maria, PORTAL, &spare).await;
    assert_eq!(
        maria.delete(&format!("{PORTAL}/attachments/{spare}")).await.status(),
        204
    );
    answers.push(("removed".to_owned(), app.nobody(ACME).get(&gone).await));
    for (what, answer) in answers {
        assert_eq!((answer.status(), answer.text()), (404, never.text()), "{what}");
    }
    assert_eq!(app.nobody(ACME).get(&good).await.status(), 200, "{key}");
}

#[tokio::test]
async fn only_who_may_read_a_file_is_given_a_link() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let (key, _, id) = ticket_with_file(&maria).await;
    let ana = app.agent(ANA).await;
    let note = ana.uploads(STAFF, "note.txt", b"secret").await;
    let body = json!({ "visibility": "internal", "body": "For us", "attachments": [note] });
    let res = ana.post(&format!("{STAFF}/tickets/{key}/messages"), &body).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    let path = |id: &str| format!("{PORTAL}/attachments/{id}/link");
    assert_eq!(maria.get(&path(&note)).await.status(), 404);
    assert_eq!(
        app.contact("tom@globex.example").await.get(&path(&id)).await.status(),
        200
    );
    assert_eq!(
        app.contact("priya@initech.example")
            .await
            .get(&path(&id))
            .await
            .status(),
        404
    );
    let gavin = app.contact_of(OTHER, "gavin@hooli.example").await;
    assert_eq!(gavin.get(&path(&id)).await.status(), 404);
    assert_eq!(app.nobody(ACME).get(&path(&id)).await.status(), 401);
    assert_eq!(link(&ana, STAFF, &note).await.len(), link(&ana, STAFF, &id).await.len());
}

#[tokio::test]
async fn a_link_opens_nothing_that_its_reader_may_no_longer_read() {
    for taken in ["person", "portal", "session", "message"] {
        let app = TestApp::spawn().await;
        let (maria, ana) = (app.contact(MARIA).await, app.agent(ANA).await);
        let (key, message, id) = ticket_with_file(&maria).await;
        let link = link(&maria, PORTAL, &id).await;
        assert_eq!(app.nobody(ACME).get(&link).await.status(), 200, "{taken}");
        let answer = match taken {
            "person" => {
                let contact = format!("{STAFF}/contacts/{}", fixtures::contact_id(MARIA));
                ana.patch(&contact, &json!({ "disabled": true })).await
            }
            "portal" => {
                let customer = format!("{STAFF}/customers/{}", fixtures::customer_id("Globex"));
                let version = ana.get(&customer).await.json()["version"].clone();
                ana.patch(&customer, &json!({ "version": version, "portal_enabled": false }))
                    .await
            }
            "session" => {
                let elsewhere = app.contact(MARIA).await;
                elsewhere.post_empty(&format!("{PORTAL}/sessions/end-others")).await
            }
            _ => {
                maria
                    .delete(&format!("{PORTAL}/tickets/{key}/messages/{message}"))
                    .await
            }
        };
        assert!(matches!(answer.status(), 200 | 204), "{taken}: {}", answer.text());

        let res = app.nobody(ACME).get(&link).await;

        assert_eq!(res.status(), 404, "{taken}: {}", res.text());
    }
}

#[tokio::test]
async fn an_agents_link_ends_with_their_session_and_their_place_in_the_team() {
    for taken in ["person", "session"] {
        let app = TestApp::spawn().await;
        let (maria, ana) = (app.contact(MARIA).await, app.agent(ANA).await);
        let (_, _, id) = ticket_with_file(&maria).await;
        let link = link(&app.agent(CHLOE).await, STAFF, &id).await;
        assert_eq!(app.nobody(ACME).get(&link).await.status(), 200, "{taken}");
        let answer = if taken == "person" {
            let chloe = format!("{STAFF}/team/{}", fixtures::agent_id(CHLOE));
            ana.patch(&chloe, &json!({ "disabled": true })).await
        } else {
            let elsewhere = app.agent(CHLOE).await;
            elsewhere.post_empty(&format!("{STAFF}/sessions/end-others")).await
        };
        assert!(matches!(answer.status(), 200 | 204), "{taken}: {}", answer.text());
        assert_eq!(app.nobody(ACME).get(&link).await.status(), 404, "{taken}");
    }
}
