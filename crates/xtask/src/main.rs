//! Chores of the project that need code: `cargo xtask <command>`. One file per command.

mod check_bundle;
mod web;
mod workspace;

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
    /// Build both browser apps into `target/web`
    Web(web::Arguments),
    /// Print what a first visit transfers, and fail when it is over the budget
    CheckBundle,
}

fn main() -> Result<()> {
    match CommandLine::parse().command {
        Command::Web(arguments) => web::run(&arguments),
        Command::CheckBundle => check_bundle::run(),
    }
}
