//! `Content-Disposition` of a download (RFC 6266): always an attachment, with the name as everybody can read it and as it is.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What RFC 8187 lets stand as it is.
const ATTR_CHAR: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

pub(super) fn attachment(name: &str) -> String {
    // `%` would be read as an escape by some.
    let plain: String = name
        .chars()
        .map(|c| match c {
            '"' | '\\' | '%' => '_',
            ' '..='~' => c,
            _ => '_',
        })
        .collect();
    let exact = utf8_percent_encode(name, ATTR_CHAR);
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_said_twice() {
        assert_eq!(
            attachment("Übersicht 100%.pdf"),
            "attachment; filename=\"_bersicht 100_.pdf\"; filename*=UTF-8''%C3%9Cbersicht%20100%25.pdf"
        );
    }

    proptest! {
        #[test]
        fn whatever_the_name_the_header_is_one(name in "\\PC{0,60}|.{0,60}") {
            let header = attachment(&name);
            prop_assert!(header.bytes().all(|b| (b' '..=b'~').contains(&b)));
            let (plain, exact) = header.strip_prefix("attachment; filename=\"").unwrap().split_once("\"; filename*=UTF-8''").unwrap();
            prop_assert!(!plain.contains(['"', '\\']));
            prop_assert_eq!(percent_encoding::percent_decode_str(exact).decode_utf8().unwrap(), name);
        }
    }
}
