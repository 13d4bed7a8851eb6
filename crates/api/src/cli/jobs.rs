//! `portico jobs`: what waits, what was given up, and another try.

use clap::Subcommand;
use portico_types::ids::JobId;

use crate::{app::AppState, jobs, slack};

#[derive(Subcommand)]
pub(super) enum Command {
    /// The jobs that wait, run or were given up.
    List,
    /// Only those that wait for a person: given up, or uncertain whether they took effect; with the reason.
    Dead,
    /// Try given-up jobs again. Uncertain ones look again first whether they took effect.
    Retry {
        /// One job; without it, all.
        id: Option<JobId>,
    },
    /// Say what became of a post that is uncertain.
    Resolve {
        id: JobId,
        #[command(flatten)]
        how: How,
    },
}

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
pub(super) struct How {
    /// It is in Slack, at this timestamp: the end of the message's link, with a dot before its last six digits.
    #[arg(long, value_name = "TS")]
    posted: Option<String>,
    /// It is not in Slack: post it.
    #[arg(long)]
    post_again: bool,
}

pub(super) async fn run(command: Command, state: &AppState) -> anyhow::Result<()> {
    match command {
        Command::List => print(jobs::list(&state.db, false, 200).await?),
        Command::Dead => print(jobs::list(&state.db, true, 200).await?),
        Command::Retry { id } => println!(
            "{} will be tried again",
            jobs::retry(&state.db, id, state.clock.now()).await?
        ),
        Command::Resolve { id, how } => {
            let posted = how.posted.as_deref().filter(|_| !how.post_again);
            slack::resolve(state, id, posted).await?;
            println!("{id} goes on");
        }
    }
    Ok(())
}

fn print(jobs: Vec<jobs::StoredJob>) {
    println!(
        "{:36}  {:36}  {:9}  {:18}  tries  due",
        "job", "account", "state", "kind"
    );
    for job in jobs {
        println!(
            "{}  {}  {:9}  {:18}  {:5}  {}",
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
