//! Messages whose text stands elsewhere than in `text`.

use serde_json::{Value, json};

use super::{GLOBEX, TRIAGE, card, filed, hears, on_portal, replies};
use crate::support::TestApp;

/// A message of Chloe's as Slack tells of it, without a text.
async fn says_so(app: &TestApp, more: Value) {
    let root = card(app, TRIAGE).ts;
    let ts = app.sandbox.slack().say("U0CHLOE", "C0GENERAL", "elsewhere", None);
    let mut event = json!({
        "type": "message", "channel": TRIAGE, "user": "U0CHLOE", "text": "", "ts": ts, "thread_ts": root, "event_ts": ts,
    });
    for (key, value) in more.as_object().unwrap() {
        event[key] = value.clone();
    }
    hears(app, &format!("Ev{ts}"), &event).await;
    app.run_jobs().await;
}

#[tokio::test]
async fn a_message_of_blocks_alone_says_what_they_say() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let text = |text: &str| json!({ "type": "text", "text": text });
    let item = |text: &str| json!({ "type": "rich_text_section", "elements": [{ "type": "text", "text": text }] });
    let blocks = json!([
        { "type": "rich_text", "elements": [
            { "type": "rich_text_section", "elements": [
                text("Please "), { "type": "text", "text": "restart", "style": { "bold": true } }, text(" it, <see> "),
                { "type": "link", "url": "https://acme.example/a", "text": "the guide" }, text(" "),
                { "type": "emoji", "name": "tada" }, text(" "), { "type": "user", "user_id": "U0ANA" },
            ] },
            { "type": "rich_text_list", "style": "bullet", "indent": 0, "elements": [item("one"), item("two")] },
            { "type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [item("inner")] },
            { "type": "rich_text_quote", "elements": [text("they said")] },
            { "type": "rich_text_preformatted", "elements": [text("let x = *1*;")] },
        ] },
        { "type": "section", "text": { "type": "mrkdwn", "text": "And *this*" } },
    ]);

    says_so(&app, json!({ "blocks": blocks })).await;

    let said = on_portal(&app, &key).await[1].1.clone();
    for part in [
        "Please **restart** it, \\<see> [the guide](https://acme.example/a) 🎉 @Ana Lima",
        "- one",
        "- two",
        "  - inner",
        "> they said",
        "```\nlet x = *1*;\n```",
        "And **this**",
    ] {
        assert!(said.contains(part), "{part:?} in {said}");
    }
}

#[tokio::test]
async fn a_forwarded_message_is_a_quote() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let forwarded = json!({
        "is_share": true, "is_msg_unfurl": true, "fallback": "[3:00] Dan: It is the *fuse*", "author_name": "Dan",
        "from_url": "https://acme.slack.com/archives/C0GENERAL/p1", "text": "It is the *fuse*\nand the lamp",
        "mrkdwn_in": ["text"],
    });
    let preview = json!({ "title": "A page", "text": "not said by anybody", "original_url": "https://acme.example" });

    says_so(&app, json!({ "attachments": [forwarded] })).await;
    says_so(
        &app,
        json!({ "text": "Dan knows:", "attachments": [forwarded, preview] }),
    )
    .await;

    let portal = on_portal(&app, &key).await;
    assert_eq!(portal[1].1, "> It is the **fuse**\n> and the lamp");
    assert_eq!(portal[2].1, "Dan knows:\n\n> It is the **fuse**\n> and the lamp");
    assert!(
        replies(&app, GLOBEX)[0].text.contains("&gt; It is the *fuse*"),
        "{:?}",
        replies(&app, GLOBEX)[0].text
    );
}

#[tokio::test]
async fn who_sent_what_cannot_be_read_is_told() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;

    says_so(
        &app,
        json!({ "blocks": [{ "type": "video", "video_url": "https://v.example" }] }),
    )
    .await;

    assert_eq!(on_portal(&app, &key).await.len(), 1);
    let told = app.sandbox.slack().ephemerals(TRIAGE);
    assert!(
        told.len() == 1 && told[0].user == "U0CHLOE" && told[0].message.text.contains("could not be read"),
        "{told:#?}"
    );
}
