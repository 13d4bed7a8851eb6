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
        let (start, end) = (place(text.selection_start()), place(text.selection_end()));
        let selected = String::from_utf16_lossy(&units[start..end]);
        let (new, select) = self.wrap(&selected, start == 0 || units[start - 1] == u16::from(b'\n'));
        let _ = text.focus();
        insert(text, &new);
        let (from, length) = select;
        let _ = text.set_selection_range((start + from) as u32, (start + from + length) as u32);
    }

    /// The selection with its marks, and what to select then (from, length; in UTF-16), so that one can go on typing.
    fn wrap(self, selected: &str, at_line_start: bool) -> (String, (usize, usize)) {
        let length = selected.encode_utf16().count();
        let around = |mark: &str| (format!("{mark}{selected}{mark}"), (mark.len(), length));
        let lines = |mark: &str| {
            let lead = if at_line_start { "" } else { "\n" };
            let body: Vec<String> = selected.split('\n').map(|line| format!("{mark}{line}")).collect();
            let new = format!("{lead}{}", body.join("\n"));
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
    let done = command.and_then(|it| {
        it.call3(&document, &"insertText".into(), &JsValue::FALSE, &new.into())
            .ok()
    });
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
        assert_eq!(Format::Bold.wrap("ö", true), ("**ö**".to_owned(), (2, 1)));
        assert_eq!(Format::List.wrap("a\nb", false), ("\n- a\n- b".to_owned(), (8, 0)));
        assert_eq!(Format::Code.wrap("a\nb", true), ("```\na\nb\n```".to_owned(), (4, 3)));
        assert_eq!(Format::Link.wrap("", true), ("[](https://)".to_owned(), (1, 0)));
    }
}
