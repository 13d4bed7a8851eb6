//! Answering a mail, as its reader would: the mailbox's page writes one, quotes the mail, and hands it over as a mail provider does that posts
//! each mail to its customer's server.

use std::time::Duration;

use actix_web::{
    HttpResponse,
    http::header::LOCATION,
    post,
    web::{Data, Form, Path},
};
use anyhow::{Context, ensure};
use lettre::{
    Message,
    message::{Mailbox as Person, header::ContentType},
};
use serde::Deserialize;

use super::{Mail, Mailbox};
use crate::clock;

/// Where answers are posted.
#[derive(Clone, Debug)]
pub struct AnswerDoor {
    /// Takes a mail as it is.
    pub url: String,
    /// Presented as a bearer token.
    pub secret: String,
}

/// What the page asks for.
/// How long the app may take for a mail.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

#[derive(Deserialize)]
pub(super) struct Asked {
    text: String,
}

#[post("/mail/{id}/answer")]
pub(super) async fn answer(
    mailbox: Data<Mailbox>,
    door: Data<Option<AnswerDoor>>,
    id: Path<u64>,
    asked: Form<Asked>,
) -> HttpResponse {
    let (Some(mail), Some(door)) = (mailbox.find(*id), door.as_ref()) else {
        return HttpResponse::NotFound().body("No such mail.");
    };
    match deliver(&mail, door, &asked.text).await {
        Ok(()) => HttpResponse::SeeOther()
            .insert_header((LOCATION, format!("/mail/{id}?answered=yes")))
            .finish(),
        Err(err) => HttpResponse::BadGateway().body(format!("The answer was not taken: {err:#}")),
    }
}

/// Where answers to a mail go.
pub(super) fn goes_to(mail: &Mail) -> Option<Person> {
    mail.header("reply-to")?.parse().ok()
}

async fn deliver(mail: &Mail, door: &AnswerDoor, text: &str) -> anyhow::Result<()> {
    let message = written(mail, text)?;
    let envelope = message.envelope();
    let sender = envelope.from().map(ToString::to_string).unwrap_or_default();
    let to: Vec<String> = envelope.to().iter().map(ToString::to_string).collect();
    let taken = client()?
        .post(&door.url)
        .query(&[("from", sender), ("to", to.join(","))])
        .bearer_auth(&door.secret)
        .header("content-type", "message/rfc822")
        .body(message.formatted())
        .send()
        .await?;
    let status = taken.status();
    ensure!(status.is_success(), "{status}: {}", taken.text().await?);
    Ok(())
}

fn written(mail: &Mail, text: &str) -> anyhow::Result<Message> {
    let writer = mail.to.first().context("a mail to nobody")?;
    let to = goes_to(mail).context("a mail that says no reply address")?;
    let message = Message::builder()
        .from(Person::new(None, writer.parse()?))
        .to(to)
        .subject(format!("Re: {}", mail.subject))
        .in_reply_to(format!("<{}>", mail.message_id))
        .message_id(None)
        .header(ContentType::TEXT_PLAIN)
        .body(format!("{}\r\n\r\n{}", text.trim(), quoted(mail)))?;
    Ok(message)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the sandbox is outside: it calls the app as a mail server would"
)]
fn client() -> anyhow::Result<reqwest::Client> {
    let client = reqwest::Client::builder().no_proxy().timeout(ANSWER_WITHIN);
    Ok(client.build()?)
}

/// The mail below the answer, as mail programs quote it.
fn quoted(mail: &Mail) -> String {
    let lines: String = mail.text.lines().flat_map(|line| ["> ", line, "\r\n"]).collect();
    let when = clock::now().format("%a, %-d %b %Y at %H:%M");
    format!(
        "On {when}, {} wrote:\r\n{lines}",
        mail.header("from").unwrap_or(&mail.from)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_a_mail_from_its_reader_with_the_quotation_below() {
        let raw = b"From: Acme <support@acme.example>\r\nReply-To: Acme <reply+7@replies.acme.example>\r\nSubject: [ACME-1] Printer\r\nMessage-ID: <1@acme.example>\r\n\r\nTry water.\r\n";
        let mail = Mail::parse(
            "support@acme.example".to_owned(),
            vec!["maria@globex.example".to_owned()],
            raw,
        );

        let mail = String::from_utf8(written(&mail, " It works. ").unwrap().formatted()).unwrap();

        for line in [
            "From: maria@globex.example",
            "To: Acme <reply+7@replies.acme.example>",
            "Subject: Re: [ACME-1] Printer",
            "In-Reply-To: <1@acme.example>",
            "It works.",
            "> Try water.",
        ] {
            assert!(mail.lines().any(|it| it == line), "{line}: {mail}");
        }
        assert!(
            mail.contains("Acme <support@acme.example> wrote:\r\n> Try water."),
            "{mail}"
        );
    }
}
