//! What a mail says (RFC 5322, MIME), as far as an answer to a ticket is concerned.

use std::{borrow::Cow, cell::Cell, collections::HashMap};

use actix_web::web::Bytes;
use mail_parser::{
    Encoding, HeaderName, Message, MessagePart, MimeHeaders, PartType,
    decoders::{
        base64::base64_decode, charsets::map::charset_decoder, html::html_to_text,
        quoted_printable::quoted_printable_decode,
    },
};

use super::frame::{self, Parsed};
use crate::{
    attachments::clean_name,
    text::{MAX_HTML, from_html, from_plain, is_light_html},
};

/// As many pictures are named in the words of a mail: a name is longer than the tag that calls it.
const PICTURES: usize = 200;

/// As many of a mail's parts are looked at as files. A mail may have millions; a message takes ten.
const FILES: usize = 200;

/// As much of what a mail says is judged, in bytes and in ends of lines: a message takes less, and judging takes many times what it judges.
const JUDGED: usize = 300_000;
const LINES: usize = 20_000;

/// A mail as it matters here.
pub(super) struct Answer {
    /// Who says to have written it: the first `From`. Anybody can say anything.
    pub from: Option<From>,
    /// More than one says so. Which of them it was nobody can tell, so it was none that we know.
    pub by_several: bool,
    /// What it says in its plainest form.
    pub said: Said,
    /// The same in HTML, where it has both.
    pub rich: Option<Said>,
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
    pub bytes: Bytes,
    /// By which a text calls it that shows it.
    id: Option<String>,
}

impl File {
    /// A mail of which a part is not read.
    fn whole(raw: &[u8]) -> Self {
        Self {
            name: "message.eml".to_owned(),
            bytes: Bytes::copy_from_slice(raw),
            id: None,
        }
    }
}

/// What a mail says, with all that it quotes.
pub(super) struct Said {
    pub form: Form,
    /// As much of it as is judged.
    pub text: String,
    /// All of it, where that is more.
    pub whole: Option<String>,
}

impl Said {
    /// Texts one below the other. Those of two forms become one in Markdown.
    fn of(pieces: Vec<(Form, String)>) -> Self {
        let plain = pieces.iter().all(|(form, _)| *form == Form::Plain);
        let form = if plain { Form::Plain } else { Form::Markdown };
        let (mut text, mut room, mut all) = (String::new(), (JUDGED, LINES), true);
        for (own, piece) in &pieces {
            if !text.is_empty() {
                text.push_str("\n\n");
                room = (room.0.saturating_sub(2), room.1.saturating_sub(2));
            }
            if room.0 == 0 || room.1 == 0 {
                all = false;
                break;
            }
            let begin = beginning(piece, &mut room);
            all &= begin.len() == piece.len();
            if *own == form {
                text.push_str(begin);
            } else {
                text.push_str(&own.markdown(begin));
            }
        }
        let whole = || pieces.into_iter().map(|(_, it)| it).collect::<Vec<_>>().join("\n\n");
        Self {
            form,
            text,
            whole: (!all).then(whole),
        }
    }
}

/// As much of a text as there is room for, in bytes and in ends of lines.
fn beginning<'t>(text: &'t str, room: &mut (usize, usize)) -> &'t str {
    let (bytes, lines) = *room;
    let begin = &text[..text.floor_char_boundary(bytes)];
    let mut ends = begin.match_indices(['\n', '\r']);
    let begin = match ends.nth(lines) {
        Some((end, _)) => &begin[..end],
        None => begin,
    };
    let ended = begin.bytes().filter(|it| b"\n\r".contains(it)).count();
    *room = (bytes - begin.len(), lines - ended);
    begin
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
    let begin = frame::readable(raw);
    let mail = Parsed::of(&begin)?;
    let (nature, unanswerable) = (nature(&mail, sender), is_unanswerable(&mail));
    let from = mail.from().and_then(|from| from.first()).and_then(|from| {
        Some(From {
            name: from.name().unwrap_or_default().to_owned(),
            address: from.address()?.to_owned(),
        })
    });
    let pictures = Pictures::of(&mail);
    let said = said(&mail, mail.text_bodies(), &pictures);
    let rich = (mail.html_body != mail.text_body).then(|| self::said(&mail, mail.html_bodies(), &pictures));
    let files = mail.attachments().take(FILES).filter_map(|part| file(&mail, part));
    let all = (begin.len() < raw.len()).then(|| File::whole(raw));
    Some(Answer {
        from,
        by_several: authors(&mail) > 1,
        diagnostic: (nature == Nature::Bounced).then(|| diagnostic(&mail)).flatten(),
        said,
        rich,
        files: all.into_iter().chain(files).collect(),
        nature,
        unanswerable,
    })
}

impl Answer {
    /// Plain text with the names of pictures where it shows them: it says `[cid:…]`, by which nobody knows them.
    pub(super) fn with_names(&self, text: &str) -> String {
        let mut pieces = text.split("[cid:");
        let mut named = pieces.next().unwrap_or_default().to_owned();
        for (number, piece) in pieces.enumerate() {
            let known = piece
                .split_once(']')
                .filter(|_| number < PICTURES)
                .and_then(|(id, rest)| {
                    let file = self.files.iter().find(|it| it.id.as_deref() == Some(id))?;
                    Some((clean_name(&file.name), rest))
                });
            match known {
                Some((name, rest)) => named.extend(["[", &*name, "]", rest]),
                None => named.extend(["[cid:", piece]),
            }
        }
        named
    }
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
    let mail = frame::headers(raw)?;
    mail.message_id().map(str::to_owned)
}

/// All addresses that a mail says it is for.
pub(super) fn recipients(raw: &[u8]) -> Vec<String> {
    let Some(mail) = frame::headers(raw) else {
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

/// Whether it says only that a mail was shown to somebody (RFC 8098).
fn is_receipt(mail: &Message<'_>) -> bool {
    const RECEIPT: &str = "disposition-notification";
    let of_kind = mail.content_type().and_then(|it| it.attribute("report-type"));
    let report = mail.is_content_type("multipart", "report");
    report && (of_kind.is_some_and(|it| it.eq_ignore_ascii_case(RECEIPT)) || has_part(mail, RECEIPT))
}

fn has_part(mail: &Message<'_>, kind: &str) -> bool {
    mail.parts.iter().any(|it| it.is_content_type("message", kind))
}

fn nature(mail: &Message<'_>, sender: Option<&str>) -> Nature {
    if is_receipt(mail) {
        return Nature::Automatic;
    }
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

/// What some of its parts say.
fn said<'m>(mail: &Message<'_>, parts: impl Iterator<Item = &'m MessagePart<'m>>, pictures: &Pictures<'_>) -> Said {
    let room = Cell::new(MAX_HTML);
    let mut pieces: Vec<(Form, String)> = Vec::new();
    for (form, text) in parts.filter_map(|part| text_of(mail, part, (pictures, &room))) {
        match pieces.last_mut() {
            Some((last, said)) if *last == form => said.extend(["\n\n", &*text]),
            _ => pieces.push((form, text)),
        }
    }
    Said::of(pieces)
}

/// The text of a part, with the lines put together again that `format=flowed` (RFC 3676) had broken. `room`: for as much HTML, of all parts
/// together, as is read with its looks.
fn text_of(
    mail: &Message<'_>,
    part: &MessagePart<'_>,
    (pictures, room): (&Pictures<'_>, &Cell<usize>),
) -> Option<(Form, String)> {
    let text = match &part.body {
        PartType::Text(text) => lettered(mail, part, text),
        PartType::Html(html) => {
            let html = lettered(mail, part, html);
            if html.len() <= room.get() && is_light_html(&html) {
                room.set(room.get() - html.len());
                return Some((Form::Markdown, from_html(&html, &|cid| pictures.name(cid))));
            }
            // Without its looks, and none of its words is lost.
            html_to_text(&html).into()
        }
        _ => return None,
    };
    let kind = part.content_type().or_else(|| mail.content_type());
    let says = |name: &str, value: &str| {
        let said = kind.and_then(|it| it.attribute(name));
        said.is_some_and(|it| it.eq_ignore_ascii_case(value))
    };
    let text = if says("format", "flowed") {
        unbroken(&text, says("delsp", "yes"))
    } else {
        text.into_owned()
    };
    Some((Form::Plain, text))
}

/// A part's text as it was meant, where nothing says which set of letters it is in, or a wrong thing: UTF-8, or else what Windows calls Latin.
fn lettered<'t>(mail: &Message<'_>, part: &MessagePart<'_>, text: &'t str) -> Cow<'t, str> {
    let read = || {
        let (Some(bytes), Some(latin)) = (decoded(mail, part), charset_decoder(b"windows-1252")) else {
            return Cow::Borrowed(text);
        };
        Cow::Owned(String::from_utf8(bytes).unwrap_or_else(|err| latin(err.as_bytes())))
    };
    if text.is_ascii() || names_letters(part) {
        Cow::Borrowed(text)
    } else {
        read()
    }
}

/// Whether a part says which set of letters it is in, and it may be so. ASCII has none of those that are in question.
fn names_letters(part: &MessagePart<'_>) -> bool {
    let named = part.content_type().and_then(|it| it.attribute("charset"));
    named.map(str::to_ascii_lowercase).is_some_and(|it| {
        let ascii = it.ends_with("ascii") || it.starts_with("ansi_x3.4");
        !ascii && (it.contains("utf") || charset_decoder(it.as_bytes()).is_some())
    })
}

/// A part's bytes, as they were before they were made fit for mail.
fn decoded(mail: &Message<'_>, part: &MessagePart<'_>) -> Option<Vec<u8>> {
    let from_to = part.raw_body_offset() as usize..part.raw_end_offset() as usize;
    let bytes = mail.raw_message.get(from_to)?;
    match part.encoding {
        Encoding::None => Some(bytes.to_vec()),
        Encoding::QuotedPrintable => quoted_printable_decode(bytes),
        Encoding::Base64 => base64_decode(bytes),
    }
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
        for part in mail.attachments().take(FILES) {
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

/// `goes`: the blank at the end of a broken line is only there to say so, as in languages without blanks.
fn unbroken(text: &str, goes: bool) -> String {
    let mut whole = String::new();
    for line in text.lines() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let line = if line.starts_with('>') {
            line
        } else {
            line.strip_prefix(' ').unwrap_or(line)
        };
        if !line.ends_with(' ') || line == "-- " || line.starts_with('>') {
            whole.extend([line, "\n"]);
        } else {
            whole.push_str(if goes { &line[..line.len() - 1] } else { line });
        }
    }
    whole
}

fn file(mail: &Message<'_>, part: &MessagePart<'_>) -> Option<File> {
    let bytes = match &part.body {
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes.to_vec(),
        PartType::Text(text) | PartType::Html(text) if names_letters(part) => text.as_bytes().to_vec(),
        PartType::Text(text) | PartType::Html(text) => decoded(mail, part).unwrap_or_else(|| text.as_bytes().to_vec()),
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
        bytes: bytes.into(),
        id: part.content_id().map(|it| it.trim_matches(['<', '>']).to_owned()),
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

        assert_eq!(answer.said.text, "Grüße\r\n\r\n> Hello\r\n");
        assert_eq!(answer.from.unwrap().address, "maria@globex.example");
        assert_eq!(answer.nature, Nature::Written);
    }

    #[test]
    fn broken_lines_are_one_again() {
        let answer = mail(
            "Content-Type: text/plain; format=flowed\r\n",
            "This is one \r\nlong line.\r\n\r\nAnother.\r\n-- \r\nMaria\r\n",
        );

        assert_eq!(answer.said.text, "This is one long line.\n\nAnother.\n-- \nMaria\n");
    }

    #[test]
    fn blanks_that_only_break_lines_go() {
        let answer = mail(
            "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\r\n",
            "これは長い \r\n一行です。\r\n> two \r\n-- \r\nMaria\r\n",
        );

        assert_eq!(answer.said.text, "これは長い一行です。\n> two \n-- \nMaria\n");
    }

    #[test]
    fn letters_of_no_named_set_are_read() {
        for (headers, body) in [
            ("", &b"Gr\xfc\xdfe"[..]),
            ("Content-Type: text/plain\r\n", &b"Gr\xfc\xdfe"[..]),
            ("Content-Type: text/plain; charset=us-ascii\r\n", &b"Gr\xfc\xdfe"[..]),
            ("Content-Type: text/plain; charset=us-ascii\r\n", "Grüße".as_bytes()),
            (
                "Content-Type: text/plain; charset=unknown-8bit\r\n",
                &b"Gr\xfc\xdfe"[..],
            ),
            ("Content-Type: text/html\r\n", &b"<p>Gr\xfc\xdfe</p>"[..]),
            ("Content-Transfer-Encoding: quoted-printable\r\n", &b"Gr=FC=DFe"[..]),
            ("Content-Transfer-Encoding: base64\r\n", &b"R3L832U="[..]),
            ("", "Grüße".as_bytes()),
        ] {
            let raw = [
                &b"From: maria@globex.example\r\n"[..],
                headers.as_bytes(),
                b"\r\n",
                body,
            ]
            .concat();
            assert_eq!(read(&raw, None).unwrap().said.text.trim(), "Grüße", "{headers}");
        }
    }

    #[test]
    fn a_file_without_a_set_of_letters_is_as_it_was() {
        let part = b"--a\r\nContent-Type: text/csv; name=a.csv\r\nContent-Disposition: attachment\r\n\r\nGr\xfc\xdfe\r\n--a--\r\n";
        let raw = [
            &b"From: maria@globex.example\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n"[..],
            part,
        ];
        assert_eq!(read(&raw.concat(), None).unwrap().files[0].bytes, &b"Gr\xfc\xdfe"[..]);
    }

    #[test]
    fn markup_becomes_text() {
        let answer = mail(
            "Content-Type: text/html\r\n",
            "<p>It <b>works</b>.</p><script>alert(1)</script>",
        );

        assert_eq!(
            (answer.said.form, &*answer.said.text),
            (Form::Markdown, "It **works**.")
        );
        let long = format!("<p>It <b>works</b>.</p>{}", "<i> </i>".repeat(MAX_HTML / 8));
        let answer = mail("Content-Type: text/html\r\n", &long);
        assert_eq!((answer.said.form, answer.said.text.trim()), (Form::Plain, "It works."));
    }

    #[test]
    fn of_a_huge_mail_a_beginning_is_judged_and_all_is_kept() {
        let is_bounded = |said: &Said| {
            let ends = said.text.matches(['\n', '\r']).count();
            said.text.len() <= JUDGED + PICTURES && ends <= LINES + 4
        };
        for piece in ["a\n", "a\r\n", "é ", "漢", "> a\r"] {
            let whole = piece.repeat(400_000);
            let answer = mail("Content-Type: text/plain; charset=utf-8\r\n", &whole);
            assert!(is_bounded(&answer.said), "{piece:?}: {}", answer.said.text.len());
            assert_eq!(answer.said.whole.as_deref(), Some(&*whole), "{piece:?}");
        }
        // Many parts, of two forms by turns.
        let two = "--a\r\nContent-Type: text/html\r\n\r\n<p>x</p>\r\n--a\r\n\r\ny*\r\n".repeat(10_000);
        let answer = mail(
            "Content-Type: multipart/mixed; boundary=a\r\n",
            &format!("{two}--a--\r\n"),
        );
        assert!(is_bounded(&answer.said), "{}", answer.said.text.len());
        assert_eq!(answer.said.whole.unwrap().matches('y').count(), 10_000);
        let file = "--a\r\nContent-Type: text/csv\r\nContent-Disposition: attachment\r\n\r\n1\r\n".repeat(1_000);
        let answer = mail(
            "Content-Type: multipart/mixed; boundary=a\r\n",
            &format!("{file}--a--\r\n"),
        );
        assert_eq!(answer.files.len(), FILES);
        assert!(mail("", "Hello").said.whole.is_none());
    }

    #[test]
    fn a_mail_of_which_a_part_is_not_read_comes_whole() {
        let raw = format!(
            "From: maria@globex.example\r\n{}\r\nHello",
            "X: y\r\n".repeat(frame::FRAME * 2)
        );
        let files = read(raw.as_bytes(), None).unwrap().files;
        assert_eq!((&*files[0].name, files[0].bytes.len()), ("message.eml", raw.len()));
    }

    #[test]
    fn a_picture_is_named_where_it_stood() {
        let body = "--a\r\nContent-Type: text/html\r\n\r\n<p>See <img src=\"cid:1@x\" alt=\"A picture\"></p>\r\n--a\r\nContent-Type: image/png; name=\"screen.png\"\r\nContent-ID: <1@x>\r\nContent-Disposition: inline; filename=\"screen.png\"\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--a--\r\n";
        let answer = mail(
            "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=a\r\n",
            body,
        );

        assert_eq!(answer.said.text, "See \\[screen.png\\]");
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

        assert!(answer.said.text.contains("n.png"), "{}", answer.said.text.len());
        assert!(answer.said.text.ends_with('x'), "beyond these they are what they say");
        assert!(answer.said.text.len() < 100_000, "{}", answer.said.text.len());
    }

    #[test]
    fn all_html_of_a_mail_has_one_limit() {
        let half = format!("<p>It <b>works</b>.</p>{}", "<i> </i>".repeat(MAX_HTML * 6 / 80));
        let answer = rich_parts(&[&half, &half]);

        assert_eq!(answer.said.form, Form::Markdown);
        assert_eq!(
            answer.said.text.matches("It **works**.").count(),
            1,
            "{}",
            answer.said.text
        );
        assert_eq!(answer.said.text.matches("It works.").count(), 1, "{}", answer.said.text);
    }

    #[test]
    fn a_tag_with_too_much_in_it_costs_its_looks() {
        let attributes: Vec<String> = (0..2_000).map(|it| format!("a{it}='>'")).collect();
        let answer = rich_parts(&[&format!("<p {}>It <b>works</b>.</p>", attributes.join(" "))]);

        assert_eq!(answer.said.form, Form::Plain);
        assert!(answer.said.text.contains("works"), "{}", answer.said.text);
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

        assert_eq!(answer.said.text, "Plain.");
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
            (
                "Content-Type: multipart/report; report-type=disposition-notification; boundary=a\r\n",
                Nature::Automatic,
            ),
            (
                "Return-Path: <>\r\nContent-Type: multipart/report; report-type=disposition-notification; boundary=a\r\n",
                Nature::Automatic,
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
