//! Running other programs to their end, and ending them when we are told to end.
//!
//! A Ctrl-C reaches every program of the terminal at once; a SIGTERM (from CI, from a service manager) reaches only us.
//! In both cases we outlive our children, so that what was started is also taken down.

use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::timeout;

/// How long a program may take to end by itself.
const PATIENCE: Duration = Duration::from_secs(15);

/// The wish that we end. From its creation on, signals no longer kill this process.
pub(crate) struct Stop {
    interrupt: Signal,
    terminate: Signal,
}

impl Stop {
    pub(crate) fn listen() -> Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    pub(crate) async fn requested(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// Runs `command` to its end. Fails when it could not start or when we were told to stop meanwhile.
pub(crate) async fn run(command: &mut Command, stop: &mut Stop) -> Result<ExitStatus> {
    let mut child = start(command)?;
    tokio::select! {
        status = child.wait() => Ok(status?),
        () = stop.requested() => {
            end(&mut child).await?;
            bail!("stopped");
        }
    }
}

/// Like [`run`], and shows `on_line` every line that `command` prints to its standard output, after printing it.
pub(crate) async fn run_reading(
    command: &mut Command,
    stop: &mut Stop,
    mut on_line: impl FnMut(&str),
) -> Result<ExitStatus> {
    let mut child = start(command.stdout(Stdio::piped()))?;
    let output = child.stdout.take().context("the child's output is piped")?;
    let mut lines = BufReader::new(output).split(b'\n');
    loop {
        tokio::select! {
            line = lines.next_segment() => match line? {
                Some(line) => {
                    let line = String::from_utf8_lossy(&line);
                    println!("{line}");
                    on_line(&line);
                }
                None => return Ok(child.wait().await?),
            },
            () = stop.requested() => {
                end(&mut child).await?;
                bail!("stopped");
            }
        }
    }
}

pub(crate) fn start(command: &mut Command) -> Result<Child> {
    let child = command.kill_on_drop(true).spawn();
    child.with_context(|| format!("starting {}", command.as_std().get_program().display()))
}

/// Asks a program to end, and kills it when it does not.
pub(crate) async fn end(child: &mut Child) -> Result<()> {
    if let Some(pid) = child.id() {
        // The standard library can only kill, and calling kill(2) ourselves would be `unsafe`.
        let _ = Command::new("sh")
            .args(["-c", &format!("kill -TERM {pid}")])
            .stderr(Stdio::null())
            .status()
            .await;
    }
    if timeout(PATIENCE, child.wait()).await.is_err() {
        child.kill().await?;
    }
    Ok(())
}
