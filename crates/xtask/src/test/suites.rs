//! The suites, in the order in which a failure teaches most: the quick and precise ones first.

use std::fs;
use std::num::NonZero;
use std::path::PathBuf;

use anyhow::Result;
use tokio::process::Command;

use crate::pg::Cluster;
use crate::{agree, check_bundle, tools, web, workspace};

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Suite {
    /// Formatting
    Format,
    /// Unit and API tests on SQLite
    Sqlite,
    /// Unit and API tests on PostgreSQL
    Pg,
    /// Slack's own clients against the sandbox
    Clients,
    /// The API description
    ApiSpec,
    /// The browser apps build, within their budget, and judge forms as the server does
    Web,
    /// The stories in a browser
    E2e,
}

/// What a suite consists of.
pub(super) enum Work {
    /// A program that reports how many tests it ran.
    Tests(Command),
    /// A program that succeeds or fails, and counts as one test.
    Check(Command),
    /// The same, without a program.
    Call(fn() -> Result<()>),
    /// What the next one needs; counts only when it fails.
    Prepare(fn() -> Result<()>),
}

pub(super) const ALL: [Suite; 7] = [
    Suite::Format,
    Suite::Sqlite,
    Suite::Pg,
    Suite::Clients,
    Suite::ApiSpec,
    Suite::Web,
    Suite::E2e,
];

impl Suite {
    pub(super) fn title(self) -> &'static str {
        match self {
            Suite::Format => "formatting",
            Suite::Sqlite => "unit and API tests, SQLite",
            Suite::Pg => "unit and API tests, PostgreSQL",
            Suite::Clients => "sandbox and Slack's own clients",
            Suite::ApiSpec => "API description",
            Suite::Web => "browser apps",
            Suite::E2e => "stories in a browser",
        }
    }

    pub(super) fn work(self, postgres: Option<&Cluster>) -> Vec<Work> {
        match self {
            Suite::Format => vec![Work::Check(program("cargo", &["fmt", "--all", "--check"]))],
            Suite::Sqlite => {
                // The browser apps are no default members; what they decide without a browser is judged here, too.
                let mut apps = vec!["test", "--no-fail-fast", "--package", "portico-ui"];
                apps.extend(web::APPS.iter().flat_map(|app| ["--package", app.package]));
                // What needs two servers, or a server at all, would only return here, and count.
                let here = ["test", "--no-fail-fast", "--", "--skip", "on_postgres"];
                vec![Work::Tests(tests(&here)), Work::Tests(tests(&apps))]
            }
            Suite::Pg => {
                // Selected by the target and not by the package: the same features as above, so nothing compiles twice.
                let mut tests = tests(&["test", "--lib", "--test", "api", "--test", "chaos"]);
                if let Some(cluster) = postgres {
                    cluster.tell(&mut tests);
                }
                vec![Work::Tests(tests)]
            }
            Suite::Clients => vec![
                Work::Prepare(build_programs),
                Work::Tests(program("bash", &["crates/sandbox/tests/official/run.sh"])),
            ],
            Suite::ApiSpec => {
                let mut lint = program(
                    "node_modules/.bin/redocly",
                    &["lint", "--config=redocly.yaml", "../api-spec/openapi.json"],
                );
                // Else it reports to its vendor and asks for updates.
                lint.env("REDOCLY_TELEMETRY", "off")
                    .env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
                lint.current_dir(workspace::root().join("e2e"));
                vec![Work::Check(lint)]
            }
            Suite::Web => vec![
                Work::Call(build_web),
                Work::Call(check_bundle::run),
                Work::Call(agree::run),
            ],
            Suite::E2e => {
                let mut stories = program("node", &["--test", "--test-concurrency=1", "--test-reporter=spec"]);
                stories.args(stories_files());
                stories.current_dir(workspace::root().join("e2e"));
                if let Some(chromium) = tools::chromium() {
                    stories.env("CHROMIUM", chromium);
                }
                if let Ok(target) = workspace::target_folder() {
                    stories.env("E2E_PROGRAMS", target.join("debug"));
                }
                vec![
                    Work::Prepare(build_web),
                    Work::Prepare(build_programs),
                    Work::Tests(stories),
                ]
            }
        }
    }
}

/// More at a time than there are processors: most of a test of the API is waiting, for answers, jobs and what must not come.
fn tests(arguments: &[&str]) -> Command {
    let mut cargo = program("cargo", arguments);
    let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
    cargo.env("RUST_TEST_THREADS", (2 * processors).to_string());
    cargo
}

fn program(name: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(name);
    command
        .args(arguments)
        .current_dir(workspace::root())
        .env("PATH", tools::path());
    command
}

/// Named one by one: what a folder or a pattern means to `node --test` depends on Node's version.
fn stories_files() -> Vec<PathBuf> {
    let folder = fs::read_dir(workspace::root().join("e2e/stories"))
        .into_iter()
        .flatten()
        .flatten();
    let mut files: Vec<_> = folder.map(|entry| entry.path()).collect();
    files.sort();
    files
}

fn build_web() -> Result<()> {
    web::run(&web::Arguments::default())
}

/// Server and sandbox, as a developer runs them.
fn build_programs() -> Result<()> {
    workspace::build_programs().map(drop)
}
