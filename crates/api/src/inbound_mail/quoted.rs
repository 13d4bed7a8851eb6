//! Which part of a mail its writer wrote: without the mail that is answered, which programs quote in their own ways, and without the
//! signature. What is not certainly a quotation stays: a line too much does no harm, a line lost does.

/// As many characters as the introduction of a quotation may have, over all its lines.
const INTRODUCTION: usize = 300;

/// How long a signature may be, in lines.
const SIGNATURE: usize = 12;

/// What stands before a quotation, in small letters: “On 3 May Maria wrote:”, “Am 3. Mai schrieb Maria:” …
const WROTE: [&str; 17] = [
    "wrote",
    "schrieb",
    "a écrit",
    "escribió",
    "escreveu",
    "ha scritto",
    "schreef",
    "napisał",
    "skrev",
    "kirjoitti",
    "пише",
    "написал",
    "書きました",
    "のメール",
    "写道",
    "작성",
    "كتب",
];

/// The first words of the header lines that Outlook and others put before the whole mail that is answered.
const HEADERS: [&str; 32] = [
    "from",
    "sent",
    "to",
    "cc",
    "subject",
    "date",
    "von",
    "gesendet",
    "an",
    "betreff",
    "datum",
    "de",
    "envoyé",
    "à",
    "objet",
    "enviado",
    "para",
    "asunto",
    "fecha",
    "enviada em",
    "assunto",
    "data",
    "差出人",
    "送信日時",
    "宛先",
    "件名",
    "من",
    "إلى",
    "الموضوع",
    "التاريخ",
    "تم الإرسال",
    "da",
];

/// What a person wrote, of the plain text of a mail.
pub(super) fn own_words(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let end = (0..lines.len()).find(|at| begins_the_rest(&lines[*at..]));
    // A signature stands above the quotation or below it.
    let lines = without_signature(&lines[..end.unwrap_or(lines.len())]);
    let lines = without_signature(without_quotation(lines));
    let mut kept = Vec::new();
    let mut blank = true;
    for line in lines {
        // Two blank lines say no more than one; and four blanks would make code of a sentence.
        if !(blank && line.is_empty()) {
            let indent = line.len() - line.trim_start_matches(' ').len();
            kept.push(&line[indent.saturating_sub(3)..]);
        }
        blank = line.is_empty();
    }
    kept.join("\n").trim().to_owned()
}

/// Whether everything from here on is another mail, or our own that is answered.
fn begins_the_rest(lines: &[&str]) -> bool {
    let line = lines[0].trim_start_matches(['>', ' ']);
    let rule = |mark: char| line.len() >= 20 && line.chars().all(|c| c == mark);
    let framed = line.starts_with("---") && line.ends_with("---") && line.chars().any(char::is_alphabetic);
    rule('_') || framed || line == "Begin forwarded message:" || are_headers(lines)
}

/// Three header lines or more, of which nothing but blank lines keeps apart.
fn are_headers(lines: &[&str]) -> bool {
    let is_header = |line: &str| {
        let line = line.trim_start_matches(['>', ' ', '*']).trim_end_matches('*');
        let Some((name, value)) = line.split_once([':', '：']) else {
            return false;
        };
        let name = name.trim_matches(['*', ' ']).to_lowercase();
        !value.trim().is_empty() && HEADERS.contains(&name.as_str())
    };
    is_header(lines[0])
        && lines
            .iter()
            .filter(|line| !line.is_empty())
            .take(5)
            .filter(|it| is_header(it))
            .count()
            >= 3
}

/// From a line of two dashes and a blank on, unless so much follows that it is none; and the one line that telephones add.
fn without_signature<'l, 't>(lines: &'l [&'t str]) -> &'l [&'t str] {
    // The blank went with the ends of all lines.
    let dashes = lines.iter().rposition(|line| *line == "--");
    let lines = match dashes {
        Some(at) if lines.len() - at <= SIGNATURE => &lines[..at],
        _ => lines,
    };
    let last = lines.iter().rposition(|line| !line.is_empty());
    match last {
        Some(at) if is_telephones(lines[at]) => &lines[..at],
        _ => lines,
    }
}

fn is_telephones(line: &str) -> bool {
    const BY: [&str; 9] = [
        "sent from my ",
        "sent from outlook",
        "get outlook for ",
        "von meinem ",
        "gesendet von ",
        "envoyé de mon ",
        "enviado desde mi ",
        "enviado do meu ",
        "iphoneから送信",
    ];
    let line = line.to_lowercase();
    line.chars().count() <= 60 && BY.iter().any(|by| line.starts_with(by))
}

/// Without the quotation at the end, or the one at the beginning, and what introduces it. Quotations between the lines are what the lines
/// answer: they stay.
fn without_quotation<'l, 't>(lines: &'l [&'t str]) -> &'l [&'t str] {
    let quoted = |line: &&str| line.starts_with('>');
    let words = |line: &&str| !line.is_empty();
    let Some(first) = lines.iter().position(quoted) else {
        // Mails without marks before quoted lines: what follows an introduction is the quotation.
        return match (0..lines.len()).find_map(|at| introduction(lines, at).map(|end| (at, end))) {
            Some((at, end)) if lines[..at].iter().any(words) && lines[end..].iter().any(words) => &lines[..at],
            _ => lines,
        };
    };
    let last = lines.iter().rposition(quoted).unwrap_or(first);
    if !lines[last..].iter().skip(1).any(words) {
        // Back over the quoted lines and the blank ones between them.
        let own = lines[..last].iter().rposition(|line| words(line) && !quoted(line));
        let end = own.map_or(0, |own| own + 1);
        let begin = (0..end).find(|at| introduction(lines, *at) == Some(end));
        return &lines[..begin.unwrap_or(end)];
    }
    let before = lines[..first].iter().rposition(words).map_or(0, |at| at + 1);
    let introduced = before == 0 || introduction(lines, 0) == Some(before);
    let between = lines[first..=last].iter().any(|line| words(line) && !quoted(line));
    if introduced && !between {
        &lines[last + 1..]
    } else {
        lines
    }
}

/// Where the introduction of a quotation ends that begins at a line.
fn introduction(lines: &[&str], at: usize) -> Option<usize> {
    let mut all = String::new();
    for (offset, line) in lines[at..].iter().take(4).enumerate() {
        if line.is_empty() || line.starts_with('>') {
            return None;
        }
        all.push_str(line);
        all.push(' ');
        if all.len() > INTRODUCTION {
            return None;
        }
        let said = all.trim_end();
        if said.ends_with([':', '：']) {
            let small = said.to_lowercase();
            // A time or an address: “He wrote:” alone is how a person may go on.
            let names_it = said.chars().any(char::is_numeric) || said.contains('@');
            return (names_it && WROTE.iter().any(|word| small.contains(word))).then_some(at + offset + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::own_words;

    #[test]
    fn an_answer_above_a_quotation_stands_alone() {
        for quotation in [
            "On Tue, 3 Nov 2026 at 10:00, Acme Support <reply@acme.example> wrote:\n> Try again.\n>\n> Chloe",
            "On Tue, 3 Nov 2026 at 10:00, Acme Support\n<reply+0123456789@replies.acme.example>\nwrote:\n\n> Try again.",
            "Am 03.11.2026 um 10:00 schrieb Acme Support:\n> Try again.",
            "Le mar. 3 nov. 2026 à 10:00, Acme <a@acme.example> a écrit :\n> Try again.",
            "2026年11月3日(火) 10:00 Acme <a@acme.example>のメール:\n> Try again.",
            "-----Original Message-----\nFrom: Acme\nSent: Tuesday\n\nTry again.",
            "________________________________\nVon: Acme <a@acme.example>\nGesendet: Dienstag\nAn: Maria\n\nTry again.",
            "From: Acme <a@acme.example>\nSent: Tuesday\nTo: Maria\nSubject: [ACME-1] Printer\n\nTry again.",
            "*From:* Acme <a@acme.example>\n*Date:* Tuesday\n*To:* Maria\n\nTry again.",
            "> Try again.\n>\n> Chloe",
            "On Tue, 3 Nov 2026 at 10:00, Acme <a@acme.example> wrote:\n\nTry again.\n\n---- Earlier, newest first ----\nMaria",
            "---- Earlier, newest first ----\nMaria, 2 Nov",
        ] {
            assert_eq!(
                own_words(&format!("It works now.\n\nThanks!\n\n{quotation}\n")),
                "It works now.\n\nThanks!",
                "{quotation}"
            );
            assert_eq!(
                own_words(&format!("It works now.\r\n\r\n{}\r\n", quotation.replace('\n', "\r\n"))),
                "It works now.",
                "{quotation}"
            );
        }
    }

    #[test]
    fn an_answer_below_a_quotation_stands_alone() {
        let mail = "On 3 Nov 2026 Chloe wrote:\n> Try again.\n> And again.\n\nIt works now.\n";

        assert_eq!(own_words(mail), "It works now.");
    }

    #[test]
    fn answers_between_quoted_lines_keep_what_they_answer() {
        let mail = "On 3 Nov 2026 Chloe wrote:\n> Which printer?\n\nThe blue one.\n\n> Since when?\n\nTuesday.\n";

        let words = own_words(mail);

        for line in ["> Which printer?", "The blue one.", "> Since when?", "Tuesday."] {
            assert!(words.contains(line), "{words}");
        }
    }

    #[test]
    fn signatures_go_and_what_looks_like_one_stays() {
        assert_eq!(own_words("Yes.\n\n-- \nMaria Keller\nGlobex"), "Yes.");
        assert_eq!(own_words("Yes.\n\nSent from my iPhone"), "Yes.");
        assert_eq!(own_words("Yes.\n\nSent from my iPhone\n\n> Try again."), "Yes.");
        let list = format!("Yes.\n--\n{}", "A line\n".repeat(20));
        assert!(own_words(&list).ends_with("A line"));
    }

    #[test]
    fn what_is_not_certainly_quoted_stays() {
        for mail in [
            "She wrote:\nhello",
            "From: nowhere\nTo my mind this is fine.",
            "Result: 3\nExpected: 4",
            "-----",
            "On 3 Nov 2026 it wrote:",
        ] {
            assert_eq!(own_words(mail), mail);
        }
    }

    #[test]
    fn a_sentence_set_in_is_no_code() {
        assert_eq!(
            own_words("Hello\n\n        the printer is broken"),
            "Hello\n\n   the printer is broken"
        );
    }

    proptest! {
        #[test]
        fn text_without_marks_loses_nothing(lines in prop::collection::vec("[a-zA-Z0-9 ,.!äß日]{0,40}", 0..12)) {
            let text = lines.join("\n");
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();

            prop_assert_eq!(words(&own_words(&text)), words(&text));
        }

        #[test]
        fn any_text_is_cut_once(text in "(\\PC|\n|>|-|_|:){0,200}") {
            let once = own_words(&text);
            prop_assert!(own_words(&once).len() <= once.len());
        }
    }
}
