//! Which language the page is in. The server chooses by what somebody chose in this browser, else by what the browser asks for; what they
//! chose is a cookie, because the server must know before any script runs. It says a language and nothing else.

use js_sys::Reflect;
use leptos::prelude::{document, window};
use portico_types::portal::Language;

const COOKIE: &str = "portico_language";
const A_YEAR: u32 = 365 * 24 * 60 * 60;

/// What was chosen in this browser.
pub fn chosen() -> Option<Language> {
    let all = Reflect::get(&document(), &"cookie".into()).ok()?.as_string()?;
    let mut pairs = all.split("; ").filter_map(|it| it.split_once('='));
    pairs.find(|(name, _)| *name == COOKIE)?.1.parse().ok()
}

/// Keeps the choice and shows the page in it; `None` leaves it to the browser. What is being written is kept as a draft.
pub fn choose(language: Option<Language>) {
    keep(language);
    if language != Some(portico_texts::language()) {
        reload();
    }
}

/// Shows the page in the language that a person chose elsewhere. Once: where no cookie stays, the page stays as it is.
pub fn follow(wanted: Language) {
    if wanted == portico_texts::language() || chosen() == Some(wanted) {
        return;
    }
    keep(Some(wanted));
    if chosen() == Some(wanted) {
        reload();
    }
}

fn keep(language: Option<Language>) {
    let (word, age) = language.map_or(("", 0), |it| (it.as_str(), A_YEAR));
    let secure = window().location().protocol().is_ok_and(|it| it == "https:");
    let secure = if secure { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={word}; Path=/; SameSite=Lax; Max-Age={age}{secure}");
    let _ = Reflect::set(&document(), &"cookie".into(), &cookie.into());
}

fn reload() {
    let _ = window().location().reload();
}
