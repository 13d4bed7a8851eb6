//! What the log tells, and how it is written as text. (As JSON it is JSON's own.)

use tracing_subscriber::{
    EnvFilter,
    field::MakeExt,
    fmt::format::{self, FormatFields},
};

/// What is told: as `configured`, but nothing of what a reader of HTML says of the very texts it reads, which at debug level is all of them.
pub fn filter(configured: &str) -> EnvFilter {
    EnvFilter::new(format!("{configured},html5ever=off"))
}

/// A message and its fields with no control character in them: what a caller sent makes no line of its own, and colours no terminal.
pub fn fields() -> impl for<'w> FormatFields<'w> + 'static {
    format::debug_fn(|writer, field, value| {
        let text = escaped(&format!("{value:?}"));
        match field.name() {
            "message" => write!(writer, "{text}"),
            name if name.starts_with("log.") => Ok(()), // Where a line of the `log` crate comes from.
            name => write!(writer, "{name}={text}"),
        }
    })
    .delimited(" ")
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
            safe.extend(c.escape_unicode());
        } else {
            safe.push(c);
        }
    }
    safe
}
