//! The sandbox stands outside Portico, so it has the outside's time: the real one.

use chrono::{DateTime, Utc};

/// The time outside.
#[expect(
    clippy::disallowed_methods,
    reason = "the sandbox is the outside world and knows no `AppState`"
)]
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now()
}
