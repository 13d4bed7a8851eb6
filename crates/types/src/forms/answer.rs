//! One answer: what is kept of it, or what is wrong with it.

use serde_json::Value;
use uuid::Uuid;

use super::{Field, FieldKind, Format, State};
use crate::{FieldError, attachments};

/// Longest short text, in characters, unless the field sets less.
pub(super) const SHORT_TEXT_MAX: i64 = 500;
/// Longest long text, in characters, unless the field sets less.
pub(super) const LONG_TEXT_MAX: i64 = 20_000;

/// Digits of a number: so many are the same number in every browser and after any way by JSON.
pub(super) const MOST_DIGITS: usize = 15;

/// Why an answer will not do: a stable code, a sentence, and the limit it speaks of.
pub(super) struct Refusal {
    code: &'static str,
    message: String,
    limit: Option<String>,
}

impl Refusal {
    pub(super) fn about(self, field: String) -> FieldError {
        let mut error = FieldError::new(field, self.message).with_code(self.code);
        error.limit = self.limit;
        error
    }
}

fn refuse(code: &'static str, message: &str) -> Refusal {
    Refusal {
        code,
        message: message.to_owned(),
        limit: None,
    }
}

/// `{}` in the sentence is the limit.
fn beyond(code: &'static str, message: &str, limit: &dyn std::fmt::Display) -> Refusal {
    let limit = limit.to_string();
    Refusal {
        code,
        message: message.replace("{}", &limit),
        limit: Some(limit),
    }
}

/// Whether it is a day that exists, written `YYYY-MM-DD`.
pub(super) fn is_date(text: &str) -> bool {
    let number = |range: std::ops::Range<usize>| {
        let digits = text.get(range).filter(|it| it.bytes().all(|b| b.is_ascii_digit()))?;
        digits.parse::<u32>().ok()
    };
    let parts = || {
        let hyphens = text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
        let year = i32::try_from(number(0..4)?).ok()?;
        let day = chrono::NaiveDate::from_ymd_opt(year, number(5..7)?, number(8..10)?)?;
        hyphens.then_some(day)
    };
    parts().is_some()
}

/// Whether it stays what it is when it is written as JSON and read again, here and elsewhere.
pub(super) fn is_exact(number: &serde_json::Number) -> bool {
    let written = number.to_string();
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    digits <= MOST_DIGITS && !written.contains(['e', 'E'])
}

impl Field {
    /// The answer to keep, `None` when left empty, or what is wrong.
    pub(super) fn take(&self, value: &Value, state: &State<'_>) -> Result<Option<Value>, Refusal> {
        let kept = match (self.kind, value) {
            (_, Value::Null) => None,
            (FieldKind::ShortText, Value::String(text)) => self.text(text, SHORT_TEXT_MAX)?,
            (FieldKind::LongText, Value::String(text)) => self.text(text, LONG_TEXT_MAX)?,
            (FieldKind::Number, Value::Number(number)) => Some(Value::Number(self.in_range(number)?)),
            (FieldKind::Date | FieldKind::Select | FieldKind::Person, Value::String(text)) if text.is_empty() => None,
            (FieldKind::Date, Value::String(text)) => {
                self.day(text)?;
                Some(value.clone())
            }
            (FieldKind::Select, Value::String(text)) => {
                offered(state, text)?;
                Some(value.clone())
            }
            (FieldKind::MultiSelect, Value::Array(items)) => self.list(items, i64::MAX, |text| {
                offered(state, text)?;
                Ok(text.to_owned())
            })?,
            (FieldKind::Person, Value::String(text)) => Some(Value::String(id(text, "Choose a person")?)),
            (FieldKind::File, Value::Array(items)) => {
                let most = i64::try_from(attachments::MOST).unwrap_or(i64::MAX);
                self.list(items, most, |text| id(text, "Attach the file again"))?
            }
            (FieldKind::Checkbox, Value::Bool(yes)) => {
                if state.required && !yes {
                    return Err(refuse("tick_required", "Tick this box to go on"));
                }
                Some(value.clone())
            }
            _ => return Err(refuse("wrong_kind", wrong_kind(self.kind))),
        };
        if kept.is_none() && state.required {
            let message = match self.kind {
                FieldKind::Select | FieldKind::MultiSelect => "Choose from the list",
                FieldKind::Date => "Enter a date",
                FieldKind::Number => "Enter a number",
                FieldKind::Person => "Choose a person",
                FieldKind::File => "Attach a file",
                FieldKind::Checkbox => "Tick this box to go on",
                FieldKind::ShortText | FieldKind::LongText => "Enter an answer",
            };
            return Err(refuse("required", message));
        }
        Ok(kept)
    }

    fn text(&self, text: &str, limit: i64) -> Result<Option<Value>, Refusal> {
        let text = text.trim();
        let max = self.max.map_or(limit, |max| max.min(limit));
        let length = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
        if length > max {
            return Err(beyond("too_long", "Use at most {} characters", &max));
        }
        if text.contains('\0') {
            return Err(refuse("zero_character", "Remove the zero character"));
        }
        if text.is_empty() {
            return Ok(None);
        }
        if let Some(min) = self.min.filter(|min| length < *min) {
            return Err(beyond("too_short", "Use at least {} characters", &min));
        }
        match self.format {
            Some(Format::Email) if !is_email(text) => {
                return Err(refuse("no_email", "Enter an e-mail address such as name@company.com"));
            }
            Some(Format::Link) if !is_link(text) => {
                return Err(refuse("no_link", "Enter a link such as https://company.com/page"));
            }
            _ => {}
        }
        Ok(Some(Value::String(text.to_owned())))
    }

    #[expect(clippy::cast_precision_loss, reason = "limits are small whole numbers")]
    fn in_range(&self, number: &serde_json::Number) -> Result<serde_json::Number, Refusal> {
        let value = number.as_f64().ok_or_else(|| refuse("wrong_kind", "Enter a number"))?;
        if !is_exact(number) {
            return Err(beyond("too_many_digits", "Use at most {} digits", &MOST_DIGITS));
        }
        if self.whole && value % 1.0 != 0.0 {
            return Err(refuse("not_whole", "Enter a whole number"));
        }
        match (self.min, self.max) {
            (Some(min), _) if value < min as f64 => Err(beyond("too_small", "Enter {} or more", &min)),
            (_, Some(max)) if value > max as f64 => Err(beyond("too_large", "Enter {} or less", &max)),
            _ => Ok(number.clone()),
        }
    }

    fn day(&self, text: &str) -> Result<(), Refusal> {
        if !is_date(text) {
            return Err(refuse("no_date", "Enter a whole date such as 2026-12-31"));
        }
        match (&self.earliest, &self.latest) {
            (Some(first), _) if text < first.as_str() => Err(beyond("too_early", "Enter {} or a later date", first)),
            (_, Some(last)) if text > last.as_str() => Err(beyond("too_late", "Enter {} or an earlier date", last)),
            _ => Ok(()),
        }
    }

    fn list(
        &self,
        items: &[Value],
        most: i64,
        take: impl Fn(&str) -> Result<String, Refusal>,
    ) -> Result<Option<Value>, Refusal> {
        let mut kept: Vec<String> = Vec::new();
        for item in items {
            let text = item
                .as_str()
                .ok_or_else(|| refuse("wrong_kind", wrong_kind(self.kind)))?;
            let text = take(text)?;
            if !kept.contains(&text) {
                kept.push(text);
            }
        }
        if kept.is_empty() {
            return Ok(None);
        }
        let count = i64::try_from(kept.len()).unwrap_or(i64::MAX);
        let max = self.max.map_or(most, |max| max.min(most));
        let files = self.kind == FieldKind::File;
        if let Some(min) = self.min.filter(|min| count < *min) {
            let message = if files {
                "Attach {} or more"
            } else {
                "Choose {} or more"
            };
            return Err(beyond("too_few", message, &min));
        }
        if count > max {
            let message = if files {
                "Attach {} at most"
            } else {
                "Choose {} at most"
            };
            return Err(beyond("too_many", message, &max));
        }
        Ok(Some(Value::from(kept)))
    }
}

fn offered(state: &State<'_>, text: &str) -> Result<(), Refusal> {
    if state.choices.iter().any(|it| it == text) {
        Ok(())
    } else {
        Err(refuse("not_offered", "Choose from the list"))
    }
}

fn id(text: &str, message: &str) -> Result<String, Refusal> {
    let id = Uuid::parse_str(text).map_err(|_| refuse("unknown_id", message))?;
    Ok(id.to_string())
}

fn wrong_kind(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Number => "Enter a number",
        FieldKind::Select | FieldKind::MultiSelect => "Choose from the list",
        _ => "This is not the kind of answer the field takes",
    }
}

/// Only its form: who may have what address is not a form's affair. Not `email::EmailAddress`, which knows more of domains on the server
/// than in the browser.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let labels = || domain.split('.').all(|it| !it.is_empty());
    let stray = |c: char| c.is_whitespace() || c == '@' || c == ',' || c == ';';
    !local.is_empty() && domain.contains('.') && labels() && !local.contains(stray) && !domain.contains(stray)
}

fn is_link(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|it| !it.is_empty() && !it.starts_with('/') && !it.contains(char::is_whitespace))
}
