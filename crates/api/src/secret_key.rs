//! The installation's one secret key: from the configuration, or made at the first start and kept in a file.

use std::{
    fs,
    io::{ErrorKind, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use anyhow::{Context, bail};
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::{auth, config};

/// The key's bytes. The file is readable by its owner only.
pub fn load_or_make(config: &config::Secrets) -> anyhow::Result<Vec<u8>> {
    let configured = config.key.expose_secret();
    if !configured.is_empty() {
        return Ok(configured.as_bytes().to_vec());
    }
    let file = Path::new(&config.file);
    if !file.exists() {
        make(file).with_context(|| format!("making {}", config.file))?;
    }
    let key = fs::read(file).with_context(|| format!("reading {}", config.file))?;
    // Everybody knows the empty key: with it anybody could sign access tokens.
    if key.len() < SHORTEST {
        bail!(
            "{} holds no key of at least {SHORTEST} characters; remove it to have a new one made (everybody signs in again)",
            config.file
        );
    }
    Ok(key)
}

/// The former keys that the configuration names.
pub fn previous(config: &config::Secrets) -> anyhow::Result<Vec<Vec<u8>>> {
    let mut keys = Vec::new();
    for (place, key) in config.previous.iter().enumerate() {
        let key = key.expose_secret();
        let key = match key.strip_prefix("file:") {
            Some(file) => fs::read(file).with_context(|| format!("reading {file}, a former key"))?,
            None => key.as_bytes().to_vec(),
        };
        if key.len() < SHORTEST {
            bail!(
                "entry {} of secrets.previous holds no key of at least {SHORTEST} characters",
                place + 1
            );
        }
        keys.push(key);
    }
    Ok(keys)
}

/// As for a key of one's own.
const SHORTEST: usize = 32;

/// Writes a new key beside `file` and moves it there whole: neither a crash nor another process that starts meanwhile finds half of it.
fn make(file: &Path) -> anyhow::Result<()> {
    let folder = file.parent().filter(|it| !it.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let new = folder.join(format!(".secret-{}", Uuid::now_v7()));
    let mut made = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&new)?;
    made.write_all(auth::secret().as_bytes())?;
    made.sync_all()?;
    let linked = fs::hard_link(&new, file);
    fs::remove_file(&new)?;
    match linked {
        // Another process was faster: its key is as good.
        Err(err) if err.kind() == ErrorKind::AlreadyExists => Ok(()),
        linked => {
            linked?;
            // The name must survive a power cut, too.
            Ok(fs::File::open(folder)?.sync_all()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets(folder: &Path) -> config::Secrets {
        config::Secrets {
            key: "".into(),
            previous: Vec::new(),
            file: folder.join("data/secret.key").display().to_string(),
        }
    }

    #[test]
    fn the_key_is_made_once_and_is_the_same_for_all_who_start_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let keys: Vec<_> = std::thread::scope(|scope| {
            let starts: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| load_or_make(&secrets(folder.path())).unwrap()))
                .collect();
            starts.into_iter().map(|it| it.join().unwrap()).collect()
        });

        assert!(keys.iter().all(|key| key.len() >= SHORTEST && *key == keys[0]));
        assert_eq!(fs::read_dir(folder.path().join("data")).unwrap().count(), 1);
    }

    #[test]
    fn a_file_without_a_whole_key_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let secrets = secrets(folder.path());
        fs::create_dir_all(folder.path().join("data")).unwrap();
        for half in ["", "half a key"] {
            fs::write(&secrets.file, half).unwrap();

            assert!(load_or_make(&secrets).is_err());
        }
    }

    #[test]
    fn former_keys_are_told_by_value_or_by_file() {
        let folder = tempfile::tempdir().unwrap();
        let mut secrets = secrets(folder.path());
        let file = folder.path().join("old.key");
        fs::write(&file, [b'f'; 40]).unwrap();
        secrets.previous = vec!["v".repeat(32).into(), format!("file:{}", file.display()).into()];

        assert_eq!(previous(&secrets).unwrap(), [vec![b'v'; 32], vec![b'f'; 40]]);

        secrets.previous = vec!["short".into()];
        assert!(previous(&secrets).is_err());
    }
}
