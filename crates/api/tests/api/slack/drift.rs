//! What Slack had not told is counted, so that whoever runs Portico sees how much that is.

use portico_sandbox::faults::{EventFault, Rule};

use super::{
    TRIAGE, card,
    compare::{connects, minutes_pass},
    filed,
};
use crate::support::{ACME, TestApp};

#[tokio::test]
async fn every_kind_of_difference_is_counted() {
    let token = "a token for the scraper";
    let app = TestApp::spawn_with(|config| config.server.metrics_token = token.to_owned().into()).await;
    connects(&app).await;
    filed(&app).await;
    let (slack, root) = (app.sandbox.slack(), card(&app, TRIAGE).ts);
    let changes = slack.say("U0CHLOE", TRIAGE, "changes", Some(&root));
    let goes = slack.say("U0CHLOE", TRIAGE, "goes", Some(&root));
    app.run_jobs().await;
    let counted = async |kind: &str| {
        let read = app.nobody(ACME).with_token(token).get("/metrics").await;
        let name = format!("slack_drift_total{{kind=\"{kind}\"}} ");
        let text = read.text();
        let line = text.lines().find_map(|line| line.strip_prefix(&name));
        line.map_or(0, |count| count.parse::<u64>().unwrap())
    };

    app.sandbox.faults().set([Rule::events(EventFault::Drop)]);
    slack.say("U0CHLOE", TRIAGE, "is missed", Some(&root));
    slack.edit("U0CHLOE", TRIAGE, &changes, "changed");
    slack.delete("U0CHLOE", TRIAGE, &goes);
    app.run_jobs().await;
    app.sandbox.faults().clear();
    minutes_pass(&app, 62).await;

    // All tests of a process count together.
    for kind in ["missed", "edited", "deleted"] {
        assert!(counted(kind).await >= 1, "{kind}");
    }
}
