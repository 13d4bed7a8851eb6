//! Codes: who may read one out, how often one can be tried, and what wrong ones leave behind.

use futures_util::future::join_all;
use portico::entity::{magic_link, mail_budget};
use portico_types::staff::AuditAction;
use sea_orm::{EntityTrait, PaginatorTrait, QueryOrder};
use serde_json::json;

use super::{ASK, BROWSER, MARIA, asks, code_in, completes, count};
use crate::support::{ACME, TestApp};

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
