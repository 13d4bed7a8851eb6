//! Forms: what a contact fills in, and the one set of rules that judges it, in the browser and on the server.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    FieldError,
    ids::{FieldId, FormId},
    word::word,
};

word! {
    pub enum FieldKind {
        ShortText = "short_text",
        /// Markdown.
        LongText = "long_text",
        Number = "number",
        Date = "date",
        Select = "select",
        MultiSelect = "multi_select",
        Checkbox = "checkbox",
    }
}

/// One question of a form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Field {
    pub id: FieldId,
    pub kind: FieldKind,
    pub label: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
    #[serde(default)]
    pub required: bool,
    /// Agents see it, contacts neither see nor set it.
    #[serde(default)]
    pub hidden: bool,
    /// What `select` and `multi_select` offer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// Longest text in characters, or largest number; by kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// Smallest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
}

/// What a version of a form consists of, beside the title and description every ticket has.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Schema {
    pub fields: Vec<Field>,
}

/// A form as somebody fills it in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Form {
    /// Absent for the built-in form (title, description, priority).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<FormId>,
    pub version: i32,
    pub name: String,
    pub description: String,
    pub schema: Schema,
}

/// Answers by field id, as JSON values: text, number, `YYYY-MM-DD`, choice, list of choices, `true`/`false`.
pub type Answers = BTreeMap<FieldId, Value>;

/// An answer as people read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnswerText {
    pub field_id: FieldId,
    pub label: String,
    /// Plain text; of a long text, its Markdown.
    pub text: String,
}

/// Longest short text, in characters, unless the field sets less.
const SHORT_TEXT_MAX: i64 = 500;
/// Longest long text, in characters, unless the field sets less.
const LONG_TEXT_MAX: i64 = 20_000;

impl Schema {
    /// What a contact gets to see and may set.
    #[must_use]
    pub fn for_contacts(&self) -> Self {
        Self {
            fields: self.fields.iter().filter(|f| !f.hidden).cloned().collect(),
        }
    }

    /// Judges what somebody filled in: every bad, missing and unknown field is named. Empty answers are left out of what comes back.
    pub fn check(&self, given: &Answers) -> Result<Answers, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut answers = Answers::new();
        for id in given.keys().filter(|id| !self.fields.iter().any(|f| f.id == **id)) {
            errors.push(FieldError::new(format!("answers.{id}"), "This form has no such field"));
        }
        for field in &self.fields {
            match field.check(given.get(&field.id).unwrap_or(&Value::Null)) {
                Ok(Some(answer)) => {
                    answers.insert(field.id, answer);
                }
                Ok(None) => {}
                Err(message) => errors.push(FieldError::new(format!("answers.{}", field.id), message)),
            }
        }
        if errors.is_empty() { Ok(answers) } else { Err(errors) }
    }

    /// The answers in the form's order, as people read them.
    pub fn texts(&self, answers: &Answers) -> Vec<AnswerText> {
        let shown = |field: &Field| {
            let text = match answers.get(&field.id)? {
                Value::String(text) => text.clone(),
                Value::Bool(yes) => (if *yes { "Yes" } else { "No" }).to_owned(),
                Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
                Value::Null => return None,
                other => other.to_string(),
            };
            Some(AnswerText {
                field_id: field.id,
                label: field.label.clone(),
                text,
            })
        };
        self.fields.iter().filter_map(shown).collect()
    }
}

impl Field {
    /// The answer to keep, `None` when left empty, or a sentence about what is wrong.
    fn check(&self, value: &Value) -> Result<Option<Value>, String> {
        let kept = match (self.kind, value) {
            (_, Value::Null) => None,
            (FieldKind::ShortText, Value::String(text)) => self.text(text, SHORT_TEXT_MAX)?,
            (FieldKind::LongText, Value::String(text)) => self.text(text, LONG_TEXT_MAX)?,
            (FieldKind::Number, Value::Number(number)) => Some(Value::Number(self.in_range(number)?)),
            (FieldKind::Date, Value::String(text)) if text.is_empty() => None,
            (FieldKind::Date, Value::String(text)) => {
                chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| "Enter a date such as 2026-12-31")?;
                Some(value.clone())
            }
            (FieldKind::Select, Value::String(text)) if text.is_empty() => None,
            (FieldKind::Select, Value::String(text)) => {
                self.offered(text)?;
                Some(value.clone())
            }
            (FieldKind::MultiSelect, Value::Array(items)) => {
                let mut chosen = Vec::new();
                for item in items {
                    let text = item.as_str().ok_or("Choose from the list")?;
                    self.offered(text)?;
                    if !chosen.contains(item) {
                        chosen.push(item.clone());
                    }
                }
                (!chosen.is_empty()).then_some(Value::Array(chosen))
            }
            (FieldKind::Checkbox, Value::Bool(yes)) => {
                if self.required && !yes {
                    return Err("Tick this box to go on".to_owned());
                }
                Some(value.clone())
            }
            _ => return Err("This is not the kind of answer the field takes".to_owned()),
        };
        if kept.is_none() && self.required {
            let message = match self.kind {
                FieldKind::Select | FieldKind::MultiSelect => "Choose from the list",
                FieldKind::Date => "Enter a date",
                FieldKind::Number => "Enter a number",
                _ => "Enter an answer",
            };
            return Err(message.to_owned());
        }
        Ok(kept)
    }

    fn text(&self, text: &str, limit: i64) -> Result<Option<Value>, String> {
        let text = text.trim();
        let max = self.max.map_or(limit, |max| max.min(limit));
        if i64::try_from(text.chars().count()).unwrap_or(i64::MAX) > max {
            return Err(format!("Use at most {max} characters"));
        }
        if text.contains('\0') {
            return Err("Remove the zero character".to_owned());
        }
        Ok((!text.is_empty()).then(|| Value::String(text.to_owned())))
    }

    #[expect(clippy::cast_precision_loss, reason = "limits are small whole numbers")]
    fn in_range(&self, number: &serde_json::Number) -> Result<serde_json::Number, String> {
        let value = number.as_f64().ok_or("Enter a number")?;
        match (self.min, self.max) {
            (Some(min), _) if value < min as f64 => Err(format!("Enter {min} or more")),
            (_, Some(max)) if value > max as f64 => Err(format!("Enter {max} or less")),
            _ => Ok(number.clone()),
        }
    }

    fn offered(&self, text: &str) -> Result<(), String> {
        if self.choices.iter().any(|c| c == text) {
            Ok(())
        } else {
            Err("Choose from the list".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn field(n: u128, kind: FieldKind, required: bool) -> Field {
        Field {
            id: FieldId(Uuid::from_u128(n)),
            kind,
            label: format!("Field {n}"),
            help: String::new(),
            required,
            hidden: false,
            choices: vec!["Red".to_owned(), "Blue".to_owned()],
            max: None,
            min: None,
        }
    }

    fn id(n: u128) -> FieldId {
        FieldId(Uuid::from_u128(n))
    }

    #[test]
    fn every_bad_missing_and_unknown_field_is_named() {
        let schema = Schema {
            fields: vec![
                field(1, FieldKind::Select, true),
                field(2, FieldKind::Number, false),
                field(3, FieldKind::ShortText, true),
            ],
        };
        let given = Answers::from([(id(1), json!("Green")), (id(2), json!("12")), (id(9), json!("x"))]);

        let named: Vec<String> = schema.check(&given).unwrap_err().into_iter().map(|e| e.field).collect();

        assert_eq!(named, [9, 1, 2, 3].map(|n| format!("answers.{}", id(n))));
    }

    #[test]
    fn good_answers_are_kept_and_empty_ones_left_out() {
        let schema = Schema {
            fields: vec![
                field(1, FieldKind::MultiSelect, true),
                field(2, FieldKind::Date, false),
                field(3, FieldKind::LongText, false),
            ],
        };
        let given = Answers::from([
            (id(1), json!(["Red", "Red"])),
            (id(2), json!("2026-02-28")),
            (id(3), json!("  ")),
        ]);

        assert_eq!(
            schema.check(&given).unwrap(),
            Answers::from([(id(1), json!(["Red"])), (id(2), json!("2026-02-28"))])
        );
    }

    #[test]
    fn a_hidden_field_is_unknown_to_contacts() {
        let mut secret = field(1, FieldKind::ShortText, false);
        secret.hidden = true;
        let schema = Schema { fields: vec![secret] }.for_contacts();

        assert!(schema.check(&Answers::from([(id(1), json!("x"))])).is_err());
    }

    proptest! {
        #[test]
        fn what_was_accepted_is_accepted_again_unchanged(kind in prop::sample::select(FieldKind::ALL), text in "\\PC{0,20}", n in any::<i32>(), which in 0..5) {
            let schema = Schema { fields: vec![field(1, kind, false)] };
            let value = match which { 0 => json!(text), 1 => json!(n), 2 => json!(n % 2 == 0), 3 => json!(["Red", text]), _ => json!("Blue") };
            if let Ok(kept) = schema.check(&Answers::from([(id(1), value)])) {
                prop_assert_eq!(schema.check(&kept).unwrap(), kept);
            }
        }
    }
}
