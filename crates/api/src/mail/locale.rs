//! In which language a mail speaks, and by which clock.

use chrono::{DateTime, Datelike, Offset, Timelike, Utc};
use chrono_tz::Tz;
use icu_datetime::{
    FixedCalendarDateTimeFormatter,
    fieldsets::{YMD, zone::SpecificShort},
    input::{Date, DateTime as DateTimeInput, Time, TimeZone, UtcOffset, ZonedDateTime},
};
use portico_texts::mail::Texts;
use portico_types::portal::Language;

use crate::entity::contact;

/// A reader's language and clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Locale {
    /// What mails say.
    pub t: Texts,
    pub zone: Tz,
}

impl Locale {
    pub(crate) fn of(contact: &contact::Model) -> Self {
        Self {
            t: Texts(language(contact)),
            zone: zone(contact),
        }
    }

    /// That of somebody of whom no more is known than that.
    pub(crate) fn in_language(language: Language) -> Self {
        Self {
            t: Texts(language),
            zone: Tz::UTC,
        }
    }

    /// As HTML's `lang` has it.
    pub(super) fn lang(self) -> &'static str {
        self.t.0.as_str()
    }

    /// As HTML's `dir` has it.
    pub(super) fn dir(self) -> &'static str {
        self.t.0.direction()
    }

    /// Where lines begin. Mail programs know `border-left`, and many no `border-inline-start`.
    pub(super) fn start(self) -> &'static str {
        if self.dir() == "rtl" { "right" } else { "left" }
    }

    /// As the reader's clock says it, with its zone.
    pub(super) fn when(self, time: DateTime<Utc>) -> String {
        let local = time.with_timezone(&self.zone);
        // No time of ours is too far away for a calendar; if one is, it is told as programs do.
        formatted(self.t.0, local).unwrap_or_else(|| local.to_rfc3339())
    }
}

/// Chosen, else that of the browser in which they signed in last, else English.
pub(crate) fn language(contact: &contact::Model) -> Language {
    chosen(contact)
        .or(contact.browser_language)
        .unwrap_or(Language::English)
}

/// The language they chose, if they did.
pub(crate) fn chosen(contact: &contact::Model) -> Option<Language> {
    contact.locale.as_deref()?.parse().ok()
}

/// In which zone a contact's mails tell the time.
pub(crate) fn zone(contact: &contact::Model) -> Tz {
    let chosen = contact.time_zone.as_deref().and_then(|name| name.parse().ok());
    chosen.unwrap_or(Tz::UTC)
}

fn formatted(language: Language, local: DateTime<Tz>) -> Option<String> {
    // English is read in many countries: the day before the month, and 24 hours, are understood in all of them.
    let tag = match language {
        Language::English => "en-GB",
        other => other.as_str(),
    };
    let small = |number: u32| u8::try_from(number).ok();
    let date = Date::try_new_gregorian(local.year(), small(local.month())?, small(local.day())?).ok()?;
    let time = Time::try_new(small(local.hour())?, small(local.minute())?, 0, 0).ok()?;
    let offset = UtcOffset::try_from_seconds(local.offset().fix().local_minus_utc()).ok();
    let zone = TimeZone::from_iana_id(local.timezone().name()).with_offset(offset);
    let zone = zone.at_date_time(DateTimeInput { date, time });
    let fields = YMD::medium().with_time_hm().with_zone(SpecificShort);
    let locale = icu_locale_core::Locale::try_from_str(tag).ok()?;
    let formatter = FixedCalendarDateTimeFormatter::try_new(locale.into(), fields).ok()?;
    Some(formatter.format(&ZonedDateTime { date, time, zone }).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn when(language: Language, zone: Tz, text: &str) -> String {
        let t = Texts(language);
        Locale { t, zone }.when(text.parse().unwrap())
    }

    #[test]
    fn a_time_is_told_as_its_readers_clock_says_it() {
        let winter = "2026-01-15T23:30:00Z";
        for (zone, text) in [
            (Tz::UTC, "15 Jan 2026, 23:30 UTC"),
            (Tz::Europe__Berlin, "16 Jan 2026, 00:30 CET"),
            (Tz::Asia__Tokyo, "16 Jan 2026, 08:30 GMT+9"),
        ] {
            assert_eq!(when(Language::English, zone, winter), text);
        }
        let summer = when(Language::English, Tz::Europe__Berlin, "2026-07-05T08:05:00Z");
        assert_eq!(summer, "5 Jul 2026, 10:05 CEST");
    }

    #[test]
    fn a_time_is_told_in_its_readers_language() {
        for (language, text) in [
            (Language::German, "16.01.2026, 00:30 MEZ"),
            (Language::French, "16 janv. 2026, 00:30 UTC+1"),
            (Language::Spanish, "16 ene 2026, 00:30 CET"),
            (Language::Portuguese, "16 de jan. de 2026, 00:30 +1 GMT"),
            (Language::Japanese, "2026/01/16 0:30 GMT+1"),
            (Language::Arabic, "16\u{200f}/01\u{200f}/2026، 12:30 ص غرينتش\u{200e}+1"),
        ] {
            assert_eq!(when(language, Tz::Europe__Berlin, "2026-01-15T23:30:00Z"), text);
        }
    }
}
