//! Link and code under attack: scanners, guessing, other browsers, and whoever would make us write too often. (What the mail says is in
//! `mail`.)

use chrono::TimeDelta;
use futures_util::future::join_all;
use portico::entity::{audit_entry, magic_link, mail_budget, session};
use portico_sandbox::mail::Mail;
use portico_types::staff::AuditAction;
use reqwest::Method;
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::json;

use crate::support::{ACME, Answer, Caller, OTHER, TestApp};

const MARIA: &str = "maria@globex.example";
const BROWSER: &str = "__Host-portico-browser-portal";
const KNOWN: &str = "__Host-portico-known-portal";
const ASK: &str = "/api/v1/portal/sign-in/mail";
const COMPLETE: &str = "/api/v1/portal/sign-in/mail/complete";

/// A browser that asked for a mail, and what the mail brought.
pub struct Asked {
    pub browser: Caller,
    pub token: String,
    pub code: String,
}

pub fn token_in(mail: &Mail) -> String {
    let link = mail.text.split_whitespace().find(|word| word.starts_with("http"));
    link.and_then(|link| link.split_once('#')).expect("a link").1.to_owned()
}

pub fn code_in(mail: &Mail) -> String {
    let words: Vec<_> = mail.text.split_whitespace().collect();
    let digits = |word: &&str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_digit());
    let pair = words.windows(2).find(|pair| pair.iter().all(|word| digits(word)));
    pair.expect("a code").concat()
}

pub async fn asks(app: &TestApp, email: &str) -> Asked {
    asks_in(app, app.nobody(ACME), email).await
}

async fn asks_in(app: &TestApp, nobody: Caller, email: &str) -> Asked {
    let res = nobody.post(ASK, &json!({ "email": email })).await;
    assert_eq!(res.status(), 202);
    app.run_jobs().await;
    let mail = app.sandbox.mails_to(email).pop().expect("a mail");
    Asked {
        browser: nobody.with_cookie(&res.cookie(BROWSER).expect("a cookie")),
        token: token_in(&mail),
        code: code_in(&mail),
    }
}

pub async fn completes(browser: &Caller, proof: serde_json::Value) -> Answer {
    browser.post(COMPLETE, &proof).await
}

fn header_names(res: &Answer) -> Vec<String> {
    let mut names: Vec<_> = res.headers().keys().map(ToString::to_string).collect();
    names.sort_unstable();
    names
}

async fn count(app: &TestApp, action: AuditAction) -> u64 {
    let entries = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq(action));
    entries.count(&app.db).await.expect("a count")
}

#[tokio::test]
async fn a_scanner_that_opens_the_page_and_presses_the_button_burns_nothing_and_gets_nothing() {
    let app = TestApp::spawn().await;
    let asked = asks(&app, MARIA).await;
    let sessions = session::Entity::find().count(&app.db).await.unwrap();

    // It runs our page's script: a browser of its own, with a cookie of its own or none.
    let scanner = app.nobody(ACME);
    let res = scanner.post(ASK, &json!({ "email": "scanner@nowhere.example" })).await;
    let scanner = scanner.with_cookie(&res.cookie(BROWSER).unwrap());
    for _ in 0..10 {
        let page = scanner
            .request(Method::GET, "/sign-in/confirm")
            .header("accept", "text/html");
        let page = scanner.send(page).await;
        assert!(
            page.headers()["content-type"]
                .to_str()
                .unwrap()
                .starts_with("text/html")
        );
        assert_eq!(page.headers().get("set-cookie"), None);
        for browser in [&scanner, &app.nobody(ACME)] {
            let res = completes(browser, json!({ "token": asked.token })).await;
            assert_eq!(res.status(), 401);
            assert!(res.cookie("__Host-portico-session-portal").is_none());
            assert_eq!(completes(browser, json!({ "code": asked.code })).await.status(), 401);
        }
    }
    assert_eq!(session::Entity::find().count(&app.db).await.unwrap(), sessions);

    assert_eq!(
        completes(&asked.browser, json!({ "token": asked.token }))
            .await
            .status(),
        200
    );
}

#[tokio::test]
async fn another_device_reads_the_code_out_to_the_one_that_asked() {
    let app = TestApp::spawn().await;
    let asked = asks(&app, MARIA).await;
    // The mail is open on a telephone, whose browser we do not know: its link does nothing there, the code is typed where it was asked for.
    assert_eq!(
        completes(&app.nobody(ACME), json!({ "token": asked.token }))
            .await
            .status(),
        401
    );
    let typed = format!("{} {}", &asked.code[..3], &asked.code[3..]);
    assert_eq!(completes(&asked.browser, json!({ "code": typed })).await.status(), 200);
}

#[tokio::test]
async fn a_code_can_be_tried_five_times() {
    let app = TestApp::spawn().await;
    let asked = asks(&app, MARIA).await;
    let wrong = if asked.code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        assert_eq!(completes(&asked.browser, json!({ "code": wrong })).await.status(), 401);
    }
    assert_eq!(
        completes(&asked.browser, json!({ "code": asked.code })).await.status(),
        401
    );
    assert_eq!(
        completes(&asked.browser, json!({ "token": asked.token }))
            .await
            .status(),
        401
    );
    assert_eq!(
        count(&app, AuditAction::SignInRefused).await,
        5,
        "each try that was one is in the log"
    );
}

#[tokio::test]
async fn of_fifty_at_once_one_comes_in() {
    let app = TestApp::spawn().await;
    let asked = asks(&app, MARIA).await;
    let answers = join_all((0..50).map(|_| completes(&asked.browser, json!({ "token": asked.token })))).await;
    assert_eq!(answers.iter().filter(|it| it.status() == 200).count(), 1);
}

#[tokio::test]
async fn link_and_code_end_with_their_time_and_with_a_newer_mail() {
    let app = TestApp::spawn().await;
    let old = asks(&app, MARIA).await;
    app.clock.advance(TimeDelta::seconds(1));
    let new = asks(&app, MARIA).await;
    assert_eq!(
        completes(&old.browser, json!({ "token": old.token })).await.status(),
        401
    );
    assert_eq!(completes(&old.browser, json!({ "code": old.code })).await.status(), 401);

    app.clock.advance(TimeDelta::minutes(10));
    assert_eq!(
        completes(&new.browser, json!({ "token": new.token })).await.status(),
        401
    );
}

#[tokio::test]
async fn an_address_gets_three_mails_an_hour_and_ten_a_day_and_nobody_sees_it() {
    let app = TestApp::spawn().await;
    let mut answers = Vec::new();
    for hour in 0..6 {
        for _ in 0..5 {
            let res = app.nobody(ACME).post(ASK, &json!({ "email": MARIA })).await;
            let names = header_names(&res);
            answers.push((res.status(), res.text().to_owned(), names));
            app.run_jobs().await;
            app.clock.advance(TimeDelta::minutes(1));
        }
        let sent = app.sandbox.mails_to(MARIA).len();
        assert_eq!(sent, (3 * (hour + 1)).min(10), "hour {hour}");
        app.clock.advance(TimeDelta::minutes(56));
    }
    assert!(answers.iter().all(|it| *it == answers[0]));
    // Of twenty: once an hour, or whoever asks on and on would fill the log.
    assert_eq!(count(&app, AuditAction::SignInMailHeldBack).await, 6);
    assert_eq!(count(&app, AuditAction::SignInMailSent).await, 10);

    // Another address has a budget of its own.
    asks(&app, "tom@globex.example").await;
    app.clock.advance(TimeDelta::hours(24));
    asks(&app, MARIA).await;
    assert_eq!(app.sandbox.mails_to(MARIA).len(), 11);
}

/// Asks for mails to names that nobody at Globex has; returns how many left.
async fn invents(app: &TestApp, names: std::ops::Range<u32>) -> usize {
    let before = app.sandbox.mails().len();
    for n in names {
        let body = json!({ "email": format!("invented{n}@globex.example") });
        assert_eq!(app.nobody(ACME).post(ASK, &body).await.status(), 202);
    }
    app.run_jobs().await;
    app.sandbox.mails().len() - before
}

#[tokio::test]
async fn a_customers_domain_gets_thirty_mails_an_hour_and_a_hundred_a_day_to_people_nobody_knows() {
    let app = TestApp::spawn().await;
    assert_eq!(invents(&app, 0..33).await, 30);
    let res = app
        .nobody(ACME)
        .post(ASK, &json!({ "email": "sam@initech.example" }))
        .await;
    assert_eq!(res.status(), 202);
    asks(&app, MARIA).await; // Whom we know gets theirs.
    asks(&app, "new@initech.example").await; // So does whoever is at another customer.
    app.clock.advance(TimeDelta::hours(1));
    assert_eq!(invents(&app, 100..133).await, 30);
    app.clock.advance(TimeDelta::hours(1));
    assert_eq!(invents(&app, 200..233).await, 30);
    app.clock.advance(TimeDelta::hours(1));
    assert_eq!(invents(&app, 300..333).await, 10);
    asks(&app, MARIA).await;
    app.clock.advance(TimeDelta::hours(22));
    assert_eq!(invents(&app, 400..403).await, 3);
}

#[tokio::test]
async fn after_a_hundred_wrong_codes_in_an_hour_links_alone_let_people_in() {
    let app = TestApp::spawn().await;
    let home = known(&app, MARIA).await;
    // By as many links as it takes: five tries each, three an hour to an address.
    for n in 0..20 {
        let theirs = asks(
            &app,
            &format!("new{n}@{}", ["globex.example", "initech.example"][n % 2]),
        )
        .await;
        for _ in 0..5 {
            let wrong = if theirs.code == "000000" { "111111" } else { "000000" };
            assert_eq!(completes(&theirs.browser, json!({ "code": wrong })).await.status(), 401);
        }
    }

    let tom = asks(&app, "tom@globex.example").await;
    assert_eq!(
        completes(&tom.browser, json!({ "code": tom.code })).await.status(),
        401,
        "a right code"
    );
    assert_eq!(
        completes(&tom.browser, json!({ "token": tom.token })).await.status(),
        200
    );
    let maria = asks_in(&app, home, MARIA).await;
    assert_eq!(
        completes(&maria.browser, json!({ "code": maria.code })).await.status(),
        200,
        "no stranger's code"
    );

    app.clock.advance(TimeDelta::hours(1));
    let tom = asks(&app, "tom@globex.example").await;
    assert_eq!(completes(&tom.browser, json!({ "code": tom.code })).await.status(), 200);
}

/// Tries of the newest link, refusals in the audit log, and what is counted against whom.
async fn traces(app: &TestApp) -> (i32, u64, u64) {
    let newest = magic_link::Entity::find().order_by_desc(magic_link::Column::Id);
    (
        newest.one(&app.db).await.unwrap().expect("a link").tries,
        count(app, AuditAction::SignInRefused).await,
        mail_budget::Entity::find().count(&app.db).await.unwrap(),
    )
}

#[tokio::test]
async fn a_wrong_code_leaves_the_same_traces_whether_a_mail_left_or_not() {
    let mut left = Vec::new();
    for email in [MARIA, "somebody@nowhere.example"] {
        let app = TestApp::spawn().await;
        let nobody = app.nobody(ACME);
        let cookie = nobody
            .post(ASK, &json!({ "email": email }))
            .await
            .cookie(BROWSER)
            .unwrap();
        app.run_jobs().await;
        let browser = nobody.with_cookie(&cookie);
        let right = app.sandbox.mails_to(email).pop().map(|mail| code_in(&mail));
        let wrong = if right.as_deref() == Some("000000") {
            "111111"
        } else {
            "000000"
        };
        let mut theirs = Vec::new();
        for tries in 1..=7 {
            let res = completes(&browser, json!({ "code": wrong })).await;
            assert_eq!(res.status(), 401, "{email}, {tries}");
            theirs.push((res.text().to_owned(), traces(&app).await));
        }
        left.push(theirs);
    }
    assert_eq!(left[0], left[1]);
    let (_, (tries, refusals, _)) = &left[0][6];
    assert_eq!((*tries, *refusals), (5, 5));
}

#[tokio::test]
async fn inventing_addresses_takes_nobodys_codes() {
    let app = TestApp::spawn().await;
    for n in 0..25 {
        let nobody = app.nobody(ACME);
        let ask = json!({ "email": format!("x{n}@nowhere.example") });
        let cookie = nobody.post(ASK, &ask).await.cookie(BROWSER).unwrap();
        app.run_jobs().await;
        let browser = nobody.with_cookie(&cookie);
        for _ in 0..5 {
            assert_eq!(completes(&browser, json!({ "code": "000000" })).await.status(), 401);
        }
    }
    let refusals = count(&app, AuditAction::SignInRefused).await;
    assert!(
        (100..=101).contains(&refusals),
        "{refusals}: the log is no stranger's to fill"
    );
    let tom = asks(&app, "tom@globex.example").await;
    assert_eq!(completes(&tom.browser, json!({ "code": tom.code })).await.status(), 200);
}

#[tokio::test]
async fn link_and_code_stay_at_their_door_and_with_their_account() {
    let app = TestApp::spawn().await;
    let asked = asks(&app, MARIA).await;
    let cookie = asked.browser.cookies().join("; ");
    let at_console = app
        .nobody(ACME)
        .with_cookie(&cookie.replace("browser-portal", "browser-console"));
    let elsewhere = app.nobody(OTHER).with_cookie(&cookie);
    for proof in [json!({ "token": asked.token }), json!({ "code": asked.code })] {
        let console = at_console.post("/api/v1/sign-in/mail/complete", &proof).await;
        assert_eq!(console.status(), 401, "the other door");
        assert_eq!(completes(&elsewhere, proof).await.status(), 401, "another account");
    }

    let home = completes(&asked.browser, json!({ "token": asked.token })).await;
    assert_eq!(home.status(), 200);
}

#[tokio::test]
async fn a_mail_that_is_held_back_does_not_void_the_one_that_was_sent() {
    let app = TestApp::spawn().await;
    asks(&app, MARIA).await;
    asks(&app, MARIA).await;
    app.clock.advance(TimeDelta::seconds(1));
    let third = asks(&app, MARIA).await;
    app.clock.advance(TimeDelta::seconds(1));
    app.nobody(ACME).post(ASK, &json!({ "email": MARIA })).await;
    app.run_jobs().await;

    assert_eq!(
        completes(&third.browser, json!({ "token": third.token }))
            .await
            .status(),
        200
    );
}

/// A browser that has signed in with this address, and has been closed since: what stays is one cookie.
async fn known(app: &TestApp, email: &str) -> Caller {
    let asked = asks(app, email).await;
    let session = completes(&asked.browser, json!({ "token": asked.token })).await;
    app.nobody(ACME).with_cookie(&session.cookie(KNOWN).expect("a cookie"))
}

#[tokio::test]
async fn no_stranger_uses_up_the_mails_of_a_browser_that_has_signed_in_before() {
    let app = TestApp::spawn().await;
    let home = known(&app, MARIA).await;
    for _ in 0..5 {
        app.nobody(ACME).post(ASK, &json!({ "email": MARIA })).await;
        app.run_jobs().await;
    }
    assert_eq!(app.sandbox.mails_to(MARIA).len(), 3, "as many as strangers get sent");

    let asked = asks_in(&app, home.clone(), MARIA).await;

    assert_eq!(app.sandbox.mails_to(MARIA).len(), 4);
    let completed = completes(&asked.browser, json!({ "token": asked.token })).await;
    assert_eq!(completed.status(), 200);
    for _ in 0..4 {
        home.post(ASK, &json!({ "email": MARIA })).await;
        app.run_jobs().await;
    }
    assert_eq!(app.sandbox.mails_to(MARIA).len(), 6, "three an hour, too");
}

#[tokio::test]
async fn what_a_stranger_asks_for_does_not_void_what_a_known_browser_did() {
    let app = TestApp::spawn().await;
    let home = known(&app, MARIA).await;
    let first = asks_in(&app, home.clone(), MARIA).await;
    app.clock.advance(TimeDelta::seconds(1));
    let strangers = asks(&app, MARIA).await;
    let signs_in = async |asked: &Asked| {
        completes(&asked.browser, json!({ "token": asked.token }))
            .await
            .status()
    };

    assert_eq!(signs_in(&first).await, 200);

    let second = asks_in(&app, home.clone(), MARIA).await;
    app.clock.advance(TimeDelta::seconds(1));
    let third = asks_in(&app, home, MARIA).await;
    assert_eq!(signs_in(&second).await, 401, "a newer one voids the older");
    assert_eq!(signs_in(&strangers).await, 401, "a stranger's, too");
    assert_eq!(signs_in(&third).await, 200);
}

#[tokio::test]
async fn a_browser_is_known_for_the_address_it_signed_in_with_at_that_door_and_nobody_sees_it() {
    let app = TestApp::spawn().await;
    let tom = known(&app, "tom@globex.example").await;
    let forged = app.nobody(ACME).with_cookie(&format!("{KNOWN}={}", "A".repeat(43)));
    for stranger in [&tom, &forged, &app.nobody(ACME)] {
        asks_in(&app, stranger.clone(), MARIA).await;
    }
    tom.post(ASK, &json!({ "email": MARIA })).await;
    app.run_jobs().await;
    assert_eq!(app.sandbox.mails_to(MARIA).len(), 3, "all of them are strangers to her");

    let mut answers = Vec::new();
    for (browser, email) in [
        (&tom, "tom@globex.example"),
        (&tom, MARIA),
        (&tom, "stranger@nowhere.example"),
        (&app.nobody(ACME), "tom@globex.example"),
        (&app.nobody(ACME), "stranger@nowhere.example"),
    ] {
        let res = browser.post(ASK, &json!({ "email": email })).await;
        let cookies: Vec<String> = res
            .headers()
            .get_all("set-cookie")
            .iter()
            .map(|it| it.to_str().unwrap().split('=').next().unwrap().to_owned())
            .collect();
        answers.push((res.status(), res.text().to_owned(), header_names(&res), cookies));
    }
    assert_eq!(answers[0].3, [BROWSER]);
    assert!(answers.iter().all(|it| *it == answers[0]), "{answers:?}");
    app.run_jobs().await;
}

#[tokio::test]
async fn agents_who_may_not_use_mail_get_the_answer_strangers_get() {
    let app = TestApp::spawn().await;
    let ana = app.agent("ana@acme.example").await;
    let version = ana.get("/api/v1/sign-in-settings").await.json()["version"].clone();
    let off = json!({ "version": version, "agents": ["google"] });
    assert_eq!(ana.patch("/api/v1/sign-in-settings", &off).await.status(), 200);
    let mut answers = Vec::new();
    for email in ["ana@acme.example", "stranger@nowhere.example"] {
        let res = app
            .nobody(ACME)
            .post("/api/v1/sign-in/mail", &json!({ "email": email }))
            .await;
        let names = header_names(&res);
        answers.push((res.status(), res.text().to_owned(), names));
    }
    app.run_jobs().await;
    assert_eq!(answers[0].0, 202);
    assert_eq!(answers[0], answers[1]);
    assert_eq!(app.sandbox.mails().len(), 0);
}

#[tokio::test]
async fn signing_out_and_a_replayed_cookie_are_in_the_log() {
    let app = TestApp::spawn().await;
    let first = app.session_cookie(MARIA).await;
    let with = |cookie: &str| app.nobody(ACME).with_cookie(cookie);
    let res = with(&first).post_empty("/api/v1/portal/session/refresh").await;
    let second = res.cookie("__Host-portico-session-portal").unwrap();
    app.clock.advance(TimeDelta::seconds(11));
    assert_eq!(
        with(&first).post_empty("/api/v1/portal/session/refresh").await.status(),
        401
    );
    assert_eq!(count(&app, AuditAction::SessionReplayed).await, 1);
    with(&second).post_empty("/api/v1/portal/session/sign-out").await;
    assert_eq!(
        count(&app, AuditAction::SignedOut).await,
        0,
        "there was nothing left to sign out of"
    );

    let other = app.session_cookie(MARIA).await;
    with(&other).post_empty("/api/v1/portal/session/sign-out").await;
    assert_eq!(count(&app, AuditAction::SignedOut).await, 1);
}

#[tokio::test]
async fn a_browser_is_known_for_a_day_from_when_it_last_asked() {
    let app = TestApp::spawn().await;
    let openid = "/api/v1/portal/sign-in/openid";
    let first = app.nobody(ACME).post(ASK, &json!({ "email": MARIA })).await;
    let cookie = first.cookie(BROWSER).expect("a cookie");
    let browser = app.nobody(ACME).with_cookie(&cookie);
    for res in [
        first,
        browser.post(ASK, &json!({ "email": MARIA })).await,
        browser.post(openid, &json!({ "provider": "google" })).await,
    ] {
        let set = res
            .headers()
            .get_all("set-cookie")
            .iter()
            .filter_map(|it| it.to_str().ok());
        let set = set.filter(|it| it.starts_with(&cookie)).collect::<Vec<_>>();
        assert!(set.len() == 1 && set[0].contains("Max-Age=86400"), "{set:?}");
    }
}

/// Whoever is told to come back later has a link that still works.
#[tokio::test]
async fn a_link_is_not_burnt_by_a_session_that_could_not_be_opened() {
    let app = TestApp::spawn().await;
    let asked = asks(&app, MARIA).await;
    let sqlite = app.db.get_database_backend() == DbBackend::Sqlite;
    let break_it: &[&str] = if sqlite {
        &["CREATE TRIGGER away BEFORE INSERT ON sessions BEGIN SELECT RAISE(ABORT, 'database is locked'); END"]
    } else {
        &[
            "CREATE FUNCTION away() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'away' USING ERRCODE = '57P03'; END $$",
            "CREATE TRIGGER away BEFORE INSERT ON sessions FOR EACH ROW EXECUTE FUNCTION away()",
        ]
    };
    for statement in break_it {
        app.db.execute_unprepared(statement).await.unwrap();
    }

    let proof = json!({ "token": asked.token });
    assert_eq!(completes(&asked.browser, proof.clone()).await.status(), 503);

    let mend_it = if sqlite {
        "DROP TRIGGER away"
    } else {
        "DROP TRIGGER away ON sessions"
    };
    app.db.execute_unprepared(mend_it).await.unwrap();
    let session = completes(&asked.browser, proof.clone()).await;
    assert_eq!(session.status(), 200, "{}", session.text());
    assert_eq!(completes(&asked.browser, proof).await.status(), 401, "once");
}

#[tokio::test]
async fn a_link_of_somebody_who_may_no_longer_come_in_is_used_up_and_stands_in_the_log_once() {
    let app = TestApp::spawn().await;
    let asked = asks(&app, MARIA).await;
    let ana = app.agent("ana@acme.example").await;
    let maria = format!("/api/v1/contacts/{}", crate::support::fixtures::contact_id(MARIA));
    let disable = async |disabled: bool| ana.patch(&maria, &json!({ "disabled": disabled })).await.status();
    assert_eq!(disable(true).await, 200);

    let proof = json!({ "token": asked.token });
    assert_eq!(completes(&asked.browser, proof.clone()).await.status(), 403);

    assert_eq!(disable(false).await, 200);
    assert_eq!(completes(&asked.browser, proof).await.status(), 401);
    assert_eq!(count(&app, AuditAction::SignInRefused).await, 1);
}
