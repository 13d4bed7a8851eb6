//! Query parameters that lists of tickets share.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Deserializer, de};

/// Words with commas between them: `open,pending`. Empty says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Words<T>(pub Vec<T>);

impl<T> Default for Words<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: FromStr + PartialEq> Deserialize<'de> for Words<T>
where
    T::Err: fmt::Display,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut words = Vec::new();
        for word in text.split(',').filter(|w| !w.is_empty()) {
            let word = word
                .parse()
                .map_err(|why| de::Error::custom(format_args!("a value {why}")))?;
            if !words.contains(&word) {
                words.push(word);
            }
        }
        Ok(Self(words))
    }
}

/// A moment (RFC 3339) or a whole day (`2026-12-31`, in UTC).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    Moment(DateTime<Utc>),
    Day(NaiveDate),
}

impl When {
    /// The first moment that counts for a list from here on.
    pub(super) fn first(self) -> DateTime<Utc> {
        match self {
            Self::Moment(at) => at,
            Self::Day(day) => day.and_time(NaiveTime::MIN).and_utc(),
        }
    }

    /// The first moment that no longer counts for a list up to here. A day counts whole.
    pub(super) fn end(self) -> DateTime<Utc> {
        match self {
            // The database keeps microseconds.
            Self::Moment(at) => at + TimeDelta::microseconds(1),
            Self::Day(day) => (day + Days::new(1)).and_time(NaiveTime::MIN).and_utc(),
        }
    }
}

impl FromStr for When {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Years beyond 9999 would be more than the databases take.
        let day = |(at, b): (usize, u8)| {
            if at == 4 || at == 7 {
                b == b'-'
            } else {
                b.is_ascii_digit()
            }
        };
        if text.len() == 10 && text.bytes().enumerate().all(day) {
            let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
            return day.map(Self::Day).ok_or("is no day of the calendar");
        }
        DateTime::parse_from_rfc3339(text)
            .map(|at| Self::Moment(at.to_utc()))
            .map_err(|_| "is neither a time such as 2026-12-31T12:00:00Z nor a day such as 2026-12-31")
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse()
            .map_err(|why| de::Error::custom(format_args!("a time {why}")))
    }
}

#[cfg(test)]
mod tests {
    use portico_types::tickets::TicketStatus;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_list_of_words_holds_each_once_and_no_other() {
        let read = |text: &str| serde_json::from_value::<Words<TicketStatus>>(text.into()).map(|w| w.0);

        assert_eq!(
            read("open,pending,open").unwrap(),
            [TicketStatus::Open, TicketStatus::Pending]
        );
        assert_eq!(read("").unwrap(), []);
        assert!(read("open,opened").is_err());
    }

    #[test]
    fn a_day_counts_whole_and_a_moment_to_the_microsecond() {
        let day: When = "2026-12-31".parse().unwrap();
        assert_eq!(day.first().to_rfc3339(), "2026-12-31T00:00:00+00:00");
        assert_eq!(day.end().to_rfc3339(), "2027-01-01T00:00:00+00:00");

        let moment: When = "2026-12-31T12:00:00+01:00".parse().unwrap();
        assert_eq!(moment.first().to_rfc3339(), "2026-12-31T11:00:00+00:00");
        assert!(moment.first() < moment.end());
    }

    #[test]
    fn years_that_no_database_takes_are_refused() {
        for text in ["-26214-1-1", "-9999-01-0", "99999-1-01", "2026-1-001"] {
            assert!(text.parse::<When>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn reading_a_time_never_panics(text in "[-+0-9TZ:. ]{0,30}") {
            if let Ok(when) = text.parse::<When>() {
                prop_assert!(when.first() < when.end());
            }
        }
    }
}
