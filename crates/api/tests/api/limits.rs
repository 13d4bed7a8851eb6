//! How much anybody may ask for in a minute.

use chrono::TimeDelta;
use portico::config::Limits;
use reqwest::Method;
use serde_json::json;

use crate::support::{ACME, Answer, Caller, OTHER, TestApp};

const INFO: &str = "/api/v1/portal/info";
const ME: &str = "/api/v1/portal/me";
const MAIL: &str = "/api/v1/portal/sign-in/mail";

/// With these limits: by address, person, account, and for signing in.
async fn app(limits: [u32; 4], proxies: &[&str]) -> TestApp {
    let [per_address, per_person, per_account, sign_in_per_address] = limits;
    TestApp::spawn_with(|config| {
        config.limits = Limits {
            per_address,
            per_person,
            per_account,
            sign_in_per_address,
        };
        config.server.trusted_proxies = proxies.iter().map(|net| net.parse().unwrap()).collect();
    })
    .await
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    let value = answer.headers().get(name).and_then(|v| v.to_str().ok());
    value.unwrap_or_default()
}

/// Asks as a proxy would that was called from `chain`.
async fn from(caller: &Caller, chain: &str) -> Answer {
    let req = caller.request(Method::GET, INFO).header("x-forwarded-for", chain);
    caller.send(req).await
}

#[tokio::test]
async fn an_address_is_told_where_it_stands_and_stopped_at_its_limit() {
    let app = app([3, 0, 0, 0], &[]).await;
    let nobody = app.nobody(ACME);
    for (left, whole) in [(2, 20), (1, 40), (0, 60)] {
        let answer = nobody.get(INFO).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(header(&answer, "ratelimit-policy"), "\"address\";q=3;w=60");
        assert_eq!(header(&answer, "ratelimit"), format!("\"address\";r={left};t={whole}"));
        assert_eq!(header(&answer, "retry-after"), "");
    }

    let refused = nobody.get(INFO).await;

    assert_eq!(refused.status(), 429);
    assert_eq!(refused.json()["type"], "/problems/too-many-requests");
    assert_eq!(header(&refused, "content-type"), "application/problem+json");
    assert_eq!(header(&refused, "retry-after"), "20");
    assert_eq!(header(&refused, "ratelimit"), "\"address\";r=0;t=20");
    assert_eq!(header(&refused, "x-content-type-options"), "nosniff");
    for chain in ["192.0.2.1", "10.0.0.1, 192.0.2.2", "2001:db8::1"] {
        assert_eq!(from(&nobody, chain).await.status(), 429, "{chain}: nobody trusts it");
    }
    for spelling in ["/%61pi/v1/portal/info", "/api/v1/%70ortal/info", "/api/v1/none"] {
        assert_eq!(nobody.get(spelling).await.status(), 429, "{spelling}");
    }
    for free in ["/healthz", "/readyz", "/metrics", "/", "/console/", "/assets/none.js"] {
        let answer = nobody.get(free).await;
        assert_ne!(answer.status(), 429, "{free}");
        assert_eq!(header(&answer, "ratelimit-policy"), "", "{free}");
    }
    app.clock.advance(TimeDelta::seconds(19));
    let soon = nobody.get(INFO).await;
    assert_eq!((soon.status(), header(&soon, "retry-after")), (429, "1"));
    app.clock.advance(TimeDelta::seconds(1));
    assert_eq!(nobody.get(INFO).await.status(), 200);
    assert_eq!(nobody.get("/%61pi/v1/portal/info").await.status(), 429);
    app.clock.advance(TimeDelta::seconds(20));
    assert_eq!(
        nobody.get("/%61pi/v1/portal/info").await.status(),
        200,
        "the same address"
    );
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_caller_counts_by_itself_and_no_spelling_of_the_address_helps() {
    let app = app([2, 0, 0, 0], &["127.0.0.0/8"]).await;
    let nobody = app.nobody(ACME);
    for (calls, next) in [
        // The first in the list is what the caller wrote itself.
        (["192.0.2.1", "9.9.9.9, 192.0.2.1"], "8.8.8.8, 7.7.7.7,192.0.2.1"),
        (["198.51.100.1", "::ffff:198.51.100.1"], "198.51.100.1:4711"),
        (["2001:db8:1:2::1", "2001:db8:1:2:ffff::1"], "[2001:db8:1:2:3:4:5:6]:99"),
    ] {
        for chain in calls {
            assert_eq!(from(&nobody, chain).await.status(), 200, "{chain}");
        }
        assert_eq!(from(&nobody, next).await.status(), 429, "{next}");
    }
    for other in ["192.0.2.2", "2001:db8:1:3::1"] {
        assert_eq!(from(&nobody, other).await.status(), 200, "{other}");
    }
}

#[tokio::test]
async fn a_person_is_one_from_wherever_they_ask_and_nobody_else_suffers() {
    let app = app([0, 3, 0, 0], &["127.0.0.0/8"]).await;
    let (maria, tom) = (
        app.contact("maria@globex.example").await,
        app.contact("tom@globex.example").await,
    );
    for n in 1..=4 {
        let req = maria
            .request(Method::GET, ME)
            .header("x-forwarded-for", format!("192.0.2.{n}"));
        let answer = maria.send(req).await;
        assert_eq!(answer.status(), if n < 4 { 200 } else { 429 });
        assert_eq!(header(&answer, "ratelimit-policy"), "\"person\";q=3;w=60");
    }
    let again = app.contact("maria@globex.example").await;
    assert_eq!(again.get(ME).await.status(), 429, "another session is the same person");
    assert_eq!(tom.get(ME).await.status(), 200);

    let ana = app.agent("ana@acme.example").await;
    let mut keys = Vec::new();
    for name in ["one", "two"] {
        let asked = json!({ "kind": "personal", "name": name, "scopes": ["tickets:read"] });
        let made = ana.post("/api/v1/api-keys", &asked).await.json();
        keys.push(app.nobody(ACME).with_token(made["secret"].as_str().unwrap()));
    }
    assert_eq!(ana.get("/api/v1/me").await.status(), 200);
    assert_eq!(ana.get("/api/v1/me").await.status(), 429);
    for n in 1..=4 {
        let answer = keys[0].get("/api/v1/tickets").await;
        assert_eq!(answer.status(), if n < 4 { 200 } else { 429 }, "a key is not its agent");
    }
    assert_eq!(keys[1].get("/api/v1/tickets").await.status(), 200);
}

#[tokio::test]
async fn an_account_that_is_asked_too_much_takes_nothing_from_another() {
    let app = app([0, 0, 2, 0], &[]).await;
    let (maria, ana) = (
        app.contact("maria@globex.example").await,
        app.agent("ana@acme.example").await,
    );
    for (caller, path) in [(&maria, ME), (&ana, "/api/v1/me")] {
        let answer = caller.get(path).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(header(&answer, "ratelimit"), "", "how busy others are is not told");
    }
    for (caller, path) in [(&maria, ME), (&ana, "/api/v1/me")] {
        let refused = caller.get(path).await;
        assert_eq!(refused.status(), 429);
        assert_eq!(header(&refused, "ratelimit"), "\"account\";r=0;t=30");
    }
    let eve = app.agent_of(OTHER, "eve@other.example").await;
    assert_eq!(eve.get("/api/v1/me").await.status(), 200);
    assert_eq!(
        app.nobody(ACME).get(INFO).await.status(),
        200,
        "strangers have limits of their own"
    );
}

#[tokio::test]
async fn no_stranger_shuts_anybody_out_of_an_account() {
    let app = app([0, 0, 2, 0], &[]).await;
    let maria = app.contact("maria@globex.example").await;
    let nobody = app.nobody(ACME);
    for forged in [
        &nobody,
        &nobody.clone().with_token("forged"),
        &nobody.clone().with_token("portico_forged"),
    ] {
        for path in [INFO, ME, "/api/v1/me", "/api/v1/tickets"] {
            assert_ne!(forged.get(path).await.status(), 429, "{path}");
        }
    }

    assert_eq!(maria.get(ME).await.status(), 200);
    assert_eq!(maria.get(ME).await.status(), 200);
    assert_eq!(maria.get(ME).await.status(), 429);
}

#[tokio::test]
async fn whoever_has_a_whole_site_of_addresses_is_not_thousands_of_callers() {
    let app = app([2, 0, 0, 1], &["127.0.0.0/8"]).await;
    let nobody = app.nobody(ACME);
    for network in 0..16 {
        for _ in 0..2 {
            let answer = from(&nobody, &format!("2001:db8:1:{network:x}::1")).await;
            assert_eq!(answer.status(), 200, "{network}");
        }
    }

    let refused = from(&nobody, "2001:db8:1:ff::1").await;

    assert_eq!(refused.status(), 429);
    assert!(
        header(&refused, "ratelimit").contains("\"site\";r=0;"),
        "{:?}",
        refused.headers()
    );
    assert_eq!(from(&nobody, "2001:db8:2::1").await.status(), 200, "another site");
    for n in 0..40 {
        assert_eq!(
            from(&nobody, &format!("192.0.2.{n}")).await.status(),
            200,
            "IPv4 has no sites"
        );
    }

    let signs_in = async |network: u32| {
        let req = nobody
            .request(Method::POST, MAIL)
            .json(&json!({ "email": "x@nowhere.example" }));
        let req = req.header("x-forwarded-for", format!("2001:db8:3:{network:x}::1"));
        nobody.send(req).await.status()
    };
    for network in 0..16 {
        assert_eq!(signs_in(network).await, 202);
    }
    assert_eq!(signs_in(16).await, 429);
}

#[tokio::test]
async fn signing_in_has_a_limit_of_its_own() {
    let app = app([0, 0, 0, 3], &[]).await;
    let nobody = app.nobody(ACME);
    for email in ["one@globex.example", "two@globex.example"] {
        assert_eq!(nobody.post(MAIL, &json!({ "email": email })).await.status(), 202);
    }
    let returned = nobody.get("/sign-in/callback/google?state=x&code=y").await;
    assert_eq!(returned.status(), 303);
    for path in [
        "/api/v1/portal/sign-in/mail",
        "/api/v1/portal/sign-in/mail/complete",
        "/api/v1/portal/sign-in/openid",
        "/api/v1/portal/sign-in/openid/complete",
        "/api/v1/sign-in/mail",
        "/api/v1/sign-in/openid/complete",
        "/api/v1/portal/sign%2Din/mail",
    ] {
        let refused = nobody.post(path, &json!({})).await;
        assert_eq!(refused.status(), 429, "{path}");
        assert_eq!(header(&refused, "ratelimit"), "\"sign-in\";r=0;t=20", "{path}");
    }
    assert_eq!(
        nobody.get("/sign-in/callback/google?state=x&code=y").await.status(),
        429
    );
    assert_eq!(nobody.get(INFO).await.status(), 200);
    let _signed_in = app.contact("maria@globex.example").await; // Renewing a session is no attempt to sign in.
}

#[tokio::test]
async fn without_limits_nobody_is_counted() {
    let app = app([0, 0, 0, 0], &[]).await;
    let maria = app.contact("maria@globex.example").await;
    for _ in 0..40 {
        let answer = maria.get(ME).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(header(&answer, "ratelimit-policy"), "");
    }
}
