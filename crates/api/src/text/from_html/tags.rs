//! What tags mean.

use html5ever::tokenizer::Tag;

pub(super) fn attribute<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    let found = tag.attrs.iter().find(|it| &*it.name.local == name);
    found.map(|it| it.value.trim()).filter(|it| !it.is_empty())
}

pub(super) fn level(name: &str) -> Option<usize> {
    ["h1", "h2", "h3", "h4", "h5", "h6"]
        .iter()
        .position(|it| *it == name)
        .map(|it| it + 1)
}

pub(super) fn mark(name: &str) -> Option<usize> {
    match name {
        "b" | "strong" => Some(0),
        "i" | "em" => Some(1),
        "s" | "del" | "strike" => Some(2),
        _ => None,
    }
}

pub(super) fn is_code(name: &str) -> bool {
    ["code", "tt", "kbd", "samp"].contains(&name)
}

pub(super) fn is_block(name: &str) -> bool {
    const BLOCKS: [&str; 22] = [
        "address", "article", "aside", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset",
        "figure", "footer", "form", "header", "main", "nav", "section", "summary", "tbody", "thead",
    ];
    BLOCKS.contains(&name)
}
