//! Providers of the account's own and of its customers'.

use portico::entity::audit_entry;
use portico_types::staff::AuditAction;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::{Door, Gone, counts, offers, person, provider, signs_in, who};
use crate::support::{ACME, OTHER, TestApp, fixtures::customer_id};

async fn app() -> TestApp {
    let app = TestApp::spawn().await;
    offers(&app, &["openid", "mail"], &["google", "openid"]).await;
    app
}

fn globex() -> Value {
    json!(customer_id("Globex"))
}

#[tokio::test]
async fn the_accounts_own_provider_lets_its_audience_in() {
    let app = app().await;
    let contacts = provider(&app, "partners", "contacts", None).await;
    let agents = provider(&app, "acme-idp", "agents", None).await;

    let session = signs_in(&app, Door::Portal, &contacts, &person("maria@globex.example")).await;
    assert_eq!(who(&app, Door::Portal, &session).await, "maria@globex.example");
    let session = signs_in(&app, Door::Console, &agents, &person("ben@acme.example")).await;
    assert_eq!(who(&app, Door::Console, &session).await, "ben@acme.example");
    let unproven = person("chloe@acme.example").verified(false);
    assert_eq!(signs_in(&app, Door::Console, &agents, &unproven).await.status(), 202);
    for (door, id) in [(Door::Portal, &agents), (Door::Console, &contacts)] {
        let path = format!("{}/sign-in/openid", door.api());
        assert_eq!(
            app.nobody(ACME).post(&path, &json!({ "provider": id })).await.status(),
            404
        );
    }
}

#[tokio::test]
async fn an_admin_does_not_say_who_vouches_for_owners() {
    let app = app().await;
    let agents = provider(&app, "acme-idp", "agents", None).await;
    let contacts = provider(&app, "partners", "contacts", None).await;
    let ben = app.agent("ben@acme.example").await;
    let client = app.sandbox.openid().client();
    let new = json!({
        "audience": "agents", "name": "Mine", "issuer": app.sandbox.openid().issuer("mine"),
        "client_id": client.id, "client_secret": client.secret,
    });

    assert_eq!(ben.post("/api/v1/openid-providers", &new).await.status(), 403);
    let change = json!({ "version": 1, "client_id": "another" });
    for (id, expected) in [(agents, 403), (contacts, 200)] {
        let res = ben.patch(&format!("/api/v1/openid-providers/{id}"), &change).await;
        assert_eq!(res.status(), expected, "{}", res.text());
    }
}

#[tokio::test]
async fn a_customers_provider_speaks_for_its_people_alone() {
    let app = app().await;
    let id = provider(&app, "globex-idp", "contacts", Some(globex())).await;
    let session = signs_in(&app, Door::Portal, &id, &person("maria@globex.example")).await;
    assert_eq!(who(&app, Door::Portal, &session).await, "maria@globex.example");
    let before = counts(&app).await;
    let mails = app.sandbox.mails().len();

    for email in ["priya@initech.example", "stranger@nowhere.example", "ana@acme.example"] {
        for verified in [true, false] {
            let res = signs_in(&app, Door::Portal, &id, &person(email).verified(verified)).await;
            assert_eq!(res.status(), 403, "{email}");
        }
    }
    app.run_jobs().await;
    assert_eq!(counts(&app).await, before);
    assert_eq!(app.sandbox.mails().len(), mails, "nor does anybody get a mail");
}

#[tokio::test]
async fn an_identity_another_customers_provider_vouched_for_stays_there() {
    let app = app().await;
    // One issuer, entered for two customers: Globex' admin could say anything through theirs.
    let globex = provider(&app, "shared-idp", "contacts", Some(globex())).await;
    let initech = provider(&app, "shared-idp", "contacts", Some(json!(customer_id("Initech")))).await;
    let mut priya = person("priya@initech.example");
    priya.subject = Some("priya".to_owned());
    assert_eq!(signs_in(&app, Door::Portal, &initech, &priya).await.status(), 200);

    priya.email = "someone@globex.example".to_owned();
    assert_eq!(signs_in(&app, Door::Portal, &globex, &priya).await.status(), 403);
}

#[tokio::test]
async fn who_came_by_a_provider_that_was_removed_is_known_by_it_no_longer() {
    let app = app().await;
    offers(&app, &["google", "openid"], &["google", "openid"]).await;
    let ana = app.agent("ana@acme.example").await;
    for (door, audience, email) in [
        (Door::Portal, "contacts", "maria@globex.example"),
        (Door::Console, "agents", "ben@acme.example"),
    ] {
        let first = provider(&app, audience, audience, None).await;
        let somebody = person(email);
        assert_eq!(signs_in(&app, door, &first, &somebody).await.status(), 200);
        let unproven = somebody.clone().verified(false);
        assert_eq!(signs_in(&app, door, &first, &unproven).await.status(), 200, "known");
        let google = signs_in(&app, door, "google", &somebody).await;
        assert_eq!(google.status(), 200);

        let gone = ana.delete(&format!("/api/v1/openid-providers/{first}")).await;
        assert_eq!(gone.status(), 204, "{}", gone.text());

        let removed = audit_entry::Entity::find()
            .filter(audit_entry::Column::Action.eq(AuditAction::OpenIdProviderRemoved))
            .order_by_desc(audit_entry::Column::Seq)
            .one(&app.db)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(removed.detail["identities_removed"], 1);
        // The same issuer, entered again: it says the same names, of whomever.
        let second = provider(&app, audience, audience, None).await;
        assert_eq!(
            signs_in(&app, door, &second, &unproven).await.status(),
            202,
            "not known: a mail proves it"
        );
        let session = signs_in(&app, door, &second, &somebody).await;
        assert_eq!(who(&app, door, &session).await, email);
        let unproven = signs_in(&app, door, "google", &unproven).await;
        assert_eq!(unproven.status(), 200, "what other providers said stands");
    }
    app.run_jobs().await;
}

#[tokio::test]
async fn the_doors_show_the_accounts_own_and_no_customers() {
    let app = app().await;
    provider(&app, "globex-idp", "contacts", Some(globex())).await;
    let own = provider(&app, "partners", "contacts", None).await;
    let options = app.nobody(ACME).get("/api/v1/portal/sign-in/options").await.json();
    assert_eq!(
        options,
        json!({ "mail": true, "providers": [{ "id": own, "method": "openid", "name": "partners" }] })
    );
    let options = app.nobody(ACME).get("/api/v1/sign-in/options").await.json();
    assert_eq!(
        options,
        json!({ "mail": false, "providers": [{ "id": "google", "method": "google", "name": "Google" }] })
    );
}

#[tokio::test]
async fn another_accounts_provider_and_a_disabled_one_are_absent() {
    let app = app().await;
    let id = provider(&app, "partners", "contacts", None).await;
    let start = |slug| {
        let (nobody, id) = (app.nobody(slug), id.clone());
        async move {
            nobody
                .post("/api/v1/portal/sign-in/openid", &json!({ "provider": id }))
                .await
                .status()
        }
    };
    assert_eq!(start(OTHER).await, 404);
    let gone = Gone::from(&app, ACME, Door::Portal, &id).await;
    let back = gone.agrees(&app, &person("maria@globex.example"));

    let ana = app.agent("ana@acme.example").await;
    let path = format!("/api/v1/openid-providers/{id}");
    let res = ana.patch(&path, &json!({ "version": 1, "enabled": false })).await;
    assert_eq!(res.status(), 200, "{}", res.text());

    assert_eq!(start(ACME).await, 404);
    assert_eq!(
        gone.comes_back(&back).await.status(),
        403,
        "nor may those come back who left before"
    );
    let eve = app.agent_of(OTHER, "eve@other.example").await;
    assert_eq!(
        eve.patch(&path, &json!({ "version": 2, "enabled": true }))
            .await
            .status(),
        404
    );
    assert_eq!(eve.delete(&path).await.status(), 404);
    assert_eq!(eve.get("/api/v1/openid-providers").await.json(), json!([]));
    assert_eq!(ana.delete(&path).await.status(), 204);
    assert_eq!(ana.delete(&path).await.status(), 404);
}

#[tokio::test]
async fn a_provider_inside_the_network_is_refused_and_nothing_is_told_of_it() {
    let app = TestApp::spawn_with(|config| config.openid.allow_hosts.clear()).await;
    offers(&app, &["openid"], &["google"]).await;
    let ana = app.agent("ana@acme.example").await;
    let asked = app.sandbox.openid().asked("openid-configuration");
    let answers = app.sandbox.openid().issuer("inside");
    let nothing = "http://127.0.0.1:1/openid/inside".to_owned();
    let mut seen = Vec::new();
    for issuer in [
        answers,
        nothing,
        "https://127.1".to_owned(),
        "https://2130706433".to_owned(),
        "https://0x7f.1".to_owned(),
        "https://0".to_owned(),
        "https://[::]".to_owned(),
        "https://[::ffff:127.0.0.1]".to_owned(),
        "https://[64:ff9b::7f00:1]".to_owned(),
        "https://169.254.169.254/latest/meta-data".to_owned(),
        "https://100.64.0.1".to_owned(),
        "https://[fd00::1]".to_owned(),
        "https://localhost".to_owned(),
        "https://localhost.".to_owned(),
        "https://user:pw@idp.example.com".to_owned(),
        "gopher://idp.example.com".to_owned(),
        "https://idp.example.com:22".to_owned(),
        "https://127。0。0。1".to_owned(),
        "https://idp.example.com.".to_owned(),
        "no address".to_owned(),
    ] {
        let body =
            json!({ "audience": "contacts", "name": "x", "issuer": issuer, "client_id": "x", "client_secret": "x" });
        let res = ana.post("/api/v1/openid-providers", &body).await;
        assert_eq!(res.bad_fields(), ["issuer"], "{issuer}");
        seen.push(res.text().to_owned());
    }
    assert!(seen.iter().all(|it| *it == seen[0]), "one answer for all");
    assert_eq!(
        app.sandbox.openid().asked("openid-configuration"),
        asked,
        "nobody was asked"
    );
}

#[tokio::test]
async fn a_provider_that_was_stored_before_is_guarded_when_it_is_used() {
    use portico::entity::openid_provider;
    use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
    let app = app().await;
    let id = provider(&app, "partners", "contacts", None).await;
    let row = openid_provider::Entity::find().one(&app.db).await.unwrap().unwrap();
    let mut row = row.into_active_model();
    // It answers, and names itself rightly; but nobody allowed us to ask there.
    let inside = app.sandbox.openid().issuer("inside").replace("127.0.0.1", "localhost");
    let metadata = json!({ "metadata": { "issuer": inside } });
    app.sandbox
        .openid()
        .misbehave(serde_json::from_value(metadata).unwrap());
    row.issuer = Set(inside);
    row.update(&app.db).await.unwrap();

    let res = app
        .nobody(ACME)
        .post("/api/v1/portal/sign-in/openid", &json!({ "provider": id }))
        .await;
    assert_eq!(res.status(), 503);
}

#[tokio::test]
async fn discovery_must_name_the_issuer_and_lead_to_allowed_places() {
    let app = app().await;
    let ana = app.agent("ana@acme.example").await;
    let openid = app.sandbox.openid();
    for (n, metadata) in [
        json!({ "issuer": "https://accounts.google.com" }),
        json!({ "issuer": openid.issuer("another") }),
        json!({ "issuer": null }),
        json!({ "token_endpoint": null }),
        json!({ "jwks_uri": "https://169.254.169.254/keys" }),
        json!({ "jwks_uri": "http://localhost/keys" }),
        json!({ "authorization_endpoint": "http://10.0.0.1/authorize" }),
        json!({ "authorization_endpoint": "javascript:alert(1)" }),
        json!({ "padding": "x".repeat(300_000) }),
    ]
    .into_iter()
    .enumerate()
    {
        openid.misbehave(serde_json::from_value(json!({ "metadata": metadata })).unwrap());
        let body = json!({
            "audience": "contacts", "name": "x", "issuer": openid.issuer(&format!("p{n}")),
            "client_id": "x", "client_secret": "x",
        });
        let res = ana.post("/api/v1/openid-providers", &body).await;
        assert_eq!(res.bad_fields(), ["issuer"], "{n}");
    }
}

#[tokio::test]
async fn a_token_endpoint_is_guarded_too() {
    let app = app().await;
    let openid = app.sandbox.openid();
    let elsewhere = json!({ "metadata": { "token_endpoint": "http://127.0.0.1:1/token" } });
    openid.misbehave(serde_json::from_value(elsewhere).unwrap());
    let id = provider(&app, "partners", "contacts", None).await;
    let gone = Gone::from(&app, ACME, Door::Portal, &id).await;
    let back = gone.agrees(&app, &person("maria@globex.example"));
    assert_eq!(gone.comes_back(&back).await.status(), 401);
}

#[tokio::test]
async fn the_great_providers_are_no_providers_of_ones_own() {
    let app = app().await;
    let ana = app.agent("ana@acme.example").await;
    let openid = app.sandbox.openid();
    let asked = openid.asked("openid-configuration");
    for issuer in [
        openid.issuer("google"),
        openid.issuer("slack"),
        format!(
            "{}/11111111-2222-4333-8444-555555555555/v2.0",
            openid.issuer("microsoft")
        ),
        "https://sts.windows.net/11111111-2222-4333-8444-555555555555/".to_owned(),
    ] {
        let body = json!({
            "audience": "contacts", "name": "x", "issuer": issuer, "client_id": "x", "client_secret": "x",
        });
        let res = ana.post("/api/v1/openid-providers", &body).await;
        assert_eq!(res.bad_fields(), ["issuer"], "{issuer}");
        assert!(res.text().contains("is built in"), "{}", res.text());
    }
    assert_eq!(openid.asked("openid-configuration"), asked, "nobody was asked");
}

#[tokio::test]
async fn a_repeat_is_answered_before_anybody_is_asked() {
    let app = app().await;
    let ana = app.agent("ana@acme.example").await;
    let openid = app.sandbox.openid();
    let client = openid.client().clone();
    let send = async |issuer: String| {
        let body = json!({
            "audience": "contacts", "name": "x", "issuer": issuer, "client_id": client.id, "client_secret": client.secret,
        });
        let req = ana.request(reqwest::Method::POST, "/api/v1/openid-providers");
        ana.send(req.header("idempotency-key", "once").json(&body)).await
    };
    let first = send(openid.issuer("partners")).await;
    assert_eq!(first.status(), 201, "{}", first.text());
    let asked = openid.asked("openid-configuration");

    let again = send(openid.issuer("partners")).await;
    assert_eq!((again.status(), again.json()), (201, first.json()));
    let other = send(openid.issuer("others")).await;
    assert_eq!(other.bad_fields(), ["idempotency-key"]);
    assert_eq!(openid.asked("openid-configuration"), asked);
}
