//! Which channels a ticket goes to, and what becomes of them.

use chrono::TimeDelta;
use portico::entity::{ChannelState, ThreadKind, collection, customer, slack_channel, slack_thread};
use portico_types::{ids::AccountId, staff::CustomerManagement};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseConnection, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};
use serde_json::json;

use super::{
    GLOBEX, MARIA, TRIAGE, card, cards, dead_jobs, filed, knocks, on_portal, passes, recovers, replies,
    replies_on_portal, says, signed,
};
use crate::support::{ACME, TestApp, fixtures};
use portico::outside::clock::Clock;

fn acme() -> AccountId {
    fixtures::account_id(ACME)
}

async fn collection_named(db: &DatabaseConnection, name: &str) -> collection::Model {
    let found = collection::Entity::find()
        .filter(collection::Column::AccountId.eq(acme()))
        .filter(collection::Column::Name.eq(name));
    found.one(db).await.unwrap().unwrap()
}

async fn globex(db: &DatabaseConnection) -> customer::Model {
    customer::Entity::find_by_id((acme(), fixtures::customer_id("Globex")))
        .one(db)
        .await
        .unwrap()
        .unwrap()
}

/// The collection of a customer, as far as routing looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Collection {
    None,
    WithoutChannel,
    WithChannel,
}

/// Product.md §4 in other words than the code's.
fn expected(
    (model, forwarding, own): (CustomerManagement, bool, bool),
    group: Collection,
    (channel, switch): (bool, bool),
) -> (&'static str, Option<&'static str>) {
    let triage = match (model, own, group, forwarding) {
        (CustomerManagement::Standard, ..) => TRIAGE,
        (_, true, ..) => "C0OWN",
        (_, _, Collection::WithChannel, true) => "C0GROUP",
        _ => TRIAGE,
    };
    (triage, (channel && switch).then_some(GLOBEX))
}

#[tokio::test]
async fn every_combination_of_settings_leads_a_ticket_where_it_should_and_moves_no_older_one() {
    let app = TestApp::spawn().await;
    let group_id = collection_named(&app.db, "All customers").await.id;
    let mut combinations = Vec::new();
    for model in [CustomerManagement::CustomerCentric, CustomerManagement::Standard] {
        for forwarding in [true, false] {
            for own in [true, false] {
                for group in [Collection::None, Collection::WithoutChannel, Collection::WithChannel] {
                    for channel in [true, false] {
                        for switch in [true, false] {
                            combinations.push(((model, forwarding, own), group, (channel, switch)));
                        }
                    }
                }
            }
        }
    }
    assert_eq!(combinations.len(), 96);
    let maria = app.contact(MARIA).await;
    let priya = app.contact("priya@initech.example").await;
    let chloe = app.agent("chloe@acme.example").await;
    let mut filed = Vec::new();
    for (number, (triage, group, (channel, switch))) in (1_i64..).zip(combinations) {
        let (model, forwarding, own) = triage;
        let mut account = portico::entity::account::Entity::find_by_id(acme())
            .one(&app.db)
            .await
            .unwrap()
            .unwrap()
            .into_active_model();
        account.customer_management = Set(model);
        account.update(&app.db).await.unwrap();
        let mut row = collection_named(&app.db, "All customers").await.into_active_model();
        row.forwarding = Set(forwarding);
        row.triage_channel_id = Set((group == Collection::WithChannel).then(|| "C0GROUP".to_owned()));
        row.update(&app.db).await.unwrap();
        let mut row = globex(&app.db).await.into_active_model();
        row.collection_id = Set((group != Collection::None).then_some(group_id));
        row.triage_channel_id = Set(own.then(|| "C0OWN".to_owned()));
        row.customer_channel_id = Set(channel.then(|| GLOBEX.to_owned()));
        row.post_to_customer_channel = Set(switch);
        row.update(&app.db).await.unwrap();

        let answers = json!({ fixtures::field_id("area").to_string(): "Billing" });
        let body =
            json!({ "form_id": fixtures::form_id(), "title": "Printer", "description": "Burns.", "answers": answers });
        let res = maria.post("/api/v1/portal/tickets", &body).await;
        assert_eq!(res.status(), 201, "{}", res.text());
        let moved = priya.post("/api/v1/portal/tickets", &body).await.json()["key"].clone();
        let to = json!({ "customer": { "customer_id": fixtures::customer_id("Globex"), "requester_id": fixtures::contact_id(MARIA) } });
        let res = chloe
            .patch(&format!("/api/v1/tickets/{}", moved.as_str().unwrap()), &to)
            .await;
        assert_eq!(res.status(), 200, "{}", res.text());
        // The one was filed so, the other was moved there.
        for number in [2 * number - 1, 2 * number] {
            filed.push((
                number,
                expected(triage, group, (channel, switch)),
                format!("{triage:?} {group:?} {channel} {switch}"),
            ));
        }
    }

    // Looked at after the last change of settings: tickets stay where they were filed.
    let tickets = portico::entity::ticket::Entity::find().all(&app.db).await.unwrap();
    let threads = slack_thread::Entity::find()
        .filter(slack_thread::Column::RetiredAt.is_null())
        .order_by_asc(slack_thread::Column::Id)
        .all(&app.db)
        .await
        .unwrap();
    for (number, (triage, customer), combination) in filed {
        let ticket = tickets.iter().find(|it| it.number == number).unwrap();
        let of = |kind| {
            let mut channels = threads.iter().filter(|it| it.ticket_id == ticket.id && it.kind == kind);
            let first = channels.next().map(|it| it.channel_id.as_str());
            assert!(channels.next().is_none(), "{combination}");
            first
        };
        assert_eq!(
            (of(ThreadKind::Triage), of(ThreadKind::Customer)),
            (Some(triage), customer),
            "{combination}"
        );
    }
}

#[tokio::test]
async fn a_reply_goes_where_its_ticket_was_filed_whatever_the_settings_say_now() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let mut row = globex(&app.db).await.into_active_model();
    row.triage_channel_id = Set(Some("C0PRIORITY".to_owned()));
    row.customer_channel_id = Set(None);
    row.update(&app.db).await.unwrap();

    replies_on_portal(&app, &key, json!({ "body": "It still burns" })).await;
    app.run_jobs().await;

    assert_eq!((replies(&app, TRIAGE).len(), replies(&app, GLOBEX).len()), (1, 1));
    assert!(cards(&app, "C0PRIORITY").is_empty());
}

async fn channel(app: &TestApp, id: &str) -> slack_channel::Model {
    slack_channel::Entity::find_by_id((acme(), id.to_owned()))
        .one(&app.db)
        .await
        .unwrap()
        .unwrap()
}

/// An event that the sandbox does not make by itself.
async fn event(app: &TestApp, event: serde_json::Value) {
    let body = json!({
        "token": "x", "type": "event_callback", "team_id": "T0ACME", "api_app_id": "A0PORTICO", "event": event,
        "event_id": format!("Ev{}", uuid::Uuid::now_v7().simple()), "event_time": 1,
        "authorizations": [{ "team_id": "T0ACME", "user_id": "U0PORTICO", "is_bot": true }],
    })
    .to_string();
    let headers = signed(app.sandbox.signing_secret(), app.clock.now().timestamp(), &body);
    assert_eq!(knocks(app, "/slack/events", &headers, &body).await.status(), 200);
    app.run_jobs().await;
}

#[tokio::test]
async fn what_is_for_an_archived_channel_waits_until_it_is_opened_again() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    app.sandbox.slack().archive("U0ANA", GLOBEX);
    app.run_jobs().await;
    assert_eq!(channel(&app, GLOBEX).await.state, ChannelState::Archived);

    says(&app, "U0CHLOE", TRIAGE, "On it").await;
    says(&app, "U0CHLOE", TRIAGE, "Done").await;
    for _ in 0..24 * 4 {
        passes(&app, TimeDelta::hours(1));
        app.run_jobs().await;
    }
    assert_eq!(on_portal(&app, &key).await.len(), 3);
    assert!(
        dead_jobs(&app).await.is_empty(),
        "the channel can be opened again, however late"
    );
    let tries = app.sandbox.slack().calls_of("chat.postMessage").len();
    passes(&app, TimeDelta::minutes(5));
    app.run_jobs().await;
    assert_eq!(
        app.sandbox.slack().calls_of("chat.postMessage").len(),
        tries,
        "no hot retry"
    );

    app.sandbox.slack().unarchive("U0ANA", GLOBEX);
    app.run_jobs().await;
    assert_eq!(channel(&app, GLOBEX).await.state, ChannelState::Open);
    let said: Vec<_> = replies(&app, GLOBEX).into_iter().map(|it| it.text).collect();
    let said: Vec<_> = said.iter().filter(|it| it.starts_with("*Chloe Martin*")).collect();
    assert!(
        said.len() == 2 && said[0].ends_with("On it") && said[1].ends_with("Done"),
        "{said:#?}"
    );
}

#[tokio::test]
async fn what_is_for_a_channel_we_are_not_in_waits_until_we_are() {
    let app = TestApp::spawn().await;
    app.sandbox.slack().leave("U0PORTICO", GLOBEX);
    app.run_jobs().await;
    assert!(!channel(&app, GLOBEX).await.is_member);

    let key = filed(&app).await;
    says(&app, "U0CHLOE", TRIAGE, "On it").await;
    recovers(&app).await;
    assert_eq!(on_portal(&app, &key).await.len(), 2);
    assert!(cards(&app, GLOBEX).is_empty());

    app.sandbox.slack().join("U0PORTICO", GLOBEX, Some("U0ANA"));
    app.run_jobs().await;
    recovers(&app).await; // Below a card that has just been posted.

    assert!(channel(&app, GLOBEX).await.is_member);
    assert_eq!(card(&app, GLOBEX).thread_ts, None);
    let said: Vec<_> = replies(&app, GLOBEX).into_iter().map(|it| it.text).collect();
    assert_eq!(said.iter().filter(|it| it.contains("On it")).count(), 1, "{said:#?}");
    assert!(dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn a_refusal_tells_what_no_event_told() {
    let app = TestApp::spawn().await;
    app.sandbox.faults().hold_events();
    app.sandbox.slack().leave("U0PORTICO", GLOBEX);
    let answers = json!({ fixtures::field_id("area").to_string(): "Billing" });
    let body =
        json!({ "form_id": fixtures::form_id(), "title": "Printer", "description": "Burns.", "answers": answers });
    let res = app.contact(MARIA).await.post("/api/v1/portal/tickets", &body).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    portico::app::run_due_jobs(&app.state).await.unwrap();

    assert!(!channel(&app, GLOBEX).await.is_member);
    app.sandbox.slack().join("U0PORTICO", GLOBEX, None);
    passes(&app, TimeDelta::minutes(16));
    portico::app::run_due_jobs(&app.state).await.unwrap();

    assert!(channel(&app, GLOBEX).await.is_member, "what goes out again says so");
    card(&app, GLOBEX);
    app.sandbox.faults().release_events();
    app.run_jobs().await;
}

#[tokio::test]
async fn private_channels_are_followed_like_public_ones() {
    let app = TestApp::spawn().await;
    event(
        &app,
        json!({ "type": "group_rename", "channel": { "id": GLOBEX, "name": "globex-old" }, "event_ts": "1.000001" }),
    )
    .await;
    assert_eq!(channel(&app, GLOBEX).await.name, "globex-old");
    for (kind, state) in [
        ("group_archive", ChannelState::Archived),
        ("group_unarchive", ChannelState::Open),
        ("group_deleted", ChannelState::Missing),
        ("channel_unarchive", ChannelState::Open),
        ("channel_deleted", ChannelState::Missing),
    ] {
        event(
            &app,
            json!({ "type": kind, "channel": GLOBEX, "user": "U0ANA", "event_ts": "1.000002" }),
        )
        .await;
        assert_eq!(channel(&app, GLOBEX).await.state, state, "{kind}");
    }
    event(
        &app,
        json!({ "type": "group_left", "channel": GLOBEX, "event_ts": "1.000003" }),
    )
    .await;
    assert!(!channel(&app, GLOBEX).await.is_member);
    event(
        &app,
        json!({ "type": "member_joined_channel", "user": "U0CHLOE", "channel": GLOBEX, "event_ts": "1.000004" }),
    )
    .await;
    assert!(!channel(&app, GLOBEX).await.is_member, "somebody else came");
    event(
        &app,
        json!({ "type": "member_joined_channel", "user": "U0PORTICO", "channel": GLOBEX, "event_ts": "1.000005" }),
    )
    .await;
    assert!(channel(&app, GLOBEX).await.is_member);
}

#[tokio::test]
async fn a_channel_that_gets_another_id_is_still_the_customers() {
    let app = TestApp::spawn().await;
    filed(&app).await;
    let moved = json!({ "type": "channel_id_changed", "old_channel_id": GLOBEX, "new_channel_id": "G0NEW", "event_ts": "1.000001" });

    event(&app, moved).await;

    assert_eq!(globex(&app.db).await.customer_channel_id.as_deref(), Some("G0NEW"));
    let threads = slack_thread::Entity::find().filter(slack_thread::Column::Kind.eq(ThreadKind::Customer));
    assert_eq!(threads.one(&app.db).await.unwrap().unwrap().channel_id, "G0NEW");
    assert_eq!(channel(&app, "G0NEW").await.name, "ext-globex");
}
