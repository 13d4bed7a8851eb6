//! What it means that a thread shows a message no longer. Somebody may have taken it back while nobody told us; or Slack hides it: free
//! plans show 90 days, retention policies as many as a company likes, and neither tells anybody. So absence alone proves little.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::received::micros;

/// What is older may be hidden by Slack's free plan, which shows 90 days; with a margin.
const SHOWN: TimeDelta = TimeDelta::days(80);

/// Whether Slack may hide what was written at `ts` for its age alone.
pub(super) fn may_be_hidden(ts: &str, now: DateTime<Utc>) -> bool {
    micros(ts) <= (now - SHOWN).timestamp_micros()
}

/// Which of the messages that we know were taken back, as far as what the thread shows proves it: they are young, something older stands
/// there still (whatever hides messages begins with the oldest), and not everything is gone at once.
pub(super) fn taken_back<'a>(known: &'a [String], there: &[Value], now: DateTime<Utc>) -> Vec<&'a str> {
    let stands = there.iter().filter(|it| it["subtype"] != "tombstone");
    let shown: Vec<(&str, bool)> = stands
        .filter_map(|it| {
            let ts = it["ts"].as_str()?;
            Some((ts, it["thread_ts"].as_str().is_none_or(|root| root == ts)))
        })
        .collect();
    let seen: HashSet<&str> = shown.iter().map(|(ts, _)| *ts).collect();
    let missing = known.iter().map(String::as_str).filter(|ts| !seen.contains(ts));
    let missing: Vec<&str> = missing.collect();
    // A thread comes with its first message, be that hidden or not: an old one proves nothing.
    let proofs = shown.iter().filter(|(ts, is_root)| !is_root || !may_be_hidden(ts, now));
    let Some(oldest) = proofs.map(|(ts, _)| micros(ts)).min() else {
        return Vec::new();
    };
    if missing.len() > 1 && shown.iter().all(|(_, is_root)| *is_root) {
        return Vec::new();
    }
    let proven = |ts: &&str| oldest < micros(ts) && !may_be_hidden(ts, now);
    missing.into_iter().filter(proven).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ts(days_ago: i64) -> String {
        format!("{}.000100", (now() - TimeDelta::days(days_ago)).timestamp())
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    /// What is missing of a thread that shows its card and replies of these ages.
    fn gone(known: &[i64], card: i64, shown: &[i64]) -> Vec<String> {
        let known: Vec<String> = known.iter().copied().map(ts).collect();
        let below = shown
            .iter()
            .map(|days| json!({ "ts": ts(*days), "thread_ts": ts(card) }));
        let there: Vec<Value> = std::iter::once(json!({ "ts": ts(card) })).chain(below).collect();
        taken_back(&known, &there, now())
            .into_iter()
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn what_is_younger_than_something_that_stands_was_taken_back() {
        assert_eq!(gone(&[5, 3], 9, &[5]), [ts(3)]);
        assert_eq!(gone(&[5, 3], 9, &[3]), [ts(5)], "the card is older");
        assert_eq!(gone(&[5], 9, &[]), [ts(5)]);
        assert_eq!(gone(&[60, 50], 100, &[60]), [ts(50)]);
    }

    #[test]
    fn what_may_be_hidden_was_not() {
        assert!(gone(&[85, 3], 9, &[3]).is_empty());
        assert!(
            gone(&[60, 50], 100, &[50]).is_empty(),
            "an old card is shown in any case"
        );
        assert!(gone(&[5, 3], 9, &[]).is_empty(), "all at once");
        let root_gone = [
            json!({ "ts": ts(9), "subtype": "tombstone" }),
            json!({ "ts": ts(3), "thread_ts": ts(9) }),
        ];
        assert!(taken_back(&[ts(5), ts(3)], &root_gone, now()).is_empty());
    }
}
