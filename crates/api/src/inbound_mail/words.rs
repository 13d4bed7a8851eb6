//! What of a mail its writer wrote, in whichever of its forms it stands.

use super::{
    ours::Ours,
    quoted::{self, Words},
    reading::{Answer, Form, Said},
};

/// Plain text of fewer bytes may say only that the words are elsewhere.
const STAND_IN: usize = 500;

/// A text of a mail's.
pub(super) struct Passage {
    pub form: Form,
    pub words: String,
    /// All that the mail says, where `words` is of its beginning alone.
    pub whole: Option<String>,
}

/// What was found in a mail.
pub(super) struct Wrote {
    pub own: Passage,
    /// What stands within what it quotes, and is not ours.
    pub within: String,
}

impl Wrote {
    /// Both, one below the other.
    pub(super) fn all(self) -> Passage {
        let Passage { form, words, whole } = self.own;
        let words = Words {
            own: words,
            within: self.within,
        };
        Passage {
            form,
            words: words.all(),
            whole,
        }
    }
}

/// What its writer wrote. `harmless` takes out what nobody else may read.
pub(super) fn wrote(answer: &Answer, ours: &Ours, harmless: impl Fn(&str) -> String) -> Wrote {
    let said = telling(answer, |said| quoted::says_something(&said.text, ours));
    let Words { own, within } = quoted::own_words(&said.text, ours);
    let shown = |words: &str| harmless(&with_names(answer, said.form, words));
    Wrote {
        own: Passage {
            form: said.form,
            words: shown(&own),
            whole: said.whole.as_deref().map(&harmless),
        },
        within: shown(&within),
    }
}

/// All that a mail says, for the team where nothing else of it is kept.
pub(super) fn everything(answer: &Answer, harmless: impl Fn(&str) -> String) -> Passage {
    let said = telling(answer, |said| !quoted::is_blank(&said.text));
    let text = said.text.replace("\r\n", "\n");
    let text = with_names(answer, said.form, text.trim_end().trim_start_matches('\n'));
    Passage {
        form: said.form,
        words: harmless(&text),
        whole: said.whole.as_deref().map(&harmless),
    }
}

/// The plain form of a mail, unless its HTML alone says something: some programs leave the plain one empty, with the quotation alone, or with a
/// word that it takes HTML to read it.
fn telling(answer: &Answer, tells: impl Fn(&Said) -> bool) -> &Said {
    let Said { text, .. } = &answer.said;
    let stands_in = text.len() < STAND_IN && text.to_ascii_lowercase().contains("html");
    let rich = answer.rich.as_ref();
    let rich = rich.filter(|rich| (stands_in || !tells(&answer.said)) && tells(rich));
    rich.unwrap_or(&answer.said)
}

fn with_names(answer: &Answer, form: Form, words: &str) -> String {
    match form {
        Form::Plain => answer.with_names(words),
        Form::Markdown => words.to_owned(),
    }
}
