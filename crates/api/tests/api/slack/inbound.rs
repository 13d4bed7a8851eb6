//! What people write in threads, change and take back.

use portico::{
    entity::{agent, collection, message, received_event, slack_user, slack_workspace},
    outside::clock::Clock,
};
use portico_sandbox::faults::{Rule, SlackFault};
use portico_types::{
    ids::{AgentId, CollectionId},
    staff::{AgentRole, CollectionKind, TriageReplies},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    GLOBEX, MARIA, TRIAGE, card, content, count_messages, dead_jobs, filed, hears, on_portal, replies, says, ticket_now,
};
use crate::support::{ACME, TestApp, fixtures};

#[tokio::test]
async fn what_a_person_writes_through_another_app_that_calls_itself_as_we_do_is_theirs() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let event = json!({
        "type": "message", "channel": TRIAGE, "user": "U0CHLOE", "text": "By way of a bridge", "ts": "1900000000.000100",
        "thread_ts": card(&app, TRIAGE).ts, "event_ts": "1900000000.000100", "bot_id": "B0OTHER", "app_id": "A0OTHER",
        "metadata": { "event_type": "portico", "event_payload": { "id": "whatever" } },
    });
    hears(&app, "Ev0BRIDGE", &event).await;
    app.run_jobs().await;
    assert_eq!(on_portal(&app, &key).await[1].1, "By way of a bridge");
}

#[tokio::test]
async fn an_agents_reply_in_triage_reaches_the_customer() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;

    let text = "We are *on it*, see <https://acme.example|the guide> :tada:";
    let root = card(&app, TRIAGE).ts;
    let ts = app.sandbox.slack().say_stored("U0CHLOE", TRIAGE, text, Some(&root));
    app.run_jobs().await;

    let expected = (
        "Chloe Martin".to_owned(),
        "We are **on it**, see [the guide](https://acme.example) 🎉".to_owned(),
    );
    assert_eq!(on_portal(&app, &key).await[1], expected);
    let marked = app.sandbox.slack().message(TRIAGE, &ts).unwrap();
    assert_eq!(marked.reactions[0].name, "white_check_mark");
    assert_eq!(ticket_now(&app, &key).await["status"], "in_progress");
    assert!(content(&card(&app, TRIAGE)).contains("🟡 In progress"));
    let there = &replies(&app, GLOBEX)[0];
    assert!(
        there.text.starts_with("*Chloe Martin*\nWe are *on it*"),
        "{}",
        there.text
    );
    let echoes = replies(&app, TRIAGE)
        .iter()
        .filter(|it| it.text.contains("on it"))
        .count();
    assert_eq!(echoes, 1, "it is not posted back where it was written");
    let mails = app.told(MARIA);
    assert_eq!(mails.len(), 1, "{mails:#?}");
}

#[tokio::test]
async fn a_reply_with_the_note_mark_stays_internal() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;

    let ts = says(&app, "U0BEN", TRIAGE, "// they have not paid").await;
    says(&app, "U0BEN", TRIAGE, "🔒 nor last year").await;

    assert_eq!(on_portal(&app, &key).await.len(), 1);
    assert!(app.sandbox.slack().message(TRIAGE, &ts).unwrap().reactions.is_empty());
    assert_eq!(ticket_now(&app, &key).await["status"], "open");
    let conversation = app
        .agent("ana@acme.example")
        .await
        .get(&format!("/api/v1/tickets/{key}/conversation"))
        .await;
    assert!(conversation.text().contains("they have not paid") && conversation.text().contains("nor last year"));
    assert!(replies(&app, GLOBEX).is_empty());
    let touched = |call: &portico_sandbox::slack::Call| call.args["channel"] == GLOBEX;
    let updates = app.sandbox.slack().calls_of("chat.update");
    assert!(
        !updates.iter().any(touched),
        "not even when a note was written shows in the customer's channel"
    );
    assert!(app.told(MARIA).is_empty());
}

#[tokio::test]
async fn where_collections_share_a_channel_the_tickets_own_says_how_replies_are_meant() {
    let app = TestApp::spawn().await;
    for (name, replies) in [
        ("Aside", TriageReplies::Internal),
        ("Portal", TriageReplies::Public),
        ("Zone", TriageReplies::Internal),
    ] {
        let all = collection::Entity::find().filter(collection::Column::AccountId.eq(fixtures::account_id(ACME)));
        let portal = all
            .filter(collection::Column::Kind.eq(CollectionKind::Portal))
            .one(&app.db);
        let mut row = portal.await.unwrap().unwrap().into_active_model();
        row.triage_replies = Set(replies);
        if name == "Portal" {
            row.update(&app.db).await.unwrap();
        } else {
            // Made by hand, so that one comes before and one behind the portal's in the order of ids.
            let id = if name == "Aside" { Uuid::nil() } else { Uuid::max() };
            row.id = Set(CollectionId(id));
            row.kind = Set(CollectionKind::Customers);
            row.name = Set(name.to_owned());
            collection::Entity::insert(row.reset_all())
                .exec_without_returning(&app.db)
                .await
                .unwrap();
        }
    }
    let key = filed(&app).await;

    says(&app, "U0CHLOE", TRIAGE, "For the customer").await;

    assert_eq!(on_portal(&app, &key).await.len(), 2);
}

#[tokio::test]
async fn a_reply_on_a_closed_ticket_is_refused_politely() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let ana = app.agent("ana@acme.example").await;
    let res = ana
        .patch(&format!("/api/v1/tickets/{key}"), &json!({ "status": "closed" }))
        .await;
    assert_eq!(res.status(), 200, "{}", res.text());
    app.run_jobs().await;
    let before = count_messages(&app).await;
    for change in [
        json!({ "priority": "urgent" }),
        json!({ "title": "Another" }),
        json!({ "assignee": { "agent_id": fixtures::agent_id("ana@acme.example") } }),
    ] {
        let res = ana.patch(&format!("/api/v1/tickets/{key}"), &change).await;
        assert_eq!(res.status(), 409, "closed is final: {change}: {}", res.text());
    }

    says(&app, "U0CHLOE", TRIAGE, "One more thing").await;
    says(&app, "U0MARIA", GLOBEX, "Me, too").await;

    assert_eq!(count_messages(&app).await, before);
    for channel in [TRIAGE, GLOBEX] {
        let told = app.sandbox.slack().ephemerals(channel);
        assert!(told[0].message.text.contains("closed"), "{told:#?}");
    }
    assert!(dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn edits_and_deletions_cross() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let ts = says(&app, "U0CHLOE", TRIAGE, "The code is 1234").await;

    app.sandbox.slack().edit("U0CHLOE", TRIAGE, &ts, "The code is *secret*");
    app.run_jobs().await;

    assert_eq!(on_portal(&app, &key).await[1].1, "The code is **secret**");
    assert_eq!(replies(&app, GLOBEX)[0].text, "*Chloe Martin*\nThe code is *secret*");

    app.sandbox.slack().delete("U0CHLOE", TRIAGE, &ts);
    app.run_jobs().await;

    assert!(
        on_portal(&app, &key)
            .await
            .iter()
            .all(|(_, body)| !body.contains("code"))
    );
    assert!(
        !app.sandbox
            .slack()
            .thread(GLOBEX, &card(&app, GLOBEX).ts)
            .iter()
            .any(|it| it.text.contains("code"))
    );
    let stored = message::Entity::find()
        .filter(message::Column::Body.contains("code"))
        .count(&app.db);
    assert_eq!(stored.await.unwrap(), 0);
    assert!(dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn files_and_broadcasts_are_messages_and_talk_elsewhere_is_none_of_ours() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let slack = app.sandbox.slack();
    let root = card(&app, TRIAGE).ts;
    slack.share_file("U0CHLOE", TRIAGE, "fix <1>.pdf", b"%PDF", "Please read", Some(&root));
    app.run_jobs().await;
    slack.say_to_all("U0CHLOE", TRIAGE, "Everybody look", &root);
    app.run_jobs().await;
    let lunch = slack.say("U0CHLOE", TRIAGE, "Lunch?", None);
    slack.say("U0BEN", TRIAGE, "Yes @Portico", Some(&lunch));
    app.run_jobs().await;

    let bodies: Vec<_> = on_portal(&app, &key).await.into_iter().map(|it| it.1).collect();
    assert_eq!(bodies.len(), 3, "{bodies:#?}");
    assert!(bodies[1] == "Please read", "{}", bodies[1]);
    assert_eq!(bodies[2], "Everybody look");
    let kept = received_event::Entity::find().all(&app.db).await.unwrap();
    assert!(
        kept.iter().all(|it| !it.payload.to_string().contains("Lunch")),
        "what is not ours is not kept"
    );
}

#[tokio::test]
async fn a_mention_of_the_app_in_a_thread_is_taken_once() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;

    says(&app, "U0CHLOE", TRIAGE, "Thanks @Portico and @Ana Lima").await;

    let portal = on_portal(&app, &key).await;
    assert_eq!(portal.len(), 2);
    assert_eq!(portal[1].1, "Thanks @Portico and @Ana Lima");
    let mentions = portico::entity::mention::Entity::find().all(&app.db).await.unwrap();
    assert_eq!(mentions.len(), 1);
}

#[tokio::test]
async fn everybody_of_the_team_whom_an_answer_names_is_named_however_many_there_are() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let account_id = fixtures::account_id(ACME);
    let workspaces = slack_workspace::Entity::find().filter(slack_workspace::Column::AccountId.eq(account_id));
    let workspace_id = workspaces.one(&app.db).await.unwrap().unwrap().id;
    let mut text = "Ask".to_owned();
    for n in 10..24 {
        let agent = agent::Model::new(
            (account_id, AgentId(Uuid::now_v7())),
            (
                &format!("agent{n}@acme.example"),
                &format!("Agent {n}"),
                AgentRole::Agent,
            ),
            app.clock.now(),
        );
        let user = slack_user::Model {
            account_id,
            workspace_id,
            user_id: format!("U0AGENT{n}"),
            agent_id: Some(agent.id),
            team_id: Some("T0ACME".to_owned()),
            is_bot: false,
            is_guest: false,
            is_deleted: false,
            checked_at: Some(app.clock.now()),
            doubts: 0,
        };
        let agent = agent.into_active_model();
        agent::Entity::insert(agent)
            .exec_without_returning(&app.db)
            .await
            .unwrap();
        text = format!("{text} <@{}>", user.user_id);
        let user = user.into_active_model();
        slack_user::Entity::insert(user)
            .exec_without_returning(&app.db)
            .await
            .unwrap();
    }
    let ts = card(&app, TRIAGE).ts;
    app.sandbox.slack().say_stored("U0CHLOE", TRIAGE, &text, Some(&ts));
    app.run_jobs().await;

    let shown = on_portal(&app, &key).await.pop().unwrap().1;
    for n in 10..24 {
        assert!(shown.contains(&format!("@Agent {n}")), "{n}: {shown}");
    }
    let mentions = portico::entity::mention::Entity::find().all(&app.db).await.unwrap();
    assert_eq!(mentions.len(), 14);
}

#[tokio::test]
async fn an_answer_goes_out_although_slack_does_not_tell_who_is_mentioned_in_it() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let fault = SlackFault::Error {
        error: "missing_scope".to_owned(),
    };
    app.sandbox.faults().set([Rule::slack("users.info", fault)]);

    says(&app, "U0CHLOE", TRIAGE, "I have asked <@U0GUEST>").await;

    let said = on_portal(&app, &key).await;
    assert!(said.len() == 2 && said[1].1.starts_with("I have asked"), "{said:#?}");
    assert!(dead_jobs(&app).await.is_empty());
}
