//! Mail over SMTP: one mail, one recipient, one connection.
//!
//! Connections are not kept. lettre's pool takes a connection back even when a time-out cut a conversation short, and the next mail would
//! then read the answers meant for the last one; a handshake a mail is the cheaper price.

#[cfg(test)]
mod tests;

use std::{path::Path, time::Duration};

use anyhow::{Context, anyhow, bail};
use chrono::{DateTime, Utc};
use lettre::{
    Address, Message,
    address::Envelope,
    message::{
        Body, Mailbox, MultiPart, SinglePart,
        header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue},
    },
    transport::smtp::{
        Error as SmtpError,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, Certificate, Tls, TlsParameters},
        extension::ClientId,
    },
};
use percent_encoding::percent_decode_str;
use secrecy::ExposeSecret;
use url::Url;

use crate::{
    config,
    jobs::{Failure, Outcome},
};

/// A mail to one person. Every text may come from anywhere: what goes into a header is cut to one line and encoded.
pub(crate) struct Mail {
    pub from: Correspondent,
    /// Where answers go, if elsewhere.
    pub reply_to: Option<Correspondent>,
    /// The envelope's sender, where what cannot be delivered comes back, if elsewhere.
    pub return_path: Option<String>,
    pub to: Correspondent,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub date: DateTime<Utc>,
    /// Without angle brackets, as the other ids. The same mail keeps it through all attempts, so that a receiver can drop a second copy.
    pub message_id: String,
    /// The mail this one answers: the last of its `references`.
    pub references: Vec<String>,
    /// Where its reader can have no more of them, without signing in (RFC 8058).
    pub unsubscribe: Option<String>,
}

/// A name, perhaps empty, and an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Correspondent {
    pub name: String,
    pub address: String,
}

impl Correspondent {
    /// Reads `Name <address>`, or an address alone.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mailbox: Mailbox = text.parse().ok()?;
        Some(Self {
            name: mailbox.name.unwrap_or_default(),
            address: mailbox.email.to_string(),
        })
    }

    fn mailbox(&self) -> anyhow::Result<Mailbox> {
        // The parser's reason would repeat the address.
        let address: Address = self.address.parse().map_err(|_| anyhow!("not a mail address"))?;
        let name = one_line(&self.name, 100);
        Ok(Mailbox::new((!name.is_empty()).then_some(name), address))
    }
}

/// The SMTP server that takes our mail.
pub(crate) struct Mailer {
    host: String,
    port: u16,
    tls: Tls,
    credentials: Option<Credentials>,
    hello: ClientId,
    timeout: Duration,
}

impl Mailer {
    /// Reads the server's URL and the certificates to trust; connects to nobody.
    pub(crate) fn new(config: &config::Mail) -> anyhow::Result<Self> {
        let url = Url::parse(config.smtp_url.expose_secret()).context("mail.smtp_url is no URL")?;
        let host = url.host_str().context("mail.smtp_url has no host")?;
        let host = host.trim_matches(['[', ']']).to_owned(); // An IPv6 address.
        let starttls = match url.query() {
            None => None,
            Some("tls=required") => Some(true),
            Some("tls=opportunistic") => Some(false),
            Some(_) => bail!("mail.smtp_url: `?tls=required` and `?tls=opportunistic` is all there is"),
        };
        let parameters = || parameters(&host, &config.ca_file).context("preparing TLS for mail");
        let (tls, port) = match (url.scheme(), starttls) {
            ("smtp", None) => (Tls::None, 25),
            ("smtp", Some(true)) => (Tls::Required(parameters()?), 587),
            ("smtp", Some(false)) => (Tls::Opportunistic(parameters()?), 587),
            ("smtps", None) => (Tls::Wrapper(parameters()?), 465),
            _ => bail!("mail.smtp_url begins with smtp:// or, without `?tls=`, with smtps://"),
        };
        let decoded = |part: &str| -> anyhow::Result<String> {
            let text = percent_decode_str(part).decode_utf8();
            Ok(text
                .context("the credentials in mail.smtp_url are not UTF-8")?
                .into_owned())
        };
        let credentials = match url.username() {
            "" => None,
            user => Some(Credentials::new(
                decoded(user)?,
                decoded(url.password().unwrap_or_default())?,
            )),
        };
        Ok(Self {
            port: url.port().unwrap_or(port),
            host,
            tls,
            credentials,
            hello: ClientId::default(),
            timeout: Duration::from_secs(config.timeout_seconds),
        })
    }

    /// Hands a mail to the server. What the server refuses for good is given up with its words; everything else is tried again.
    pub(crate) async fn send(&self, mail: &Mail) -> Outcome {
        let message = mail.compose().map_err(Failure::GiveUp)?;
        tokio::time::timeout(self.timeout, self.deliver(&message))
            .await
            .map_err(|_| anyhow!("the mail server did not answer in time"))?
    }

    async fn deliver(&self, message: &Message) -> Outcome {
        // Before the mail is offered, even a refusal for good is about the server or our account there, not about the mail.
        let mut connection = self.connect().await.context("connecting to the mail server")?;
        if let Err(err) = connection.send(message.envelope(), &message.formatted()).await {
            return Err(judged(&err, message.envelope()));
        }
        // The mail is theirs now, whether or not they say good-bye.
        let _ = tokio::time::timeout(Duration::from_secs(1), connection.quit()).await;
        Ok(())
    }

    async fn connect(&self) -> anyhow::Result<AsyncSmtpConnection> {
        let server = (self.host.as_str(), self.port);
        let wrapper = match &self.tls {
            Tls::Wrapper(parameters) => Some(parameters.clone()),
            _ => None,
        };
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, Some(self.timeout), &self.hello, wrapper, None).await?;
        match &self.tls {
            Tls::Required(parameters) => connection.starttls(parameters.clone(), &self.hello).await?,
            Tls::Opportunistic(parameters) if connection.can_starttls() => {
                connection.starttls(parameters.clone(), &self.hello).await?;
            }
            _ => {}
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }
}

fn parameters(host: &str, ca_file: &Path) -> anyhow::Result<TlsParameters> {
    let mut builder = TlsParameters::builder(host.to_owned());
    if !ca_file.as_os_str().is_empty() {
        let pem = std::fs::read(ca_file).with_context(|| format!("mail.ca_file: {}", ca_file.display()))?;
        let certificate = Certificate::from_pem(&pem);
        builder = builder.add_root_certificate(certificate.context("mail.ca_file holds no certificate")?);
    }
    Ok(builder.build_rustls()?)
}

/// The one place that decides which failures are worth another attempt.
fn judged(err: &SmtpError, envelope: &Envelope) -> Failure {
    let mut words = one_line(&err.to_string(), 500);
    // Servers like to repeat the address; it belongs neither in the log nor in the list of dead jobs.
    for address in envelope.to() {
        words = words.replace(&address.to_string(), "the recipient");
    }
    let error = anyhow!(words);
    // A client error is ours: the server lacks something that this mail needs, and will lack it tomorrow.
    if err.is_permanent() || err.is_client() {
        Failure::GiveUp(error)
    } else {
        Failure::Retry { error, after: None }
    }
}

impl Mail {
    fn compose(&self) -> anyhow::Result<Message> {
        let (from, to) = (self.from.mailbox()?, self.to.mailbox()?);
        // Said explicitly, so that no header can add to it.
        let back = match &self.return_path {
            Some(path) => path.parse().map_err(|_| anyhow!("not a return path"))?,
            None => from.email.clone(),
        };
        let envelope = Envelope::new(Some(back), vec![to.email.clone()])?;
        let mut message = Message::builder()
            .envelope(envelope)
            .from(from)
            .to(to)
            .subject(one_line(&self.subject, 200))
            .date(self.date.into())
            .message_id(Some(format!("<{}>", self.message_id)))
            // RFC 3834: written by a program; holiday notes and other programs should not answer.
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("X-Auto-Response-Suppress", "All"));
        if let Some(reply_to) = &self.reply_to {
            message = message.reply_to(reply_to.mailbox()?);
        }
        if let Some(link) = &self.unsubscribe {
            message = message
                .raw_header(header("List-Unsubscribe", &format!("<{link}>")))
                .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
        if let Some(last) = self.references.last() {
            let all: Vec<_> = self.references.iter().map(|id| format!("<{id}>")).collect();
            message = message.in_reply_to(format!("<{last}>")).references(all.join(" "));
        }
        let part = |kind, body: &str| {
            // Always encoded: relays may change what looks like plain ASCII (long lines, `From `, spaces at the end).
            let body = Body::new_with_encoding(body.to_owned(), ContentTransferEncoding::QuotedPrintable);
            let body = body.map_err(|_| anyhow!("a body that quoted-printable cannot carry"))?;
            anyhow::Ok(SinglePart::builder().header(kind).body(body))
        };
        let parts = MultiPart::alternative()
            .singlepart(part(ContentType::TEXT_PLAIN, &self.text)?)
            .singlepart(part(ContentType::TEXT_HTML, &self.html)?);
        Ok(message.multipart(parts)?)
    }
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// At most `max` characters without line breaks or other control characters: what may stand in a header or a log line.
fn one_line(text: &str, max: usize) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let line = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    line.chars().take(max).collect()
}
