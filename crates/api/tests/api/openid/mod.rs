//! Signing in at a provider: what lets people in, and what never does.

mod allowed;
mod back;
mod forged;
mod keys;
mod mailbox;
mod own;
mod owners;
mod settings;
mod slack_users;
mod userinfo;

use std::collections::HashMap;

use portico::entity::{contact, identity, magic_link, session};
use portico_sandbox::openid::Person;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use url::Url;

use crate::support::{ACME, Answer, Caller, TestApp};

/// Which of the two doors, as its part of an address.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Door {
    Portal,
    Console,
}

impl Door {
    pub fn api(self) -> &'static str {
        match self {
            Self::Portal => "/api/v1/portal",
            Self::Console => "/api/v1",
        }
    }

    pub fn cookie(self, what: &str) -> String {
        match self {
            Self::Portal => format!("__Host-portico-{what}-portal"),
            Self::Console => format!("__Host-portico-{what}-console"),
        }
    }
}

/// A browser that left for a provider.
pub struct Gone {
    pub browser: Caller,
    pub door: Door,
    pub authorize_url: String,
}

impl Gone {
    pub async fn from(app: &TestApp, slug: &str, door: Door, provider: &str) -> Self {
        let nobody = app.nobody(slug);
        let res = nobody
            .post(
                &format!("{}/sign-in/openid", door.api()),
                &json!({ "provider": provider }),
            )
            .await;
        assert_eq!(res.status(), 200, "{}", res.text());
        let cookie = res.cookie(&door.cookie("browser")).expect("the browser's cookie");
        Self {
            browser: nobody.with_cookie(&cookie),
            door,
            authorize_url: res.json()["authorize_url"].as_str().expect("an address").to_owned(),
        }
    }

    /// What the browser comes back with when this person agrees.
    pub fn agrees(&self, app: &TestApp, person: &Person) -> Value {
        let back = app.sandbox.openid().agree(&self.authorize_url, person).expect("agreed");
        let query = query(&back);
        let mut back = json!({ "code": query["code"], "state": query["state"] });
        if let Some(iss) = query.get("iss") {
            back["iss"] = json!(iss);
        }
        back
    }

    pub async fn comes_back(&self, back: &Value) -> Answer {
        comes_back(&self.browser, self.door, back).await
    }
}

pub async fn comes_back(browser: &Caller, door: Door, back: &Value) -> Answer {
    browser
        .post(&format!("{}/sign-in/openid/complete", door.api()), back)
        .await
}

pub fn query(url: &str) -> HashMap<String, String> {
    let url: Url = url.parse().expect("an address");
    url.query_pairs().into_owned().collect()
}

/// All of it, at the account's own host.
pub async fn signs_in(app: &TestApp, door: Door, provider: &str, person: &Person) -> Answer {
    let gone = Gone::from(app, ACME, door, provider).await;
    let back = gone.agrees(app, person);
    gone.comes_back(&back).await
}

/// The address of the person behind a session.
pub async fn who(app: &TestApp, door: Door, session: &Answer) -> String {
    assert_eq!(session.status(), 200, "{}", session.text());
    let token = session.json()["access_token"].as_str().expect("a token").to_owned();
    let me = app
        .nobody(ACME)
        .with_token(&token)
        .get(&format!("{}/me", door.api()))
        .await;
    assert_eq!(me.status(), 200, "{}", me.text());
    me.json()["email"].as_str().expect("an address").to_owned()
}

/// How many sessions, identities, contacts and waiting mails there are.
pub async fn counts(app: &TestApp) -> [u64; 4] {
    let db = &app.db;
    [
        session::Entity::find().count(db).await.expect("a count"),
        identity::Entity::find().count(db).await.expect("a count"),
        contact::Entity::find().count(db).await.expect("a count"),
        magic_link::Entity::find().count(db).await.expect("a count"),
    ]
}

pub fn person(email: &str) -> Person {
    Person::new(email, "Some Body")
}

/// Somebody in acme's Slack.
pub fn in_slack(email: &str, user: &str) -> Person {
    Person {
        slack_team: Some("T0ACME".to_owned()),
        slack_user: Some(user.to_owned()),
        ..person(email)
    }
}

/// Makes acme a provider of its own, or one of a customer's, at the sandbox; returns its id.
pub async fn provider(app: &TestApp, name: &str, audience: &str, customer: Option<Value>) -> String {
    let client = app.sandbox.openid().client();
    let mut body = json!({
        "audience": audience, "name": name, "issuer": app.sandbox.openid().issuer(name),
        "client_id": client.id, "client_secret": client.secret,
    });
    if let Some(customer) = customer {
        body["customer_id"] = customer;
    }
    let ana = app.agent("ana@acme.example").await;
    let res = ana.post("/api/v1/openid-providers", &body).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    assert!(!res.text().contains(&client.secret), "the secret is shown to nobody");
    res.json()["id"].as_str().expect("an id").to_owned()
}

/// Turns a method on for both doors.
pub async fn offers(app: &TestApp, contacts: &[&str], agents: &[&str]) {
    let ana = app.agent("ana@acme.example").await;
    let version = ana.get("/api/v1/sign-in-settings").await.json()["version"].clone();
    let change = json!({ "version": version, "contacts": contacts, "agents": agents });
    let res = ana.patch("/api/v1/sign-in-settings", &change).await;
    assert_eq!(res.status(), 200, "{}", res.text());
}

/// The reasons why sign-ins were refused, oldest first.
pub async fn refusals(app: &TestApp) -> Vec<String> {
    use portico::entity::audit_entry;
    use portico_types::staff::AuditAction;
    use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
    let entries = audit_entry::Entity::find()
        .filter(audit_entry::Column::Action.eq(AuditAction::SignInRefused))
        .order_by_asc(audit_entry::Column::Seq)
        .all(&app.db)
        .await
        .expect("the log");
    entries
        .iter()
        .map(|it| it.detail["reason"].as_str().unwrap_or_default().to_owned())
        .collect()
}
