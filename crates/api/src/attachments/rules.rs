//! What a file may be called, what it is by its bytes, and whether we take it.

use crate::{config, text::is_invisible};

/// The longest name we keep, in characters, and in bytes: file systems and Slack take no more.
const NAME: usize = 120;
const NAME_BYTES: usize = 200;
/// The longest ending that is kept when a name is cut.
const ENDING: usize = 16;

/// Names that some systems take for devices.
const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// A name under which a file can be shown, mailed, posted and saved anywhere: no path, nothing invisible, nothing that turns the text
/// around, none of the characters that file systems or Slack give a meaning.
pub(crate) fn clean_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let spaced = last.chars().map(|c| if c == '\t' { ' ' } else { c });
    let visible = spaced.filter(|c| !is_invisible(*c)).map(|c| match c {
        '<' | '>' | ':' | '"' | '|' | '?' | '*' | '`' => '_',
        c if c.is_whitespace() => ' ',
        c => c,
    });
    let words: String = visible.collect();
    let mut name = words
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    name.truncate(name.trim_end_matches(['.', ' ']).len());
    if name.is_empty() {
        return "file".to_owned();
    }
    let stem = name.split('.').next().unwrap_or_default().trim().to_ascii_uppercase();
    let port = |prefix: &str| {
        stem.strip_prefix(prefix)
            .is_some_and(|rest| rest.chars().count() == 1 && rest.chars().all(char::is_numeric))
    };
    if DEVICES.contains(&stem.as_str()) || port("COM") || port("LPT") {
        name.insert(0, '_');
    }
    shorten(&name)
}

/// Cuts a long name before its ending.
fn shorten(name: &str) -> String {
    if name.chars().count() <= NAME && name.len() <= NAME_BYTES {
        return name.to_owned();
    }
    let ending = name
        .rfind('.')
        .map(|at| &name[at..])
        .filter(|ending| ending.chars().count() <= ENDING && ending.len() < name.len() && ending.len() <= 2 * ENDING)
        .unwrap_or_default();
    let (mut stem, mut chars) = (String::new(), ending.chars().count());
    for c in name[..name.len() - ending.len()].chars() {
        if chars >= NAME || stem.len() + c.len_utf8() + ending.len() > NAME_BYTES {
            break;
        }
        stem.push(c);
        chars += 1;
    }
    format!("{}{ending}", stem.trim_end_matches(['.', ' ']))
}

/// What a file is, by its first bytes.
pub(crate) fn sniff(first: &[u8]) -> String {
    if let Some(kind) = infer::get(first) {
        return kind.mime_type().to_owned();
    }
    let text = match std::str::from_utf8(first) {
        Ok(text) => Some(text),
        // Cut within a character.
        Err(err) if err.error_len().is_none() => std::str::from_utf8(&first[..err.valid_up_to()]).ok(),
        Err(_) => None,
    };
    let readable = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{1b}');
    match text {
        Some(text) if !text.is_empty() && text.chars().all(readable) => "text/plain",
        _ => "application/octet-stream",
    }
    .to_owned()
}

/// The type a download says it has: what a browser could run is a row of bytes.
pub(super) fn inert_type(media_type: &str) -> &'static str {
    const INERT: [&str; 26] = [
        "application/gzip",
        "application/msword",
        "application/pdf",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/x-7z-compressed",
        "application/zip",
        "audio/mpeg",
        "audio/ogg",
        "audio/x-wav",
        "image/avif",
        "image/bmp",
        "image/gif",
        "image/heif",
        "image/jpeg",
        "image/png",
        "image/tiff",
        "image/webp",
        "video/mp4",
        "video/mpeg",
        "video/quicktime",
        "video/webm",
        "video/x-msvideo",
    ];
    if media_type == "text/plain" {
        return "text/plain; charset=utf-8";
    }
    let known = INERT.into_iter().find(|it| *it == media_type);
    known.unwrap_or("application/octet-stream")
}

/// What the settings say of files.
pub(crate) struct Rules<'a>(pub &'a config::Attachments);

impl Rules<'_> {
    /// Whether files called so are refused.
    pub(crate) fn refuses_name(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.trim());
        ending.is_some_and(|ending| {
            self.0
                .refuse_endings
                .iter()
                .any(|it| it.trim_start_matches('.') == ending)
        })
    }

    /// Whether files that are of this type are refused.
    pub(crate) fn refuses_type(&self, media_type: &str) -> bool {
        self.0
            .refuse_types
            .iter()
            .any(|refused| match refused.strip_suffix("/*") {
                Some(family) => media_type.split('/').next() == Some(family),
                None => refused == media_type,
            })
    }

    pub(crate) fn fits(&self, size: i64) -> bool {
        u64::try_from(size).is_ok_and(|size| size <= self.0.max_bytes)
    }

    /// The largest file, in words.
    pub(crate) fn largest(&self) -> String {
        let megabytes = self.0.max_bytes / (1024 * 1024);
        if megabytes == 0 {
            format!("{} bytes", self.0.max_bytes)
        } else {
            format!("{megabytes} MB")
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_lose_what_could_mislead_or_break_something() {
        for (given, clean) in [
            ("report.pdf", "report.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\maria\\log.txt", "log.txt"),
            ("..", "file"),
            ("", "file"),
            (" . ", "file"),
            ("a\0b\r\nSet-Cookie: x.txt", "abSet-Cookie_ x.txt"),
            ("photo\u{202e}gpj.exe", "photogpj.exe"),
            ("zero\u{200b}width.txt", "zerowidth.txt"),
            ("<!channel> \"quoted\".png", "_!channel_ _quoted_.png"),
            ("con.txt", "_con.txt"),
            ("COM1", "_COM1"),
            ("company.txt", "company.txt"),
            ("trailing. .", "trailing"),
            ("Über  sicht\t1.txt", "Über sicht 1.txt"),
            (".env", ".env"),
        ] {
            assert_eq!(clean_name(given), clean, "{given:?}");
        }
        let long = clean_name(&format!("{}.tar.gz", "a".repeat(300)));
        assert_eq!(long.chars().count(), NAME);
        assert!(long.ends_with("a.gz"), "{long}");
        assert!(clean_name(&format!("{}.pdf", "字".repeat(300))).len() <= NAME_BYTES);
        assert_eq!(clean_name(&format!("a.{}", "b".repeat(300))).chars().count(), NAME);
    }

    #[test]
    fn bytes_say_what_a_file_is() {
        assert_eq!(sniff(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "image/png");
        assert_eq!(sniff(b"%PDF-1.7"), "application/pdf");
        assert_eq!(sniff(b"<!DOCTYPE html><p>"), "text/html");
        assert_eq!(sniff(b"MZ\x90\0"), "application/vnd.microsoft.portable-executable");
        assert_eq!(sniff("Grüße".as_bytes()), "text/plain");
        assert_eq!(sniff(&"Grüße".as_bytes()[..3]), "text/plain");
        assert_eq!(sniff(b"a\0b"), "application/octet-stream");
        assert_eq!(sniff(b"\xff\xfe\xfd"), "application/octet-stream");
    }

    #[test]
    fn what_browsers_run_is_a_row_of_bytes() {
        for live in [
            "text/html",
            "text/xml",
            "image/svg+xml",
            "application/javascript",
            "text/plain; x",
        ] {
            assert_eq!(inert_type(live), "application/octet-stream", "{live}");
        }
        assert_eq!(inert_type("image/png"), "image/png");
    }

    #[test]
    fn settings_refuse_by_ending_and_by_bytes() {
        let config = config::Config::defaults().unwrap().attachments;
        let rules = Rules(&config);
        assert!(rules.refuses_name("Invoice.PDF.exe"));
        assert!(rules.refuses_name("x.Scr "));
        assert!(!rules.refuses_name("exe"));
        assert!(!rules.refuses_name("log.txt"));
        assert!(rules.refuses_type("application/vnd.microsoft.portable-executable"));
        assert!(!rules.refuses_type("image/png"));
        let images = config::Attachments {
            refuse_types: vec!["image/*".to_owned()],
            ..config.clone()
        };
        assert!(Rules(&images).refuses_type("image/png"));
        assert!(!Rules(&images).refuses_type("imagery/png"));
        assert!(rules.fits(1) && !rules.fits(i64::MAX) && !rules.fits(-1));
    }

    proptest! {
        #[test]
        fn a_clean_name_is_short_visible_and_clean(given in ".{0,400}|[./\\\\ :<>\u{202e}\u{200b}a-c]{0,40}") {
            let name = clean_name(&given);
            prop_assert!(!name.is_empty() && name.chars().count() <= NAME + 1 && name.len() <= NAME_BYTES + 1);
            prop_assert!(!name.contains(['/', '\\', '<', '>', '"', ':']));
            prop_assert!(!name.chars().any(is_invisible));
            prop_assert!(name != "." && name != "..");
            prop_assert_eq!(clean_name(&name), name);
        }
    }
}
