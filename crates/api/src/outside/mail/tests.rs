//! What a mail looks like on the wire, and how a server's answer is judged.

use super::*;

fn mailer(url: &str) -> anyhow::Result<Mailer> {
    let mut config = config::Config::defaults().unwrap().mail;
    config.smtp_url = url.into();
    Mailer::new(&config)
}

fn mail() -> Mail {
    let person = |name: &str, address: &str| Correspondent {
        name: name.to_owned(),
        address: address.to_owned(),
    };
    Mail {
        from: person("Acme Support", "support@acme.example"),
        reply_to: None,
        return_path: None,
        to: person("Bob", "bob@globex.example"),
        subject: "[ACME-17] Printer on fire".to_owned(),
        text: "Hello".to_owned(),
        html: "<p>Hello</p>".to_owned(),
        date: DateTime::from_timestamp(1_790_000_000, 0).unwrap(),
        message_id: "1.2@portico.example".to_owned(),
        references: Vec::new(),
        unsubscribe: None,
    }
}

fn headers(mail: &Mail) -> String {
    let raw = String::from_utf8(mail.compose().unwrap().formatted()).unwrap();
    let (headers, _) = raw.split_once("\r\n\r\n").unwrap();
    headers.to_owned()
}

#[test]
fn a_mail_says_who_wrote_it_and_that_nobody_need_answer() {
    let headers = headers(&mail());

    let (fixed, boundary) = headers.rsplit_once("\r\n").unwrap();
    assert!(boundary.contains("boundary="), "{boundary}");
    insta::assert_snapshot!(fixed.replace("\r\n", "\n"), @r#"
    From: "Acme Support" <support@acme.example>
    To: Bob <bob@globex.example>
    Subject: [ACME-17] Printer on fire
    Date: Mon, 21 Sep 2026 14:13:20 +0000
    Message-ID: <1.2@portico.example>
    Auto-Submitted: auto-generated
    X-Auto-Response-Suppress: All
    MIME-Version: 1.0
    Content-Type: multipart/alternative;
    "#);
}

#[test]
fn nothing_typed_by_a_person_can_add_a_header_or_a_recipient() {
    let attack =
        "x\r\nBcc: eve@evil.example\r\n\r\nBody\n.\r\nRCPT TO:<eve@evil.example>\0\u{2028}Cc: eve@evil.example";
    let mut mail = mail();
    mail.subject = attack.to_owned();
    mail.to.name = format!("\"Bob\" <eve@evil.example>, {attack}");
    mail.from.name = attack.to_owned();
    mail.text = format!("{attack}\r\n.\r\nQUIT\r\n");

    let message = mail.compose().unwrap();
    let names: Vec<_> = headers(&mail)
        .split("\r\n")
        .filter(|line| !line.starts_with([' ', '\t']))
        .map(|line| line.split(':').next().unwrap().to_owned())
        .collect();

    let to: Vec<_> = message.envelope().to().iter().map(ToString::to_string).collect();
    assert_eq!(to, ["bob@globex.example"]);
    assert_eq!(message.envelope().from().unwrap().to_string(), "support@acme.example");
    assert_eq!(
        names,
        [
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "Auto-Submitted",
            "X-Auto-Response-Suppress",
            "MIME-Version",
            "Content-Type"
        ]
    );
}

#[test]
fn an_address_with_more_than_an_address_is_refused() {
    for address in [
        "bob@globex.example\r\nRCPT TO:<eve@evil.example>",
        "bob@globex.example>, <eve@evil.example",
        "bob@globex.example eve@evil.example",
        "",
    ] {
        let mut mail = mail();
        mail.to.address = address.to_owned();

        assert!(mail.compose().is_err(), "{address:?}");
    }
}

#[test]
fn a_reply_names_the_whole_chain_and_its_last_link() {
    let mut mail = mail();
    mail.references = vec!["root@x.example".to_owned(), "last@x.example".to_owned()];

    let headers = headers(&mail);

    assert!(headers.contains("In-Reply-To: <last@x.example>"), "{headers}");
    assert!(
        headers.contains("References: <root@x.example> <last@x.example>"),
        "{headers}"
    );
}

#[test]
fn a_mail_names_the_way_out_whole_and_on_one_line() {
    let mut mail = mail();
    let link = format!("https://acme.portico.example/unsubscribe/{}", "a".repeat(100));
    mail.unsubscribe = Some(link.clone());

    let headers = headers(&mail);

    assert!(
        headers.contains(&format!("\r\nList-Unsubscribe: <{link}>\r\n")),
        "{headers}"
    );
    assert!(
        headers.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"),
        "{headers}"
    );
}

#[test]
fn the_url_says_how_to_reach_the_server() {
    let plain = mailer("smtp://127.0.0.1:2525").unwrap();
    assert!(matches!(plain.tls, Tls::None));
    assert_eq!((plain.host.as_str(), plain.port), ("127.0.0.1", 2525));
    assert!(plain.credentials.is_none());

    assert_eq!(mailer("smtp://[::1]").unwrap().host, "::1");
    assert!(matches!(
        mailer("smtp://mail.example?tls=required").unwrap().tls,
        Tls::Required(_)
    ));
    assert!(matches!(
        mailer("smtp://mail.example?tls=opportunistic").unwrap().tls,
        Tls::Opportunistic(_)
    ));

    let wrapped = mailer("smtps://us%40er:p%2Fw+1@mail.example").unwrap();
    assert!(matches!(wrapped.tls, Tls::Wrapper(_)));
    assert_eq!(wrapped.port, 465);
    let expected = Credentials::new("us@er".to_owned(), "p/w+1".to_owned());
    assert_eq!(wrapped.credentials, Some(expected));

    for wrong in [
        "mail.example",
        "http://mail.example",
        "smtp://mail.example?tls=no",
        "smtp:",
    ] {
        assert!(mailer(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn an_answer_and_what_cannot_be_delivered_may_go_elsewhere() {
    let mut mail = mail();
    let elsewhere = "reply+7@replies.acme.example".to_owned();
    mail.reply_to = Some(Correspondent {
        name: "Acme, \"Support\"\r\nBcc: eve@elsewhere.example".to_owned(),
        address: elsewhere.clone(),
    });
    mail.return_path = Some(elsewhere.clone());

    let message = mail.compose().unwrap();

    assert_eq!(message.envelope().from().unwrap().to_string(), elsewhere);
    let raw = message.formatted();
    let read = mail_parser::MessageParser::default().parse(&raw).unwrap();
    let reply_to = read.reply_to().and_then(|it| it.first()).unwrap();
    assert_eq!(reply_to.address(), Some(&*elsewhere));
    assert_eq!(reply_to.name(), Some("Acme, \"Support\" Bcc: eve@elsewhere.example"));
    assert!(read.bcc().is_none());
}
