//! What every request meets before its handler, and every answer carries.

use std::io::Read as _;

use reqwest::Method;

use crate::{
    support::{ACME, Answer, Caller, TestApp},
    tickets,
};

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer
        .headers()
        .get(name)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default()
}

const ADDRESSES: [&str; 8] = [
    "/",
    "/console/",
    "/docs/",
    "/assets/none.js",
    "/api/v1/portal/info",
    "/api/v1/portal/me",
    "/api/v1/none",
    "/healthz",
];

/// All that a page of ours may load and speak with, but for the one script that stands in it, by its hash, once the apps are built.
const PAGES: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; manifest-src 'self'";

fn split_hash(policy: &str) -> (Option<&str>, String) {
    let hash = policy.split([' ', ';']).find(|it| it.starts_with("'sha256-"));
    let all = hash.map_or_else(|| policy.to_owned(), |it| policy.replacen(&format!(" {it}"), "", 1));
    (hash, all)
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let app = TestApp::spawn_with(|config| {
        config.server.public_url = "https://help.example".parse().unwrap();
    })
    .await;
    let nobody = app.nobody(ACME);
    for path in ADDRESSES {
        let answer = nobody.get(path).await;
        assert_eq!(header(&answer, "x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header(&answer, "referrer-policy"), "no-referrer", "{path}");
        let page = ["/", "/console/", "/docs/"].contains(&path);
        let opener = if page { "same-origin" } else { "" };
        assert_eq!(header(&answer, "cross-origin-opener-policy"), opener, "{path}");
        assert_eq!(header(&answer, "cross-origin-resource-policy"), "same-origin", "{path}");
        assert_eq!(
            header(&answer, "strict-transport-security"),
            "max-age=31536000; includeSubDomains",
            "{path}"
        );
        assert!(!header(&answer, "x-request-id").is_empty(), "{path}");
        let csp = header(&answer, "content-security-policy");
        for must in [
            "default-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "object-src 'none'",
        ] {
            assert!(csp.contains(must), "{path}: {csp}");
        }
        let scripts = csp
            .split(';')
            .find(|part| part.trim().starts_with("script-src"))
            .unwrap_or_default();
        assert!(
            !scripts.contains("unsafe-inline") && !scripts.contains("'unsafe-eval'"),
            "{path}: {csp}"
        );
    }
    for page in ["/", "/console/"] {
        let answer = nobody.get(page).await;
        let policy = header(&answer, "content-security-policy");
        let (script, all) = split_hash(policy);
        assert_eq!(all, PAGES, "{page}");
        assert!(script.is_none_or(|hash| hash.ends_with("='")), "{policy}");
    }
    let plain = TestApp::spawn().await;
    let answer = plain.nobody(ACME).get("/").await;
    assert_eq!(
        header(&answer, "strict-transport-security"),
        "",
        "without TLS it would lock people out"
    );
}

async fn asks(caller: &Caller, method: Method, path: &str, coding: &str) -> Answer {
    let req = caller.request(method, path).header("accept-encoding", coding);
    caller.send(req).await
}

fn coding(answer: &Answer) -> &str {
    assert_eq!(answer.status(), 200, "{}", answer.text());
    header(answer, "content-encoding")
}

const LIST: &str = "/api/v1/portal/tickets";

#[tokio::test]
async fn lists_come_packed_to_whoever_can_unpack_them() {
    let app = TestApp::spawn().await;
    let maria = app.contact("maria@globex.example").await.undecoded();
    for n in 0..5 {
        tickets::file(&maria, &tickets::problem(&format!("Ticket {n}"))).await;
    }
    let chloe = app.agent("chloe@acme.example").await.undecoded();

    for (reader, list) in [(&maria, LIST), (&chloe, "/api/v1/tickets")] {
        let plain = reader.get(list).await;
        let packed = asks(reader, Method::GET, list, "br, gzip").await;

        assert_eq!((coding(&plain), coding(&packed)), ("", "gzip"));
        for answer in [&plain, &packed] {
            assert_eq!(header(answer, "vary"), "Accept-Encoding");
            assert_eq!(header(answer, "cache-control"), "no-store");
        }
        let mut unpacked = String::new();
        let mut reader = flate2::read::GzDecoder::new(packed.bytes());
        reader.read_to_string(&mut unpacked).expect("gzip");
        assert_eq!(unpacked, plain.text());
        assert!(packed.bytes().len() * 2 < unpacked.len());
    }
    assert_eq!(coding(&asks(&maria, Method::GET, LIST, "gzip;q=0").await), "");
    let small = asks(&maria, Method::GET, "/api/v1/portal/me", "gzip").await;
    assert_eq!(coding(&small), "", "it would grow");
}

/// Whoever sees how long an answer is must not guess at a token in it, nor at a link that opens by itself.
#[tokio::test]
async fn what_may_hold_a_secret_never_comes_packed() {
    let app = TestApp::spawn().await;
    let cookie = app.session_cookie("maria@globex.example").await;
    let maria = app.contact("maria@globex.example").await.undecoded();

    let session = maria.clone().with_cookie(&cookie);
    let renewed = asks(&session, Method::POST, "/api/v1/portal/session/refresh", "gzip").await;
    assert_eq!(coding(&renewed), "");
    assert!(renewed.json()["access_token"].is_string());

    let mut ticket = tickets::problem("Ticket");
    ticket["description"] = "It happens since this morning. ".repeat(200).into();
    let key = tickets::file(&maria, &ticket).await;
    let conversation = format!("/api/v1/portal/tickets/{key}/conversation");
    let read = asks(&maria, Method::GET, &conversation, "gzip").await;
    assert!(read.bytes().len() > 2000);
    assert_eq!(coding(&read), "");
}

#[tokio::test]
async fn a_key_in_an_address_is_refused_everywhere() {
    let app = TestApp::spawn().await;
    let key = format!("portico_{}", "Ab3-_".repeat(9).get(..43).unwrap());
    let hidden = key.replace("portico", "%70ortic%6f");
    for path in [
        format!("/api/v1/tickets?q={key}"),
        format!("/api/v1/tickets?{key}=1"),
        format!("/api/v1/tickets?q={hidden}"),
        format!("/api/v1/tickets/{key}"),
        format!("/api/v1/tickets/{hidden}"),
        format!("/?x={key}"),
        format!("/console/{key}"),
        format!("/slack/events?key={key}"),
        "/api/v1/tickets?access_token=x".to_owned(),
        "/api/v1/tickets?API_KEY=x".to_owned(),
        "/api/v1/portal/tickets?token=x".to_owned(),
    ] {
        let refused = app.agent("ana@acme.example").await.get(&path).await;
        assert_eq!(refused.status(), 400, "{path}");
        assert_eq!(refused.json()["type"], "/problems/malformed", "{path}");
        assert!(refused.text().contains("Authorization: Bearer"), "{path}");
    }
    let fine = app
        .agent("ana@acme.example")
        .await
        .get("/api/v1/tickets?q=portico_is_great")
        .await;
    assert_eq!(fine.status(), 200);
}

#[tokio::test]
async fn cookies_act_for_json_or_nothing() {
    let app = TestApp::spawn().await;
    let nobody = app.nobody(ACME);
    for path in [
        "/api/v1/portal/session/refresh",
        "/api/v1/portal/session/sign-out",
        "/api/v1/portal/sign-in/mail",
        "/api/v1/portal/sign-in/mail/complete",
        "/api/v1/portal/sign-in/openid",
        "/api/v1/portal/sign-in/openid/complete",
        "/api/v1/session/refresh",
        "/api/v1/session/sign-out",
        "/api/v1/sign-in/mail",
        "/api/v1/sign-in/mail/complete",
        "/api/v1/sign-in/openid",
        "/api/v1/sign-in/openid/complete",
    ] {
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "",
        ] {
            let req = nobody
                .request(Method::POST, path)
                .header("content-type", kind)
                .body("{}");
            assert_eq!(nobody.send(req).await.status(), 415, "{path} {kind}");
        }
        let bare = nobody.send(nobody.request(Method::POST, path).body("{}")).await;
        assert_eq!(bare.status(), 415, "{path} without a type");
        for site in ["cross-site", "same-site", "none"] {
            let req = nobody
                .request(Method::POST, path)
                .header("sec-fetch-site", site)
                .json(&());
            assert_eq!(nobody.send(req).await.status(), 403, "{path} {site}");
        }
        let none = nobody.request(Method::POST, path).json(&()).build().unwrap();
        let mut none = none;
        none.headers_mut().remove("origin");
        assert_eq!(nobody.execute(none).await.status(), 403, "{path} without an origin");
        // A link, an image, a prefetch: never more than a look.
        assert!([404, 405].contains(&nobody.get(path).await.status()), "GET {path}");
    }
}

#[tokio::test]
async fn a_method_is_what_it_says_and_headers_make_nobody_anybody() {
    let app = TestApp::spawn().await;
    let maria = app.contact("maria@globex.example").await;
    let key = crate::tickets::file(&maria, &crate::tickets::problem("Printer on fire")).await;
    let path = format!("/api/v1/portal/tickets/{key}/solve");
    for name in ["x-http-method-override", "x-http-method", "x-method-override"] {
        let req = maria.request(Method::GET, &path).header(name, "POST");
        assert!([404, 405].contains(&maria.send(req).await.status()), "{name}");
        let req = maria
            .request(Method::GET, &format!("/api/v1/portal/tickets/{key}"))
            .header(name, "DELETE");
        assert_eq!(maria.send(req).await.status(), 200, "{name}");
    }
    for method in ["TRACE", "CONNECT", "TRACK"] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        for path in ["/api/v1/portal/me", "/api/v1/tickets", "/"] {
            if method == Method::CONNECT {
                continue; // No client sends it to a path.
            }
            let answer = maria.send(maria.request(method.clone(), path)).await;
            assert!(
                [400, 404, 405].contains(&answer.status()),
                "{method} {path} {}",
                answer.status()
            );
            assert!(!answer.text().contains(maria.token()), "{method} echoes nothing");
        }
    }
    let nobody = app.nobody(ACME);
    for (name, value) in [
        ("x-remote-user", "ana@acme.example"),
        ("remote-user", "ana@acme.example"),
        ("x-user-id", "1"),
        ("x-forwarded-user", "ana@acme.example"),
        ("x-forwarded-email", "ana@acme.example"),
        ("x-auth-request-email", "ana@acme.example"),
        ("x-forwarded-host", "other.localhost"),
    ] {
        for path in ["/api/v1/me", "/api/v1/portal/me"] {
            let req = nobody.request(Method::GET, path).header(name, value);
            assert_eq!(nobody.send(req).await.status(), 401, "{name} {path}");
        }
    }
}

#[tokio::test]
async fn whatever_is_refused_is_a_problem_at_every_address() {
    let app = TestApp::spawn().await;
    let nobody = app.nobody(ACME);
    for (method, path, status) in [
        (Method::POST, "/slack/events", 401),
        (Method::POST, "/slack/interactions", 401),
        (Method::GET, "/slack/events", 404),
        (Method::GET, "/slack/none", 404),
        (Method::GET, "/docs/none", 404),
        (Method::POST, "/docs/", 404),
        (Method::POST, "/sign-in/callback/google", 405),
        (Method::GET, "/sign-in/callback/google?code=1&code=2", 400),
        (Method::GET, "/none", 404),
        (Method::GET, "/tickets/ACME-1/none", 404),
        (Method::GET, "/console/none", 404),
        (Method::POST, "/none", 404),
        (Method::DELETE, "/", 404),
        (Method::PUT, "/console/", 404),
        (Method::GET, "/assets/none.js", 404),
        (Method::POST, "/assets/none.js", 405),
        (Method::GET, "/robots.txt", 404),
        (Method::GET, "/metrics", 404),
        (Method::POST, "/healthz", 404),
        (Method::GET, "/api", 404),
        (Method::GET, "/api/v1/none", 404),
        (Method::POST, "/api/v1/portal/info", 404),
    ] {
        let answer = nobody.send(nobody.request(method.clone(), path)).await;
        assert_eq!(answer.status(), status, "{method} {path}: {}", answer.text());
        assert_eq!(
            header(&answer, "content-type"),
            "application/problem+json",
            "{method} {path}"
        );
        let problem = answer.json();
        assert!(
            problem["type"].as_str().is_some_and(|it| it.starts_with("/problems/")),
            "{problem}"
        );
        assert!(problem["title"].is_string(), "{problem}");
        assert_eq!(problem["status"], status, "{problem}");
        assert!(!header(&answer, "x-request-id").is_empty());
    }
    let browser = nobody.request(Method::GET, "/none").header("accept", "text/html");
    let page = nobody.send(browser).await;
    assert!(
        header(&page, "content-type").starts_with("text/html"),
        "the app says it for people"
    );
}
