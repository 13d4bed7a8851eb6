//! Who may add and remove whom.

use portico::entity::{contact, customer};
use portico_types::portal::TicketVisibility;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::json;

use super::{ANA, INES, MARIA, PRIYA, SAM, TOM, adds, console, followers, last_change, names, portal, removes};
use crate::{
    support::{ACME, TestApp, fixtures},
    tickets::{file, problem},
};

#[tokio::test]
async fn contacts_and_agents_add_colleagues_by_name_and_by_address() {
    let app = TestApp::spawn().await;
    let (maria, tom, ana) = (app.contact(MARIA).await, app.contact(TOM).await, app.agent(ANA).await);
    let key = file(&maria, &problem("Printer on fire")).await;

    let added = adds(&maria, &portal(&key), TOM).await;
    assert_eq!(
        (added.status(), names(&added.json())),
        (200, vec!["Tom Becker".to_owned()])
    );
    assert_eq!(
        last_change(&tom, &portal(&key)).await,
        json!({ "change": "follower", "who": "Tom Becker", "follows": true })
    );
    assert_eq!(followers(&tom, &portal(&key)).await, ["Tom Becker"]);
    assert_eq!(followers(&ana, &console(&key)).await, ["Tom Becker"]);

    // Twice is once, and leaves one entry.
    let entries = maria.get(&portal(&key)).await.json()["last_seq"].clone();
    assert_eq!(adds(&maria, &portal(&key), TOM).await.status(), 200);
    assert_eq!(maria.get(&portal(&key)).await.json()["last_seq"], entries);

    assert_eq!(removes(&ana, &console(&key), TOM).await, 204);
    assert_eq!(removes(&ana, &console(&key), TOM).await, 404);
    assert!(followers(&maria, &portal(&key)).await.is_empty());
    let by_address = json!({ "email": "Tom@Globex.example" });
    let added = ana.post(&format!("{}/followers", console(&key)), &by_address).await;
    assert_eq!(added.status(), 200, "{}", added.text());
    assert_eq!(followers(&maria, &portal(&key)).await, ["Tom Becker"]);
    assert_eq!(removes(&maria, &portal(&key), TOM).await, 204);
}

#[tokio::test]
async fn one_follows_and_unfollows_oneself_and_the_requester_need_not() {
    let app = TestApp::spawn().await;
    let (maria, tom) = (app.contact(MARIA).await, app.contact(TOM).await);
    let key = file(&maria, &problem("Printer on fire")).await;
    let before = maria.get(&portal(&key)).await.json()["last_seq"].clone();

    assert_eq!(adds(&maria, &portal(&key), MARIA).await.status(), 200);
    assert_eq!(maria.get(&portal(&key)).await.json()["last_seq"], before);
    assert_eq!(adds(&tom, &portal(&key), TOM).await.status(), 200);
    assert_eq!(
        last_change(&tom, &portal(&key)).await,
        json!({ "change": "follower", "who": null, "follows": true })
    );
    assert_eq!(removes(&tom, &portal(&key), TOM).await, 204);
    assert_eq!(
        last_change(&tom, &portal(&key)).await,
        json!({ "change": "follower", "who": null, "follows": false })
    );
    app.run_jobs().await;

    assert!(
        app.told(TOM).is_empty() && app.told(MARIA).is_empty(),
        "nobody is told what they did themselves"
    );
}

#[tokio::test]
async fn whoever_may_not_read_the_ticket_cannot_follow_it_and_why_is_not_said() {
    let app = TestApp::spawn().await;
    let (maria, priya, ines) = (
        app.contact(MARIA).await,
        app.contact(PRIYA).await,
        app.contact(INES).await,
    );
    let ana = app.agent(ANA).await;
    let globex = file(&maria, &problem("Printer on fire")).await;
    let initech = file(&priya, &problem("Chair squeaks")).await;
    let gone = contact::ActiveModel {
        account_id: Set(fixtures::account_id(ACME)),
        id: Set(fixtures::contact_id(TOM)),
        disabled_at: Set(Some(app.state.clock.now())),
        ..Default::default()
    };
    gone.update(&app.db).await.unwrap();

    let mut answers = Vec::new();
    // Another customer's, another account's, one who was removed, one who sees their own only, nobody.
    for (caller, ticket, email) in [
        (&maria, portal(&globex), PRIYA),
        (&maria, portal(&globex), "gavin@hooli.example"),
        (&maria, portal(&globex), TOM),
        (&ines, portal(&initech), SAM),
        (&ana, console(&initech), SAM),
        (&ana, console(&globex), PRIYA),
        (&maria, portal(&globex), "nobody@globex.example"),
        // Sees their own alone, and so need not know who else there is.
        (&priya, portal(&initech), INES),
    ] {
        answers.push(adds(caller, &ticket, email).await.text().to_owned());
        let by_address = caller
            .post(&format!("{ticket}/followers"), &json!({ "email": email }))
            .await;
        answers.push(by_address.text().replace("\"email\"", "\"contact_id\""));
    }
    assert!(answers[0].contains("Choose a colleague"), "{}", answers[0]);
    for answer in &answers {
        assert_eq!(answer, &answers[0]);
    }
    assert!(followers(&ana, &console(&globex)).await.is_empty());
    assert_eq!(
        adds(&ines, &portal(&initech), INES).await.status(),
        200,
        "a manager sees all"
    );
    assert_eq!(adds(&priya, &portal(&globex), PRIYA).await.status(), 404);
    assert_eq!(removes(&priya, &portal(&globex), TOM).await, 404);
}

#[tokio::test]
async fn a_closed_ticket_takes_no_more_followers_but_lets_them_go() {
    let app = TestApp::spawn().await;
    let (maria, ana) = (app.contact(MARIA).await, app.agent(ANA).await);
    let key = file(&maria, &problem("Printer on fire")).await;
    assert_eq!(adds(&maria, &portal(&key), TOM).await.status(), 200);
    let closed = ana.patch(&console(&key), &json!({ "status": "closed" })).await;
    assert_eq!(closed.status(), 200);

    assert_eq!(removes(&maria, &portal(&key), TOM).await, 204);
    assert_eq!(adds(&maria, &portal(&key), TOM).await.status(), 409);
}

#[tokio::test]
async fn a_ticket_that_goes_to_another_customer_leaves_its_followers_behind() {
    let app = TestApp::spawn().await;
    let (maria, ana, priya) = (app.contact(MARIA).await, app.agent(ANA).await, app.contact(PRIYA).await);
    let key = file(&maria, &problem("Printer on fire")).await;
    assert_eq!(adds(&maria, &portal(&key), TOM).await.status(), 200);
    let moves = async |customer: &str, requester: &str| {
        let to = json!({ "customer": {
            "customer_id": fixtures::customer_id(customer), "requester_id": fixtures::contact_id(requester),
        } });
        assert_eq!(ana.patch(&console(&key), &to).await.status(), 200);
    };

    moves("Initech", PRIYA).await;
    assert!(followers(&priya, &portal(&key)).await.is_empty());
    moves("Globex", MARIA).await;

    assert!(followers(&maria, &portal(&key)).await.is_empty(), "gone for good");
}

#[tokio::test]
async fn who_came_to_see_their_own_alone_is_named_still_and_hears_nothing() {
    let app = TestApp::spawn().await;
    let (maria, ana) = (app.contact(MARIA).await, app.agent(ANA).await);
    let key = file(&maria, &problem("Printer on fire")).await;
    assert_eq!(adds(&maria, &portal(&key), TOM).await.status(), 200);
    app.run_jobs().await;
    app.sandbox.clear_mails();
    let own = customer::ActiveModel {
        account_id: Set(fixtures::account_id(ACME)),
        id: Set(fixtures::customer_id("Globex")),
        visibility: Set(TicketVisibility::Own),
        ..Default::default()
    };
    own.update(&app.db).await.unwrap();

    let said = json!({ "visibility": "public", "body": "Have you tried water?" });
    assert_eq!(
        ana.post(&format!("{}/messages", console(&key)), &said).await.status(),
        201
    );
    app.run_jobs().await;

    assert_eq!(followers(&maria, &portal(&key)).await, ["Tom Becker"]);
    assert_eq!((app.told(MARIA).len(), app.told(TOM).len()), (1, 0));
}
