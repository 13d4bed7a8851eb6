//! Mail by SMTP and LMTP: what it said yes to is kept, and it says yes to nothing else.

use std::{
    net::{SocketAddr, TcpListener},
    time::Duration,
};

use lettre::{
    Address,
    address::Envelope,
    transport::smtp::{client::AsyncSmtpConnection, extension::ClientId},
};
use portico::app;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpSocket, TcpStream},
};

use super::{MARIA, answered, on_portal, received, reply_address, written};
use crate::support::TestApp;

/// Within a runtime.
fn served(app: &TestApp) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(app::take_mail(listener, app.state.clone()));
    address
}

/// Somebody who speaks to it by hand.
struct Talk(BufReader<TcpStream>);

impl Talk {
    async fn begin(address: SocketAddr) -> Self {
        let mut talk = Self(BufReader::new(TcpStream::connect(address).await.unwrap()));
        assert!(talk.hear().await.starts_with("220 "));
        talk
    }

    /// The last line of an answer.
    async fn hear(&mut self) -> String {
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).await.unwrap();
            if line.get(3..4) != Some("-") {
                return line.trim_end().to_owned();
            }
        }
    }

    async fn send(&mut self, text: &str) {
        self.0.get_mut().write_all(text.as_bytes()).await.unwrap();
    }

    async fn say(&mut self, line: &str) -> String {
        self.send(&format!("{line}\r\n")).await;
        self.hear().await
    }
}

#[tokio::test]
async fn a_mail_program_delivers_an_answer() {
    let app = super::app().await;
    let address = served(&app);
    let (key, mail) = answered(&app).await;
    let to = reply_address(&mail);
    // With lines that begin with a dot, and no end of line at its end.
    let raw = written(&to, "", ".one\n..two\n\nthree").trim_end().to_owned();

    let hello = ClientId::Domain("mx.globex.example".to_owned());
    let mut connection = AsyncSmtpConnection::connect_tokio1(address, None, &hello, None, None)
        .await
        .unwrap();
    for _ in 0..2 {
        let envelope = Envelope::new(Some(MARIA.parse::<Address>().unwrap()), vec![to.parse().unwrap()]).unwrap();
        connection.send(&envelope, raw.as_bytes()).await.unwrap();
    }
    connection.quit().await.unwrap();
    app.run_jobs().await;

    assert_eq!(received(&app).await.len(), 1, "the second is the same mail");
    assert_eq!(on_portal(&app, &key).await.last().unwrap().1, ".one\n..two\n\nthree");
}

#[tokio::test]
async fn it_takes_mail_for_its_own_addresses_alone() {
    let app = super::app().await;
    let address = served(&app);
    let (_, mail) = answered(&app).await;
    let to = reply_address(&mail);
    let mut talk = Talk::begin(address).await;

    for (line, answer) in [
        ("MAIL FROM:<eve@elsewhere.example>", "503"),
        ("EHLO elsewhere.example", "250"),
        ("DATA", "503"),
        (&format!("RCPT TO:<{to}>"), "503"),
        ("MAIL FROM:<eve@elsewhere.example>", "250"),
        ("MAIL FROM:<eve@elsewhere.example>", "503"),
        ("RCPT TO:<eve@elsewhere.example>", "550"),
        ("RCPT TO:<postmaster>", "550"),
        (
            "RCPT TO:<reply+00000000000000000000000000000000000000000000000000000@replies.acme.example>",
            "550",
        ),
        ("DATA", "503"),
        (&format!("RCPT TO:<{to}>"), "250"),
        ("RSET", "250"),
        ("DATA", "503"),
        ("MAIL FROM:<> SIZE=99999999", "552"),
        ("STARTTLS", "502"),
        ("AUTH PLAIN AAAA", "502"),
        ("HELLO THERE", "500"),
        ("QUIT", "221"),
    ] {
        let said = talk.say(line).await;
        assert!(said.starts_with(answer), "{line}: {said}");
    }
    assert!(received(&app).await.is_empty());
}

#[tokio::test]
async fn by_lmtp_each_recipient_is_answered_and_commands_may_follow_at_once() {
    let app = super::app().await;
    let address = served(&app);
    let (key, mail) = answered(&app).await;
    let (other_key, other) = answered(&app).await;
    let (to, too) = (reply_address(&mail), reply_address(&other));
    let mut talk = Talk::begin(address).await;
    assert!(talk.say("LHLO mx.acme.example").await.starts_with("250"));

    talk.send(&format!(
        "MAIL FROM:<{MARIA}>\r\nRCPT TO:<{to}>\r\nRCPT TO:<nobody@replies.acme.example>\r\nRCPT TO:<{too}>\r\nDATA\r\n"
    ))
    .await;
    for answer in ["250", "250", "550", "250", "354"] {
        assert!(talk.hear().await.starts_with(answer));
    }
    talk.send(&format!("{}.\r\nNOOP\r\nQUIT\r\n", written(&to, "", "To both")))
        .await;
    for answer in ["250 2.0.0 Kept", "250 2.0.0 Kept", "250 2.0.0 Here", "221"] {
        let said = talk.hear().await;
        assert!(said.starts_with(answer), "{said}");
    }
    app.run_jobs().await;

    for key in [key, other_key] {
        assert_eq!(on_portal(&app, &key).await.last().unwrap().1, "To both");
    }
}

#[tokio::test]
async fn no_mail_is_smuggled_into_another() {
    let app = super::app().await;
    let address = served(&app);
    let (key, mail) = answered(&app).await;
    let to = reply_address(&mail);
    for end in ["\n.\n", "\n.\r\n", "\r.\r", "\r\n.\n"] {
        let mut talk = Talk::begin(address).await;
        assert!(talk.say("EHLO mx").await.starts_with("250"));
        assert!(talk.say(&format!("MAIL FROM:<{MARIA}>")).await.starts_with("250"));
        assert!(talk.say(&format!("RCPT TO:<{to}>")).await.starts_with("250"));
        assert!(talk.say("DATA").await.starts_with("354"));
        let second =
            format!("MAIL FROM:<{MARIA}>\r\nRCPT TO:<{to}>\r\nDATA\r\nFrom: boss@acme.example\r\n\r\nSmuggled");
        talk.send(&format!(
            "{}{end}{second}\r\n.\r\n",
            written(&to, "", "First").trim_end()
        ))
        .await;
        assert!(talk.hear().await.starts_with("250 2.0.0 Kept"), "{end:?}");
        assert!(
            talk.say("QUIT").await.starts_with("221"),
            "{end:?}: nothing was said in between"
        );
        app.run_jobs().await;
        let said = on_portal(&app, &key).await;
        assert!(said.last().unwrap().1.contains("First"), "{end:?}: {said:#?}");
    }
    // And nothing that came before we said that it may.
    let mut talk = Talk::begin(address).await;
    talk.send(&format!(
        "EHLO mx\r\nMAIL FROM:<{MARIA}>\r\nRCPT TO:<{to}>\r\nDATA\r\nFrom: {MARIA}\r\n\r\nToo soon\r\n.\r\n"
    ))
    .await;
    let mut answers = Vec::new();
    for _ in 0..4 {
        answers.push(talk.hear().await);
    }
    assert!(answers[3].starts_with("503"), "{answers:?}");
}

#[tokio::test]
async fn who_takes_long_for_a_line_is_sent_away() {
    let app = TestApp::spawn_with(|config| config.mail.inbound.line_seconds = 1).await;
    let address = served(&app);
    let mut talk = Talk::begin(address).await;
    assert!(talk.say("EHLO mx").await.starts_with("250"));

    talk.send("NOO").await;

    let said = tokio::time::timeout(Duration::from_secs(20), talk.hear()).await;
    assert!(said.expect("it ends").starts_with("421 "));
    assert_eq!(talk.hear().await, "", "and the connection with it");
}

#[tokio::test]
async fn one_peer_leaves_places_for_others() {
    let app = super::app().await;
    let address = served(&app);
    let mut talks = Vec::new();
    for _ in 0..8 {
        talks.push(Talk::begin(address).await);
    }

    let mut ninth = Talk(BufReader::new(TcpStream::connect(address).await.unwrap()));
    assert!(ninth.hear().await.starts_with("421 "));
    let elsewhere = TcpSocket::new_v4().unwrap();
    elsewhere.bind("127.0.0.2:0".parse().unwrap()).unwrap();
    let mut other = Talk(BufReader::new(elsewhere.connect(address).await.unwrap()));
    assert!(other.hear().await.starts_with("220 "));
}

#[tokio::test]
async fn a_mail_that_is_too_large_is_refused_at_its_end() {
    let app = TestApp::spawn_with(|config| {
        config.mail.inbound.domain = super::DOMAIN.to_owned();
        config.mail.inbound.listen = "127.0.0.1:0".to_owned();
        config.mail.inbound.max_bytes = 65_536;
    })
    .await;
    let address = served(&app);
    let (_, mail) = answered(&app).await;
    let mut talk = Talk::begin(address).await;
    assert!(talk.say("EHLO mx").await.starts_with("250"));
    assert!(talk.say(&format!("MAIL FROM:<{MARIA}>")).await.starts_with("250"));
    assert!(
        talk.say(&format!("RCPT TO:<{}>", reply_address(&mail)))
            .await
            .starts_with("250")
    );
    assert!(talk.say("DATA").await.starts_with("354"));

    talk.send(&format!("{}.\r\n", "a line of it\r\n".repeat(6_000))).await;

    assert!(talk.hear().await.starts_with("552"));
    assert!(talk.say("QUIT").await.starts_with("221"), "the conversation goes on");
    assert!(received(&app).await.is_empty());
}
