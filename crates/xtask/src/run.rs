//! `cargo xtask run`: Portico with the sandbox and demo data, for a first look.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use tokio::process::{Child, Command};

use crate::supervise::{self, Stop};
use crate::{setup, web, workspace};

/// By which the mailbox hands over what people answer.
const ANSWERS_SECRET: &str = "the secret by which answers are handed over";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Portico's port
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The sandbox's port: its Slack workspace and its mailbox
    #[arg(long, default_value_t = 8090)]
    sandbox_port: u16,
    /// The port on which the sandbox takes mail
    #[arg(long, default_value_t = 8025)]
    smtp_port: u16,
    /// Where the demo's database and files are; `data` in the repository, if not said
    #[arg(long)]
    data: Option<PathBuf>,
}

pub(crate) async fn run(arguments: &Arguments) -> Result<()> {
    // Before the build, which takes minutes the first time.
    for (port, flag) in [
        (arguments.port, "--port"),
        (arguments.sandbox_port, "--sandbox-port"),
        (arguments.smtp_port, "--smtp-port"),
    ] {
        ensure!(
            TcpListener::bind(("127.0.0.1", port)).is_ok(),
            "Port {port} is taken by another program. End that one, or choose another port: just run {flag} <port>"
        );
    }

    setup::wasm_target()?;
    web::run(&web::Arguments::default())?;
    let programs = workspace::build_programs()?;
    let data = arguments.data.clone();
    let data = data.unwrap_or_else(|| workspace::root().join("data"));
    fs::create_dir_all(&data)?;

    let mut stop = Stop::listen()?;
    let setting = Setting {
        arguments,
        programs,
        data,
    };
    let events = setting.subscribed().await?;
    let mut sandbox = supervise::start(setting.sandbox().args(["--bot-events", &events.join(",")]))?;
    let served = setting.serve(&mut sandbox, &mut stop).await;
    supervise::end(&mut sandbox).await?;
    served
}

struct Setting<'a> {
    arguments: &'a Arguments,
    programs: PathBuf,
    data: PathBuf,
}

impl Setting<'_> {
    /// Fills an empty database, serves, and returns when somebody wants an end or a program came to its own.
    async fn serve(&self, sandbox: &mut Child, stop: &mut Stop) -> Result<()> {
        let mut demo = self.portico("demo");
        ensure!(supervise::run(&mut demo, stop).await?.success(), "portico demo failed");
        let mut portico = supervise::start(&mut self.portico("serve"))?;
        let ended = tokio::select! {
            () = stop.requested() => Ok(()),
            ended = self.watch(&mut portico, sandbox) => ended,
        };
        supervise::end(&mut portico).await?;
        ended
    }

    async fn watch(&self, portico: &mut Child, sandbox: &mut Child) -> Result<()> {
        let said = async {
            ready(self.arguments.port, "/readyz").await;
            ready(self.arguments.sandbox_port, "/").await;
            self.say_who_to_be();
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = said => Ok(()),
            status = portico.wait() => bail!("Portico ended by itself: {}", status?),
            status = sandbox.wait() => bail!("the sandbox ended by itself: {}", status?),
        }
    }

    /// The events that the app's manifest asks for: as at Slack, of others Portico is not told.
    async fn subscribed(&self) -> Result<Vec<String>> {
        let mut manifest = self.program("portico");
        // Slack knows https addresses only; which events there are does not depend on it.
        let said = manifest.args(["slack", "manifest", "--url", "https://localhost"]);
        let said = said.output().await?;
        let why = String::from_utf8_lossy(&said.stderr);
        ensure!(said.status.success(), "portico slack manifest failed: {why}");
        bot_events(&String::from_utf8_lossy(&said.stdout))
    }

    fn sandbox(&self) -> Command {
        let Arguments {
            port,
            sandbox_port,
            smtp_port,
            ..
        } = self.arguments;
        let mut command = self.program("portico-sandbox");
        command
            .args(["--http", &format!("127.0.0.1:{sandbox_port}")])
            .args(["--smtp", &format!("127.0.0.1:{smtp_port}")])
            .args(["--events-url", &format!("http://127.0.0.1:{port}/slack/events")])
            .args([
                "--interactions-url",
                &format!("http://127.0.0.1:{port}/slack/interactions"),
            ])
            .args(["--answers-url", &format!("http://127.0.0.1:{port}/mail/inbound")])
            .args(["--answers-secret", ANSWERS_SECRET])
            .arg("--data-file")
            .arg(self.data.join("sandbox.json"));
        command
    }

    fn portico(&self, subcommand: &str) -> Command {
        let Arguments {
            port,
            sandbox_port,
            smtp_port,
            ..
        } = self.arguments;
        let mut command = self.program("portico");
        command
            .arg(subcommand)
            .env("PORTICO_SERVER__LISTEN", format!("127.0.0.1:{port}"))
            .env("PORTICO_SERVER__PUBLIC_URL", format!("http://localhost:{port}"))
            .env(
                "PORTICO_DATABASE__URL",
                format!("sqlite:{}", self.data.join("portico.db").display()),
            )
            .env("PORTICO_SECRETS__FILE", self.data.join("secret.key"))
            .env("PORTICO_ATTACHMENTS__FOLDER", self.data.join("files"))
            .env("PORTICO_SLACK__FILE_HOSTS", format!("127.0.0.1:{sandbox_port}"))
            .env("PORTICO_MAIL__SMTP_URL", format!("smtp://127.0.0.1:{smtp_port}"))
            .env("PORTICO_MAIL__INBOUND__DOMAIN", "replies.acme.example")
            .env("PORTICO_MAIL__INBOUND__SECRET", ANSWERS_SECRET)
            .env(
                "PORTICO_SLACK__API_URL",
                format!("http://127.0.0.1:{sandbox_port}/slack/api/"),
            )
            .env("PORTICO_SLACK__BOT_TOKEN", "xoxb-sandbox")
            .env("PORTICO_SLACK__CLIENT_ID", "portico-sandbox")
            .env("PORTICO_SLACK__CLIENT_SECRET", "sandbox-client-secret")
            // The sandbox takes as many as come.
            .env("PORTICO_SLACK__CHANNEL_INTERVAL_MS", "0")
            .env("PORTICO_SLACK__SIGNING_SECRET", "sandbox-signing-secret")
            .env("PORTICO_OPENID__ALLOW_HOSTS", format!("127.0.0.1:{sandbox_port}"));
        for (provider, address) in [("GOOGLE", "ISSUER"), ("MICROSOFT", "BASE_URL"), ("SLACK", "ISSUER")] {
            let name = provider.to_lowercase();
            command
                .env(
                    format!("PORTICO_OPENID__{provider}__{address}"),
                    format!("http://127.0.0.1:{sandbox_port}/openid/{name}"),
                )
                .env(format!("PORTICO_OPENID__{provider}__CLIENT_ID"), "portico-sandbox")
                .env(
                    format!("PORTICO_OPENID__{provider}__CLIENT_SECRET"),
                    "sandbox-client-secret",
                );
        }
        command
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command.current_dir(workspace::root());
        command
    }

    fn say_who_to_be(&self) {
        let Arguments { port, sandbox_port, .. } = self.arguments;
        println!(
            "
Portico is running. Ctrl-C ends it; what you do is kept in {}.

  Portal    http://acme.localhost:{port}/          sign in as maria@globex.example, tom@globex.example or priya@initech.example
  Console   http://acme.localhost:{port}/console/  sign in as ana@acme.example (owner), ben@acme.example or chloe@acme.example
  Slack     http://localhost:{sandbox_port}/slack          the team's workspace: read its channels, write as anybody
  Mailbox   http://localhost:{sandbox_port}/mail           every mail that Portico sends, those with your sign-in links too
  API       http://acme.localhost:{port}/docs/
",
            self.data.display()
        );
    }
}

/// The *bot events* of a manifest of ours.
fn bot_events(manifest: &str) -> Result<Vec<String>> {
    let list = manifest
        .lines()
        .find_map(|line| line.trim().strip_prefix("bot_events: [")?.strip_suffix(']'));
    let list = list.context("the manifest subscribes to nothing")?;
    Ok(list.split(", ").map(str::to_owned).collect())
}

/// Returns when a GET of `path` is answered with 200.
async fn ready(port: u16, path: &str) {
    while !answers(port, path) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Blocks for a moment; there is nothing else to do meanwhile, and it saves an HTTP client.
fn answers(port: u16, path: &str) -> bool {
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let wait = Duration::from_secs(2);
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect_timeout(&address, wait)?;
        stream.set_read_timeout(Some(wait))?;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        )?;
        let mut status = [0; 12];
        stream.read_exact(&mut status)?;
        Ok(&status == b"HTTP/1.1 200")
    };
    ask().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_events_are_those_of_the_manifest() {
        let events = bot_events(include_str!("../../../README.md")).unwrap();
        assert!(events.iter().any(|it| it == "message.channels"), "{events:?}");
        assert!(events.iter().all(|it| !it.contains([' ', ',', '[', ']'])), "{events:?}");
        assert!(bot_events("settings:\n").is_err());
    }
}
