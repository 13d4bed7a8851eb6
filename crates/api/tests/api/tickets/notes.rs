//! Notes stay with the team.

use super::*;

#[tokio::test]
async fn a_note_is_on_no_page_of_the_portal() {
    const CANARY: &str = "canary-7f3a";
    let app = TestApp::spawn().await;
    let (maria, chloe) = (app.contact(MARIA).await, app.agent(CHLOE).await);
    let key = file(&maria, &problem("Noted")).await;
    let before = maria.get(&format!("{TICKETS}/{key}")).await.json();

    let note = json!({ "visibility": "internal", "body": format!("{CANARY} @Ana Lima"), "mentions": [fixtures::agent_id(ANA)] });
    says(&chloe, &key, &note).await;

    for path in [
        TICKETS.to_owned(),
        format!("{TICKETS}?q={CANARY}"),
        format!("{TICKETS}/counts?q={CANARY}"),
        format!("{TICKETS}/{key}"),
        format!("{TICKETS}/{key}/conversation"),
        format!("{TICKETS}/{key}/conversation?after=0"),
        format!("{TICKETS}/export.csv"),
    ] {
        let res = maria.get(&path).await;
        assert_eq!(res.status(), 200, "{path}");
        assert!(!res.text().contains(CANARY), "{path}: {}", res.text());
    }
    assert_eq!(
        maria.get(&format!("{TICKETS}?q={CANARY}")).await.json()["items"],
        json!([])
    );
    // Neither status, nor activity, nor the last entry, nor the mark of the unread tells that there is one.
    assert_eq!(maria.get(&format!("{TICKETS}/{key}")).await.json(), before);
    assert_eq!(maria.get(TICKETS).await.json()["items"][0]["unread"], false);

    let staff = chloe.get(&format!("/api/v1/tickets/{key}/conversation")).await;
    assert!(staff.text().contains(CANARY));
    // A closed ticket takes notes.
    set(&chloe, &key, &json!({ "status": "closed" })).await;
    says(&chloe, &key, &note).await;
}
