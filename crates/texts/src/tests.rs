//! The catalogues are whole.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules, PluralRulesOptions};

use crate::Language;
use crate::compile::{Catalogue, Message};

const AREAS: [&str; 5] = ["ui", "portal", "mail", "export", "page"];

fn catalogue(language: Language, area: &str) -> Catalogue {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("locales/{language}/{area}.ftl"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Catalogue::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn everywhere(check: impl Fn(Language, &str, &[Message], &Catalogue) -> Vec<String>) {
    let mut wrong = Vec::new();
    for area in AREAS {
        let messages = catalogue(Language::English, area).messages().unwrap();
        for language in Language::ALL {
            let found = check(*language, area, &messages, &catalogue(*language, area));
            wrong.extend(found.into_iter().map(|it| format!("{language}/{area}.ftl: {it}")));
        }
    }
    assert!(wrong.is_empty(), "{} faults:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_message_is_there_in_every_language_and_no_other() {
    everywhere(|_, _, messages, own| {
        let wanted: BTreeSet<&str> = messages.iter().map(|it| it.id.as_str()).collect();
        let here: BTreeSet<&str> = own.ids().collect();
        let missing = wanted.difference(&here).map(|it| format!("{it} is missing"));
        let unknown = here.difference(&wanted).map(|it| format!("{it} is not in English"));
        missing.chain(unknown).collect()
    });
}

#[test]
fn every_translation_says_what_the_message_is_told() {
    everywhere(|_, _, messages, own| {
        let here = own.messages().unwrap();
        let mut wrong = Vec::new();
        for message in messages {
            let Some(own) = here.iter().find(|it| it.id == message.id) else {
                continue; // Another test's.
            };
            let names = |message: &Message| -> BTreeSet<String> {
                message.variables.iter().map(|it| it.name.clone()).collect()
            };
            // A language may say "one ticket" without the number, but not leave out a name.
            let texts = |message: &Message| -> BTreeSet<String> {
                message
                    .variables
                    .iter()
                    .filter(|it| !it.number)
                    .map(|it| it.name.clone())
                    .collect()
            };
            if !names(own).is_subset(&names(message)) || !texts(message).is_subset(&names(own)) {
                wrong.push(format!("{} has other variables", message.id));
            }
        }
        wrong
    });
}

#[test]
fn every_plural_has_the_forms_of_its_language() {
    everywhere(|language, _, messages, own| {
        let rules = PluralRules::try_new(
            Locale::try_from_str(language.as_str()).unwrap().into(),
            PluralRulesOptions::default(),
        )
        .unwrap();
        let forms: Vec<&str> = rules
            .categories()
            // Of whole numbers below a million, which is all that we count, no form is "many" in the Romance languages.
            .filter(|form| (0..1_000_u32).any(|n| rules.category_for(n) == *form))
            .map(|form| match form {
                PluralCategory::Zero => "zero",
                PluralCategory::One => "one",
                PluralCategory::Two => "two",
                PluralCategory::Few => "few",
                PluralCategory::Many => "many",
                PluralCategory::Other => "other",
            })
            .collect();
        let counting = messages.iter().filter(|it| it.variables.iter().any(|it| it.number));
        let missing = counting.filter_map(|message| {
            let selectors = own.selectors(&message.id);
            // Words select, or nothing does.
            if !selectors.iter().any(|it| it == "other") {
                return None;
            }
            let missing: Vec<&str> = forms
                .iter()
                .filter(|it| !selectors.iter().any(|own| own == *it))
                .copied()
                .collect();
            (!missing.is_empty()).then(|| format!("{} lacks {}", message.id, missing.join(", ")))
        });
        missing.collect()
    });
}

#[test]
fn the_languages_stand_in_one_order() {
    for (at, language) in Language::ALL.iter().enumerate() {
        assert_eq!(*language as usize, at);
    }
    assert_eq!(
        crate::LANGUAGES.to_vec(),
        Language::ALL.iter().map(|it| it.as_str()).collect::<Vec<_>>()
    );
}
