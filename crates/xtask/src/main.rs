//! Chores of the project that need code: `cargo xtask <command>`. One file per command.

mod agree;
mod bench;
mod broken;
mod check_bundle;
mod lint;
mod pg;
mod run;
mod setup;
mod supervise;
mod test;
mod tools;
mod web;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Chores of the project that need code")]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what the tests need; says what, and does nothing when everything is there
    Setup,
    /// Start Portico with the sandbox and demo data
    Run(run::Arguments),
    /// Run every test, or the suites that are named
    Test(test::Arguments),
    /// Run a command with a temporary PostgreSQL, named by `PORTICO_TEST_DATABASE_URL`
    Pg(pg::Arguments),
    /// Demand that the rules of forms say the same natively and in WASM
    Agree,
    /// Break what the tests guard, one thing after another, and demand that they fail
    Broken(broken::Arguments),
    /// Print sizes, memory, start-up time and speed
    Bench(bench::Arguments),
    /// Check formatting and run clippy
    Lint,
    /// Build both browser apps into `target/web`
    Web(web::Arguments),
    /// Print what a first visit transfers, and fail when it is over the budget
    CheckBundle,
}

/// Prints what went wrong without a backtrace, which would bury the sentence that helps.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(CommandLine::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<()> {
    match command {
        Command::Setup => setup::run(),
        Command::Run(arguments) => run::run(&arguments).await,
        Command::Test(arguments) => test::run(&arguments).await,
        Command::Pg(arguments) => pg::run(&arguments).await,
        Command::Broken(arguments) => broken::run(&arguments).await,
        Command::Bench(arguments) => bench::run(&arguments).await,
        Command::Lint => lint::run(),
        Command::Web(arguments) => web::run(&arguments),
        Command::CheckBundle => check_bundle::run(),
        Command::Agree => agree::run(),
    }
}
