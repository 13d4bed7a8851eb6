//! The copy of the sources with all breaks in it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use super::list::Break;
use super::weave;
use crate::workspace;

/// Writes the copy and returns where it is. What has not changed since the last time is left alone, so that cargo builds no more than it
/// has to.
pub(super) fn copy(breaks: &[Break]) -> Result<PathBuf> {
    let tree = workspace::target_folder()?.join("broken/tree");
    let mut wanted = BTreeSet::new();
    let mut put = |name: String, bytes: Vec<u8>| -> Result<()> {
        write(&tree.join(&name), &bytes).with_context(|| format!("copying {name}"))?;
        wanted.insert(tree.join(name));
        Ok(())
    };
    let roots = breaks
        .iter()
        .map(|it| sources(&it.file))
        .collect::<Result<BTreeSet<_>>>()?;
    for name in sources_of_repository()? {
        let path = workspace::root().join(&name);
        // Git still names what was deleted and not committed.
        let Ok(mut bytes) = fs::read(&path) else { continue };
        let here = weave::of(breaks, &name);
        if !here.is_empty() {
            let source = String::from_utf8(bytes).with_context(|| format!("reading {name}"))?;
            bytes = weave::whole(&source, &here)?.into_bytes();
        }
        if let Some(root) = roots.iter().find(|root| name == format!("{root}/lib.rs")) {
            let source = String::from_utf8(bytes).with_context(|| format!("reading {name}"))?;
            // What is broken leaves something unused behind.
            bytes = format!("#![allow(warnings)]\n{source}\nmod broken;\n").into_bytes();
            put(format!("{root}/broken.rs"), weave::MODULE.into())?;
        }
        put(name, bytes)?;
    }
    remove_others(&tree, &wanted)?;
    Ok(tree)
}

/// The `src` that a file is in.
fn sources(file: &str) -> Result<String> {
    let root = file.split_once("/src/").map(|(root, _)| format!("{root}/src"));
    root.with_context(|| format!("{file} is in no crate's src"))
}

fn sources_of_repository() -> Result<Vec<String>> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(workspace::root())
        .output()
        .context("running git")?;
    ensure!(
        output.status.success(),
        "git ls-files: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let names = String::from_utf8(output.stdout)?;
    Ok(names.split_terminator('\0').map(str::to_owned).collect())
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(path, bytes)?)
}

/// Removes what the sources no longer have.
fn remove_others(folder: &Path, wanted: &BTreeSet<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_others(&path, wanted)?;
        } else if !wanted.contains(&path) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}
