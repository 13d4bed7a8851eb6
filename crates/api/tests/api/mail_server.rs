//! How Portico speaks with a mail server that wants TLS, a name and a password.

use std::{path::Path, sync::Arc};

use portico_sandbox::{Options, Sandbox, mail};
use rustls::{ServerConfig, crypto::aws_lc_rs};
use serde_json::json;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, copy_bidirectional},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{TlsAcceptor, rustls};

use crate::support::{ACME, TestApp};

const MARIA: &str = "maria@globex.example";

/// When the conversation becomes a secret one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Secrecy {
    FromTheStart,
    StartTls,
    Never,
}

/// A mail server that takes mails from somebody with a name and a password only. It stands before the sandbox's, which knows no TLS.
struct MailServer {
    sandbox: Sandbox,
    port: u16,
    folder: TempDir,
}

impl MailServer {
    async fn start(secrecy: Secrecy) -> Self {
        let credentials = mail::Credentials {
            user: "portico@host.example".to_owned(),
            password: "s3:cret".to_owned(),
        };
        let options = Options {
            smtp_credentials: Some(credentials),
            ..Options::default()
        };
        let sandbox = Sandbox::start(options).await.expect("the sandbox starts");
        let folder = tempfile::tempdir().expect("a folder");
        let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        std::fs::write(folder.path().join("ca.pem"), own.cert.pem()).expect("a file");
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("protocol versions")
            .with_no_client_auth()
            .with_single_cert(
                vec![own.cert.der().clone()],
                rustls::pki_types::PrivatePkcs8KeyDer::from(own.signing_key.serialize_der()).into(),
            )
            .expect("its own key");
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let inside = sandbox.smtp_addr();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                // Whoever hangs up early ends this conversation only.
                tokio::spawn(async move { converse(client, secrecy, &acceptor, inside).await });
            }
        });
        Self { sandbox, port, folder }
    }

    fn certificate(&self) -> std::path::PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// How many mails came when somebody asked for one at the server's `url`, trusting the certificates of `ca`.
    async fn mails_by(&self, url: &str, ca: &Path) -> usize {
        let app = TestApp::spawn_with(|config| {
            config.mail.smtp_url = url.to_owned().into();
            ca.clone_into(&mut config.mail.ca_file);
        })
        .await;
        let asked = json!({ "email": MARIA });
        let answer = app.nobody(ACME).post("/api/v1/portal/sign-in/mail", &asked).await;
        assert_eq!(answer.status(), 202);
        app.run_jobs().await;
        self.sandbox.mails_to(MARIA).len()
    }
}

async fn converse(
    client: TcpStream,
    secrecy: Secrecy,
    acceptor: &TlsAcceptor,
    inside: std::net::SocketAddr,
) -> std::io::Result<()> {
    let mut inside = TcpStream::connect(inside).await?;
    let mut client = BufReader::new(client);
    if secrecy == Secrecy::Never {
        copy_bidirectional(&mut client, &mut inside).await?;
        return Ok(());
    }
    if secrecy == Secrecy::StartTls {
        // The greeting of the one inside is for us; after the handshake the client says EHLO anew.
        let mut greeting = String::new();
        BufReader::new(&mut inside).read_line(&mut greeting).await?;
        client.write_all(b"220 localhost ESMTP\r\n").await?;
        let mut line = String::new();
        client.read_line(&mut line).await?;
        client.write_all(b"250-localhost\r\n250 STARTTLS\r\n").await?;
        line.clear();
        client.read_line(&mut line).await?;
        if line.trim() != "STARTTLS" {
            return client.write_all(b"530 Must issue a STARTTLS command first\r\n").await;
        }
        client.write_all(b"220 Go ahead\r\n").await?;
    }
    let mut client = acceptor.accept(client.into_inner()).await?;
    copy_bidirectional(&mut client, &mut inside).await?;
    Ok(())
}

const NONE: &str = "";

#[tokio::test]
async fn mail_goes_out_over_tls_with_name_and_password() {
    let server = MailServer::start(Secrecy::FromTheStart).await;
    let url = format!("smtps://portico%40host.example:s3%3Acret@localhost:{}", server.port);
    assert_eq!(server.mails_by(&url, &server.certificate()).await, 1);
}

#[tokio::test]
async fn mail_goes_out_over_starttls_with_name_and_password() {
    let server = MailServer::start(Secrecy::StartTls).await;
    let to = format!("smtp://portico%40host.example:s3%3Acret@localhost:{}", server.port);
    assert_eq!(
        server
            .mails_by(&format!("{to}?tls=required"), &server.certificate())
            .await,
        1
    );
    assert_eq!(
        server
            .mails_by(&format!("{to}?tls=opportunistic"), &server.certificate())
            .await,
        2
    );
}

#[tokio::test]
async fn a_mail_server_with_a_certificate_that_nobody_vouches_for_gets_nothing() {
    for (secrecy, scheme, query) in [
        (Secrecy::FromTheStart, "smtps", ""),
        (Secrecy::StartTls, "smtp", "?tls=required"),
        (Secrecy::StartTls, "smtp", "?tls=opportunistic"),
    ] {
        let server = MailServer::start(secrecy).await;
        let at = format!("portico%40host.example:s3%3Acret@localhost:{}{query}", server.port);
        assert_eq!(server.mails_by(&format!("{scheme}://{at}"), Path::new(NONE)).await, 0);
        // The name is of the certificate, too.
        let at = at.replace("localhost", "127.0.0.1");
        let ca = server.certificate();
        assert_eq!(server.mails_by(&format!("{scheme}://{at}"), &ca).await, 0);
    }
}

#[tokio::test]
async fn where_tls_is_required_and_not_offered_neither_mail_nor_password_leaves() {
    let server = MailServer::start(Secrecy::Never).await;
    let to = format!("smtp://portico%40host.example:s3%3Acret@localhost:{}", server.port);
    assert_eq!(server.mails_by(&format!("{to}?tls=required"), Path::new(NONE)).await, 0);
    assert_eq!(
        server
            .mails_by(&format!("{to}?tls=opportunistic"), Path::new(NONE))
            .await,
        1
    );
}

#[tokio::test]
async fn a_mail_server_that_does_not_know_us_gets_nothing() {
    let server = MailServer::start(Secrecy::Never).await;
    for who in ["portico%40host.example:wrong@", "somebody:s3%3Acret@", ""] {
        let url = format!("smtp://{who}localhost:{}", server.port);
        assert_eq!(server.mails_by(&url, Path::new(NONE)).await, 0, "{who}");
    }
}
