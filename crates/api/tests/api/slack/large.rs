//! What is larger than anything of Slack's is refused before it is read to its end, whoever signed it.

use std::time::Duration;

use futures_util::{StreamExt, stream};
use portico::outside::clock::Clock;
use reqwest::Method;

use super::signed;
use crate::support::{ACME, TestApp};

#[tokio::test]
async fn a_body_without_end_is_refused_and_not_read() {
    let app = TestApp::spawn().await;
    for path in ["/slack/events", "/slack/interactions"] {
        let nobody = app.nobody(ACME);
        // Three megabytes, and then no more, but no end either.
        let parts = stream::iter((0..48).map(|_| Ok::<_, std::io::Error>(vec![b' '; 64 << 10])));
        let body = reqwest::Body::wrap_stream(parts.chain(stream::pending()));
        let mut req = nobody.request(Method::POST, path).body(body);
        for (name, value) in signed(app.sandbox.signing_secret(), app.clock.now().timestamp(), "{}") {
            req = req.header(name, value);
        }

        let sent = nobody.send(req);
        let answer = tokio::time::timeout(Duration::from_secs(5), sent).await;

        let answer = answer.expect("an answer before the body has come");
        assert_eq!(answer.status(), 413, "{path}: {}", answer.text());
    }
}
