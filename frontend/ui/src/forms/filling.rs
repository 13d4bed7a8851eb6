//! A form that is being filled in.

use leptos::prelude::*;
use portico_types::forms::{Answers, Field, FieldKind, Schema, answer_of};
use portico_types::ids::FieldId;
use portico_types::{FieldError, Problem};
use serde_json::Value;

use super::answer::Answer;
use crate::{HALF_A_DATE, Uploads, messages};

/// How a field stands, for whoever shows it.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Stand {
    pub(super) shown: bool,
    pub(super) required: bool,
    pub(super) choices: Vec<String>,
}

/// A question that was answered, as people read it: for where nobody asks.
pub struct Told {
    pub field: FieldId,
    pub label: String,
    pub answer: String,
}

/// What is typed into a field stays while the field comes and goes.
#[derive(Clone, Copy)]
pub struct Filling {
    schema: RwSignal<Schema>,
    /// One a field, in the same order.
    answers: RwSignal<Vec<Answer>>,
    pub(super) stands: Memo<Vec<Stand>>,
}

impl Filling {
    /// Begins with what was typed before, or with what the fields begin with.
    pub fn new(schema: Schema, draft: Option<&Answers>) -> Self {
        let answer = |field: &Field| {
            let begin = match draft {
                Some(draft) => draft.get(&field.id),
                None => field.default.as_ref(),
            };
            Answer::new(field.kind, begin)
        };
        let answers = schema.fields.iter().map(answer).collect();
        Self::of(schema, answers)
    }

    /// Begins with what was sent once, to correct it. Files stay as they are.
    pub fn correcting(schema: Schema, sent: &Answers) -> Self {
        let answer = |field: &Field| match (field.kind, sent.get(&field.id)) {
            (FieldKind::File, files) => Answer::Kept(StoredValue::new(files.cloned().unwrap_or_default())),
            (kind, begin) => Answer::new(kind, begin),
        };
        let answers = schema.fields.iter().map(answer).collect();
        Self::of(schema, answers)
    }

    fn of(schema: Schema, answers: Vec<Answer>) -> Self {
        let (schema, answers) = (RwSignal::new(schema), RwSignal::new(answers));
        let stands: Memo<Vec<Stand>> = Memo::new(move |_| {
            schema.with(|schema| {
                let given = answers.with(|answers| values(schema, answers));
                let states = schema.states(&given).into_iter();
                let stand = |state: portico_types::forms::State<'_>| Stand {
                    shown: state.shown,
                    required: state.required,
                    choices: state.choices.to_vec(),
                };
                states.map(stand).collect()
            })
        });
        // A choice that is offered no more would be one nobody sees and nobody can take back.
        Effect::new(move || {
            let stands = stands.get();
            schema.with_untracked(|schema| {
                for ((field, answer), stand) in schema.fields.iter().zip(answers.get_untracked()).zip(&stands) {
                    if field.kind.offers() && stand.shown {
                        answer.keep(&stand.choices);
                    }
                }
            });
        });
        Self {
            schema,
            answers,
            stands,
        }
    }

    /// Goes on by another version of the form. What was typed into fields that it still has stays there. Call it with an owner that lasts as
    /// long as the page.
    pub fn renew(self, schema: Schema) {
        let answer = |field: &Field| {
            let typed = self.typed_into(field);
            typed.unwrap_or_else(|| Answer::new(field.kind, field.default.as_ref()))
        };
        self.answers.set(schema.fields.iter().map(answer).collect());
        self.schema.set(schema);
    }

    fn typed_into(self, field: &Field) -> Option<Answer> {
        // A short text that may be longer now, or the other way round, is the same one.
        let is_text = |kind| matches!(kind, FieldKind::ShortText | FieldKind::LongText);
        let alike = |kind| kind == field.kind || is_text(kind) && is_text(field.kind);
        let same = |it: &Field| it.id == field.id && alike(it.kind);
        let at = self
            .schema
            .with_untracked(|schema| schema.fields.iter().position(same))?;
        self.answers.with_untracked(|all| all.get(at).copied())
    }

    /// All that was typed, of fields that are not there, too. Reactive.
    pub fn values(self) -> Answers {
        self.schema
            .with(|schema| self.answers.with(|answers| values(schema, answers)))
    }

    /// What a draft keeps beside the files.
    pub fn draft(self) -> Answers {
        let mut kept = self.values();
        self.schema.with_untracked(|schema| {
            kept.retain(|id, value| {
                // The other half of a date is not there to be kept.
                let half = value.as_str() == Some(HALF_A_DATE);
                let kind = schema.field(*id).map(|it| it.kind);
                kind.is_some_and(|kind| kind != FieldKind::File && !(half && kind == FieldKind::Date))
            });
        });
        kept
    }

    /// The fields that take files, each with its own.
    pub fn files(self) -> Vec<(FieldId, Uploads)> {
        let files = |(field, answer): (Field, Answer)| match answer {
            Answer::Files(files) => Some((field.id, files)),
            _ => None,
        };
        self.fields().into_iter().filter_map(files).collect()
    }

    /// Whether this answer, which was given to an earlier version of the form, stands here as well.
    pub fn holds(self, field: FieldId, value: &Value) -> bool {
        let holds = |(asked, answer): (Field, Answer)| {
            let offered = |it: &Value| super::answer::all(it).iter().all(|it| asked.choices.contains(it));
            let shown = untrack(|| answer.value(asked.kind)).as_ref() == Some(value);
            asked.id == field && shown && (!asked.kind.offers() || offered(value))
        };
        self.fields().into_iter().any(holds)
    }

    /// What was answered beside files. `people`: the ids and names of who can be chosen. Reactive.
    pub fn told(self, people: &[(String, String)]) -> Vec<Told> {
        let sent = self.applicable();
        self.schema.with(|schema| {
            let told = |field: &Field| {
                let value = sent.get(&field.id).filter(|it| Some(*it) != field.default.as_ref())?;
                Some(Told {
                    field: field.id,
                    label: field.label.clone(),
                    answer: told(field.kind, value, people)?,
                })
            };
            schema.fields.iter().filter_map(told).collect()
        })
    }

    /// What is sent: the answers to what is asked.
    pub fn applicable(self) -> Answers {
        let values = self.values();
        self.schema.with_untracked(|schema| schema.applicable(&values))
    }

    /// The server's own rules, before the round trip; and whether files are still under way.
    pub fn check(self, sent: &Answers) -> Vec<FieldError> {
        let mut errors = Vec::new();
        self.schema.with_untracked(|schema| {
            let stands = self.stands.get_untracked();
            for ((field, answer), stand) in schema.fields.iter().zip(self.answers.get_untracked()).zip(stands) {
                if let (Answer::Files(files), true) = (answer, stand.shown)
                    && let Err(why) = files.ids()
                {
                    errors.push(FieldError::new(answer_of(field.id), why));
                }
            }
            let named = |it: &FieldError| errors.iter().any(|other: &FieldError| other.field == it.field);
            let more = schema.check(sent).err().unwrap_or_default();
            let more: Vec<FieldError> = more.into_iter().filter(|it| !named(it)).collect();
            errors.extend(more);
        });
        errors
    }

    /// Says more exactly what is wrong with an answer, by the kind of its field.
    pub fn exactly(self, mut problem: Problem) -> Problem {
        self.schema.with_untracked(|schema| {
            for error in &mut problem.errors {
                let field = schema.fields.iter().find(|it| answer_of(it.id) == error.field);
                let exact = field.and_then(|it| exact(it, error.code.as_deref()?));
                if let Some(exact) = exact {
                    error.code = Some(exact.to_owned());
                }
            }
        });
        problem
    }

    /// The label of the field that an error names.
    pub fn label(self, name: &str) -> Option<String> {
        self.schema.with(|schema| {
            let field = schema.fields.iter().find(|it| answer_of(it.id) == name)?;
            Some(field.label.clone())
        })
    }

    /// Nothing was typed that the form did not begin with. Reactive.
    pub fn is_untouched(self) -> bool {
        let values = self.draft();
        self.schema.with_untracked(|schema| {
            let begun = schema.fields.iter().map(|it| (it, it.default.as_ref()));
            begun.into_iter().all(|(field, default)| match values.get(&field.id) {
                None | Some(Value::Bool(false)) => default.is_none(),
                some => some == default,
            })
        })
    }

    /// Begins anew.
    pub fn clear(self) {
        self.schema.with_untracked(|schema| {
            for (field, answer) in schema.fields.iter().zip(self.answers.get_untracked()) {
                match (answer, Answer::new(field.kind, field.default.as_ref())) {
                    (Answer::Text(it), Answer::Text(begin)) => it.set(begin.get_untracked()),
                    (Answer::Many(it), Answer::Many(begin)) => it.set(begin.get_untracked()),
                    (Answer::Tick(it), Answer::Tick(begin)) => it.set(begin.get_untracked()),
                    (Answer::Files(it), _) => it.clear(),
                    _ => {}
                }
            }
        });
    }

    pub(super) fn fields(self) -> Vec<(Field, Answer)> {
        let fields = self.schema.with_untracked(|schema| schema.fields.clone());
        fields.into_iter().zip(self.answers.get_untracked()).collect()
    }

    /// Title and help of a section.
    pub(super) fn section(self, id: portico_types::ids::SectionId) -> Option<(String, String)> {
        self.schema.with_untracked(|schema| {
            let section = schema.section(Some(id))?;
            Some((section.title.clone(), section.help.clone()))
        })
    }

    /// Whether somebody has to be chosen somewhere.
    pub fn asks_for_people(self) -> bool {
        self.schema
            .with_untracked(|schema| schema.fields.iter().any(|it| it.kind == FieldKind::Person))
    }
}

fn values(schema: &Schema, answers: &[Answer]) -> Answers {
    let fields = schema.fields.iter().zip(answers);
    fields
        .filter_map(|(field, answer)| Some((field.id, answer.value(field.kind)?)))
        .collect()
}

fn told(kind: FieldKind, value: &Value, people: &[(String, String)]) -> Option<String> {
    let text = match (kind, value) {
        (FieldKind::File, _) | (_, Value::Bool(false)) => return None,
        (_, Value::Bool(true)) => messages::yes().to_owned(),
        (FieldKind::Person, id) => people.iter().find(|it| *id == *it.0)?.1.clone(),
        (_, Value::String(text)) => text.clone(),
        (_, Value::Array(_)) => super::answer::texts(value).join(", "),
        (_, other) => other.to_string(),
    };
    Some(text)
}

fn exact(field: &Field, code: &str) -> Option<&'static str> {
    Some(match (code, field.kind) {
        ("required" | "wrong_kind", FieldKind::Select | FieldKind::MultiSelect) => "required_choice",
        ("required", FieldKind::Number) => "required_number",
        // An example with a fraction would be wrong in turn.
        ("wrong_kind", FieldKind::Number) if field.whole => "not_whole",
        ("wrong_kind", FieldKind::Number) => "no_number",
        ("required", FieldKind::Date) => "required_date",
        ("required", FieldKind::Person) => "required_person",
        ("required", FieldKind::File) => "required_file",
        ("required", FieldKind::Checkbox) => "required_tick",
        ("too_few", FieldKind::File) => "too_few_files",
        ("too_many", FieldKind::File) => "too_many_files",
        ("unknown_id", FieldKind::File) => "unknown_file",
        _ => return None,
    })
}
