//! What the toolbar of the composer does to the text.

use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::HtmlTextAreaElement;

#[derive(Clone, Copy)]
pub(super) enum Format {
    Bold,
    Italic,
    Code,
    Link,
    List,
    Quote,
}

impl Format {
    pub(super) fn apply(self, text: &HtmlTextAreaElement) {
        let value = text.value();
        let units: Vec<u16> = value.encode_utf16().collect();
        let place = |at: Result<Option<u32>, JsValue>| at.ok().flatten().map_or(units.len(), |at| at as usize);
        let (start, end) = self.reach(&units, (place(text.selection_start()), place(text.selection_end())));
        let selected = String::from_utf16_lossy(&units[start..end]);
        let (new, select) = self.wrap(&selected);
        let _ = text.focus();
        let _ = text.set_selection_range(start as u32, end as u32);
        insert(text, &new);
        let (from, length) = select;
        let _ = text.set_selection_range((start + from) as u32, (start + from + length) as u32);
    }

    /// What of the text (in UTF-16) it is about: what is selected, and of lists and quotations the whole lines.
    fn reach(self, text: &[u16], (start, end): (usize, usize)) -> (usize, usize) {
        if !matches!(self, Self::List | Self::Quote) {
            return (start, end);
        }
        let newline = |unit: &u16| *unit == u16::from(b'\n');
        let before = text[..start].iter().rposition(newline).map_or(0, |at| at + 1);
        let after = text[end..].iter().position(newline).map_or(text.len(), |at| end + at);
        (before, after)
    }

    /// The selection with its marks, and what to select then (from, length; in UTF-16), so that one can go on typing. Lines that all have
    /// the mark lose it.
    fn wrap(self, selected: &str) -> (String, (usize, usize)) {
        let length = selected.encode_utf16().count();
        let around = |mark: &str| (format!("{mark}{selected}{mark}"), (mark.len(), length));
        let lines = |mark: &str| {
            let bare: Option<Vec<&str>> = selected.split('\n').map(|line| line.strip_prefix(mark)).collect();
            let new = match bare {
                Some(bare) => bare.join("\n"),
                None => format!("{mark}{}", selected.replace('\n', &format!("\n{mark}"))),
            };
            let end = new.encode_utf16().count();
            (new, (end, 0))
        };
        match self {
            Self::Bold => around("**"),
            Self::Italic => around("_"),
            Self::Code if selected.contains('\n') => {
                let new = format!("```\n{selected}\n```");
                (new, (4, length))
            }
            Self::Code => around("`"),
            Self::Link => (
                format!("[{selected}](https://)"),
                if length == 0 { (1, 0) } else { (length + 3, 8) },
            ),
            Self::List => lines("- "),
            Self::Quote => lines("> "),
        }
    }
}

/// Puts text in the place of the selection so that the browser's undo still works; `execCommand` is old but the only way.
pub(super) fn insert(text: &HtmlTextAreaElement, new: &str) {
    let document = document();
    let command = js_sys::Reflect::get(&document, &"execCommand".into())
        .ok()
        .and_then(|it| it.dyn_into::<js_sys::Function>().ok());
    let how = if new.is_empty() { "delete" } else { "insertText" };
    let done = command.and_then(|it| it.call3(&document, &how.into(), &JsValue::FALSE, &new.into()).ok());
    if done.is_none_or(|done| !done.is_truthy()) {
        let _ = text.set_range_text(new);
        if let Ok(event) = web_sys::Event::new("input") {
            let _ = text.dispatch_event(&event);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_around_the_selection_and_leave_it_selected() {
        assert_eq!(Format::Bold.wrap("ö"), ("**ö**".to_owned(), (2, 1)));
        assert_eq!(Format::Code.wrap("a\nb"), ("```\na\nb\n```".to_owned(), (4, 3)));
        assert_eq!(Format::Link.wrap(""), ("[](https://)".to_owned(), (1, 0)));
    }

    #[test]
    fn a_list_is_of_whole_lines_and_is_taken_back_by_the_same_button() {
        let text: Vec<u16> = "one\ntwo\nthree".encode_utf16().collect();
        assert_eq!(Format::List.reach(&text, (5, 5)), (4, 7));
        assert_eq!(Format::List.reach(&text, (1, 9)), (0, 13));
        assert_eq!(Format::Bold.reach(&text, (1, 9)), (1, 9));
        assert_eq!(Format::List.wrap("a\nb"), ("- a\n- b".to_owned(), (7, 0)));
        assert_eq!(Format::List.wrap("- a\nb"), ("- - a\n- b".to_owned(), (9, 0)));
        assert_eq!(Format::List.wrap("- a\n- b"), ("a\nb".to_owned(), (3, 0)));
        assert_eq!(Format::List.wrap("- "), (String::new(), (0, 0)));
    }
}
