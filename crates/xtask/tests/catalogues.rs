//! What people read stands in the catalogues (`crates/texts`), not in the apps that contacts use.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Attributes and properties whose value is read by people; all others are for machines.
const SAID: [&str; 12] = [
    "aria-label",
    "aria-description",
    "aria-valuetext",
    "title",
    "placeholder",
    "alt",
    "label",
    "help",
    "text",
    "heading",
    "action",
    "summary",
];

#[test]
fn no_text_of_the_portal_stands_in_its_code() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../frontend");
    let mut files = Vec::new();
    for folder in ["ui/src", "portal/src"] {
        rust_files(&root.join(folder), &mut files);
    }
    assert!(files.len() > 80, "the apps are elsewhere");
    let mut found = Vec::new();
    for file in files {
        let code = fs::read_to_string(&file).unwrap();
        let name = file.strip_prefix(&root).unwrap().display().to_string();
        found.extend(said(&code).into_iter().map(|text| format!("{name}: {text:?}")));
    }
    assert!(
        found.is_empty(),
        "move these to crates/texts/locales/en:\n{}",
        found.join("\n")
    );
}

#[test]
fn a_text_is_found_wherever_a_view_says_it() {
    let found = |code: &str| said(&format!("fn it() {{ {code} }}"));

    assert_eq!(found(r#"view! { <p>"Hello"</p> }"#), ["Hello"]);
    assert_eq!(
        found(r#"view! { <p>{move || view! { <b>"there"</b> }}</p> }"#),
        ["there"]
    );
    assert_eq!(found(r#"view! { <Button label="Close" /> }"#), ["Close"]);
    assert_eq!(
        found(r#"view! { <a aria-label="close it" class="button link" /> }"#),
        ["close it"]
    );
    assert_eq!(found(r#"toast("It is saved.");"#), ["It is saved."]);
    assert_eq!(found(r#"let it = format!("Sent by {name}");"#), ["Sent by {name}"]);
}

#[test]
fn what_only_machines_read_is_no_text() {
    let none = [
        r#"view! { <a class="button link" href="/new" role="menuitem" aria-current="page">" · " "(" {name}</a> }"#,
        r#"view! { <p hidden=move || it.then_some("true")>{"\u{2060}"}</p> }"#,
        r#"headers.set("Authorization", &format!("Bearer {token}"));"#,
        r#"let path = "M16 6 6 11.5V14h20v-2.5z";"#,
        r#"#[expect(clippy::all, reason = "It is known to be so")] let it = 1;"#,
        "/// It is a comment.\nlet it = 1;",
    ];
    for code in none {
        assert!(said(&format!("fn it() {{ {code} }}")).is_empty(), "{code}");
    }
    let tests = "#[cfg(test)]\nmod tests { fn it() { say(\"It is a test.\"); } }";
    assert!(said(tests).is_empty());
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|it| it == "rs") {
            files.push(path);
        }
    }
}

/// The texts that stand in a file. Its tests may say what they like.
fn said(code: &str) -> Vec<String> {
    let code = code.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let tokens: TokenStream = code.parse().expect("the file is no Rust");
    let mut found = Vec::new();
    look(tokens, false, &mut found);
    found
}

/// `in_view`: straight inside of a `view!`, where a bare literal is a text node.
fn look(tokens: TokenStream, in_view: bool, found: &mut Vec<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => {
                let inner = is_punct(&tokens, at, 1, '!') && is_punct(&tokens, at, 2, '#');
                let attribute = group.delimiter() == Delimiter::Bracket && (inner || is_punct(&tokens, at, 1, '#'));
                if !attribute {
                    look(group.stream(), is_view(&tokens, at), found);
                }
            }
            TokenTree::Literal(literal) => {
                let Some(text) = text_of(&literal.to_string()) else {
                    continue;
                };
                let is_said = match (in_view, attribute_before(&tokens, at)) {
                    (true, Some(name)) => SAID.contains(&name.as_str()) && has_letters(&text),
                    (true, None) => has_letters(&text),
                    (false, _) => is_sentence(&text),
                };
                if is_said {
                    found.push(text);
                }
            }
            _ => {}
        }
    }
}

fn is_punct(tokens: &[TokenTree], at: usize, back: usize, wanted: char) -> bool {
    let before = at.checked_sub(back).and_then(|at| tokens.get(at));
    matches!(before, Some(TokenTree::Punct(it)) if it.as_char() == wanted)
}

fn is_view(tokens: &[TokenTree], at: usize) -> bool {
    let name = at.checked_sub(2).and_then(|at| tokens.get(at));
    is_punct(tokens, at, 1, '!') && matches!(name, Some(TokenTree::Ident(it)) if it == "view")
}

/// `aria-label` of `aria-label="…"`.
fn attribute_before(tokens: &[TokenTree], at: usize) -> Option<String> {
    if !is_punct(tokens, at, 1, '=') {
        return None;
    }
    let mut name = String::new();
    for token in tokens[..at - 1].iter().rev() {
        match token {
            TokenTree::Ident(it) if name.is_empty() || name.starts_with(['-', ':']) => {
                name.insert_str(0, &it.to_string());
            }
            TokenTree::Punct(it) if matches!(it.as_char(), '-' | ':') && !name.is_empty() => {
                name.insert(0, it.as_char());
            }
            _ => break,
        }
    }
    Some(name)
}

/// What a literal says, if it is a string.
fn text_of(literal: &str) -> Option<String> {
    let text = literal.strip_prefix('"')?.strip_suffix('"')?;
    Some(text.to_owned())
}

/// Whether there is more than signs and escapes.
fn has_letters(text: &str) -> bool {
    let plain = text.split('\\').enumerate().map(|(n, part)| match n {
        0 => part,
        _ => part
            .split_once('}')
            .filter(|_| part.starts_with('u'))
            .map_or(part.get(1..).unwrap_or_default(), |(_, rest)| rest),
    });
    plain.collect::<String>().chars().any(char::is_alphabetic)
}

/// Begins as a sentence does, and goes on with a word.
fn is_sentence(text: &str) -> bool {
    let begins = text.chars().next().is_some_and(char::is_uppercase);
    let goes_on = text
        .split(' ')
        .skip(1)
        .any(|word| word.chars().next().is_some_and(char::is_lowercase) && word.chars().count() > 1);
    begins && goes_on
}
