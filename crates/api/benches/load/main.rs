//! `just bench`: how fast Portico answers, and how much of that is the database. Prints; asserts nothing about time.
//!
//! For each database: 20 accounts with 10,000 tickets and 50,000 messages, a server of its own (the release binary, as
//! anybody would run it), and 16 connections that list, open, create and reply for a while. Beside each figure stands
//! what the database alone manages, asked the same things by as many connections: PostgreSQL by pgbench, SQLite by the
//! pool of this process. All of it shares the machine, so only the ratio means something elsewhere. On PostgreSQL the server is no
//! superuser, so row-level security is part of the picture; what it costs is measured apart ([`policies`]), and so is how long it takes from
//! Slack to the portal and back ([`slack`]).

mod alone;
mod client;
mod policies;
mod seed;
mod server;
mod slack;

use std::time::Duration;

use anyhow::{Context as _, Result};

use client::Speed;
use seed::Data;
use server::Server;

/// Connections at a time, here and beside.
const CONNECTIONS: usize = 16;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operation {
    List,
    Open,
    Create,
    Reply,
}

impl Operation {
    const ALL: [Operation; 4] = [Self::List, Self::Open, Self::Create, Self::Reply];

    fn title(self) -> &'static str {
        match self {
            Self::List => "list, the organisation's 25 newest open",
            Self::Open => "open, a ticket with 20 messages",
            Self::Create => "create a ticket",
            Self::Reply => "reply to a ticket",
        }
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    rustls::crypto::aws_lc_rs::default_provider()
        .install_default()
        .ok()
        .context("a TLS provider was installed before ours")?;
    let settings = Settings::read()?;

    let folder = tempfile::tempdir()?;
    let sqlite = format!("sqlite:{}", folder.path().join("bench.db").display());
    let data = seed::fill(&sqlite).await?;
    measure("SQLite", (&sqlite, &[]), (&sqlite, &data), &settings).await?;
    slack::measure((&sqlite, &[]), &data.with_slack, &settings).await?;
    let Some(owner) = &settings.postgres else {
        println!("PostgreSQL: not measured; `just bench` starts one.");
        return Ok(());
    };
    let data = seed::fill(owner).await?;
    let mut url = reqwest::Url::parse(owner)?;
    url.set_username(seed::ROLE).ok().context("no address of a server")?;
    let settings_of_it = [("PORTICO_DATABASE__MIGRATE_URL", owner.as_str())];
    let server: Served<'_> = (url.as_str(), &settings_of_it);
    measure("PostgreSQL", server, (owner, &data), &settings).await?;
    slack::measure(server, &data.with_slack, &settings).await?;
    policies::measure(server, &data.contacts[CONNECTIONS..], &settings).await
}

/// The database a server is to use, and settings that belong to it.
type Served<'a> = (&'a str, &'a [(&'a str, &'a str)]);

async fn measure(name: &str, on: Served<'_>, (url, data): (&str, &Data), settings: &Settings) -> Result<()> {
    let server = Server::start(&settings.server, on.0, on.1).await?;
    let idle = server.resident_memory()?;
    println!("\n{name}");
    println!("  from start to ready     {:>8.2} s", server.started_in.as_secs_f64());
    println!("  resident memory, idle   {idle:>8.1} MB");
    println!(
        "  {:<42}{:>10}{:>9}{:>9}{:>18}{:>8}",
        "", "requests/s", "p50 ms", "p99 ms", "database alone/s", "ratio"
    );
    let callers = client::sign_in(&server, &data.contacts[..CONNECTIONS]).await?;
    let (median, most) = client::wake_workers(&server, &callers[0]).await?;
    for operation in Operation::ALL {
        let speed = client::drive(&callers, operation, settings.time).await?;
        let alone = alone::measure(url, operation, settings.time).await?;
        let Speed { per_second, p50, p99 } = speed;
        println!(
            "  {:<42}{per_second:>10.0}{:>9.2}{:>9.2}{alone:>18.0}{:>8.2}",
            operation.title(),
            p50.as_secs_f64() * 1e3,
            p99.as_secs_f64() * 1e3,
            per_second / alone
        );
    }
    println!("  from commit to a worker's hands, p50 and p99 {median:.1} and {most:.1} ms");
    println!("  resident memory, after  {:>8.1} MB", server.resident_memory()?);
    server.end().await
}

/// What `cargo xtask bench` says.
struct Settings {
    /// The release binary.
    server: String,
    /// A cluster's database, empty.
    postgres: Option<String>,
    /// How long each operation is driven.
    time: Duration,
}

impl Settings {
    #[expect(
        clippy::disallowed_methods,
        reason = "how `cargo xtask bench` tells where things are"
    )]
    fn read() -> Result<Self> {
        let server = std::env::var("BENCH_SERVER").context("run `just bench`")?;
        let seconds = std::env::var("BENCH_SECONDS").ok().and_then(|text| text.parse().ok());
        Ok(Self {
            server,
            postgres: std::env::var("PORTICO_TEST_DATABASE_URL").ok(),
            time: Duration::from_secs(seconds.unwrap_or(8)),
        })
    }
}
