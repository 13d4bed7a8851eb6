//! The mail with the link and the code that let somebody in.

use askama::Template;
use portico_types::email::EmailAddress;

use super::{Words, letter, look, look::Look, stranger};
use crate::{
    app::AppState,
    entity::{Surface, account, magic_link},
    jobs::Failure,
    outside::mail::Mail,
};

#[derive(Template)]
#[template(path = "sign_in/subject.txt")]
struct Subject<'a> {
    look: &'a Look,
    provider: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "sign_in/body.txt")]
struct Text<'a> {
    look: &'a Look,
    provider: Option<&'a str>,
    code: &'a str,
    link: &'a str,
    minutes: u32,
}

#[derive(Template)]
#[template(path = "sign_in/body.html")]
struct Html<'a> {
    look: &'a Look,
    provider: Option<&'a str>,
    code: &'a str,
    link: &'a str,
    minutes: u32,
}

/// Link and code for somebody who may come in; or who came from `provider`, which does not vouch for the address.
pub(crate) fn sign_in(
    state: &AppState,
    (account, provider): (&account::Model, Option<&str>),
    asked: &magic_link::Model,
    email: &EmailAddress,
    (token, code): (&str, &str),
) -> Result<Mail, Failure> {
    let (name, page) = match asked.surface {
        Surface::Portal => (look::name(account), asked.base_url.clone()),
        Surface::Console => (
            format!("{} console", account.name),
            format!("{}/console", asked.base_url),
        ),
    };
    let look = &Look::of(account, name);
    // Behind the `#` it is never sent to a server, so no log and no `Referer` has it.
    let link = &format!("{page}/sign-in/confirm#{token}");
    let code = &grouped(code);
    let minutes = state.config.sign_in.mail_minutes;
    let words = Words(
        Subject { look, provider },
        Text {
            look,
            provider,
            code,
            link,
            minutes,
        },
        Html {
            look,
            provider,
            code,
            link,
            minutes,
        },
    );
    let id = format!("sign-in.{}", asked.id.0.simple());
    letter(state, account, stranger(email), &id, words)
}

/// Six digits as people read them out: `123 456`.
fn grouped(code: &str) -> String {
    match code.split_at_checked(3) {
        Some((left, right)) => format!("{left} {right}"),
        None => code.to_owned(),
    }
}
