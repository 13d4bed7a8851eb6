//! `cargo xtask broken`: whether the tests notice when what they guard is broken.
//!
//! What to break is listed in `crates/api/tests/broken/`: promises, each with a place that keeps it and the tests that hold it. All breaks
//! go into one copy of the sources, each behind a switch, so that there is one build; then the tests run with one after another switched
//! on, and have to fail. Deliberately breaks nothing on its own account, as tools for mutation testing do: a list says what matters.

mod list;
mod outcome;
mod program;
mod tree;
mod weave;

use std::collections::BTreeSet;
use std::process::exit;

use anyhow::{Context as _, Result, bail};

use crate::pg::{Cluster, Writes};
use crate::supervise::Stop;
use list::{Break, Database};
use outcome::Outcome;
use program::Program;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// All, when none is named: names of breaks, or promises such as S9
    names: Vec<String>,
    /// Run on PostgreSQL what says nothing of databases
    #[arg(long)]
    postgres: bool,
}

pub(crate) async fn run(arguments: &Arguments) -> Result<()> {
    let mut stop = Stop::listen()?;
    let outcomes = tokio::select! {
        outcomes = work(arguments) => outcomes?,
        () = stop.requested() => bail!("stopped"), // What runs ends with us.
    };
    let caught = outcomes.iter().filter(|it| **it == Outcome::Caught).count();
    println!("\n{} broken, {caught} caught", outcomes.len());
    if caught < outcomes.len() {
        exit(1);
    }
    Ok(())
}

async fn work(arguments: &Arguments) -> Result<Vec<Outcome>> {
    let all = list::read()?;
    let chosen = choose(&all, &arguments.names)?;
    let usual = if arguments.postgres {
        Database::Postgres
    } else {
        Database::Sqlite
    };
    let (postgres, sqlite): (Vec<_>, Vec<_>) =
        (chosen.into_iter()).partition(|it| it.database.unwrap_or(usual) == Database::Postgres);
    let tree = tree::copy(&all)?;
    let program = Program::build(&tree).await?;
    let mut outcomes = Vec::new();
    if !sqlite.is_empty() {
        outcomes.extend(run_on(&program, None, &sqlite).await?);
    }
    if !postgres.is_empty() {
        let cluster = Cluster::start(Writes::Forgotten)?;
        outcomes.extend(run_on(&program, Some(&cluster), &postgres).await?);
    }
    Ok(outcomes)
}

/// Those with one of the names, or that break one of the promises.
fn choose<'a>(all: &'a [Break], names: &[String]) -> Result<Vec<&'a Break>> {
    if let Some(unknown) = (names.iter()).find(|name| !all.iter().any(|it| it.is_called(name))) {
        bail!("nothing that is called {unknown} is listed in {}", list::FOLDER);
    }
    let chosen = all
        .iter()
        .filter(|it| names.is_empty() || names.iter().any(|name| it.is_called(name)));
    Ok(chosen.collect())
}

async fn run_on(program: &Program, cluster: Option<&Cluster>, breaks: &[&Break]) -> Result<Vec<Outcome>> {
    let name = if cluster.is_some() { "PostgreSQL" } else { "SQLite" };
    let tests: BTreeSet<&str> = (breaks.iter())
        .flat_map(|it| it.tests.iter().map(String::as_str))
        .collect();
    println!("== {name}: {} tests with nothing broken ==", tests.len());
    let whole = program.run(cluster, None, &tests).await?;
    println!("== {name}: {} breaks ==", breaks.len());
    let (sound, senseless): (Vec<&Break>, Vec<&Break>) =
        (breaks.iter().copied()).partition(|it| it.tests.iter().all(|test| whole.passed(test)));
    let broken = async |it: &Break| {
        let tests = it.tests.iter().map(String::as_str).collect();
        let ran = program.run(cluster, Some(&it.name), &tests).await;
        ran.with_context(|| format!("running the tests with {} broken", it.name))
    };
    let mut outcomes: Vec<_> = (senseless.iter())
        .map(|it| outcome::report_senseless(it, &whole))
        .collect();
    // Two at once: most of them have one test, and wait as often as they work.
    for pair in sound.chunks(2) {
        let second = async {
            match pair.get(1) {
                Some(it) => broken(it).await.map(|ran| Some((*it, ran))),
                None => Ok(None),
            }
        };
        let (first, second) = tokio::join!(broken(pair[0]), second);
        outcomes.push(outcome::report(pair[0], &first?));
        if let Some((it, ran)) = second? {
            outcomes.push(outcome::report(it, &ran));
        }
    }
    Ok(outcomes)
}
