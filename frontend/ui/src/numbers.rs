//! Numbers as people write them: with the decimal sign and the digits of their language.

use js_sys::Number;
use portico_texts::locale;
use serde_json::Value;

/// The number that `text` says; nothing where it says none, or might say two.
pub fn read(text: &str) -> Option<Value> {
    let plain = plain(text.trim(), decimal_sign())?;
    let whole = plain.parse::<i64>().ok().map(Value::from);
    // The browser reads fractions: Rust's way is 10 kB of tables.
    let fraction = || Some(js_sys::parse_float(&plain)).filter(|it| it.is_finite());
    whole.or_else(|| fraction().map(Value::from))
}

/// As `read` takes it.
pub fn write(number: &serde_json::Number) -> String {
    number.to_string().replace('.', decimal_sign().encode_utf8(&mut [0; 4]))
}

fn decimal_sign() -> char {
    let half = String::from(Number::from(0.5).to_locale_string(locale()));
    half.chars().nth(1).unwrap_or('.')
}

/// As programs write it. Thousands are not set off: `1.000` is a thousand to some and one to others, so it is neither.
fn plain(text: &str, decimal: char) -> Option<String> {
    let mut plain = String::new();
    let mut sign = None;
    for (at, c) in text.chars().enumerate() {
        match c {
            '-' | '−' | '－' if at == 0 => plain.push('-'),
            '+' | '＋' if at == 0 => {}
            '.' | ',' | '٫' | '．' | '，' if sign.is_none() => {
                sign = Some(if c == '．' { '.' } else { c });
                plain.push('.');
            }
            _ => plain.push(digit(c)?),
        }
    }
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let whole = whole.trim_start_matches('-').len();
    let thousands = sign.is_some_and(|it| it != decimal) && fraction.len() == 3;
    let exact = whole + fraction.len() <= MOST_DIGITS || sign.is_none();
    (whole + fraction.len() > 0 && !thousands && exact).then_some(plain)
}

/// More of them would be rounded, silently. Without a fraction the form's rules say so.
const MOST_DIGITS: usize = 15;

/// In whatever script: keyboards of some languages write their own.
fn digit(c: char) -> Option<char> {
    let zero = ['0', '٠', '۰', '０'].into_iter().map(u32::from);
    let value = zero
        .filter_map(|zero| u32::from(c).checked_sub(zero))
        .find(|it| *it < 10)?;
    char::from_digit(value, 10)
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_number_is_read_as_it_was_meant_or_not_at_all() {
        for (text, decimal, read) in [
            ("12.5", '.', "12.5"),
            ("12,5", '.', "12.5"),
            ("12,5", ',', "12.5"),
            ("12.5", ',', "12.5"),
            ("1,125", ',', "1.125"),
            ("-3.25", '.', "-3.25"),
            ("−3", '.', "-3"),
            ("+7", '.', "7"),
            ("0.05", '.', "0.05"),
            (".5", '.', ".5"),
            ("12.", '.', "12."),
            ("١٢٫٥", '٫', "12.5"),
            ("１２．５", '.', "12.5"),
            ("007", '.', "007"),
        ] {
            assert_eq!(plain(text, decimal).as_deref(), Some(read), "{text}");
        }
        for (text, decimal) in [
            ("1,000", '.'),
            ("1.000", ','),
            ("1.000.000", ','),
            ("1e3", '.'),
            ("12abc", '.'),
            ("1 2", '.'),
            ("--1", '.'),
            ("1-", '.'),
            ("-", '.'),
            (".", '.'),
            ("", '.'),
            ("0.1000000000000001", '.'),
        ] {
            assert_eq!(plain(text, decimal), None, "{text}");
        }
    }
}
