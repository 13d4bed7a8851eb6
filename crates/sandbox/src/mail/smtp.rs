//! The SMTP side of the mailbox (RFC 5321): enough for every sender, and faults on demand.
//!
//! Left out on purpose: STARTTLS, relaying, and any doubt about senders and recipients.

use std::{sync::Arc, time::Duration};

use base64::{Engine, prelude::BASE64_STANDARD};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};

use super::{Mail, Mailbox};
use crate::faults::{Faults, SmtpFault, SmtpStage};

/// A name and a password that `AUTH` must present.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The name.
    pub user: String,
    /// The password.
    pub password: String,
}

/// How long a sender may say nothing, as RFC 5321 has it (4.5.3.2.7).
const SILENCE: Duration = Duration::from_mins(5);
/// Before the next sender is taken when one could not be.
const PAUSE: Duration = Duration::from_millis(50);
const LARGEST: usize = 32 << 20;
const LONGEST_LINE: u64 = 64 << 10;

/// Takes mails until the task is aborted.
pub(crate) async fn serve(
    listener: TcpListener,
    mailbox: Mailbox,
    faults: Arc<Faults>,
    credentials: Option<Credentials>,
) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            sleep(PAUSE).await; // For want of something that the next try would miss, too.
            continue;
        };
        let session = Session {
            stream: BufReader::new(stream),
            mailbox: mailbox.clone(),
            faults: Arc::clone(&faults),
            credentials: credentials.clone(),
            greeted: false,
            authenticated: false,
            from: None,
            to: Vec::new(),
        };
        // A sender that goes away in the middle is no concern of ours.
        tokio::spawn(async move { session.run().await.ok() });
    }
}

struct Session {
    stream: BufReader<TcpStream>,
    mailbox: Mailbox,
    faults: Arc<Faults>,
    credentials: Option<Credentials>,
    greeted: bool,
    authenticated: bool,
    from: Option<String>,
    to: Vec<String>,
}

/// What to do instead of the usual answer.
enum Detour {
    None,
    Answered,
    HangUp,
}

impl Session {
    async fn run(mut self) -> std::io::Result<()> {
        match self.detour(SmtpStage::Connect).await? {
            Detour::None => self.say("220 sandbox ESMTP ready").await?,
            Detour::Answered | Detour::HangUp => return Ok(()),
        }
        while let Some(line) = self.line().await? {
            let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
            match verb.to_ascii_uppercase().as_str() {
                "HELO" => {
                    self.greeted = true;
                    self.say("250 sandbox").await?;
                }
                "EHLO" => {
                    self.greeted = true;
                    self.reset();
                    self.say(&format!(
                        "250-sandbox\r\n250-SIZE {LARGEST}\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 AUTH PLAIN LOGIN"
                    ))
                    .await?;
                }
                "AUTH" => self.auth(rest).await?,
                "MAIL" => match self.detour(SmtpStage::MailFrom).await? {
                    Detour::None => self.mail(rest).await?,
                    Detour::Answered => {}
                    Detour::HangUp => return Ok(()),
                },
                "RCPT" => match self.detour(SmtpStage::RcptTo).await? {
                    Detour::None => self.rcpt(rest).await?,
                    Detour::Answered => {}
                    Detour::HangUp => return Ok(()),
                },
                "DATA" => {
                    if !self.data().await? {
                        return Ok(());
                    }
                }
                "RSET" => {
                    self.reset();
                    self.say("250 OK").await?;
                }
                "NOOP" => self.say("250 OK").await?,
                "VRFY" => self.say("252 Everybody is here").await?,
                "QUIT" => return self.say("221 Bye").await,
                _ => self.say("502 Unknown command").await?,
            }
        }
        Ok(())
    }

    /// Meets the faults of a stage.
    async fn detour(&mut self, stage: SmtpStage) -> std::io::Result<Detour> {
        for fault in self.faults.for_smtp(stage) {
            match fault {
                SmtpFault::Delay { ms } => sleep(Duration::from_millis(ms)).await,
                SmtpFault::Drop => return Ok(Detour::HangUp),
                SmtpFault::Reject { code } => {
                    self.say(&format!("{code} Told to refuse this")).await?;
                    return Ok(Detour::Answered);
                }
            }
        }
        Ok(Detour::None)
    }

    async fn auth(&mut self, rest: &str) -> std::io::Result<()> {
        let (mechanism, initial) = rest.split_once(' ').unwrap_or((rest, ""));
        let presented = match mechanism.to_ascii_uppercase().as_str() {
            "PLAIN" => {
                let answer = if initial.is_empty() {
                    self.ask("").await?
                } else {
                    decoded(initial)
                };
                let mut parts = answer.split('\0').skip(1).map(String::from);
                (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
            }
            "LOGIN" => {
                let user = if initial.is_empty() {
                    self.ask("Username:").await?
                } else {
                    decoded(initial)
                };
                (user, self.ask("Password:").await?)
            }
            _ => return self.say("504 Only PLAIN and LOGIN").await,
        };
        let expected = self.credentials.as_ref();
        self.authenticated = expected.is_none_or(|it| (&it.user, &it.password) == (&presented.0, &presented.1));
        self.say(if self.authenticated {
            "235 Welcome"
        } else {
            "535 Wrong name or password"
        })
        .await
    }

    async fn ask(&mut self, question: &str) -> std::io::Result<String> {
        self.say(&format!("334 {}", BASE64_STANDARD.encode(question))).await?;
        Ok(decoded(&self.line().await?.unwrap_or_default()))
    }

    async fn mail(&mut self, rest: &str) -> std::io::Result<()> {
        if !self.greeted {
            return self.say("503 Greet first").await;
        }
        if self.credentials.is_some() && !self.authenticated {
            return self.say("530 Authenticate first").await;
        }
        let Some((address, params)) = path(rest, "FROM:") else {
            return self.say("501 MAIL FROM:<address>").await;
        };
        let size = params
            .split(' ')
            .find_map(|param| param.to_ascii_uppercase().strip_prefix("SIZE=")?.parse::<usize>().ok());
        if size.is_some_and(|size| size > LARGEST) {
            return self.say("552 Too large").await;
        }
        self.reset();
        self.from = Some(address);
        self.say("250 OK").await
    }

    async fn rcpt(&mut self, rest: &str) -> std::io::Result<()> {
        if self.from.is_none() {
            return self.say("503 MAIL first").await;
        }
        match path(rest, "TO:").filter(|(address, _)| !address.is_empty()) {
            Some((address, _)) => {
                self.to.push(address);
                self.say("250 OK").await
            }
            None => self.say("501 RCPT TO:<address>").await,
        }
    }

    /// Takes one mail; false when the connection is to end.
    async fn data(&mut self) -> std::io::Result<bool> {
        let Some(from) = self.from.clone().filter(|_| !self.to.is_empty()) else {
            self.say("503 RCPT first").await?;
            return Ok(true);
        };
        self.say("354 End with a line that holds a dot").await?;
        let Some(raw) = self.content().await? else {
            return Ok(false);
        };
        if raw.len() > LARGEST {
            self.reset();
            self.say("552 Too large").await?;
            return Ok(true);
        }
        match self.detour(SmtpStage::BeforeAccept).await? {
            Detour::None => {}
            Detour::Answered => {
                self.reset();
                return Ok(true);
            }
            Detour::HangUp => return Ok(false),
        }
        let id = self
            .mailbox
            .accept(Mail::parse(from, std::mem::take(&mut self.to), &raw));
        self.reset();
        match self.detour(SmtpStage::AfterAccept).await? {
            Detour::None => self.say(&format!("250 Kept as {id}")).await?,
            Detour::Answered => {}
            Detour::HangUp => return Ok(false),
        }
        Ok(true)
    }

    /// Everything up to the line with the dot; nothing if the sender went away.
    async fn content(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        let mut raw = Vec::new();
        loop {
            let mut line = Vec::new();
            if patient(self.stream.read_until(b'\n', &mut line)).await? == 0 {
                return Ok(None);
            }
            if line == b".\r\n" || line == b".\n" {
                return Ok(Some(raw));
            }
            let line = line.strip_prefix(b".").unwrap_or(&line);
            // Beyond the limit the rest is read but not kept.
            if raw.len() <= LARGEST {
                raw.extend_from_slice(line);
            }
        }
    }

    fn reset(&mut self) {
        self.from = None;
        self.to.clear();
    }

    async fn say(&mut self, answer: &str) -> std::io::Result<()> {
        self.stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
        self.stream.flush().await
    }

    async fn line(&mut self) -> std::io::Result<Option<String>> {
        let mut line = String::new();
        let length = patient((&mut self.stream).take(LONGEST_LINE).read_line(&mut line)).await?;
        Ok((length > 0).then(|| line.trim_end().to_owned()))
    }
}

/// What a sender says, if it says something.
async fn patient<T>(said: impl Future<Output = std::io::Result<T>>) -> std::io::Result<T> {
    timeout(SILENCE, said).await?
}

fn decoded(base64: &str) -> String {
    BASE64_STANDARD
        .decode(base64)
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .unwrap_or_default()
}

/// The address in `FROM:<address> parameters`, and the parameters.
fn path<'a>(rest: &'a str, keyword: &str) -> Option<(String, &'a str)> {
    let start = rest.get(..keyword.len())?;
    let rest = rest[keyword.len()..].trim_start();
    let (address, params) = rest.strip_prefix('<')?.split_once('>')?;
    start
        .eq_ignore_ascii_case(keyword)
        .then(|| (address.to_owned(), params.trim()))
}
