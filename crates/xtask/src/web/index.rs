//! An index page a language, with the addresses of its texts and what is said before the app runs.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use portico_texts::page;
use portico_types::portal::Language;

use super::assets::Assets;
use super::{App, LATER};

/// The addresses of each language's texts that do not stand in its page.
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
        let (first, later) = if app.split {
            let later = portico_texts::later_file(language);
            let later = assets.add(&format!("texts-{LATER}-{language}"), "txt", later.as_bytes())?;
            (portico_texts::first_file(language), Some(later))
        } else {
            (portico_texts::whole_file(language), None)
        };
        let page = fill(&template, language, (&first, later.as_deref()), head)?;
        assets.write(&name(language), page.as_bytes())?;
        all.insert(language.as_str(), later.into_iter().collect());
    }
    Ok(all)
}

fn fill(template: &str, language: Language, (first, later): (&str, Option<&str>), head: &str) -> Result<String> {
    let said = page::Texts(language);
    ensure!(!first.contains('<'), "a text could end the element that holds it");
    // Before the script, so that they are there whenever the app starts.
    let head = format!("<script type=\"text/plain\" id=\"texts\">{first}</script>\n{head}");
    let words = [
        ("language", language.as_str()),
        ("direction", if language.is_right_to_left() { "rtl" } else { "ltr" }),
        (LATER, later.unwrap_or_default()),
        ("could-not-start", said.could_not_start()),
        ("needs-javascript", said.needs_javascript()),
        ("support", said.support()),
    ];
    let mut page = template.replace("<!-- head -->", &head);
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
    fn a_page_says_its_language_and_holds_its_first_texts() {
        let template = r#"<html lang="{{language}}" dir="{{direction}}" data-later="{{later}}"><!-- head --><p>{{could-not-start}}</p>"#;
        let page = fill(
            template,
            Language::Arabic,
            ("One\u{1d}two", Some("/assets/texts-later-ar-1.txt")),
            "<link>",
        )
        .unwrap();

        assert!(page.starts_with(
            "<html lang=\"ar\" dir=\"rtl\" data-later=\"/assets/texts-later-ar-1.txt\">\
             <script type=\"text/plain\" id=\"texts\">One\u{1d}two</script>\n<link>"
        ));
        assert!(!page.contains("{{"));
    }

    #[test]
    fn no_text_ends_what_holds_it() {
        assert!(fill("<!-- head -->", Language::English, ("a</script>", None), "").is_err());
    }

    #[test]
    fn a_place_that_nothing_is_for_is_found() {
        let filled = fill("<p>{{weather}}</p>", Language::English, ("", None), "");

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
