//! What a listener must not hear, told by what they hear first: on tickets whose numbers nobody can mistake for another's.

use serde_json::json;

use super::{PORTAL, Stream, file, says};
use crate::support::{OTHER, TestApp};

#[tokio::test]
async fn a_note_is_announced_to_no_contact() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = (
        app.contact("maria@globex.example").await,
        app.agent("chloe@acme.example").await,
    );
    let (first, second) = (file(&maria).await, file(&maria).await);
    let mut heard_by_maria = Stream::open(&maria, PORTAL).await;
    let mut heard_by_chloe = Stream::open(&chloe, "/api/v1/events").await;

    says(&chloe, &first, "internal").await;
    says(&chloe, &second, "public").await;

    assert_eq!(heard_by_chloe.ticket().await, first);
    assert_eq!(heard_by_maria.ticket().await, second, "and nothing before it");
}

#[tokio::test]
async fn agents_hear_nothing_of_another_accounts_tickets() {
    let app = TestApp::spawn().await;
    let (maria, gavin) = (
        app.contact("maria@globex.example").await,
        app.contact_of(OTHER, "gavin@hooli.example").await,
    );
    let files = async || {
        let asked = json!({ "title": "Far", "description": "Away" });
        let filed = gavin.post("/api/v1/portal/tickets", &asked).await;
        assert_eq!(filed.status(), 201, "{}", filed.text());
    };
    files().await;
    files().await;
    let eve = app.agent_of(OTHER, "eve@other.example").await;
    let mut heard_by_eve = Stream::open(&eve, "/api/v1/events").await;

    file(&maria).await; // The first of its account.
    files().await;

    assert_eq!(heard_by_eve.ticket().await, "OTH-3");
}
