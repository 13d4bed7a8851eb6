//! What the team sees of a ticket and changes on it.

use super::*;

#[tokio::test]
async fn agents_see_the_whole_ticket() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = (app.contact(MARIA).await, app.agent(CHLOE).await);
    let key = file(&maria, &problem("Whole")).await;
    set(
        &chloe,
        &key,
        &json!({ "assignee": { "agent_id": fixtures::agent_id(ANA) } }),
    )
    .await;

    let ticket = chloe.get(&format!("/api/v1/tickets/{key}")).await.json();

    assert_eq!(ticket["reaches"], json!(["portal", "e-mail", "#ext-globex"]));
    assert_eq!(
        (&ticket["customer"], &ticket["requester"]["name"]),
        (&json!("Globex"), &json!("Maria Rossi"))
    );
    assert_eq!(ticket["assignee"]["name"], "Ana Lima");
    assert_eq!(
        (&ticket["form"], &ticket["answers"][0]["text"]),
        (&json!("Report a problem"), &json!("Reports"))
    );
}

#[tokio::test]
async fn a_change_on_an_older_state_is_refused() {
    let app = TestApp::spawn().await;
    let (maria, chloe, ana) = (app.contact(MARIA).await, app.agent(CHLOE).await, app.agent(ANA).await);
    let path = format!("/api/v1/tickets/{}", file(&maria, &problem("Both")).await);
    let version = ana.get(&path).await.json()["version"].clone();

    let first = chloe
        .patch(&path, &json!({ "version": version, "priority": "high" }))
        .await;
    let late = ana
        .patch(&path, &json!({ "version": version, "status": "solved" }))
        .await;

    assert_eq!((first.status(), late.status()), (200, 409));
    assert_eq!(ana.get(&path).await.json()["status"], "open");
    let again = json!({ "version": first.json()["version"], "status": "solved", "title": "Both saw it" });
    assert_eq!(ana.patch(&path, &again).await.json()["title"], "Both saw it");
}

#[tokio::test]
async fn an_update_is_made_whole_or_not_at_all() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = (app.contact(MARIA).await, app.agent(CHLOE).await);
    let path = format!("/api/v1/tickets/{}", file(&maria, &problem("Whole")).await);
    let before = chloe.get(&path).await.json();

    for (update, field) in [
        (
            json!({ "priority": "low", "assignee": { "agent_id": fixtures::agent_id(EVE) } }),
            "assignee",
        ),
        (json!({ "priority": "low", "title": " " }), "title"),
    ] {
        assert_eq!(chloe.patch(&path, &update).await.bad_fields(), [field]);
    }
    assert_eq!(
        chloe
            .patch(&path, &json!({ "customer_id": fixtures::customer_id("Initech") }))
            .await
            .status(),
        400
    );
    assert_eq!(chloe.get(&path).await.json(), before);
}

#[tokio::test]
async fn an_answer_can_set_the_status_with_it() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = (app.contact(MARIA).await, app.agent(CHLOE).await);
    let key = file(&maria, &problem("Done")).await;

    says(
        &chloe,
        &key,
        &json!({ "visibility": "public", "body": "Done.", "status": "solved" }),
    )
    .await;

    let entries = maria.get(&format!("{TICKETS}/{key}/conversation")).await.json()["entries"].clone();
    let kinds: Vec<_> = entries
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["what"]["to"].clone())
        .collect();
    assert_eq!(kinds[3..], [json!("in_progress"), json!("solved")]);
    assert_eq!(status(&maria, &key).await, "solved");
}

#[tokio::test]
async fn the_team_is_listed_to_itself() {
    let app = TestApp::spawn().await;
    let chloe = app.agent(CHLOE).await;

    let names = |list: &Value| {
        list.as_array()
            .unwrap()
            .iter()
            .map(|i| text(&i["name"]))
            .collect::<Vec<_>>()
    };

    assert_eq!(
        names(&chloe.get("/api/v1/agents").await.json()),
        ["Ana Lima", "Ben Okafor", "Chloe Martin"]
    );
    assert_eq!(
        names(&chloe.get("/api/v1/collections").await.json()),
        ["All customers", "Portal", "Priority"]
    );
    assert_eq!(chloe.get("/api/v1/me").await.json()["account"]["name"], "acme");
    let page = chloe.get("/api/v1/customers?limit=2").await.json();
    assert_eq!(names(&page["items"]), ["Globex", "Initech"]);
    let next = format!("/api/v1/customers?limit=2&cursor={}", text(&page["next_cursor"]));
    assert_eq!(names(&chloe.get(&next).await.json()["items"]), ["Umbrella Foods"]);
}
