//! Forms: what a contact fills in, and the one set of rules that judges it, in the browser and on the server.
//!
//! A schema is a list of fields, some in headed sections. Each may look at fields before it: to be there at all, to be required, to offer
//! less. So one walk in the form's order decides everything ([`Schema::states`]), and nothing can go round in circles. What a schema must
//! be like before it is published says [`Schema::parse`]; all else here copes with any schema and any answers.

mod answer;
mod changes;
mod check;
mod conditions;
mod field;
mod parse;
#[cfg(any(test, feature = "random"))]
pub mod random;
mod texts;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use changes::Changes;
pub use check::{State, answer_of};
pub use conditions::{Condition, Operator, Test};
pub use field::{Field, FieldKind, Format, Narrowing, Section};
pub use parse::field_of;

use crate::ids::{FieldId, FormId};

/// What a version of a form consists of, beside the title and description every ticket has.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Schema {
    /// In the form's order. Fields without a section stand before all sections.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
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

/// Answers by field id, as JSON values: text, number, `YYYY-MM-DD`, choice, list of choices, `true`/`false`, a person's id, list of
/// attachments' ids.
pub type Answers = BTreeMap<FieldId, Value>;

/// An answer as people read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnswerText {
    pub field_id: FieldId,
    pub label: String,
    /// Plain text; of a long text, its Markdown.
    pub text: String,
    /// Of a box to tick, whose text says so in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticked: Option<bool>,
    /// Of a long text where one ticket is shown: as HTML, made safe to become part of a page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
}

/// The name of the built-in form, in English.
pub const BUILT_IN: &str = "General request";
