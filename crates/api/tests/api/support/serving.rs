//! A process of `portico serve`, as it is installed.

use std::{
    process::Stdio,
    time::{Duration, Instant},
};

use tokio::process::{Child, Command};

/// A debug build on a busy machine takes a moment.
pub const READY_WITHIN: Duration = Duration::from_mins(1);

/// Starts one on a port, with settings of the test's; returns when it is ready. Killed when dropped.
pub async fn serve(port: u16, environment: &[(&str, String)]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portico"));
    command
        .arg("serve")
        .kill_on_drop(true)
        .stdout(Stdio::null())
        .env_remove("PORTICO_TEST_DATABASE_URL") // Ours; no setting of the server's.
        .env("PORTICO_SERVER__LISTEN", format!("127.0.0.1:{port}"))
        .envs(environment.iter().map(|(name, value)| (name, value)));
    let mut child = command.spawn().expect("the server starts");
    ready(&mut child, port).await;
    child
}

/// Returns when what was started on a port is ready.
pub async fn ready(child: &mut Child, port: u16) {
    let (started, ready) = (Instant::now(), format!("http://127.0.0.1:{port}/readyz"));
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
}
