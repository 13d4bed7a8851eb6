//! The way out that each mail carries: by one click, by a page, and by nothing else.

use base64::{Engine, prelude::BASE64_STANDARD as STANDARD};
use portico::{config::Config, entity::muted_ticket};
use portico_sandbox::mail::Mail;
use reqwest::Method;
use sea_orm::{ActiveValue::Set, EntityTrait, PaginatorTrait};
use sha2::{Digest, Sha256};

use super::{MARIA, conversation::Conversation, only, stop_in};
use crate::support::{ACME, Answer, Caller, OTHER, TestApp};

const ONE_CLICK: &str = "List-Unsubscribe=One-Click";

async fn a_mail(app: &TestApp) -> Mail {
    let mut talk = Conversation::about(app, "Printer on fire").await;
    talk.ana_says("Water!").await;
    talk.mail_last().await;
    only(app.sandbox.mails())
}

fn path_of(mail: &Mail) -> String {
    let link = stop_in(mail);
    link[link.find("/unsubscribe/").expect("the page")..].to_owned()
}

/// As a mail program does it: without a cookie, without an origin.
async fn posts(caller: &Caller, path: &str, body: &str) -> Answer {
    let req = caller.request(Method::POST, path).body(body.to_owned());
    caller
        .send(req.header("content-type", "application/x-www-form-urlencoded"))
        .await
}

async fn muted(app: &TestApp) -> u64 {
    muted_ticket::Entity::find().count(&app.db).await.unwrap()
}

async fn mails(app: &TestApp) -> String {
    let chosen = app
        .contact(MARIA)
        .await
        .get("/api/v1/portal/me/preferences")
        .await
        .json();
    chosen["mails"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn one_click_ends_the_mails_about_one_ticket() {
    let app = TestApp::spawn().await;
    let path = path_of(&a_mail(&app).await);
    app.sandbox.clear_mails();

    for _ in 0..2 {
        let done = posts(&app.nobody(ACME), &path, ONE_CLICK).await;
        assert_eq!(done.status(), 200, "{}", done.text());
        assert!(done.text().contains("no more mails about ACME-17"), "{}", done.text());
    }

    assert_eq!((muted(&app).await, mails(&app).await.as_str()), (1, "every"));
    let page = app.contact(MARIA).await.get("/api/v1/portal/tickets/ACME-17").await;
    assert_eq!(page.json()["muted"], true);
}

#[tokio::test]
async fn looking_does_nothing_and_the_page_asks() {
    let app = TestApp::spawn().await;
    let path = path_of(&a_mail(&app).await);
    let nobody = app.nobody(ACME);
    for _ in 0..3 {
        let page = nobody.get(&path).await;
        assert_eq!(page.status(), 200);
        for words in [
            "<form method=\"post\">",
            "No more mails about ACME-17",
            "No more mails about any ticket",
        ] {
            assert!(page.text().contains(words), "{words} in {}", page.text());
        }
        let policy = page.headers()["content-security-policy"].to_str().unwrap();
        assert!(
            !policy.contains("unsafe") && policy.starts_with("default-src 'none'"),
            "{policy}"
        );
        assert_eq!(page.headers()["cache-control"], "no-store");
        assert_eq!(page.headers()["referrer-policy"], "no-referrer");
        for method in [
            Method::HEAD,
            Method::OPTIONS,
            Method::PUT,
            Method::DELETE,
            Method::PATCH,
        ] {
            nobody
                .send(nobody.request(method, &format!("{path}?{ONE_CLICK}")))
                .await;
        }
        nobody.get(&format!("{path}?{ONE_CLICK}&what=all")).await;
        assert_eq!(posts(&nobody, &path, "").await.status(), 400);
    }
    assert_eq!(nobody.get("/unsubscribe/style.css").await.status(), 200);

    assert_eq!((muted(&app).await, mails(&app).await.as_str()), (0, "every"));
}

#[tokio::test]
async fn the_page_ends_all_mails_too() {
    let app = TestApp::spawn().await;
    let path = path_of(&a_mail(&app).await);

    let done = posts(&app.nobody(ACME), &path, "what=all").await;

    assert_eq!(done.status(), 200);
    assert!(done.text().contains("no more mails about tickets"), "{}", done.text());
    assert_eq!((muted(&app).await, mails(&app).await.as_str()), (0, "nothing"));
}

#[tokio::test]
async fn what_was_ended_by_mistake_comes_back() {
    let app = TestApp::spawn().await;
    let path = path_of(&a_mail(&app).await);
    let nobody = app.nobody(ACME);

    let done = posts(&nobody, &path, "what=ticket").await.text().to_owned();
    assert!(done.contains("value=\"ticket-again\">Undo<"), "{done}");
    let back = posts(&nobody, &path, "what=ticket-again").await.text().to_owned();
    assert!(back.contains("You get mails about ACME-17 again."), "{back}");
    assert_eq!((muted(&app).await, mails(&app).await.as_str()), (0, "every"));

    for wish in ["every", "digest"] {
        let chosen = serde_json::json!({ "mails": wish });
        let maria = app.contact(MARIA).await;
        maria.patch("/api/v1/portal/me/preferences", &chosen).await;
        let done = posts(&nobody, &path, "what=all").await.text().to_owned();
        assert!(done.contains(&format!("value=\"{wish}\">Undo<")), "{done}");
        assert_eq!(mails(&app).await, "nothing");
        let twice = posts(&nobody, &path, "what=all").await.text().to_owned();
        assert!(!twice.contains("Undo"), "nobody knows any more what it was: {twice}");
        let back = posts(&nobody, &path, &format!("what={wish}")).await.text().to_owned();
        assert!(back.contains("You get mails about tickets again."), "{back}");
        assert_eq!(mails(&app).await, wish);
    }
}

#[tokio::test]
async fn the_page_looks_like_the_portal() {
    let app = TestApp::spawn().await;
    super::change_account(&app, |account| {
        account.portal_accent = Set("#d62457".to_owned());
        account.portal_logo_hash = Set(Some("abc".to_owned()));
    })
    .await;
    let path = path_of(&a_mail(&app).await);

    let page = app.nobody(ACME).get(&path).await;

    let text = page.text();
    let paint = text.split_once("<style>").and_then(|(_, it)| it.split_once("</style>"));
    let (paint, _) = paint.expect("its own style");
    assert!(paint.contains("--accent:#d62457"), "{paint}");
    let hash = STANDARD.encode(Sha256::digest(paint));
    let policy = page.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.contains(&format!("'sha256-{hash}'")), "{policy}");
    assert!(
        text.contains("<img src=\"/api/v1/portal/logo?v=abc\" alt=\"\">"),
        "{text}"
    );
    assert!(policy.contains("img-src 'self'"), "{policy}");
}

#[tokio::test]
async fn a_link_that_was_changed_or_made_up_does_nothing() {
    let app = TestApp::spawn().await;
    let path = path_of(&a_mail(&app).await);
    let (door, token) = path.split_at("/unsubscribe/".len());
    let mut wrong = vec![
        String::new(),
        "x".to_owned(),
        token[..token.len() - 4].to_owned(),
        format!("{token}AAAA"),
    ];
    for at in [0, 20, 24, 40, 46, 60, 66, 84] {
        let mut other = token.as_bytes().to_vec();
        other[at] = if other[at] == b'A' { b'B' } else { b'A' };
        wrong.push(String::from_utf8(other).unwrap());
    }
    for token in &wrong {
        for slug in [ACME, OTHER] {
            let nobody = app.nobody(slug);
            let refused = posts(&nobody, &format!("{door}{token}"), ONE_CLICK).await;
            assert_eq!(refused.status(), 404, "{token}: {}", refused.text());
            assert!(
                !refused.text().contains("ACME-17") && !refused.text().contains("acme"),
                "{}",
                refused.text()
            );
        }
    }
    assert_eq!((muted(&app).await, mails(&app).await.as_str()), (0, "every"));
}

#[tokio::test]
async fn a_link_outlives_the_key_it_was_made_with_as_long_as_that_is_known() {
    const PRESENT: &[u8] = b"another secret key of 32 characters or more";
    let app = TestApp::spawn().await;
    let path = path_of(&a_mail(&app).await);
    let stranger = app.another(PRESENT, |_| {}).await;
    let refused = posts(&stranger.reach(&app.nobody(ACME)), &path, ONE_CLICK).await;
    assert_eq!((refused.status(), muted(&app).await), (404, 0));
    let knows = |config: &mut Config| config.secrets.previous = vec!["a secret key of at least 32 characters".into()];
    let anew = app.another(PRESENT, knows).await;

    let done = posts(&anew.reach(&app.nobody(ACME)), &path, ONE_CLICK).await;

    assert_eq!((done.status(), muted(&app).await), (200, 1));
}
