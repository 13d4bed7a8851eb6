//! Which part of a mail its writer wrote: without the mail of ours that is answered, which programs quote in their own ways, and without the
//! signature.
//!
//! A mark alone cuts nothing: people paste headers, rules, logs and other people's mails, too. It is a quotation only if most of what follows
//! is what we wrote ([`Ours`]); and what stands within it and is not ours is handed on apart, so that no word of anybody is lost.

use std::ops::Range;

use super::ours::{Judged, Marks, Ours};
use crate::text::is_invisible;

/// How long the introduction of a quotation may be: in lines, and in bytes over all of them.
const INTRODUCTION: (usize, usize) = (4, 400);

/// How long a signature may be, in lines.
const SIGNATURE: usize = 12;

/// More than this within a quotation is no remark: nothing is cut then.
const REMARKS: usize = 10_000;

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

/// How the first of several lines begins that introduce a quotation, in small letters.
const OPENS: [&str; 14] = [
    "on ", "am ", "le ", "el ", "em ", "il ", "op ", "w dniu ", "dnia ", "den ", "في ", "yn ", "a(z) ", "於 ",
];

/// The first words of the header lines that Outlook and others put before the whole mail that is answered.
const HEADERS: [&str; 53] = [
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
    "发件人",
    "发送时间",
    "收件人",
    "抄送",
    "主题",
    "日期",
    "寄件者",
    "寄件日期",
    "收件者",
    "副本",
    "主旨",
    "보낸 사람",
    "보낸사람",
    "받는 사람",
    "받는사람",
    "보낸 날짜",
    "보낸날짜",
    "날짜",
    "참조",
    "제목",
    "寄件人",
];

/// What stands between dashes before such header lines, in small letters.
const ORIGINAL: [&str; 14] = [
    "original message",
    "ursprüngliche nachricht",
    "message d'origine",
    "message d’origine",
    "mensaje original",
    "mensagem original",
    "messaggio originale",
    "forwarded message",
    "元のメッセージ",
    "الرسالة الأصلية",
    "原始邮件",
    "原始郵件",
    "원본 메시지",
    "원본 메일",
];

/// What gateways and mail programs say over a mail that came from outside, in small letters.
const WARNINGS: [&str; 16] = [
    "originated from outside",
    "came from outside",
    "outside your organi",
    "outside of your organi",
    "outside the organi",
    "outside of the organi",
    "[external]",
    "[extern]",
    "external email",
    "external sender",
    "do not click links or open attachments",
    "don't often get email from",
    "don’t often get email from",
    "externen absender",
    "von außerhalb",
    "expéditeur externe",
];

/// How long such a warning is at most, in bytes.
const WARNING: usize = 600;

/// What telephones and some mail programs add, as whole lines, in small letters.
const TELEPHONES: [&str; 22] = [
    "sent from my iphone",
    "sent from my ipad",
    "sent from my galaxy",
    "sent from my android device",
    "sent from my mobile device",
    "sent from outlook for ios",
    "sent from outlook for android",
    "get outlook for ios",
    "get outlook for android",
    "von meinem iphone gesendet",
    "von meinem ipad gesendet",
    "outlook für ios herunterladen",
    "outlook für android herunterladen",
    "envoyé de mon iphone",
    "enviado desde mi iphone",
    "enviado do meu iphone",
    "iphoneから送信",
    "sent with proton mail secure email",
    "sent from proton mail for ios",
    "sent from proton mail for android",
    "发自我的iphone",
    "나의 iphone에서 보냄",
];

/// A mail's text, apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// What its writer wrote.
    pub own: String,
    /// What stands within what is quoted and was not ours: remarks between the lines, or what a mail program added.
    pub within: String,
}

impl Words {
    /// Both, one below the other.
    pub(super) fn all(&self) -> String {
        format!("{}\n\n{}", self.own, self.within).trim().to_owned()
    }
}

/// Lines that go.
struct Cut {
    /// The quotation with what introduces it.
    all: Range<usize>,
    /// Where the introduction ends.
    begin: usize,
}

/// What a person wrote, of the text of a mail.
pub(super) fn own_words(text: &str, ours: &Ours) -> Words {
    let text = lines_of(text);
    let lines: Vec<&str> = text.lines().collect();
    let words = apart(&lines, ours);
    // An answer below a mail that is quoted without marks cannot be told from it.
    if words.own.is_empty() && !words.within.is_empty() || words.within.len() > REMARKS {
        return Words {
            own: tidy(&lines),
            within: String::new(),
        };
    }
    words
}

/// Whether a text says something besides a mail of ours and a signature.
pub(super) fn says_something(text: &str, ours: &Ours) -> bool {
    let text = lines_of(text);
    let lines: Vec<&str> = text.lines().collect();
    !is_blank(&apart(&lines, ours).own)
}

/// Whether nobody sees anything of it.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_invisible(c))
}

fn lines_of(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// What stands around a mail of ours, and what within it is not ours.
fn apart(lines: &[&str], ours: &Ours) -> Words {
    let mail = Mail::of(lines, ours);
    let (kept, cuts) = mail.cut();
    let within = cuts.iter().flat_map(|cut| mail.remarks(cut));
    Words {
        own: tidy(&lines[kept]),
        within: tidy(&within.map(|at| lines[at]).collect::<Vec<_>>()),
    }
}

/// Lines without what says nothing: two blank ones say no more than one.
fn tidy(lines: &[&str]) -> String {
    let mut kept = Vec::new();
    let mut blank = true;
    for line in lines.iter().map(|line| line.trim_end()) {
        if !(blank && line.is_empty()) {
            kept.push(line);
        }
        blank = line.is_empty();
    }
    kept.join("\n").trim_end().to_owned()
}

struct Mail<'m> {
    lines: &'m [&'m str],
    marks: &'m Marks,
    judged: Vec<Judged>,
    /// Words, and those that are ours, before each line and before the end.
    sums: Vec<(usize, usize)>,
}

impl<'m> Mail<'m> {
    fn of(lines: &'m [&'m str], ours: &'m Ours) -> Self {
        let judged = ours.judge(lines);
        let mut sums = vec![(0, 0)];
        let (mut words, mut known) = (0, 0);
        for line in &judged {
            words += line.words;
            known += line.ours;
            sums.push((words, known));
        }
        Self {
            lines,
            marks: &ours.marks,
            judged,
            sums,
        }
    }

    /// The lines that stay, and what goes.
    fn cut(&self) -> (Range<usize>, Vec<Cut>) {
        let mut cuts = Vec::new();
        let mut kept = 0..self.lines.len();
        if let Some(rest) = self.rest() {
            kept.end = rest.all.start;
            cuts.push(rest);
        }
        // A signature stands above the quotation or below it.
        kept.end = self.without_signature(&kept);
        if let Some(quotation) = self.quotation(&kept) {
            kept = if quotation.all.start <= kept.start {
                quotation.all.end..kept.end
            } else {
                kept.start..quotation.all.start
            };
            cuts.push(quotation);
        }
        kept.end = self.without_signature(&kept);
        (kept, cuts)
    }

    /// What of a quotation is not ours, but for what gateways put over our words.
    fn remarks(&self, cut: &Cut) -> impl Iterator<Item = usize> {
        let begin = self.after_warnings(cut.begin..cut.all.end);
        (begin..cut.all.end).filter(|at| !self.judged[*at].is_ours())
    }

    /// Behind the paragraphs at the beginning of a mail of ours that warn of it.
    fn after_warnings(&self, lines: Range<usize>) -> usize {
        let unmarked = |at: usize| self.lines[at].trim_start_matches(['>', ' ']).trim_end();
        let mut begin = lines.start;
        loop {
            let says = |at: &usize| !unmarked(*at).is_empty();
            let Some(first) = (begin..lines.end).find(says) else {
                return begin;
            };
            let paragraph = (first..lines.end).take_while(|at| says(at) && !self.says_ours(*at));
            let said: Vec<&str> = paragraph.map(unmarked).collect();
            if !is_warning(&said.join(" ")) {
                return begin;
            }
            begin = first + said.len();
        }
    }

    /// Whether a line has words, all of them ours.
    fn says_ours(&self, at: usize) -> bool {
        self.judged[at].words > 0 && self.judged[at].is_ours()
    }

    fn is_blank(&self, at: usize) -> bool {
        self.lines[at].trim().is_empty()
    }

    fn is_quoted(&self, at: usize) -> bool {
        self.lines[at].starts_with('>')
    }

    /// Words without a mark before them.
    fn is_plain(&self, at: usize) -> bool {
        !self.is_blank(at) && !self.is_quoted(at)
    }

    /// Whether most of what these lines say is ours.
    fn is_mostly_ours(&self, lines: &Range<usize>) -> bool {
        let ((words, ours), (until, ours_until)) = (self.sums[lines.start], self.sums[lines.end]);
        (ours_until - ours) * 2 >= (until - words) && until > words
    }

    /// A mail of ours without marks before its lines, up to the end.
    fn rest(&self) -> Option<Cut> {
        let end = self.lines.len();
        (0..end).find_map(|at| {
            let begin = self
                .after_headers(at)
                .or_else(|| self.after_introduction(at))
                .or_else(|| self.after_heading(at))?;
            self.is_mostly_ours(&(begin..end))
                .then_some(Cut { all: at..end, begin })
        })
    }

    /// Where header lines end that begin here and name a mail of ours: three or more, perhaps behind a rule or a phrase between dashes.
    fn after_headers(&self, at: usize) -> Option<usize> {
        let first = if is_rule(self.lines[at]) {
            (at + 1..self.lines.len()).find(|it| !self.is_blank(*it))?
        } else {
            at
        };
        if !is_header(self.lines[first]) {
            return None;
        }
        let spoken = (first..self.lines.len()).filter(|it| !self.is_blank(*it)).take(12);
        let headers: Vec<usize> = spoken.take_while(|it| is_header(self.lines[*it])).collect();
        let names = |at: usize, what: &str| !what.is_empty() && bare(self.lines[at]).to_lowercase().contains(what);
        let is_ours = self.marks.addresses.iter().any(|it| names(first, it))
            || headers.iter().any(|it| names(*it, &self.marks.subject));
        (headers.len() >= 3 && is_ours).then(|| headers[headers.len() - 1] + 1)
    }

    /// Where an introduction ends that begins here, if lines without marks follow.
    fn after_introduction(&self, at: usize) -> Option<usize> {
        let end =
            (at + 1..=self.lines.len().min(at + INTRODUCTION.0)).find(|end| self.introduction(0, *end) == Some(at))?;
        let next = (end..self.lines.len()).find(|it| !self.is_blank(*it))?;
        (!self.is_quoted(next)).then_some(end)
    }

    /// Behind the line of our mails that stands over what was said before.
    fn after_heading(&self, at: usize) -> Option<usize> {
        let line = self.lines[at].trim();
        let heading = line.strip_prefix("----")?.strip_suffix("----")?.trim();
        self.marks.headings.iter().any(|it| it == heading).then_some(at + 1)
    }

    /// Quoted lines of ours at the end, or at the beginning, with what introduces them. Those between a person's own are what these answer:
    /// they stay.
    fn quotation(&self, lines: &Range<usize>) -> Option<Cut> {
        let first = lines.clone().find(|at| self.is_quoted(*at))?;
        let last = lines.clone().rfind(|at| self.is_quoted(*at))?;
        let cut = if (last..lines.end).all(|at| !self.is_plain(at)) {
            // Back over the quoted lines and the blank ones between them.
            let own = (lines.start..last).rfind(|at| self.is_plain(*at));
            let begin = own.map_or(lines.start, |own| own + 1);
            let start = self.introduction(lines.start, begin).unwrap_or(begin);
            Cut {
                all: start..lines.end,
                begin: self.after_quoted_introduction(begin..lines.end),
            }
        } else {
            let before = (lines.start..first).rfind(|at| self.is_plain(*at)).map(|at| at + 1);
            let introduced = before.is_none_or(|end| {
                let start = self.introduction(lines.start, end);
                start.is_some_and(|start| !(lines.start..start).any(|at| self.is_plain(at)))
            });
            if !introduced || (first..last).any(|at| self.is_plain(at)) {
                return None;
            }
            Cut {
                all: lines.start..last + 1,
                begin: self.after_quoted_introduction(first..last + 1),
            }
        };
        self.is_mostly_ours(&(cut.begin..cut.all.end)).then_some(cut)
    }

    /// Where the introduction of a quotation begins that ends before a line.
    fn introduction(&self, from: usize, end: usize) -> Option<usize> {
        let told = |start: usize| {
            let lines = &self.lines[start..end];
            let length: usize = lines.iter().map(|line| line.len()).sum();
            length <= INTRODUCTION.1 && (start..end).all(|at| self.is_plain(at)) && self.introduces(lines)
        };
        let starts = (from.max(end.saturating_sub(INTRODUCTION.0))..end).rev();
        let least = starts.clone().find(|start| told(*start))?;
        // Programs break them into lines: the first one says so.
        let whole = starts
            .filter(|start| *start <= least)
            .find(|start| told(*start) && opens(self.lines[*start]));
        Some(whole.unwrap_or(least))
    }

    /// Behind the introduction that Apple's programs put within the quotation, if there is one.
    fn after_quoted_introduction(&self, lines: Range<usize>) -> usize {
        let unmarked = |at: usize| self.lines[at].trim_start_matches(['>', ' ']);
        let Some(first) = lines.clone().find(|at| !unmarked(*at).trim().is_empty()) else {
            return lines.start;
        };
        let told = |end: usize| {
            let said: Vec<&str> = (first..end).map(unmarked).collect();
            // Of several lines the first one says so, as above.
            let begins = end == first + 1 || opens(said[0]);
            let length: usize = said.iter().map(|line| line.len()).sum();
            begins && length <= INTRODUCTION.1 && self.introduces(&said)
        };
        let ends = first + 1..=lines.end.min(first + INTRODUCTION.0);
        ends.into_iter().find(|end| told(*end)).unwrap_or(lines.start)
    }

    /// “On 3 May 2026 at 10:00, Acme wrote:”. With a time or an address: “He wrote:” alone is how a person may go on. In whatever language, where
    /// it is one of our addresses that wrote, and it begins as introductions do: people ask about our addresses, too.
    fn introduces(&self, lines: &[&str]) -> bool {
        let small = bare(&lines.join(" ")).trim_end().to_lowercase();
        let timed = small.chars().any(char::is_numeric);
        let known = WROTE.iter().any(|word| small.contains(word)) && (timed || small.contains('@'));
        let ours =
            || lines.first().is_some_and(|it| opens(it)) && self.marks.addresses.iter().any(|it| small.contains(it));
        let ends = |line: &&str| line.trim_end().ends_with([':', '：']);
        let ends_once = lines.iter().filter(|it| ends(it)).count() == 1;
        ends_once && small.ends_with([':', '：']) && (known || ours())
    }

    /// Where the lines end without the signature: from a line of two dashes and a blank on (RFC 3676), and the one line that telephones add.
    fn without_signature(&self, lines: &Range<usize>) -> usize {
        let dashes = lines.clone().rfind(|at| ["-- ", "\\-- "].contains(&self.lines[*at]));
        let end = match dashes {
            Some(at) if lines.end - at <= SIGNATURE && !(at..lines.end).any(|at| self.is_quoted(at)) => at,
            _ => lines.end,
        };
        match (lines.start..end).rfind(|at| !self.is_blank(*at)) {
            Some(at) if is_telephones(self.lines[at]) => at,
            _ => end,
        }
    }
}

/// Without what takes a mark's meaning away within Markdown.
fn bare(line: &str) -> String {
    line.replace('\\', "")
}

fn opens(line: &str) -> bool {
    let small = line.to_lowercase();
    small.starts_with(char::is_numeric)
        || small.contains(char::is_numeric) && OPENS.iter().any(|word| small.starts_with(word))
}

/// What stands before header lines: underscores, or a phrase between dashes.
fn is_rule(line: &str) -> bool {
    let line = bare(line);
    let line = line.trim();
    let phrase = line.trim_matches(['-', ' ', '\u{a0}']).to_lowercase();
    line == "* * *"
        || line.len() >= 20 && line.chars().all(|c| c == '_')
        || line.starts_with("---") && ORIGINAL.contains(&phrase.as_str())
}

fn is_header(line: &str) -> bool {
    let line = line.trim_matches(['*', ' ']);
    let Some((name, value)) = line.split_once([':', '：']) else {
        return false;
    };
    let name = name.trim_matches(['*', ' ']).to_lowercase();
    !value.trim().is_empty() && HEADERS.contains(&name.as_str())
}

fn is_warning(said: &str) -> bool {
    let small = bare(said).replace('*', "").to_lowercase();
    said.len() <= WARNING && WARNINGS.iter().any(|it| small.contains(it))
}

fn is_telephones(line: &str) -> bool {
    let line = line.to_lowercase();
    // With a link, or not.
    let (mut said, mut closed) = (String::new(), None);
    for c in line.chars() {
        match (c, closed) {
            (_, Some(end)) if c == end => closed = None,
            ('<', None) => closed = Some('>'),
            ('(', None) => closed = Some(')'),
            (_, Some(_)) | ('[' | ']' | '*', None) => {}
            _ => said.push(c),
        }
    }
    TELEPHONES.contains(&said.trim_matches([' ', '.', '\u{a0}']))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A mail of ours, as it left.
    const MAIL: &str = "Chloe answered your ticket ACME-4, “Printer on fire”:

Have you tried water? Take a bucket, not a glass.
Try again.

Answer this mail, or here:
https://help.acme.example/tickets/ACME-4

---- Earlier, newest first ----

Maria Rossi, 2 November 2026, 09:00:
> It burns, and the whole plant stands still.

--
This mail went to maria@globex.example because you filed ACME-4 at Acme.
No more mails about ACME-4: https://help.acme.example/mail/stop/abc
";

    fn ours() -> Ours {
        let mut ours = Ours::with(Marks {
            addresses: vec![
                "support@acme.example".to_owned(),
                "reply+0123@replies.acme.example".to_owned(),
            ],
            subject: "[acme-4]".to_owned(),
            headings: vec!["Earlier, newest first".to_owned()],
            portal: "https://help.acme.example".to_owned(),
        });
        ours.say(MAIL);
        ours
    }

    fn quoted(text: &str) -> String {
        text.lines().flat_map(|line| ["> ", line, "\n"]).collect()
    }

    fn own(text: &str) -> String {
        own_words(text, &ours()).own
    }

    fn nothing_within(text: &str) -> String {
        let words = own_words(text, &ours());
        assert_eq!(words.within, "", "{text}");
        words.own
    }

    #[test]
    fn an_answer_above_a_quotation_stands_alone() {
        let marked = quoted(MAIL);
        for quotation in [
            format!("On Tue, 3 Nov 2026 at 10:00, Acme Support <support@acme.example> wrote:\n{marked}"),
            format!("On Tue, 3 Nov 2026 at 10:00, Acme Support\n<reply+0123@replies.acme.example>\nwrote:\n\n{marked}"),
            format!("On Tue, Nov 3, 2026 at 10:00 AM Acme <\nreply+0123@replies.acme.example> wrote:\n\n{marked}"),
            format!("Am 03.11.2026 um 10:00 schrieb Acme Support:\n{marked}"),
            format!("Le mar. 3 nov. 2026 à 10:00, Acme <a@acme.example> a écrit :\n{marked}"),
            format!("2026年11月3日(火) 10:00 Acme <a@acme.example>のメール:\n{marked}"),
            format!("-----Original Message-----\nFrom: Acme\nSent: Tuesday\nSubject: [ACME-4] Printer\n\n{MAIL}"),
            format!(
                "________________________________\nVon: Acme <support@acme.example>\nGesendet: Dienstag\nAn: Maria\n\n{MAIL}"
            ),
            format!("From: Acme <support@acme.example>\nSent: Tuesday\nTo: Maria\nSubject: Printer\n\n{MAIL}"),
            format!("*From:* Acme <a@acme.example>\n*Date:* Tuesday\n*Subject:* Re: [ACME-4] Printer\n\n{MAIL}"),
            format!(
                "------------------\u{a0}原始邮件\u{a0}------------------\n发件人: \"Acme\" <support@acme.example>;\n发送时间: 2026年11月3日(星期二) 晚上10:00\n收件人: \"Maria\"<maria@globex.example>;\n主题: [ACME-4] Printer\n\n{MAIL}"
            ),
            format!(
                "-----Original Message-----\n보낸 사람: Acme <support@acme.example>\n보낸 날짜: 2026년 11월 3일\n받는 사람: Maria\n제목: [ACME-4] Printer\n\n{MAIL}"
            ),
            format!(
                "寄件者: Acme <support@acme.example>\n寄件日期: 2026年11月3日\n收件者: Maria\n主旨: Printer\n\n{MAIL}"
            ),
            marked.clone(),
            quoted("Try again."),
            format!("On Tue, 3 Nov 2026 at 10:00, Acme <a@acme.example> wrote:\n\n{MAIL}"),
            MAIL[MAIL.find("----").unwrap()..].to_owned(),
        ] {
            for end in ["\n", "\r\n"] {
                for signature in [
                    "",
                    "\n-- \nMaria Rossi\nGlobex\n",
                    "\nSent from my iPhone\n",
                    "\nSent with [Proton Mail](https://proton.me/) secure email.\n",
                    "\nSent with Proton Mail secure email.\n",
                ] {
                    let text = format!("It works now.\n\nThanks!\n{signature}\n{quotation}\n").replace('\n', end);
                    assert_eq!(nothing_within(&text), "It works now.\n\nThanks!", "{quotation}");
                }
            }
        }
    }

    #[test]
    fn an_answer_below_a_quotation_stands_alone() {
        for introduction in ["", "On 29 Nov 2026 at 06:02, Acme Support wrote:\n"] {
            let text = format!("{introduction}{}\nIt works not.\nPlease call.\n", quoted(MAIL));
            assert_eq!(nothing_within(&text), "It works not.\nPlease call.");
        }
    }

    #[test]
    fn answers_between_quoted_lines_keep_what_they_answer() {
        let mail = format!(
            "On 3 Nov 2026 Chloe wrote:\n> Try again.\n\nThe blue one.\n\n{}\nTuesday.\n",
            quoted(MAIL)
        );

        let words = nothing_within(&mail);

        for line in ["> Try again.", "The blue one.", "> Have you tried water?", "Tuesday."] {
            assert!(words.contains(line), "{words}");
        }
    }

    #[test]
    fn remarks_within_a_mail_that_is_quoted_without_marks_are_handed_on() {
        let headers = "From: Acme <support@acme.example>\nSent: Tuesday\nTo: Maria\n\n";
        let answered =
            MAIL.replace("Try again.", "Try again.\nYes, did so. 👍\nhttps://globex.example/log") + "\nPlease call.";

        let words = own_words(&format!("See below.\n\n{headers}{answered}"), &ours());

        assert_eq!(words.own, "See below.");
        assert_eq!(
            words.within,
            "Yes, did so. 👍\nhttps://globex.example/log\nPlease call."
        );

        let below = format!("-----Original Message-----\n{headers}{MAIL}\nPlease call.");
        assert_eq!(nothing_within(&below), tidy(&below.lines().collect::<Vec<_>>()));
    }

    #[test]
    fn warnings_over_our_mail_are_no_remarks() {
        for warning in [
            "CAUTION: This email originated from outside of the organization. Do not click links or open attachments\nunless you recognize the sender and know the content is safe.",
            "[EXTERNAL]",
            "You don't often get email from support@acme.example. Learn why this is important<https://aka.ms/LearnAboutSenderIdentification>",
            "ACHTUNG: Diese E-Mail stammt von einem externen Absender.",
        ] {
            let headers = "From: Acme <support@acme.example>\nSent: Tuesday\nTo: Maria\nSubject: Printer\n\n";
            let mail = format!("Yes.\n\n{headers}{warning}\n\n{MAIL}");
            assert_eq!(nothing_within(&mail), "Yes.", "{warning}");
            let marked = quoted(&format!("{warning}\n\n{MAIL}"));
            let mail = format!("Yes.\n\nOn 3 Nov 2026, Acme <support@acme.example> wrote:\n{marked}");
            assert_eq!(nothing_within(&mail), "Yes.", "{warning}");
            // What somebody wrote into the mail is theirs, whatever it is about.
            let answered = MAIL.replace("Try again.", &format!("Try again.\n\n{warning}"));
            let words = own_words(&format!("Yes.\n\n{headers}{answered}"), &ours());
            assert_eq!(words.within, warning);
        }
    }

    #[test]
    fn signatures_go_and_what_looks_like_one_stays() {
        assert_eq!(own("Yes.\n\n-- \nMaria Rossi\nGlobex"), "Yes.");
        assert_eq!(own("Yes.\n\nSent from my iPhone"), "Yes.");
        assert_eq!(own("Yes.\n\nGet Outlook for iOS<https://aka.ms/o0ukef>"), "Yes.");
        let list = format!("Yes.\n-- \n{}", "A line\n".repeat(20));
        assert!(own(&list).ends_with("A line"));
        for stays in [
            "Two lists.\n--\nOne\nTwo",
            "Bis dann\nVon meinem Chef: bitte bis Montag, sonst kündigen wir.",
            "Yes.\nSent from my desk, as the importer fails",
            "Yes.\nSent from my iPhone <and not> the other one",
            "Yes.\n-- \nMaria\n> my log\n> says so",
        ] {
            assert_eq!(own(stays), tidy(&stays.lines().collect::<Vec<_>>()));
        }
    }

    #[test]
    fn what_is_not_ours_stays() {
        for mail in [
            "She wrote:\nhello",
            "From: nowhere\nTo my mind this is fine.",
            "Result: 3\nExpected: 4",
            "-----",
            "On 3 Nov 2026 it wrote:",
            "Here is our certificate:\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\nPlease install it before Monday",
            "--- Exception in thread \"main\" ---\nat Importer.java:17\nPlease call",
            "The bounced mail said\nFrom: a@b.example\nTo: support@acme.example\nSubject: [ACME-4] Import\nthe import stopped. Please help.",
            "Our table\n____________________\n1 | 2\n____________________",
            "-----Original Message-----\nNo, it works not.",
            "Hello,\n\nat 10:15 the importer wrote:\n\nERR 17 no such plant\n\nplease call",
            "Since update 3 the importer wrote:\n> ERR 17 no such plant",
            "> my log\n> goes on\n\nThat is all.",
            "Begin forwarded message:\nFrom: Tom\nTo: Maria\nSubject: Plant\n\nIt stands still.",
            "---- Later, oldest first ----\nOne\nTwo",
        ] {
            assert_eq!(nothing_within(mail), mail);
        }
    }

    #[test]
    fn a_question_about_our_address_is_no_introduction() {
        let question = "Please correct support@acme.example in point 3:";
        assert_eq!(nothing_within(&format!("{question}\n{}", quoted(MAIL))), question);
    }

    #[test]
    fn words_above_an_introduction_are_not_part_of_it() {
        let mail = format!(
            "Hello team\nit is line 3 that fails\nOn 3 Nov 2026 Acme wrote:\n{}",
            quoted(MAIL)
        );

        assert_eq!(nothing_within(&mail), "Hello team\nit is line 3 that fails");
    }

    #[test]
    fn words_below_an_introduction_are_not_part_of_it() {
        let mail = "Have you tried water? Take a bucket, not a glass.\n\
                    On 3 Nov 2026 at 10:00, Acme <support@acme.example> wrote:\n\
                    qx a qy:\n> Note: qx qy\n> qx qy\n> Chloe answered your ticket ACME-4, “Printer on fire”:\n> qx qy";

        assert!(own_words(mail, &ours()).all().contains("qx a qy:"));
    }

    #[test]
    fn what_is_set_in_stays_so() {
        let text = "  one\n\n        the printer is broken";
        assert_eq!(own(text), text);
    }

    #[test]
    fn an_introduction_within_the_quotation_is_no_remark() {
        for introduction in [
            "> On 29 Nov 2026, at 14:20, Acme Support <reply+0123@replies.acme.example> wrote:\n> \n",
            "> On 29 Nov 2026, at 14:20, Acme Support\n> <reply+0123@replies.acme.example> wrote:\n>\n",
            "> Den 29. nov. 2026 kl. 14.20 skrev Acme:\n> \n",
            // Of no language that is known here.
            "> 29 Kas 2026 tarihinde 14:20 saatinde, Acme <reply+0123@replies.acme.example> şunları yazdı:\n>\n",
            "29 Kas 2026 Paz 14:20 tarihinde Acme <reply+0123@replies.acme.example> şunu yazdı:\n\n",
        ] {
            let text = format!("Yes.\n\nSent from my iPhone\n\n{introduction}{}", quoted(MAIL));
            assert_eq!(nothing_within(&text), "Yes.", "{introduction}");
            let below = format!("{introduction}{}\nYes.", quoted(MAIL));
            assert_eq!(nothing_within(&below), "Yes.", "{introduction}");
        }
    }

    fn count<'t>(texts: impl IntoIterator<Item = &'t str>, word: &str) -> usize {
        texts.into_iter().map(|text| text.matches(word).count()).sum()
    }

    /// Lines as they stand in mails: what somebody writes, what we wrote, and marks of all kinds.
    fn a_line() -> impl Strategy<Value = String> {
        let ours = prop::sample::select(MAIL.lines().collect::<Vec<_>>());
        let marks = prop::sample::select(vec![
            "",
            "",
            "--",
            "-----",
            "____________________",
            "---- Earlier, newest first ----",
            "-----Original Message-----",
            "From: Acme <support@acme.example>",
            "To: Maria",
            "Sent: Tuesday",
            "Subject: [ACME-4] Printer",
            "On 3 Nov 2026 at 10:00, Acme <support@acme.example> wrote:",
            "Begin forwarded message:",
        ]);
        let own = (
            prop::sample::select(vec!["", "Note: ", "-- ", "- ", "--- "]),
            "[a-z ]{0,12}",
            prop::bool::ANY,
        );
        let own = own.prop_map(|(begin, words, colon)| format!("{begin}qx{words} qy{}", if colon { ":" } else { "" }));
        let line = prop_oneof![3 => ours.prop_map(str::to_owned), 3 => own, 2 => marks.prop_map(str::to_owned)];
        (line, prop::sample::select(vec!["", "", "> ", ">", ">> "])).prop_map(|(line, mark)| format!("{mark}{line}"))
    }

    proptest! {
        #[test]
        fn no_text_loses_a_word(lines in prop::collection::vec(a_line(), 0..30)) {
            let text = lines.join("\n");
            let words = own_words(&text, &ours());

            for word in ["qx", "qy"] {
                let left = count([words.own.as_str(), words.within.as_str()], word);
                prop_assert_eq!(left, count([text.as_str()], word), "{:?}", words);
            }
        }

        #[test]
        fn no_text_that_is_not_ours_is_cut(text in "(\\PC|\n|>|-|_|:|From: |wrote:){0,200}") {
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            let all = own_words(&text, &Ours::default());

            // But a signature, which has a mark that says so.
            if !text.lines().any(|line| line == "-- ") {
                prop_assert_eq!(words(&all.own), words(&text.replace('\r', "\n")));
            }
            prop_assert_eq!(all.within, "");
        }
    }
}
