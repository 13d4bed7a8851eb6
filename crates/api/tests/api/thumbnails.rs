//! Thumbnails of images: made by a job, kept as long as their file, shown to who may read it, and never the file's own bytes.

use chrono::TimeDelta;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use portico::{app, entity::attachment_piece};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::{
    attachments::stored,
    support::{ACME, Caller, OTHER, TestApp, fixtures},
    tickets::{file, problem},
};

const MARIA: &str = "maria@globex.example";
const ANA: &str = "ana@acme.example";
const PORTAL: &str = "/api/v1/portal";
const STAFF: &str = "/api/v1";

/// A picture with a mark behind its end, as some hide things there.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let image = RgbImage::from_fn(width, height, |x, y| {
        let part = |value: u32| u8::try_from(value % 256).unwrap();
        Rgb([part(x), part(y), part(x + y)])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    DynamicImage::from(image)
        .write_to(&mut bytes, ImageFormat::Png)
        .unwrap();
    [bytes.into_inner(), b"<script>hidden</script>".to_vec()].concat()
}

async fn says(caller: &Caller, base: &str, key: &str, body: Value) -> String {
    let res = caller.post(&format!("{base}/tickets/{key}/messages"), &body).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    res.json()["id"].as_str().unwrap().to_owned()
}

/// The files of the last message of a ticket.
async fn files(caller: &Caller, base: &str, key: &str) -> Vec<Value> {
    let answer = caller.get(&format!("{base}/tickets/{key}/conversation")).await.json();
    let entries = answer["entries"].as_array().unwrap();
    let last = entries.iter().rfind(|it| it["type"] == "message").unwrap();
    last["attachments"].as_array().cloned().unwrap_or_default()
}

fn url(file: &Value) -> &str {
    file["thumbnail"]["url"]
        .as_str()
        .unwrap_or_else(|| panic!("{file} has no thumbnail"))
}

/// A ticket of Maria's whose last message has this file; the message's id, too.
async fn ticket_with(maria: &Caller, name: &str, bytes: &[u8]) -> (String, String) {
    let key = file(maria, &problem("See the picture")).await;
    let id = maria.uploads(PORTAL, name, bytes).await;
    let message = says(maria, PORTAL, &key, json!({ "body": "", "attachments": [id] })).await;
    (key, message)
}

#[tokio::test]
async fn an_image_is_shown_small_made_anew_and_inert() {
    let app = TestApp::spawn().await;
    let (maria, ana) = (app.contact(MARIA).await, app.agent(ANA).await);
    let original = png(900, 300);
    let (key, _) = ticket_with(&maria, "screen.png", &original).await;
    assert_eq!(
        files(&maria, PORTAL, &key).await[0]["thumbnail"],
        Value::Null,
        "not made yet"
    );

    app.run_jobs().await;

    for (caller, base) in [(&maria, PORTAL), (&ana, STAFF)] {
        let file = &files(caller, base, &key).await[0];
        assert_eq!(
            (&file["thumbnail"]["width"], &file["thumbnail"]["height"]),
            (&json!(360), &json!(120))
        );
        let res = app.nobody(ACME).get(url(file)).await;
        assert_eq!(res.status(), 200);
        let header = |name: &str| res.headers()[name].to_str().unwrap();
        assert_eq!(header("content-type"), "image/jpeg");
        assert!(header("content-disposition").starts_with("attachment;"));
        assert_eq!(header("content-security-policy"), "sandbox; default-src 'none'");
        assert_eq!(header("x-content-type-options"), "nosniff");
        let kept = header("cache-control").strip_prefix("private, max-age=").unwrap();
        assert!((1..=300).contains(&kept.parse::<u32>().unwrap()), "{kept}");
        let shown = image::load_from_memory_with_format(res.bytes(), ImageFormat::Jpeg).unwrap();
        assert_eq!((shown.width(), shown.height()), (360, 120));
        let hidden = b"hidden";
        assert!(!res.bytes().windows(hidden.len()).any(|it| it == hidden));
        // The file itself is what it was.
        let id = file["id"].as_str().unwrap();
        assert_eq!(caller.get(&format!("{base}/attachments/{id}")).await.bytes(), original);
        let link = caller.get(&format!("{base}/attachments/{id}/link")).await.json();
        assert_eq!(app.nobody(ACME).get(url(&link)).await.bytes(), res.bytes());
    }
    assert_eq!(
        files(&maria, PORTAL, &key).await,
        files(&maria, PORTAL, &key).await,
        "the same address for a while"
    );
    // What is given again when somebody repeats themselves has no links in it.
    let id = maria.uploads(PORTAL, "again.png", &original).await;
    app.run_jobs().await;
    let reply = json!({ "body": "Again", "attachments": [id] });
    let res = maria.post(&format!("{PORTAL}/tickets/{key}/messages"), &reply).await;
    assert!(!res.text().contains("/files/"), "{}", res.text());
}

#[tokio::test]
async fn what_cannot_be_read_as_an_image_has_no_thumbnail_and_harms_nothing() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let whole = png(300, 300);
    let mut huge = png(4, 4);
    huge[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec();
    for (name, bytes) in [
        ("truncated.png", whole[..200].to_vec()),
        ("huge.png", huge),
        ("lying.gif", b"GIF89a<script>alert(1)</script>".to_vec()),
        ("drawing.svg", svg),
        ("photo.jpg", b"hello".to_vec()),
    ] {
        let (key, _) = ticket_with(&maria, name, &bytes).await;
        app.run_jobs().await;
        let file = &files(&maria, PORTAL, &key).await[0];
        assert_eq!((&file["name"], &file["state"]), (&json!(name), &json!("ready")));
        assert_eq!(file["thumbnail"], Value::Null, "{name}");
        let path = format!("{PORTAL}/attachments/{}", file["id"].as_str().unwrap());
        assert_eq!(maria.get(&path).await.bytes(), bytes, "{name}");
    }
    assert_eq!(stored(&app), 5);
    let jobs = portico::entity::job::Entity::find().all(&app.db).await.unwrap();
    assert!(jobs.iter().all(|job| job.kind != "make_thumbnail"), "{jobs:?}");
}

#[tokio::test]
async fn a_thumbnail_is_shown_to_who_may_read_the_message() {
    let app = TestApp::spawn().await;
    let (maria, ana) = (app.contact(MARIA).await, app.agent(ANA).await);
    let (key, message) = ticket_with(&maria, "screen.png", &png(500, 500)).await;
    app.run_jobs().await;
    let own = url(&files(&maria, PORTAL, &key).await[0]).to_owned();
    let id = ana.uploads(STAFF, "inside.png", &png(500, 400)).await;
    let note = json!({ "visibility": "internal", "body": "For us", "attachments": [id] });
    says(&ana, STAFF, &key, note).await;
    app.run_jobs().await;
    let inside = url(&files(&ana, STAFF, &key).await[0]).to_owned();
    assert_eq!(app.nobody(ACME).get(&inside).await.status(), 200);
    let seen = maria.get(&format!("{PORTAL}/tickets/{key}/conversation")).await;
    assert!(!seen.text().contains("inside.png"));
    assert_eq!(
        app.nobody(OTHER).get(&own).await.status(),
        404,
        "another account's host"
    );

    // Taken away from who reads, then from everybody.
    let path = format!("{PORTAL}/tickets/{key}/messages/{message}");
    let toms = url(&files(&app.contact("tom@globex.example").await, PORTAL, &key).await[0]).to_owned();
    assert_eq!(app.nobody(ACME).get(&toms).await.status(), 200);
    let tom = format!("{STAFF}/contacts/{}", fixtures::contact_id("tom@globex.example"));
    assert_eq!(ana.patch(&tom, &json!({ "disabled": true })).await.status(), 200);
    assert_eq!(app.nobody(ACME).get(&toms).await.status(), 404);
    assert_eq!(app.nobody(ACME).get(&own).await.status(), 200);
    assert_eq!(maria.delete(&path).await.status(), 204);
    assert_eq!(app.nobody(ACME).get(&own).await.status(), 404);
    app.clock.advance(TimeDelta::minutes(6));
    assert_eq!(app.nobody(ACME).get(&inside).await.status(), 404, "over");
}

#[tokio::test]
async fn a_thumbnail_goes_with_its_file() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let (key, message) = ticket_with(&maria, "screen.png", &png(500, 500)).await;
    maria.uploads(PORTAL, "never attached.png", &png(400, 500)).await;
    app.run_jobs().await;
    assert_eq!(stored(&app), 4);
    let path = format!("{PORTAL}/tickets/{key}/messages/{message}");
    assert_eq!(maria.delete(&path).await.status(), 204);
    app::tidy(&app.state).await.unwrap();
    assert_eq!(stored(&app), 2);
    app.clock.advance(TimeDelta::hours(25));
    app::tidy(&app.state).await.unwrap();
    assert_eq!(stored(&app), 0);
    assert_eq!(attachment_piece::Entity::find().count(&app.db).await.unwrap(), 0);
}

#[tokio::test]
async fn who_makes_one_twice_or_too_late_leaves_nothing_behind() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let (key, message) = ticket_with(&maria, "screen.png", &png(500, 500)).await;
    let taken = app::take_due_jobs(&app.state).await.unwrap();
    let claim = taken.iter().find(|it| it.job.kind() == "make_thumbnail").unwrap();
    app::do_taken_job(&app.state, claim).await;
    let first = files(&maria, PORTAL, &key).await;
    app::do_taken_job(&app.state, claim).await;
    assert_eq!(files(&maria, PORTAL, &key).await, first);
    assert_eq!(stored(&app), 2);
    let path = format!("{PORTAL}/tickets/{key}/messages/{message}");
    assert_eq!(maria.delete(&path).await.status(), 204);
    app::do_taken_job(&app.state, claim).await;
    app::tidy(&app.state).await.unwrap();
    assert_eq!(stored(&app), 0);
}
