//! `cargo xtask bench`: what a visit transfers and how fast a browser shows it, what the server weighs, how fast it answers, what a long export
//! takes, and whether the time of an answer tells who is known. Everything in release builds.

use anyhow::{Result, ensure};
use tokio::process::Command;

use crate::pg::{Cluster, Writes};
use crate::supervise::{self, Stop};
use crate::{check_bundle, setup, tools, web, workspace};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How long each operation is driven
    #[arg(long, default_value_t = 8)]
    seconds: u64,
}

pub(crate) async fn run(arguments: &Arguments) -> Result<()> {
    let mut stop = Stop::listen()?;
    setup::run()?;
    web::run(&web::Arguments::default())?;
    let sizes = check_bundle::run();

    let mut build = cargo(&["build", "--release", "--bin", "portico", "--bin", "portico-sandbox"]);
    ensure!(
        supervise::run(&mut build, &mut stop).await?.success(),
        "the server does not compile"
    );
    let release = workspace::target_folder()?.join("release");

    let mut browser = Command::new("node");
    browser
        .arg("figures/visit.js")
        .current_dir(workspace::root().join("e2e"));
    browser.env("PATH", tools::path()).env("E2E_PROGRAMS", &release);
    if let Some(chromium) = tools::chromium() {
        browser.env("CHROMIUM", chromium);
    }
    ensure!(
        supervise::run(&mut browser, &mut stop).await?.success(),
        "the browser's figures could not be taken"
    );

    let mut load = cargo(&["bench", "--package", "portico", "--bench", "load"]);
    load.env("BENCH_SERVER", release.join("portico"));
    load.env("BENCH_SECONDS", arguments.seconds.to_string());
    // Without one the load test says that it leaves PostgreSQL out.
    let cluster = if tools::postgres().is_some() {
        Some(Cluster::start(Writes::Kept)?)
    } else {
        None
    };
    if let Some(cluster) = &cluster {
        cluster.tell(&mut load);
    }
    ensure!(
        supervise::run(&mut load, &mut stop).await?.success(),
        "the load test failed"
    );
    let mut export = cargo(&["bench", "--package", "portico", "--bench", "export"]);
    ensure!(
        supervise::run(&mut export, &mut stop).await?.success(),
        "an export grows with its list"
    );
    let mut neutral = cargo(&["bench", "--package", "portico", "--bench", "neutral_answer"]);
    // Last, so that a verdict against it hides no other figure.
    ensure!(
        supervise::run(&mut neutral, &mut stop).await?.success(),
        "the time of an answer tells who is known"
    );
    sizes
}

fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(arguments).current_dir(workspace::root());
    command
}
