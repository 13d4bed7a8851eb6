//! What is posted into threads: once and in order, whatever trouble Slack is in.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use portico::{
    entity::{job, slack_workspace},
    jobs::Pool,
    outside::clock::Clock,
};
use portico_sandbox::faults::{Rule, SlackFault};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::{
    GLOBEX, MARIA, TRIAGE, card, cards, content, filed, on_portal, passes, recovers, replies, replies_on_portal,
};
use crate::support::{TestApp, fixtures};

#[tokio::test]
async fn an_update_waits_for_its_card_without_asking_all_the_time() {
    let app = TestApp::spawn().await;
    app.sandbox.slack().archive("U0ANA", GLOBEX);
    app.run_jobs().await;
    let key = filed(&app).await;
    let chloe = app.agent("chloe@acme.example").await;
    let res = chloe
        .patch(&format!("/api/v1/tickets/{key}"), &json!({ "status": "pending" }))
        .await;
    assert_eq!(res.status(), 200, "{}", res.text());
    app.run_jobs().await;
    let tries = async || {
        let waiting = job::Entity::find().filter(job::Column::Kind.eq("update_card"));
        waiting
            .all(&app.db)
            .await
            .unwrap()
            .iter()
            .map(|it| it.attempts)
            .sum::<i32>()
    };
    let before = tries().await;
    for _ in 0..60 {
        passes(&app, TimeDelta::seconds(5));
        app.run_jobs().await;
    }
    let more = tries().await - before;
    assert!(more <= 6, "{more} tries in five minutes");

    app.sandbox.slack().unarchive("U0ANA", GLOBEX);
    app.run_jobs().await;
    passes(&app, TimeDelta::minutes(2));
    app.run_jobs().await;
    assert!(content(&card(&app, GLOBEX)).contains("Pending"));
}

#[tokio::test]
async fn a_key_leads_each_channels_readers_to_their_own_page_and_comes_back_as_a_key() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    replies_on_portal(&app, &key, json!({ "body": "As in ACME-999." })).await;
    app.run_jobs().await;

    let link_in = |channel: &str| {
        let text = replies(&app, channel)[0].text.clone();
        let (_, link) = text.split_once("As in ").unwrap();
        link.trim_end_matches('.').to_owned()
    };
    let (triage, globex) = (link_in(TRIAGE), link_in(GLOBEX));
    assert!(
        triage.starts_with("<http") && triage.ends_with("/console/tickets/ACME-999|ACME-999>"),
        "{triage}"
    );
    assert!(
        globex.ends_with("/tickets/ACME-999|ACME-999>") && !globex.contains("console"),
        "{globex}"
    );

    let (root, copied) = (card(&app, TRIAGE).ts, format!("See {triage}"));
    app.sandbox.slack().say_stored("U0ANA", TRIAGE, &copied, Some(&root));
    app.run_jobs().await;
    assert_eq!(on_portal(&app, &key).await[2].1, "See ACME-999");
    let there = replies(&app, GLOBEX);
    let said = |text: &str| text.ends_with(&format!("See {globex}"));
    assert!(there.iter().any(|it| said(&it.text)), "{there:?}");
}

#[tokio::test]
async fn a_portal_reply_appears_in_both_threads_with_a_real_mention_in_triage_only() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let ana = fixtures::agent_id("ana@acme.example");

    replies_on_portal(
        &app,
        &key,
        json!({ "body": "@Ana Lima it is **out**; @Ben Okafor", "mentions": [ana] }),
    )
    .await;
    app.run_jobs().await;

    let there = &replies(&app, TRIAGE)[0];
    assert!(
        there.text.starts_with("*Maria Rossi* (Globex)\n<@U0ANA> it is *out*"),
        "{}",
        there.text
    );
    assert!(!there.text.contains("U0BEN"), "only whom the customer tagged");
    let shown = &replies(&app, GLOBEX)[0];
    assert!(
        shown.text.contains("Ana Lima") && !shown.text.contains("<@"),
        "{}",
        shown.text
    );
}

#[tokio::test]
async fn while_slack_is_down_the_portal_works_and_afterwards_all_arrives_in_order() {
    let app = TestApp::spawn().await;
    let down = [
        Rule::any_slack(SlackFault::Http5xx { status: 503 }).probability(0.5),
        Rule::any_slack(SlackFault::Drop).probability(0.5),
        Rule::any_slack(SlackFault::Error {
            error: "internal_error".to_owned(),
        }),
    ];
    app.sandbox.faults().set(down);
    let key = filed(&app).await;
    for number in 1..=5 {
        replies_on_portal(&app, &key, json!({ "body": format!("reply {number}") })).await;
        app.clock.advance(TimeDelta::seconds(10));
        app.run_jobs().await;
    }
    assert!(app.sandbox.slack().all_messages(TRIAGE).is_empty());
    assert_eq!(on_portal(&app, &key).await.len(), 6);

    app.sandbox.faults().clear();
    recovers(&app).await;

    for channel in [TRIAGE, GLOBEX] {
        let said: Vec<_> = replies(&app, channel).into_iter().map(|it| it.text).collect();
        assert_eq!(said.len(), 5, "{said:#?}");
        assert!(
            (1..=5).all(|number| said[number - 1].ends_with(&format!("reply {number}"))),
            "{said:#?}"
        );
    }
}

#[tokio::test]
async fn slacks_retry_after_is_obeyed_by_all_posts() {
    let app = TestApp::spawn().await;
    app.sandbox
        .faults()
        .set([Rule::slack("chat.postMessage", SlackFault::RateLimited { retry_after: 30 }).times(1)]);
    filed(&app).await;
    let calls = || app.sandbox.slack().calls_of("chat.postMessage").len();
    assert_eq!(calls(), 1, "the second card waits without asking");

    app.clock.advance(TimeDelta::seconds(29));
    app.run_jobs().await;
    assert_eq!(calls(), 1);
    app.clock.advance(TimeDelta::seconds(2));
    app.run_jobs().await;

    assert_eq!((cards(&app, TRIAGE).len(), cards(&app, GLOBEX).len()), (1, 1));
}

#[tokio::test]
async fn every_job_of_slack_names_its_workspace() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let root = card(&app, TRIAGE).ts;
    let slack = app.sandbox.slack();
    let workspace = slack_workspace::Entity::find().one(&app.db).await.unwrap().unwrap();
    let down = SlackFault::Http5xx { status: 503 };
    app.sandbox.faults().set([Rule::any_slack(down)]); // What is to be said waits in the queue.
    let mut kinds = BTreeSet::new();
    let mut look = async || {
        for job in job::Entity::find().all(&app.db).await.unwrap() {
            let mail = ["send_message_mail", "send_ticket_mail"].contains(&&*job.kind);
            assert_eq!(job.workspace_id, (!mail).then_some(workspace.id), "{}", job.kind);
            kinds.insert(job.kind);
        }
    };

    let body = json!({ "form_id": fixtures::form_id(), "title": "Again", "description": "It burns.", "answers": {
        fixtures::field_id("area").to_string(): "Billing",
    } });
    let res = app.contact(MARIA).await.post("/api/v1/portal/tickets", &body).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    let said = slack.say("U0CHLOE", TRIAGE, "On it", Some(&root));
    slack.settled().await;
    look().await;
    app.run_jobs().await;
    slack.edit("U0CHLOE", TRIAGE, &said, "Nearly done");
    app.run_jobs().await;
    let ana = app.agent("ana@acme.example").await;
    let closed = json!({ "status": "closed" });
    ana.patch(&format!("/api/v1/tickets/{key}"), &closed).await;
    slack.say("U0CHLOE", TRIAGE, "One more thing", Some(&root));
    app.run_jobs().await;
    look().await;

    let all = Pool::Slack
        .kinds()
        .iter()
        .chain(Pool::Inbound.kinds())
        .map(|it| (*it).to_owned());
    let mut all: BTreeSet<_> = all.collect();
    all.remove("connect_slack"); // Which one it is, it is to find out.
    all.remove("apply_mail"); // It is not Slack's.
    all.remove("delete_post"); // Nothing came twice.
    all.remove("delete_file"); // Nor was there a file to take back.
    for of_account in [
        "compare_threads",
        "look_for_missed",
        "open_threads",
        "list_channels",
        "check_channel",
    ] {
        all.remove(of_account); // They look through all workspaces of the account.
    }
    for not_asked_for_here in [
        "check_workspace",
        "compare_thread",
        "post_test_message",
        "check_slack_user",
    ] {
        all.remove(not_asked_for_here);
    }
    all.remove("confirm_reply"); // Nothing waits to be undone,
    all.remove("remove_reaction"); // and nothing was.
    kinds.remove("send_message_mail");
    kinds.remove("send_ticket_mail");
    assert_eq!(kinds, all);
    app.sandbox.faults().clear();
    recovers(&app).await;
}

#[tokio::test]
async fn a_channel_takes_one_message_a_second_and_each_waits_for_its_turn_once() {
    let app = TestApp::spawn_with(|config| config.slack.channel_interval_ms = 1000).await;
    let start = app.clock.now();
    let body = json!({ "form_id": fixtures::form_id(), "title": "Help", "description": "It burns.", "answers": {
        fixtures::field_id("area").to_string(): "Billing",
    } });
    for _ in 0..5 {
        let res = app.contact(MARIA).await.post("/api/v1/portal/tickets", &body).await;
        assert_eq!(res.status(), 201, "{}", res.text());
    }
    for count in 1..=5 {
        app.run_jobs().await;
        let seconds = (app.clock.now() - start).num_seconds();
        assert_eq!(cards(&app, TRIAGE).len(), count, "after {seconds} s");
        assert_eq!(cards(&app, GLOBEX).len(), count, "after {seconds} s");
        app.clock.advance(TimeDelta::seconds(1));
    }
    assert_eq!(app.sandbox.slack().calls_of("chat.postMessage").len(), 10);
    assert_eq!(job::Entity::find().count(&app.db).await.unwrap(), 0);
}
