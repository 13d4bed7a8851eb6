//! What every test uses: the real server on a free port with a fresh, migrated database, the sandbox as its outside world, a clock that
//! stands still, and callers with a role.

mod caller;
mod clock;
pub mod database;
pub mod fixtures;
mod processes;
pub mod serving;
mod sessions;
mod slow_reader;

use std::{net::TcpListener, sync::Arc};

use actix_web::web::Data;
use portico::{
    app::{self, AppState},
    config::{Config, Limits},
    entity::{agent, contact},
};
use portico_sandbox::{Options, Sandbox, mail::Mail};
use sea_orm::{ColumnTrait, DatabaseConnection, DbBackend, EntityTrait, QueryFilter};
use tempfile::TempDir;

pub use caller::{Answer, Caller};
pub use clock::TestClock;
pub use fixtures::{ACME, OTHER};
pub use processes::Process;
pub use slow_reader::SlowReader;

use sessions::{Whose, new_session};

/// What a test's server derives its keys from.
pub const SECRET: &[u8] = b"a secret key of at least 32 characters";

/// The scopes that the app's manifest in the README asks for.
pub fn manifest_scopes() -> Vec<&'static str> {
    of_manifest("bot: [")
}

/// The events that it subscribes to.
pub fn manifest_events() -> Vec<&'static str> {
    of_manifest("bot_events: [")
}

fn of_manifest(list: &str) -> Vec<&'static str> {
    const README: &str = include_str!("../../../../../README.md");
    let line = README.lines().find_map(|line| line.trim().strip_prefix(list));
    let words = line.and_then(|line| line.strip_suffix(']'));
    words.expect("the manifest has such a list").split(", ").collect()
}

/// A running Portico.
pub struct TestApp {
    pub state: Arc<AppState>,
    /// Beside the server, and sees all rows.
    pub db: DatabaseConnection,
    pub clock: Arc<TestClock>,
    pub sandbox: Sandbox,
    port: u16,
    /// Who takes every other request, if anybody.
    second: Option<Second>,
    /// Who is asked in place of the server here, if anybody; `second` is one more then.
    process: Option<Process>,
    pub database: database::Fresh,
    /// Where the bytes of files are.
    pub files: TempDir,
}

/// Another server on the same database, as behind a load balancer; stops when dropped.
pub struct Second {
    by: By,
    port: u16,
}

enum By {
    /// Of this process.
    State(Arc<AppState>),
    Process(Box<Process>),
}

impl Second {
    /// The same caller, by way of this server.
    pub fn reach(&self, caller: &Caller) -> Caller {
        caller.clone().through(self.port)
    }

    /// Works by itself from now on, as a process does that is of this one.
    pub fn works(&self) {
        match &self.by {
            By::State(state) => drop(tokio::spawn(app::work(state.clone()))),
            By::Process(_) => {} // It does already.
        }
    }

    /// Does what is due, beside whoever else does.
    pub async fn run_jobs(&self) {
        match &self.by {
            By::State(state) => while app::run_due_jobs(state).await.expect("the queue can be read") > 0 {},
            By::Process(process) => process.done().await,
        }
    }
}

impl Drop for Second {
    fn drop(&mut self) {
        if let By::State(state) = &self.by {
            state.stop.cancel();
        }
    }
}

impl TestApp {
    /// From here on callers ask this server and a second one by turns, where a database may have two.
    pub async fn with_a_second(mut self) -> Self {
        if self.db.get_database_backend() == DbBackend::Postgres {
            self.second = Some(self.second().await);
        }
        self
    }

    /// From here on callers ask a process of `portico serve`, and another by way of what is returned. On PostgreSQL.
    pub async fn in_processes(mut self, cache_seconds: u64) -> (Self, Second) {
        let [first, second] = Process::two(&self, cache_seconds).await;
        self.process = Some(first);
        let second = Second {
            port: second.port,
            by: By::Process(Box::new(second)),
        };
        (self, second)
    }

    /// A process of `portico serve` beside this server, which does the jobs by the machine's clock.
    pub async fn process(&self) -> Second {
        let process = Process::one(self).await;
        Second {
            port: process.port,
            by: By::Process(Box::new(process)),
        }
    }

    /// The same, and they ask both by turns.
    pub async fn in_two_processes(self) -> Self {
        let (mut app, second) = self.in_processes(0).await;
        app.second = Some(second);
        app
    }

    fn ports(&self) -> Vec<u16> {
        let first = self.process.as_ref().map_or(self.port, |it| it.port);
        [first]
            .into_iter()
            .chain(self.second.as_ref().map(|it| it.port))
            .collect()
    }

    /// A second server with the same settings. On PostgreSQL.
    pub async fn second(&self) -> Second {
        self.another(SECRET, |_| {}).await
    }

    /// Another server on the same database with settings and a secret key of its own, as after a restart.
    pub async fn another(&self, secret: &[u8], configure: impl FnOnce(&mut Config)) -> Second {
        let mut config = self.state.config.clone();
        configure(&mut config);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let state = AppState::new(config, secret, self.clock.clone()).await;
        let state = Arc::new(state.expect("the state"));
        tokio::spawn(app::serve(listener, Data::from(state.clone())));
        Second {
            by: By::State(state),
            port,
        }
    }

    /// With two accounts: `acme` (see [`fixtures`]) and `other`.
    pub async fn spawn() -> Self {
        Self::spawn_with(|_| {}).await
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The same with settings of the test's own.
    pub async fn spawn_with(configure: impl FnOnce(&mut Config)) -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default(); // The second test finds it installed.
        let database = database::Fresh::make().await;
        let sandbox = Sandbox::start(Options {
            http: "127.0.0.1:0".to_owned(),
            smtp: "127.0.0.1:0".to_owned(),
            ..Options::default()
        })
        .await
        .expect("the sandbox starts");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();

        let mut config = Config::defaults().expect("the defaults are a configuration");
        config.server.public_url = format!("http://localhost:{port}").parse().expect("a URL");
        config.database.url = database.url().into();
        config.database.max_connections = 4;
        config.sign_in.cache_seconds = 0;
        config.sign_in.mail_spread_ms = 0;
        config.live.recheck_ms = 50;
        config.limits = Limits {
            per_address: 0,
            per_person: 0,
            per_account: 0,
            sign_in_per_address: 0,
        };
        config.mail.smtp_url = format!("smtp://{}", sandbox.smtp_addr()).into();
        config.slack.api_url = sandbox.slack_api_url().parse().expect("a URL");
        config.slack.bot_token = sandbox.bot_token().to_owned().into();
        config.slack.signing_secret = sandbox.signing_secret().to_owned().into();
        config.slack.channel_interval_ms = 0;
        config.slack.card_update_ms = 0;
        config.slack.file_hosts = vec![sandbox.url().replace("http://", "")];
        config.slack.undo_seconds = 0; // Whose subject it is asks for it.
        let files = tempfile::tempdir().expect("a folder");
        config.attachments.folder = files.path().display().to_string();
        let openid = sandbox.openid();
        let client = openid.client();
        config.openid.google.issuer = openid.issuer("google");
        config.openid.google.client_id.clone_from(&client.id);
        config.openid.google.client_secret = client.secret.clone().into();
        config.openid.microsoft.base_url = openid.issuer("microsoft");
        config.openid.microsoft.client_id.clone_from(&client.id);
        config.openid.microsoft.client_secret = client.secret.clone().into();
        config.slack.client_id.clone_from(&client.id);
        config.slack.client_secret = client.secret.clone().into();
        config.openid.slack.issuer = openid.issuer("slack");
        config.openid.slack.client_id.clone_from(&client.id);
        config.openid.slack.client_secret = client.secret.clone().into();
        config.openid.allow_hosts = vec![sandbox.url().replace("http://", "")];
        configure(&mut config);

        let clock = Arc::new(TestClock::default());
        let state = AppState::new(config, SECRET, clock.clone()).await.expect("the state");
        let state = Arc::new(state);
        let db = database.connect().await;
        fixtures::insert(&db, portico::outside::clock::Clock::now(&*clock)).await;
        // Installed as the README says, so that nothing works here which would not in a workspace.
        sandbox.slack().install(&manifest_scopes());
        sandbox.slack().subscribe(&manifest_events());
        sandbox.slack().connect_app(
            &format!("http://127.0.0.1:{port}/slack/events"),
            &format!("http://127.0.0.1:{port}/slack/interactions"),
        );
        tokio::spawn(app::serve(listener, Data::from(state.clone())));
        Self {
            state,
            db,
            clock,
            sandbox,
            port,
            second: None,
            process: None,
            database,
            files,
        }
    }

    /// Does everything there is to do now, until nothing is due: jobs, and what the sandbox still has to deliver.
    pub async fn run_jobs(&self) {
        if let Some(process) = &self.process {
            return process.done().await;
        }
        loop {
            self.sandbox.slack().settled().await;
            if app::run_due_jobs(&self.state).await.expect("the queue can be read") == 0 {
                return;
            }
        }
    }

    /// The mails to an address, but for those that only say that a ticket is here. (`mail/kinds.rs` counts these.)
    pub fn told(&self, email: &str) -> Vec<Mail> {
        let mails = self.sandbox.mails_to(email).into_iter();
        mails.filter(|mail| !mail.subject.contains("] Received: ")).collect()
    }

    /// Somebody who has not signed in, on the host of an account.
    pub fn nobody(&self, slug: &str) -> Caller {
        Caller::new(self.ports(), slug, None)
    }

    /// A contact of `acme`, signed in.
    pub async fn contact(&self, email: &str) -> Caller {
        self.contact_of(ACME, email).await
    }

    /// A contact of an account, signed in.
    pub async fn contact_of(&self, slug: &str, email: &str) -> Caller {
        let (account, db) = (fixtures::account_id(slug), &self.db);
        let people = contact::Entity::find().filter(contact::Column::AccountId.eq(account));
        let person = people
            .filter(contact::Column::Email.eq(email))
            .one(db)
            .await
            .expect("a query")
            .expect("a contact of the fixtures");
        self.sign_in(slug, Whose::Contact(person.id)).await
    }

    /// An agent of `acme`, signed in.
    pub async fn agent(&self, email: &str) -> Caller {
        self.agent_of(ACME, email).await
    }

    /// An agent of an account, signed in.
    pub async fn agent_of(&self, slug: &str, email: &str) -> Caller {
        let (account, db) = (fixtures::account_id(slug), &self.db);
        let people = agent::Entity::find().filter(agent::Column::AccountId.eq(account));
        let person = people
            .filter(agent::Column::Email.eq(email))
            .one(db)
            .await
            .expect("a query")
            .expect("an agent of the fixtures");
        self.sign_in(slug, Whose::Agent(person.id)).await
    }

    /// The refresh cookie of a contact of `acme` who has just signed in.
    pub async fn session_cookie(&self, email: &str) -> String {
        self.cookie_of(ACME, Whose::Contact(fixtures::contact_id(email))).await
    }

    /// The refresh cookie of an agent of `acme` who has just signed in.
    pub async fn agent_session_cookie(&self, email: &str) -> String {
        self.cookie_of(ACME, Whose::Agent(fixtures::agent_id(email))).await
    }

    async fn cookie_of(&self, slug: &str, whose: Whose) -> String {
        let now = portico::outside::clock::Clock::now(&*self.clock);
        new_session(&self.db, fixtures::account_id(slug), whose, now).await
    }

    /// Lets the server turn a new session's cookie into an access token.
    async fn sign_in(&self, slug: &str, whose: Whose) -> Caller {
        let cookie = self.cookie_of(slug, whose).await;
        let path = match whose {
            Whose::Contact(_) => "/api/v1/portal/session/refresh",
            Whose::Agent(_) => "/api/v1/session/refresh",
        };
        let res = self.nobody(slug).with_cookie(&cookie).post_empty(path).await;
        assert_eq!(res.status(), 200, "{}", res.text());
        Caller::new(
            self.ports(),
            slug,
            Some(res.json()["access_token"].as_str().expect("a token").to_owned()),
        )
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.state.stop.cancel();
    }
}
