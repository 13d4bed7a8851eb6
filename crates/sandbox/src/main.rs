//! `portico-sandbox`: the outside world on one machine.

use std::{path::PathBuf, time::Duration};

use anyhow::Context;
use clap::Parser;
use portico_sandbox::{
    Options, Sandbox, demo,
    mail::{AnswerDoor, Credentials},
    openid,
};

/// Stand-in for the outside world: a Slack workspace, a mailbox and OpenID providers.
#[derive(Parser)]
#[command(name = "portico-sandbox", version)]
struct Arguments {
    /// Where the pages, Slack's Web API and the control interface listen.
    #[arg(long, env = "SANDBOX_HTTP", default_value = "127.0.0.1:8090")]
    http: String,
    /// Where the mail server listens.
    #[arg(long, env = "SANDBOX_SMTP", default_value = "127.0.0.1:8025")]
    smtp: String,
    /// Where the app takes events.
    #[arg(
        long,
        env = "SANDBOX_EVENTS_URL",
        default_value = "http://127.0.0.1:8080/slack/events"
    )]
    events_url: String,
    /// Where the app takes interactions.
    #[arg(
        long,
        env = "SANDBOX_INTERACTIONS_URL",
        default_value = "http://127.0.0.1:8080/slack/interactions"
    )]
    interactions_url: String,
    /// What the app is told of, separated by commas: the *bot events* of its manifest; of everything when absent.
    #[arg(long, env = "SANDBOX_BOT_EVENTS", value_delimiter = ',')]
    bot_events: Option<Vec<String>>,
    /// The token that the Web API accepts.
    #[arg(long, env = "SANDBOX_BOT_TOKEN", default_value = "xoxb-sandbox")]
    bot_token: String,
    /// Signs what is sent to the app.
    #[arg(long, env = "SANDBOX_SIGNING_SECRET", default_value = "sandbox-signing-secret")]
    signing_secret: String,
    /// The client's id at every OpenID provider.
    #[arg(long, env = "SANDBOX_OPENID_CLIENT_ID", default_value = "portico-sandbox")]
    openid_client_id: String,
    /// The client's secret there.
    #[arg(long, env = "SANDBOX_OPENID_CLIENT_SECRET", default_value = "sandbox-client-secret")]
    openid_client_secret: String,
    /// `name:password` that senders of mail must present; everybody may send when absent.
    #[arg(long, env = "SANDBOX_SMTP_CREDENTIALS")]
    smtp_credentials: Option<String>,
    /// Where answers that people write on a mail's page are posted; nobody can answer when absent.
    #[arg(long, env = "SANDBOX_ANSWERS_URL", requires = "answers_secret")]
    answers_url: Option<String>,
    /// Presented there as a bearer token.
    #[arg(long, env = "SANDBOX_ANSWERS_SECRET")]
    answers_secret: Option<String>,
    /// Keeps messages and mails across restarts.
    #[arg(long, env = "SANDBOX_DATA_FILE")]
    data_file: Option<PathBuf>,
    /// The pauses before the three retries of an event, in seconds, separated by commas.
    #[arg(
        long,
        env = "SANDBOX_RETRY_DELAYS",
        default_value = "0,60,300",
        value_delimiter = ','
    )]
    retry_delays: Vec<u64>,
    /// Where the dice of the faults begin.
    #[arg(long, env = "SANDBOX_SEED", default_value_t = 0)]
    seed: u64,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // Standard output is for the addresses alone.
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::WARN)
        .with_writer(std::io::stderr)
        .init();
    let arguments = Arguments::parse();
    let delays = <[u64; 3]>::try_from(arguments.retry_delays)
        .ok()
        .context("--retry-delays takes three numbers")?;
    let credentials = arguments.smtp_credentials.map(|text| {
        let (user, password) = text.split_once(':').context("--smtp-credentials takes name:password")?;
        anyhow::Ok(Credentials {
            user: user.to_owned(),
            password: password.to_owned(),
        })
    });
    let sandbox = Sandbox::start(Options {
        http: arguments.http,
        smtp: arguments.smtp,
        bot_token: arguments.bot_token,
        signing_secret: arguments.signing_secret,
        openid_client: openid::Client {
            id: arguments.openid_client_id,
            secret: arguments.openid_client_secret,
        },
        retry_delays: delays.map(Duration::from_secs),
        smtp_credentials: credentials.transpose()?,
        answers: arguments
            .answers_url
            .zip(arguments.answers_secret)
            .map(|(url, secret)| AnswerDoor { url, secret }),
        data_file: arguments.data_file,
        seed: arguments.seed,
        ..Options::default()
    })
    .await?;
    // Another workspace of the company's, which tells of itself once the app was let in there.
    let labs = sandbox.add_workspace(demo::labs(), "xoxb-sandbox-labs", sandbox.signing_secret())?;
    for slack in [sandbox.slack(), &labs] {
        if let Some(events) = &arguments.bot_events {
            slack.subscribe(&events.iter().map(String::as_str).collect::<Vec<_>>());
        }
        slack.connect_app(&arguments.events_url, &arguments.interactions_url);
    }
    println!("Slack    {}/slack", sandbox.url());
    println!("Mailbox  {}/mail", sandbox.url());
    println!("OpenID   {}", sandbox.openid().issuer("{name}"));
    println!("Web API  {}", sandbox.slack_api_url());
    println!("SMTP     {}", sandbox.smtp_addr());

    stopped().await?;
    sandbox.save()
}

/// Waits for Ctrl-C or a polite `kill`.
async fn stopped() -> anyhow::Result<()> {
    let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => pressed?,
        _ = terminated.recv() => {}
    }
    Ok(())
}
