//! A customer's own switch of the portal, whoever the portal is for.

use serde_json::{Value, json};

use crate::support::{Caller, TestApp, fixtures};

const MARIA: &str = "maria@globex.example";
const ME: &str = "/api/v1/portal/me";

async fn globex(ana: &Caller) -> Value {
    customer(ana, "Globex").await
}

async fn customer(ana: &Caller, name: &str) -> Value {
    let path = format!("/api/v1/customers/{}", fixtures::customer_id(name));
    ana.get(&path).await.json()
}

async fn switch(ana: &Caller, on: bool) {
    switch_of(ana, "Globex", on).await;
}

async fn switch_of(ana: &Caller, name: &str, on: bool) {
    let path = format!("/api/v1/customers/{}", fixtures::customer_id(name));
    let change = json!({ "version": customer(ana, name).await["version"], "portal_enabled": on });
    let res = ana.patch(&path, &change).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    assert_eq!(res.json()["portal_enabled"], on);
}

async fn open_to(ana: &Caller, access: &str) {
    let version = ana.get("/api/v1/portal-setup").await.json()["version"].clone();
    let change = json!({ "version": version, "access": access });
    let res = ana.patch("/api/v1/portal-setup", &change).await;
    assert_eq!(res.status(), 200, "{}", res.text());
}

#[tokio::test]
async fn a_customer_whose_portal_is_off_is_shut_out_also_where_it_is_open_to_all() {
    let app = TestApp::spawn().await;
    let (ana, maria) = (app.agent("ana@acme.example").await, app.contact(MARIA).await);
    for access in ["all", "chosen"] {
        open_to(&ana, access).await;
        switch(&ana, true).await;
        assert_eq!(maria.get(ME).await.status(), 200, "{access}");

        switch(&ana, false).await;

        assert_eq!(maria.get(ME).await.status(), 401, "{access}");
        let sam = app.contact("sam@initech.example").await;
        assert_eq!(sam.get(ME).await.status(), 200, "{access}: another's");
    }
}

#[tokio::test]
async fn opening_the_portal_to_all_customers_switches_it_on_for_each() {
    let app = TestApp::spawn().await;
    let (ana, maria) = (app.agent("ana@acme.example").await, app.contact(MARIA).await);
    open_to(&ana, "chosen").await;
    switch(&ana, false).await;
    let before = globex(&ana).await;

    open_to(&ana, "all").await;

    let after = globex(&ana).await;
    assert_eq!(after["portal_enabled"], true);
    assert_ne!(
        after["version"], before["version"],
        "whoever looks at the old state is told"
    );
    assert_eq!(maria.get(ME).await.status(), 200);
    // What was all before changes no switch.
    switch(&ana, false).await;
    open_to(&ana, "all").await;
    assert_eq!(globex(&ana).await["portal_enabled"], false);
}

#[tokio::test]
async fn the_chosen_customers_are_still_chosen_when_the_portal_was_open_to_all_for_a_while() {
    let app = TestApp::spawn().await;
    let (ana, maria) = (app.agent("ana@acme.example").await, app.contact(MARIA).await);
    open_to(&ana, "chosen").await;
    switch(&ana, false).await;
    for _ in 0..2 {
        open_to(&ana, "all").await;
        assert_eq!(maria.get(ME).await.status(), 200);
        let before = globex(&ana).await;

        open_to(&ana, "chosen").await;

        let after = globex(&ana).await;
        assert_eq!(after["portal_enabled"], false);
        assert_ne!(after["version"], before["version"]);
        assert_eq!(maria.get(ME).await.status(), 401);
        let sam = app.contact("sam@initech.example").await;
        assert_eq!(sam.get(ME).await.status(), 200, "chosen before");
    }
}

#[tokio::test]
async fn what_is_said_of_a_customer_while_the_portal_is_open_to_all_holds() {
    let app = TestApp::spawn().await;
    let ana = app.agent("ana@acme.example").await;
    open_to(&ana, "chosen").await;
    switch(&ana, false).await;
    open_to(&ana, "all").await;
    for on in [false, true] {
        switch(&ana, on).await;
    }
    switch_of(&ana, "Initech", false).await;

    open_to(&ana, "chosen").await;

    assert_eq!(globex(&ana).await["portal_enabled"], true);
    assert_eq!(customer(&ana, "Initech").await["portal_enabled"], false);
}
