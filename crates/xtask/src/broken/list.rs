//! What there is to break, as `crates/api/tests/broken/*.toml` say.

use std::fs;
use std::ops::Range;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

use crate::workspace;

pub(super) const FOLDER: &str = "crates/api/tests/broken";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "break")]
    breaks: Vec<Break>,
}

/// A place that keeps a promise, what breaks it, and who must notice.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Break {
    /// Short, to be switched on and chosen by.
    pub(super) name: String,
    /// Which promise is broken: its number in `crates/api/tests/broken/README.md`, or several.
    pub(super) promise: String,
    /// What is wrong then, in a sentence.
    pub(super) what: String,
    /// From the root of the repository.
    pub(super) file: String,
    /// Occurs once in the file. Of `a «b» c` only `b` is replaced; the rest tells which `b`.
    find: String,
    /// An expression of the same type, or statements that bind nothing.
    pub(super) replace: String,
    /// Of the API test program. Each has to fail.
    pub(super) tests: Vec<String>,
    /// The only one on which it shows, if it does not on both.
    #[serde(default)]
    pub(super) database: Option<Database>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Database {
    Sqlite,
    Postgres,
}

impl Break {
    pub(super) fn is_called(&self, name: &str) -> bool {
        self.name == name || self.promise.split(", ").any(|promise| promise == name)
    }

    /// What is replaced in its file.
    pub(super) fn place(&self, source: &str) -> Result<Range<usize>> {
        let (before, rest) = self.find.split_once('«').unwrap_or(("", &self.find));
        let (found, after) = rest.split_once('»').unwrap_or((rest, ""));
        let whole = [before, found, after].concat();
        let places: Vec<_> = source.match_indices(&whole).map(|(at, _)| at).collect();
        ensure!(
            places.len() == 1 && !found.is_empty(),
            "{}: occurs {} times in {}, and not once: {whole}",
            self.name,
            places.len(),
            self.file
        );
        let start = places[0] + before.len();
        Ok(start..start + found.len())
    }
}

pub(super) fn read() -> Result<Vec<Break>> {
    let folder = workspace::root().join(FOLDER);
    let mut files = fs::read_dir(&folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    files.retain(|file| file.extension().is_some_and(|it| it == "toml"));
    files.sort();
    let mut breaks = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file)?;
        let read: File = toml::from_str(&text).with_context(|| format!("reading {}", file.display()))?;
        breaks.extend(read.breaks);
    }
    Ok(breaks)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::broken::weave;

    /// The source of a module of the API test program.
    fn source_of(module: &str) -> String {
        let path = workspace::root()
            .join("crates/api/tests/api")
            .join(module.replace("::", "/"));
        let file = fs::read_to_string(path.with_extension("rs"));
        file.or_else(|_| fs::read_to_string(path.join("mod.rs")))
            .unwrap_or_default()
    }

    #[test]
    fn everything_listed_can_still_be_broken() {
        let root = workspace::root();
        let breaks = read().unwrap();
        let wrong: Vec<String> = (breaks.iter())
            .filter_map(|it| {
                let source = fs::read_to_string(root.join(&it.file)).unwrap_or_default();
                it.place(&source).err().map(|err| err.to_string())
            })
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        for file in breaks.iter().map(|it| &it.file).collect::<BTreeSet<_>>() {
            weave::whole(&fs::read_to_string(root.join(file)).unwrap(), &weave::of(&breaks, file)).unwrap();
        }
    }

    #[test]
    fn every_test_named_exists_and_every_name_is_used_once() {
        let breaks = read().unwrap();
        let names: BTreeSet<_> = breaks.iter().map(|it| &it.name).collect();
        assert_eq!(names.len(), breaks.len());
        for it in &breaks {
            assert!(!it.tests.is_empty(), "{} names no test", it.name);
            for test in &it.tests {
                let (module, function) = test.rsplit_once("::").unwrap();
                let there = source_of(module).contains(&format!("fn {function}("));
                assert!(there, "{}: there is no test {test}", it.name);
            }
        }
    }

    #[test]
    fn what_stands_around_a_place_tells_which_one_is_meant() {
        let broken = |find: &str| Break {
            name: "it".to_owned(),
            promise: String::new(),
            what: String::new(),
            file: String::new(),
            find: find.to_owned(),
            replace: String::new(),
            tests: Vec::new(),
            database: None,
        };
        assert_eq!(broken("two").place("one two").unwrap(), 4..7);
        assert_eq!(broken("b.«is(a)»").place("a.is(a) b.is(a)").unwrap(), 10..15);
        assert!(broken("a").place("a.is(a)").is_err());
        assert!(broken("c").place("a.is(a)").is_err());
    }
}
