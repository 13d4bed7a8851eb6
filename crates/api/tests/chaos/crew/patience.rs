//! Everybody tries again and again, but not for ever: who does not get through fails the run, with a word on what it was.

use std::time::{Duration, Instant};

/// Nothing takes longer while somebody starts again what was killed, some hundred times.
const LONGEST: Duration = Duration::from_mins(15);
/// Before somebody tries again.
const PAUSE: Duration = Duration::from_millis(20);

/// What somebody tries, and since when.
pub struct Trying {
    what: String,
    since: Instant,
}

impl Trying {
    pub fn to(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            since: Instant::now(),
        }
    }

    /// It did not work: a moment later once more.
    pub async fn again(&self) {
        self.judge();
        tokio::time::sleep(PAUSE).await;
    }

    /// Whether it is worth another try.
    pub fn judge(&self) {
        self.judge_after(self.since.elapsed());
    }

    fn judge_after(&self, tried: Duration) {
        assert!(tried < LONGEST, "somebody tried for {tried:?} to {}", self.what);
    }
}

#[test]
fn whoever_gets_through_in_time_goes_on() {
    Trying::to("open a door").judge_after(LONGEST / 2);
}

#[test]
#[should_panic(expected = "somebody tried for 900s to open a door")]
fn nobody_tries_for_ever() {
    Trying::to("open a door").judge_after(LONGEST);
}
