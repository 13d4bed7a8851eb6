//! Forms as the team makes them: drafts, what is published, and whom it is offered to.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    FieldError,
    forms::{Answers, Schema},
    ids::{CollectionId, CustomerId, FieldId, FormId},
    problem,
};

/// A row of the list of forms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::FormSummary))]
pub struct FormSummary {
    pub id: FormId,
    pub name: String,
    pub description: String,
    /// The version that is filled in now; absent until it was published once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_version: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<DateTime<Utc>>,
    /// There are changes that are not published.
    pub has_draft: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_at: Option<DateTime<Utc>>,
    /// Every contact is offered it.
    pub on_portal: bool,
    /// Contacts of these collections' customers are offered it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub collections: Vec<CollectionId>,
    /// These customers' contacts are offered it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub customers: Vec<CustomerId>,
    /// Say it when changing something of the form.
    pub version: i32,
}

/// A form with all that is in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::FormDetail))]
pub struct FormDetail {
    #[serde(flatten)]
    pub form: FormSummary,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Schema>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<FormDraft>,
    /// What keeps the draft from being published.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<FieldError>,
}

/// What a form's next version is to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::FormDraft))]
pub struct FormDraft {
    pub name: String,
    pub description: String,
    pub schema: Schema,
    pub saved_at: DateTime<Utc>,
    pub saved_by: String,
}

/// Begin a form. It is a draft until it is published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::CreateForm))]
#[serde(deny_unknown_fields)]
pub struct CreateForm {
    pub name: String,
    #[serde(default)]
    pub description: String,
    /// Begin with what this form consists of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<FormId>,
}

const NAME_MAX: usize = 100;
const DESCRIPTION_MAX: usize = 500;

fn described(errors: &mut Vec<FieldError>, description: &str) -> String {
    let trimmed = description.trim();
    if trimmed.is_empty() {
        return String::new();
    }
    problem::text(errors, "description", trimmed.to_owned(), DESCRIPTION_MAX)
}

impl CreateForm {
    /// Checks every field and reports all that fail.
    pub fn parse(mut self) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        self.name = problem::text(&mut errors, "name", self.name, NAME_MAX);
        self.description = described(&mut errors, &self.description);
        if errors.is_empty() { Ok(self) } else { Err(errors) }
    }
}

/// Save a form's draft, finished or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::SaveFormDraft))]
#[serde(deny_unknown_fields)]
pub struct SaveFormDraft {
    /// As last read; 409 when somebody was faster.
    pub version: i32,
    pub name: String,
    #[serde(default)]
    pub description: String,
    pub schema: Schema,
}

impl SaveFormDraft {
    /// Checks what a draft must be like.
    pub fn parse(mut self) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        self.name = problem::text(&mut errors, "name", self.name, NAME_MAX);
        self.description = described(&mut errors, &self.description);
        match self.schema.parse_draft() {
            Ok(schema) if errors.is_empty() => Ok(Self { schema, ..self }),
            Ok(_) => Err(errors),
            Err(more) => {
                errors.extend(more);
                Err(errors)
            }
        }
    }
}

/// Do something with a form as it was last read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::FormAsRead))]
#[serde(deny_unknown_fields)]
pub struct FormAsRead {
    /// As last read; 409 when somebody was faster.
    pub version: i32,
}

/// Archive a form, or bring it back. An archived one is offered to nobody; tickets that were filed with it stay as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::UpdateForm))]
#[serde(deny_unknown_fields)]
pub struct UpdateForm {
    /// As last read; 409 when somebody was faster.
    pub version: i32,
    pub archived: bool,
}

/// Say whom a form is offered to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::PlaceForm))]
#[serde(deny_unknown_fields)]
pub struct PlaceForm {
    /// As last read; 409 when somebody was faster.
    pub version: i32,
    /// Everybody. The two lists then add nothing.
    pub on_portal: bool,
    #[serde(default)]
    pub collections: Vec<CollectionId>,
    #[serde(default)]
    pub customers: Vec<CustomerId>,
}

impl PlaceForm {
    /// Checks every field and reports all that fail.
    pub fn parse(mut self) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        self.collections.sort_unstable();
        self.collections.dedup();
        self.customers.sort_unstable();
        self.customers.dedup();
        for (field, many) in [
            ("collections", self.collections.len()),
            ("customers", self.customers.len()),
        ] {
            if many > 500 {
                errors.push(FieldError::new(field, "Name at most 500"));
            }
        }
        if errors.is_empty() { Ok(self) } else { Err(errors) }
    }
}

/// Put forms into order. Those that are not named follow, in the order they had.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::OrderForms))]
#[serde(deny_unknown_fields)]
pub struct OrderForms {
    pub forms: Vec<FormId>,
}

/// Ask what a contact would see of a form, and whether it would be taken. Nothing is stored.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::PreviewForm))]
#[serde(deny_unknown_fields)]
pub struct PreviewForm {
    pub schema: Schema,
    /// By field id.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, serde_json::Value>))]
    pub answers: Answers,
}

/// What a contact would see.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::FormPreview))]
pub struct FormPreview {
    /// The fields contacts see, in order, and how they stand.
    pub fields: Vec<PreviewedField>,
    /// What is wrong with the answers.
    pub errors: Vec<FieldError>,
    /// What keeps the schema from being published.
    pub problems: Vec<FieldError>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::PreviewedField))]
pub struct PreviewedField {
    pub id: FieldId,
    pub label: String,
    pub shown: bool,
    pub required: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
}

impl PreviewForm {
    /// The answer, which anybody who has the schema can give.
    pub fn preview(self) -> FormPreview {
        let theirs = self.schema.for_contacts();
        let states = theirs.states(&self.answers);
        let fields = theirs.fields.iter().zip(states).map(|(field, state)| PreviewedField {
            id: field.id,
            label: field.label.clone(),
            shown: state.shown,
            required: state.required,
            choices: state.choices.to_vec(),
        });
        FormPreview {
            fields: fields.collect(),
            errors: theirs.check(&self.answers).err().unwrap_or_default(),
            problems: self.schema.parse().err().unwrap_or_default(),
        }
    }
}
