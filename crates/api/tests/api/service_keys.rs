//! A service key is at most an admin: what only owners do is for people.

use portico_types::staff::ApiScope;
use serde_json::json;

use crate::support::{ACME, TestApp};

#[tokio::test]
async fn a_service_key_of_an_owners_does_nothing_that_only_owners_do() {
    let app = TestApp::spawn().await;
    let ana = app.agent("ana@acme.example").await;
    let asked = json!({ "kind": "service", "name": "Settings", "scopes": [ApiScope::SettingsWrite] });
    let made = ana.post("/api/v1/api-keys", &asked).await.json();
    let service = app.nobody(ACME).with_token(made["secret"].as_str().unwrap());
    let version = ana.get("/api/v1/account").await.json()["version"].clone();
    let change = async |change: serde_json::Value| {
        let mut body = change;
        body["version"] = version.clone();
        service.patch("/api/v1/account", &body).await.status()
    };

    assert_eq!(change(json!({ "plan": "enterprise" })).await, 403);
    assert_eq!(change(json!({ "edition": "internal_helpdesk" })).await, 403);
    assert_eq!(ana.get("/api/v1/account").await.json()["plan"], "professional");
    assert_eq!(
        change(json!({ "customer_management": "standard" })).await,
        200,
        "what admins do it does"
    );
}
