//! The mail with the link and the code that let somebody in.

use askama::Template;
use portico_texts::mail::Texts;
use portico_types::{email::EmailAddress, portal::Language};

use super::{Locale, Words, letter, look, look::Look, stranger};
use crate::{
    app::AppState,
    entity::{Surface, account, magic_link},
    jobs::Failure,
    outside::mail::Mail,
};

#[derive(Template)]
#[template(path = "sign_in/body.txt")]
struct Text<'a> {
    said: &'a Said,
    code: &'a str,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "sign_in/body.html")]
struct Html<'a> {
    locale: Locale,
    look: &'a Look,
    said: &'a Said,
    code: &'a str,
    link: &'a str,
}

/// What is said around code and link.
struct Said {
    subject: String,
    code: String,
    link: &'static str,
    button: &'static str,
    /// What follows.
    then: Option<String>,
    once: String,
    why: String,
}

impl Said {
    /// To whom asked for it, or came from `provider`.
    fn of(t: Texts, name: &str, provider: Option<&str>, minutes: u32) -> Self {
        let once = t.sign_in_once(minutes);
        match provider {
            None => Self {
                subject: t.sign_in_subject(name),
                code: t.sign_in_code(name),
                link: t.sign_in_link(),
                button: t.sign_in_button(),
                then: None,
                once,
                why: t.sign_in_why(name),
            },
            Some(provider) => Self {
                subject: t.prove_subject(name),
                code: t.prove_code(name, provider),
                link: t.prove_link(),
                button: t.prove_button(),
                then: Some(t.prove_then(provider)),
                once,
                why: t.prove_why(provider),
            },
        }
    }
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
    let look = &Look::in_mail(account, name);
    // Behind the `#` it is never sent to a server, so no log and no `Referer` has it.
    let link = &format!("{page}/sign-in/confirm#{token}");
    let locale = Locale::in_language(match asked.surface {
        Surface::Portal => asked.language.unwrap_or(Language::English),
        // The team's pages are English, too.
        Surface::Console => Language::English,
    });
    let code = &grouped(code, locale);
    let said = &Said::of(locale.t, &look.name, provider, state.config.sign_in.mail_minutes);
    let html = Html {
        locale,
        look,
        said,
        code,
        link,
    };
    let words = Words(said.subject.clone(), Text { said, code, link }, html);
    let id = format!("sign-in.{}", asked.id.0.simple());
    letter(state, account, stranger(email), &id, words)
}

/// Six digits as people read them out: `123 456`. Between lines that run from right to left a plain space would turn the groups around.
fn grouped(code: &str, locale: Locale) -> String {
    let space = if locale.dir() == "rtl" { '\u{a0}' } else { ' ' };
    match code.split_at_checked(3) {
        Some((left, right)) => format!("{left}{space}{right}"),
        None => code.to_owned(),
    }
}
