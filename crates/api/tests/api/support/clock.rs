use std::sync::Mutex;

use chrono::{DateTime, TimeDelta, Utc};
use portico::outside::clock::Clock;

/// Stands still until told otherwise.
pub struct TestClock(Mutex<DateTime<Utc>>);

impl Default for TestClock {
    /// Starts now, because Slack's signatures and tokens of other parties carry the real time.
    #[expect(clippy::disallowed_methods, reason = "where the tests' own time starts")]
    fn default() -> Self {
        Self(Mutex::new(portico::outside::clock::cut(Utc::now())))
    }
}

impl TestClock {
    pub fn advance(&self, by: TimeDelta) {
        let mut now = self.0.lock().expect("no test panics while it holds this");
        *now += by;
    }
}

impl Clock for TestClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().expect("no test panics while it holds this")
    }
}
