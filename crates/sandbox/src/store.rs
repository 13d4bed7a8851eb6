//! The data file: messages and mails survive a restart of the sandbox.

use std::{io::Write, path::Path, time::Duration};

use anyhow::Context;
use serde::Deserialize;
use serde_json::json;
use tokio::time::sleep;

use crate::{World, mail::Mail, slack};

/// What the file holds.
#[derive(Deserialize)]
pub(crate) struct Stored {
    pub slack: slack::State,
    /// Further workspaces.
    #[serde(default)]
    pub others: Vec<slack::State>,
    pub mails: Vec<Mail>,
}

/// Several changes in a row become one write.
const AFTER: Duration = Duration::from_millis(200);

/// Reads the file, if there is one.
pub(crate) fn load(path: &Path) -> anyhow::Result<Option<Stored>> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("reading {}", path.display())),
    };
    let stored = serde_json::from_str(&text);
    stored
        .map(Some)
        .with_context(|| format!("{} is no data file of this sandbox", path.display()))
}

/// Writes the file in whole or not at all.
pub(crate) fn save(path: &Path, world: &World) -> anyhow::Result<()> {
    let text = json!({"slack": world.slack.snapshot(), "others": world.teams.others(), "mails": world.mailbox.mails()})
        .to_string();
    let part = path.with_added_extension("part");
    let write = || {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut file = std::fs::File::create(&part)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&part, path)
    };
    write().with_context(|| format!("writing {}", path.display()))
}

/// Writes the file after every change, until the task is aborted.
pub(crate) async fn keep(path: std::path::PathBuf, world: World) {
    let mut changes = world.changes.subscribe();
    while changes.changed().await.is_ok() {
        sleep(AFTER).await;
        changes.mark_unchanged();
        if let Err(error) = save(&path, &world) {
            tracing::error!("{error:#}");
        }
    }
}
