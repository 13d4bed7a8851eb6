//! The mails that tell somebody where to sign in. They let nobody in by themselves.

use askama::Template;
use portico_types::email::EmailAddress;

use super::{look, look::Look, message_id, rendered, sender};
use crate::{
    app::AppState,
    entity::account,
    jobs::{Claim, Outcome},
    outside::mail::{Correspondent, Mail},
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
    let subject = rendered(&PortalSubject { look })?;
    let text = rendered(&PortalText { look, link, to })?;
    let html = rendered(&PortalHtml { look, link, to })?;
    send(state, claim, account, address, (subject, text, html)).await
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
    let subject = rendered(&ConsoleSubject { look })?;
    let text = rendered(&ConsoleText { look, link, to })?;
    let html = rendered(&ConsoleHtml { look, link, to })?;
    send(state, claim, account, address, (subject, text, html)).await
}

async fn send(
    state: &AppState,
    claim: &Claim,
    account: &account::Model,
    to: &EmailAddress,
    (subject, text, html): (String, String, String),
) -> Outcome {
    let mail = Mail {
        from: sender(state, account)?,
        reply_to: None,
        return_path: None,
        to: Correspondent {
            name: String::new(),
            address: to.as_str().to_owned(),
        },
        subject,
        text,
        html,
        date: state.clock.now(),
        message_id: message_id(state, &format!("invitation.{}", claim.id.0.simple())),
        references: Vec::new(),
        unsubscribe: None,
    };
    state.mailer.send(&mail).await
}
