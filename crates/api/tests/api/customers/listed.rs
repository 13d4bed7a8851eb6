//! Lists of people: whom they may name, and the mails that tell those where to sign in.

use serde_json::json;

use super::{BEN, all, audited, path};
use crate::support::{ACME, TestApp};

#[tokio::test]
async fn an_address_on_the_list_is_at_the_customers_domains_or_a_guest() {
    let app = TestApp::spawn().await;
    let ben = app.agent(BEN).await;
    let users = format!("{}/users", path("Umbrella Foods"));
    let add = async |email: &str, guest: bool| ben.post(&users, &json!({ "email": email, "guest": guest })).await;

    assert_eq!(add("Nina@Umbrella-Foods.example.", false).await.status(), 201);
    assert_eq!(
        add("olga@umbrella-foods.example", false).await.status(),
        409,
        "on it already"
    );
    assert_eq!(add("nina@gmail.com", false).await.bad_fields(), ["email"]);
    assert_eq!(
        add("nina@mail.umbrella-foods.example", false).await.bad_fields(),
        ["email"]
    );
    assert_eq!(add("nina@gmail.com", true).await.status(), 201);
    assert_eq!(
        add("new@globex.example", true).await.bad_fields(),
        ["email"],
        "another customer's people are no guests"
    );
    let globex = format!("{}/users", path("Globex"));
    let taken = ben
        .post(&globex, &json!({ "email": "nina@gmail.com", "guest": true }))
        .await;
    assert_eq!(taken.status(), 409, "{}", taken.text());

    let shown = ben.get(&path("Umbrella Foods")).await.json();
    assert_eq!(
        all(&shown["users"], "email"),
        [
            "nina@gmail.com",
            "nina@umbrella-foods.example",
            "olga@umbrella-foods.example"
        ]
    );
    let gone = ben.delete(&format!("{users}/NINA%40gmail.com")).await;
    assert_eq!(gone.status(), 204, "{}", gone.text());
    assert_eq!(ben.delete(&format!("{users}/nina@gmail.com")).await.status(), 404);
    assert_eq!(ben.delete(&format!("{users}/nonsense")).await.status(), 404);
    let actions: Vec<_> = audited(&app).await.into_iter().map(|(action, ..)| action).collect();
    assert_eq!(actions, ["user_added", "user_added", "user_removed"]);
}

#[tokio::test]
async fn who_is_invited_gets_a_mail_that_says_where_and_nothing_that_anybody_typed() {
    let app = TestApp::spawn().await;
    let ben = app.agent(BEN).await;
    let users = format!("{}/users", path("Umbrella Foods"));

    let res = ben
        .post(
            &users,
            &json!({ "email": "nina@gmail.com", "guest": true, "invite": true }),
        )
        .await;
    app.run_jobs().await;

    assert_eq!(res.json()["invited_at"], json!(app.state.clock.now()));
    let mails = app.sandbox.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, ["nina@gmail.com"]);
    assert!(mails[0].raw.contains("Auto-Submitted: auto-generated"));
    insta::assert_snapshot!(mails[0].subject, @"You are invited to acme support");
    let text = mails[0].text.replace("\r\n", "\n");
    let link = text.split_whitespace().find(|word| word.starts_with("http")).unwrap();
    let portal = app.state.config.portal_url(ACME, None);
    assert_eq!(link, format!("{portal}/"));
    insta::assert_snapshot!(text.replace(link, "LINK").trim_end(), @r"
    You are invited to acme support: ask for help there, and follow what becomes of it.

    Sign in with this address, nina@gmail.com:

    LINK

    --
    You get this mail because your organisation or the support team invited your address. Without signing in there is nothing to do, and nothing more will come.
    ");
}

#[tokio::test]
async fn an_invitation_that_no_longer_holds_is_not_sent() {
    let app = TestApp::spawn().await;
    let ben = app.agent(BEN).await;
    let users = format!("{}/users", path("Umbrella Foods"));
    let nina = json!({ "email": "nina@gmail.com", "guest": true, "invite": true });
    assert_eq!(ben.post(&users, &nina).await.status(), 201);
    assert_eq!(ben.delete(&format!("{users}/nina@gmail.com")).await.status(), 204);

    app.run_jobs().await;

    assert_eq!(app.sandbox.mails().len(), 0);
}

#[tokio::test]
async fn nobody_is_flooded_with_invitations() {
    let app = TestApp::spawn().await;
    let ben = app.agent(BEN).await;
    let users = format!("{}/users", path("Umbrella Foods"));
    let nina = json!({ "email": "nina@gmail.com", "guest": true, "invite": true });
    for _ in 0..5 {
        assert_eq!(ben.post(&users, &nina).await.status(), 201);
        app.run_jobs().await;
        assert_eq!(ben.delete(&format!("{users}/nina@gmail.com")).await.status(), 204);
    }

    assert_eq!(app.sandbox.mails().len(), 3, "three an hour");
}
