//! Mails in the language of whoever reads them.

use chrono::{DateTime, TimeDelta, Utc};
use portico::{
    entity::{contact, magic_link},
    outside::clock::Clock,
};
use portico_sandbox::mail::Mail;
use portico_types::portal::Language;
use reqwest::Method;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};

use super::{BROWSER, MARIA, code_in, only, stop_in};
use crate::{
    support::{ACME, Caller, TestApp, fixtures},
    tickets::{file, problem},
};

const TOM: &str = "tom@globex.example";
const ANA: &str = "ana@acme.example";
const DOMAIN: &str = "replies.acme.example";
const SECRET: &str = "a secret of at least 32 characters";

/// What people write in these tests, and are called: no language changes it.
const THEIRS: [&str; 15] = [
    "Area: Reports",
    "Area:",
    "Reports",
    "It happens since this morning.",
    "Have you tried water?",
    "It is out.",
    "One more thing.",
    "Printer on fire",
    "Ana Lima",
    "Maria Rossi",
    "Tom Becker",
    "acme support",
    "ACME-1",
    "ACME-2",
    "ACME-3",
];

/// A Portico at half past eleven of a winter's evening, by UTC, whose mails can be answered.
async fn app() -> TestApp {
    let app = TestApp::spawn_with(|config| {
        DOMAIN.clone_into(&mut config.mail.inbound.domain);
        config.mail.inbound.secret = SECRET.to_owned().into();
    })
    .await;
    let evening: DateTime<Utc> = "2040-01-15T23:30:00Z".parse().unwrap();
    app.clock.advance(evening - app.clock.now());
    app
}

async fn ask(app: &TestApp, email: &str, headers: &[(&str, &str)]) -> crate::support::Answer {
    let nobody = app.nobody(ACME);
    let mut req = nobody
        .request(Method::POST, "/api/v1/portal/sign-in/mail")
        .json(&json!({ "email": email }));
    for (name, value) in headers {
        req = req.header(*name, *value);
    }
    let res = nobody.send(req).await;
    assert_eq!(res.status(), 202, "{}", res.text());
    app.run_jobs().await;
    res
}

async fn chooses(caller: &Caller, chosen: Value) {
    let res = caller.patch("/api/v1/portal/me/preferences", &chosen).await;
    assert_eq!(res.status(), 200, "{}", res.text());
}

async fn says(app: &TestApp, key: &str, body: &str, status: Option<&str>) {
    let mut said = json!({ "visibility": "public", "body": body });
    if let Some(status) = status {
        said["status"] = json!(status);
    }
    let ana = app.agent(ANA).await;
    let res = ana.post(&format!("/api/v1/tickets/{key}/messages"), &said).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    app.run_jobs().await;
}

async fn sets(app: &TestApp, key: &str, change: Value) {
    let ana = app.agent(ANA).await;
    let res = ana.patch(&format!("/api/v1/tickets/{key}"), &change).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    app.run_jobs().await;
}

/// Maria answers a mail.
async fn answers(app: &TestApp, mail: &Mail, text: &str) {
    let header = mail.header("reply-to").expect("it can be answered");
    let to = header
        .rsplit_once('<')
        .map_or(header, |(_, rest)| rest)
        .trim_end_matches('>');
    let raw = format!("From: Maria Rossi <{MARIA}>\r\nTo: <{to}>\r\nSubject: Re: whatever\r\n\r\n{text}\r\n");
    let nobody = app.nobody(ACME);
    let req = nobody
        .request(Method::POST, "/mail/inbound")
        .bearer_auth(SECRET)
        .body(raw);
    let res = nobody.send(req).await;
    assert_eq!(res.status(), 202, "{}", res.text());
    app.run_jobs().await;
}

/// The next time it is eight o'clock in Berlin, in winter.
async fn until_morning(app: &TestApp) {
    let now = app.clock.now();
    let today = now.date_naive().and_hms_opt(7, 0, 0).unwrap().and_utc();
    let morning = if today > now { today } else { today + TimeDelta::days(1) };
    app.clock.advance(morning - now);
    app.run_jobs().await;
}

/// One mail of each kind that contacts get (but invitations), in one language.
async fn every_kind(language: Language) -> Vec<(&'static str, Mail)> {
    let app = app().await;
    let mut all = Vec::new();
    let mut told = |kind: &'static str, email: &str| {
        let mail = app
            .sandbox
            .mails_to(email)
            .pop()
            .unwrap_or_else(|| panic!("no mail: {kind}"));
        app.sandbox.clear_mails();
        all.push((kind, mail));
    };
    ask(&app, MARIA, &[("accept-language", language.as_str())]).await;
    told("sign in", MARIA);
    let (maria, tom) = (app.contact(MARIA).await, app.contact(TOM).await);
    for caller in [&maria, &tom] {
        chooses(caller, json!({ "language": language, "time_zone": "Europe/Berlin" })).await;
    }

    let key = file(&maria, &problem("Printer on fire")).await;
    app.run_jobs().await;
    told("filed", MARIA);
    let path = format!("/api/v1/portal/tickets/{key}/followers");
    assert_eq!(maria.post(&path, &json!({ "email": TOM })).await.status(), 200);
    app.run_jobs().await;
    told("followed", TOM);
    says(&app, &key, "Have you tried water?", None).await;
    let answered = app.sandbox.mails_to(MARIA).pop().expect("a mail");
    told("answered", MARIA);
    sets(&app, &key, json!({ "status": "solved" })).await;
    told("solved", MARIA);
    sets(&app, &key, json!({ "status": "in_progress" })).await;
    told("opened again", MARIA);
    says(&app, &key, "It is out.", Some("solved")).await;
    told("answered a follower, and solved", TOM);
    // Of what was solved nobody hears that it is closed.
    sets(&app, &key, json!({ "status": "in_progress" })).await;
    sets(&app, &key, json!({ "status": "closed" })).await;
    told("closed", MARIA);
    answers(&app, &answered, "One more thing.").await;
    told("late", MARIA);

    let export = json!({ "format": "csv", "filter": "sort=number", "messages": false });
    assert_eq!(maria.post("/api/v1/portal/exports", &export).await.status(), 201);
    app.run_jobs().await;
    told("export", MARIA);

    chooses(&maria, json!({ "mails": "digest" })).await;
    let key = file(&maria, &problem("Printer on fire")).await;
    let other = file(&maria, &problem("Printer on fire")).await;
    for _ in 0..5 {
        says(&app, &key, "Have you tried water?", None).await;
    }
    for change in [
        json!({ "status": "pending" }),
        json!({ "priority": "urgent" }),
        json!({ "status": "solved" }),
    ] {
        sets(&app, &key, change).await;
    }
    sets(&app, &other, json!({ "status": "solved" })).await;
    until_morning(&app).await;
    told("digest", MARIA);
    all
}

#[tokio::test]
async fn every_kind_of_mail_in_german_and_arabic() {
    for language in [Language::German, Language::Arabic] {
        let mails = every_kind(language).await;

        for (kind, mail) in &mails {
            let page = format!("<html lang=\"{language}\" dir=\"{}\">", language.direction());
            assert!(mail.html.contains(&page), "{kind}: {}", mail.html);
        }
    }
}

/// Lines of text, and what stands between the tags of HTML, as far as they are ours and say something.
fn sentences(mail: &Mail) -> Vec<String> {
    let between = mail.html.split('>').filter_map(|it| it.split('<').next());
    let all = mail.text.lines().chain(between).chain([mail.subject.as_str()]);
    let ours = all.map(str::trim).filter(|it| {
        let rest = THEIRS
            .iter()
            .fold((*it).to_owned(), |rest, theirs| rest.replace(theirs, ""));
        !it.starts_with("http") && rest.chars().any(char::is_alphabetic)
    });
    ours.map(str::to_owned).collect()
}

#[tokio::test]
async fn no_mail_says_a_sentence_of_the_english_one() {
    let english = every_kind(Language::English).await;
    for language in Language::ALL.iter().filter(|it| **it != Language::English) {
        for ((kind, english), (_, mail)) in english.iter().zip(&every_kind(*language).await) {
            let english = sentences(english);
            assert!(english.len() > 5, "{kind}: {english:?}");
            for sentence in sentences(mail) {
                assert!(!english.contains(&sentence), "{language}, {kind}: {sentence}");
            }
        }
    }
}

#[tokio::test]
async fn names_are_inert_in_every_language() {
    let app = app().await;
    let evil = "<b>{x}</b> { $who } \u{e001}&amp;";
    let maria = contact::ActiveModel {
        account_id: Set(fixtures::account_id(ACME)),
        id: Set(fixtures::contact_id(TOM)),
        name: Set(evil.to_owned()),
        ..Default::default()
    };
    maria.update(&app.db).await.unwrap();
    super::change_account(&app, |account| account.portal_name = Set(evil.to_owned())).await;
    let (maria, tom) = (app.contact(MARIA).await, app.contact(TOM).await);
    let key = file(&maria, &problem("<i>{title}</i> { $key }")).await;
    let path = format!("/api/v1/portal/tickets/{key}");
    assert_eq!(
        maria
            .post(&format!("{path}/followers"), &json!({ "email": TOM }))
            .await
            .status(),
        200
    );
    for language in Language::ALL {
        chooses(&maria, json!({ "language": language })).await;
        sets(&app, &key, json!({ "status": "solved" })).await;
        app.sandbox.clear_mails();
        assert_eq!(tom.post_empty(&format!("{path}/reopen")).await.status(), 200);
        app.run_jobs().await;

        let mail = only(app.sandbox.mails_to(MARIA));
        for active in ["<b>", "<i>"] {
            assert!(!mail.html.contains(active), "{language}: {active} in {}", mail.html);
        }
        for there in ["<b>{x}</b> { $who } \u{e001}", "<i>{title}</i> { $key }"] {
            assert!(mail.text.contains(there), "{language}: {there} in {}", mail.text);
            let escaped = there.replace('<', "&#60;").replace('>', "&#62;");
            assert!(mail.html.contains(&escaped), "{language}: {escaped} in {}", mail.html);
        }
    }
}

#[tokio::test]
async fn a_digest_counts_as_arabic_does() {
    let app = app().await;
    let maria = app.contact(MARIA).await;
    chooses(
        &maria,
        json!({ "mails": "digest", "language": "ar", "time_zone": "Europe/Berlin" }),
    )
    .await;
    let mut keys = Vec::new();
    for _ in 0..11 {
        keys.push(file(&maria, &problem("Printer on fire")).await);
    }
    for (count, subject) in [
        (2, "جديد في تذكرتين"),
        (3, "جديد في \u{2068}3\u{2069} تذاكر"),
        (11, "جديد في \u{2068}11\u{2069} تذكرة"),
    ] {
        for key in &keys[..count] {
            says(&app, key, "Have you tried water?", None).await;
        }
        app.sandbox.clear_mails();
        until_morning(&app).await;

        let mail = only(app.sandbox.mails_to(MARIA));
        assert!(mail.subject.ends_with(subject), "{count}: {}", mail.subject);
    }
    says(&app, &keys[0], "Have you tried water?", None).await;
    app.sandbox.clear_mails();
    until_morning(&app).await;
    let mail = only(app.sandbox.mails_to(MARIA));
    assert!(mail.text.starts_with("إليكم الجديد في تذكرتكم"), "{}", mail.text);
    // The very hour, where the reader is.
    assert!(mail.text.contains("8:00 ص"), "{}", mail.text);
}

#[tokio::test]
async fn a_sign_in_mail_speaks_as_the_browser_that_asked() {
    let app = TestApp::spawn().await;
    for (headers, subject) in [
        (vec![("accept-language", "pt-BR, en;q=0.5")], "Entrar em acme"),
        (vec![("accept-language", "nl")], "Sign in to"),
        (vec![], "Sign in to"),
        (
            vec![("accept-language", "de"), ("cookie", "portico_language=fr")],
            "Connexion à",
        ),
    ] {
        app.sandbox.clear_mails();
        app.clock.advance(TimeDelta::hours(2));
        ask(&app, MARIA, &headers).await;

        let mail = only(app.sandbox.mails());
        assert!(mail.subject.starts_with(subject), "{}", mail.subject);
        code_in(&mail);
    }
    let kept = magic_link::Entity::find().all(&app.db).await.unwrap();
    assert!(kept.iter().all(|it| it.language.is_some()));
}

#[tokio::test]
async fn who_chose_no_language_is_written_to_in_that_of_the_browser_they_signed_in_with() {
    let app = TestApp::spawn().await;
    let browser = ask(&app, MARIA, &[]).await.cookie(BROWSER).unwrap();
    let code = code_in(&only(app.sandbox.mails()));
    let caller = app.nobody(ACME).with_cookie(&browser);
    let req = caller
        .request(Method::POST, "/api/v1/portal/sign-in/mail/complete")
        .header("accept-language", "es-MX, es;q=0.9, en;q=0.8")
        .json(&json!({ "code": code }));
    assert_eq!(caller.send(req).await.status(), 200);
    let maria = app.contact(MARIA).await;
    assert!(
        maria
            .get("/api/v1/portal/me/preferences")
            .await
            .json()
            .get("language")
            .is_none(),
        "nothing was chosen"
    );
    app.sandbox.clear_mails();

    let key = file(&maria, &problem("Printer on fire")).await;
    app.run_jobs().await;
    assert_eq!(
        only(app.sandbox.mails()).subject,
        format!("[{key}] Recibido: Printer on fire")
    );

    chooses(&maria, json!({ "language": "ja" })).await;
    app.sandbox.clear_mails();
    says(&app, &key, "Have you tried water?", None).await;
    let mail = only(app.sandbox.mails());
    assert!(mail.text.starts_with("Ana Lima さん"), "{}", mail.text);
}

#[tokio::test]
async fn who_chose_no_time_zone_is_told_the_time_by_their_browsers() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let (me, preferences) = ("/api/v1/portal/me", "/api/v1/portal/me/preferences");
    assert_eq!(maria.get(me).await.json().get("time_zone"), None);

    for zone in ["", "Mars/Olympus"] {
        let res = maria.patch(preferences, &json!({ "browser_time_zone": zone })).await;
        assert_eq!(res.bad_fields(), ["browser_time_zone"], "{zone:?}");
    }
    chooses(&maria, json!({ "browser_time_zone": "Asia/Tokyo" })).await;
    assert_eq!(maria.get(me).await.json()["time_zone"], "Asia/Tokyo");
    let key = file(&maria, &problem("Printer on fire")).await;
    says(&app, &key, "Have you tried water?", None).await;
    let mail = app.sandbox.mails_to(MARIA).pop().unwrap();
    assert!(mail.text.contains("GMT+9"), "{}", mail.text);

    // What is known already stays, chosen or not.
    chooses(&maria, json!({ "browser_time_zone": "Europe/Berlin" })).await;
    assert_eq!(maria.get(preferences).await.json()["time_zone"], "Asia/Tokyo");
    chooses(&maria, json!({ "time_zone": "Europe/Berlin" })).await;
    chooses(&maria, json!({ "browser_time_zone": "Asia/Tokyo" })).await;
    assert_eq!(maria.get(me).await.json()["time_zone"], "Europe/Berlin");
}

#[tokio::test]
async fn the_page_where_mails_end_speaks_as_its_reader() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    file(&maria, &problem("Printer on fire")).await;
    app.run_jobs().await;
    let link = stop_in(&only(app.sandbox.mails()));
    let path = &link[link.find("/unsubscribe/").expect("the page")..];
    let nobody = app.nobody(ACME);
    let opens = async |path: &str| {
        let req = nobody.request(Method::GET, path).header("accept-language", "de");
        nobody.send(req).await.text().to_owned()
    };

    let page = opens(path).await;
    assert!(page.contains("<html lang=\"de\" dir=\"ltr\">"), "{page}");
    assert!(page.contains("Weniger E-Mails?"), "{page}");
    let unknown = opens("/unsubscribe/x").await;
    assert!(unknown.contains("Dieser Link funktioniert nicht"), "{unknown}");

    chooses(&maria, json!({ "language": "ar" })).await;
    let page = opens(path).await;
    assert!(page.contains("<html lang=\"ar\" dir=\"rtl\">"), "{page}");
    assert!(page.contains("رسائل أقل؟"), "{page}");
}
