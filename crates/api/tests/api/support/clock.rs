//! A clock for tests.

use std::{sync::Mutex, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use portico::outside::clock::Clock;

/// Stands still until told otherwise: what it says, and how much time has passed.
pub struct TestClock(Mutex<(DateTime<Utc>, Duration)>);

impl Default for TestClock {
    /// Starts now, because Slack's signatures and tokens of other parties carry the real time.
    #[expect(clippy::disallowed_methods, reason = "where the tests' own time starts")]
    fn default() -> Self {
        Self(Mutex::new((portico::outside::clock::cut(Utc::now()), Duration::ZERO)))
    }
}

impl TestClock {
    pub fn advance(&self, by: TimeDelta) {
        let mut it = self.0.lock().expect("no test panics while it holds this");
        it.0 += by;
        it.1 += by.to_std().expect("time passes");
    }

    /// Somebody sets it, and no time passes.
    pub fn set_back(&self, by: TimeDelta) {
        self.0.lock().expect("no test panics while it holds this").0 -= by;
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        self.0.lock().expect("no test panics while it holds this").0
    }

    fn elapsed(&self) -> Duration {
        self.0.lock().expect("no test panics while it holds this").1
    }
}
