//! The API test program with all breaks in it: built once, run often.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use tokio::process::Command;
use tokio::time::timeout;

use super::weave::SWITCH;
use crate::pg::Cluster;
use crate::supervise;
use crate::tools;

/// How long the tests of one break may take. What hangs has not failed.
const PATIENCE: Duration = Duration::from_mins(2);
/// The same for all tests at once, with nothing broken.
const PATIENCE_FOR_ALL: Duration = Duration::from_hours(1);

pub(super) struct Program {
    file: PathBuf,
    /// Where cargo would run it.
    folder: PathBuf,
}

/// How a run went.
pub(super) struct Ran {
    /// Until it ended, or was ended.
    pub(super) output: String,
    pub(super) timed_out: bool,
}

impl Program {
    pub(super) async fn build(tree: &Path) -> Result<Self> {
        let mut cargo = Command::new("cargo");
        cargo
            .args(["test", "--no-run", "--test", "api"])
            .arg("--message-format=json-render-diagnostics")
            .current_dir(tree)
            .env("CARGO_TARGET_DIR", tree.with_file_name("target"))
            .stdout(Stdio::piped());
        let output = supervise::start(&mut cargo)?.wait_with_output().await?;
        ensure!(output.status.success(), "with the breaks in it, it does not compile");
        let file = String::from_utf8(output.stdout)?
            .lines()
            .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
            .filter(|it| it["target"]["name"] == "api" && it["target"]["kind"][0] == "test")
            .find_map(|it| it["executable"].as_str().map(PathBuf::from));
        Ok(Self {
            file: file.context("cargo names no test program")?,
            folder: tree.join("crates/api"),
        })
    }

    pub(super) async fn run(
        &self,
        cluster: Option<&Cluster>,
        broken: Option<&str>,
        tests: &BTreeSet<&str>,
    ) -> Result<Ran> {
        let mut command = Command::new(&self.file);
        command
            .arg("--exact")
            .args(tests)
            .current_dir(&self.folder)
            .env_remove("PORTICO_TEST_DATABASE_URL")
            .env_remove(SWITCH)
            .env("PATH", tools::path())
            .env("INSTA_UPDATE", "no")
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        if let Some(cluster) = cluster {
            cluster.tell(&mut command);
        }
        if let Some(name) = broken {
            command.env(SWITCH, name);
        }
        let mut child = supervise::start(&mut command)?;
        let mut stdout = child.stdout.take().context("the output is piped")?;
        // Read as it comes: what was printed before a time-out tells which test hangs.
        let mut output = Vec::new();
        let read = tokio::io::AsyncReadExt::read_to_end(&mut stdout, &mut output);
        let patience = if broken.is_some() { PATIENCE } else { PATIENCE_FOR_ALL };
        let timed_out = timeout(patience, read).await.is_err();
        supervise::end(&mut child).await?;
        Ok(Ran {
            output: String::from_utf8_lossy(&output).into_owned(),
            timed_out,
        })
    }
}

impl Ran {
    pub(super) fn passed(&self, test: &str) -> bool {
        self.output.lines().any(|line| line == format!("test {test} ... ok"))
    }

    /// Where a test failed, if it did: by its first panic, or somewhere.
    pub(super) fn failed(&self, test: &str) -> Option<&str> {
        let failed = |line: &str| line == format!("test {test} ... FAILED");
        self.output.lines().any(failed).then(|| {
            let (_, told) = self
                .output
                .split_once(&format!("---- {test} stdout ----\n"))
                .unwrap_or_default();
            let told = told.split("\n---- ").next().unwrap_or_default();
            let place = told
                .split_once("panicked at ")
                .and_then(|(_, rest)| rest.lines().next());
            place.map_or("somewhere", |place| place.trim_end_matches(':'))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_tells_who_passed_and_where_the_others_failed() {
        let output = "running 2 tests\ntest a::b ... ok\ntest a::c ... FAILED\n\nfailures:\n\n---- a::c stdout ----\n\n\
            thread 'a::c' (7) panicked at crates/api/tests/api/a.rs:3:5:\nassertion failed\n\n\nfailures:\n    a::c\n";
        let ran = Ran {
            output: output.to_owned(),
            timed_out: false,
        };
        assert!(ran.passed("a::b") && !ran.passed("a::c") && !ran.passed("b"));
        assert_eq!(ran.failed("a::c"), Some("crates/api/tests/api/a.rs:3:5"));
        assert_eq!((ran.failed("a::b"), ran.failed("a::d")), (None, None));
    }
}
