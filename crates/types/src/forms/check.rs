//! The one walk through a form: which fields are there, what they demand, and whether what was filled in will do.

use serde_json::Value;

use super::{Answers, Condition, Field, Schema, conditions::is_empty};
use crate::{FieldError, ids::FieldId};

/// How a field stands, given what was filled in before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State<'a> {
    pub id: FieldId,
    /// Its condition holds, and its section's.
    pub shown: bool,
    pub required: bool,
    /// What it offers.
    pub choices: &'a [String],
}

impl Schema {
    /// How every field stands, in the form's order.
    pub fn states(&self, given: &Answers) -> Vec<State<'_>> {
        let mut states: Vec<State<'_>> = Vec::with_capacity(self.fields.len());
        for field in &self.fields {
            let state = {
                // What is not there counts as empty, and so does what only comes.
                let value = |id: FieldId| {
                    let there = states.iter().any(|it| it.id == id && it.shown);
                    given.get(&id).filter(|_| there).unwrap_or(&Value::Null)
                };
                let holds = |it: &Option<Condition>| it.as_ref().is_none_or(|it| it.holds(&value));
                let section = self.section(field.section);
                let shown = section.is_none_or(|it| holds(&it.show_when)) && holds(&field.show_when);
                let required = field.required || field.require_when.as_ref().is_some_and(|it| it.holds(&value));
                let narrowed = field.narrow.iter().find(|it| it.when.holds(&value));
                State {
                    id: field.id,
                    shown,
                    required: shown && required,
                    choices: narrowed.map_or(&field.choices, |it| &it.choices),
                }
            };
            states.push(state);
        }
        states
    }

    /// What was filled in of the fields that are there: what a browser sends.
    #[must_use]
    pub fn applicable(&self, given: &Answers) -> Answers {
        let states = self.states(given);
        let shown = |id: &FieldId| states.iter().any(|it| it.id == *id && it.shown);
        given
            .iter()
            .filter(|(id, _)| shown(id))
            .map(|(id, it)| (*id, it.clone()))
            .collect()
    }

    /// Judges what somebody filled in: every bad, missing and unknown field is named, and each that is not there. Empty answers are left
    /// out of what comes back.
    pub fn check(&self, given: &Answers) -> Result<Answers, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut answers = Answers::new();
        for id in given.keys().filter(|id| self.field(**id).is_none()) {
            errors.push(FieldError::new(answer_of(*id), "This form has no such field").with_code("unknown_field"));
        }
        for (field, state) in self.fields.iter().zip(self.states(given)) {
            let value = given.get(&field.id).unwrap_or(&Value::Null);
            if !state.shown {
                if !is_empty(value) {
                    let message = "This question does not apply; leave it out";
                    errors.push(FieldError::new(answer_of(field.id), message).with_code("not_applicable"));
                }
                continue;
            }
            match field.take(value, &state) {
                Ok(Some(answer)) => drop(answers.insert(field.id, answer)),
                Ok(None) => {}
                Err(refusal) => errors.push(refusal.about(answer_of(field.id))),
            }
        }
        if errors.is_empty() { Ok(answers) } else { Err(errors) }
    }

    /// Judges what a contact filled in, who sees only some of the form. The fields they do not see get what they begin with.
    pub fn check_of_contact(&self, given: &Answers) -> Result<Answers, Vec<FieldError>> {
        let mut answers = self.for_contacts().check(given)?;
        let unseen = |field: &&Field| !field.for_contacts() && field.default.is_some();
        // One after another: a later one may look at what an earlier one got.
        for field in self.fields.iter().filter(unseen) {
            let state = self.states(&answers).into_iter().find(|it| it.id == field.id);
            let Some(state) = state.filter(|it| it.shown) else {
                continue;
            };
            if let Some(Ok(Some(value))) = field.default.as_ref().map(|it| field.take(it, &state)) {
                answers.insert(field.id, value);
            }
        }
        Ok(answers)
    }
}

/// The name under which the rules speak of an answer.
pub fn answer_of(id: FieldId) -> String {
    format!("answers.{id}")
}
