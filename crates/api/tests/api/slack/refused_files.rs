//! A file that Slack does not hand out for want of a scope: its readers are told, an admin is told what mends it, and then it comes.

use portico_sandbox::slack::File;
use serde_json::{Value, json};

use super::{GLOBEX, MARIA, TRIAGE, card, filed, recovers};
use crate::support::{Caller, TestApp, manifest_scopes};

const REFUSED: &str = "Slack does not hand it out: Portico lacks the scope files:read.";

/// The file of the newest message as a caller sees it.
async fn last_file(caller: &Caller, base: &str, key: &str) -> Value {
    let conversation = caller.get(&format!("{base}/tickets/{key}/conversation")).await.json();
    let entries = conversation["entries"].as_array().cloned().unwrap();
    let last = entries.iter().rfind(|it| it["type"] == "message").expect("a message");
    last["attachments"][0].clone()
}

fn shown(app: &TestApp) -> Vec<File> {
    app.sandbox.slack().files_in(GLOBEX)
}

#[tokio::test]
async fn a_file_that_lacks_a_scope_says_so_and_comes_when_it_is_there() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let slack = app.sandbox.slack();
    let without: Vec<_> = manifest_scopes().into_iter().filter(|it| *it != "files:read").collect();
    slack.install(&without);
    let root = card(&app, TRIAGE).ts;
    slack.share_file("U0CHLOE", TRIAGE, "log.txt", b"All is well.", "See here", Some(&root));
    recovers(&app).await;

    let (maria, ana) = (app.contact(MARIA).await, app.agent("ana@acme.example").await);
    for (caller, base) in [(&maria, "/api/v1/portal"), (&ana, "/api/v1")] {
        let file = last_file(caller, base, &key).await;
        assert_eq!(
            (&file["state"], &file["note"]),
            (&json!("refused"), &json!(REFUSED)),
            "{base}"
        );
    }
    let health = ana.get("/api/v1/slack").await.json();
    let stuck = &health["stuck"];
    assert_eq!(stuck.as_array().unwrap().len(), 1, "{stuck}");
    assert_eq!(stuck[0]["kind"], "fetch_slack_file");
    assert!(
        stuck[0]["reason"]
            .as_str()
            .unwrap()
            .contains("missing_scope: files:read"),
        "{stuck}"
    );
    assert_eq!(stuck[0]["advice"]["remedy"], "add_scope", "{stuck}");
    assert!(shown(&app).is_empty());

    slack.install(&manifest_scopes());
    let retry = format!("/api/v1/jobs/{}/retry", stuck[0]["id"].as_str().unwrap());
    assert_eq!(ana.post_empty(&retry).await.status(), 204);
    recovers(&app).await;

    for (caller, base) in [(&maria, "/api/v1/portal"), (&ana, "/api/v1")] {
        let file = last_file(caller, base, &key).await;
        assert_eq!(
            (&file["state"], &file["note"]),
            (&json!("ready"), &Value::Null),
            "{base}"
        );
    }
    let there: Vec<_> = shown(&app).into_iter().map(|it| (it.name, it.content)).collect();
    assert_eq!(there, [("log.txt".to_owned(), b"All is well.".to_vec())]);
    let stuck = ana.get("/api/v1/slack").await.json()["stuck"].clone();
    assert_eq!(stuck, json!([]));
}
