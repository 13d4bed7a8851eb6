//! `cargo xtask setup`: everything the tests need and a machine may lack. Says what it installs, and where.
//!
//! Into the system go Debian packages only; everything else stays below the folders of this project (`target/tools`,
//! `e2e/node_modules`), except for rustup's wasm target, which rustup keeps.

use std::env::consts::ARCH;
use std::fs;
use std::io::IsTerminal as _;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};

use crate::{tools, workspace};

/// For machines whose distribution still carries an older one.
const NODE: &str = "22.23.3";

/// Everything that `just test` needs.
pub(crate) fn run() -> Result<()> {
    wasm_target()?;
    debian_packages()?;
    node()?;
    browser_tools()
}

/// The standard library for the browser apps. All that `just run` needs besides cargo.
pub(crate) fn wasm_target() -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let output = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .current_dir(workspace::root())
        .output()
        .context("running rustc")?;
    if output.status.success() && Path::new(String::from_utf8(output.stdout)?.trim()).exists() {
        return Ok(());
    }
    eprintln!("Installing Rust's {TARGET} target, for the browser apps (rustup keeps it) …");
    call(
        Command::new("rustup")
            .args(["target", "add", TARGET])
            .current_dir(workspace::root()),
    )
}

/// What is missing of the programs that come as Debian packages. Node counts only where there is none at all: an old
/// one still brings npm, and with it a newer Node.
fn missing_packages() -> Vec<&'static str> {
    let python = Command::new("python3")
        .args(["-c", "import ensurepip, venv"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    let mut packages = Vec::new();
    let mut need = |there: bool, names: &[&'static str]| {
        if !there {
            packages.extend_from_slice(names);
        }
    };
    need(tools::postgres().is_some(), &["postgresql"]);
    need(tools::chromium().is_some(), &["chromium"]);
    need(tools::find("npm").is_some(), &["nodejs", "npm"]);
    need(python, &["python3-venv"]);
    packages
}

fn debian_packages() -> Result<()> {
    let packages = missing_packages();
    if packages.is_empty() {
        return Ok(());
    }
    let list = packages.join(" ");
    ensure!(
        tools::find("apt-get").is_some(),
        "the tests need programs that are not installed; Debian's packages of them are: {list}"
    );
    let Some(mut apt_get) = privileged(&["apt-get"]) else {
        bail!("the tests need Debian packages that are not installed. Please run:\n\n  sudo apt-get install {list}\n");
    };
    eprintln!("Installing Debian packages: {list} …");
    if let Some(mut update) = privileged(&["apt-get", "update", "-q"]) {
        call(&mut update)?;
    }
    apt_get
        .args(["install", "-y", "-q", "--no-install-recommends"])
        .args(&packages);
    call(apt_get.env("DEBIAN_FRONTEND", "noninteractive"))?;
    let still = missing_packages();
    ensure!(
        still.is_empty(),
        "still missing after the installation: {}",
        still.join(" ")
    );
    Ok(())
}

/// `command` as root: by sudo, which asks for a password where somebody sits who can give it.
fn privileged(command: &[&str]) -> Option<Command> {
    let root = Command::new("id").arg("-u").output();
    let root = root.is_ok_and(|output| output.stdout.trim_ascii() == b"0");
    let mut words = command.to_vec();
    if !root {
        tools::find("sudo")?;
        words.splice(0..0, ["sudo", "--preserve-env=DEBIAN_FRONTEND"]);
        if !std::io::stdin().is_terminal() {
            words.insert(1, "--non-interactive");
        }
    }
    let mut command = Command::new(words[0]);
    command.args(&words[1..]);
    Some(command)
}

/// A Node that the tools of `e2e` accept: the system's, or one from npm's registry below `target/tools`.
fn node() -> Result<()> {
    if tools::node_will_do() {
        return Ok(());
    }
    let architecture = match ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => bail!("please install Node 20.19 or newer: there is none to fetch for {other}"),
    };
    let package = format!("node-linux-{architecture}");
    let folder = tools::node_folder();
    eprintln!(
        "Installing Node {NODE} into {}, because the system's is too old …",
        folder.display()
    );
    fs::create_dir_all(folder.join("bin"))?;
    call(
        Command::new("npm")
            .args([
                "install",
                "--no-save",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--loglevel=error",
                "--prefix",
            ])
            .arg(&folder)
            .arg(format!("{package}@{NODE}")),
    )?;
    let link = folder.join("bin/node");
    if !link.exists() {
        symlink(folder.join("node_modules").join(&package).join("bin/node"), &link)?;
    }
    ensure!(
        tools::node_will_do(),
        "{} does not run here; please install Node 20.19 or newer",
        link.display()
    );
    Ok(())
}

/// Playwright, axe and Redocly, exactly as `e2e/package-lock.json` has them.
fn browser_tools() -> Result<()> {
    let e2e = workspace::root().join("e2e");
    let wanted = fs::read(e2e.join("package-lock.json")).context("e2e/package-lock.json")?;
    let stamp = e2e.join("node_modules/.installed");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    eprintln!("Installing the browser tests' tools into e2e/node_modules (playwright-core, axe-core, @redocly/cli) …");
    call(
        Command::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
            .env("PATH", tools::path())
            .current_dir(&e2e),
    )?;
    fs::write(stamp, wanted)?;
    Ok(())
}

fn call(command: &mut Command) -> Result<()> {
    let status = command.status();
    let name = command.get_program().display();
    ensure!(
        status.with_context(|| format!("running {name}"))?.success(),
        "{name} failed; its message stands above"
    );
    Ok(())
}
