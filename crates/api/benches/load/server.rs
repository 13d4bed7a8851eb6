//! The server under load: the release binary in a process of its own.

use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use portico_sandbox::{Options, Sandbox};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::process::{Child, Command};

const METRICS_TOKEN: &str = "the load test's alone";

pub(crate) struct Server {
    pub(crate) port: u16,
    pub(crate) started_in: Duration,
    child: Child,
    _folder: TempDir,
    /// Takes the mails and posts, so that the work in the background is part of the picture.
    pub(crate) sandbox: Sandbox,
}

impl Server {
    /// With settings beside its own, such as `PORTICO_DATABASE__MAX_CONNECTIONS`.
    pub(crate) async fn start(program: &str, database: &str, settings: &[(&str, &str)]) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let sandbox = Sandbox::start(Options::default()).await?;
        let port = TcpListener::bind("127.0.0.1:0").await?.local_addr()?.port();
        let slack = format!("http://127.0.0.1:{port}/slack");
        sandbox
            .slack()
            .connect_app(&format!("{slack}/events"), &format!("{slack}/interactions"));
        let mut command = Command::new(program);
        command
            .arg("serve")
            .kill_on_drop(true)
            .stdout(Stdio::null())
            .env_remove("PORTICO_TEST_DATABASE_URL") // Ours; no setting of the server's.
            .env("PORTICO_SERVER__LISTEN", format!("127.0.0.1:{port}"))
            .env("PORTICO_SERVER__PUBLIC_URL", format!("http://localhost:{port}"))
            .env("PORTICO_DATABASE__URL", database)
            .env("PORTICO_SECRETS__FILE", folder.path().join("secret.key"))
            .env("PORTICO_ATTACHMENTS__FOLDER", folder.path().join("files"))
            .env("PORTICO_MAIL__SMTP_URL", format!("smtp://{}", sandbox.smtp_addr()))
            .env("PORTICO_SLACK__API_URL", sandbox.slack_api_url())
            .env("PORTICO_SLACK__BOT_TOKEN", sandbox.bot_token())
            .env("PORTICO_SLACK__SIGNING_SECRET", sandbox.signing_secret())
            .env("PORTICO_SERVER__METRICS_TOKEN", METRICS_TOKEN)
            .env("PORTICO_LIMITS__PER_ADDRESS", "0") // All come from one, and few stand for many.
            .env("PORTICO_LIMITS__PER_PERSON", "0")
            .env("PORTICO_LIMITS__PER_ACCOUNT", "0")
            .env("PORTICO_LIMITS__SIGN_IN_PER_ADDRESS", "0")
            .env("PORTICO_LOG__FILTER", "warn")
            .envs(settings.iter().copied());
        let started = Instant::now();
        let mut child = command.spawn().with_context(|| format!("starting {program}"))?;
        let ready = format!("http://127.0.0.1:{port}/readyz");
        while !reqwest::get(&ready)
            .await
            .is_ok_and(|answer| answer.status().is_success())
        {
            if let Some(status) = child.try_wait()? {
                bail!("the server ended: {status}");
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let started_in = started.elapsed();
        for page in ["/", "/console/"] {
            let page = reqwest::get(format!("http://127.0.0.1:{port}{page}")).await?;
            ensure!(
                page.status() == 200,
                "{}: {}: are the browser apps inside?",
                page.url(),
                page.status()
            );
        }
        Ok(Self {
            port,
            started_in,
            child,
            _folder: folder,
            sandbox,
        })
    }

    /// In megabytes, as Linux counts it.
    pub(crate) fn resident_memory(&self) -> Result<f64> {
        let pid = self.child.id().context("the server has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .context("no VmRSS")?;
        let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kilobytes * 1024.0 / 1e6)
    }

    /// Quantiles of how long jobs of a kind waited for a worker when they were first taken up, in milliseconds: the median and the 99th
    /// percentile. As `/metrics` tells them (Prometheus text format, a summary).
    #[expect(clippy::disallowed_methods, reason = "this is the operator's side")]
    pub(crate) async fn job_wait(&self, kind: &str) -> Result<(f64, f64)> {
        let url = format!("http://127.0.0.1:{}/metrics", self.port);
        let answer = reqwest::Client::new()
            .get(url)
            .bearer_auth(METRICS_TOKEN)
            .send()
            .await?;
        let text = answer.error_for_status()?.text().await?;
        let quantile = |share: &str| {
            let labels = format!("job_wait_seconds{{kind=\"{kind}\",quantile=\"{share}\"}} ");
            let value = text.lines().find_map(|line| line.strip_prefix(&labels));
            anyhow::Ok(value.context("no job was taken up")?.parse::<f64>()? * 1e3)
        };
        Ok((quantile("0.5")?, quantile("0.99")?))
    }

    pub(crate) async fn end(mut self) -> Result<()> {
        self.child.kill().await?;
        Ok(())
    }
}
