//! Nothing is posted twice: not after lost answers, late effects, stopped workers or all kinds of trouble at once.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use portico::{
    app,
    entity::{JobState, job},
};
use portico_sandbox::faults::{Rule, SlackFault};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;

use super::{GLOBEX, MARIA, TRIAGE, cards, dead_jobs, filed, files, on_portal, recovers, replies, replies_on_portal};
use crate::support::{TestApp, fixtures, manifest_scopes};

#[tokio::test]
async fn what_slack_took_without_an_answer_is_not_posted_again() {
    for fault in [
        SlackFault::DropAfterAccept,
        SlackFault::ErrorAfterAccept {
            error: "fatal_error".to_owned(),
        },
        SlackFault::ErrorAfterAccept {
            error: "internal_error".to_owned(),
        },
    ] {
        let app = TestApp::spawn().await;
        app.sandbox
            .faults()
            .set([Rule::slack("chat.postMessage", fault).times(5)]);
        let key = files(&app, MARIA, "Printer on fire", "It burns.").await;
        for number in 1..=3 {
            replies_on_portal(&app, &key, json!({ "body": format!("reply {number}") })).await;
        }
        let ana = app.agent("ana@acme.example").await;
        ana.patch(&format!("/api/v1/tickets/{key}"), &json!({ "status": "pending" }))
            .await;
        recovers(&app).await;

        for channel in [TRIAGE, GLOBEX] {
            let said: Vec<_> = replies(&app, channel).into_iter().map(|it| it.text).collect();
            assert_eq!(said.len(), 4, "{said:#?}");
            for number in 1..=3 {
                assert!(said[number - 1].ends_with(&format!("reply {number}")), "{said:#?}");
            }
            assert!(said[3].contains("Pending"), "{said:#?}");
        }
        assert!(dead_jobs(&app).await.is_empty());
    }
}

#[tokio::test]
async fn with_all_kinds_of_trouble_at_once_each_reply_arrives_once_and_in_order() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let trouble = |what| Rule::any_slack(what).probability(0.1);
    app.sandbox.faults().set([
        trouble(SlackFault::Http5xx { status: 503 }),
        trouble(SlackFault::Drop),
        trouble(SlackFault::DropAfterAccept),
        trouble(SlackFault::RateLimited { retry_after: 3 }),
        trouble(SlackFault::ErrorAfterAccept {
            error: "internal_error".to_owned(),
        }),
    ]);
    for number in 0..25 {
        replies_on_portal(&app, &key, json!({ "body": format!("reply {number}") })).await;
    }
    for _ in 0..300 {
        app.run_jobs().await;
        if job::Entity::find().count(&app.db).await.unwrap() == 0 {
            break;
        }
        app.clock.advance(TimeDelta::seconds(15));
    }

    let expected: Vec<_> = (0..25).map(|number| format!("reply {number}")).collect();
    for channel in [TRIAGE, GLOBEX] {
        let replies = replies(&app, channel).into_iter();
        let said: Vec<_> = replies
            .map(|it| it.text.rsplit('\n').next().unwrap_or_default().to_owned())
            .collect();
        assert_eq!(said, expected);
    }
}

/// Lets time pass until whoever was stopped has lost what they held.
async fn leases_end(app: &TestApp) {
    for _ in 0..4 {
        app.clock.advance(TimeDelta::seconds(31));
        app.run_jobs().await;
    }
}

#[tokio::test]
async fn a_worker_that_was_stopped_before_it_posted_posts_nothing_when_it_wakes() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let ana = app.agent("ana@acme.example").await;
    ana.patch(&format!("/api/v1/tickets/{key}"), &json!({ "status": "pending" }))
        .await;
    let again = json!({ "form_id": fixtures::form_id(), "title": "Again", "description": "It burns.", "answers": {
        fixtures::field_id("area").to_string(): "Billing",
    } });
    let res = app.contact(MARIA).await.post("/api/v1/portal/tickets", &again).await;
    assert_eq!(res.status(), 201, "{}", res.text());

    // Stopped with the first of each lane in hand: two cards, and two lines of which nothing but the job is ever written down.
    let stopped = app::take_due_jobs(&app.state).await.unwrap();
    assert!(stopped.len() >= 4, "{stopped:#?}");
    leases_end(&app).await;
    for claim in &stopped {
        app::do_taken_job(&app.state, claim).await;
    }
    recovers(&app).await;

    for channel in [TRIAGE, GLOBEX] {
        let (cards, slack) = (cards(&app, channel), app.sandbox.slack());
        assert_eq!(cards.len(), 2, "{cards:#?}");
        let thread: Vec<_> = slack.thread(channel, &cards[0].ts).into_iter().skip(1).collect();
        assert_eq!(thread.len(), 1, "{thread:#?}");
    }
    assert_eq!(job::Entity::find().count(&app.db).await.unwrap(), 0);
}

#[tokio::test]
async fn what_slack_takes_after_we_gave_up_waiting_is_not_posted_again() {
    for late in [SlackFault::Delay { ms: 0 }, SlackFault::AcceptLate { ms: 0 }] {
        let app = TestApp::spawn_with(|config| config.slack.timeout_seconds = 4).await;
        let slack = app.sandbox.slack();
        let key = filed(&app).await;
        let faults = app.sandbox.faults();
        faults.set([Rule::slack("chat.postMessage", late.clone()).times(2)]);
        faults.hold_calls();
        replies_on_portal(&app, &key, json!({ "body": "Hello?" })).await;
        app.run_jobs().await;
        let calls = || slack.calls_of("chat.postMessage").len();
        let arrived = || replies(&app, TRIAGE).len() + replies(&app, GLOBEX).len();
        assert_eq!(arrived(), 0, "{late:?}");

        // Whoever asks now hears that nothing is there.
        app.clock.advance(TimeDelta::seconds(10));
        app.run_jobs().await;
        let asked = slack.calls_of("conversations.replies").len();
        assert_eq!(asked, 0, "{late:?}: nobody asks before it must have arrived");
        faults.release_calls();
        let arrive = async {
            while arrived() < 2 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_mins(1), arrive)
            .await
            .unwrap_or_else(|_| panic!("{late:?}: they never arrive"));
        let before = calls();
        recovers(&app).await;

        assert_eq!(
            (replies(&app, TRIAGE).len(), replies(&app, GLOBEX).len()),
            (1, 1),
            "{late:?}"
        );
        assert_eq!(calls(), before, "{late:?}: found and adopted");
        assert!(dead_jobs(&app).await.is_empty());
    }
}

#[tokio::test]
async fn what_slack_does_not_show_is_not_posted_again_but_waits_for_somebody() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let mut scopes = manifest_scopes();
    scopes.retain(|scope| *scope != "metadata.message:read");
    app.sandbox.slack().install(&scopes);
    let lost = SlackFault::DropAfterAccept;
    app.sandbox
        .faults()
        .set([Rule::slack("chat.postMessage", lost.clone()).times(2)]);
    replies_on_portal(&app, &key, json!({ "body": "Hello?" })).await;
    recovers(&app).await;

    for channel in [TRIAGE, GLOBEX] {
        assert_eq!(replies(&app, channel).len(), 1, "{channel}");
    }
    // A card, neither; and what follows it waits rather than being given up.
    app.sandbox
        .faults()
        .set([Rule::slack("chat.postMessage", lost).times(2)]);
    let again = files(&app, MARIA, "Again", "It burns.").await;
    replies_on_portal(&app, &again, json!({ "body": "Hello?" })).await;
    recovers(&app).await;
    assert_eq!((cards(&app, TRIAGE).len(), cards(&app, GLOBEX).len()), (2, 2));
    let jobs = job::Entity::find().all(&app.db).await.unwrap();
    let of = |kind: &str, state| jobs.iter().filter(|it| it.kind == kind && it.state == state).count();
    assert_eq!(of("post_message", JobState::Uncertain), 2);
    assert_eq!(of("post_card", JobState::Uncertain), 2);
    assert_eq!(of("post_message", JobState::Ready), 2);
}

#[tokio::test]
async fn a_reply_below_a_card_that_came_twice_is_not_lost_and_the_second_card_goes() {
    let app = TestApp::spawn().await;
    let (late, faults) = (SlackFault::AcceptLate { ms: 0 }, app.sandbox.faults());
    faults.set([Rule::slack("chat.postMessage", late).times(1)]);
    faults.hold_calls();
    let key = filed(&app).await;
    // Slack takes longer than anybody would believe.
    app.clock.advance(TimeDelta::seconds(31));
    app.run_jobs().await;
    faults.release_calls();
    let (start, both) = (Instant::now(), || [cards(&app, TRIAGE), cards(&app, GLOBEX)]);
    while both().iter().map(Vec::len).sum::<usize>() < 3 {
        assert!(start.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let twice = both().into_iter().find(|cards| cards.len() == 2).unwrap();
    let (first, second) = (&twice[0], &twice[1]);
    let slack = app.sandbox.slack();

    slack.say("U0ANA", &second.channel, "On it", Some(&second.ts));
    app.run_jobs().await;
    slack.say("U0ANA", &second.channel, "Nearly done", Some(&second.ts));
    app.run_jobs().await;

    let said: Vec<_> = on_portal(&app, &key).await.into_iter().map(|it| it.1).collect();
    assert_eq!(said, ["It **burns**.", "On it", "Nearly done"]);
    let left = cards(&app, &second.channel);
    assert_eq!(left.iter().map(|it| &it.ts).collect::<Vec<_>>(), [&first.ts]);
}
