//! The mailbox: taken as a mail server takes mail, shown without running it.

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{MultiPart, header::ContentType},
    transport::smtp::authentication::Credentials as Login,
};
use portico_sandbox::{
    Options, Sandbox,
    faults::{Rule, SmtpFault, SmtpStage},
    mail::Credentials,
};

use crate::support::client;

type Transport = AsyncSmtpTransport<Tokio1Executor>;

fn transport(sandbox: &Sandbox, login: Option<(&str, &str)>) -> Transport {
    let address = sandbox.smtp_addr();
    let mut builder = Transport::builder_dangerous(address.ip().to_string()).port(address.port());
    if let Some((user, password)) = login {
        builder = builder.credentials(Login::new(user.to_owned(), password.to_owned()));
    }
    builder.build()
}

fn mail(to: &str) -> Message {
    Message::builder()
        .from("Acme Support <support@acme.example>".parse().unwrap())
        .to(to.parse().unwrap())
        .subject("Grüße: ACME-1")
        .message_id(Some("<one@acme.example>".to_owned()))
        .multipart(MultiPart::alternative_plain_html(
            "Hallo,\n.a line that begins with a dot\nhttp://127.0.0.1/magic?a=1&b=2".to_owned(),
            "<p>Hallo, <a href=\"http://127.0.0.1/magic\">sign in</a></p>".to_owned(),
        ))
        .unwrap()
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_written() {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();

    transport(&sandbox, None)
        .send(mail("maria@globex.example"))
        .await
        .unwrap();

    let mails = sandbox.mails_to("maria@globex.example");
    assert_eq!(mails.len(), 1);
    let mail = &mails[0];
    assert_eq!(
        (mail.from.as_str(), mail.to.as_slice()),
        ("support@acme.example", &["maria@globex.example".to_owned()][..])
    );
    assert_eq!(
        (mail.subject.as_str(), mail.message_id.as_str()),
        ("Grüße: ACME-1", "one@acme.example")
    );
    assert!(
        mail.text.contains("\n.a line that begins with a dot"),
        "{:?}",
        mail.text
    );
    assert!(mail.html.contains("sign in"));
    assert_eq!(mail.header("from"), Some("\"Acme Support\" <support@acme.example>"));
}

#[tokio::test]
async fn a_mail_without_html_shows_none() {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let plain = Message::builder()
        .from("a@acme.example".parse().unwrap())
        .to("b@acme.example".parse().unwrap())
        .header(ContentType::TEXT_PLAIN)
        .body("only text".to_owned())
        .unwrap();

    transport(&sandbox, None).send(plain).await.unwrap();

    assert_eq!(
        (sandbox.mails()[0].text.trim(), sandbox.mails()[0].html.as_str()),
        ("only text", "")
    );
}

#[tokio::test]
async fn senders_present_the_credentials_if_there_are_any() {
    let credentials = Credentials {
        user: "portico".into(),
        password: "secret".into(),
    };
    let sandbox = Sandbox::start(Options {
        smtp_credentials: Some(credentials),
        ..Options::default()
    })
    .await
    .unwrap();

    assert!(transport(&sandbox, None).send(mail("a@b.example")).await.is_err());
    assert!(
        transport(&sandbox, Some(("portico", "wrong")))
            .send(mail("a@b.example"))
            .await
            .is_err()
    );
    assert!(
        transport(&sandbox, Some(("portico", "secret")))
            .send(mail("a@b.example"))
            .await
            .is_ok()
    );
    assert_eq!(sandbox.mails().len(), 1);
}

#[tokio::test]
async fn the_server_fails_where_it_is_told_to() {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let cases = [
        (SmtpStage::Connect, SmtpFault::Reject { code: 421 }, 0),
        (SmtpStage::MailFrom, SmtpFault::Reject { code: 451 }, 0),
        (SmtpStage::RcptTo, SmtpFault::Reject { code: 550 }, 0),
        (SmtpStage::BeforeAccept, SmtpFault::Reject { code: 452 }, 0),
        (SmtpStage::BeforeAccept, SmtpFault::Drop, 0),
        (SmtpStage::AfterAccept, SmtpFault::Drop, 1),
        (SmtpStage::AfterAccept, SmtpFault::Reject { code: 451 }, 1),
    ];
    for (at, fault, kept) in cases {
        sandbox.clear_mails();
        sandbox.faults().set([Rule::smtp(at, fault).times(1)]);

        let error = transport(&sandbox, None).send(mail("a@b.example")).await.unwrap_err();

        let SmtpFault::Reject { code } = fault else {
            assert!(error.status().is_none(), "{error}");
            assert_eq!(sandbox.mails().len(), kept);
            continue;
        };
        assert_eq!(
            error.status().map(|it| it.to_string()),
            Some(code.to_string()),
            "{at:?}"
        );
        assert_eq!(sandbox.mails().len(), kept, "{at:?}");
    }
    transport(&sandbox, None).send(mail("a@b.example")).await.unwrap();
}

#[tokio::test]
async fn the_page_shows_a_mail_without_running_it() {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    transport(&sandbox, None)
        .send(mail("maria@globex.example"))
        .await
        .unwrap();
    let get = async |path: &str| {
        client()
            .get(format!("{}{path}", sandbox.url()))
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
    };

    assert!(get("/mail?to=maria@globex.example").await.contains("Grüße: ACME-1"));
    assert!(get("/mail?to=somebody@else.example").await.contains("No mail yet."));
    assert!(get("/mail/1").await.contains("sandbox=\"allow-popups"));
    assert!(
        get("/mail/1?view=text")
            .await
            .contains("<a href=\"http://127.0.0.1/magic?a=1&amp;b=2\">")
    );
    assert!(
        get("/control/mails?to=maria@globex.example")
            .await
            .contains("one@acme.example")
    );
}
