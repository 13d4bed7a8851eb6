//! Mail from a server in front, by SMTP (RFC 5321) or LMTP (RFC 2033). It takes mail for reply addresses alone and hands nothing on; what it
//! said yes to is in the database.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use ipnet::IpNet;
use smtp_proto::{
    Error as Trouble, Request,
    request::receiver::{DataReceiver, DummyDataReceiver, RequestReceiver},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpListener,
    time::Instant,
};
use tokio_util::sync::CancellationToken;

use super::{address, inbox};
use crate::{app::AppState, config::InboundMail, entity::reply_address, limits};

/// As many connections at once.
const CONNECTIONS: usize = 16;
/// As many of one network once half of them are taken: a relay in front, from which all mail comes, has that half, and nobody has it all.
const SHARE: usize = 4;
/// Once all are taken, whoever has brought no mail for as long makes room: the time that Postfix gives a peer for a line under stress.
const IDLE: Duration = Duration::from_secs(10);
/// How long a peer may take to hear what we say.
const DEAFNESS: Duration = Duration::from_mins(1);
/// How many people a mail may be for, and how many commands may be in vain.
const RECIPIENTS: usize = 50;
const MISTAKES: usize = 20;

/// Takes mail on `listener` until the state's `stop`.
pub(crate) async fn serve(listener: std::net::TcpListener, state: Arc<AppState>) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = TcpListener::from_std(listener)?;
    let places = Arc::new(Places::default());
    loop {
        let accepted = tokio::select! {
            () = state.stop.cancelled() => return Ok(()),
            accepted = listener.accept() => accepted,
        };
        let (mut stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(err) => {
                tracing::warn!(error = %err, "could not take a connection for mail: {err}");
                tokio::time::sleep(Duration::from_millis(100)).await; // Out of file handles, mostly.
                continue;
            }
        };
        let Some(place) = places.take(peer.ip().to_canonical(), Instant::now()) else {
            // Whoever sends mail tries again.
            let _ = stream.write_all(b"421 4.3.2 Busy, try again later\r\n").await;
            continue;
        };
        let state = state.clone();
        tokio::spawn(async move {
            // Beyond the session's own end only for who neither lets us wait nor hears that it is over.
            let longest = Duration::from_secs(state.config.mail.inbound.session_seconds) + DEAFNESS;
            let talk = Session::new(&state, stream, place).run();
            tokio::select! {
                () = state.stop.cancelled() => {}
                _ = tokio::time::timeout(longest, talk) => {}
            }
        });
    }
}

/// Who is connected.
#[derive(Default)]
struct Places(Mutex<Vec<Held>>);

/// A place that is taken.
struct Held {
    network: IpNet,
    /// When somebody began to talk, or brought a mail last.
    useful: Instant,
    lost: CancellationToken,
}

impl Places {
    /// `None`: all are taken by whoever just came or brought something, or this peer has its share.
    fn take(self: &Arc<Self>, peer: IpAddr, now: Instant) -> Option<Place> {
        let network = limits::network(peer);
        let mut held = self.held();
        let theirs = held.iter().filter(|it| it.network == network).count();
        if held.len() >= CONNECTIONS / 2 && theirs >= SHARE {
            return None;
        }
        if held.len() >= CONNECTIONS {
            let (idle, longest) = held.iter().enumerate().min_by_key(|(_, it)| it.useful)?;
            if now.saturating_duration_since(longest.useful) < IDLE {
                return None;
            }
            held.swap_remove(idle).lost.cancel();
        }
        let lost = CancellationToken::new();
        held.push(Held {
            network,
            useful: now,
            lost: lost.clone(),
        });
        let places = self.clone();
        Some(Place { places, lost })
    }

    fn held(&self) -> MutexGuard<'_, Vec<Held>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Somebody's place, until it is dropped, or lost to somebody else.
struct Place {
    places: Arc<Places>,
    lost: CancellationToken,
}

impl Place {
    /// They brought a mail.
    fn was_useful(&self, now: Instant) {
        if let Some(held) = self.places.held().iter_mut().find(|it| it.lost == self.lost) {
            held.useful = now;
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.held().retain(|it| it.lost != self.lost);
    }
}

/// How long a peer's line is waited for. RFC 5321 (4.5.3.2.7) says that “an SMTP server SHOULD have a timeout of at least 5 minutes while it is
/// awaiting the next command from the sender”, which is meant for whoever comes over the open network. Here a mail server hands on what it has
/// already; so much patience would let a few who say nothing keep it out.
struct Patience {
    line: Duration,
    since: Instant,
    /// When all must be over.
    last: Instant,
}

impl Patience {
    fn new(config: &InboundMail) -> Self {
        let now = Instant::now();
        Self {
            line: Duration::from_secs(config.line_seconds),
            since: now,
            last: now + Duration::from_secs(config.session_seconds),
        }
    }

    /// Only a whole line is a sign of good will: bytes alone are had for nothing.
    fn hear(&mut self, bytes: &[u8], now: Instant) {
        if bytes.contains(&b'\n') {
            self.since = now;
        }
    }

    fn ends(&self) -> Instant {
        self.last.min(self.since + self.line)
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
    patience: Patience,
    place: Place,
}

/// What follows a command.
enum Next {
    Commands,
    Data,
    End,
}

impl<'s, S: AsyncRead + AsyncWrite + Unpin> Session<'s, S> {
    fn new(state: &'s AppState, stream: S, place: Place) -> Self {
        Self {
            state,
            stream,
            greeted: false,
            lmtp: false,
            sender: None,
            recipients: Vec::new(),
            mistakes: 0,
            heard: Vec::new(),
            patience: Patience::new(&state.config.mail.inbound),
            place,
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
                Ok(()) => {
                    self.place.was_useful(Instant::now());
                    "250 2.0.0 Kept"
                }
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
        tell(&mut self.stream, &line, &self.place.lost).await?;
        self.patience.since = Instant::now(); // What we did meanwhile is not the peer's time.
        Ok(())
    }

    /// Waits for more; who lets us wait too long for a line, or has lost their place, is sent away.
    async fn read(&mut self) -> std::io::Result<()> {
        let mut buffer = [0; 8 << 10];
        let ends = self.patience.ends();
        let read = tokio::select! {
            biased;
            () = self.place.lost.cancelled() => Err("421 4.3.2 Busy, try again later"),
            read = tokio::time::timeout_at(ends, self.stream.read(&mut buffer)) => {
                read.map_err(|_| "421 4.4.2 Too slow, try again later")
            }
        };
        let count = match read {
            Ok(count) => count,
            Err(why) => {
                self.say(why).await?;
                return Err(std::io::ErrorKind::TimedOut.into());
            }
        };
        match count? {
            0 => Err(std::io::ErrorKind::UnexpectedEof.into()),
            count => {
                self.patience.hear(&buffer[..count], Instant::now());
                self.heard.extend_from_slice(&buffer[..count]);
                Ok(())
            }
        }
    }
}

/// Says a line to who hears it in time. Whoever has lost their place hears what they take at once.
async fn tell(stream: &mut (impl AsyncWrite + Unpin), line: &str, lost: &CancellationToken) -> std::io::Result<()> {
    tokio::select! {
        biased;
        said = tokio::time::timeout(DEAFNESS, stream.write_all(line.as_bytes())) => said.map_err(std::io::Error::other)?,
        () = lost.cancelled() => Err(std::io::ErrorKind::TimedOut.into()),
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;
    use crate::config::Config;

    #[test]
    fn nobody_has_all_places_and_a_relay_alone_has_half() {
        let (places, now) = (Arc::new(Places::default()), Instant::now());
        let (relay, other) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        let mut held: Vec<_> = (0..CONNECTIONS / 2).map_while(|_| places.take(relay, now)).collect();
        assert_eq!(held.len(), CONNECTIONS / 2);
        assert!(places.take(relay, now).is_none());

        let others: Vec<_> = (0..CONNECTIONS).map_while(|_| places.take(other, now)).collect();
        assert_eq!(others.len(), SHARE);
        let of_many = |number: u8| places.take(IpAddr::from([198, 51, 100, number]), now);
        let many: Vec<_> = (0..).map_while(of_many).collect();
        assert_eq!(held.len() + others.len() + many.len(), CONNECTIONS);

        drop((others, many));
        held.pop();
        assert!(places.take(relay, now).is_some(), "a place that became free is free");
    }

    #[test]
    fn neighbours_by_ipv6_are_one_peer() {
        let (places, now) = (Arc::new(Places::default()), Instant::now());
        let held = (0..u16::MAX).map_while(|it| places.take(IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, it]), now));

        assert_eq!(held.collect::<Vec<_>>().len(), CONNECTIONS / 2);
    }

    #[test]
    fn once_all_places_are_taken_who_brings_nothing_makes_room() {
        let (places, begun) = (Arc::new(Places::default()), Instant::now());
        let later = |seconds| begun + Duration::from_secs(seconds);
        let of = |number: u8, seconds| places.take(IpAddr::from([192, 0, 2, number]), later(seconds));
        let held: Vec<Place> = [(1, 8), (2, 4), (3, 4)]
            .into_iter()
            .flat_map(|(number, count)| (0..count).map_while(move |_| of(number, u64::from(number))))
            .collect();
        assert_eq!(held.len(), CONNECTIONS, "three networks have them all");
        let lost = || held.iter().filter(|it| it.lost.is_cancelled()).count();

        assert!(of(4, 5).is_none(), "nobody has been there for long");
        held[0].was_useful(later(9));
        let newcomers: Vec<Place> = (4..20).map_while(|number| of(number, 12)).collect();

        assert!(!held[0].lost.is_cancelled(), "who brought a mail keeps their place");
        assert_eq!(
            (lost(), newcomers.len()),
            (11, 11),
            "those of three seconds ago have time left"
        );
        assert_eq!(places.held().len(), CONNECTIONS);
        drop(held);
        assert_eq!(
            places.held().len(),
            newcomers.len(),
            "who lost their place gives up no other's"
        );
    }

    #[test]
    fn who_lost_their_place_and_is_deaf_is_gone_at_once() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        let _within = runtime.enter();
        let lost = CancellationToken::new();
        let (mut deaf, _peer) = tokio::io::duplex(4);
        assert!(tell(&mut deaf, "250 Go on\r\n", &lost).now_or_never().is_none());
        lost.cancel();
        let told = tell(&mut deaf, "421 Busy\r\n", &lost).now_or_never();
        assert!(told.is_some_and(|it| it.is_err()));

        let (mut hearing, _peer) = tokio::io::duplex(64);
        let told = tell(&mut hearing, "421 Busy\r\n", &lost).now_or_never();
        assert!(told.is_some_and(|it| it.is_ok()), "they hear why");
    }

    #[test]
    fn bytes_that_make_no_line_gain_no_time() {
        let mut config = Config::defaults().unwrap().mail.inbound;
        (config.line_seconds, config.session_seconds) = (30, 60);
        let mut patience = Patience::new(&config);
        let begun = patience.since;
        let later = |seconds| begun + Duration::from_secs(seconds);

        patience.hear(b"NOO", later(20));
        assert_eq!(patience.ends(), later(30));
        patience.hear(b"P\r\n", later(25));
        assert_eq!(patience.ends(), later(55));
        patience.hear(b"NOOP\r\n", later(50));
        assert_eq!(patience.ends(), later(60), "all in all");
    }
}
