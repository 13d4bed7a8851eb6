//! The mails that tell somebody where to sign in. They let nobody in by themselves.

use askama::Template;
use portico_types::{email::EmailAddress, portal::Language};

use super::{Locale, Words, letter, look, look::Look, stranger};
use crate::{
    app::AppState,
    entity::account,
    jobs::{Claim, Outcome},
};

#[derive(Template)]
#[template(path = "portal_invitation/body.txt")]
struct PortalText<'a> {
    locale: Locale,
    name: &'a str,
    link: &'a str,
    to: &'a str,
}

#[derive(Template)]
#[template(path = "portal_invitation/body.html")]
struct PortalHtml<'a> {
    locale: Locale,
    look: &'a Look,
    link: &'a str,
    to: &'a str,
}

#[derive(Template)]
#[template(path = "console_invitation/body.txt")]
struct ConsoleText<'a> {
    look: &'a Look,
    link: &'a str,
    to: &'a str,
}

#[derive(Template)]
#[template(path = "console_invitation/body.html")]
struct ConsoleHtml<'a> {
    locale: Locale,
    look: &'a Look,
    link: &'a str,
    to: &'a str,
}

/// Tells a person of a customer where to sign in, in their language.
pub(crate) async fn portal_invitation(
    state: &AppState,
    claim: &Claim,
    account: &account::Model,
    (to, language): (&EmailAddress, Language),
    link: &str,
) -> Outcome {
    let look = &Look::in_mail(account, look::name(account));
    let locale = Locale::in_language(language);
    let name = look.name.as_str();
    let (address, to) = (to, to.as_str());
    let words = Words(
        locale.t.invitation_subject(name),
        PortalText { locale, name, link, to },
        PortalHtml { locale, look, link, to },
    );
    let mail = letter(state, account, stranger(address), &id_of(claim), words)?;
    state.mailer.send(&mail).await
}

/// Tells a member of the support team where to sign in.
pub(crate) async fn console_invitation(
    state: &AppState,
    claim: &Claim,
    account: &account::Model,
    to: &EmailAddress,
    link: &str,
) -> Outcome {
    let look = &Look::in_mail(account, format!("{} console", account.name));
    let locale = Locale::in_language(Language::English);
    let (address, to) = (to, to.as_str());
    let words = Words(
        format!("You are invited to the {}", look.name),
        ConsoleText { look, link, to },
        ConsoleHtml { locale, look, link, to },
    );
    let mail = letter(state, account, stranger(address), &id_of(claim), words)?;
    state.mailer.send(&mail).await
}

fn id_of(claim: &Claim) -> String {
    format!("invitation.{}", claim.id.0.simple())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_portals_invitation_speaks_every_language_and_escapes_what_it_is_told() {
        let look = &Look {
            name: "<b>Acme</b>".to_owned(),
            accent: "#2457d6".to_owned(),
            on_accent: "#ffffff",
        };
        let (name, link, to) = (look.name.as_str(), "https://acme.example/", "maria@globex.example");
        let mut said = Vec::new();
        for language in Language::ALL {
            let locale = Locale::in_language(*language);
            let text = PortalText { locale, name, link, to }.render().unwrap();
            let html = PortalHtml { locale, look, link, to }.render().unwrap();

            let page = format!("<html lang=\"{language}\" dir=\"{}\">", language.direction());
            assert!(html.contains(&page) && !html.contains("<b>"), "{html}");
            for there in [link, to] {
                assert!(html.contains(there) && text.contains(there), "{text}");
            }
            said.push(text);
        }
        said.sort();
        said.dedup();
        assert_eq!(said.len(), Language::ALL.len());
    }
}
