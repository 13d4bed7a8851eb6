//! `cargo xtask lint`: formatting and clippy, for both targets. No part of the tests: clippy shares nothing with what those build, and from
//! nothing takes over four minutes on two cores.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::web::APPS;
use crate::{setup, workspace};

pub(crate) fn run() -> Result<()> {
    setup::wasm_target()?;
    cargo(&["fmt", "--all", "--check"])?;
    cargo(&["clippy", "--all-targets", "--", "--deny=warnings"])?;
    // The browser apps are no default members, and compile for the browser only.
    let mut browser = vec!["clippy", "--target", "wasm32-unknown-unknown"];
    for app in &APPS {
        browser.extend(["--package", app.package]);
    }
    browser.extend(["--package", "portico-ui", "--", "--deny=warnings"]);
    cargo(&browser)
}

fn cargo(arguments: &[&str]) -> Result<()> {
    let status = Command::new("cargo")
        .args(arguments)
        .current_dir(workspace::root())
        .status();
    ensure!(
        status.context("running cargo")?.success(),
        "cargo {} found something",
        arguments[0]
    );
    Ok(())
}
