//! Where a ticket may move to, and what another collection forwards.

use portico::entity::{ThreadKind, collection, customer, slack_thread, ticket};
use portico_types::{ids::CollectionId, staff::CustomerManagement};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;

use super::{
    super::{GLOBEX, MARIA, TRIAGE, filed, ticket_now},
    PRIORITY, acme, asks_to_move, moves, to_initech,
};
use crate::support::{TestApp, fixtures};

#[tokio::test]
async fn a_ticket_goes_only_to_somebody_of_the_customer_and_to_a_collection_of_the_account() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let globex = fixtures::customer_id("Globex");
    for (wrong, field) in [
        (
            json!({ "customer": { "customer_id": fixtures::customer_id("Initech"), "requester_id": fixtures::contact_id(MARIA) } }),
            "customer",
        ),
        (
            json!({ "customer": { "customer_id": fixtures::customer_id("Hooli"), "requester_id": fixtures::contact_id("gavin@hooli.example") } }),
            "customer",
        ),
        (
            json!({ "collection": { "collection_id": portal_collection(&app).await } }),
            "collection",
        ),
        (
            json!({ "collection": { "collection_id": uuid::Uuid::now_v7() } }),
            "collection",
        ),
    ] {
        let res = asks_to_move(&app, &key, &wrong).await;
        assert_eq!(res.status(), 422, "{wrong}: {}", res.text());
        assert_eq!(res.json()["errors"][0]["field"], field, "{}", res.text());
    }
    // The same again changes nothing.
    let same = json!({ "customer": { "customer_id": globex, "requester_id": fixtures::contact_id(MARIA) } });
    let version = ticket_now(&app, &key).await["version"].clone();
    moves(&app, &key, &same).await;
    assert_eq!(ticket_now(&app, &key).await["version"], version);
    let closed = json!({ "status": "closed" });
    moves(&app, &key, &closed).await;
    assert_eq!(asks_to_move(&app, &key, &to_initech()).await.status(), 409);
}

async fn portal_collection(app: &TestApp) -> CollectionId {
    named(app, "Portal").await.id
}

async fn named(app: &TestApp, name: &str) -> collection::Model {
    let found = collection::Entity::find()
        .filter(collection::Column::AccountId.eq(acme()))
        .filter(collection::Column::Name.eq(name));
    found.one(&app.db).await.unwrap().unwrap()
}

async fn set_model(app: &TestApp, model: CustomerManagement) {
    let mut account = portico::entity::account::Entity::find_by_id(acme())
        .one(&app.db)
        .await
        .unwrap()
        .unwrap()
        .into_active_model();
    account.customer_management = Set(model);
    account.update(&app.db).await.unwrap();
}

/// The channels of a ticket's living threads: triage, customer.
async fn alive(app: &TestApp, key: &str) -> (Option<String>, Option<String>) {
    let number: i64 = key.rsplit_once('-').unwrap().1.parse().unwrap();
    let ticket = ticket::Entity::find()
        .filter(ticket::Column::AccountId.eq(acme()))
        .filter(ticket::Column::Number.eq(number))
        .one(&app.db)
        .await
        .unwrap()
        .unwrap();
    let threads = slack_thread::Entity::find()
        .filter(slack_thread::Column::TicketId.eq(ticket.id))
        .filter(slack_thread::Column::RetiredAt.is_null())
        .all(&app.db)
        .await
        .unwrap();
    let of = |kind| {
        let mut channels = threads.iter().filter(|it| it.kind == kind);
        let first = channels.next().map(|it| it.channel_id.clone());
        assert!(channels.next().is_none(), "one of a kind");
        first
    };
    (of(ThreadKind::Triage), of(ThreadKind::Customer))
}

/// By product.md §4: the customer's own channel wins, else the ticket's collection if it forwards, else the portal's; channel-based accounts
/// know the portal's alone.
#[tokio::test]
async fn a_ticket_moved_to_a_collection_goes_where_that_one_forwards() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let (all, priority) = (named(&app, "All customers").await.id, named(&app, "Priority").await.id);
    let centric = CustomerManagement::CustomerCentric;
    for (model, own, forwards, to, triage) in [
        (centric, false, true, Some(priority), PRIORITY),
        (centric, false, true, None, TRIAGE),
        (centric, false, true, Some(priority), PRIORITY),
        (centric, false, false, Some(all), TRIAGE),
        (centric, false, false, Some(priority), TRIAGE),
        (centric, true, true, None, "C0OWN"),
        (centric, true, true, Some(priority), "C0OWN"),
        (CustomerManagement::Standard, true, true, Some(all), TRIAGE),
        (CustomerManagement::Standard, false, true, Some(priority), TRIAGE),
        (centric, false, true, Some(all), TRIAGE),
    ] {
        set_model(&app, model).await;
        let mut row = named(&app, "Priority").await.into_active_model();
        row.forwarding = Set(forwards);
        row.update(&app.db).await.unwrap();
        let globex = customer::Entity::find_by_id((acme(), fixtures::customer_id("Globex")));
        let mut row = globex.one(&app.db).await.unwrap().unwrap().into_active_model();
        row.triage_channel_id = Set(own.then(|| "C0OWN".to_owned()));
        row.update(&app.db).await.unwrap();

        let res = asks_to_move(&app, &key, &json!({ "collection": { "collection_id": to } })).await;
        assert_eq!(res.status(), 200, "{}", res.text());

        let case = format!("{model:?}, own {own}, forwards {forwards}, to {to:?}");
        assert_eq!(
            alive(&app, &key).await,
            (Some(triage.to_owned()), Some(GLOBEX.to_owned())),
            "{case}"
        );
    }
    let row = customer::Entity::find_by_id((acme(), fixtures::customer_id("Globex")));
    assert_eq!(
        row.one(&app.db).await.unwrap().unwrap().collection_id,
        Some(all),
        "the customer itself stays where it is"
    );
}
