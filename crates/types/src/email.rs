//! E-mail addresses in canonical form: what we compare, store lower-case, and write to.

use crate::FieldError;

/// An address in the form we compare: ASCII, lower-case, one `@`. Only [`EmailAddress::parse`] makes one.
///
/// The local part is folded to lower case too: no provider in use tells `Ana@` from `ana@`, and people type both.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Checks the form (a practical subset of RFC 5321: dot-atom local part, ASCII domain with at least one dot, at most 254 octets).
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let wrong = || FieldError::new("email", "Enter an e-mail address such as name@company.com");
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

/// A domain as we compare it: lower-case ASCII labels, no trailing dot. `None` when it is none.
pub fn canonical_domain(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('.');
    let label = |l: &str| {
        !l.is_empty()
            && l.len() <= 63
            && l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !l.starts_with('-')
            && !l.ends_with('-')
    };
    (text.len() <= 253 && text.contains('.') && text.split('.').all(label)).then(|| text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_is_folded_to_one_form() {
        assert_eq!(
            EmailAddress::parse(" Ana.Lima@Globex.EXAMPLE. ").unwrap().as_str(),
            "ana.lima@globex.example"
        );
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
            "a@x.example\r\nBcc: b@x.example",
            "a@exämple.com",
            "a..b@x.example",
            "a@-x.example",
        ] {
            assert!(EmailAddress::parse(bad).is_err(), "{bad:?}");
        }
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
    }
}
