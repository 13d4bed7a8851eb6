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
    },
}

pub(super) fn run(command: &Command) -> anyhow::Result<()> {
    match command {
        Command::Manifest { url } => {
            if url.scheme() != "https" || url.host_str().is_none() {
                bail!("Slack tells of events over https only, and {url} is no such address");
            }
            print!("{}", slack::manifest(url));
        }
    }
    Ok(())
}
