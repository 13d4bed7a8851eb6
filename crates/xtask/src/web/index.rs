//! An index page a language, with the addresses of its texts and what is said before the app runs.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use portico_texts::page;
use portico_types::portal::Language;

use super::assets::Assets;
use super::{App, LATER};

/// The addresses of each language's texts.
pub(super) type Texts = BTreeMap<&'static str, Vec<String>>;

/// What the server looks for.
pub(crate) fn name(language: Language) -> String {
    format!("index.{language}.html")
}

/// Writes the app's pages and texts. `head` goes into each page.
pub(super) fn write(app: &App, source: &Path, assets: &mut Assets, head: &str) -> Result<Texts> {
    let template = fs::read_to_string(source.join("index.html")).context("index.html")?;
    let mut all = Texts::new();
    for &language in app.languages {
        let texts = texts(app, language, assets)?;
        let page = fill(&template, language, &texts, head)?;
        assets.write(&name(language), page.as_bytes())?;
        all.insert(language.as_str(), texts);
    }
    Ok(all)
}

fn texts(app: &App, language: Language, assets: &mut Assets) -> Result<Vec<String>> {
    let mut add = |stem: &str, file: String| assets.add(&format!("{stem}-{language}"), "txt", file.as_bytes());
    if !app.split {
        return Ok(vec![add("texts", portico_texts::whole_file(language))?]);
    }
    Ok(vec![
        add("texts", portico_texts::first_file(language))?,
        add(&format!("texts-{LATER}"), portico_texts::later_file(language))?,
    ])
}

fn fill(template: &str, language: Language, texts: &[String], head: &str) -> Result<String> {
    let said = page::Texts(language);
    let first = &texts[0];
    // Before the script, which asks for it: asked for twice, it would come twice.
    let preload = format!("<link rel=\"preload\" href=\"{first}\" as=\"fetch\" crossorigin>\n{head}");
    let words = [
        ("language", language.as_str()),
        ("direction", if language.is_right_to_left() { "rtl" } else { "ltr" }),
        ("texts", first),
        (LATER, texts.last().map_or("", String::as_str)),
        ("could-not-start", said.could_not_start()),
        ("needs-javascript", said.needs_javascript()),
        ("support", said.support()),
    ];
    let mut page = template.replace("<!-- head -->", &preload);
    for (name, word) in words {
        page = page.replace(&format!("{{{{{name}}}}}"), &escaped(word));
    }
    ensure!(!page.contains("{{"), "index.html has a place that nothing is for");
    Ok(page)
}

/// What the page says in `data-<name>` of its root.
pub(super) fn said(page: &str, name: &str) -> Result<String> {
    let attribute = format!(" data-{name}=\"");
    let (_, rest) = page
        .split_once(&attribute)
        .with_context(|| format!("index.html has no {attribute}"))?;
    let (value, _) = rest
        .split_once('"')
        .context("index.html has an attribute without an end")?;
    Ok(value.replace("&amp;", "&"))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_its_language_and_where_its_texts_are() {
        let template = r#"<html lang="{{language}}" dir="{{direction}}" data-texts="{{texts}}"><!-- head --><p>{{could-not-start}}</p>"#;
        let page = fill(
            template,
            Language::Arabic,
            &["/assets/texts-ar-1.txt".to_owned()],
            "<link>",
        )
        .unwrap();

        assert!(
            page.starts_with(r#"<html lang="ar" dir="rtl" data-texts="/assets/texts-ar-1.txt"><link rel="preload" "#)
        );
        assert!(page.contains("href=\"/assets/texts-ar-1.txt\" as=\"fetch\" crossorigin>\n<link>"));
        assert!(!page.contains("{{"));
    }

    #[test]
    fn a_place_that_nothing_is_for_is_found() {
        let filled = fill("<p>{{weather}}</p>", Language::English, &[String::new()], "");

        assert!(filled.is_err());
    }

    #[test]
    fn what_a_page_begins_with_is_said_in_one_place() {
        let page = r#"<html data-session="/refresh" data-list="/tickets?status=open&amp;limit=25">"#;

        assert_eq!(said(page, "session").unwrap(), "/refresh");
        assert_eq!(said(page, "list").unwrap(), "/tickets?status=open&limit=25");
        assert!(said(page, "texts").is_err());
    }
}
