//! Times, as the server writes them.

use chrono::{DateTime, Utc};
use serde::de::{Deserialize as _, Deserializer, Error as _};

/// Reads RFC 3339 and nothing else. What chrono reads by itself is more than we ever write, and three kilobytes of a first visit.
pub(crate) fn read<'de, D: Deserializer<'de>>(from: D) -> Result<DateTime<Utc>, D::Error> {
    let text = String::deserialize(from)?;
    let time = DateTime::parse_from_rfc3339(&text).map_err(D::Error::custom)?;
    Ok(time.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let written = "2026-11-28T03:46:52.123456Z";
        let read = read(&serde_json::Value::from(written)).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), written);
        assert!(super::read(&serde_json::Value::from("Sat, 28 Nov 2026 03:46:52 GMT")).is_err());
    }
}
