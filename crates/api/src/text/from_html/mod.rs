//! HTML, as mail programs write it, → Markdown.
//!
//! Read as a stream of tags and words. A tree would cost the square of what is nested or left open, and mails come from anybody; and no tag is
//! trusted to be closed.

mod layout;
mod light;
mod line;
mod tags;
mod writer;

#[cfg(test)]
mod tests;

use std::cell::RefCell;

use html5ever::{
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, TagKind, Token as Part, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts, states::RawKind,
    },
};

pub(crate) use light::is_light_html;
use writer::Writer;

/// More HTML is not read here.
pub(crate) const MAX_HTML: usize = 300_000;

/// The words of HTML with what Markdown has of its looks; nothing in them is a mark. `file` names the file that a picture's `cid:` stands for.
///
/// A line for each line that people see, so that quotations are found in it; the cells of a row stand in one, with a bar between.
pub(crate) fn from_html(html: &str, file: &dyn Fn(&str) -> Option<String>) -> String {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let reader = Tokenizer::new(Reader(RefCell::new(Writer::new(file))), TokenizerOpts::default());
    // Only a sink that runs scripts or judges encodings makes it stop early.
    let _ = reader.feed(&input);
    reader.end();
    let mut writer = reader.sink.0.into_inner();
    writer.end_of_pre();
    writer.end_of_line();
    writer.out
}

struct Reader<'f>(RefCell<Writer<'f>>);

impl TokenSink for Reader<'_> {
    type Handle = ();

    fn process_token(&self, part: Part, _line: u64) -> TokenSinkResult<()> {
        let mut writer = self.0.borrow_mut();
        match part {
            Part::CharacterTokens(text) => writer.words(&text),
            Part::TagToken(tag) if tag.kind == TagKind::StartTag => {
                writer.start(&tag);
                if writer.hidden {
                    return TokenSinkResult::RawData(RawKind::Rawtext);
                }
            }
            Part::TagToken(tag) => writer.end(&tag.name),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}
