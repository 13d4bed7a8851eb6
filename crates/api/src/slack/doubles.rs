//! Posts of ours that a thread shows twice, because Slack took one after nobody waited for it any more.

use std::collections::HashMap;

use serde_json::Value;

use super::received::micros;

/// The posts that came second, by `ts`: the one that is known, else the first, stays.
pub(super) fn second<'a>(there: &'a [Value], bot_id: &str, known: impl Fn(&str) -> bool) -> Vec<&'a str> {
    let mut by_name: HashMap<&str, Vec<&str>> = HashMap::new();
    for message in there {
        let ours = !bot_id.is_empty() && message["bot_id"] == bot_id && message["metadata"]["event_type"] == "portico";
        let name = message["metadata"]["event_payload"]["id"].as_str();
        if let (true, Some(name), Some(ts)) = (ours, name, message["ts"].as_str()) {
            by_name.entry(name).or_default().push(ts);
        }
    }
    let mut second = Vec::new();
    for mut posts in by_name.into_values() {
        posts.sort_by_key(|ts| (!known(ts), micros(ts)));
        second.extend(posts.into_iter().skip(1).filter(|ts| !known(ts)));
    }
    second
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_known_one_stays_else_the_first() {
        let post = |ts: &str, name: &str, bot: &str| json!({ "ts": ts, "bot_id": bot, "metadata": { "event_type": "portico", "event_payload": { "id": name } } });
        let there = [
            post("1.000000", "a:0", "B1"),
            post("2.000000", "a:0", "B1"),
            post("3.000000", "a:1", "B1"),
            post("4.000000", "a:1", "B0OTHER"),
            json!({ "ts": "5.000000", "bot_id": "B1" }),
        ];
        assert_eq!(second(&there, "B1", |_| false), ["2.000000"]);
        assert_eq!(second(&there, "B1", |ts| ts == "2.000000"), ["1.000000"]);
        assert!(second(&there, "", |_| false).is_empty());
    }
}
