//! Who writes: contacts on the portal, each until the write is acknowledged, and agents in Slack's threads.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use chrono::{TimeDelta, Utc};
use portico::entity::session;
use portico_sandbox::Sandbox;
use portico_types::{ids::SessionId, sign_in::SignInMethod};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use reqwest::{Client, Method, StatusCode};
use sea_orm::{DatabaseConnection, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::fixtures::{ACME, account_id, contact_id, field_id, form_id};

/// What was acknowledged, and so must hold for ever.
#[derive(Default)]
pub struct Facts {
    pub tickets: Mutex<Vec<Ticket>>,
    /// What contacts wrote on the portal: the mark in it, and the ticket's key. Tickets' first messages are not among them.
    pub replies: Mutex<Vec<(String, String)>>,
    /// What agents wrote in Slack.
    pub said: Mutex<Vec<Said>>,
    count: AtomicUsize,
}

#[derive(Clone)]
pub struct Ticket {
    pub key: String,
    /// In its title.
    pub mark: String,
    pub triage: &'static str,
    pub customers: &'static str,
}

#[derive(Clone)]
pub struct Said {
    /// In its first version, and in every later one.
    pub mark: String,
    /// In its last version only, when it was changed.
    pub changed: Option<String>,
    pub taken_back: bool,
    pub channel: &'static str,
    pub ts: String,
    pub ticket: Ticket,
}

impl Facts {
    /// A word that appears nowhere else.
    fn mark(&self) -> String {
        format!("mark{:06}k", self.count.fetch_add(1, Ordering::Relaxed))
    }

    pub fn acknowledged(&self) -> usize {
        locked(&self.tickets).len() + locked(&self.replies).len()
    }
}

pub fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().expect("nobody panicked")
}

/// Contacts of the fixtures with the channels their tickets go to.
pub const CONTACTS: [(&str, &str, &str); 5] = [
    ("maria@globex.example", "C0TRIAGE", "C0GLOBEX"),
    ("tom@globex.example", "C0TRIAGE", "C0GLOBEX"),
    ("priya@initech.example", "C0PRIORITY", "C0INITECH"),
    ("sam@initech.example", "C0PRIORITY", "C0INITECH"),
    ("ines@initech.example", "C0PRIORITY", "C0INITECH"),
];

/// A contact with a browser.
pub struct Writer {
    facts: Arc<Facts>,
    db: DatabaseConnection,
    http: Client,
    /// Of the processes behind the one address.
    ports: Vec<u16>,
    who: (&'static str, &'static str, &'static str),
    token: String,
    dice: StdRng,
}

impl Writer {
    #[expect(clippy::disallowed_methods, reason = "this is the browser's side")]
    pub fn new(facts: Arc<Facts>, db: DatabaseConnection, ports: Vec<u16>, number: usize) -> Self {
        let http = Client::builder()
            .pool_max_idle_per_host(0)
            .timeout(Duration::from_secs(10));
        Self {
            facts,
            db,
            http: http.build().expect("a client"),
            ports,
            who: CONTACTS[number % CONTACTS.len()],
            token: String::new(),
            dice: StdRng::seed_from_u64(number as u64),
        }
    }

    /// Files tickets and replies to them until `enough` writes of everybody are acknowledged.
    pub async fn write(mut self, enough: usize) {
        let mut own: Vec<Ticket> = Vec::new();
        while self.facts.acknowledged() < enough {
            let mark = self.facts.mark();
            if own.is_empty() || self.dice.random_bool(0.2) {
                let body = json!({
                    "form_id": form_id(), "answers": { field_id("area").to_string(): "Reports" },
                    "title": format!("About {mark}"), "description": "It **stops**.", "priority": "normal",
                });
                let filed = self.post("/tickets", &body).await;
                let key = filed["key"].as_str().expect("a key").to_owned();
                let (_, triage, customers) = self.who;
                own.push(Ticket {
                    key,
                    mark,
                    triage,
                    customers,
                });
                locked(&self.facts.tickets).extend(own.last().cloned());
            } else {
                let ticket = own.choose(&mut self.dice).expect("one").clone();
                let body = json!({ "body": format!("Still so, {mark}.") });
                self.post(&format!("/tickets/{}/messages", ticket.key), &body).await;
                locked(&self.facts.replies).push((mark, ticket.key));
            }
        }
    }

    /// Again and again with one key, as a browser does, until a 201 says that it is kept.
    async fn post(&mut self, path: &str, body: &Value) -> Value {
        let key = Uuid::now_v7().to_string();
        loop {
            let port = *self.ports.choose(&mut self.dice).expect("a port");
            let request = self
                .request(Method::POST, path, port)
                .bearer_auth(&self.token)
                .header("idempotency-key", &key)
                .json(body);
            match request.send().await {
                Ok(answer) if answer.status() == StatusCode::CREATED => {
                    if let Ok(kept) = answer.json().await {
                        return kept;
                    }
                }
                Ok(answer) if answer.status() == StatusCode::UNAUTHORIZED => self.sign_in(port).await,
                Ok(answer) => {
                    let status = answer.status();
                    // 409: the first try is still under way in a process, or was when it was killed.
                    let later = status.is_server_error() || status == StatusCode::CONFLICT;
                    assert!(later, "{path}: {status} {}", answer.text().await.unwrap_or_default());
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                Err(_killed) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    }

    fn request(&self, method: Method, path: &str, port: u16) -> reqwest::RequestBuilder {
        let host = format!("{ACME}.localhost:{}", self.ports[0]);
        self.http
            .request(method, format!("http://127.0.0.1:{port}/api/v1/portal{path}"))
            .header("origin", format!("http://{host}"))
            .header("host", host)
    }

    /// With a session put into the database: the way in without a mail. Tried once; whoever still has no token tries again.
    #[expect(clippy::disallowed_methods, reason = "a session of today")]
    async fn sign_in(&mut self, port: u16) {
        let (id, secret, now) = (SessionId(Uuid::now_v7()), Uuid::new_v4().to_string(), Utc::now());
        let row = session::Model {
            account_id: account_id(ACME),
            id,
            created_at: now,
            agent_id: None,
            contact_id: Some(contact_id(self.who.0)),
            token_hash: Sha256::digest(secret.as_bytes()).to_vec(),
            previous_hash: None,
            rotated_at: now,
            expires_at: now + TimeDelta::days(1),
            ended_at: None,
            method: SignInMethod::Mail,
            browser: String::new(),
            place: String::new(),
        };
        let inserted = session::Entity::insert(row.into_active_model())
            .exec_without_returning(&self.db)
            .await;
        inserted.expect("a session");
        let cookie = format!("__Host-portico-session-portal={id}.{secret}");
        let request = self
            .request(Method::POST, "/session/refresh", port)
            .header("cookie", cookie);
        if let Ok(answer) = request.send().await
            && let Ok(session) = answer.json::<Value>().await
            && let Some(token) = session["access_token"].as_str()
        {
            token.clone_into(&mut self.token);
        }
    }
}

/// An agent who knows only Slack: answers in triage threads, sometimes thinks better of it.
pub async fn answer(sandbox: Arc<Sandbox>, facts: Arc<Facts>, number: usize, enough: usize) {
    const AGENTS: [&str; 3] = ["U0ANA", "U0BEN", "U0CHLOE"];
    let (user, mut dice) = (
        AGENTS[number % AGENTS.len()],
        StdRng::seed_from_u64(1000 + number as u64),
    );
    let slack = sandbox.slack();
    while locked(&facts.said).len() < enough {
        tokio::time::sleep(Duration::from_millis(dice.random_range(2..20))).await;
        let ticket = locked(&facts.tickets).choose(&mut dice).cloned();
        let Some(ticket) = ticket else { continue };
        let about = |text: &str| text.contains(&format!("{} ", ticket.key)) || text.contains(&ticket.mark);
        let card = slack
            .messages(ticket.triage)
            .into_iter()
            .find(|message| about(&message.text));
        let Some(card) = card else { continue };
        let mark = facts.mark();
        let ts = slack.say(
            user,
            ticket.triage,
            &format!("We look into it, {mark}."),
            Some(&card.ts),
        );
        let mut said = Said {
            mark,
            changed: None,
            taken_back: false,
            channel: ticket.triage,
            ts,
            ticket,
        };
        if dice.random_bool(0.1) {
            let changed = facts.mark();
            slack.edit(
                user,
                said.channel,
                &said.ts,
                &format!("We looked into it, {} {changed}.", said.mark),
            );
            said.changed = Some(changed);
        }
        if dice.random_bool(0.05) {
            slack.delete(user, said.channel, &said.ts);
            said.taken_back = true;
        }
        locked(&facts.said).push(said);
    }
}
