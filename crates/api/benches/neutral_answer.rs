//! `cargo bench -p portico --bench neutral_answer`: whether time tells if an address is known. Prints, and fails where it does.
//!
//! Known and unknown addresses take turns in random order at each door that takes one. Judged are the answer itself and, of somebody who asks
//! for something else directly afterwards, the answer to that: while the job of a mail writes to the database, others may have to wait; and the
//! answer to a wrong code, once the mail has left or has not. The
//! figure is the area under the ROC curve (AUC): the chance that of two answers the slower one is told apart by its time alone. 0.5 is a coin,
//! 1 is certainty; Portico promises 0.6 at most, in either direction.

use std::{
    net::TcpListener,
    sync::Arc,
    time::{Duration, Instant},
};

use actix_web::web::Data;
use anyhow::{Context as _, Result, ensure};
use chrono::Utc;
use portico::{
    app::{self, AppState},
    config::{Config, Limits},
    entity::{Methods, account, agent, contact, customer, customer_domain},
    outside::clock::SystemClock,
};
use portico_migrations::Migrator;
use portico_sandbox::{Options, Sandbox};
use portico_types::{
    ids::{AccountId, AgentId, ContactId, CustomerId},
    portal::ContactRole,
    sign_in::SignInMethod,
    staff::AgentRole,
};
use rand::RngExt;
use sea_orm::{Database, DatabaseConnection, EntityTrait, IntoActiveModel};
use sea_orm_migration::MigratorTrait;
use serde_json::json;
use tempfile::TempDir;
use uuid::Uuid;

const DOORS: [(&str, &str); 2] = [
    ("/api/v1/portal/sign-in/mail", "globex.example"),
    ("/api/v1/sign-in/mail", "acme.example"),
];
/// Addresses of each kind, each asked for once: nobody's budget runs out, nothing is warm.
const ADDRESSES: usize = 1_500;
/// Of them, those whose jobs are listened to.
const LISTENED: usize = 200;
/// What is no coin any more.
const COIN: std::ops::RangeInclusive<f64> = 0.4..=0.6;

#[tokio::main]
async fn main() -> Result<()> {
    let installed = rustls::crypto::aws_lc_rs::default_provider().install_default();
    installed.ok().context("a TLS provider was installed before ours")?;
    let http = client()?;
    let mut told = Vec::new();

    let idle = Server::start(false).await?;
    for (path, domain) in DOORS {
        let (mut known_us, mut unknown_us) = (Vec::new(), Vec::new());
        for (known, email) in by_turns(domain, ADDRESSES) {
            let took = idle.ask(&http, path, &email).await?;
            if known { &mut known_us } else { &mut unknown_us }.push(took);
        }
        told.extend(judge(path, "the answer", &mut known_us, &mut unknown_us));
    }
    idle.state.stop.cancel();

    let working = Server::start(true).await?;
    for (path, domain) in DOORS {
        let (mut known_us, mut unknown_us) = (Vec::new(), Vec::new());
        for (known, email) in by_turns(domain, LISTENED) {
            working.ask(&http, path, &email).await?;
            tokio::time::sleep(Duration::from_millis(2)).await; // The worker has the job now.
            let took = working.ask(&http, path, "listening@nowhere.example").await?;
            if known { &mut known_us } else { &mut unknown_us }.push(took);
            tokio::time::sleep(Duration::from_millis(100)).await; // And is done with it, but for the mail.
        }
        told.extend(judge(path, "the next answer", &mut known_us, &mut unknown_us));
    }
    // The last mails leave within a moment of their own.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let sent = working.sandbox.mails().len();
    working.state.stop.cancel();
    ensure!(sent == LISTENED * DOORS.len(), "{sent} mails left");

    let guessing = Server::start(true).await?;
    for (path, domain) in DOORS {
        let (mut known_us, mut unknown_us) = (Vec::new(), Vec::new());
        for (known, email) in by_turns(domain, LISTENED) {
            let browser = guessing.browser_that_asks(&http, path, &email).await?;
            tokio::time::sleep(Duration::from_millis(100)).await; // The link has its code, or nobody's.
            let took = guessing.try_code(&http, path, &browser).await?;
            if known { &mut known_us } else { &mut unknown_us }.push(took);
        }
        told.extend(judge(path, "a wrong code", &mut known_us, &mut unknown_us));
    }
    guessing.state.stop.cancel();
    ensure!(
        told.is_empty(),
        "time tells known addresses from unknown ones: {told:?}"
    );
    Ok(())
}

/// Known and unknown addresses, in random order.
fn by_turns(domain: &str, count: usize) -> Vec<(bool, String)> {
    let mut all: Vec<(bool, String)> = (0..count)
        .flat_map(|n| {
            let (known, unknown) = (format!("known{n:04}@{domain}"), format!("other{n:04}@{domain}"));
            [(true, known), (false, unknown.replace(domain, "nowhere.example"))]
        })
        .collect();
    for at in (1..all.len()).rev() {
        all.swap(at, rand::rng().random_range(0..=at));
    }
    all
}

/// Prints what came out; returns it if it is no coin.
fn judge(path: &str, what: &str, known_us: &mut [f64], unknown_us: &mut [f64]) -> Option<String> {
    let auc = auc(known_us, unknown_us);
    let (known, unknown) = (median(known_us), median(unknown_us));
    println!("{path:<30} {what:<16} median known {known:>6.0} us, unknown {unknown:>6.0} us, AUC {auc:.3}");
    (!COIN.contains(&auc)).then(|| format!("{what} at {path}: AUC {auc:.3}"))
}

struct Server {
    state: Arc<AppState>,
    port: u16,
    sandbox: Sandbox,
    _folder: TempDir,
}

impl Server {
    /// On a database of its own.
    async fn start(works: bool) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let sandbox = Sandbox::start(Options {
            http: "127.0.0.1:0".to_owned(),
            smtp: "127.0.0.1:0".to_owned(),
            ..Options::default()
        })
        .await?;
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let mut config = Config::defaults()?;
        config.server.public_url = format!("http://localhost:{port}").parse()?;
        config.database.url = format!("sqlite:{}", folder.path().join("bench.db").display()).into();
        config.attachments.folder = folder.path().join("files").display().to_string();
        config.mail.smtp_url = format!("smtp://{}", sandbox.smtp_addr()).into();
        config.limits = Limits {
            per_address: 0,
            per_person: 0,
            per_account: 0,
            sign_in_per_address: 0,
        };
        let secret = b"a secret key of at least 32 characters";
        let url = format!("sqlite:{}?mode=rwc", folder.path().join("bench.db").display());
        let db = Database::connect(url).await?;
        Migrator::up(&db, None).await?;
        fill(&db).await?;
        let state = Arc::new(AppState::new(config, secret, Arc::new(SystemClock)).await?);
        tokio::spawn(app::serve(listener, Data::from(state.clone())));
        if works {
            tokio::spawn(app::work(state.clone()));
        }
        Ok(Self {
            state,
            port,
            sandbox,
            _folder: folder,
        })
    }

    fn post(&self, http: &reqwest::Client, path: &str, body: &serde_json::Value) -> reqwest::RequestBuilder {
        let port = self.port;
        http.post(format!("http://127.0.0.1:{port}{path}"))
            .header("host", format!("acme.localhost:{port}"))
            .header("origin", format!("http://acme.localhost:{port}"))
            .json(body)
    }

    /// Asks for a mail; returns how many microseconds that took.
    async fn ask(&self, http: &reqwest::Client, path: &str, email: &str) -> Result<f64> {
        let answered = timed(self.post(http, path, &json!({ "email": email }))).await?;
        ensure!(answered.status == 202, "{path}: {}", answered.status);
        Ok(answered.us)
    }

    /// Asks for a mail; returns the cookie by which the browser is known that did.
    async fn browser_that_asks(&self, http: &reqwest::Client, path: &str, email: &str) -> Result<String> {
        let answered = timed(self.post(http, path, &json!({ "email": email }))).await?;
        answered.cookie.context("no cookie")
    }

    /// Tries a code, which one time in a million is the right one; returns how many microseconds the answer took.
    async fn try_code(&self, http: &reqwest::Client, path: &str, browser: &str) -> Result<f64> {
        let req = self.post(http, &format!("{path}/complete"), &json!({ "code": "000000" }));
        let answered = timed(req.header("cookie", browser)).await?;
        ensure!(answered.status == 401, "{path}/complete: {}", answered.status);
        Ok(answered.us)
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the outside")]
fn client() -> Result<reqwest::Client> {
    Ok(reqwest::Client::builder().build()?)
}

/// An answer that has been read, and how long it took.
struct Answered {
    us: f64,
    status: u16,
    cookie: Option<String>,
}

async fn timed(req: reqwest::RequestBuilder) -> Result<Answered> {
    let started = Instant::now();
    let res = req.send().await?;
    let status = res.status().as_u16();
    let cookie = res.headers().get("set-cookie").and_then(|it| it.to_str().ok());
    let cookie = cookie.and_then(|it| it.split(';').next()).map(str::to_owned);
    res.bytes().await?;
    Ok(Answered {
        us: started.elapsed().as_secs_f64() * 1e6,
        status,
        cookie,
    })
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// The chance that one of `a` is larger than one of `b`; ties count half.
fn auc(a: &[f64], b: &[f64]) -> f64 {
    let mut won = 0.0;
    for x in a {
        for y in b {
            won += match x.total_cmp(y) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            };
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a few million pairs")]
    let pairs = (a.len() * b.len()) as f64;
    won / pairs
}

async fn fill(db: &DatabaseConnection) -> Result<()> {
    #[expect(clippy::disallowed_methods, reason = "a time like any other")]
    let now = Utc::now();
    let (account_id, customer_id) = (AccountId(Uuid::now_v7()), CustomerId(Uuid::now_v7()));
    let row = account::Model {
        contact_methods: Methods(vec![SignInMethod::Mail]),
        agent_methods: Methods(vec![SignInMethod::Mail]),
        ..account::Model::new(account_id, ("Acme", "acme", "ACME"), now)
    };
    account::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await?;
    let row = customer::Model::new((account_id, customer_id), "Globex", now);
    customer::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await?;
    let row = customer_domain::Model::new((account_id, customer_id), "globex.example", now);
    customer_domain::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await?;
    for n in 0..ADDRESSES {
        let contact = contact::Model::new(
            (account_id, customer_id, ContactId(Uuid::now_v7())),
            (&format!("known{n:04}@globex.example"), "Known", ContactRole::Member),
            now,
        );
        contact::Entity::insert(contact.into_active_model())
            .exec_without_returning(db)
            .await?;
        let agent = agent::Model::new(
            (account_id, AgentId(Uuid::now_v7())),
            (&format!("known{n:04}@acme.example"), "Known", AgentRole::Agent),
            now,
        );
        agent::Entity::insert(agent.into_active_model())
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}
