//! Who was let through a moment ago is remembered for the door and the account they came to, and for no other.

use crate::support::{ACME, OTHER, TestApp};

#[tokio::test]
async fn who_is_remembered_at_one_account_is_nobody_at_another() {
    let app = TestApp::spawn_with(|config| config.sign_in.cache_seconds = 3600).await;
    let (maria, ana) = (
        app.contact("maria@globex.example").await,
        app.agent("ana@acme.example").await,
    );
    for (caller, me) in [(&maria, "/api/v1/portal/me"), (&ana, "/api/v1/me")] {
        let at = async |slug: &str| app.nobody(slug).with_token(caller.token()).get(me).await.status();
        assert_eq!(at(OTHER).await, 401, "{me} before anybody is remembered");
        assert_eq!(at(ACME).await, 200, "{me}");
        assert_eq!(at(OTHER).await, 401, "{me} of an account that they are not of");
        assert_eq!(at(ACME).await, 200, "{me}");
    }
}

#[tokio::test]
async fn who_signs_out_is_forgotten_at_once() {
    let app = TestApp::spawn_with(|config| config.sign_in.cache_seconds = 3600).await;
    for (cookie, name, door, me) in [
        (
            app.session_cookie("maria@globex.example").await,
            "__Host-portico-session-portal",
            "/api/v1/portal/session",
            "/api/v1/portal/me",
        ),
        (
            app.agent_session_cookie("chloe@acme.example").await,
            "__Host-portico-session-console",
            "/api/v1/session",
            "/api/v1/me",
        ),
    ] {
        let renewed = app
            .nobody(ACME)
            .with_cookie(&cookie)
            .post_empty(&format!("{door}/refresh"))
            .await;
        let signed_in = app
            .nobody(ACME)
            .with_token(renewed.json()["access_token"].as_str().unwrap());
        assert_eq!(signed_in.get(me).await.status(), 200, "{me} is remembered from here on");

        let next = renewed.cookie(name).unwrap();
        let out = app
            .nobody(ACME)
            .with_cookie(&next)
            .post_empty(&format!("{door}/sign-out"))
            .await;

        assert_eq!(out.status(), 204);
        assert_eq!(signed_in.get(me).await.status(), 401, "{me}");
    }
}
