//! Where things are.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

/// The folder of the root `Cargo.toml`.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).map_or_else(|| here.to_owned(), Path::to_owned)
}

/// Where the built apps stand. Not moved by `CARGO_TARGET_DIR`, because the server embeds this folder.
pub(crate) fn web_folder() -> PathBuf {
    root().join("target/web")
}

/// Where cargo writes, wherever the environment or a configuration file moved it.
pub(crate) fn target_folder() -> Result<PathBuf> {
    let output = Command::new("cargo")
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .context("running cargo metadata")?;
    ensure!(
        output.status.success(),
        "cargo metadata: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let folder = metadata["target_directory"]
        .as_str()
        .context("cargo metadata names no target_directory")?;
    Ok(PathBuf::from(folder))
}

/// Builds the server and the sandbox for development, and says where they are.
///
/// Cargo is given the programs and not their packages: then it chooses the features of `cargo test`, and what one of
/// them compiled the other need not.
pub(crate) fn build_programs() -> Result<PathBuf> {
    let status = Command::new("cargo")
        .args(["build", "--quiet", "--bin", "portico", "--bin", "portico-sandbox"])
        .current_dir(root())
        .status()
        .context("running cargo build")?;
    ensure!(status.success(), "the server or the sandbox does not compile");
    Ok(target_folder()?.join("debug"))
}
