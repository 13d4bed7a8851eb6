//! The account: what it has bought, and how it manages its customers.

use portico::entity::audit_entry;
use portico_types::Problem;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use crate::support::{ACME, TestApp};

const ACCOUNT: &str = "/api/v1/account";

#[tokio::test]
async fn every_agent_reads_the_account_and_nobody_else() {
    let app = TestApp::spawn().await;

    let res = app.agent("chloe@acme.example").await.get(ACCOUNT).await;

    assert_eq!(res.status(), 200, "{}", res.text());
    assert_eq!(
        (&res.json()["edition"], &res.json()["plan"]),
        (&json!("external_helpdesk"), &json!("professional"))
    );
    assert_eq!(
        app.contact("maria@globex.example").await.get(ACCOUNT).await.status(),
        401
    );
    assert_eq!(app.nobody(ACME).get(ACCOUNT).await.status(), 401);
}

#[tokio::test]
async fn admins_choose_how_customers_are_managed_and_only_owners_change_the_plan() {
    let app = TestApp::spawn().await;
    let (ana, ben, chloe) = (
        app.agent("ana@acme.example").await,
        app.agent("ben@acme.example").await,
        app.agent("chloe@acme.example").await,
    );
    let management = |version: i32| json!({ "version": version, "customer_management": "standard" });
    let plan = |version: i32| json!({ "version": version, "plan": "enterprise" });

    assert_eq!(chloe.patch(ACCOUNT, &management(1)).await.status(), 403);
    let changed = ben.patch(ACCOUNT, &management(1)).await;
    assert_eq!(
        (&changed.json()["customer_management"], &changed.json()["version"]),
        (&json!("standard"), &json!(2))
    );
    let refused = ben.patch(ACCOUNT, &plan(2)).await;
    assert_eq!(
        (refused.status(), &refused.json()["type"]),
        (403, &json!(Problem::FORBIDDEN))
    );
    assert_eq!(ana.patch(ACCOUNT, &plan(2)).await.json()["plan"], "enterprise");

    let entries = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("account_changed"));
    let entries = entries.all(&app.db).await.unwrap();
    let details: Vec<_> = entries.iter().map(|e| (e.actor_name.as_str(), &e.detail)).collect();
    assert_eq!(
        details,
        [
            (
                "Ben Okafor",
                &json!({ "customer_management": ["customer_centric", "standard"] })
            ),
            ("Ana Lima", &json!({ "plan": ["professional", "enterprise"] })),
        ]
    );
}

#[tokio::test]
async fn the_owner_closes_the_portal_with_the_plan_and_opens_it_again_at_once() {
    let app = TestApp::spawn_with(|config| config.sign_in.cache_seconds = 60).await;
    let (ana, nobody) = (app.agent("ana@acme.example").await, app.nobody(ACME));
    let info = async || nobody.get("/api/v1/portal/info").await.status();
    assert_eq!(info().await, 200);

    for (change, expected) in [
        (json!({ "version": 1, "plan": "starter" }), 403),
        (json!({ "version": 2, "plan": "professional" }), 200),
        (json!({ "version": 3, "edition": "internal_helpdesk" }), 403),
        (json!({ "version": 4, "edition": "external_helpdesk" }), 200),
    ] {
        let res = ana.patch(ACCOUNT, &change).await;
        assert_eq!(res.status(), 200, "{}", res.text());
        assert_eq!(info().await, expected, "{change}");
    }
}

#[tokio::test]
async fn a_stale_version_and_an_unknown_word_are_refused() {
    let app = TestApp::spawn().await;
    let ana = app.agent("ana@acme.example").await;

    let stale = ana.patch(ACCOUNT, &json!({ "version": 7, "plan": "enterprise" })).await;
    let unknown = ana.patch(ACCOUNT, &json!({ "version": 1, "plan": "platinum" })).await;

    assert_eq!(stale.status(), 409);
    assert_eq!(unknown.status(), 400);
    assert_eq!(ana.get(ACCOUNT).await.json()["plan"], "professional");
}
