//! Dates and numbers in the reader's language and zone. The browser knows both, so the download need not.

use chrono::{DateTime, Utc};
use js_sys::{Array, Date, Intl, Object, Reflect};
use leptos::prelude::{ArcRwSignal, Get as _, Update as _, set_interval, window};
use portico_texts::locale;
use portico_types::portal::Language;
use std::cell::OnceCell;
use std::time::Duration;
use wasm_bindgen::{JsCast as _, JsValue};

/// The page's language, as the browser's own region writes it: `de-AT`. The texts' numbers go by it, too.
pub(crate) fn locale_of(language: Language) -> String {
    let own = window().navigator().language();
    own.filter(|it| it.split('-').next() == Some(language.as_str()))
        .unwrap_or_else(|| language.as_str().to_owned())
}

fn options(pairs: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (name, value) in pairs {
        let _ = Reflect::set(&options, &(*name).into(), &(*value).into());
    }
    options
}

fn date(time: DateTime<Utc>) -> Date {
    Date::new(&JsValue::from_f64(time.timestamp_millis() as f64))
}

/// The browser's own time zone, such as `Europe/Berlin`.
pub fn time_zone() -> String {
    let format = Intl::DateTimeFormat::new(&Array::new(), &Object::new());
    let zone = Reflect::get(&format.resolved_options(), &"timeZone".into());
    zone.ok()
        .and_then(|it| it.as_string())
        .unwrap_or_else(|| "UTC".to_owned())
}

/// All that the browser knows.
pub fn time_zones() -> Vec<String> {
    let all = Reflect::get(&js_sys::global(), &"Intl".into())
        .and_then(|intl| {
            let known = Reflect::get(&intl, &"supportedValuesOf".into())?;
            known.dyn_into::<js_sys::Function>()?.call1(&intl, &"timeZone".into())
        })
        .ok();
    let all = all.map(|it| Array::from(&it).iter().filter_map(|it| it.as_string()).collect());
    all.unwrap_or_default()
}

/// Day, date and time, for whoever wants to know exactly.
pub fn exact(time: DateTime<Utc>) -> String {
    let options = options(&[("dateStyle", "full"), ("timeStyle", "short")]);
    date(time).to_locale_string(locale(), &options).into()
}

/// Date and time to the second, where the order of things matters.
pub fn precise(time: DateTime<Utc>) -> String {
    let options = options(&[("dateStyle", "medium"), ("timeStyle", "medium")]);
    date(time).to_locale_string(locale(), &options).into()
}

/// "5 minutes ago"; after a week the date. What does not lie `ahead` has happened, however slow this device's clock is. Follows the clock
/// when read in a reactive place.
pub fn relative(time: DateTime<Utc>, ahead: bool) -> String {
    minutes().get();
    let seconds = (time.timestamp_millis() as f64 - Date::now()) / 1000.0;
    let seconds = if ahead { seconds } else { seconds.min(0.0) };
    let (amount, unit) = match seconds.abs() {
        s if s < 45.0 => (0.0, "second"), // "now", in every language
        s if s < 3_600.0 => (seconds / 60.0, "minute"),
        s if s < 86_400.0 => (seconds / 3_600.0, "hour"),
        s if s < 7.0 * 86_400.0 => (seconds / 86_400.0, "day"),
        _ => return day(time),
    };
    let locales = Array::of1(&locale().into());
    let format = Intl::RelativeTimeFormat::new(&locales, &options(&[("numeric", "auto")]));
    format.format(amount.round(), unit).into()
}

/// The date, with the year only when it is another.
fn day(time: DateTime<Utc>) -> String {
    let date = date(time);
    let mut parts = vec![("day", "numeric"), ("month", "short")];
    if date.get_full_year() != Date::new_0().get_full_year() {
        parts.push(("year", "numeric"));
    }
    date.to_locale_date_string(locale(), &options(&parts)).into()
}

/// A day without a time (`2026-12-31`) as the reader writes it.
pub fn calendar_day(day: &str) -> String {
    // Without a zone it is the reader's own.
    let date = Date::new(&format!("{day}T00:00").into());
    let options = options(&[("dateStyle", "medium")]);
    date.to_locale_date_string(locale(), &options).into()
}

/// By the clock of the reader's device.
pub fn is_past(time: DateTime<Utc>) -> bool {
    date(time).get_time() <= Date::now()
}

/// A number with the reader's separators.
pub fn number(value: u64) -> String {
    js_sys::Number::from(value as f64).to_locale_string(locale()).into()
}

/// A file's length.
pub fn bytes(count: i64) -> String {
    // In short, 25 of them would be "25 byte".
    let (amount, unit, display) = match count as f64 {
        few if few < 1_000.0 => (few, "byte", "long"),
        some if some < 1_000_000.0 => (some / 1_000.0, "kilobyte", "short"),
        many => (many / 1_000_000.0, "megabyte", "short"),
    };
    let rounded = if amount < 10.0 {
        (amount * 10.0).round() / 10.0
    } else {
        amount.round()
    };
    let options = options(&[("style", "unit"), ("unit", unit), ("unitDisplay", display)]);
    let format = Intl::NumberFormat::new(&Array::of1(&locale().into()), &options).format();
    let said = format.call1(&JsValue::UNDEFINED, &rounded.into());
    said.ok().and_then(|it| it.as_string()).unwrap_or_default()
}

pub fn signed(value: i64) -> String {
    js_sys::Number::from(value as f64).to_locale_string(locale()).into()
}

/// Ticks twice a minute, for everything that says how long ago.
fn minutes() -> ArcRwSignal<u32> {
    thread_local! {
        static MINUTES: OnceCell<ArcRwSignal<u32>> = const { OnceCell::new() };
    }
    MINUTES.with(|cell| {
        cell.get_or_init(|| {
            let minutes = ArcRwSignal::new(0_u32);
            let ticking = minutes.clone();
            set_interval(
                move || ticking.update(|it| *it = it.wrapping_add(1)),
                Duration::from_secs(30),
            );
            minutes
        })
        .clone()
    })
}
