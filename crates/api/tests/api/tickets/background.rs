//! Lists that are written to files in the background: whole, once, told of by mail, and nobody's but whose they are.

use chrono::TimeDelta;
use portico::{
    app,
    entity::{attachment, attachment_piece, export},
    jobs::Job,
};
use portico_types::portal::ExportState;
use sea_orm::{EntityTrait, PaginatorTrait, sea_query::Expr};

use super::*;
use crate::support::Answer;

const EXPORTS: &str = "/api/v1/portal/exports";

async fn asks(caller: &Caller, format: &str, filter: &str) -> String {
    let res = caller
        .post(
            EXPORTS,
            &json!({ "format": format, "filter": filter, "messages": true }),
        )
        .await;
    assert_eq!(res.status(), 201, "{}", res.text());
    assert_eq!(res.json()["state"], "waiting");
    format!("{EXPORTS}/{}", text(&res.json()["id"]))
}

async fn download(caller: &Caller, path: &str) -> Answer {
    caller.get(&format!("{path}/download")).await
}

/// How many files there are, and pieces of files.
async fn stored(app: &TestApp) -> (u64, u64) {
    let files = attachment::Entity::find().count(&app.db).await.unwrap();
    (files, attachment_piece::Entity::find().count(&app.db).await.unwrap())
}

/// To whom mails said that an export is ready.
fn told(app: &TestApp) -> Vec<String> {
    let mails = app.sandbox.mails().into_iter();
    let ready = mails.filter(|mail| mail.subject == "Your export is ready");
    ready.flat_map(|mail| mail.to).collect()
}

async fn only_export(app: &TestApp) -> export::Model {
    let mut all = export::Entity::find().all(&app.db).await.unwrap();
    assert_eq!(all.len(), 1);
    all.remove(0)
}

#[tokio::test]
async fn a_list_is_written_and_told_of_by_mail() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = (app.contact(MARIA).await, app.agent(CHLOE).await);
    for n in 0..3 {
        let key = file(&maria, &problem(&format!("No {n}"))).await;
        if n == 0 {
            set(&chloe, &key, &json!({ "status": "solved" })).await;
        }
    }
    file(&app.contact(PRIYA).await, &problem("Another customer's")).await;
    app.run_jobs().await;

    for format in ["csv", "json", "xlsx"] {
        let path = asks(&maria, format, "status=open&sort=number").await;
        assert_eq!(download(&maria, &path).await.status(), 404, "not yet");
        let mails = app.sandbox.mails().len();
        app.run_jobs().await;

        let export = maria.get(&path).await.json();
        let file = download(&maria, &path).await;
        let direct = format!("{TICKETS}/export.{format}?status=open&sort=number&messages=true");
        let direct = maria.get(&direct).await;
        assert_eq!(file.status(), 200);
        assert!(
            file.bytes() == direct.bytes(),
            "{format}: the same as when one waits for it"
        );
        assert_eq!(export["state"], "ready");
        assert_eq!((&export["done"], &export["total"]), (&json!(2), &json!(2)));
        assert_eq!(export["size"], json!(file.bytes().len()));
        let disposition = file.headers()["content-disposition"].to_str().unwrap();
        assert!(
            disposition.starts_with("attachment; filename=\"acme-tickets-"),
            "{disposition}"
        );
        assert!(disposition.contains(&format!(".{format}\"")), "{disposition}");
        assert_eq!(file.headers()["x-content-type-options"], "nosniff");
        let mails = &app.sandbox.mails()[mails..];
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].subject, "Your export is ready");
        assert_eq!(mails[0].to, [MARIA]);
        assert!(
            mails[0].text.contains("2 tickets") && mails[0].text.contains("/tickets"),
            "{}",
            mails[0].text
        );
    }
    let list = maria.get(EXPORTS).await.json();
    let formats = list.as_array().unwrap().iter().map(|it| text(&it["format"]));
    assert_eq!(formats.collect::<Vec<_>>(), ["xlsx", "json", "csv"]);
}

#[tokio::test]
async fn it_is_its_owners_while_they_may_see_as_much() {
    let app = TestApp::spawn().await;
    let (maria, tom, ana) = (app.contact(MARIA).await, app.contact(TOM).await, app.agent(ANA).await);
    file(&maria, &problem("Maria's")).await;
    let path = asks(&tom, "csv", "").await;
    app.run_jobs().await;
    assert!(download(&tom, &path).await.text().contains("Maria's"));

    let nobodys = format!("{EXPORTS}/{}", uuid::Uuid::nil());
    for other in [
        &maria,
        &app.contact(PRIYA).await,
        &app.contact_of(crate::support::OTHER, GAVIN).await,
    ] {
        for path in [&path, &nobodys] {
            assert_eq!(other.get(path).await.status(), 404);
            assert_eq!(download(other, path).await.status(), 404);
            assert_eq!(other.delete(path).await.status(), 404);
        }
        assert_eq!(other.get(EXPORTS).await.json(), json!([]));
    }
    // From now on members see their own alone.
    let globex = format!("/api/v1/customers/{}", fixtures::customer_id("Globex"));
    let own = json!({ "version": 1, "visibility": "own" });
    assert_eq!(ana.patch(&globex, &own).await.status(), 200);
    assert_eq!(download(&tom, &path).await.status(), 404);
    assert_eq!(tom.get(&path).await.status(), 404);
    assert_eq!(tom.get(EXPORTS).await.json(), json!([]));
    let own = asks(&tom, "csv", "").await;
    app.run_jobs().await;
    assert!(!download(&tom, &own).await.text().contains("Maria's"));
}

#[tokio::test]
async fn one_at_a_time_and_whoever_cancels_reads_so() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    file(&maria, &problem("Printer")).await;
    app.run_jobs().await;
    let first = asks(&maria, "csv", "").await;
    let again = maria.post(EXPORTS, &json!({ "format": "json" })).await;
    assert_eq!(again.status(), 409, "{}", again.text());
    asks(&app.contact(TOM).await, "csv", "").await;

    assert_eq!(maria.delete(&first).await.status(), 204);
    assert_eq!(maria.get(&first).await.json()["state"], "cancelled");
    let second = asks(&maria, "csv", "").await;
    app.run_jobs().await;

    assert_eq!(maria.get(&first).await.json()["state"], "cancelled");
    assert_eq!(download(&maria, &first).await.status(), 404);
    assert_eq!(maria.get(&second).await.json()["state"], "ready");
    assert_eq!(told(&app).len(), 2, "Tom's and the second");
    // What is removed is gone, with its bytes.
    assert_eq!(maria.delete(&second).await.status(), 204);
    assert_eq!(maria.get(&second).await.status(), 404);
    app::tidy(&app.state).await.unwrap();
    assert_eq!(stored(&app).await, (1, 1), "Tom's");
}

#[tokio::test]
async fn what_nobody_could_read_is_refused_at_once() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    for (body, status) in [
        (json!({ "format": "pdf" }), 400),
        (json!({ "format": "csv", "filter": "colour=red" }), 400),
        (json!({ "format": "csv", "filter": "messages=true" }), 400),
        (
            json!({ "format": "csv", "filter": format!("q={}", "x".repeat(201)) }),
            422,
        ),
        (json!({ "format": "csv", "filter": "status=open&".repeat(200) }), 422),
    ] {
        assert_eq!(maria.post(EXPORTS, &body).await.status(), status, "{body}");
    }
    assert_eq!(maria.get(EXPORTS).await.json(), json!([]));
}

#[tokio::test]
async fn after_a_kill_it_begins_anew_and_there_is_one_file() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    file(&maria, &problem("Printer")).await;
    app.run_jobs().await;
    let path = asks(&maria, "csv", "").await;
    // Stopped with it in hand, twice; what the first one had begun lies about.
    let mut held = Vec::new();
    for _ in 0..4 {
        for claim in app::take_due_jobs(&app.state).await.unwrap() {
            match claim.job {
                Job::WriteExport { .. } => held.push(claim),
                _ => app::do_taken_job(&app.state, &claim).await,
            }
        }
        let lease = i64::from(app.state.config.jobs.lease_seconds);
        app.clock.advance(TimeDelta::seconds(lease + 1));
    }
    assert!(held.len() > 1, "{held:?}");
    // The one who lost it wakes up, and says nothing; whoever has it now does it.
    app::do_taken_job(&app.state, &held[0]).await;
    assert_eq!(
        maria.get(&path).await.json()["state"],
        "writing",
        "another worker's file is the one that counts"
    );
    assert_eq!(told(&app), [""; 0]);
    app.run_jobs().await;
    for claim in &held {
        app::do_taken_job(&app.state, claim).await;
    }
    app.run_jobs().await;

    assert_eq!(maria.get(&path).await.json()["state"], "ready");
    assert_eq!(told(&app), [MARIA]);
    let (file, direct) = (
        download(&maria, &path).await,
        maria.get(&format!("{TICKETS}/export.csv?messages=true")).await,
    );
    assert_eq!(file.text(), direct.text());
    app.clock.advance(TimeDelta::days(2));
    app::tidy(&app.state).await.unwrap();
    assert_eq!(stored(&app).await, (1, 1), "what was begun in vain is gone");
}

#[tokio::test]
async fn whoever_may_not_come_in_gets_no_file() {
    let app = TestApp::spawn().await;
    let (tom, ana) = (app.contact(TOM).await, app.agent(ANA).await);
    file(&tom, &problem("Printer")).await;
    app.run_jobs().await;
    let path = asks(&tom, "csv", "").await;
    let contact = format!("/api/v1/contacts/{}", fixtures::contact_id(TOM));
    assert_eq!(ana.patch(&contact, &json!({ "disabled": true })).await.status(), 200);

    app.run_jobs().await;

    let row = only_export(&app).await;
    assert_eq!((row.state, row.file_id), (ExportState::Failed, None));
    assert_eq!(told(&app), [""; 0]);
    assert_eq!(ana.patch(&contact, &json!({ "disabled": false })).await.status(), 200);
    let tom = app.contact(TOM).await;
    let failed = tom.get(&path).await.json();
    assert_eq!(
        (&failed["state"], &failed["why"]),
        (&json!("failed"), &json!("not_visible"))
    );
    asks(&tom, "csv", "").await;
    app.run_jobs().await;
}

#[tokio::test]
async fn what_comes_to_nothing_says_why_by_its_code() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    file(&maria, &problem("Printer")).await;
    app.run_jobs().await;
    // Judged when it was asked for; what is wrong with it by now is something else than that it took too long.
    let path = asks(&maria, "csv", "").await;
    let wrong = Expr::value(format!("q={}", "x".repeat(201)));
    let filter = export::Entity::update_many().col_expr(export::Column::Filter, wrong);
    filter.exec(&app.db).await.unwrap();
    app.run_jobs().await;
    let failed = maria.get(&path).await.json();
    assert_eq!(
        (&failed["state"], &failed["why"]),
        (&json!("failed"), &json!("search_too_long"))
    );
}

#[tokio::test]
async fn a_link_opens_the_file_without_a_token_while_its_reader_may_have_it() {
    let app = TestApp::spawn().await;
    let (maria, tom, ana) = (app.contact(MARIA).await, app.contact(TOM).await, app.agent(ANA).await);
    let nobody = app.nobody(ACME);
    file(&maria, &problem("Maria's")).await;
    let path = asks(&tom, "csv", "").await;
    assert_eq!(tom.get(&format!("{path}/link")).await.status(), 404, "not yet");
    app.run_jobs().await;
    assert_eq!(maria.get(&format!("{path}/link")).await.status(), 404, "it is Tom's");
    let ask = async || {
        let link = tom.get(&format!("{path}/link")).await;
        assert_eq!(link.status(), 200, "{}", link.text());
        text(&link.json()["url"])
    };
    let link = ask().await;

    let (opened, direct) = (nobody.get(&link).await, download(&tom, &path).await);
    assert_eq!((opened.status(), opened.bytes()), (200, direct.bytes()));
    for name in [
        "content-disposition",
        "content-type",
        "content-security-policy",
        "cache-control",
    ] {
        assert_eq!(opened.headers()[name], direct.headers()[name], "{name}");
    }
    let part = nobody.request(reqwest::Method::GET, &link).header("range", "bytes=3-8");
    assert_eq!(nobody.send(part).await.bytes(), &direct.bytes()[3..9]);
    let opened = app
        .agent(ANA)
        .await
        .get("/api/v1/audit-log?action=export_downloaded")
        .await
        .json();
    assert_eq!(opened["items"].as_array().unwrap().len(), 3, "each time it was read");

    app.clock.advance(TimeDelta::seconds(
        i64::from(app.state.config.attachments.link_seconds) + 1,
    ));
    let late = nobody.get(&link).await;
    assert_eq!(late.status(), 404);
    let link = ask().await;
    // From now on members see their own alone.
    let globex = format!("/api/v1/customers/{}", fixtures::customer_id("Globex"));
    let own = json!({ "version": 1, "visibility": "own" });
    assert_eq!(ana.patch(&globex, &own).await.status(), 200);
    let refused = nobody.get(&link).await;
    assert_eq!(refused.status(), 404);
    assert_eq!(refused.json()["detail"], late.json()["detail"], "nobody learns why");
    assert_eq!(tom.get(&format!("{path}/link")).await.status(), 404);
}

#[tokio::test]
async fn a_week_later_it_is_gone() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    file(&maria, &problem("Printer")).await;
    let path = asks(&maria, "csv", "").await;
    app.run_jobs().await;
    assert_eq!(stored(&app).await, (1, 1));
    app.clock.advance(TimeDelta::days(7) - TimeDelta::minutes(1));
    app::tidy(&app.state).await.unwrap();
    assert_eq!(download(&app.contact(MARIA).await, &path).await.status(), 200);

    app.clock.advance(TimeDelta::minutes(2));

    let maria = app.contact(MARIA).await;
    assert_eq!(download(&maria, &path).await.status(), 404);
    app::tidy(&app.state).await.unwrap();
    assert_eq!(export::Entity::find().count(&app.db).await.unwrap(), 0);
    app.clock.advance(TimeDelta::hours(2));
    app::tidy(&app.state).await.unwrap();
    assert_eq!(stored(&app).await, (0, 0));
}

#[tokio::test]
async fn the_newest_five_are_kept() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    file(&maria, &problem("Printer")).await;
    let mut paths = Vec::new();
    for _ in 0..6 {
        paths.push(asks(&maria, "csv", "").await);
        app.run_jobs().await;
    }

    assert_eq!(maria.get(EXPORTS).await.json().as_array().unwrap().len(), 5);
    assert_eq!(maria.get(&paths[0]).await.status(), 404);
    assert_eq!(download(&maria, &paths[1]).await.status(), 200);
    app::tidy(&app.state).await.unwrap();
    assert_eq!(stored(&app).await, (5, 5));
}
