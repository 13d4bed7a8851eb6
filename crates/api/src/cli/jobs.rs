//! `portico jobs`: what waits, what was given up, and another try.

use clap::Subcommand;
use portico_types::ids::JobId;

use crate::{app::AppState, jobs};

#[derive(Subcommand)]
pub(super) enum Command {
    /// The jobs that wait, run or were given up.
    List,
    /// Only those that were given up, with the reason.
    Dead,
    /// Try given-up jobs again.
    Retry {
        /// One job; without it, all.
        id: Option<JobId>,
    },
}

pub(super) async fn run(command: Command, state: &AppState) -> anyhow::Result<()> {
    match command {
        Command::List => print(jobs::list(&state.db, false, 200).await?),
        Command::Dead => print(jobs::list(&state.db, true, 200).await?),
        Command::Retry { id } => println!(
            "{} will be tried again",
            jobs::retry(&state.db, id, state.clock.now()).await?
        ),
    }
    Ok(())
}

fn print(jobs: Vec<jobs::StoredJob>) {
    println!(
        "{:36}  {:36}  {:7}  {:18}  tries  due",
        "job", "account", "state", "kind"
    );
    for job in jobs {
        println!(
            "{}  {}  {:7}  {:18}  {:5}  {}",
            job.id,
            job.account_id,
            job.state,
            job.kind,
            job.attempts,
            job.run_at.to_rfc3339()
        );
        if let Some(error) = job.last_error {
            println!("    {error}");
        }
    }
}
