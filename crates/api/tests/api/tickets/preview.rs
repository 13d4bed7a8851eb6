//! A preview is what the message becomes, and keys of tickets lead there, telling nothing.

use super::*;

const PREVIEWS: &str = "/api/v1/portal/previews";

const HOSTILE: &str = "Look: <script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) [y](/tickets/ACME-1) \
    ![i](http://evil.example/i.png) \u{202e}gpj.exe";

async fn previewed(caller: &Caller, path: &str, body: &Value) -> String {
    let res = caller.post(path, body).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    text(&res.json()["html"])
}

async fn newest(caller: &Caller, conversation: &str) -> String {
    let all = caller.get(conversation).await.json();
    let last = all["entries"]
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .find(|it| it["html"].is_string());
    text(&last.unwrap_or_else(|| panic!("no message in {all}"))["html"])
}

#[tokio::test]
async fn a_preview_is_what_the_message_becomes() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = (app.contact(MARIA).await, app.agent(CHLOE).await);
    let key = file(&maria, &problem("The printer burns")).await;
    let ana = fixtures::agent_id(ANA);
    let bodies = [
        format!("# Look\n\n**Hi** @Ana Lima, as in {key}:\n\n```\n{key}\n```\n\n- a\n- b"),
        format!("{HOSTILE} {key}"),
        "  two\nlines \n\n\n".to_owned(),
    ];
    for body in bodies {
        let asked = json!({ "body": body, "mentions": [ana] });
        let before = previewed(&maria, PREVIEWS, &asked).await;
        let sent = maria.post(&format!("{TICKETS}/{key}/messages"), &asked).await;
        assert_eq!(sent.status(), 201, "{}", sent.text());
        assert_eq!(text(&sent.json()["html"]), before);
        assert_eq!(newest(&maria, &format!("{TICKETS}/{key}/conversation")).await, before);

        let before = previewed(&chloe, "/api/v1/previews", &asked).await;
        let note = json!({ "visibility": "internal", "body": body, "mentions": [ana] });
        let sent = chloe.post(&format!("/api/v1/tickets/{key}/messages"), &note).await;
        assert_eq!(text(&sent.json()["html"]), before);
        assert_eq!(
            newest(&chloe, &format!("/api/v1/tickets/{key}/conversation")).await,
            before
        );
    }
    app.run_jobs().await;
}

#[tokio::test]
async fn what_is_hostile_is_as_inert_as_in_a_message() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let html = previewed(&maria, PREVIEWS, &json!({ "body": HOSTILE })).await;
    for live in ["<script", "<img", "href=\"javascript:", "href=\"/", "\u{202e}"] {
        assert!(!html.contains(live), "{live} in {html}");
    }
    assert!(html.contains("&lt;script&gt;alert(1)"), "{html}");
}

#[tokio::test]
async fn a_preview_is_refused_as_the_message_would_be_and_leaves_nothing() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = (app.contact(MARIA).await, app.agent(CHLOE).await);
    let key = file(&maria, &problem("The printer burns")).await;
    let conversation = format!("{TICKETS}/{key}/conversation");
    let before = maria.get(&conversation).await.json();
    for (caller, path) in [(&maria, PREVIEWS), (&chloe, "/api/v1/previews")] {
        for (field, body) in [
            ("body", json!({ "body": " " })),
            ("body", json!({ "body": "a".repeat(40_001) })),
            (
                "mentions",
                json!({ "body": "@Eve", "mentions": [fixtures::agent_id(EVE)] }),
            ),
        ] {
            let res = caller.post(path, &body).await;
            assert_eq!(res.status(), 422, "{}", res.text());
            assert_eq!(res.json()["errors"][0]["field"], field);
        }
    }
    previewed(&maria, PREVIEWS, &json!({ "body": "Hello" })).await;
    assert_eq!(maria.get(&conversation).await.json(), before);
    app.run_jobs().await;
}

#[tokio::test]
async fn a_key_leads_to_a_page_whether_there_is_such_a_ticket_or_not() {
    let app = TestApp::spawn().await;
    let (maria, priya, chloe) = (
        app.contact(MARIA).await,
        app.contact(PRIYA).await,
        app.agent(CHLOE).await,
    );
    let hidden = file(&priya, &problem("Secret of Initech")).await;
    let key = file(&maria, &problem("The printer burns")).await;
    for named in [key.as_str(), hidden.as_str(), "ACME-999999"] {
        let body = json!({ "body": format!("see {named}.") });
        let html = previewed(&maria, PREVIEWS, &body).await;
        assert_eq!(html, format!("<p>see <a href=\"/tickets/{named}\">{named}</a>.</p>\n"));
        let html = previewed(&chloe, "/api/v1/previews", &body).await;
        assert_eq!(
            html,
            format!("<p>see <a href=\"/console/tickets/{named}\">{named}</a>.</p>\n")
        );
    }
    let absent = maria.get(&format!("{TICKETS}/ACME-999999")).await;
    let theirs = maria.get(&format!("{TICKETS}/{hidden}")).await;
    assert_eq!(theirs.status(), 404);
    assert_eq!(theirs.json()["title"], absent.json()["title"]);
    assert_eq!(theirs.json()["detail"], absent.json()["detail"]);
    app.run_jobs().await;
}
