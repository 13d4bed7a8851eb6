//! `portico slack`: what Slack is to be told.

use anyhow::bail;
use clap::Subcommand;
use url::Url;

use crate::slack;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Print the manifest from which Slack makes the app (api.slack.com/apps, From a manifest).
    Manifest {
        /// Where Portico is reached, such as `https://help.example.com`.
        #[arg(long)]
        url: Url,
        /// For Socket Mode, where Slack cannot reach Portico.
        #[arg(long)]
        socket: bool,
    },
}

pub(super) fn run(command: &Command) -> anyhow::Result<()> {
    match command {
        Command::Manifest { url, socket } => {
            if url.scheme() != "https" || url.host_str().is_none() {
                bail!("Slack knows Portico by an https address only, and {url} is none");
            }
            print!("{}", slack::manifest(url, *socket));
        }
    }
    Ok(())
}
