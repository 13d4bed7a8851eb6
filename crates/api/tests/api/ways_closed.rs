//! A way in that is closed while somebody is on it lets them in no more.

use serde_json::json;

use crate::{
    magic_links::{asks, completes},
    support::TestApp,
};

#[tokio::test]
async fn a_mail_that_left_before_the_way_by_mail_was_closed_lets_nobody_in() {
    let app = TestApp::spawn().await;
    let maria = asks(&app, "maria@globex.example").await;
    let tom = asks(&app, "tom@globex.example").await;
    crate::openid::offers(&app, &["google"], &["google", "mail"]).await;

    let by_link = completes(&maria.browser, json!({ "token": maria.token })).await;
    let by_code = completes(&tom.browser, json!({ "code": tom.code })).await;

    for refused in [by_link, by_code] {
        assert_eq!(refused.status(), 403, "{}", refused.text());
        assert_eq!(refused.json()["type"], "/problems/not-allowed");
        assert_eq!(refused.cookie("__Host-portico-session-portal"), None);
    }
}
