//! Stand-in for the outside world: a Slack workspace, a mailbox and OpenID providers, for tests and for a first look.
//!
//! ```no_run
//! # async fn example() -> anyhow::Result<()> {
//! use portico_sandbox::{Options, Sandbox};
//!
//! let sandbox = Sandbox::start(Options::default()).await?;
//! sandbox.slack().connect_app("http://127.0.0.1:8080/slack/events", "http://127.0.0.1:8080/slack/interactions");
//! let ts = sandbox.slack().say("U0ANA", "C0TRIAGE", "Hello @Portico", None);
//! sandbox.slack().settled().await;
//! assert_eq!(sandbox.slack().messages("C0TRIAGE")[0].ts, ts);
//! assert!(sandbox.mails().is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! It knows nothing of Portico: it speaks Slack's Web API and Events, SMTP, and OpenID Connect, as the real ones do. What can go wrong
//! outside goes wrong on demand ([`faults`]). People use it through pages at `/`, `/slack`, `/mail` and the providers' own; other programs
//! through JSON below `/control` (`control.rs` lists it).

mod clock;
mod control;
pub mod demo;
pub mod faults;
pub mod mail;
pub mod openid;
mod pages;
pub mod slack;
mod store;

use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use actix_web::{App, HttpServer, dev::ServerHandle, web::Data};
use anyhow::Context;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::{
    faults::Faults,
    mail::{Credentials, Mail, Mailbox},
    openid::OpenId,
    slack::{Manners, Slack, Teams, Workspace},
};

/// How to start the sandbox. The defaults suit a test: free ports, the demo's workspace, no pauses before retries.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the Web API, the pages and the control interface listen.
    pub http: String,
    /// Where the mail server listens.
    pub smtp: String,
    /// Who and what is in the workspace.
    pub workspace: Workspace,
    /// The token that the Web API accepts.
    pub bot_token: String,
    /// Signs what is sent to the app.
    pub signing_secret: String,
    /// The client that every OpenID provider knows.
    pub openid_client: openid::Client,
    /// Who can be chosen at the providers' pages.
    pub cast: Vec<openid::Person>,
    /// The pauses before the three retries of an event. Slack: none, a minute, five minutes.
    pub retry_delays: [Duration; 3],
    /// How long the app may take to answer an event or an interaction.
    pub answer_within: Duration,
    /// How long a `trigger_id` opens modals.
    pub trigger_lifetime: Duration,
    /// How long whoever waits for the sandbox waits for something that does not come.
    pub patience: Duration,
    /// What `AUTH` at the mail server must present; everything is accepted when absent.
    pub smtp_credentials: Option<Credentials>,
    /// Where answers that people write on a mail's page are posted; nobody can answer when absent.
    pub answers: Option<mail::AnswerDoor>,
    /// Keeps messages and mails across restarts.
    pub data_file: Option<PathBuf>,
    /// Where the dice of the faults begin.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            http: "127.0.0.1:0".to_owned(),
            smtp: "127.0.0.1:0".to_owned(),
            workspace: demo::workspace(),
            bot_token: "xoxb-sandbox".to_owned(),
            signing_secret: "sandbox-signing-secret".to_owned(),
            openid_client: openid::Client {
                id: "portico-sandbox".to_owned(),
                secret: "sandbox-client-secret".to_owned(),
            },
            cast: demo::cast(),
            retry_delays: [Duration::ZERO, Duration::from_millis(10), Duration::from_millis(20)],
            answer_within: Duration::from_secs(3),
            trigger_lifetime: Duration::from_secs(3),
            patience: Duration::from_mins(2),
            smtp_credentials: None,
            answers: None,
            data_file: None,
            seed: 0,
        }
    }
}

/// A running sandbox. Dropping it stops it.
pub struct Sandbox {
    http: SocketAddr,
    smtp: SocketAddr,
    options: Options,
    world: World,
    /// Further workspaces as the data file has them, until they are added.
    stored: Mutex<Vec<slack::State>>,
    server: ServerHandle,
    tasks: Vec<JoinHandle<()>>,
}

/// What every part of the HTTP side can reach.
#[derive(Clone)]
pub(crate) struct World {
    pub slack: Slack,
    pub teams: Teams,
    pub mailbox: Mailbox,
    pub openid: OpenId,
    pub faults: Arc<Faults>,
    pub changes: Changes,
    pub sockets: Arc<slack::Sockets>,
    pub start: Arc<Workspace>,
}

/// Tells pages and the data file that something changed.
#[derive(Clone)]
pub(crate) struct Changes(Arc<watch::Sender<u64>>);

impl Changes {
    pub(crate) fn note(&self) {
        self.0.send_modify(|count| *count += 1);
    }

    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.0.subscribe()
    }
}

impl Sandbox {
    /// Starts listening. Everything runs in the background of the current Tokio runtime.
    pub async fn start(options: Options) -> anyhow::Result<Self> {
        let http =
            std::net::TcpListener::bind(&options.http).with_context(|| format!("listening on {}", options.http))?;
        let smtp = TcpListener::bind(&options.smtp)
            .await
            .with_context(|| format!("listening on {}", options.smtp))?;
        let (http_address, smtp_address) = (http.local_addr()?, smtp.local_addr()?);

        let changes = Changes(Arc::new(watch::Sender::new(0)));
        let faults = Arc::new(Faults::new(options.seed));
        let stored = options.data_file.as_deref().map(store::load).transpose()?.flatten();
        let (state, others, mails) = match stored {
            Some(stored) => (stored.slack, stored.others, stored.mails),
            None => (slack::State::new(options.workspace.clone()), Vec::new(), Vec::new()),
        };
        let manners = Manners {
            bot_token: options.bot_token.clone(),
            signing_secret: options.signing_secret.clone(),
            retry_delays: options.retry_delays,
            answer_within: options.answer_within,
            trigger_lifetime: options.trigger_lifetime,
            patience: options.patience,
        };
        let base_url = format!("http://{http_address}");
        let socket_listener = TcpListener::bind((http_address.ip(), 0))
            .await
            .context("listening for sockets")?;
        let sockets = Arc::new(slack::Sockets::new(socket_listener.local_addr()?));
        let first = Slack::start(
            state.at(&base_url),
            manners,
            Arc::clone(&faults),
            changes.clone(),
            Arc::clone(&sockets),
        )?;
        let world = World {
            teams: Teams::new(first.clone()),
            slack: first,
            mailbox: Mailbox::new(mails, changes.clone()),
            openid: OpenId::new(&base_url, options.openid_client.clone(), options.cast.clone()),
            faults,
            changes,
            sockets: Arc::clone(&sockets),
            start: Arc::new(options.workspace.clone()),
        };

        let (shared, answers) = (world.clone(), options.answers.clone());
        let server = HttpServer::new(move || {
            App::new()
                .app_data(Data::new(shared.slack.clone()))
                .app_data(Data::new(shared.teams.clone()))
                .app_data(Data::from(Arc::clone(&shared.sockets)))
                .app_data(Data::new(shared.mailbox.clone()))
                .app_data(Data::new(answers.clone()))
                .app_data(Data::new(shared.openid.clone()))
                .app_data(Data::new(shared.clone()))
                .configure(pages::configure)
                .configure(control::configure)
                .configure(slack::configure_page)
                .configure(mail::configure_page)
                .configure(openid::configure)
                .configure(slack::configure_api)
        })
        .workers(1)
        .disable_signals()
        .shutdown_timeout(1)
        .listen(http)?
        .run();
        let handle = server.handle();
        let credentials = options.smtp_credentials.clone();
        let mut tasks = vec![
            tokio::spawn(async move {
                if let Err(error) = server.await {
                    tracing::error!("the HTTP server stopped: {error}");
                }
            }),
            tokio::spawn(mail::serve(
                smtp,
                world.mailbox.clone(),
                Arc::clone(&world.faults),
                credentials,
            )),
            tokio::spawn(slack::serve_sockets(socket_listener, sockets)),
        ];
        if let Some(path) = options.data_file.clone() {
            tasks.push(tokio::spawn(store::keep(path, world.clone())));
        }
        Ok(Self {
            http: http_address,
            smtp: smtp_address,
            options,
            world,
            stored: Mutex::new(others),
            server: handle,
            tasks,
        })
    }

    /// The address of the pages, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.http)
    }

    /// The base address for clients of the Web API; ends in `/slack/api/`.
    pub fn slack_api_url(&self) -> String {
        format!("{}/slack/api/", self.url())
    }

    /// Where the mail server listens.
    pub fn smtp_addr(&self) -> SocketAddr {
        self.smtp
    }

    /// The token that the Web API accepts.
    pub fn bot_token(&self) -> &str {
        &self.options.bot_token
    }

    /// The secret that signs what is sent to the app.
    pub fn signing_secret(&self) -> &str {
        &self.options.signing_secret
    }

    /// The workspace.
    pub fn slack(&self) -> &Slack {
        &self.world.slack
    }

    /// Adds a workspace at the same address, in which the app is installed with this token, and which signs with this secret.
    pub fn add_workspace(&self, workspace: Workspace, bot_token: &str, signing_secret: &str) -> anyhow::Result<Slack> {
        let manners = Manners {
            bot_token: bot_token.to_owned(),
            signing_secret: signing_secret.to_owned(),
            retry_delays: self.options.retry_delays,
            answer_within: self.options.answer_within,
            trigger_lifetime: self.options.trigger_lifetime,
            patience: self.options.patience,
        };
        let mut stored = self.stored.lock().unwrap_or_else(PoisonError::into_inner);
        let known = stored.iter().position(|it| it.workspace.team.id == workspace.team.id);
        let state = known.map_or_else(|| slack::State::new(workspace), |at| stored.remove(at));
        drop(stored);
        let state = state.at(&self.url());
        let slack = Slack::start(
            state,
            manners,
            Arc::new(Faults::new(self.options.seed)),
            self.world.changes.clone(),
            Arc::clone(&self.world.sockets),
        )?;
        self.world.teams.add(slack.clone());
        Ok(slack)
    }

    /// Somebody lets the app into a workspace at the address that it sent them to. Returns where their browser goes then.
    pub fn agree_to_install(&self, authorize_url: &str, team: &str) -> Result<String, String> {
        slack::agree(&self.world.teams, &self.options.openid_client.id, authorize_url, team)
    }

    /// The OpenID providers.
    pub fn openid(&self) -> &OpenId {
        &self.world.openid
    }

    /// What goes wrong.
    pub fn faults(&self) -> &Faults {
        &self.world.faults
    }

    /// Every mail that arrived, oldest first.
    pub fn mails(&self) -> Vec<Mail> {
        self.world.mailbox.mails()
    }

    /// The mails to this address, oldest first.
    pub fn mails_to(&self, address: &str) -> Vec<Mail> {
        self.mails().into_iter().filter(|mail| mail.is_to(address)).collect()
    }

    /// Throws all mails away.
    pub fn clear_mails(&self) {
        self.world.mailbox.clear();
    }

    /// Writes the data file now, if there is one.
    pub fn save(&self) -> anyhow::Result<()> {
        self.options
            .data_file
            .as_deref()
            .map_or(Ok(()), |path| store::save(path, &self.world))
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // The message to the server is sent by the call; only who waits for its end needs the future.
        drop(self.server.stop(false));
        for task in &self.tasks[1..] {
            task.abort();
        }
    }
}
