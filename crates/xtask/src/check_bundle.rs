//! `cargo xtask check-bundle`: what a first visit costs, and what must never be in it.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use portico_types::portal::Language;

use crate::web::{APPS, App, LATER, index_name};
use crate::workspace;

/// What the files of the portal's first visit may weigh, compressed. The whole visit, with headers and answers, may weigh 220,000 bytes, and
/// `e2e/stories/first-visit.test.js` weighs it in English; this is what leaves room for the rest, some 9,500 bytes and a little more, in every language. The
/// console's size is printed only.
const PORTAL_BUDGET: u64 = 210_000;

/// One of these in a browser app means that a server crate was linked into it.
const SERVER_CRATES: [&str; 7] = [
    "actix-web",
    "actix-http",
    "sea-orm",
    "sqlx",
    "tokio",
    "reqwest",
    "portico",
];

pub(crate) fn run() -> Result<()> {
    for app in &APPS {
        for language in app.languages {
            let total = print_sizes(app, *language)?;
            ensure!(
                app.name != "portal" || total <= PORTAL_BUDGET,
                "the portal is over its budget in {}: {total} of {PORTAL_BUDGET} bytes",
                language.label()
            );
        }
        refuse_server_crates(app)?;
    }
    Ok(())
}

fn print_sizes(app: &App, language: Language) -> Result<u64> {
    let folder = workspace::web_folder().join(app.name);
    let mut files = vec![size(&folder, &index_name(language))?];
    for entry in fs::read_dir(folder.join("assets")).context("run `cargo xtask web` first")? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let compressed = Path::new(&name).extension().is_some_and(|extension| extension == "br");
        if !compressed && !is_of_another(&name, language) {
            files.push(size(&folder, &format!("assets/{name}"))?);
        }
    }
    files.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    let is_later = |name: &str| name.contains(&format!("-{LATER}-"));
    let total = files
        .iter()
        .filter(|(name, _)| !is_later(name))
        .map(|(_, bytes)| bytes)
        .sum();

    println!("{}, {}", app.name, language.label());
    for (name, bytes) in &files {
        let note = if is_later(name) { " (not waited for)" } else { "" };
        println!("{bytes:>9}  {name}{note}");
    }
    println!("{total:>9}  in all");
    Ok(total)
}

/// Texts, but not in this language.
fn is_of_another(name: &str, language: Language) -> bool {
    name.starts_with("texts-") && !name.contains(&format!("-{language}-"))
}

fn size(folder: &Path, name: &str) -> Result<(String, u64)> {
    let compressed = folder.join(format!("{name}.br"));
    let Ok(metadata) = fs::metadata(&compressed) else {
        bail!(
            "{} is missing: run `cargo xtask web` (without --dev) first",
            compressed.display()
        );
    };
    Ok((name.to_owned(), metadata.len()))
}

fn refuse_server_crates(app: &App) -> Result<()> {
    let output = Command::new("cargo")
        .args([
            "tree",
            "--target",
            "wasm32-unknown-unknown",
            "--edges",
            "normal",
            "--prefix",
            "none",
        ])
        .args(["--format", "{p}", "--package", app.package])
        .current_dir(workspace::root())
        .output()
        .context("running cargo tree")?;
    ensure!(
        output.status.success(),
        "cargo tree: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let tree = String::from_utf8(output.stdout)?;
    let linked = |server: &&str| tree.lines().any(|line| line.split(' ').next() == Some(server));
    let found: Vec<_> = SERVER_CRATES.iter().filter(|server| linked(server)).collect();
    ensure!(
        found.is_empty(),
        "{} links {found:?}, which belong to the server",
        app.package
    );
    println!("{} links nothing of the server.", app.package);
    Ok(())
}
