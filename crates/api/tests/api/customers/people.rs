//! A customer's people: listed, disabled, and gone with what let them in.

use portico::entity::session;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::{BEN, CHLOE, ME, all, audited, path};
use crate::support::{ACME, TestApp, fixtures};

#[tokio::test]
async fn a_customers_people_are_listed_by_name_in_pages() {
    let app = TestApp::spawn().await;
    let chloe = app.agent(CHLOE).await;
    let contacts = format!("{}/contacts", path("Initech"));

    let whole = chloe.get(&contacts).await.json();
    let mut paged = Vec::new();
    let mut next = format!("{contacts}?limit=1");
    loop {
        let page = chloe.get(&next).await.json();
        paged.extend(page["items"].as_array().unwrap().clone());
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        next = format!("{contacts}?limit=1&cursor={cursor}");
    }

    assert_eq!(all(&whole["items"], "name"), ["Ines Duarte", "Priya Nair", "Sam Cole"]);
    assert_eq!(whole["items"], json!(paged));
    let other = format!(
        "{}/contacts?cursor={}",
        path("Globex"),
        next.rsplit('=').next().unwrap()
    );
    assert_eq!(
        chloe.get(&other).await.bad_fields(),
        ["cursor"],
        "a cursor fits its own list"
    );
}

#[tokio::test]
async fn who_is_disabled_is_out_and_stays_out_until_enabled() {
    let app = TestApp::spawn().await;
    let ben = app.agent(BEN).await;
    let tom = app.contact("tom@globex.example").await;
    let cookie = app.session_cookie("tom@globex.example").await;
    let id = fixtures::contact_id("tom@globex.example");
    let contact = format!("/api/v1/contacts/{id}");

    let res = ben
        .patch(&contact, &json!({ "disabled": true, "role": "manager" }))
        .await;

    assert_eq!(res.status(), 200, "{}", res.text());
    assert_eq!(res.json()["disabled_at"], json!(app.state.clock.now()));
    assert_eq!(tom.get(ME).await.status(), 401);
    let refresh = app.nobody(ACME).with_cookie(&cookie);
    assert_eq!(refresh.post_empty("/api/v1/portal/session/refresh").await.status(), 401);
    let live = session::Entity::find()
        .filter(session::Column::ContactId.eq(id))
        .filter(session::Column::EndedAt.is_null());
    assert_eq!(live.all(&app.db).await.unwrap(), []);

    ben.patch(&contact, &json!({ "disabled": false })).await;
    assert_eq!(tom.get(ME).await.status(), 401, "an ended session stays ended");
    assert_eq!(app.contact("tom@globex.example").await.get(ME).await.status(), 200);
    let entries = audited(&app).await;
    let actions: Vec<_> = entries.iter().map(|(action, ..)| action.as_str()).collect();
    assert_eq!(actions, ["contact_role_changed", "contact_disabled", "contact_enabled"]);
    assert_eq!(entries[1].1, "contact tom@globex.example");
    assert_eq!(entries[1].2, json!({ "sessions_ended": 2 }));
}

#[tokio::test]
async fn who_came_in_by_a_domain_leaves_with_it_and_guests_stay() {
    let app = TestApp::spawn().await;
    let ben = app.agent(BEN).await;
    let (maria, tom) = (
        app.contact("maria@globex.example").await,
        app.contact("tom@globex.example").await,
    );
    let guest = json!({ "email": "tom@globex.example", "guest": true });
    assert_eq!(
        ben.post(&format!("{}/users", path("Globex")), &guest).await.status(),
        201
    );

    let res = ben.delete(&format!("{}/domains/GLOBEX.example.", path("Globex"))).await;

    assert_eq!(res.status(), 204, "{}", res.text());
    assert_eq!(maria.get(ME).await.status(), 401);
    assert_eq!(tom.get(ME).await.status(), 200);
    let (action, _, detail) = audited(&app).await.pop().unwrap();
    assert_eq!(action, "domain_removed");
    assert_eq!(detail, json!({ "domain": "globex.example", "sessions_ended": 1 }));
    let again = json!({ "domain": "globex.example" });
    ben.post(&format!("{}/domains", path("Globex")), &again).await;
    assert_eq!(
        maria.get(ME).await.status(),
        401,
        "her session ended with the right, for good"
    );
}

#[tokio::test]
async fn who_is_taken_off_the_list_leaves_unless_the_domain_lets_them_in() {
    let app = TestApp::spawn().await;
    let ben = app.agent(BEN).await;
    let (olga, tom) = (
        app.contact("olga@umbrella-foods.example").await,
        app.contact("tom@globex.example").await,
    );
    let toms = json!({ "email": "tom@globex.example" });
    assert_eq!(
        ben.post(&format!("{}/users", path("Globex")), &toms).await.status(),
        201
    );

    for (customer, email) in [
        ("Umbrella Foods", "olga@umbrella-foods.example"),
        ("Globex", "tom@globex.example"),
    ] {
        let res = ben.delete(&format!("{}/users/{email}", path(customer))).await;
        assert_eq!(res.status(), 204, "{}", res.text());
    }

    assert_eq!(olga.get(ME).await.status(), 401);
    assert_eq!(tom.get(ME).await.status(), 200, "everybody at his domain may come in");
}
