//! What a mail says (RFC 5322, MIME), as far as an answer to a ticket is concerned.

use std::{cell::Cell, collections::HashMap};

use mail_parser::{
    HeaderName, Message, MessageParser, MessagePart, MimeHeaders, PartType, decoders::html::html_to_text,
};

use crate::{
    attachments::clean_name,
    text::{MAX_HTML, from_html, from_plain, is_light_html},
};

/// As many pictures are named in the words of a mail: a name is longer than the tag that calls it.
const PICTURES: usize = 200;

/// A mail as it matters here.
pub(super) struct Answer {
    /// Who says to have written it: the first `From`. Anybody can say anything.
    pub from: Option<From>,
    /// More than one says so. Which of them it was nobody can tell, so it was none that we know.
    pub by_several: bool,
    /// What it says, with all that it quotes.
    pub text: String,
    pub form: Form,
    pub files: Vec<File>,
    pub nature: Nature,
    /// Of a bounce: why, as the mail server says it.
    pub diagnostic: Option<String>,
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

/// How a mail's text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Plain,
    Markdown,
}

impl Form {
    /// Text of this form as messages are kept.
    pub(super) fn markdown(self, text: &str) -> String {
        match self {
            Form::Plain => from_plain(text),
            Form::Markdown => text.to_owned(),
        }
    }
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
    /// It has marks that programs make, and that lists and mail servers put on what people write, too.
    Doubtful,
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
    let (form, text) = said(&mail);
    let files = mail.attachments().filter_map(file).collect();
    Some(Answer {
        from,
        by_several: authors(&mail) > 1,
        diagnostic: (nature == Nature::Bounced).then(|| diagnostic(&mail)).flatten(),
        text,
        form,
        files,
        nature,
        unanswerable,
    })
}

/// How many it says to be from, in however many headers.
fn authors(mail: &Message<'_>) -> usize {
    let headers = mail.headers().iter().filter(|it| it.name == HeaderName::From);
    let named = headers.filter_map(|it| it.value.as_address());
    named.map(|it| it.iter().count()).sum()
}

/// What a mail server says of why it did not deliver (RFC 3464): in its own words, or else by a number.
fn diagnostic(mail: &Message<'_>) -> Option<String> {
    let part = mail
        .parts
        .iter()
        .find(|it| it.is_content_type("message", "delivery-status"))?;
    let text = String::from_utf8_lossy(part.contents()).replace("\r\n", "\n");
    let text = text.replace("\n ", " ").replace("\n\t", " ");
    let field = |name: &str| {
        let fields = text.lines().filter_map(|line| line.split_once(':'));
        let mut found = fields.filter(|(it, _)| it.trim().eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value.trim().to_owned())
    };
    let code = field("Diagnostic-Code").map(|it| it.split_once(';').map_or(it.clone(), |(_, said)| said.to_owned()));
    let said = code.or_else(|| field("Status"))?;
    let said: String = said.split_whitespace().collect::<Vec<_>>().join(" ");
    (!said.is_empty()).then_some(said)
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
    asks || is_doubtful(mail)
}

/// Whether it has marks by which programs ask not to be answered (RFC 3834 names `Precedence`; Exchange's header says `All` for them, and less for
/// people). Not what a subject says: it is in words of any language, and people write about being out of office.
fn is_doubtful(mail: &Message<'_>) -> bool {
    let suppresses = header(mail, "X-Auto-Response-Suppress");
    let all = suppresses.is_some_and(|it| it.split(',').any(|it| it.trim() == "all"));
    all || header(mail, "Precedence").is_some_and(|it| ["bulk", "junk", "list"].contains(&it.as_str()))
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
        || ["X-Autoreply", "X-Auto-Reply", "X-Autorespond"]
            .into_iter()
            .any(|name| header(name).is_some_and(|it| it != "no"));
    if nobody || postmaster || submitted || replied {
        Nature::Automatic
    } else if is_doubtful(mail) {
        Nature::Doubtful
    } else {
        Nature::Written
    }
}

/// All its texts. Those of two forms become one in Markdown.
fn said(mail: &Message<'_>) -> (Form, String) {
    let (pictures, room) = (Pictures::of(mail), Cell::new(MAX_HTML));
    let texts = mail.text_bodies();
    let parts: Vec<(Form, String)> = texts
        .filter_map(|part| text_of(mail, part, (&pictures, &room)))
        .collect();
    let plain = parts.iter().all(|(form, _)| *form == Form::Plain);
    let form = if plain { Form::Plain } else { Form::Markdown };
    let texts = parts
        .into_iter()
        .map(|(own, text)| if own == form { text } else { own.markdown(&text) });
    (form, texts.collect::<Vec<_>>().join("\n\n"))
}

/// The text of a part, with the lines put together again that `format=flowed` (RFC 3676) had broken. `room`: for as much HTML, of all parts
/// together, as is read with its looks.
fn text_of(
    mail: &Message<'_>,
    part: &MessagePart<'_>,
    (pictures, room): (&Pictures<'_>, &Cell<usize>),
) -> Option<(Form, String)> {
    let text = match &part.body {
        PartType::Text(text) => text.to_string(),
        PartType::Html(html) if html.len() <= room.get() && is_light_html(html) => {
            room.set(room.get() - html.len());
            return Some((Form::Markdown, from_html(html, &|cid| pictures.name(cid))));
        }
        // Without its looks, and none of its words is lost.
        PartType::Html(html) => html_to_text(html),
        _ => return None,
    };
    let kind = part.content_type().or_else(|| mail.content_type());
    let flowed = kind
        .and_then(|it| it.attribute("format"))
        .is_some_and(|it| it.eq_ignore_ascii_case("flowed"));
    Some((Form::Plain, if flowed { unbroken(&text) } else { text }))
}

/// What the files are called that HTML names by their `cid:`.
struct Pictures<'m> {
    names: HashMap<&'m str, String>,
    /// How many more may be named.
    left: Cell<usize>,
}

impl<'m> Pictures<'m> {
    fn of(mail: &'m Message<'_>) -> Self {
        let mut names = HashMap::new();
        for part in mail.attachments() {
            if let Some(id) = part.content_id() {
                let name = names.entry(id.trim_matches(['<', '>']));
                name.or_insert_with(|| clean_name(&name_of(part)));
            }
        }
        Self {
            names,
            left: Cell::new(PICTURES),
        }
    }

    fn name(&self, cid: &str) -> Option<String> {
        let name = self.names.get(cid)?;
        self.left.set(self.left.get().checked_sub(1)?);
        Some(name.clone())
    }
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
    Some(File {
        name: name_of(part),
        bytes,
    })
}

fn name_of(part: &MessagePart<'_>) -> String {
    part.attachment_name().map_or_else(|| unnamed(part), str::to_owned)
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

        assert_eq!((answer.form, &*answer.text), (Form::Markdown, "It **works**."));
        let long = format!("<p>It <b>works</b>.</p>{}", "<i> </i>".repeat(MAX_HTML / 8));
        let answer = mail("Content-Type: text/html\r\n", &long);
        assert_eq!((answer.form, answer.text.trim()), (Form::Plain, "It works."));
    }

    #[test]
    fn a_picture_is_named_where_it_stood() {
        let body = "--a\r\nContent-Type: text/html\r\n\r\n<p>See <img src=\"cid:1@x\" alt=\"A picture\"></p>\r\n--a\r\nContent-Type: image/png; name=\"screen.png\"\r\nContent-ID: <1@x>\r\nContent-Disposition: inline; filename=\"screen.png\"\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--a--\r\n";
        let answer = mail(
            "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=a\r\n",
            body,
        );

        assert_eq!(answer.text, "See \\[screen.png\\]");
        assert_eq!(answer.files.len(), 1);
    }

    fn rich_parts(parts: &[&str]) -> Answer {
        let part = |html: &&str| format!("--a\r\nContent-Type: text/html\r\n\r\n{html}\r\n");
        let body = parts.iter().map(part).collect::<String>() + "--a--\r\n";
        mail(
            "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=a\r\n",
            &body,
        )
    }

    #[test]
    fn pictures_make_no_small_mail_a_large_one() {
        let name = "n".repeat(100_000);
        let body = format!(
            "--a\r\nContent-Type: text/html\r\n\r\n<p>See {}</p>\r\n--a\r\nContent-Type: image/png\r\nContent-ID: <a>\r\nContent-Disposition: inline; filename=\"{name}.png\"\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--a--\r\n",
            "<img src=cid:a alt=x>".repeat(1_000)
        );
        let answer = mail(
            "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=a\r\n",
            &body,
        );

        assert!(answer.text.contains("n.png"), "{}", answer.text.len());
        assert!(answer.text.ends_with('x'), "beyond these they are what they say");
        assert!(answer.text.len() < 100_000, "{}", answer.text.len());
    }

    #[test]
    fn all_html_of_a_mail_has_one_limit() {
        let half = format!("<p>It <b>works</b>.</p>{}", "<i> </i>".repeat(MAX_HTML * 6 / 80));
        let answer = rich_parts(&[&half, &half]);

        assert_eq!(answer.form, Form::Markdown);
        assert_eq!(answer.text.matches("It **works**.").count(), 1, "{}", answer.text);
        assert_eq!(answer.text.matches("It works.").count(), 1, "{}", answer.text);
    }

    #[test]
    fn a_tag_with_too_much_in_it_costs_its_looks() {
        let attributes: Vec<String> = (0..2_000).map(|it| format!("a{it}='>'")).collect();
        let answer = rich_parts(&[&format!("<p {}>It <b>works</b>.</p>", attributes.join(" "))]);

        assert_eq!(answer.form, Form::Plain);
        assert!(answer.text.contains("works"), "{}", answer.text);
    }

    #[test]
    fn several_authors_are_nobody_for_certain() {
        for from in [
            "From: maria@globex.example, eve@elsewhere.example",
            "From: maria@globex.example\r\nFrom: eve@elsewhere.example",
        ] {
            let raw = format!("{from}\r\nSender: eve@elsewhere.example\r\n\r\nHello");
            assert!(read(raw.as_bytes(), None).unwrap().by_several, "{from}");
        }
        assert!(!mail("", "Hello").by_several);
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
            ("Precedence: bulk\r\n", Nature::Doubtful),
            ("Precedence: list\r\n", Nature::Doubtful),
            ("Precedence: first-class\r\n", Nature::Written),
            ("X-Autoreply: yes\r\n", Nature::Automatic),
            ("X-Auto-Reply: yes\r\n", Nature::Automatic),
            ("X-Auto-Response-Suppress: All\r\n", Nature::Doubtful),
            ("X-Auto-Response-Suppress: DR, OOF, AutoReply\r\n", Nature::Written),
            ("Subject: Out of office\r\n", Nature::Written),
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
