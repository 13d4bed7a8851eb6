//! Domains that become another customer's: what their people keep, and whom they let in.

use portico::entity::customer_domain;
use sea_orm::{EntityTrait, IntoActiveModel};
use serde_json::json;

use super::{
    ask, complete,
    every_case::{Listed, list},
    secret,
};
use crate::support::{ACME, TestApp, fixtures};

async fn add_domain(app: &TestApp, customer: &str, domain: &str) {
    let whose = (fixtures::account_id(ACME), fixtures::customer_id(customer));
    let row = customer_domain::Model::new(whose, domain, app.state.clock.now());
    let row = row.into_active_model();
    customer_domain::Entity::insert(row)
        .exec_without_returning(&app.db)
        .await
        .unwrap();
}

/// A guest is let in by name, which says more than a domain does: the domain of somebody's address being given to another customer later
/// must not move them there, tickets and all. (Listing them when it is another's already is refused; see `customers`.)
#[tokio::test]
async fn a_guest_whose_domain_becomes_another_customers_stays_a_guest_and_nothing_else() {
    let app = TestApp::spawn().await;
    let guest = "guest@partner.example";
    list(&app, "Initech", guest, Listed::Guest).await;
    add_domain(&app, "Globex", "partner.example").await;

    let asked = ask(&app, guest).await;
    let completed = complete(&app, &asked, guest).await;

    assert_eq!(completed.status(), 200, "{}", completed.text());
    let me = app.contact(guest).await.get("/api/v1/portal/me").await.json();
    assert_eq!(me["organisation"], "Initech");
    let colleague = "other@partner.example";
    let asked = ask(&app, colleague).await;
    assert_eq!(complete(&app, &asked, colleague).await.status(), 200);
    let me = app.contact(colleague).await.get("/api/v1/portal/me").await.json();
    assert_eq!(me["organisation"], "Globex");
}

#[tokio::test]
async fn a_contact_whose_domain_moved_sees_nothing_of_the_old_customer() {
    let app = TestApp::spawn().await;
    let tom = app.contact("tom@globex.example").await;
    let answers = json!({ fixtures::field_id("area").to_string(): "Login" });
    let ticket = json!({
        "form_id": fixtures::form_id(), "title": "Globex's own", "description": "Something", "answers": answers,
    });
    let ticket = tom.post("/api/v1/portal/tickets", &ticket).await.json();
    let ben = app.agent("ben@acme.example").await;
    let domains = |name: &str| format!("/api/v1/customers/{}/domains", fixtures::customer_id(name));
    ben.delete(&format!("{}/globex.example", domains("Globex"))).await;
    let moved = ben
        .post(&domains("Initech"), &json!({ "domain": "globex.example" }))
        .await;
    assert_eq!(moved.status(), 201, "{}", moved.text());

    for path in [
        "/me".to_owned(),
        "/tickets".to_owned(),
        format!("/tickets/{}", ticket["key"].as_str().unwrap()),
    ] {
        assert_eq!(tom.get(&format!("/api/v1/portal{path}")).await.status(), 401, "{path}");
    }
    let key = ticket["key"].as_str().unwrap();
    let asked = ask(&app, "tom@globex.example").await;
    let completed = complete(&app, &asked, "tom@globex.example").await;
    assert_eq!(completed.status(), 200, "{}", completed.text());
    let again = app.contact("tom@globex.example").await;
    let me = again.get("/api/v1/portal/me").await.json();
    assert_eq!(
        (&me["organisation"], &me["role"]),
        (&json!("Initech"), &json!("member"))
    );
    assert_ne!(me["id"], json!(fixtures::contact_id("tom@globex.example")));
    let tickets = again.get("/api/v1/portal/tickets").await;
    assert!(!tickets.text().contains("Globex's own"), "{}", tickets.text());
    assert_eq!(again.get(&format!("/api/v1/portal/tickets/{key}")).await.status(), 404);

    // Globex keeps what was written there, by whom, and nothing of it is mailed to where they are now.
    let kept = ben.get(&format!("/api/v1/tickets/{key}")).await.json();
    assert_eq!(kept["customer_id"], json!(fixtures::customer_id("Globex")), "{kept}");
    assert_eq!(
        kept["requester"]["id"],
        json!(fixtures::contact_id("tom@globex.example")),
        "{kept}"
    );
    let before = app.sandbox.mails_to("tom@globex.example").len();
    let said = ben
        .post(
            &format!("/api/v1/tickets/{key}/messages"),
            &json!({ "visibility": "public", "body": "Hello" }),
        )
        .await;
    assert_eq!(said.status(), 201, "{}", said.text());
    app.run_jobs().await;
    assert_eq!(app.sandbox.mails_to("tom@globex.example").len(), before);

    let asked = ask(&app, "new@globex.example").await;
    assert_eq!(complete(&app, &asked, "new@globex.example").await.status(), 200);
    let new = app.contact("new@globex.example").await;
    assert_eq!(new.get("/api/v1/portal/me").await.json()["organisation"], "Initech");
    assert!(!new.get("/api/v1/portal/tickets").await.text().contains("Globex's own"));
}

/// Takes `globex.example` from Globex and gives it to Initech.
async fn globex_becomes_initech(app: &TestApp) -> crate::support::Caller {
    let ben = app.agent("ben@acme.example").await;
    let domains = |name: &str| format!("/api/v1/customers/{}/domains", fixtures::customer_id(name));
    ben.delete(&format!("{}/globex.example", domains("Globex"))).await;
    let body = json!({ "domain": "globex.example" });
    assert_eq!(ben.post(&domains("Initech"), &body).await.status(), 201);
    ben
}

#[tokio::test]
async fn whom_the_team_shut_out_stays_out_wherever_the_domain_goes() {
    let app = TestApp::spawn().await;
    let (maria, ben) = (
        app.contact("maria@globex.example").await,
        app.agent("ben@acme.example").await,
    );
    let tom = fixtures::contact_id("tom@globex.example");
    assert_eq!(
        maria.delete(&format!("/api/v1/portal/members/{tom}")).await.status(),
        204
    );
    let maria = format!("/api/v1/contacts/{}", fixtures::contact_id("maria@globex.example"));
    assert_eq!(ben.patch(&maria, &json!({ "disabled": true })).await.status(), 200);
    globex_becomes_initech(&app).await;

    ask(&app, "maria@globex.example").await;
    assert!(secret(&app, "maria@globex.example").is_none(), "the team said so");
    let asked = ask(&app, "tom@globex.example").await;
    let completed = complete(&app, &asked, "tom@globex.example").await;
    assert_eq!(completed.status(), 200, "what a manager of Globex said binds Globex");
    let ines = app.contact("ines@initech.example").await;
    let body = json!({ "email": "maria@globex.example", "role": "member" });
    assert_eq!(ines.post("/api/v1/portal/members", &body).await.status(), 409);
}

#[tokio::test]
async fn where_only_listed_people_come_in_those_of_a_domain_that_moved_can_be_listed_and_invited() {
    let app = TestApp::spawn().await;
    let ben = globex_becomes_initech(&app).await;
    let initech = format!("/api/v1/customers/{}", fixtures::customer_id("Initech"));
    let version = ben.get(&initech).await.json()["version"].clone();
    let specific = json!({ "version": version, "user_access": "specific" });
    assert_eq!(ben.patch(&initech, &specific).await.status(), 200);
    for listed in ["tom@globex.example", "ines@initech.example"] {
        let res = ben.post(&format!("{initech}/users"), &json!({ "email": listed })).await;
        assert_eq!(res.status(), 201, "{}", res.text());
    }
    let ines = app.contact("ines@initech.example").await;
    let maria = json!({ "email": "maria@globex.example", "role": "member" });
    let invited = ines.post("/api/v1/portal/members", &maria).await;
    assert_eq!(invited.status(), 201, "{}", invited.text());
    app.run_jobs().await;

    for email in ["tom@globex.example", "maria@globex.example"] {
        let asked = ask(&app, email).await;
        assert_eq!(complete(&app, &asked, email).await.status(), 200, "{email}");
        let me = app.contact(email).await.get("/api/v1/portal/me").await.json();
        assert_eq!(
            (&me["organisation"], &me["role"]),
            (&json!("Initech"), &json!("member")),
            "{email}"
        );
    }
}
