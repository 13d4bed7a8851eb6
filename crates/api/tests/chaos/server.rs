//! The processes that are killed.

use std::{
    process::Stdio,
    time::{Duration, Instant},
};

use tokio::process::{Child, Command};

/// One `portico serve` on a port of its own that stays the same.
pub struct Server {
    pub port: u16,
    environment: Vec<(&'static str, String)>,
    child: Option<Child>,
}

/// A debug build on a busy machine takes a moment.
const READY_WITHIN: Duration = Duration::from_mins(1);

impl Server {
    pub fn new(port: u16, environment: Vec<(&'static str, String)>) -> Self {
        Self {
            port,
            environment,
            child: None,
        }
    }

    /// Returns when it is ready to serve.
    pub async fn start(&mut self) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portico"));
        command
            .arg("serve")
            .kill_on_drop(true)
            .stdout(Stdio::null())
            .env_remove("PORTICO_TEST_DATABASE_URL") // Ours; no setting of the server's.
            .env("PORTICO_SERVER__LISTEN", format!("127.0.0.1:{}", self.port))
            .envs(self.environment.iter().map(|(name, value)| (name, value)));
        let mut child = command.spawn().expect("the server starts");
        let (started, ready) = (Instant::now(), format!("http://127.0.0.1:{}/readyz", self.port));
        while !reqwest::get(&ready)
            .await
            .is_ok_and(|answer| answer.status().is_success())
        {
            if let Some(status) = child.try_wait().expect("its status") {
                panic!("the server ended: {status}");
            }
            assert!(started.elapsed() < READY_WITHIN, "the server is not ready");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.child = Some(child);
    }

    /// As a power cut would.
    pub async fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().await.expect("killed");
        }
    }
}
