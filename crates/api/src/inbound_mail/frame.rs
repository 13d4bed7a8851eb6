//! What mails are made of, before anything in them is read: mails come from anybody, and their parser takes more than a hundred bytes for each
//! header and part, and goes into mails within mails as deep as they go.

use std::{
    borrow::Cow,
    ops::{Deref, Range},
};

use mail_parser::{Message, MessageParser, PartType};

/// As many lines of headers and between parts are read. A mail may be made of nothing else.
pub(super) const FRAME: usize = 50_000;

/// As much of a mail is looked through for its own headers.
const HEADERS: usize = 300_000;

/// A mail that is let go without recursion: the stack has no room for thousands that stand within each other.
pub(super) struct Parsed<'m>(Message<'m>);

impl<'m> Parsed<'m> {
    pub(super) fn of(readable: &'m [u8]) -> Option<Self> {
        MessageParser::default().parse(readable).map(Self)
    }
}

impl<'m> Deref for Parsed<'m> {
    type Target = Message<'m>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Drop for Parsed<'_> {
    fn drop(&mut self) {
        let mut parts = std::mem::take(&mut self.0.parts);
        while let Some(part) = parts.pop() {
            if let PartType::Message(mut inner) = part.body {
                parts.append(&mut inner.parts);
            }
        }
    }
}

/// A mail's own headers alone.
pub(super) fn headers(raw: &[u8]) -> Option<Message<'_>> {
    MessageParser::default().parse_headers(&raw[..raw.len().min(HEADERS)])
}

/// A mail fit to be parsed: its beginning, up to where more lines of headers and between parts came than anybody writes; and mails within it that
/// are encoded, which RFC 2046 forbids, are files of an unknown kind, as the parser would read those with recursion.
pub(super) fn readable(raw: &[u8]) -> Cow<'_, [u8]> {
    let (mut frame, mut at) = (Frame::default(), 0);
    for line in raw.split_inclusive(|it| *it == b'\n') {
        frame.read(at, line);
        if frame.lines > FRAME {
            break;
        }
        at += line.len();
    }
    if frame.hidden.is_empty() {
        return Cow::Borrowed(&raw[..at]);
    }
    let mut readable = raw[..at].to_vec();
    for word in frame.hidden {
        readable[word].fill(b'x');
    }
    Cow::Owned(readable)
}

/// Where in a mail one is.
struct Frame {
    /// How many blocks of headers follow each other here: behind that of a mail within a mail stands the inner one's.
    blocks: usize,
    /// The same behind a line between parts: those of a digest are mails.
    between: usize,
    block: Block,
    lines: usize,
    hidden: Vec<Range<usize>>,
}

/// What a block of headers says so far.
#[derive(Default)]
struct Block {
    typed: bool,
    /// The last line began a `Content-Type`, or goes on with it.
    in_type: bool,
    /// Where it says that it is a mail.
    mail: Option<Range<usize>>,
    /// Where it says that it is encoded.
    encoded: Option<Range<usize>>,
}

impl Default for Frame {
    fn default() -> Self {
        Self {
            blocks: 1,
            between: 1,
            block: Block::default(),
            lines: 0,
            hidden: Vec::new(),
        }
    }
}

impl Frame {
    fn read(&mut self, at: usize, line: &[u8]) {
        if line == b"\n" || line == b"\r\n" {
            self.end_of_block();
        } else if line.starts_with(b"--") {
            self.block = Block::default();
            self.blocks = self.between;
            self.lines += 1;
        } else if self.blocks > 0 || begins(line, b"content-type") {
            self.blocks = self.blocks.max(1);
            self.header(at, line);
            self.lines += 1;
        }
    }

    fn header(&mut self, at: usize, line: &[u8]) {
        let block = &mut self.block;
        if !line.starts_with(b" ") && !line.starts_with(b"\t") {
            block.in_type = begins(line, b"content-type");
            block.typed |= block.in_type;
        }
        let place = |word: &[u8]| find(line, word).map(|found| at + found..at + found + word.len());
        if block.in_type {
            if let Some(mail) = place(b"message") {
                block.mail.get_or_insert(mail);
                self.blocks = 2;
            }
            if find(line, b"digest").is_some() {
                self.between = 2;
            }
        }
        if let Some(encoded) = place(b"base64").or_else(|| place(b"quoted-printable")) {
            block.encoded = Some(encoded);
        }
    }

    fn end_of_block(&mut self) {
        if self.blocks == 0 {
            return;
        }
        let Block {
            typed, mail, encoded, ..
        } = std::mem::take(&mut self.block);
        match (mail, encoded) {
            (Some(mail), Some(_)) => self.hidden.push(mail),
            (None, Some(encoded)) if !typed && self.between == 2 => self.hidden.push(encoded),
            _ => {}
        }
        self.blocks -= 1;
    }
}

fn begins(line: &[u8], word: &[u8]) -> bool {
    line.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word))
}

fn find(line: &[u8], word: &[u8]) -> Option<usize> {
    line.windows(word.len()).position(|it| it.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(raw: &str) -> usize {
        let readable = readable(raw.as_bytes());
        let mail = Parsed::of(&readable).unwrap();
        let headers: usize = mail.parts.iter().map(|it| it.headers.len()).sum();
        mail.parts.len() + headers
    }

    #[test]
    fn mails_within_mails_do_no_harm_however_deep() {
        let deep = "Content-Type: message/rfc822\r\n\r\n".repeat(40_000);
        let written = deep.replace('=', "=3D");
        for raw in [
            deep.clone(),
            format!("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{written}"),
            format!(
                "Content-Transfer-Encoding:\r\n quoted-printable\r\nContent-Type:\r\n Message/RFC822\r\n\r\n{written}"
            ),
            format!(
                "Content-Type: multipart/digest; boundary=a\r\n\r\n--a\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{written}\r\n--a--\r\n"
            ),
        ] {
            parsed(&format!("From: maria@globex.example\r\n{raw}"));
        }
    }

    #[test]
    fn of_too_many_parts_or_headers_a_beginning_is_read() {
        let many = |line: &str| line.repeat(FRAME * 2);
        let mixed = "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\nHello\r\n";
        for rest in [
            format!("{}\r\nHello", many("X: y\r\n")),
            format!("{mixed}{}", many("--a\r\n\r\nx\r\n")),
            format!("{mixed}--a\r\n{}", many("X: y\r\n")),
            format!("{mixed}--a\r\nContent-Type: message/rfc822\r\n\r\n{}", many("X: y\r\n")),
            many("Content-Type: message/rfc822\r\n\r\n"),
        ] {
            let raw = format!("From: maria@globex.example\r\n{rest}");
            assert!(readable(raw.as_bytes()).len() < raw.len());
            assert!(parsed(&raw) <= FRAME + 2, "{}", &raw[..100]);
        }
    }

    #[test]
    fn what_people_write_is_read_as_it_is() {
        let lines = "- no frame\r\nX: y\r\nbase64 message\r\n".repeat(FRAME);
        for raw in [
            format!("From: a@b.example\r\nSubject: Your message in base64\r\n\r\n{lines}"),
            "From: a@b.example\r\nContent-Type: text/plain; name=message.txt\r\n\r\nHello".to_owned(),
            format!("From: a@b.example\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\n{lines}"),
        ] {
            assert!(matches!(readable(raw.as_bytes()), Cow::Borrowed(it) if it == raw.as_bytes()));
        }
    }
}
