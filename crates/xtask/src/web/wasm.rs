//! From Rust to a module the browser loads.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use super::{APPS, App, pack, split};
use crate::{tools, workspace};

/// Pinned: its output is part of what we ship.
const BINARYEN: &str = "132.0.0";

pub(super) struct Module {
    pub(super) js: String,
    pub(super) wasm: Vec<u8>,
    /// The pages that a first visit can wait for.
    pub(super) later: Option<Vec<u8>>,
}

/// Compiles all apps at once, so that cargo shares what they share.
pub(super) fn compile(dev: bool) -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(workspace::root())
        .args(["build", "--target", "wasm32-unknown-unknown"]);
    cargo.args(["--profile", if dev { "dev" } else { "wasm-release" }]);
    for app in &APPS {
        cargo.args(["--package", app.package]);
    }
    ensure!(
        cargo.status().context("running cargo build")?.success(),
        "the browser apps do not compile"
    );
    Ok(())
}

/// Writes the glue between the compiled module and the browser, and shrinks both.
pub(super) fn bind(app: &App, dev: bool) -> Result<Module> {
    let target = workspace::target_folder()?;
    let profile = if dev { "debug" } else { "wasm-release" };
    let compiled = target
        .join("wasm32-unknown-unknown")
        .join(profile)
        .join(format!("{}.wasm", app.package));
    let parts = app.split.then(|| split::take_apart(&compiled)).transpose()?;
    let mut output = Bindgen::new()
        .input_path(parts.as_ref().map_or(&compiled, |parts| &parts.main))
        // The other module imports them.
        .keep_lld_exports(app.split)
        .web(true)?
        .typescript(false)
        // The boot script says where the module is: its name carries a hash the glue cannot know.
        .omit_default_module_path(true)
        .remove_name_section(!dev)
        .remove_producers_section(true)
        .generate_output()
        .with_context(|| format!("wasm-bindgen on {}", compiled.display()))?;
    ensure!(
        !output.js().contains("./snippets/"),
        "a dependency of {} brings JavaScript of its own, which this build does not copy",
        app.package
    );
    if !dev {
        let exports = &mut output.wasm_mut().exports;
        let names = exports.iter().map(|it| it.name.clone());
        let streams: Vec<_> = names.filter(|it| it.contains(pack::STREAMS)).collect();
        for name in streams {
            exports.remove(name)?;
        }
    }
    let wasm = output.wasm_mut().emit_wasm();
    let mut js = output.js().to_owned();
    let mut later = None;
    if let Some(parts) = parts {
        js = split::join(&js, &parts.link)?;
        later = Some(parts.later);
    }
    if dev {
        return Ok(Module { js, wasm, later });
    }
    let (wasm, js) = pack::pack(&optimise(app.name, wasm)?, &js)?;
    let later = later
        .map(|later| pack::reorder_only(&optimise(split::LATER_FILE, later)?))
        .transpose()?;
    Ok(Module { js, wasm, later })
}

/// `wasm-opt -O2`, when a Node that will do is there. Without it the apps work the same and weigh about a tenth more.
fn optimise(name: &str, wasm: Vec<u8>) -> Result<Vec<u8>> {
    let folder = workspace::root().join("target/tools");
    let Some(node) = tools::node() else {
        eprintln!(
            "No Node that will do is here (`cargo xtask setup`): wasm-opt skipped, the apps will be a little larger."
        );
        return Ok(wasm);
    };
    let Some(wasm_opt) = wasm_opt(&folder)? else {
        return Ok(wasm);
    };
    let (before, after) = (
        folder.join(format!("{name}.wasm")),
        folder.join(format!("{name}.opt.wasm")),
    );
    fs::write(&before, wasm)?;
    // Which features may be used stands in the module's `target_features` section.
    let status = Command::new(node)
        .arg(wasm_opt)
        // Not `-Oz`: its files are smaller, and larger once they are compressed. Browsers compile functions when they are first called, one by one,
        // so fewer of them start sooner; that is worth 300 bytes.
        .args(["-O2", "--strip-debug", "--strip-producers"])
        .arg(&before)
        .arg("-o")
        .arg(&after)
        .status()?;
    ensure!(status.success(), "wasm-opt failed on {}", before.display());
    Ok(fs::read(after)?)
}

/// The script to run with Node, installed on first use; none where the registry is missing.
fn wasm_opt(folder: &Path) -> Result<Option<PathBuf>> {
    let package = folder.join("node_modules/binaryen");
    let installed = fs::read_to_string(package.join("package.json"))
        .ok()
        .and_then(|json| serde_json::from_str::<serde_json::Value>(&json).ok())
        .is_some_and(|package| package["version"] == BINARYEN);
    if !installed {
        fs::create_dir_all(folder)?;
        let status = Command::new("npm")
            .args([
                "install",
                "--no-save",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--loglevel=error",
                "--prefix",
            ])
            .arg(folder)
            .arg(format!("binaryen@{BINARYEN}"))
            .env("PATH", tools::path())
            .stdout(Stdio::null())
            .status();
        if !status.is_ok_and(|status| status.success()) {
            eprintln!("npm could not install binaryen: wasm-opt skipped, the apps will be a little larger.");
            return Ok(None);
        }
    }
    Ok(Some(package.join("bin/wasm-opt")))
}
