//! What an edit does to what was filled in.

use std::collections::BTreeSet;

use portico_types::{
    forms::{AnswerText, Answers, Field, FieldKind, Schema},
    ids::FieldId,
    tickets::{AnswerChange, Change},
};

use super::{Edit, Fact};
use crate::{error::Result, forms, text::snippet, tickets::store};

/// How much of an answer the timeline repeats, in characters.
const SHOWN: usize = 200;

impl Edit<'_> {
    /// Lets the ticket's answers be these, if the form in the version it was filed with takes them. Customers read of those that they see;
    /// of the others the team alone.
    pub(in crate::tickets) async fn set_answers(&mut self, given: &Answers) -> Result<()> {
        self.still_open()?;
        let txn = &**self.txn;
        let form = store::filed_with(txn, &self.row).await?;
        let schema = form.map(|it| it.schema).unwrap_or_default();
        let before = store::answers(&self.row)?;
        let after = schema.check(given)?;
        forms::judge_correction(txn, &self.row, &schema, (&before, &after)).await?;
        let ids: BTreeSet<FieldId> = before.keys().chain(after.keys()).copied().collect();
        let changed: Vec<FieldId> = ids.into_iter().filter(|id| before.get(id) != after.get(id)).collect();
        if changed.is_empty() {
            return Ok(());
        }
        let texts = async |schema: &Schema| -> Result<[Vec<AnswerText>; 2]> {
            let then = store::texts(txn, &self.row, schema, &before).await?;
            Ok([then, store::texts(txn, &self.row, schema, &after).await?])
        };
        let (theirs, ours) = (texts(&schema.for_contacts()).await?, texts(&schema).await?);
        let changed = schema.fields.iter().filter(|it| changed.contains(&it.id));
        let (public, internal) = told(changed, (&theirs, &ours));
        self.row.answers = serde_json::to_value(&after).map_err(anyhow::Error::from)?;
        if !public.is_empty() {
            self.note(Change::Answers { answers: public }).await?;
        }
        if !internal.is_empty() {
            let what = serde_json::to_value(Change::Answers { answers: internal }).map_err(anyhow::Error::from)?;
            let place = self.enter(what, true).await?;
            self.facts.push(Fact::Corrected { place });
        }
        Ok(())
    }
}

/// What customers read of changed fields, and what only the team does. Each by its texts, before and after.
fn told<'a>(
    changed: impl Iterator<Item = &'a Field>,
    (theirs, ours): (&[Vec<AnswerText>; 2], &[Vec<AnswerText>; 2]),
) -> (Vec<AnswerChange>, Vec<AnswerChange>) {
    let change = |texts: &[Vec<AnswerText>; 2], field: &Field| AnswerChange {
        label: field.label.clone(),
        from: text(&texts[0], field.id).map(|it| shown(field.kind, it)),
        to: text(&texts[1], field.id).map(|it| shown(field.kind, it)),
    };
    let (mut public, mut internal) = (Vec::new(), Vec::new());
    for field in changed {
        if text(&theirs[0], field.id) == text(&theirs[1], field.id) {
            internal.push(change(ours, field));
        } else {
            public.push(change(theirs, field));
        }
    }
    (public, internal)
}

fn text(texts: &[AnswerText], id: FieldId) -> Option<&str> {
    let found = texts.iter().find(|it| it.field_id == id)?;
    Some(&found.text)
}

/// The beginning of a long one; of Markdown its words.
fn shown(kind: FieldKind, text: &str) -> String {
    if kind == FieldKind::LongText {
        return snippet(text, SHOWN + 1); // With the sign that there is more.
    }
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
