//! Who comes in with a good token, and as whom.

use futures_util::future::join_all;
use portico::entity::{agent, contact, customer_domain, identity, slack_user};
use portico_sandbox::openid::Person;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
};
use serde_json::{Value, json};

use super::{Door, Gone, counts, in_slack, person, refusals, signs_in, who};
use crate::support::{
    ACME, TestApp,
    fixtures::{account_id, agent_id, contact_id, customer_id},
};

#[tokio::test]
async fn a_contact_comes_in_at_google_and_at_microsoft() {
    let app = TestApp::spawn().await;
    for provider in ["google", "microsoft"] {
        let session = signs_in(&app, Door::Portal, provider, &person("maria@globex.example")).await;
        assert_eq!(
            who(&app, Door::Portal, &session).await,
            "maria@globex.example",
            "{provider}"
        );
    }
}

#[tokio::test]
async fn an_agent_comes_in_at_google_at_microsoft_and_at_slack() {
    let app = TestApp::spawn().await;
    for provider in ["google", "microsoft", "slack"] {
        let session = signs_in(&app, Door::Console, provider, &in_slack("ben@acme.example", "U0BEN")).await;
        assert_eq!(
            who(&app, Door::Console, &session).await,
            "ben@acme.example",
            "{provider}"
        );
    }
}

#[tokio::test]
async fn whoever_comes_for_the_first_time_becomes_a_contact() {
    let app = TestApp::spawn().await;
    let before = counts(&app).await;
    let session = signs_in(&app, Door::Portal, "google", &person("new@globex.example")).await;
    assert_eq!(who(&app, Door::Portal, &session).await, "new@globex.example");

    let row = contact::Entity::find()
        .filter(contact::Column::Email.eq("new@globex.example"))
        .one(&app.db)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (row.name.as_str(), row.customer_id),
        ("Some Body", crate::support::fixtures::customer_id("Globex"))
    );
    let after = counts(&app).await;
    assert_eq!(
        [after[0] - before[0], after[1] - before[1], after[2] - before[2]],
        [1, 1, 1]
    );
    signs_in(&app, Door::Portal, "google", &person("new@globex.example")).await;
    assert_eq!(counts(&app).await[1..3], after[1..3], "the second time nothing is new");
}

#[tokio::test]
async fn a_known_identity_decides_whatever_address_comes_with_it() {
    let app = TestApp::spawn().await;
    let mut maria = person("maria@globex.example");
    maria.subject = Some("maria".to_owned());
    signs_in(&app, Door::Portal, "google", &maria).await;

    maria.email = "tom@globex.example".to_owned();
    let session = signs_in(&app, Door::Portal, "google", &maria).await;
    assert_eq!(who(&app, Door::Portal, &session).await, "maria@globex.example");
    maria.email = "maria@nowhere.example".to_owned();
    let session = signs_in(&app, Door::Portal, "google", &maria.verified(false)).await;
    assert_eq!(who(&app, Door::Portal, &session).await, "maria@globex.example");
}

#[tokio::test]
async fn the_same_subject_in_another_tenant_is_somebody_else() {
    let app = TestApp::spawn().await;
    let mut maria = person("maria@globex.example");
    maria.subject = Some("object".to_owned());
    signs_in(&app, Door::Portal, "microsoft", &maria).await;

    maria.tid = Some("99999999-2222-4333-8444-555555555555".to_owned());
    maria.xms_edov = Some(json!(false));
    assert_eq!(signs_in(&app, Door::Portal, "microsoft", &maria).await.status(), 202);
}

#[tokio::test]
async fn whoever_may_not_come_in_gets_one_answer() {
    let app = TestApp::spawn().await;
    let db = &app.db;
    let tom = contact::Entity::find_by_id((account_id(ACME), contact_id("tom@globex.example")));
    let mut tom = tom.one(db).await.unwrap().unwrap().into_active_model();
    tom.disabled_at = Set(Some(app.state.clock.now()));
    tom.update(db).await.unwrap();
    let before = counts(&app).await;

    let mut answers = Vec::new();
    for email in [
        "stranger@nowhere.example",      // No customer's domain.
        "tom@globex.example",            // Disabled.
        "nobody@umbrella-foods.example", // Not among the specific users.
        "gavin@hooli.example",           // Another account's customer.
        "someone@gmail.com",             // Nobody's domain.
        "ana@acme.example",              // An agent is no contact.
        "maria@sub.globex.example",      // Below a customer's domain.
    ] {
        let res = signs_in(&app, Door::Portal, "google", &person(email)).await;
        let mut headers: Vec<&str> = res.headers().keys().map(reqwest::header::HeaderName::as_str).collect();
        headers.sort_unstable();
        answers.push((res.status(), res.text().to_owned(), headers.join(" ")));
    }
    for email in ["maria@globex.example", "eve@other.example", "stranger@nowhere.example"] {
        let res = signs_in(&app, Door::Console, "google", &person(email)).await;
        assert_eq!((res.status(), res.text()), (403, answers[0].1.as_str()), "{email}");
    }
    assert_eq!(answers[0].0, 403);
    assert!(answers[0].1.contains("/problems/not-allowed"));
    assert!(answers.iter().all(|it| *it == answers[0]), "{answers:#?}");
    assert_eq!(counts(&app).await, before, "nothing was created");
    assert!(
        refusals(&app).await.contains(&"disabled".to_owned()),
        "the log knows why"
    );
}

#[tokio::test]
async fn a_disabled_agent_stays_out_though_known() {
    let app = TestApp::spawn().await;
    let chloe = person("chloe@acme.example");
    assert_eq!(signs_in(&app, Door::Console, "google", &chloe).await.status(), 200);
    let row = agent::Entity::find_by_id((account_id(ACME), agent_id("chloe@acme.example")));
    let mut row = row.one(&app.db).await.unwrap().unwrap().into_active_model();
    row.disabled_at = Set(Some(app.state.clock.now()));
    row.update(&app.db).await.unwrap();

    assert_eq!(signs_in(&app, Door::Console, "google", &chloe).await.status(), 403);
}

#[tokio::test]
async fn a_known_contact_stays_out_when_the_customer_loses_the_domain() {
    let app = TestApp::spawn().await;
    let maria = person("maria@globex.example");
    assert_eq!(signs_in(&app, Door::Portal, "google", &maria).await.status(), 200);
    customer_domain::Entity::delete_by_id((account_id(ACME), "globex.example".to_owned()))
        .exec(&app.db)
        .await
        .unwrap();

    assert_eq!(signs_in(&app, Door::Portal, "google", &maria).await.status(), 403);
}

#[tokio::test]
async fn where_the_domain_went_to_another_customer_a_known_identity_follows_only_with_the_mailbox() {
    let app = TestApp::spawn().await;
    let mut maria = person("maria@globex.example");
    maria.subject = Some("maria".to_owned());
    assert_eq!(signs_in(&app, Door::Portal, "google", &maria).await.status(), 200);
    let globex = customer_domain::Entity::find_by_id((account_id(ACME), "globex.example".to_owned()));
    let mut globex = globex.one(&app.db).await.unwrap().unwrap().into_active_model();
    globex.customer_id = Set(customer_id("Initech"));
    globex.update(&app.db).await.unwrap();

    // She may have left long ago, and the domain been sold with everything.
    let elsewhere = Person {
        email: "maria@elsewhere.example".to_owned(),
        ..maria.clone()
    };
    assert_eq!(signs_in(&app, Door::Portal, "google", &elsewhere).await.status(), 403);
    let unproven = maria.clone().verified(false);
    assert_eq!(signs_in(&app, Door::Portal, "google", &unproven).await.status(), 403);

    let session = signs_in(&app, Door::Portal, "google", &maria).await;
    assert_eq!(who(&app, Door::Portal, &session).await, "maria@globex.example");
    let me = app
        .contact("maria@globex.example")
        .await
        .get("/api/v1/portal/me")
        .await
        .json();
    assert_eq!(
        (&me["organisation"], &me["role"]),
        (&json!("Initech"), &json!("member"))
    );
    let session = signs_in(&app, Door::Portal, "google", &elsewhere).await;
    assert_eq!(
        who(&app, Door::Portal, &session).await,
        "maria@globex.example",
        "known again"
    );
}

#[tokio::test]
async fn an_agents_first_sign_in_is_when_they_joined() {
    let app = TestApp::spawn().await;
    let joined = || async {
        let row = agent::Entity::find_by_id((account_id(ACME), agent_id("chloe@acme.example")));
        row.one(&app.db).await.unwrap().unwrap().joined_at
    };
    let row = agent::Entity::find_by_id((account_id(ACME), agent_id("chloe@acme.example")));
    let mut row = row.one(&app.db).await.unwrap().unwrap().into_active_model();
    row.joined_at = Set(None);
    row.update(&app.db).await.unwrap();

    signs_in(&app, Door::Console, "google", &person("chloe@acme.example")).await;
    let first = joined().await;
    assert!(first.is_some());
    app.clock.advance(chrono::TimeDelta::minutes(1));
    signs_in(&app, Door::Console, "google", &person("chloe@acme.example")).await;
    assert_eq!(joined().await, first);
}

async fn linked(app: &TestApp, user: &str) -> Option<String> {
    let row = slack_user::Entity::find_by_id((account_id(ACME), user.to_owned()));
    let row = row.one(&app.db).await.unwrap();
    row.and_then(|it| it.agent_id).map(|it| it.to_string())
}

#[tokio::test]
async fn signing_in_with_slack_links_the_slack_user_and_never_takes_one_away() {
    let app = TestApp::spawn().await;
    slack_user::Entity::delete_by_id((account_id(ACME), "U0CHLOE".to_owned()))
        .exec(&app.db)
        .await
        .unwrap();
    let chloe = in_slack("chloe@acme.example", "U0CHLOE");
    assert_eq!(signs_in(&app, Door::Console, "slack", &chloe).await.status(), 200);
    assert_eq!(
        linked(&app, "U0CHLOE").await,
        Some(agent_id("chloe@acme.example").to_string())
    );

    let before = counts(&app).await;
    // Ben's Slack user is Ben's, and Ben has one already.
    for (email, user) in [("chloe@acme.example", "U0BEN"), ("ben@acme.example", "U0DAN")] {
        let res = signs_in(&app, Door::Console, "slack", &in_slack(email, user)).await;
        assert_eq!(res.status(), 403, "{email} as {user}");
    }
    assert_eq!(
        linked(&app, "U0BEN").await,
        Some(agent_id("ben@acme.example").to_string())
    );
    assert_eq!(linked(&app, "U0DAN").await, None);
    assert_eq!(counts(&app).await, before);
}

/// Admins connect workspaces, and whoever runs one says whose its addresses are.
#[tokio::test]
async fn slack_alone_makes_nobody_an_owner() {
    let app = TestApp::spawn().await;
    let owner = in_slack("ana@acme.example", "U0ANA");
    let gone = Gone::from(&app, ACME, Door::Console, "slack").await;
    let back = gone.agrees(&app, &owner);
    assert_eq!(
        gone.comes_back(&back).await.status(),
        202,
        "the mailbox is to be proven"
    );
    let mail = super::mailbox::mail(&app, "ana@acme.example").await;
    let session = super::mailbox::redeems(&gone.browser, Door::Console, json!({ "token": mail.0 })).await;
    assert_eq!(who(&app, Door::Console, &session).await, "ana@acme.example");

    let again = signs_in(&app, Door::Console, "slack", &owner).await;
    assert_eq!(
        who(&app, Door::Console, &again).await,
        "ana@acme.example",
        "known by now"
    );
}

#[tokio::test]
async fn whose_slack_user_is_taken_away_signs_in_with_it_no_more() {
    let app = TestApp::spawn().await;
    let chloe = in_slack("chloe@acme.example", "U0CHLOE");
    assert_eq!(signs_in(&app, Door::Console, "slack", &chloe).await.status(), 200);
    let renamed = in_slack("somebody@else.example", "U0CHLOE");
    assert_eq!(
        signs_in(&app, Door::Console, "slack", &renamed).await.status(),
        200,
        "known by the user, not by the address"
    );
    let path = format!("/api/v1/team/{}", agent_id("chloe@acme.example"));
    let unlink = json!({ "slack_user_id": "" });
    assert_eq!(
        app.agent("ben@acme.example").await.patch(&path, &unlink).await.status(),
        200
    );

    assert_eq!(signs_in(&app, Door::Console, "slack", &renamed).await.status(), 403);
    assert_eq!(linked(&app, "U0CHLOE").await, None);
}

#[tokio::test]
async fn slack_is_for_the_team_alone() {
    let app = TestApp::spawn().await;
    let res = app
        .nobody(ACME)
        .post("/api/v1/portal/sign-in/openid", &json!({ "provider": "slack" }))
        .await;
    assert_eq!(res.status(), 404);
}

#[tokio::test]
async fn a_method_that_was_switched_off_meanwhile_lets_nobody_in() {
    let app = TestApp::spawn().await;
    let gone = Gone::from(&app, ACME, Door::Portal, "google").await;
    let back = gone.agrees(&app, &person("maria@globex.example"));
    super::offers(&app, &["mail"], &["google"]).await;

    assert_eq!(gone.comes_back(&back).await.status(), 403);
    let res = app
        .nobody(ACME)
        .post("/api/v1/portal/sign-in/openid", &json!({ "provider": "google" }))
        .await;
    assert_eq!(res.status(), 404);
}

#[tokio::test]
async fn an_identity_belongs_to_one_door() {
    let app = TestApp::spawn().await;
    signs_in(&app, Door::Console, "google", &person("ana@acme.example")).await;
    assert_eq!(identity::Entity::find().all(&app.db).await.unwrap().len(), 1);

    assert_eq!(
        signs_in(&app, Door::Portal, "google", &person("ana@acme.example"))
            .await
            .status(),
        403
    );
}

#[tokio::test]
async fn somebody_who_comes_for_the_first_time_in_three_browsers_at_once_is_one_contact() {
    let app = TestApp::spawn().await;
    for round in 0..5 {
        let email = format!("new{round}@globex.example");
        let gone = join_all((0..3).map(|_| Gone::from(&app, ACME, Door::Portal, "google"))).await;
        let backs: Vec<Value> = gone.iter().map(|it| it.agrees(&app, &person(&email))).collect();

        let answers = join_all(gone.iter().zip(&backs).map(|(gone, back)| gone.comes_back(back))).await;

        for answer in &answers {
            assert_eq!(who(&app, Door::Portal, answer).await, email);
        }
        let theirs = contact::Entity::find().filter(contact::Column::Email.eq(&email));
        assert_eq!(theirs.count(&app.db).await.unwrap(), 1);
    }
}
