//! The installation's one secret key: from the configuration, or made at the first start and kept in a file.

use std::{fs, io::Write, os::unix::fs::OpenOptionsExt, path::Path};

use anyhow::Context;
use secrecy::ExposeSecret;

use crate::{auth, config};

/// The key's bytes. The file is readable by its owner only.
pub fn load_or_make(config: &config::Secrets) -> anyhow::Result<Vec<u8>> {
    let configured = config.key.expose_secret();
    if !configured.is_empty() {
        return Ok(configured.as_bytes().to_vec());
    }
    let file = Path::new(&config.file);
    if let Ok(key) = fs::read(file) {
        return Ok(key);
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let key = auth::secret();
    let made = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file);
    match made {
        Ok(mut made) => {
            made.write_all(key.as_bytes())?;
            made.sync_all()?;
            Ok(key.into_bytes())
        }
        // Another process was faster: take its key.
        Err(_) => fs::read(file).with_context(|| format!("reading {}", config.file)),
    }
}
