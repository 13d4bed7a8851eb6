//! Who may post mails, and of which address.

use reqwest::Method;

use super::{SECRET, answered, app, on_portal, posts, received, reply_address, written};
use crate::support::{ACME, TestApp};

#[tokio::test]
async fn only_who_has_the_secret_posts_mails() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let raw = written(&reply_address(&mail), "", "Let me in");
    let nobody = app.nobody(ACME);
    let knock = || nobody.request(Method::POST, "/mail/inbound").body(raw.clone());

    for (req, status) in [
        (knock(), 401),
        (knock().bearer_auth(""), 401),
        (knock().bearer_auth(&SECRET[1..]), 401),
        (knock().header("authorization", format!("Basic {SECRET}")), 401),
        (knock().bearer_auth(SECRET), 202),
    ] {
        assert_eq!(nobody.send(req).await.status(), status);
    }
    app.run_jobs().await;
    assert_eq!(received(&app).await.len(), 1);
    assert_eq!(on_portal(&app, &key).await.len(), 3);
}

#[tokio::test]
async fn a_mail_for_nobody_is_refused_so_that_its_sender_hears_of_it() {
    let app = app().await;
    let (_, mail) = answered(&app).await;
    let good = reply_address(&mail);
    let (local, domain) = good.split_once('@').unwrap();
    let mut forged = local.to_owned();
    let last = if forged.ends_with('0') { "1" } else { "0" };
    forged.replace_range(forged.len() - 1.., last);
    for to in [
        "support@acme.example".to_owned(),
        format!("reply@{domain}"),
        format!("{forged}@{domain}"),
        format!("{local}@elsewhere.example"),
    ] {
        let res = posts(&app, "", &written(&to, "", "Hello")).await;
        assert_eq!(
            (res.status(), &res.bad_fields()[..]),
            (422, &["to".to_owned()][..]),
            "{to}"
        );
    }
    assert_eq!(posts(&app, "", "no mail at all").await.status(), 422);
    assert_eq!(posts(&app, "", "").await.status(), 422);
    assert!(received(&app).await.is_empty());
    // The envelope says more than the mail.
    let res = posts(
        &app,
        &format!("?to={}", good.replace('+', "%2B")),
        &written("x@y.example", "", "Hello"),
    )
    .await;
    assert_eq!(res.status(), 202, "{}", res.text());
}

#[tokio::test]
async fn an_address_works_in_any_case_and_among_others() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let shouted = reply_address(&mail).to_uppercase();
    let raw =
        format!("From: maria@globex.example\r\nTo: boss@globex.example, {shouted}\r\nCc: {shouted}\r\n\r\nHello\r\n");

    assert_eq!(posts(&app, "", &raw).await.status(), 202);
    app.run_jobs().await;

    assert_eq!(received(&app).await.len(), 1);
    assert_eq!(on_portal(&app, &key).await.last().unwrap().1, "Hello");
}

#[tokio::test]
async fn a_mail_that_is_too_large_is_refused() {
    let app = TestApp::spawn_with(|config| {
        config.mail.inbound.domain = super::DOMAIN.to_owned();
        config.mail.inbound.secret = SECRET.to_owned().into();
        config.mail.inbound.max_bytes = 65_536;
    })
    .await;
    let (_, mail) = answered(&app).await;
    let raw = written(&reply_address(&mail), "", &"a line of it\n".repeat(6_000));

    assert_eq!(posts(&app, "", &raw).await.status(), 413);
    assert!(received(&app).await.is_empty());
}
