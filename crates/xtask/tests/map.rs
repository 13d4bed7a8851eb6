//! What developers find their way by: the map (`crates/README.md`) names no file, folder or item that is not there, and every file says at
//! its top what it is for. Whether that is true, a person must see.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// What is made, and what others made.
const NOT_OURS: [&str; 4] = ["target", "node_modules", ".git", "dist"];
const ENDINGS: [&str; 8] = ["rs", "js", "mjs", "toml", "md", "json", "css", "txt"];
/// Others' items.
const ELSEWHERE: [&str; 1] = ["leptos"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn is_rust(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|it| it == "rs")
}

/// All files and folders, from the root on, with `/` before each; of ours in Rust the text, too.
fn paths(folder: &Path, prefix: &str, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a folder that can be read") {
        let entry = entry.expect("an entry that can be read");
        let name = entry.file_name().into_string().expect("names are UTF-8");
        if NOT_OURS.contains(&name.as_str()) {
            continue;
        }
        let path = format!("{prefix}/{name}");
        if entry.path().is_dir() {
            paths(&entry.path(), &path, found);
            found.insert(path + "/", String::new());
        } else {
            let text = is_rust(&path).then(|| fs::read_to_string(entry.path()).expect("source that can be read"));
            found.insert(path, text.unwrap_or_default());
        }
    }
}

/// What stands between backticks, but for blocks.
fn spans(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2).map(str::trim)
}

fn is_path(span: &str) -> bool {
    let ending = span.rsplit_once('.').is_some_and(|(_, it)| ENDINGS.contains(&it));
    let whole = span
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '.'));
    let ours = ["crates/", "frontend/", "e2e/"].iter().any(|it| span.starts_with(it));
    whole && !span.starts_with('/') && (ending || span.ends_with('/') || ours)
}

/// `module::item`, by its module and item.
fn item_of(span: &str) -> Option<(&str, &str)> {
    let parts: Vec<&str> = span.split("::").collect();
    let is_name = |it: &&str| !it.is_empty() && it.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let [first, .., _] = parts[..] else { return None };
    if !parts.iter().all(is_name) || ELSEWHERE.contains(&first) {
        return None;
    }
    Some((parts[parts.len() - 2], parts[parts.len() - 1]))
}

fn says(text: &str, words: &[&str], name: &str) -> bool {
    words.iter().any(|word| {
        let what = format!("{word} {name}");
        text.match_indices(&what).any(|(at, _)| {
            let next = text[at + what.len()..].chars().next();
            !next.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_')
        })
    })
}

#[test]
fn the_map_names_only_what_is_there() {
    let mut all = BTreeMap::new();
    paths(&root(), "", &mut all);
    let map = fs::read_to_string(root().join("crates/README.md")).expect("the map");
    let (mut missing, mut seen) = (Vec::new(), 0);
    let ends_there = |span: &str, within: &[&str]| {
        let (file, folder) = (format!("/{span}"), format!("/{span}/"));
        all.keys().any(|path| {
            let here = within.is_empty()
                || within
                    .iter()
                    .any(|it| path.contains(&format!("/{}", it.trim_end_matches('/'))));
            here && (path.ends_with(&file) || path.ends_with(&folder))
        })
    };
    let mut within_block = false;
    for line in map.lines() {
        if line.starts_with("```") {
            within_block = !within_block;
        }
        if within_block {
            continue;
        }
        // What a row of the table speaks of is in the folders the row is about.
        let (about, rest) = match line.strip_prefix('|').and_then(|row| row.split_once('|')) {
            Some((about, rest)) => (about, rest),
            None => ("", line),
        };
        let folders: Vec<&str> = spans(about).collect();
        for span in folders.iter().filter(|it| **it != "where") {
            seen += 1;
            if !ends_there(span.trim_end_matches('/'), &[]) {
                missing.push((*span).to_owned());
            }
        }
        for span in spans(rest) {
            let there = if is_path(span) {
                let bare = !span.trim_end_matches('/').contains('/');
                ends_there(span.trim_end_matches('/'), if bare { &folders } else { &[] })
            } else if let Some((module, item)) = item_of(span) {
                let (file, folder) = (format!("/{module}.rs"), format!("/{module}/"));
                let of_type = module.starts_with(char::is_uppercase);
                all.iter().any(|(path, text)| {
                    if of_type {
                        says(text, &["impl", "impl<'a>", "enum", "trait", "for"], module)
                            && says(text, &["fn", "const", ""], item)
                    } else {
                        (path.ends_with(&file) || path.contains(&folder))
                            && says(
                                text,
                                &["fn", "struct", "enum", "trait", "const", "type", "mod", "static"],
                                item,
                            )
                    }
                })
            } else {
                continue;
            };
            seen += 1;
            if !there {
                missing.push(span.to_owned());
            }
        }
    }
    assert!(seen > 100, "the map has become unreadable to this test: {seen}");
    assert!(
        missing.is_empty(),
        "crates/README.md names what is not there: {missing:#?}"
    );
}

#[test]
fn every_file_says_at_its_top_what_it_is_for() {
    let mut all = BTreeMap::new();
    paths(&root(), "", &mut all);
    let silent = |(path, text): &(&String, &String)| is_rust(path) && !text.starts_with("//! ");
    let silent: Vec<_> = all.iter().filter(silent).map(|(path, _)| path).collect();
    assert!(silent.is_empty(), "files without a `//!`: {silent:#?}");
}
