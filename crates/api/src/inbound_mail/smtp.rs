//! Mail from a server in front, by SMTP (RFC 5321) or LMTP (RFC 2033). It takes mail for reply addresses alone and hands nothing on; what it
//! said yes to is in the database.

use std::{sync::Arc, time::Duration};

use smtp_proto::{
    Error as Trouble, Request,
    request::receiver::{DataReceiver, DummyDataReceiver, RequestReceiver},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpListener,
    sync::Semaphore,
};

use super::{address, inbox};
use crate::{app::AppState, entity::reply_address};

/// As many connections at once.
const CONNECTIONS: usize = 16;
/// How long a peer may be silent, and talk in all.
const SILENCE: Duration = Duration::from_mins(1);
const LONGEST: Duration = Duration::from_mins(10);
/// How many people a mail may be for, and how many commands may be in vain.
const RECIPIENTS: usize = 50;
const MISTAKES: usize = 20;

/// Takes mail on `listener` until the state's `stop`.
pub(crate) async fn serve(listener: std::net::TcpListener, state: Arc<AppState>) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = TcpListener::from_std(listener)?;
    let slots = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let accepted = tokio::select! {
            () = state.stop.cancelled() => return Ok(()),
            accepted = listener.accept() => accepted,
        };
        let mut stream = match accepted {
            Ok((stream, _)) => stream,
            Err(err) => {
                tracing::warn!(error = %err, "could not take a connection for mail: {err}");
                tokio::time::sleep(Duration::from_millis(100)).await; // Out of file handles, mostly.
                continue;
            }
        };
        let Ok(slot) = slots.clone().try_acquire_owned() else {
            // Whoever sends mail tries again.
            let _ = stream.write_all(b"421 4.3.2 Busy, try again later\r\n").await;
            continue;
        };
        let state = state.clone();
        tokio::spawn(async move {
            let talk = Session::new(&state, stream).run();
            tokio::select! {
                () = state.stop.cancelled() => {}
                _ = tokio::time::timeout(LONGEST, talk) => {}
            }
            drop(slot);
        });
    }
}

/// A conversation with one mail server.
struct Session<'s, S> {
    state: &'s AppState,
    stream: S,
    greeted: bool,
    /// Answers once for each recipient.
    lmtp: bool,
    sender: Option<String>,
    recipients: Vec<reply_address::Model>,
    mistakes: usize,
    /// What came and was not looked at yet.
    heard: Vec<u8>,
}

/// What follows a command.
enum Next {
    Commands,
    Data,
    End,
}

impl<'s, S: AsyncRead + AsyncWrite + Unpin> Session<'s, S> {
    fn new(state: &'s AppState, stream: S) -> Self {
        Self {
            state,
            stream,
            greeted: false,
            lmtp: false,
            sender: None,
            recipients: Vec::new(),
            mistakes: 0,
            heard: Vec::new(),
        }
    }

    async fn run(mut self) -> std::io::Result<()> {
        let hello = format!("220 {} Portico", self.state.config.base_host());
        self.say(&hello).await?;
        let mut requests = RequestReceiver::default();
        loop {
            if self.heard.is_empty() {
                self.read().await?;
            }
            let mut bytes = self.heard.iter();
            let request = requests.ingest(&mut bytes).map(Request::into_owned);
            let left = bytes.as_slice().len();
            let next = match request {
                Ok(request) => {
                    self.heard.drain(..self.heard.len() - left);
                    self.answer(request).await?
                }
                Err(Trouble::NeedsMoreData { .. }) => {
                    self.heard.clear(); // The receiver has it.
                    continue;
                }
                Err(_) => {
                    self.heard.drain(..self.heard.len() - left);
                    self.mistake("500 5.5.1 This is no command").await?
                }
            };
            match next {
                Next::Commands => {}
                Next::End => return Ok(()),
                // What came behind the command, before we said that it may come, is no part of the mail: somebody would slip commands in.
                Next::Data if !self.heard.is_empty() => return self.say("503 5.5.0 Wait for the answer to DATA").await,
                Next::Data => {
                    self.say("354 Go on, and end with a dot on a line of its own").await?;
                    self.data().await?;
                }
            }
        }
    }

    async fn answer(&mut self, request: Request<String>) -> std::io::Result<Next> {
        match request {
            Request::Helo { .. } => {
                self.greet(false);
                let hello = format!("250 {}", self.state.config.base_host());
                self.say(&hello).await?;
            }
            Request::Ehlo { .. } => self.extensions(false).await?,
            Request::Lhlo { .. } => self.extensions(true).await?,
            Request::Mail { from } => return self.mail(from.address, from.size).await,
            Request::Rcpt { to } => return self.rcpt(&to.address).await,
            Request::Data if self.recipients.is_empty() => return self.mistake("503 5.5.1 For whom?").await,
            Request::Data => return Ok(Next::Data),
            Request::Rset => {
                self.forget();
                self.say("250 2.0.0 Forgotten").await?;
            }
            Request::Noop { .. } => self.say("250 2.0.0 Here").await?,
            Request::Vrfy { .. } => self.say("252 2.1.5 Send it, and see").await?,
            Request::Quit => {
                self.say("221 2.0.0 Bye").await?;
                return Ok(Next::End);
            }
            _ => return self.mistake("502 5.5.1 Not here").await,
        }
        Ok(Next::Commands)
    }

    fn greet(&mut self, lmtp: bool) {
        self.greeted = true;
        self.lmtp = lmtp;
        self.forget();
    }

    async fn extensions(&mut self, lmtp: bool) -> std::io::Result<()> {
        self.greet(lmtp);
        let (host, largest) = (self.state.config.base_host(), self.state.config.mail.inbound.max_bytes);
        let answer = format!(
            "250-{host}\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250-PIPELINING\r\n250 SIZE {largest}"
        );
        self.say(&answer).await
    }

    async fn mail(&mut self, sender: String, size: usize) -> std::io::Result<Next> {
        if !self.greeted {
            return self.mistake("503 5.5.1 Say hello first").await;
        }
        if self.sender.is_some() {
            return self.mistake("503 5.5.1 One mail at a time").await;
        }
        if size > self.state.config.mail.inbound.max_bytes {
            return self.mistake("552 5.3.4 Too large").await;
        }
        self.sender = Some(sender);
        self.say("250 2.1.0 Go on").await?;
        Ok(Next::Commands)
    }

    async fn rcpt(&mut self, to: &str) -> std::io::Result<Next> {
        if self.sender.is_none() {
            return self.mistake("503 5.5.1 From whom?").await;
        }
        if self.recipients.len() >= RECIPIENTS {
            return self.mistake("452 4.5.3 So many in another mail").await;
        }
        match address::find(self.state, to).await {
            Ok(Some(found)) => {
                self.recipients.push(found);
                self.say("250 2.1.5 Go on").await?;
                Ok(Next::Commands)
            }
            Ok(None) => self.mistake("550 5.1.1 There is no such reply address").await,
            Err(err) => {
                tracing::warn!(error = %err, "could not look up a reply address: {err}");
                self.mistake("451 4.3.0 Try again later").await
            }
        }
    }

    /// Takes a mail to its end, keeps it, and answers: once, or by LMTP for each recipient.
    async fn data(&mut self) -> std::io::Result<()> {
        let most = self.state.config.mail.inbound.max_bytes;
        let mut receiver = DataReceiver::new();
        let mut raw = Vec::new();
        // Of one that is too large the rest is read and dropped: its sender would take a broken connection for a reason to try again.
        let mut dropped: Option<DummyDataReceiver> = None;
        loop {
            self.read().await?;
            let mut bytes = self.heard.iter();
            let whole = match &mut dropped {
                Some(rest) => rest.ingest(&mut bytes),
                None => receiver.ingest(&mut bytes, &mut raw),
            };
            let left = bytes.as_slice().len();
            // Behind the end there may be commands already.
            self.heard.drain(..self.heard.len() - left);
            if dropped.is_none() && raw.len() > most {
                raw = Vec::new();
                dropped = Some(DummyDataReceiver::new_data(&receiver));
            }
            if whole {
                break;
            }
        }
        let recipients = std::mem::take(&mut self.recipients);
        let sender = self.sender.take();
        let answers = if self.lmtp { recipients.len() } else { 1 };
        let answer = if dropped.is_some() {
            "552 5.3.4 Too large"
        } else {
            let mut ours = Vec::new();
            for one in recipients {
                if !ours.contains(&one) {
                    ours.push(one);
                }
            }
            match inbox::keep(self.state, &ours, sender.as_deref(), &raw).await {
                Ok(()) => "250 2.0.0 Kept",
                Err(err) => {
                    tracing::warn!(error = %err, "could not keep a mail: {err}");
                    "451 4.3.0 Try again later"
                }
            }
        };
        for _ in 0..answers {
            self.say(answer).await?;
        }
        Ok(())
    }

    fn forget(&mut self) {
        self.sender = None;
        self.recipients.clear();
    }

    /// Says no; whoever hears it too often is gone.
    async fn mistake(&mut self, answer: &str) -> std::io::Result<Next> {
        self.mistakes += 1;
        if self.mistakes > MISTAKES {
            self.say("421 4.7.0 Too many mistakes").await?;
            return Ok(Next::End);
        }
        self.say(answer).await?;
        Ok(Next::Commands)
    }

    async fn say(&mut self, line: &str) -> std::io::Result<()> {
        let line = format!("{line}\r\n");
        let said = self.stream.write_all(line.as_bytes());
        tokio::time::timeout(SILENCE, said)
            .await
            .map_err(std::io::Error::other)?
    }

    /// Waits for more.
    async fn read(&mut self) -> std::io::Result<()> {
        let mut buffer = [0; 8 << 10];
        let count = tokio::time::timeout(SILENCE, self.stream.read(&mut buffer)).await;
        match count.map_err(std::io::Error::other)?? {
            0 => Err(std::io::ErrorKind::UnexpectedEof.into()),
            count => {
                self.heard.extend_from_slice(&buffer[..count]);
                Ok(())
            }
        }
    }
}
