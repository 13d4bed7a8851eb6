//! `cargo xtask web`: from the sources of the two browser apps to the files the server embeds.
//!
//! Cargo compiles, `wasm-bindgen-cli-support` (the version of the lock, as a library: no tool to install) writes the
//! glue, `wasm-opt` shrinks where Node is there, and every file but the index gets its hash into its name.

mod assets;
mod css;
mod index;
mod inputs;
mod pack;
mod split;
mod wasm;

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use base64::{Engine as _, prelude::BASE64_STANDARD as BASE64};
use portico_types::portal::Language;
use sha2::{Digest as _, Sha256};

use crate::workspace;
use assets::Assets;
use index::Texts;
pub(crate) use index::name as index_name;

#[derive(Default, clap::Args)]
pub(crate) struct Arguments {
    /// Quick build: unoptimised and uncompressed
    #[arg(long)]
    dev: bool,
}

/// One browser app.
pub(crate) struct App {
    /// Its folder below `frontend/` and below `target/web/`.
    pub(crate) name: &'static str,
    pub(crate) package: &'static str,
    /// Where the server serves it, with a slash at both ends.
    base: &'static str,
    /// Has pages that a first visit can wait for, in a module of their own.
    split: bool,
    pub(crate) languages: &'static [Language],
}

/// Stands in the names of files that a first visit does not wait for.
pub(crate) const LATER: &str = "later";

pub(crate) const APPS: [App; 2] = [
    App {
        name: "portal",
        package: "portico-portal",
        base: "/",
        split: true,
        languages: Language::ALL,
    },
    App {
        name: "console",
        package: "portico-console",
        base: "/console/",
        split: false,
        languages: &[Language::English],
    },
];

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let web = workspace::web_folder();
    let stamp_file = web.join("stamp");
    let stamp = inputs::stamp(arguments.dev)?;
    let built = APPS
        .iter()
        .all(|app| web.join(app.name).join(index::name(Language::English)).exists());
    if built && fs::read_to_string(&stamp_file).is_ok_and(|old| old == stamp) {
        eprintln!("The browser apps are up to date.");
        return Ok(());
    }

    wasm::compile(arguments.dev)?;
    for app in &APPS {
        build(app, arguments.dev).with_context(|| format!("building the {}", app.name))?;
    }
    fs::write(stamp_file, stamp)?;
    Ok(())
}

fn build(app: &App, dev: bool) -> Result<()> {
    let source = workspace::root().join("frontend").join(app.name);
    let web = workspace::web_folder();
    let next = web.join(format!(".{}.next", app.name));
    if next.exists() {
        fs::remove_dir_all(&next)?;
    }
    let mut assets = Assets::new(&next, app.base, !dev)?;

    let mut module = wasm::bind(app, dev)?;
    let mut files = Vec::new();
    if let Some(later) = module.later {
        let later = assets.add(&format!("{}-{LATER}", app.name), "wasm", &later)?;
        module.js = split::point_to(&module.js, &later)?;
        files.push(later);
    }
    let wasm = assets.add(app.name, "wasm", &module.wasm)?;
    let js = assets.add(app.name, "js", module.js.as_bytes())?;
    let css = assets.add(app.name, "css", css::bundle(&source, app.split)?.as_bytes())?;
    // In the page itself: a request of its own would weigh more than it does.
    let favicon = fs::read_to_string(source.join("favicon.svg")).context("favicon.svg")?;
    let favicon = format!("data:image/svg+xml,{}", in_address(&favicon));
    let boot = script("boot.js")?.replace("{{begin}}", &script("begin.js")?);
    let boot = boot.replace("{{js}}", &js).replace("{{wasm}}", &wasm);
    // By which the server's content policy lets in this script and no other.
    assets.write("boot.sha256", BASE64.encode(Sha256::digest(&boot)).as_bytes())?;

    // The boot script is classic and blocking on purpose: it sets the theme before the first paint. It stands before the style sheet, which
    // it would wait for, and behind what it asks for, which would come twice. Everything else is fetched beside it.
    let head = format!(
        r#"<link rel="icon" type="image/svg+xml" href="{favicon}">
<link rel="modulepreload" href="{js}">
<link rel="preload" href="{wasm}" as="fetch" type="application/wasm" crossorigin>
<script>{boot}</script>
<link rel="stylesheet" href="{css}">"#
    );
    let page = [css, js, wasm];
    let texts = index::write(app, &source, &mut assets, &head)?;
    files.extend(page.clone());
    on_devices(
        &source,
        &mut assets,
        &Kept {
            files,
            page: &page,
            texts: &texts,
        },
    )?;

    replace_folder(&next, &web.join(app.name))?;
    eprintln!("{}: {}", app.name, assets.summary());
    Ok(())
}

/// A script that all apps share, without the lines that are for its readers.
fn script(name: &str) -> Result<String> {
    let text = fs::read_to_string(workspace::root().join("frontend/ui/src").join(name)).context(name.to_owned())?;
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    Ok(lines.collect::<Vec<_>>().join("\n"))
}

/// What is kept on devices.
struct Kept<'a> {
    /// In every language.
    files: Vec<String>,
    /// Those that each index page names.
    page: &'a [String],
    texts: &'a Texts,
}

/// What makes an app installable, where there is any of it: its icons, and the worker that keeps what [`Kept`] names. Under addresses that
/// stay the same.
fn on_devices(source: &Path, assets: &mut Assets, kept: &Kept<'_>) -> Result<()> {
    let worker = source.join("worker.js");
    if worker.exists() {
        let page = fs::read_to_string(source.join("index.html"))?;
        let text = fs::read_to_string(worker)?
            .replace("{{begin}}", &script("begin.js")?)
            .replace("{{info}}", &index::said(&page, "info")?)
            .replace("{{session}}", &index::said(&page, "session")?)
            .replace("{{list}}", &index::said(&page, "list")?)
            .replace("{{files}}", &serde_json::to_string(&kept.files)?)
            .replace("{{page}}", &serde_json::to_string(kept.page)?)
            .replace("{{texts}}", &serde_json::to_string(kept.texts)?);
        // Of another page another version is kept, too.
        let pages = Language::ALL.iter().map(|it| assets.read(&index::name(*it)));
        let version = pages.chain([Ok(text.clone())]).collect::<Result<String>>()?;
        let text = text.replace("{{version}}", &assets::short_hash(version.as_bytes()));
        assets.write("worker.js", text.as_bytes())?;
    }
    for size in [192, 512] {
        let name = format!("icon-{size}.png");
        if source.join(&name).exists() {
            assets.write(&name, &fs::read(source.join(&name))?)?;
        }
    }
    Ok(())
}

/// A small picture as part of an address in an attribute.
fn in_address(svg: &str) -> String {
    let plain = svg.trim().replace('"', "'");
    plain.replace('#', "%23").replace('<', "%3C").replace('>', "%3E")
}

/// A server that reads from disk sees the old app or the new one, for all but an instant.
fn replace_folder(new: &Path, old: &Path) -> Result<()> {
    if old.exists() {
        fs::remove_dir_all(old)?;
    }
    fs::rename(new, old)?;
    Ok(())
}
