//! `portico slack`: what Slack is to be told.

use anyhow::bail;
use clap::Subcommand;
use url::Url;

use crate::slack;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Print the manifest from which Slack makes the app (api.slack.com/apps, From a manifest).
    Manifest {
        /// Where Portico is reached, such as https://help.example.com.
        #[arg(long)]
        url: Url,
        /// For Socket Mode: Slack reaches Portico by a connection that Portico opens, and needs no address of it.
        #[arg(long)]
        socket: bool,
    },
}

pub(super) fn run(command: &Command) -> anyhow::Result<()> {
    match command {
        Command::Manifest { url, socket } => {
            if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
                bail!("{url} is no address of a web server");
            }
            if !socket && url.scheme() != "https" {
                bail!("Slack tells of events over https only; without such an address use --socket");
            }
            print!("{}", slack::manifest(url, *socket));
        }
    }
    Ok(())
}
