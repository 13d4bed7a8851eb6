//! Each request is judged by how things are by then, also where nobody ended the session: what takes a right away may have happened in
//! another process just now, or by the operator's hand.

use sea_orm::ConnectionTrait;

use crate::support::TestApp;

/// What changes, for Tom at Globex and for Chloe on the team, and who may not stay.
const CHANGES: &[(&str, &str, bool)] = &[
    (
        "the domain is another customer's",
        "UPDATE customer_domains SET customer_id = (SELECT id FROM customers WHERE name = 'Initech') WHERE domain = 'globex.example'",
        true,
    ),
    (
        "the domain is nobody's",
        "DELETE FROM customer_domains WHERE domain = 'globex.example'",
        true,
    ),
    (
        "only listed people come in",
        "UPDATE customers SET user_access = 'specific' WHERE name = 'Globex'",
        true,
    ),
    (
        "the contact is disabled",
        "UPDATE contacts SET disabled_at = created_at WHERE email = 'tom@globex.example'",
        true,
    ),
    (
        "the contact's session is over",
        "UPDATE sessions SET expires_at = created_at WHERE contact_id IS NOT NULL",
        true,
    ),
    (
        "the contact's session is ended",
        "UPDATE sessions SET ended_at = created_at WHERE contact_id IS NOT NULL",
        true,
    ),
    (
        "the agent is disabled",
        "UPDATE agents SET disabled_at = created_at WHERE email = 'chloe@acme.example'",
        false,
    ),
    (
        "the agent's session is over",
        "UPDATE sessions SET expires_at = created_at WHERE agent_id IS NOT NULL",
        false,
    ),
    (
        "the agent's session is ended",
        "UPDATE sessions SET ended_at = created_at WHERE agent_id IS NOT NULL",
        false,
    ),
];

#[tokio::test]
async fn each_request_is_judged_by_how_things_are_by_then() {
    for (what, sql, portal) in CHANGES {
        let app = TestApp::spawn().await;
        let (tom, chloe) = (
            app.contact("tom@globex.example").await,
            app.agent("chloe@acme.example").await,
        );
        let asks = async || {
            [
                tom.get("/api/v1/portal/tickets").await.status(),
                chloe.get("/api/v1/tickets").await.status(),
            ]
        };
        assert_eq!(asks().await, [200, 200]);

        let changed = app.db.execute_unprepared(sql).await.unwrap();

        assert!(changed.rows_affected() > 0, "{what}");
        let expected = if *portal { [401, 200] } else { [200, 401] };
        assert_eq!(asks().await, expected, "{what}");
    }
}
