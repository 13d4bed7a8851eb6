//! Conditions: when a field is there, is required or offers less, by what other fields hold.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::FieldKind;
use crate::{ids::FieldId, word::word};

word! {
    pub enum Operator {
        Is = "is",
        IsNot = "is_not",
        /// One of a list; of several choices: one of them is.
        IsAnyOf = "is_any_of",
        /// Of a text: it is part of it. Of several choices: it is among them.
        Contains = "contains",
        IsEmpty = "is_empty",
        IsNotEmpty = "is_not_empty",
        LessThan = "less_than",
        AtMost = "at_most",
        MoreThan = "more_than",
        AtLeast = "at_least",
    }
}

/// Something that holds or not. `all` of nothing holds, `any` of nothing does not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    #[cfg_attr(feature = "openapi", schema(no_recursion))]
    All(Vec<Condition>),
    #[cfg_attr(feature = "openapi", schema(no_recursion))]
    Any(Vec<Condition>),
    #[cfg_attr(feature = "openapi", schema(no_recursion))]
    Not(Box<Condition>),
    Answer(Test),
}

/// A comparison of what a field holds. A field that is not there, and one left empty, are alike: empty. Case does not count in texts (of
/// the letters A to Z); numbers and dates compare by size, an unticked checkbox is empty, and `is` false.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Test {
    pub field: FieldId,
    pub is: Operator,
    /// What it is compared with: as the field's answer is written, for `is_any_of` a list; absent for `is_empty` and `is_not_empty`.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub value: Value,
}

impl Operator {
    /// Those that make sense of a kind, in the order people expect to see them.
    pub fn of(kind: FieldKind) -> &'static [Self] {
        use Operator::{AtLeast, AtMost, Contains, Is, IsAnyOf, IsEmpty, IsNot, IsNotEmpty, LessThan, MoreThan};
        match kind {
            FieldKind::ShortText | FieldKind::LongText => &[Is, IsNot, IsAnyOf, Contains, IsEmpty, IsNotEmpty],
            FieldKind::Number | FieldKind::Date => &[
                Is, IsNot, IsAnyOf, LessThan, AtMost, MoreThan, AtLeast, IsEmpty, IsNotEmpty,
            ],
            FieldKind::Select => &[Is, IsNot, IsAnyOf, IsEmpty, IsNotEmpty],
            FieldKind::MultiSelect => &[Contains, IsAnyOf, IsEmpty, IsNotEmpty],
            FieldKind::Checkbox => &[Is],
            FieldKind::Person | FieldKind::File => &[IsEmpty, IsNotEmpty],
        }
    }

    /// It compares with something.
    pub fn compares(self) -> bool {
        !matches!(self, Self::IsEmpty | Self::IsNotEmpty)
    }
}

impl Condition {
    /// Whether it holds, by what fields hold.
    pub fn holds<'a>(&self, value: &dyn Fn(FieldId) -> &'a Value) -> bool {
        match self {
            Self::All(all) => all.iter().all(|it| it.holds(value)),
            Self::Any(any) => any.iter().any(|it| it.holds(value)),
            Self::Not(it) => !it.holds(value),
            Self::Answer(test) => test.holds(value(test.field)),
        }
    }

    /// Each comparison in it.
    pub fn tests(&self) -> Vec<&Test> {
        match self {
            Self::All(all) | Self::Any(all) => all.iter().flat_map(Self::tests).collect(),
            Self::Not(it) => it.tests(),
            Self::Answer(test) => vec![test],
        }
    }

    /// How deep, and how many conditions there are in it.
    pub(super) fn size(&self) -> (usize, usize) {
        let inner = |all: &[Self]| {
            all.iter()
                .map(Self::size)
                .fold((1, 1), |(deep, many), (d, m)| (deep.max(d + 1), many + m))
        };
        match self {
            Self::All(all) | Self::Any(all) => inner(all),
            Self::Not(it) => inner(std::slice::from_ref(it)),
            Self::Answer(_) => (1, 1),
        }
    }

    /// Decides what looks at other fields than these, as if they were empty.
    pub(super) fn forget(&mut self, known: &dyn Fn(FieldId) -> bool) {
        match self {
            Self::All(all) | Self::Any(all) => all.iter_mut().for_each(|it| it.forget(known)),
            Self::Not(it) => it.forget(known),
            Self::Answer(test) if !known(test.field) => {
                *self = if test.holds(&Value::Null) {
                    Self::All(Vec::new())
                } else {
                    Self::Any(Vec::new())
                };
            }
            Self::Answer(_) => {}
        }
    }
}

impl Test {
    fn holds(&self, answer: &Value) -> bool {
        match self.is {
            Operator::Is => same(answer, &self.value),
            Operator::IsNot => !same(answer, &self.value),
            Operator::IsAnyOf => match (answer, &self.value) {
                (Value::Array(chosen), Value::Array(any)) => chosen.iter().any(|it| any.iter().any(|of| same(it, of))),
                (one, Value::Array(any)) => any.iter().any(|of| same(one, of)),
                _ => false,
            },
            Operator::Contains => match (answer, &self.value) {
                (Value::Array(chosen), one) => chosen.iter().any(|it| same(it, one)),
                (Value::String(text), Value::String(part)) => {
                    text.to_ascii_lowercase().contains(&part.trim().to_ascii_lowercase())
                }
                _ => false,
            },
            Operator::IsEmpty => is_empty(answer),
            Operator::IsNotEmpty => !is_empty(answer),
            Operator::LessThan => compared(answer, &self.value).is_some_and(std::cmp::Ordering::is_lt),
            Operator::AtMost => compared(answer, &self.value).is_some_and(std::cmp::Ordering::is_le),
            Operator::MoreThan => compared(answer, &self.value).is_some_and(std::cmp::Ordering::is_gt),
            Operator::AtLeast => compared(answer, &self.value).is_some_and(std::cmp::Ordering::is_ge),
        }
    }
}

/// Whether somebody has answered nothing by it.
pub(super) fn is_empty(answer: &Value) -> bool {
    match answer {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

fn same(answer: &Value, other: &Value) -> bool {
    match (answer, other) {
        (Value::String(a), Value::String(b)) => a.trim().eq_ignore_ascii_case(b.trim()),
        (Value::Number(_), Value::Number(_)) => compared(answer, other).is_some_and(std::cmp::Ordering::is_eq),
        (Value::Bool(a), Value::Bool(b)) => a == b,
        // A box that nobody has ticked.
        (Value::Null, Value::Bool(b)) => !b,
        _ => false,
    }
}

/// Numbers by size; texts only where they are dates, whose order is that of their texts.
fn compared(answer: &Value, other: &Value) -> Option<std::cmp::Ordering> {
    match (answer, other) {
        (Value::Number(a), Value::Number(b)) => a.as_f64()?.partial_cmp(&b.as_f64()?),
        (Value::String(a), Value::String(b)) if !is_empty(answer) => Some(a.trim().cmp(b.trim())),
        _ => None,
    }
}
