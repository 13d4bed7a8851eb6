//! What a form is made of: fields, and sections that head some of them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Condition, Schema};
use crate::{
    ids::{FieldId, SectionId},
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
        /// A contact of the requester's own customer.
        Person = "person",
        /// Uploaded files; they become the first message's.
        File = "file",
    }
}

word! {
    /// What a short text must look like.
    pub enum Format {
        Email = "email",
        Link = "link",
    }
}

/// One question of a form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own in the builder"
)]
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
    /// Where not, the portal does not show it either.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub customers_may_edit: bool,
    /// What `select` and `multi_select` offer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// Longest text in characters, largest number, or most choices or files; by kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// Shortest text in characters, smallest number, or fewest choices or files; by kind. Of what is left empty only `required` speaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// Of a number: no fractions.
    #[serde(default, skip_serializing_if = "is_no")]
    pub whole: bool,
    /// Of a date, as `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earliest: Option<String>,
    /// Of a date, as `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<String>,
    /// Of a short text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// What the form begins with; of a field that contacts do not see, what a ticket is filed with. A good answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Value))]
    pub default: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<SectionId>,
    /// Only then it is there: else it is neither required nor accepted, and counts as empty. Looks at fields before it alone, as all conditions do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_when: Option<Condition>,
    /// Then it is required, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub require_when: Option<Condition>,
    /// Offer fewer choices. The first that holds counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub narrow: Vec<Narrowing>,
}

/// When only some of a field's choices are offered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Narrowing {
    pub when: Condition,
    pub choices: Vec<String>,
}

/// A headed group of fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub id: SectionId,
    pub title: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
    /// Only then it is there, and all its fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_when: Option<Condition>,
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's way")]
fn is_yes(it: &bool) -> bool {
    *it
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's way")]
fn is_no(it: &bool) -> bool {
    !*it
}

impl FieldKind {
    /// One or several of the choices are the answer.
    pub fn offers(self) -> bool {
        matches!(self, Self::Select | Self::MultiSelect)
    }

    /// What the answer is, and so its limits, is a number of characters.
    pub fn is_text(self) -> bool {
        matches!(self, Self::ShortText | Self::LongText)
    }

    /// The answer is a list.
    pub fn is_list(self) -> bool {
        matches!(self, Self::MultiSelect | Self::File)
    }
}

impl Field {
    /// A plain one.
    pub fn new(id: FieldId, kind: FieldKind, label: &str) -> Self {
        Self {
            id,
            kind,
            label: label.to_owned(),
            help: String::new(),
            required: false,
            hidden: false,
            customers_may_edit: true,
            choices: Vec::new(),
            max: None,
            min: None,
            whole: false,
            earliest: None,
            latest: None,
            format: None,
            default: None,
            section: None,
            show_when: None,
            require_when: None,
            narrow: Vec::new(),
        }
    }

    /// Whether the portal shows it, in a form and with a ticket.
    pub fn for_contacts(&self) -> bool {
        !self.hidden && self.customers_may_edit
    }
}

impl Schema {
    pub fn field(&self, id: FieldId) -> Option<&Field> {
        self.fields.iter().find(|it| it.id == id)
    }

    pub fn section(&self, id: Option<SectionId>) -> Option<&Section> {
        self.sections.iter().find(|it| Some(it.id) == id)
    }

    /// What a contact gets to see and may set. Conditions that look at anything else are decided here, as if it were empty: not even what
    /// they compare with is told.
    #[must_use]
    pub fn for_contacts(&self) -> Self {
        let seen = |id: FieldId| self.field(id).is_some_and(Field::for_contacts);
        let mut schema = self.clone();
        schema.fields.retain(Field::for_contacts);
        for field in &mut schema.fields {
            let narrow = field.narrow.iter_mut().map(|it| &mut it.when);
            let conditions = field.show_when.iter_mut().chain(&mut field.require_when).chain(narrow);
            conditions.for_each(|it| it.forget(&seen));
        }
        let fields = &schema.fields;
        schema
            .sections
            .retain(|section| fields.iter().any(|it| it.section == Some(section.id)));
        for section in &mut schema.sections {
            section.show_when.iter_mut().for_each(|it| it.forget(&seen));
        }
        schema
    }

    /// Puts the fields into the order of their sections; within one they keep theirs.
    pub fn arrange(&mut self) {
        let place = |section: Option<SectionId>| {
            let found = self.sections.iter().position(|it| Some(it.id) == section);
            found.map_or(0, |it| it + 1)
        };
        self.fields.sort_by_key(|field| place(field.section));
    }
}
