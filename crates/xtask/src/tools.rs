//! Programs that are not ours: where they are, and whether they will do.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::workspace;

/// The oldest Node that all tools of `e2e` accept.
const NODE: (u32, u32) = (20, 19);

/// Where `setup` puts a Node when the system's is too old.
pub(crate) fn node_folder() -> PathBuf {
    workspace::root().join("target/tools/node")
}

/// What to search for programs: a Node of our own, where there is one, comes first.
#[expect(
    clippy::disallowed_methods,
    reason = "where programs are is for the environment to say"
)]
pub(crate) fn path() -> OsString {
    before(&node_folder().join("bin"), env::var_os("PATH").unwrap_or_default())
}

/// A folder, if it is there, before all others.
fn before(folder: &Path, others: OsString) -> OsString {
    if !folder.exists() {
        return others;
    }
    let folders = std::iter::once(folder.to_owned()).chain(env::split_paths(&others));
    env::join_paths(folders).unwrap_or(others)
}

/// Where a program stands, as a shell would find it.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    env::split_paths(&path())
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// The Node that everything is run with: the one that `setup` fetched, where it had to, else the system's; none that is too old.
pub(crate) fn node() -> Option<PathBuf> {
    let node = find("node")?;
    version(Some(&node)).filter(|version| *version >= NODE)?;
    Some(node)
}

pub(crate) fn node_will_do() -> bool {
    node().is_some()
}

fn version(node: Option<&Path>) -> Option<(u32, u32)> {
    let output = Command::new(node?).arg("--version").output().ok()?;
    parse_version(&String::from_utf8(output.stdout).ok()?)
}

/// `v20.19.4` is `(20, 19)`.
fn parse_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim().strip_prefix('v')?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// The browser of the stories: `CHROMIUM`, or the first that is installed.
#[expect(
    clippy::disallowed_methods,
    reason = "which browser is for whoever runs the stories to say"
)]
pub(crate) fn chromium() -> Option<PathBuf> {
    match env::var_os("CHROMIUM") {
        Some(chosen) => Some(PathBuf::from(chosen)),
        None => ["chromium", "chromium-browser", "google-chrome"]
            .into_iter()
            .find_map(find),
    }
}

/// The folder of the newest PostgreSQL server. Debian keeps `initdb` and `postgres` off the `PATH`.
pub(crate) fn postgres() -> Option<PathBuf> {
    let installed = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = installed
        .filter_map(|entry| Some((number(&entry.file_name())?, entry.path().join("bin"))))
        .filter(|(_, folder)| folder.join("initdb").exists())
        .max();
    match newest {
        Some((_, folder)) => Some(folder),
        None => find("initdb")?.parent().map(Path::to_owned),
    }
}

fn number(name: &OsStr) -> Option<u32> {
    name.to_str()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_compare_by_number() {
        assert_eq!(parse_version("v20.19.4\n"), Some((20, 19)));
        assert!(parse_version("v9.11.2") < Some(NODE));
        assert!(parse_version("v22.1.0") > Some(NODE));
        assert_eq!(parse_version("not a version"), None);
    }
}
