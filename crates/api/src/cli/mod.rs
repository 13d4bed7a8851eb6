//! The subcommands of `portico`.

mod account;
mod agent;
mod audit;
mod collection;
mod customer;
mod jobs;
mod secrets;
mod serve;
mod slack;

use std::{
    io::{self, IsTerminal as _},
    path::PathBuf,
    sync::Arc,
};

use clap::{Parser, Subcommand};

use crate::{
    app::{self, AppState},
    config::{Config, LogFormat},
    db, demo, log,
    outside::clock::SystemClock,
    scope, secret_key,
};

#[derive(Parser)]
#[command(name = "portico", version, about = "Customer support portal that lives in Slack")]
struct Arguments {
    /// Settings that override the defaults; the environment (PORTICO_…) overrides both.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// API, browser apps and the work in the background.
    Serve,
    /// The work in the background alone (PostgreSQL only).
    Worker,
    /// Bring the database's schema up to date.
    Migrate,
    /// Open, list and change accounts.
    #[command(subcommand)]
    Account(account::Command),
    /// Add people to a support team.
    #[command(subcommand)]
    Agent(agent::Command),
    /// Say which Slack channel tickets go to.
    #[command(subcommand)]
    Collection(collection::Command),
    /// Open customers.
    #[command(subcommand)]
    Customer(customer::Command),
    /// Fill an empty database with a company to look around in.
    Demo,
    /// Look at the queue of jobs.
    #[command(subcommand)]
    Jobs(jobs::Command),
    /// Check audit logs.
    #[command(subcommand)]
    Audit(audit::Command),
    /// Look after the key that stored secrets are encrypted with.
    #[command(subcommand)]
    Secrets(secrets::Command),
    /// Set the Slack app up.
    #[command(subcommand)]
    Slack(slack::Command),
    /// Print the API's description.
    Openapi {
        /// Write `api-spec/openapi.json` and `api-spec/operations.txt` of the source tree instead.
        #[arg(long)]
        write: bool,
    },
}

/// Runs the command line.
pub async fn run() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    if rustls::crypto::aws_lc_rs::default_provider().install_default().is_err() {
        anyhow::bail!("a TLS provider was installed before ours");
    }
    if let Command::Openapi { write } = arguments.command {
        return openapi(write);
    }
    if let Command::Slack(command) = &arguments.command {
        return slack::run(command);
    }
    let config = Config::load(arguments.config.as_deref())?;
    let _writing = log(&config);
    match arguments.command {
        Command::Serve => serve::serve(config).await,
        Command::Worker => serve::worker(config).await,
        Command::Migrate => db::migrate(&config.database).await,
        // Whoever may run these may see all accounts.
        Command::Account(command) => scope::everything(account::run(command, &*state(config).await?)).await,
        Command::Agent(command) => scope::everything(agent::run(command, &*state(config).await?)).await,
        Command::Collection(command) => scope::everything(collection::run(command, &*state(config).await?)).await,
        Command::Customer(command) => scope::everything(customer::run(command, &*state(config).await?)).await,
        Command::Demo => scope::everything(demo::run(&*state(config).await?)).await,
        Command::Jobs(command) => scope::everything(jobs::run(command, &*state(config).await?)).await,
        Command::Audit(command) => scope::everything(audit::run(command, &*state(config).await?)).await,
        Command::Secrets(command) => scope::everything(secrets::run(command, &*state(config).await?)).await,
        Command::Slack(_) | Command::Openapi { .. } => Ok(()),
    }
}

fn openapi(write: bool) -> anyhow::Result<()> {
    let api = app::openapi();
    let text = app::openapi_text(&api)?;
    if write {
        let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../api-spec"));
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join("openapi.json"), text)?;
        std::fs::write(folder.join("operations.txt"), app::operations(&api))?;
    } else {
        print!("{text}");
    }
    Ok(())
}

/// The state of a command that works on an up-to-date database.
async fn state(config: Config) -> anyhow::Result<Arc<AppState>> {
    db::migrate(&config.database).await?;
    let secret = secret_key::load_or_make(&config.secrets)?;
    let state = AppState::new(config, &secret, Arc::new(SystemClock)).await?;
    Ok(Arc::new(state))
}

/// Logs to stdout until what is returned is dropped.
fn log(config: &Config) -> log::Writing {
    let (writer, writing) = log::writer();
    let logger = tracing_subscriber::fmt()
        .with_env_filter(log::filter(&config.log.filter))
        .with_target(false)
        .with_ansi(io::stdout().is_terminal())
        .log_internal_errors(false) // It would say so on stderr, and panic where nobody reads that either.
        .with_writer(writer);
    match config.log.format {
        LogFormat::Json => logger.json().init(),
        LogFormat::Text => logger.fmt_fields(log::fields()).init(),
    }
    writing
}
