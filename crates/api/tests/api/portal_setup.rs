//! How an admin sets the portal up, and what everybody sees of it.

use portico::entity::{account, audit_entry};
use portico_types::{Problem, staff::Plan};
use reqwest::{
    Method,
    header::{CACHE_CONTROL, CONTENT_TYPE},
    multipart::{Form, Part},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::{Value, json};

use crate::support::{ACME, Answer, Caller, OTHER, TestApp, fixtures};

const INFO: &str = "/api/v1/portal/info";
const SETUP: &str = "/api/v1/portal-setup";
const LOGO: &str = "/api/v1/portal-setup/logo";

/// Beginnings that say what the rest is.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01";
const WEBP: &[u8] = b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0";
const GIF: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0";
const SVG: &[u8] = br#"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#;

async fn ben(app: &TestApp) -> Caller {
    app.agent("ben@acme.example").await
}

async fn setup(caller: &Caller) -> Value {
    let res = caller.get(SETUP).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    res.json()
}

async fn change(caller: &Caller, mut what: Value) -> Answer {
    what["version"] = setup(caller).await["version"].clone();
    caller.patch(SETUP, &what).await
}

async fn upload(caller: &Caller, kind: &str, bytes: &[u8]) -> Answer {
    let req = caller.request(Method::PUT, LOGO).header(CONTENT_TYPE, kind);
    caller.send(req.body(bytes.to_vec())).await
}

async fn set_plan(app: &TestApp, plan: Plan) {
    let account = account::Entity::find_by_id(fixtures::account_id(ACME));
    let mut account = account.one(&app.db).await.unwrap().unwrap().into_active_model();
    account.plan = Set(plan);
    account.update(&app.db).await.unwrap();
}

fn kind(res: &Answer) -> String {
    res.json()["type"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn everybody_sees_the_name_and_look_of_the_account_whose_host_they_ask() {
    let app = TestApp::spawn().await;

    let (acme, other) = (app.nobody(ACME).get(INFO).await, app.nobody(OTHER).get(INFO).await);

    assert_eq!(acme.json(), json!({ "name": "acme support", "accent": "#2457d6" }));
    assert_eq!(other.json()["name"], "other support");
    assert_eq!(app.nobody("nobody").get(INFO).await.status(), 404);
}

#[tokio::test]
async fn an_admin_changes_name_and_colour_and_the_portal_shows_it_at_once() {
    let app = TestApp::spawn_with(|config| config.sign_in.cache_seconds = 60).await;
    let (ben, nobody) = (ben(&app).await, app.nobody(ACME));
    assert_eq!(nobody.get(INFO).await.json()["name"], "acme support");

    let res = change(&ben, json!({ "name": "  Acme Care ", "accent": "#0B6E4F" })).await;

    assert_eq!(res.status(), 200, "{}", res.text());
    assert_eq!(res.json()["name"], "Acme Care");
    assert_eq!(
        nobody.get(INFO).await.json(),
        json!({ "name": "Acme Care", "accent": "#0b6e4f" })
    );
}

#[tokio::test]
async fn only_admins_see_and_change_the_set_up() {
    let app = TestApp::spawn().await;
    let chloe = app.agent("chloe@acme.example").await;
    let maria = app.contact("maria@globex.example").await;

    for (caller, expected) in [(&chloe, 403), (&maria, 401), (&app.nobody(ACME), 401)] {
        assert_eq!(caller.get(SETUP).await.status(), expected);
        let res = caller.patch(SETUP, &json!({ "version": 1, "name": "x" })).await;
        assert_eq!(res.status(), expected);
        assert_eq!(upload(caller, "image/png", PNG).await.status(), expected);
        assert_eq!(caller.delete(LOGO).await.status(), expected);
    }
    assert_eq!(app.nobody(ACME).get(INFO).await.json()["name"], "acme support");
    for admin in ["ana@acme.example", "ben@acme.example"] {
        setup(&app.agent(admin).await).await;
    }
}

#[tokio::test]
async fn whoever_changes_an_older_version_is_told() {
    let app = TestApp::spawn().await;
    let ben = ben(&app).await;
    let version = setup(&ben).await["version"].clone();

    let first = ben.patch(SETUP, &json!({ "version": version, "name": "First" })).await;
    let second = ben.patch(SETUP, &json!({ "version": version, "name": "Second" })).await;

    assert_eq!(first.status(), 200);
    assert_eq!((second.status(), kind(&second)), (409, Problem::CONFLICT.to_owned()));
    assert_eq!(setup(&ben).await["name"], "First");
}

#[tokio::test]
async fn every_bad_field_is_named() {
    let app = TestApp::spawn().await;
    let ben = ben(&app).await;

    let res = change(&ben, json!({ "name": " ", "slug": "not a name", "accent": "red" })).await;
    assert_eq!(res.bad_fields(), ["name", "slug", "accent"]);

    for accent in ["#12345", "#1234567", "#gggggg", "2457d6a", "#ééé", "url(x)"] {
        let res = change(&ben, json!({ "accent": accent })).await;
        assert_eq!(res.bad_fields(), ["accent"], "{accent}");
    }
    for slug in ["console", "-acme", "a"] {
        let res = change(&ben, json!({ "slug": slug })).await;
        assert_eq!(res.bad_fields(), ["slug"], "{slug}");
    }
    assert_eq!(change(&ben, json!({ "colour": "#000000" })).await.status(), 400);
}

#[tokio::test]
async fn a_portal_moves_to_a_free_address_but_not_to_anothers() {
    let app = TestApp::spawn().await;
    let ben = ben(&app).await;

    let taken = change(&ben, json!({ "slug": OTHER })).await;
    let free = change(&ben, json!({ "slug": "acme-care" })).await;

    assert_eq!(taken.bad_fields(), ["slug"]);
    let url = free.json()["url"].as_str().unwrap().to_owned();
    assert!(url.starts_with("http://acme-care.localhost:"), "{url}");
    assert_eq!(app.nobody("acme-care").get(INFO).await.status(), 200);
    assert_eq!(app.nobody(ACME).get(INFO).await.status(), 404);
}

#[tokio::test]
async fn a_portal_that_is_switched_off_answers_nobody_and_comes_back_as_it_was() {
    let app = TestApp::spawn_with(|config| config.sign_in.cache_seconds = 60).await;
    let (ben, maria) = (ben(&app).await, app.contact("maria@globex.example").await);
    assert_eq!(maria.get("/api/v1/portal/me").await.status(), 200);

    change(&ben, json!({ "enabled": false })).await;
    for path in [INFO, "/api/v1/portal/me", "/api/v1/portal/tickets"] {
        let res = maria.get(path).await;
        assert_eq!(
            (res.status(), kind(&res)),
            (403, Problem::PORTAL_NOT_AVAILABLE.to_owned()),
            "{path}"
        );
    }

    change(&ben, json!({ "enabled": true })).await;
    assert_eq!(maria.get("/api/v1/portal/me").await.status(), 200);
}

#[tokio::test]
async fn the_starter_plan_closes_the_portal_and_another_plan_opens_it_again() {
    let app = TestApp::spawn().await;
    let (ben, maria) = (ben(&app).await, app.contact("maria@globex.example").await);

    set_plan(&app, Plan::Starter).await;
    let sign_in = json!({ "email": "maria@globex.example" });
    for res in [
        app.nobody(ACME).get(INFO).await,
        app.nobody(ACME).post("/api/v1/portal/sign-in/mail", &sign_in).await,
        maria.get("/api/v1/portal/tickets").await,
    ] {
        assert_eq!(
            (res.status(), kind(&res)),
            (403, Problem::PORTAL_NOT_AVAILABLE.to_owned())
        );
        assert_eq!(res.headers()[CONTENT_TYPE], "application/problem+json");
    }
    let seen = setup(&ben).await; // The console goes on, and says why.
    assert_eq!(
        (&seen["included"], &seen["enabled"], &seen["plan"]),
        (&json!(false), &json!(true), &json!("starter"))
    );

    set_plan(&app, Plan::Enterprise).await;
    assert_eq!(app.nobody(ACME).get(INFO).await.status(), 200);
    assert_eq!(maria.get("/api/v1/portal/tickets").await.status(), 200);
}

#[tokio::test]
async fn a_logo_is_served_for_ever_under_its_own_address_and_runs_nothing() {
    let app = TestApp::spawn().await;
    let (ben, nobody) = (ben(&app).await, app.nobody(ACME));

    let res = upload(&ben, "image/png", PNG).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    let preview = res.json()["logo_url"].as_str().unwrap().to_owned();
    assert!(preview.starts_with("data:image/png;base64,"), "{preview}");

    let url = nobody.get(INFO).await.json()["logo_url"].as_str().unwrap().to_owned();
    let logo = nobody.get(&url).await;
    assert_eq!(
        (logo.status(), &logo.headers()[CONTENT_TYPE]),
        (200, &"image/png".parse().unwrap())
    );
    assert_eq!(logo.headers()[CACHE_CONTROL], "public, max-age=31536000, immutable");
    assert_eq!(logo.headers()["x-content-type-options"], "nosniff");
    assert!(
        logo.headers()["content-security-policy"]
            .to_str()
            .unwrap()
            .starts_with("sandbox")
    );
    let old = nobody.get("/api/v1/portal/logo?v=000000").await;
    assert_eq!(
        (old.status(), &old.headers()[CACHE_CONTROL]),
        (200, &"no-cache".parse().unwrap())
    );
    assert_eq!(app.nobody(OTHER).get(&url).await.status(), 404); // Not another account's.

    upload(&ben, "image/jpeg", JPEG).await;
    assert_ne!(nobody.get(INFO).await.json()["logo_url"], url.as_str());

    assert_eq!(ben.delete(LOGO).await.json().get("logo_url"), None);
    assert_eq!(nobody.get("/api/v1/portal/logo").await.status(), 404);
}

#[tokio::test]
async fn a_logo_is_a_small_picture_whatever_its_headers_claim() {
    let app = TestApp::spawn().await;
    let ben = ben(&app).await;

    assert_eq!(upload(&ben, "image/webp", WEBP).await.status(), 200);
    assert_eq!(upload(&ben, "image/svg+xml", SVG).await.status(), 415);
    assert_eq!(upload(&ben, "image/png", SVG).await.bad_fields(), ["logo"]);
    assert_eq!(upload(&ben, "image/png", GIF).await.bad_fields(), ["logo"]);
    assert_eq!(upload(&ben, "image/png", b"").await.bad_fields(), ["logo"]);
    assert_eq!(upload(&ben, "application/json", PNG).await.status(), 415);
    assert!(
        ben.get(SETUP).await.json()["logo_url"]
            .as_str()
            .unwrap()
            .starts_with("data:image/webp")
    );

    let mut largest = PNG.to_vec();
    largest.resize(256 * 1024, 0);
    assert_eq!(upload(&ben, "image/png", &largest).await.status(), 200);
    largest.push(0);
    assert_eq!(upload(&ben, "image/png", &largest).await.status(), 413);
}

#[tokio::test]
async fn a_logo_may_come_as_the_file_of_a_form() {
    let app = TestApp::spawn().await;
    let ben = ben(&app).await;
    let send = async |bytes: &[u8]| {
        let part = Part::bytes(bytes.to_vec())
            .file_name("logo.png")
            .mime_str("image/png")
            .unwrap();
        let form = Form::new().part("logo", part);
        ben.send(ben.request(Method::PUT, LOGO).multipart(form)).await
    };

    assert_eq!(send(PNG).await.status(), 200);
    assert_eq!(send(SVG).await.bad_fields(), ["logo"]);
    let mut large = PNG.to_vec();
    large.resize(256 * 1024 + 1, 0);
    assert_eq!(send(&large).await.status(), 413);
}

#[tokio::test]
async fn every_change_is_in_the_audit_log_with_what_it_was_before() {
    let app = TestApp::spawn().await;
    let ben = ben(&app).await;

    change(&ben, json!({ "name": "Acme Care" })).await;
    change(&ben, json!({ "name": "Acme Care" })).await; // Nothing new, nothing to log.
    upload(&ben, "image/png", PNG).await;

    let entries = audit_entry::Entity::find().filter(audit_entry::Column::Subject.eq("portal"));
    let entries = entries.all(&app.db).await.unwrap();
    let seen: Vec<(&str, &str)> = entries
        .iter()
        .map(|e| (e.action.as_str(), e.actor_name.as_str()))
        .collect();
    assert_eq!(
        seen,
        [
            ("portal_setup_changed", "Ben Okafor"),
            ("portal_logo_changed", "Ben Okafor")
        ]
    );
    assert_eq!(entries[0].detail, json!({ "name": ["acme support", "Acme Care"] }));
}
