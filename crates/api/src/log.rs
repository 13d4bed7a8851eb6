//! What the log tells, and how it is written as text. (As JSON it is JSON's own.)

use std::{io, sync::mpsc, thread, time::Duration};

use tracing_appender::non_blocking::{NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::{
    EnvFilter,
    field::MakeExt,
    fmt::format::{self, FormatFields},
};

/// What is told: as `configured`, but nothing of what a reader of HTML says of the very texts it reads, which at debug level is all of them.
pub fn filter(configured: &str) -> EnvFilter {
    EnvFilter::new(format!("{configured},html5ever=off"))
}

/// So many lines wait for whoever reads them; what is more is lost, rather than that the server waits.
const LINES: usize = 10_000;
/// How long they may take to be written at the end.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// Writes to stdout by a thread of its own: who no longer reads there, or not fast enough, neither breaks nor holds up what logs.
pub(crate) fn writer() -> (NonBlocking, Writing) {
    let (writer, guard) = NonBlockingBuilder::default()
        .buffered_lines_limit(LINES)
        .finish(io::stdout());
    (writer, Writing(Some(guard)))
}

/// The thread that writes; when this is dropped it writes what there is, if somebody reads it.
pub(crate) struct Writing(Option<WorkerGuard>);

impl Drop for Writing {
    fn drop(&mut self) {
        let (guard, (done, written)) = (self.0.take(), mpsc::channel());
        // Elsewhere: where there is no room it prints that, for which there is none either.
        thread::spawn(move || {
            drop(guard);
            let _ = done.send(());
        });
        let _ = written.recv_timeout(LAST_WORDS);
    }
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
