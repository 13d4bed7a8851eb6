//! In which language somebody wants to read, as their browser says it.

use std::cmp::Reverse;

use actix_web::cookie::Cookie;
use actix_web::http::header::{self, HeaderMap, LanguageTag, Preference, Quality, QualityItem, from_comma_delimited};
use portico_types::portal::Language;

/// Keeps what somebody chose in this browser, signed in or not. Scripts of the portal write it.
pub(crate) const COOKIE: &str = "portico_language";

/// The language that a request asks for: English where it asks for none of ours.
pub(crate) fn wanted(headers: &HeaderMap) -> Language {
    said(headers).unwrap_or(Language::English)
}

/// The language that a request asks for, if it is one of ours: chosen in this browser, else the browser's own (RFC 9110, `Accept-Language`).
pub(crate) fn said(headers: &HeaderMap) -> Option<Language> {
    chosen(headers).or_else(|| accepted(headers))
}

fn chosen(headers: &HeaderMap) -> Option<Language> {
    let texts = headers.get_all(header::COOKIE).filter_map(|value| value.to_str().ok());
    let mut cookies = texts
        .flat_map(|text| text.split(';'))
        .filter_map(|it| Cookie::parse(it).ok());
    cookies.find(|it| it.name() == COOKIE)?.value().parse().ok()
}

/// The first of the most wanted. Regions do not matter: `pt-BR` is Portuguese.
fn accepted(headers: &HeaderMap) -> Option<Language> {
    type Wish = QualityItem<Preference<LanguageTag>>;
    let mut wishes: Vec<Wish> = from_comma_delimited(headers.get_all(header::ACCEPT_LANGUAGE)).ok()?;
    wishes.retain(|wish| wish.quality > Quality::ZERO);
    wishes.sort_by_key(|wish| Reverse(wish.quality));
    wishes.iter().find_map(|wish| match &wish.item {
        Preference::Any => None,
        Preference::Specific(tag) => tag.primary_language().to_ascii_lowercase().parse().ok(),
    })
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn headers(all: &[(header::HeaderName, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in all {
            headers.append(name.clone(), HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        headers
    }

    fn accepting(value: &str) -> Option<Language> {
        said(&headers(&[(header::ACCEPT_LANGUAGE, value)]))
    }

    #[test]
    fn the_most_wanted_language_of_ours_is_taken() {
        for (value, language) in [
            ("de", Some(Language::German)),
            ("de-AT", Some(Language::German)),
            ("pt-BR,pt;q=0.9,en;q=0.8", Some(Language::Portuguese)),
            ("PT-br", Some(Language::Portuguese)),
            ("nl, sv;q=0.9, fr;q=0.5, en;q=0.4", Some(Language::French)),
            ("en;q=0.3, ja;q=0.7, es;q=0.7", Some(Language::Japanese)),
            ("de;q=0, es;q=0.1", Some(Language::Spanish)),
            ("ar-EG-u-nu-latn", Some(Language::Arabic)),
            ("nl", None),
            ("*", None),
            ("de;q=0", None),
            ("", None),
            ("de;q=x, ,;;, fr", Some(Language::French)),
            ("d\u{fc}", None),
        ] {
            assert_eq!(accepting(value), language, "{value}");
        }
    }

    #[test]
    fn several_headers_are_one_list() {
        let both = [(header::ACCEPT_LANGUAGE, "en;q=0.5"), (header::ACCEPT_LANGUAGE, "es")];

        assert_eq!(wanted(&headers(&both)), Language::Spanish);
    }

    #[test]
    fn what_was_chosen_comes_before_what_the_browser_says() {
        let asks = |cookie| wanted(&headers(&[(header::COOKIE, cookie), (header::ACCEPT_LANGUAGE, "fr")]));

        assert_eq!(asks("a=b; portico_language=ar"), Language::Arabic);
        assert_eq!(asks("portico_language=nl"), Language::French);
        assert_eq!(asks("portico_language"), Language::French);
        assert_eq!(asks("another_portico_language=ar"), Language::French);
    }

    #[test]
    fn who_says_nothing_reads_english() {
        assert_eq!(wanted(&HeaderMap::new()), Language::English);
        assert_eq!(said(&HeaderMap::new()), None);
    }
}
