//! Callers over HTTP, and how long they wait.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use futures_util::future::try_join_all;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

use crate::Operation;
use crate::seed::Contact;
use crate::server::Server;

/// A contact with a connection of their own.
pub(crate) struct Caller {
    client: Client,
    port: u16,
    contact: Contact,
    token: String,
}

/// Jobs that are enqueued to see how soon a worker takes them up.
const JOBS: usize = 100;

/// Enqueues one job after the other on a server that does nothing else, and asks how long they waited.
pub(crate) async fn wake_workers(server: &Server, caller: &Caller) -> Result<(f64, f64)> {
    for number in 0..JOBS {
        let email = format!("stranger{number}@nowhere.example");
        caller.post("/sign-in/mail", &json!({ "email": email })).await?;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    server.job_wait("send_sign_in_mail").await
}

/// How an operation did.
pub(crate) struct Speed {
    pub(crate) per_second: f64,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
}

/// Contacts, each signed in. A session serves one server only: signing in replaces its cookie.
pub(crate) async fn sign_in(server: &Server, contacts: &[Contact]) -> Result<Vec<Arc<Caller>>> {
    let mut callers = Vec::new();
    for contact in contacts {
        #[expect(clippy::disallowed_methods, reason = "this is the browser's side")]
        let client = Client::builder().pool_max_idle_per_host(1).tcp_nodelay(true).build()?;
        let mut caller = Caller {
            client,
            port: server.port,
            contact: contact.clone(),
            token: String::new(),
        };
        let refresh = caller.request(Method::POST, "/session/refresh");
        let session: Value = caller.answer(refresh.header("cookie", &contact.cookie)).await?;
        let token = session["access_token"].as_str().context("no access token")?;
        token.clone_into(&mut caller.token);
        callers.push(Arc::new(caller));
    }
    Ok(callers)
}

/// All callers repeat `operation` for `time`, each without a pause.
pub(crate) async fn drive(callers: &[Arc<Caller>], operation: Operation, time: Duration) -> Result<Speed> {
    let started = Instant::now();
    let tasks = callers.iter().cloned().enumerate().map(|(number, caller)| {
        tokio::spawn(async move {
            let mut waits = Vec::new();
            let mut turn = number;
            while started.elapsed() < time {
                let asked = Instant::now();
                caller.perform(operation, turn).await?;
                waits.push(asked.elapsed());
                turn += 1;
            }
            anyhow::Ok(waits)
        })
    });
    let mut waits = Vec::new();
    for task in try_join_all(tasks).await? {
        waits.extend(task?);
    }
    let elapsed = started.elapsed();
    waits.sort_unstable();
    ensure!(!waits.is_empty(), "nothing was answered");
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let per_second = waits.len() as f64 / elapsed.as_secs_f64();
    Ok(Speed {
        per_second,
        p50: at(&waits, 0.5),
        p99: at(&waits, 0.99),
    })
}

/// The quantile `share` of some waits, which are sorted and not none.
pub(crate) fn at(waits: &[Duration], share: f64) -> Duration {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "an index"
    )]
    let index = ((waits.len() - 1) as f64 * share) as usize;
    waits[index]
}

impl Caller {
    async fn perform(&self, operation: Operation, turn: usize) -> Result<()> {
        let key = &self.contact.long_tickets[turn % self.contact.long_tickets.len()];
        match operation {
            Operation::List => self.get("/tickets?status=open&limit=25").await.map(drop),
            // The page asks for both, one after the other.
            Operation::Open => {
                self.get(&format!("/tickets/{key}")).await?;
                self.get(&format!("/tickets/{key}/conversation")).await.map(drop)
            }
            Operation::Create => {
                let ticket = json!({"title": "The export stops", "description": "Since **this morning**.", "priority": "normal"});
                self.post("/tickets", &ticket).await.map(drop)
            }
            Operation::Reply => {
                let reply = json!({"body": "It still happens, even after a restart."});
                self.post(&format!("/tickets/{key}/messages"), &reply).await.map(drop)
            }
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Result<Value> {
        self.answer(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let request = self.request(Method::POST, path).json(body);
        self.answer(request.header("idempotency-key", uuid::Uuid::now_v7().to_string()))
            .await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let host = format!("{}.localhost:{}", self.contact.slug, self.port);
        let request = self
            .client
            .request(method, format!("http://127.0.0.1:{}/api/v1/portal{path}", self.port));
        request
            .header("origin", format!("http://{host}"))
            .header("host", host)
            .bearer_auth(&self.token)
    }

    async fn answer(&self, request: RequestBuilder) -> Result<Value> {
        let answer = request.send().await?;
        let (status, url) = (answer.status(), answer.url().path().to_owned());
        let body = answer.bytes().await?;
        ensure!(
            status.is_success(),
            "{url}: {status} {}",
            String::from_utf8_lossy(&body)
        );
        Ok(serde_json::from_slice(&body)?)
    }
}
