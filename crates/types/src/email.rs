//! E-mail addresses in canonical form: what we compare, store and write to. The address that is checked is the address that is mailed,
//! so a text that only looks like somebody's address never gets what is theirs.
//!
//! Domains are compared as IDNA A-labels (RFC 5890 §2.3.2.1, made by UTS #46): `BÜCHER.example`, `bücher.example.` and
//! `xn--bcher-kva.example` are one, and a Cyrillic `о` in `glоbex.example` makes another domain than `globex.example`. The tables that
//! takes are large, so they come with the Cargo feature `idna`, which the server alone turns on; without it a domain beyond ASCII is
//! passed through for the server to judge.

use crate::FieldError;

/// An address in the form we compare: ASCII, lower-case, one `@`. Only [`EmailAddress::parse`] makes one.
///
/// The local part is folded to lower case too: no provider in use tells `Ana@` from `ana@`, and people type both.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Checks the form: the part of RFC 5321 §4.1.2 that is in use. The local part is a dot-atom of at most 64 octets (§4.5.3.1.1); quoted
    /// local parts, address literals (`user@[192.0.2.1]`) and internationalised local parts (RFC 6531) are refused. `ana+portal@` is
    /// another mailbox than `ana@`: what a sub-address means is its provider's affair (RFC 5233 §1).
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let wrong =
            || FieldError::new("email", "Enter an e-mail address such as name@company.com").with_code("no_email");
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@').ok_or_else(wrong)?;
        let domain = canonical_domain(domain).ok_or_else(wrong)?;
        let atext = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-.".contains(c);
        if local.is_empty()
            || local.len() > 64
            || !local.chars().all(atext)
            || local.starts_with('.')
            || local.ends_with('.')
            || local.contains("..")
            || local.len() + 1 + domain.len() > 254
        {
            return Err(wrong());
        }
        Ok(Self(format!("{}@{domain}", local.to_ascii_lowercase())))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part after the `@`.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// A name to show until we know a better one: `ana.lima` becomes `Ana Lima`.
    pub fn guessed_name(&self) -> String {
        let local = self.0.split('@').next().unwrap_or_default();
        let local = local.split('+').next().unwrap_or_default();
        let words = local.split(['.', '_', '-']).filter(|w| !w.is_empty()).map(|word| {
            let mut chars = word.chars();
            chars.next().map_or_else(String::new, |first| {
                first.to_uppercase().collect::<String>() + chars.as_str()
            })
        });
        words.collect::<Vec<_>>().join(" ")
    }
}

impl std::fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A domain as we compare it: two or more A-labels in lower case (RFC 1035 §2.3.1, RFC 1123 §2.1), no trailing dot. `None` when it is none.
///
/// One trailing dot means the same name (RFC 1034 §3.1) and goes. A name whose last label is a number is an IPv4 address to everybody who
/// resolves it (RFC 3696 §2), and is refused with the address literals.
pub fn canonical_domain(text: &str) -> Option<String> {
    let ascii = to_ascii(text.trim())?;
    let name = ascii.strip_suffix('.').unwrap_or(&ascii);
    let label = |l: &str| {
        let beyond_ascii = cfg!(not(feature = "idna")) && !l.is_ascii();
        !l.is_empty()
            && l.len() <= 63
            && (beyond_ascii || l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
            && !l.starts_with('-')
            && !l.ends_with('-')
    };
    let last = name.rsplit('.').next().unwrap_or_default();
    let number = last.bytes().all(|b| b.is_ascii_digit()) || last.starts_with("0x");
    (name.len() <= 253 && name.contains('.') && name.split('.').all(label) && !number).then(|| name.to_owned())
}

/// UTS #46 §4.2, non-transitional: maps case, width and look-alike dots, and checks that `xn--` labels are what they claim to be.
#[cfg(feature = "idna")]
fn to_ascii(text: &str) -> Option<String> {
    use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
    let ascii = Uts46::new().to_ascii(
        text.as_bytes(),
        AsciiDenyList::STD3,
        Hyphens::CheckFirstLast,
        DnsLength::Ignore, // Judged label by label above.
    );
    ascii.ok().map(std::borrow::Cow::into_owned)
}

#[cfg(not(feature = "idna"))]
#[expect(clippy::unnecessary_wraps, reason = "the same as with the tables")]
fn to_ascii(text: &str) -> Option<String> {
    // Not all letters: the tables for them, too, would be downloaded by everybody who visits.
    Some(text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_is_folded_to_one_form() {
        for text in [
            " Ana.Lima@Globex.EXAMPLE. ",
            "ana.lima@globex.example",
            "ANA.LIMA@GLOBEX.EXAMPLE\r\n",
        ] {
            assert_eq!(EmailAddress::parse(text).unwrap().as_str(), "ana.lima@globex.example");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for bad in [
            "",
            "ana",
            "@x.example",
            "a@",
            "a@localhost",
            "a b@x.example",
            "a@x..example",
            "a@x.example..",
            "a@.x.example",
            "a@x.example\r\nBcc: b@x.example",
            "a\r\n@x.example",
            "a@x.example\0",
            "a\0@x.example",
            "a@x\0.example",
            "a@x.example\u{200b}b.example@",
            "a..b@x.example",
            ".a@x.example",
            "a.@x.example",
            "a@-x.example",
            "a@x-.example",
            "a@x_y.example",
            "\"a b\"@x.example",
            "\"a@y.example\"@x.example",
            "a@[127.0.0.1]",
            "a@[IPv6:::1]",
            "a@127.0.0.1",
            "a@127.1",
            "a@10.0.0.0x1",
            "a@x.example, b@y.example",
            "Ana <a@x.example>",
            "a%b.example@",
            "ána@x.example",
            "a@x.example/",
        ] {
            assert!(EmailAddress::parse(bad).is_err(), "{bad:?}");
        }
        assert!(EmailAddress::parse(&format!("{}@x.example", "a".repeat(65))).is_err());
        assert!(EmailAddress::parse(&format!("a@{}.example", "x".repeat(64))).is_err());
        assert!(EmailAddress::parse(&format!("a@{}example", "x.".repeat(130))).is_err());
    }

    #[test]
    fn the_domain_is_what_stands_behind_the_last_at_sign_and_nothing_before_it_counts() {
        let address = EmailAddress::parse("ana%globex.example@evil.example").unwrap();

        assert_eq!(address.domain(), "evil.example");
        assert!(EmailAddress::parse("ana@globex.example@evil.example").is_err());
    }

    #[test]
    fn sub_addresses_and_sub_domains_are_others() {
        let parsed = |text: &str| EmailAddress::parse(text).unwrap();

        assert_ne!(parsed("ana+portal@globex.example"), parsed("ana@globex.example"));
        assert_eq!(parsed("ana@mail.globex.example").domain(), "mail.globex.example");
        assert_eq!(
            parsed("ana@globex.example.evil.example").domain(),
            "globex.example.evil.example"
        );
    }

    #[cfg(feature = "idna")]
    #[test]
    fn one_domain_has_one_form_however_it_is_written() {
        for text in [
            "xn--bcher-kva.example",
            "XN--BCHER-KVA.example",
            "bücher.example",
            "BÜCHER.EXAMPLE.",
            "bu\u{308}cher.example",
            "ｂücher。example",
            "bücher.example。",
            "b\u{ad}ücher.example",
        ] {
            assert_eq!(
                canonical_domain(text).as_deref(),
                Some("xn--bcher-kva.example"),
                "{text:?}"
            );
        }
        // The sharp s is a letter of its own (non-transitional processing), as registries and browsers have it.
        assert_eq!(
            canonical_domain("straße.example").as_deref(),
            Some("xn--strae-oqa.example")
        );
    }

    #[cfg(feature = "idna")]
    #[test]
    fn what_only_looks_like_a_domain_is_not_that_domain() {
        for homograph in [
            "glоbex.example",        // Cyrillic о
            "ɡlobex.example",        // Latin script g
            "globеx.example",        // Cyrillic е
            "globex.exаmple",        // Cyrillic а
            "gl\u{43e}bex.example.", // the same as the first
            "globex-example.com",
            "xn--glbex-jye.example",
        ] {
            assert_ne!(
                canonical_domain(homograph).as_deref(),
                Some("globex.example"),
                "{homograph}"
            );
        }
        // Full width and the like are mapped to what they stand for: then it is that domain, and mail goes there.
        assert_eq!(
            canonical_domain("ｇｌｏｂｅｘ.example").as_deref(),
            Some("globex.example")
        );
    }

    #[cfg(feature = "idna")]
    #[test]
    fn labels_that_are_no_idna_are_refused() {
        for bad in [
            "xn--a.example",
            "xn--.example",
            "xn--bcher-kva\u{308}.example",
            "glob\u{202e}ex.example",
            "glob\u{200d}ex.example",
            "\u{ff0e}example.com",
            "globex.example\u{ff0f}evil.example",
            "globex.example\u{2100}evil.example",
            "١٢٧.0.0.١",
        ] {
            assert_eq!(canonical_domain(bad), None, "{bad:?}");
        }
    }

    #[cfg(not(feature = "idna"))]
    #[test]
    fn without_the_tables_a_domain_beyond_ascii_is_passed_through() {
        assert_eq!(EmailAddress::parse("a@Exämple.com").unwrap().as_str(), "a@exämple.com");
    }

    #[test]
    fn a_name_is_guessed_from_the_local_part() {
        assert_eq!(
            EmailAddress::parse("maria_rossi+portal@globex.example")
                .unwrap()
                .guessed_name(),
            "Maria Rossi"
        );
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_is_idempotent(text in "\\PC{0,80}") {
            if let Ok(address) = EmailAddress::parse(&text) {
                prop_assert_eq!(EmailAddress::parse(address.as_str()).unwrap(), address);
            }
        }

        #[test]
        fn a_domain_in_its_form_keeps_it(text in "[a-zA-ZäöüßéоеаΣ。．0-9.-]{1,24}\\.[a-zA-Züо0-9-]{1,8}\\.?") {
            if let Some(domain) = canonical_domain(&text) {
                prop_assert_eq!(canonical_domain(&domain), Some(domain.clone()));
                prop_assert!(!domain.ends_with('.') && domain == domain.to_ascii_lowercase());
                if cfg!(feature = "idna") {
                    prop_assert!(domain.is_ascii(), "{}", domain);
                }
            }
        }
    }
}
