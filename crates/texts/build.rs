//! Writes the functions and lines of `src/lib.rs` from the catalogues.

#[path = "src/compile.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod compile;

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use anyhow::{Context as _, Result};
use compile::{Catalogue, Message};

/// In the order of `portico_types::portal::Language`, which a test compares.
const LANGUAGES: [&str; 7] = ["en", "de", "fr", "es", "pt", "ja", "ar"];

struct Area {
    name: &'static str,
    /// A message a language, in the messages' order.
    lines: Vec<Vec<String>>,
    messages: Vec<Message>,
}

#[expect(clippy::disallowed_methods, reason = "how cargo tells for what it builds")]
fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/compile.rs");
    println!("cargo::rerun-if-changed=locales");
    let web = env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32");
    let mut code = String::new();
    let browser = [area("ui")?, area("portal")?];
    write_browser(&mut code, &browser, web)?;
    writeln!(
        code,
        "#[cfg(test)]\nconst LANGUAGES: [&str; {}] = {LANGUAGES:?};",
        LANGUAGES.len()
    )?;
    if !web {
        write_server(&mut code, &area("mail")?)?;
        write_server(&mut code, &area("export")?)?;
        write_server(&mut code, &area("page")?)?;
    }
    let file = Path::new(&env::var("OUT_DIR")?).join("texts.rs");
    Ok(fs::write(file, code)?)
}

fn area(name: &'static str) -> Result<Area> {
    let read = |language: &str| {
        let path = format!("locales/{language}/{name}.ftl");
        let text = fs::read_to_string(&path).unwrap_or_default();
        Catalogue::parse(&text).with_context(|| path)
    };
    let english = read(LANGUAGES[0])?;
    let messages = english.messages().with_context(|| format!("{name}.ftl"))?;
    let mut lines = Vec::new();
    for language in LANGUAGES {
        let catalogue = read(language)?;
        let line = |message: &Message| -> Result<String> {
            let own = catalogue.line(message, language == "ar");
            let own = own.with_context(|| format!("locales/{language}/{name}.ftl"))?;
            match own {
                Some(line) => Ok(line),
                None => Ok(english.line(message, false)?.unwrap_or_default()),
            }
        };
        lines.push(messages.iter().map(line).collect::<Result<_>>()?);
    }
    Ok(Area { name, lines, messages })
}

/// All lines that a first visit needs come first, whatever their area.
fn write_browser(code: &mut String, areas: &[Area], web: bool) -> Result<()> {
    let count = |later: bool| {
        areas
            .iter()
            .flat_map(|it| &it.messages)
            .filter(|it| it.later == later)
            .count()
    };
    writeln!(code, "const FIRST_LINES: usize = {};", count(false))?;
    let (mut first, mut later) = (0, count(false));
    for area in areas {
        writeln!(
            code,
            "/// The texts of `locales/en/{}.ftl`.\npub mod {} {{",
            area.name, area.name
        )?;
        for (message, line) in area.messages.iter().zip(&area.lines[0]) {
            let at = if message.later { &mut later } else { &mut first };
            write_function(code, message, line, *at)?;
            *at += 1;
        }
        writeln!(code, "}}")?;
    }
    if !web {
        write_lines(code, "FIRST", areas, false)?;
        write_lines(code, "LATER", areas, true)?;
    }
    Ok(())
}

fn write_lines(code: &mut String, name: &str, areas: &[Area], later: bool) -> Result<()> {
    let of = |language: usize| -> Vec<&String> {
        let lines = areas
            .iter()
            .flat_map(|area| area.messages.iter().zip(&area.lines[language]));
        let wanted = lines.filter(|(message, _)| message.later == later);
        wanted.map(|(_, line)| line).collect()
    };
    let all: Vec<_> = (0..LANGUAGES.len()).map(of).collect();
    let (messages, languages) = (all[0].len(), all.len());
    writeln!(code, "static {name}: [[&str; {messages}]; {languages}] = {all:?};").map_err(Into::into)
}

fn write_function(code: &mut String, message: &Message, english: &str, at: usize) -> Result<()> {
    let name = message.id.replace('-', "_");
    writeln!(code, "    /// {}", shown(english))?;
    if message.variables.is_empty() {
        writeln!(
            code,
            "    pub fn {name}() -> &'static str {{ crate::browser::text({at}) }}"
        )?;
        return Ok(());
    }
    let (parameters, words) = signature(message);
    writeln!(
        code,
        "    pub fn {name}({parameters}) -> String {{ crate::browser::with({at}, &[{words}]) }}"
    )?;
    Ok(())
}

/// Those of the server and of the builds: in any language, asked each time.
fn write_server(code: &mut String, area: &Area) -> Result<()> {
    writeln!(
        code,
        "/// The texts of `locales/en/{}.ftl`, in any language.",
        area.name
    )?;
    writeln!(code, "pub mod {} {{", area.name)?;
    writeln!(code, "    /// What is said in this language.")?;
    writeln!(
        code,
        "    #[derive(Clone, Copy, Debug, PartialEq, Eq)]\n    pub struct Texts(pub crate::Language);"
    )?;
    writeln!(code, "    impl Texts {{")?;
    writeln!(
        code,
        "        fn line(self, at: usize) -> &'static str {{ LINES[self.0 as usize][at] }}"
    )?;
    for (at, (message, english)) in area.messages.iter().zip(&area.lines[0]).enumerate() {
        let name = message.id.replace('-', "_");
        writeln!(code, "        /// {}", shown(english))?;
        if message.variables.is_empty() {
            writeln!(
                code,
                "        pub fn {name}(self) -> &'static str {{ self.line({at}) }}"
            )?;
            continue;
        }
        let (parameters, words) = signature(message);
        writeln!(
            code,
            "        pub fn {name}(self, {parameters}) -> String {{ crate::say::say(self.0, self.line({at}), &[{words}]) }}"
        )?;
    }
    writeln!(code, "    }}")?;
    let (messages, languages) = (area.messages.len(), area.lines.len());
    writeln!(
        code,
        "    static LINES: [[&str; {messages}]; {languages}] = {:?};",
        area.lines
    )?;
    writeln!(code, "}}")?;
    Ok(())
}

/// Parameters, and the words made of them.
fn signature(message: &Message) -> (String, String) {
    let name = |name: &str| name.replace('-', "_");
    let parameters = message.variables.iter().map(|it| {
        if it.number {
            format!("{}: impl crate::Count", name(&it.name))
        } else {
            format!("{}: &str", name(&it.name))
        }
    });
    let words = message.variables.iter().map(|it| {
        if it.number {
            format!("crate::Word::Number(crate::Count::count({}))", name(&it.name))
        } else {
            format!("crate::Word::Text({})", name(&it.name))
        }
    });
    (
        parameters.collect::<Vec<_>>().join(", "),
        words.collect::<Vec<_>>().join(", "),
    )
}

/// The English text on one line, for people who read the code.
fn shown(line: &str) -> String {
    let readable = line.replace(['\u{1e}', '\u{1f}', '\n'], " ");
    let mut shown = String::new();
    for character in readable.chars() {
        match u32::from(character) {
            place @ 1..=8 => shown.extend(["‹", &place.to_string(), "›"]),
            _ => shown.push(character),
        }
    }
    shown.trim().replace('[', "\\[")
}
