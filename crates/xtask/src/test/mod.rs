//! `cargo xtask test`: every suite, one table, one line that counts.

mod counts;
mod suites;

use std::process::exit;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::pg::{Cluster, Writes};
use crate::setup;
use crate::supervise::{self, Stop};
use counts::Counts;
use suites::{Suite, Work};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// All, when none is named
    suites: Vec<Suite>,
}

struct Outcome {
    suite: Suite,
    counts: Counts,
    time: Duration,
}

pub(crate) async fn run(arguments: &Arguments) -> Result<()> {
    let mut stop = Stop::listen()?;
    setup::run()?;
    let chosen = if arguments.suites.is_empty() {
        suites::ALL.as_slice()
    } else {
        &arguments.suites
    };
    let mut outcomes = Vec::new();
    for suite in chosen {
        println!("\n== {} ==", suite.title());
        let started = Instant::now();
        let counts = run_suite(*suite, &mut stop).await?;
        outcomes.push(Outcome {
            suite: *suite,
            counts,
            time: started.elapsed(),
        });
    }
    if !report(&outcomes) {
        exit(1);
    }
    Ok(())
}

/// Runs a suite to its first failing part. A later suite still runs: one failure should not hide another.
async fn run_suite(suite: Suite, stop: &mut Stop) -> Result<Counts> {
    let cluster = if suite == Suite::Pg {
        Some(Cluster::start(Writes::Forgotten)?)
    } else {
        None
    };
    let mut counts = Counts::default();
    for work in suite.work(cluster.as_ref()) {
        counts += match work {
            Work::Tests(mut command) => {
                let mut counts = Counts::default();
                let status = supervise::run_reading(&mut command, stop, |line| counts.read(line)).await?;
                let silent = counts == Counts::default();
                if silent {
                    eprintln!("No test was run.");
                }
                // A program that failed to compile, or died, has counted nothing; that must not pass for success.
                if counts.failed == 0 && (silent || !status.success()) {
                    counts.failed = 1;
                }
                counts
            }
            Work::Check(mut command) => one(supervise::run(&mut command, stop).await?.success()),
            Work::Call(call) => one(succeeds(call)),
            Work::Prepare(call) if succeeds(call) => Counts::default(),
            Work::Prepare(_) => one(false),
        };
        if counts.failed > 0 {
            break;
        }
    }
    Ok(counts)
}

fn succeeds(call: fn() -> Result<()>) -> bool {
    let result = call();
    if let Err(error) = &result {
        eprintln!("{error:#}");
    }
    result.is_ok()
}

fn one(passed: bool) -> Counts {
    Counts {
        passed: u64::from(passed),
        failed: u64::from(!passed),
    }
}

/// Prints the table; whether everything passed. Its last line is the count alone, for scripts to read.
fn report(outcomes: &[Outcome]) -> bool {
    let mut sum = Counts::default();
    println!("\n{:<36}{:>8}{:>8}{:>9}", "", "passed", "failed", "time");
    for Outcome { suite, counts, time } in outcomes {
        sum += *counts;
        let seconds = time.as_secs();
        let time = format!("{}m{:02}s", seconds / 60, seconds % 60);
        println!("{:<36}{:>8}{:>8}{time:>9}", suite.title(), counts.passed, counts.failed);
    }
    println!("\n{} passed, {} failed", sum.passed, sum.failed);
    sum.failed == 0
}
