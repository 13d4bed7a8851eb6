//! What a schema must be like before anybody is asked to fill it in.

use std::collections::HashSet;

use serde_json::Value;

use super::{
    Condition, Field, FieldKind, Operator, Schema, Section, State, Test,
    answer::{LONG_TEXT_MAX, SHORT_TEXT_MAX, is_date, is_exact},
    conditions::is_empty,
};
use crate::{FieldError, attachments, ids::FieldId};

const MOST_FIELDS: usize = 100;
const MOST_SECTIONS: usize = 30;
const MOST_CHOICES: usize = 200;
const MOST_NARROWINGS: usize = 30;
/// Of a label, a title and a choice, in characters.
const LABEL_MAX: usize = 200;
const HELP_MAX: usize = 1000;
/// Of one condition: how deep, and how many comparisons and groups.
const DEEPEST: usize = 5;
const MOST_CONDITIONS: usize = 30;

/// Where something is wrong, and what: under `fields.<id>.…` or `sections.<id>.…`.
struct Errors {
    all: Vec<FieldError>,
    at: String,
}

impl Errors {
    fn add(&mut self, property: &str, code: &str, message: impl Into<String>) {
        let field = format!("{}{property}", self.at);
        self.all.push(FieldError::new(field, message).with_code(code));
    }

    fn text(&mut self, property: &str, text: &str, max: usize) {
        if text.chars().count() > max {
            self.add(property, "too_long", format!("Use at most {max} characters"));
        } else if text.contains('\0') {
            self.add(property, "zero_character", "Remove the zero character");
        }
    }

    fn name(&mut self, property: &str, text: &str) {
        if text.trim().is_empty() {
            self.add(property, "required", format!("Enter a {property}"));
        }
        self.text(property, text, LABEL_MAX);
    }
}

/// What a condition may look at: the fields before, as long as whoever sees the one sees the other.
struct Before<'a> {
    fields: &'a [Field],
    for_contacts: bool,
}

impl Schema {
    /// Takes a draft, which need not be finished: only so large, each id once, and nothing that databases cannot keep.
    pub fn parse_draft(mut self) -> Result<Self, Vec<FieldError>> {
        let mut errors = Errors {
            all: Vec::new(),
            at: String::new(),
        };
        self.check_size(&mut errors);
        if errors.all.is_empty() && serde_json::to_value(&self).is_ok_and(|it| has_zero(&it)) {
            errors.add("fields", "zero_character", "Remove the zero character");
        }
        if !errors.all.is_empty() {
            return Err(errors.all);
        }
        self.arrange();
        Ok(self)
    }

    /// Takes a schema that can be filled in, or says all that is wrong with it. Its fields come back in the order of their sections.
    pub fn parse(mut self) -> Result<Self, Vec<FieldError>> {
        let mut errors = Errors {
            all: Vec::new(),
            at: String::new(),
        };
        self.check_size(&mut errors);
        if !errors.all.is_empty() {
            return Err(errors.all);
        }
        self.arrange();
        for section in &self.sections {
            errors.at = format!("sections.{}.", section.id);
            self.check_section(section, &mut errors);
        }
        for (position, field) in self.fields.iter().enumerate() {
            errors.at = format!("fields.{}.", field.id);
            let before = Before {
                fields: &self.fields[..position],
                for_contacts: field.for_contacts(),
            };
            if field.section.is_some() && self.section(field.section).is_none() {
                errors.add("section", "unknown_section", "This form has no such section");
            }
            field.check(&before, &mut errors);
        }
        if errors.all.is_empty() {
            Ok(self)
        } else {
            Err(errors.all)
        }
    }

    fn check_size(&self, errors: &mut Errors) {
        if self.fields.len() > MOST_FIELDS {
            errors.add("fields", "too_many", format!("Use at most {MOST_FIELDS} fields"));
        }
        if self.sections.len() > MOST_SECTIONS {
            errors.add("sections", "too_many", format!("Use at most {MOST_SECTIONS} sections"));
        }
        let mut seen = HashSet::new();
        for id in self
            .fields
            .iter()
            .map(|it| it.id.0)
            .chain(self.sections.iter().map(|it| it.id.0))
        {
            if !seen.insert(id) {
                errors.add("fields", "same_id", format!("Two of these have the id {id}"));
            }
        }
    }

    fn check_section(&self, section: &Section, errors: &mut Errors) {
        errors.name("title", &section.title);
        errors.text("help", &section.help, HELP_MAX);
        if let Some(condition) = &section.show_when {
            let first = self.fields.iter().position(|it| it.section == Some(section.id));
            let before = Before {
                fields: &self.fields[..first.unwrap_or(self.fields.len())],
                for_contacts: true,
            };
            before.check("show_when", condition, errors);
        }
    }
}

impl Field {
    fn check(&self, before: &Before<'_>, errors: &mut Errors) {
        errors.name("label", &self.label);
        errors.text("help", &self.help, HELP_MAX);
        if (self.required || self.require_when.is_some()) && !self.for_contacts() {
            let message = "Customers cannot fill this in, so it cannot be required";
            errors.add("required", "hidden_but_required", message);
        }
        self.check_choices(errors);
        self.check_limits(errors);
        if self.format.is_some() && self.kind != FieldKind::ShortText {
            errors.add("format", "not_of_kind", "Only a short text has a format");
        }
        self.check_default(errors);
        let conditions = [("show_when", &self.show_when), ("require_when", &self.require_when)];
        for (property, condition) in conditions {
            if let Some(condition) = condition {
                before.check(property, condition, errors);
            }
        }
        for narrowing in &self.narrow {
            before.check("narrow", &narrowing.when, errors);
        }
    }

    fn check_choices(&self, errors: &mut Errors) {
        if !self.kind.offers() {
            if !self.choices.is_empty() || !self.narrow.is_empty() {
                errors.add("choices", "not_of_kind", "This kind of field offers no choices");
            }
            return;
        }
        if self.choices.is_empty() {
            errors.add("choices", "required", "Enter at least one choice");
        }
        if self.choices.len() > MOST_CHOICES {
            errors.add("choices", "too_many", format!("Use at most {MOST_CHOICES} choices"));
        }
        let mut seen = HashSet::new();
        for choice in &self.choices {
            if choice.trim() != choice || choice.is_empty() {
                errors.add("choices", "empty", "A choice is empty, or begins or ends with a space");
            } else if !seen.insert(choice) {
                errors.add("choices", "twice", format!("“{choice}” is there twice"));
            }
            errors.text("choices", choice, LABEL_MAX);
        }
        if self.narrow.len() > MOST_NARROWINGS {
            errors.add("narrow", "too_many", format!("Use at most {MOST_NARROWINGS} rules"));
        }
        for narrowing in &self.narrow {
            if narrowing.choices.is_empty() {
                errors.add("narrow", "required", "Choose what is still offered");
            }
            if let Some(unknown) = narrowing.choices.iter().find(|it| !seen.contains(it)) {
                errors.add("narrow", "not_offered", format!("“{unknown}” is not among the choices"));
            }
        }
    }

    fn check_limits(&self, errors: &mut Errors) {
        let most = match self.kind {
            FieldKind::ShortText => Some(SHORT_TEXT_MAX),
            FieldKind::LongText => Some(LONG_TEXT_MAX),
            FieldKind::MultiSelect => Some(i64::try_from(MOST_CHOICES).unwrap_or(i64::MAX)),
            FieldKind::File => Some(i64::try_from(attachments::MOST).unwrap_or(i64::MAX)),
            FieldKind::Number => None,
            _ => {
                if self.min.is_some() || self.max.is_some() {
                    errors.add("max", "not_of_kind", "This kind of field has no such limits");
                }
                Some(i64::MAX)
            }
        };
        if let Some(most) = most {
            if self.max.is_some_and(|max| !(1..=most).contains(&max)) {
                errors.add("max", "out_of_range", format!("Enter a number from 1 to {most}"));
            }
            if self.min.is_some_and(|min| !(0..=most).contains(&min)) {
                errors.add("min", "out_of_range", format!("Enter a number from 0 to {most}"));
            }
        } else {
            let exact = -999_999_999_999_999..=999_999_999_999_999;
            for (property, limit) in [("min", self.min), ("max", self.max)] {
                if limit.is_some_and(|it| !exact.contains(&it)) {
                    errors.add(property, "out_of_range", "This number is too large");
                }
            }
        }
        if let (Some(min), Some(max)) = (self.min, self.max)
            && min > max
        {
            errors.add("min", "crossed", "The least is more than the most");
        }
        if self.whole && self.kind != FieldKind::Number {
            errors.add("whole", "not_of_kind", "Only a number can be a whole one");
        }
        for (property, day) in [("earliest", &self.earliest), ("latest", &self.latest)] {
            if day.is_some() && self.kind != FieldKind::Date {
                errors.add(property, "not_of_kind", "Only a date has this limit");
            } else if day.as_ref().is_some_and(|it| !is_date(it)) {
                errors.add(property, "no_date", "Enter a whole date such as 2026-12-31");
            }
        }
        if let (Some(first), Some(last)) = (&self.earliest, &self.latest)
            && first > last
        {
            errors.add("earliest", "crossed", "The earliest date is after the latest");
        }
    }

    fn check_default(&self, errors: &mut Errors) {
        let Some(default) = &self.default else { return };
        if matches!(self.kind, FieldKind::Person | FieldKind::File) {
            errors.add("default", "not_of_kind", "This kind of field begins empty");
            return;
        }
        let state = State {
            id: self.id,
            shown: true,
            required: true,
            choices: &self.choices,
        };
        if let Err(refusal) = self.take(default, &state) {
            errors.all.push(refusal.about(format!("{}default", errors.at)));
        }
    }
}

impl Before<'_> {
    fn check(&self, property: &str, condition: &Condition, errors: &mut Errors) {
        let (deep, many) = condition.size();
        if deep > DEEPEST || many > MOST_CONDITIONS {
            errors.add(property, "too_many", "This condition is too long");
            return;
        }
        if condition.has_empty_group() {
            errors.add(property, "empty", "A group of conditions is empty");
        }
        for test in condition.tests() {
            match self.fields.iter().find(|it| it.id == test.field) {
                None => {
                    errors.add(
                        property,
                        "not_before",
                        "A condition looks at a field that does not come before",
                    );
                }
                Some(field) if self.for_contacts && !field.for_contacts() => {
                    errors.add(
                        property,
                        "hidden",
                        "A condition looks at a field that customers do not see",
                    );
                }
                Some(field) => test.check(field, property, errors),
            }
        }
    }
}

impl Condition {
    fn has_empty_group(&self) -> bool {
        match self {
            Self::All(all) | Self::Any(all) => all.is_empty() || all.iter().any(Self::has_empty_group),
            Self::Not(it) => it.has_empty_group(),
            Self::Answer(_) => false,
        }
    }
}

impl Test {
    fn check(&self, field: &Field, property: &str, errors: &mut Errors) {
        if !Operator::of(field.kind).contains(&self.is) {
            errors.add(
                property,
                "no_such_comparison",
                format!("“{}” cannot be compared like this", field.label),
            );
            return;
        }
        if !self.is.compares() {
            if !self.value.is_null() {
                errors.add(property, "no_value", "Only a comparison has a value");
            }
            return;
        }
        let good = match &self.value {
            Value::Array(items) if self.is == Operator::IsAnyOf => {
                !items.is_empty() && items.len() <= MOST_CHOICES && items.iter().all(|it| field.compares_with(it))
            }
            one => self.is != Operator::IsAnyOf && field.compares_with(one),
        };
        if !good {
            let message = format!("Say what “{}” is compared with", field.label);
            errors.add(property, "no_value", message);
        }
    }
}

impl Field {
    pub(super) fn compares_with(&self, value: &Value) -> bool {
        match (self.kind, value) {
            (FieldKind::ShortText | FieldKind::LongText, Value::String(text)) => {
                !is_empty(value) && !text.contains('\0') && text.chars().count() <= LABEL_MAX
            }
            (FieldKind::Number, Value::Number(number)) => is_exact(number),
            (FieldKind::Checkbox, Value::Bool(_)) => true,
            (FieldKind::Date, Value::String(text)) => is_date(text),
            (FieldKind::Select | FieldKind::MultiSelect, Value::String(text)) => self.choices.contains(text),
            _ => false,
        }
    }
}

fn has_zero(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_zero),
        Value::Object(map) => map.iter().any(|(key, it)| key.contains('\0') || has_zero(it)),
        _ => false,
    }
}

/// Tells which field an error speaks of.
pub fn field_of(error: &FieldError) -> Option<(FieldId, &str)> {
    let (id, property) = error.field.strip_prefix("fields.")?.split_once('.')?;
    Some((id.parse().ok()?, property))
}
