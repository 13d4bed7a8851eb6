//! Which domains can be a customer's at all.

use portico_types::email::canonical_domain;

use super::free_mail::is_free_mail;

/// Why a domain (in canonical form) can be no customer's, if so: everybody with an address at it would be taken for one of its people.
pub(super) fn refusal(domain: &str) -> Option<String> {
    debug_assert_eq!(canonical_domain(domain).as_deref(), Some(domain));
    if is_free_mail(domain) {
        Some(format!(
            "Anybody can get an address at {domain}. Put the people's own addresses on the list as guests instead."
        ))
    } else if psl::domain_str(domain).is_none() {
        Some(format!(
            "{domain} is no company's own domain: anybody can register a name below it."
        ))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_that_anybody_can_be_at_is_nobodys() {
        for open in [
            "gmail.com",
            "outlook.com",
            "co.uk",
            "com.au",
            "github.io",
            "xn--55qx5d.cn", // 公司.cn
            "x.kawasaki.jp", // By a wildcard.
        ] {
            let why = refusal(open);
            assert!(why.is_some_and(|why| why.contains(open)), "{open}");
        }
    }

    #[test]
    fn a_companys_domain_and_what_is_below_it_can_be() {
        for own in [
            "globex.example",
            "mail.globex.example",
            "globex.co.uk",
            "city.kawasaki.jp",
            "xn--bcher-kva.example",
        ] {
            assert_eq!(refusal(own), None, "{own}");
        }
    }
}
