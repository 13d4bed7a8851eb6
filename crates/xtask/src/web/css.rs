//! One style sheet per app: the theme, then the shared components, then the app's own. What is called `*.later.css` comes with the app's
//! second module instead, where it has one.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::inputs::with_extension;
use crate::workspace;

const LATER: &str = ".later.css";

/// `split`: the app has a second module.
pub(super) fn bundle(app: &Path, split: bool) -> Result<String> {
    let ui = workspace::root().join("frontend/ui/src");
    let mut files = with_extension(&ui, "css")?;
    // The theme and the base come first, so that components and apps may override them with equal weight; what comes later elsewhere
    // comes last here.
    files.sort_by_key(|file| match file.file_name().and_then(|name| name.to_str()) {
        Some("theme.css") => 0,
        Some("base.css") => 1,
        Some(name) if name.ends_with(LATER) => 3,
        _ => 2,
    });
    files.extend(with_extension(&app.join("src"), "css")?);
    let later = |file: &PathBuf| file.to_string_lossy().ends_with(LATER);
    files.retain(|file| !(split && later(file)));

    let mut bundle = String::new();
    for file in files {
        bundle.push_str(&minify(&fs::read_to_string(file)?));
    }
    Ok(bundle)
}

/// Drops comments and needless white space. Light on purpose: brotli does the rest.
fn minify(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    let mut space = false;
    while let Some(next) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.find("*/").map_or("", |end| &comment[end + 2..]);
            continue;
        }
        if next.is_whitespace() {
            space = true;
            rest = rest.trim_start();
            continue;
        }
        if std::mem::take(&mut space) && !out.ends_with(['{', '}', ';', ',', ':']) && !"{};,".contains(next) {
            out.push(' ');
        }
        let length = match next {
            '"' | '\'' => rest[1..].find(next).map_or(rest.len(), |end| end + 2),
            _ => next.len_utf8(),
        };
        if next == '}' && out.ends_with(';') {
            out.pop();
        }
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_later_is_in_the_second_module() {
        for part in ["ui", "portal"] {
            let source = workspace::root().join("frontend").join(part).join("src");
            let styles = fs::read_to_string(source.join("styles.rs")).unwrap();
            for file in with_extension(&source, "css").unwrap() {
                let name = file.strip_prefix(&source).unwrap().to_string_lossy();
                let there = styles.contains(&format!("include_str!(\"{name}\")"));
                assert_eq!(there, name.ends_with(LATER), "{name} in {part}");
            }
        }
    }

    #[test]
    fn comments_and_white_space_go() {
        assert_eq!(
            minify("a {\n  color: red; /* why */\n  top: 0;\n}\n\nb > c { d: e }\n"),
            "a{color:red;top:0}b > c{d:e}"
        );
    }

    #[test]
    fn a_space_that_means_descendant_stays() {
        assert_eq!(minify(".a :focus , .b { x: y }"), ".a :focus,.b{x:y}");
        assert_eq!(
            minify("@media (min-width: 1px) and (x) { a { b: calc(1px + 2px) } }"),
            "@media (min-width:1px) and (x){a{b:calc(1px + 2px)}}"
        );
    }

    #[test]
    fn strings_stay_as_they_are() {
        assert_eq!(
            minify("a::before { content: \" ;  { \" }"),
            "a::before{content:\" ;  { \"}"
        );
    }
}
