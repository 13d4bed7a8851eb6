//! What a mail says (RFC 5322, MIME), as far as an answer to a ticket is concerned.

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType, decoders::html::html_to_text};

/// A mail as it matters here.
pub(super) struct Answer {
    /// Who says to have written it: the first `From`. Anybody can say anything.
    pub from: Option<From>,
    /// What it says, with all that it quotes.
    pub text: String,
    pub files: Vec<File>,
    pub nature: Nature,
    /// It came by way of a list or asks for no automatic answers. Many a person's mail does, by what their mail server adds.
    pub unanswerable: bool,
}

pub(super) struct From {
    pub name: String,
    pub address: String,
}

pub(super) struct File {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Who or what wrote a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nature {
    /// A person, as far as anybody can tell.
    Written,
    /// A mail server says that a mail did not arrive.
    Bounced,
    /// A program answers by itself (RFC 3834).
    Automatic,
}

/// Reads a mail; `None` when it is none. `sender` is the address of its envelope, empty for what must not be answered.
pub(super) fn read(raw: &[u8], sender: Option<&str>) -> Option<Answer> {
    let mail = MessageParser::default().parse(raw)?;
    let (nature, unanswerable) = (nature(&mail, sender), is_unanswerable(&mail));
    let from = mail.from().and_then(|from| from.first()).and_then(|from| {
        Some(From {
            name: from.name().unwrap_or_default().to_owned(),
            address: from.address()?.to_owned(),
        })
    });
    let text = mail.text_bodies().filter_map(|part| text_of(&mail, part));
    let text = text.collect::<Vec<_>>().join("\n\n");
    let files = mail.attachments().filter_map(file).collect();
    Some(Answer {
        from,
        text,
        files,
        nature,
        unanswerable,
    })
}

/// The mail's own id, by which a copy of it is known.
pub(super) fn message_id(raw: &[u8]) -> Option<String> {
    let mail = MessageParser::default().parse_headers(raw)?;
    mail.message_id().map(str::to_owned)
}

/// All addresses that a mail says it is for.
pub(super) fn recipients(raw: &[u8]) -> Vec<String> {
    let Some(mail) = MessageParser::default().parse_headers(raw) else {
        return Vec::new();
    };
    // The last two: what the server wrote that delivered it, where the mail itself names nobody.
    let delivered = ["Delivered-To", "X-Original-To"]
        .into_iter()
        .filter_map(|name| mail.header_raw(name));
    let delivered = delivered.map(|text| text.trim().trim_matches(['<', '>']).to_owned());
    let named = [mail.to(), mail.cc()]
        .into_iter()
        .flatten()
        .flat_map(|list| list.iter());
    let named = named.filter_map(|it| it.address().map(str::to_owned));
    named.chain(delivered).collect()
}

fn header(mail: &Message<'_>, name: &'static str) -> Option<String> {
    let value = mail.header_raw(name)?;
    Some(value.trim().to_lowercase())
}

fn is_unanswerable(mail: &Message<'_>) -> bool {
    let asks = ["X-Auto-Response-Suppress", "List-Id"]
        .into_iter()
        .any(|name| header(mail, name).is_some());
    asks || header(mail, "Precedence").is_some_and(|it| ["bulk", "junk", "list"].contains(&it.as_str()))
}

fn nature(mail: &Message<'_>, sender: Option<&str>) -> Nature {
    let header = |name| header(mail, name);
    let from = mail.from().and_then(|it| it.first()).and_then(|it| it.address());
    let local = from
        .and_then(|it| it.split_once('@'))
        .map(|(local, _)| local.to_lowercase());
    let postmaster = local.is_some_and(|it| it == "mailer-daemon" || it == "postmaster");
    let nobody = sender.is_some_and(str::is_empty) || header("Return-Path").is_some_and(|it| it == "<>");
    let submitted = header("Auto-Submitted").is_some_and(|it| !it.starts_with("no"));
    if mail.is_content_type("multipart", "report") && (nobody || postmaster || submitted) || postmaster && nobody {
        return Nature::Bounced;
    }
    let replied = header("Precedence").is_some_and(|it| it == "auto_reply");
    let replied = replied
        || ["X-Autoreply", "X-Autorespond"]
            .into_iter()
            .any(|name| header(name).is_some());
    if nobody || postmaster || submitted || replied {
        Nature::Automatic
    } else {
        Nature::Written
    }
}

/// The text of a part, with the lines put together again that `format=flowed` (RFC 3676) had broken.
fn text_of(mail: &Message<'_>, part: &MessagePart<'_>) -> Option<String> {
    let text = match &part.body {
        PartType::Text(text) => text.to_string(),
        PartType::Html(html) => of_html(html),
        _ => return None,
    };
    let kind = part.content_type().or_else(|| mail.content_type());
    let flowed = kind
        .and_then(|it| it.attribute("format"))
        .is_some_and(|it| it.eq_ignore_ascii_case("flowed"));
    Some(if flowed { unbroken(&text) } else { text })
}

/// The text of HTML. The converter puts what follows a list behind its last word.
fn of_html(html: &str) -> String {
    html_to_text(&html.replace("</li>", "</li><br>").replace("</LI>", "</LI><br>"))
}

fn unbroken(text: &str) -> String {
    let mut whole = String::new();
    for line in text.lines() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let line = if line.starts_with('>') {
            line
        } else {
            line.strip_prefix(' ').unwrap_or(line)
        };
        whole.push_str(line);
        if !line.ends_with(' ') || line == "-- " || line.starts_with('>') {
            whole.push('\n');
        }
    }
    whole
}

fn file(part: &MessagePart<'_>) -> Option<File> {
    let bytes = match &part.body {
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes.to_vec(),
        PartType::Text(text) | PartType::Html(text) => text.as_bytes().to_vec(),
        PartType::Message(message) => message.raw_message().to_vec(),
        PartType::Multipart(_) => return None,
    };
    // Of a signed mail: says nothing to a reader.
    if ["pkcs7-signature", "x-pkcs7-signature", "pgp-signature"]
        .iter()
        .any(|kind| part.is_content_type("application", kind))
    {
        return None;
    }
    let name = part.attachment_name().map_or_else(|| unnamed(part), str::to_owned);
    Some(File { name, bytes })
}

fn unnamed(part: &MessagePart<'_>) -> String {
    match part
        .content_type()
        .map(|kind| (kind.ctype(), kind.subtype().unwrap_or_default()))
    {
        Some(("message", _)) => "message.eml".to_owned(),
        Some(("image", "jpeg")) => "image.jpg".to_owned(),
        Some(("image", "svg+xml")) => "image.svg".to_owned(),
        Some(("image", kind)) => format!("image.{kind}"),
        Some(("text", "calendar")) => "invitation.ics".to_owned(),
        Some(("text", "html")) => "message.html".to_owned(),
        Some(("text", _)) => "message.txt".to_owned(),
        _ => "file".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(headers: &str, body: &str) -> Answer {
        let raw = format!("From: Maria Keller <maria@globex.example>\r\nTo: x@y.example\r\n{headers}\r\n{body}");
        read(raw.as_bytes(), Some("maria@globex.example")).unwrap()
    }

    #[test]
    fn a_plain_mail_is_what_its_writer_wrote() {
        let answer = mail(
            "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n",
            "Gr=FC=DFe\r\n\r\n> Hello\r\n",
        );

        assert_eq!(answer.text, "Grüße\r\n\r\n> Hello\r\n");
        assert_eq!(answer.from.unwrap().address, "maria@globex.example");
        assert_eq!(answer.nature, Nature::Written);
    }

    #[test]
    fn broken_lines_are_one_again() {
        let answer = mail(
            "Content-Type: text/plain; format=flowed\r\n",
            "This is one \r\nlong line.\r\n\r\nAnother.\r\n-- \r\nMaria\r\n",
        );

        assert_eq!(answer.text, "This is one long line.\n\nAnother.\n-- \nMaria\n");
    }

    #[test]
    fn markup_becomes_text() {
        let answer = mail(
            "Content-Type: text/html\r\n",
            "<p>It <b>works</b>.</p><script>alert(1)</script>",
        );

        assert!(answer.text.contains("It works."), "{}", answer.text);
        assert!(!answer.text.contains('<'), "{}", answer.text);
        let list = mail("Content-Type: text/html\r\n", "<ul><li>One</li><li>Two</li></ul>Three");
        let words: Vec<_> = list.text.split_whitespace().collect();
        assert_eq!(words, ["One", "Two", "Three"]);
    }

    #[test]
    fn of_two_forms_the_plain_one_is_taken_and_files_come_along() {
        let body = "--a\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nPlain.\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Rich.</p>\r\n--b--\r\n--a\r\nContent-Type: image/png; name=\"screen.png\"\r\nContent-Disposition: attachment; filename=\"screen.png\"\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--a--\r\n";
        let answer = mail(
            "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=a\r\n",
            body,
        );

        assert_eq!(answer.text, "Plain.");
        let files: Vec<_> = answer
            .files
            .iter()
            .map(|file| (file.name.as_str(), file.bytes.len()))
            .collect();
        assert_eq!(files, [("screen.png", 8)]);
    }

    #[test]
    fn what_a_program_wrote_is_told_from_what_a_person_did() {
        for (headers, nature) in [
            ("Auto-Submitted: no\r\n", Nature::Written),
            ("Auto-Submitted: auto-replied\r\n", Nature::Automatic),
            ("Auto-Submitted: auto-generated (rejected)\r\n", Nature::Automatic),
            ("Precedence: auto_reply\r\n", Nature::Automatic),
            ("Precedence: bulk\r\n", Nature::Written),
            ("Precedence: list\r\n", Nature::Written),
            ("Precedence: first-class\r\n", Nature::Written),
            ("X-Autoreply: yes\r\n", Nature::Automatic),
            ("X-Auto-Response-Suppress: All\r\n", Nature::Written),
            ("List-Id: <news.globex.example>\r\n", Nature::Written),
            ("Feedback-ID: 1.eu-west-1.abc:AmazonSES\r\n", Nature::Written),
            ("Return-Path: <>\r\n", Nature::Automatic),
            (
                "Return-Path: <>\r\nContent-Type: multipart/report; boundary=a\r\n",
                Nature::Bounced,
            ),
        ] {
            assert_eq!(mail(headers, "Hello").nature, nature, "{headers}");
        }
        let raw = b"From: Mail Delivery <MAILER-DAEMON@mx.globex.example>\r\n\r\nUnknown user";
        assert_eq!(read(raw, Some("")).unwrap().nature, Nature::Bounced);
        let raw = b"From: Maria <maria@globex.example>\r\n\r\nI am away";
        assert_eq!(read(raw, Some("")).unwrap().nature, Nature::Automatic);
    }

    #[test]
    fn everybody_a_mail_names_is_found() {
        let raw = b"From: a@b.example\r\nTo: One <one@x.example>, two@x.example\r\nCc: three@x.example\r\nDelivered-To: four@x.example\r\n\r\nHi";

        assert_eq!(
            recipients(raw),
            ["one@x.example", "two@x.example", "three@x.example", "four@x.example"]
        );
    }
}
