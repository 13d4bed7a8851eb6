//! The mails that tell somebody where to sign in. They let nobody in by themselves.

use askama::Template;
use portico_types::email::EmailAddress;

use super::{Words, letter, look, look::Look, stranger};
use crate::{
    app::AppState,
    entity::account,
    jobs::{Claim, Outcome},
};

#[derive(Template)]
#[template(path = "portal_invitation/subject.txt")]
struct PortalSubject<'a> {
    look: &'a Look,
}

#[derive(Template)]
#[template(path = "portal_invitation/body.txt")]
struct PortalText<'a> {
    look: &'a Look,
    link: &'a str,
    to: &'a str,
}

#[derive(Template)]
#[template(path = "portal_invitation/body.html")]
struct PortalHtml<'a> {
    look: &'a Look,
    link: &'a str,
    to: &'a str,
}

#[derive(Template)]
#[template(path = "console_invitation/subject.txt")]
struct ConsoleSubject<'a> {
    look: &'a Look,
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
    look: &'a Look,
    link: &'a str,
    to: &'a str,
}

/// Tells a person of a customer where to sign in.
pub(crate) async fn portal_invitation(
    state: &AppState,
    claim: &Claim,
    account: &account::Model,
    to: &EmailAddress,
    link: &str,
) -> Outcome {
    let look = &Look::of(account, look::name(account));
    let (address, to) = (to, to.as_str());
    let words = Words(
        PortalSubject { look },
        PortalText { look, link, to },
        PortalHtml { look, link, to },
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
    let look = &Look::of(account, format!("{} console", account.name));
    let (address, to) = (to, to.as_str());
    let words = Words(
        ConsoleSubject { look },
        ConsoleText { look, link, to },
        ConsoleHtml { look, link, to },
    );
    let mail = letter(state, account, stranger(address), &id_of(claim), words)?;
    state.mailer.send(&mail).await
}

fn id_of(claim: &Claim) -> String {
    format!("invitation.{}", claim.id.0.simple())
}
