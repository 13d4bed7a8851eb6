//! Characters that nobody sees: refused where no database keeps them or a line must be one, kept and shown as they are elsewhere.

use portico::entity::ticket;
use sea_orm::{EntityTrait, PaginatorTrait};

use super::*;

#[tokio::test]
async fn zero_characters_and_titles_of_several_lines_are_refused() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    for (title, description, bad) in [
        ("He\u{0}lp", "Please", &["title"][..]), // PostgreSQL stores no NUL.
        ("Help\r\nme", "Please", &["title"]),
        ("Help", "Ple\u{0}ase", &["description"]),
        ("He\u{0}lp", "Ple\u{0}ase", &["title", "description"]),
    ] {
        let mut body = problem(title);
        body["description"] = json!(description);

        let res = maria.post(TICKETS, &body).await;

        assert_eq!(res.bad_fields(), bad, "{title:?}, {description:?}");
        assert!(!res.text().contains("\\u0000"), "{}", res.text());
    }
    assert_eq!(ticket::Entity::find().count(&app.db).await.unwrap(), 0);
}

#[tokio::test]
async fn other_control_characters_are_kept_and_turn_nothing_round() {
    const TITLE: &str = "Help\u{1b}[31m me";
    const DESCRIPTION: &str = "Please\u{7} \u{202e}esrever";
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let mut body = problem(TITLE);
    body["description"] = json!(DESCRIPTION);

    let res = maria.post(TICKETS, &body).await;

    assert_eq!((res.status(), &res.json()["title"]), (201, &json!(TITLE)));
    let key = res.json()["key"].as_str().unwrap().to_owned();
    let conversation = maria.get(&format!("{TICKETS}/{key}/conversation")).await.json();
    let entries = conversation["entries"].as_array().unwrap();
    let said = entries
        .iter()
        .find(|it| it["type"] == "message")
        .expect("the description");
    assert_eq!(said["body"], DESCRIPTION);
    assert_eq!(
        said["html"], "<p>Please esrever</p>\n",
        "what browsers show turns nothing round"
    );
}
