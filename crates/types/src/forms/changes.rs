//! What a draft changes, in few words: for whoever publishes it, and for the audit log.

use serde::{Deserialize, Serialize};

use super::{Field, Schema};

/// Labels of the fields that differ.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<String>,
    /// The order is another, or the sections are.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rearranged: bool,
}

impl Changes {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Schema {
    /// What became of `before`.
    pub fn changes(&self, before: &Self) -> Changes {
        let label = |it: &Field| it.label.clone();
        let here = |all: &Self, it: &Field| all.fields.iter().any(|other| other.id == it.id);
        let kept = |all: &Self, other: &Self| {
            let kept = all.fields.iter().filter(|it| here(other, it));
            kept.map(|it| (it.id, it.section)).collect::<Vec<_>>()
        };
        let differs = |it: &&Field| {
            let other = before.field(it.id);
            other.is_some_and(|other| {
                Field {
                    section: it.section,
                    ..other.clone()
                } != **it
            })
        };
        Changes {
            added: self.fields.iter().filter(|it| !here(before, it)).map(label).collect(),
            removed: before.fields.iter().filter(|it| !here(self, it)).map(label).collect(),
            changed: self.fields.iter().filter(differs).map(label).collect(),
            rearranged: kept(self, before) != kept(before, self) || self.sections != before.sections,
        }
    }
}
