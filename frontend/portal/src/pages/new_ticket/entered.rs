//! What is being filled in, and how it is judged.

use leptos::prelude::*;
use portico_types::forms::{Answers, Form, Schema, answer_of};
use portico_types::ids::FormId;
use portico_types::portal::{CreateTicket, Ticket};
use portico_types::tickets::TicketPriority;
use portico_types::{FieldError, Problem};
use portico_ui::Uploads;
use portico_ui::api::{IdempotencyKey, invalid};
use portico_ui::forms::{Filling, Told};
use portico_ui::problems::field_problem;

use super::draft::Draft;
use crate::{api, messages, waiting};

/// What the server says of a key under which it was asked for something else.
const KEY_USED: &str = "key_used";

/// Ids and names of who can be chosen.
pub(super) type People = RwSignal<Vec<(String, String)>>;

/// What is being filled in.
#[derive(Clone, Copy)]
pub(super) struct Entered {
    form_id: Option<FormId>,
    /// Changes when the form is published anew meanwhile.
    pub(super) version: RwSignal<i32>,
    pub(super) title: RwSignal<String>,
    pub(super) description: RwSignal<String>,
    pub(super) priority: RwSignal<String>,
    pub(super) filling: Filling,
    /// The ticket's own.
    pub(super) files: Uploads,
    /// The ticket that it follows.
    pub(super) about: RwSignal<Option<String>>,
    /// The forms whose drafts this one goes on with.
    pub(super) from: RwSignal<Vec<String>>,
    /// Under which it is filed.
    pub(super) key: RwSignal<IdempotencyKey>,
}

impl Entered {
    pub(super) fn new(form: Form, draft: Option<Draft>) -> Self {
        let answers = draft.as_ref().map(|draft| &draft.ticket.answers);
        let entered = Self {
            form_id: form.id,
            version: RwSignal::new(form.version),
            title: RwSignal::default(),
            description: RwSignal::default(),
            priority: RwSignal::new(TicketPriority::Normal.to_string()),
            filling: Filling::new(form.schema, answers),
            files: Uploads::default(),
            about: RwSignal::default(),
            from: RwSignal::default(),
            key: RwSignal::new(IdempotencyKey::new()),
        };
        if let Some(draft) = draft {
            entered.resume(draft);
        }
        entered
    }

    /// Goes on with what was typed into this form, maybe when it asked for more.
    fn resume(self, draft: Draft) {
        self.key.set(draft.key.clone());
        let answers = draft.ticket.answers.clone();
        let told = told_by(&draft);
        self.begin(draft);
        self.tell_what_is_gone(told, &answers);
    }

    /// Answers to questions that the form has no more end the description. `answers`: all that was typed.
    fn tell_what_is_gone(self, told: Vec<Told>, answers: &Answers) {
        let is_here = |it: &Told| {
            answers
                .get(&it.field)
                .is_some_and(|it_was| self.filling.holds(it.field, it_was))
        };
        for it in told.into_iter().filter(|it| !is_here(it)) {
            self.description.update(|text| tell(text, &it.label, &it.answer));
        }
    }

    /// With what all forms ask for. Files that answered a question that is not asked here become the ticket's own.
    fn begin(self, draft: Draft) {
        let Draft {
            ticket,
            from,
            files,
            coming,
            ..
        } = draft;
        self.title.set(ticket.title);
        self.description.set(ticket.description);
        self.priority
            .set(ticket.priority.unwrap_or(TicketPriority::Normal).to_string());
        self.about.set(ticket.follow_up_of);
        self.from.set(from);
        let places = self.filling.files();
        for (field, files) in files {
            let place = places.iter().find(|(id, _)| field == Some(*id));
            place.map_or(self.files, |(_, place)| *place).resume(files);
        }
        self.files.miss(coming);
    }

    /// Goes on with what was typed into another form. What this one has no question for ends the description.
    pub(super) fn take_over(self, form: String, mut other: Draft) {
        other.from.push(form);
        for (question, answer) in &other.told {
            tell(&mut other.ticket.description, question, answer);
        }
        self.begin(other);
    }

    /// Goes on where a ticket was closed, with what was left there.
    pub(super) fn follow(self, key: String) {
        self.description.update(|text| {
            let all = [waiting::left(&key).trim(), text.trim()].join("\n\n");
            all.trim().clone_into(text);
        });
        self.about.set(Some(key));
    }

    /// With these answers, as the server takes it. Reactive.
    pub(super) fn ticket(self, answers: Answers) -> CreateTicket {
        CreateTicket {
            form_id: self.form_id,
            form_version: self.form_id.map(|_| self.version.get()),
            title: self.title.get(),
            description: self.description.get(),
            priority: self.priority.get().parse().ok(),
            answers,
            attachments: Vec::new(),
            follow_up_of: self.about.get(),
        }
    }

    /// Nothing while there is nothing worth keeping. `people`: see [`Filling::told`]. Reactive.
    pub(super) fn draft(self, people: &[(String, String)]) -> Option<Draft> {
        let mut places = vec![(None, self.files)];
        let answers = self.filling.files().into_iter();
        places.extend(answers.map(|(field, files)| (Some(field), files)));
        let coming: Vec<String> = places.iter().flat_map(|(_, files)| files.coming()).collect();
        let files = places.into_iter().map(|(field, files)| (field, files.uploaded()));
        let files: Vec<_> = files.filter(|(_, files)| !files.is_empty()).collect();
        if files.is_empty() && coming.is_empty() && self.is_empty() {
            return None;
        }
        let told = self.filling.told(people);
        Some(Draft {
            ticket: self.ticket(self.filling.draft()),
            from: self.from.get(),
            files,
            told_of: told.iter().map(|it| it.field).collect(),
            told: told.into_iter().map(|it| (it.label, it.answer)).collect(),
            coming,
            key: self.key.get(),
        })
    }

    fn is_empty(self) -> bool {
        self.title.with(|it| it.trim().is_empty())
            && self.description.with(|it| it.trim().is_empty())
            && self.filling.is_untouched()
    }

    pub(super) fn clear(self) {
        self.title.set(String::new());
        self.description.set(String::new());
        self.priority.set(TicketPriority::Normal.to_string());
        self.filling.clear();
        self.files.clear();
        self.about.set(None);
        self.from.set(Vec::new());
        self.key.set(IdempotencyKey::new());
    }

    /// The server's own rules, before the round trip.
    pub(super) fn check(self, ticket: &CreateTicket) -> Result<(), Problem> {
        let mut errors = ticket.clone().parse().err().unwrap_or_default();
        errors.extend(self.filling.check(&ticket.answers));
        if errors.is_empty() {
            Ok(())
        } else {
            Err(invalid(errors))
        }
    }

    /// What is still wrong of what was `found`, judged by what is entered now. What only the server could find stands until another answer is
    /// given than was `refused`. Nothing once all is mended. Reactive.
    pub(super) fn standing(self, mut found: Problem, refused: Option<&CreateTicket>) -> Option<Problem> {
        if found.errors.is_empty() {
            return Some(found);
        }
        self.files.uploaded(); // Hears of one that has come.
        let mut now = self.ticket(self.filling.applicable());
        let wrong = match self.files.ids() {
            Ok(ids) => {
                now.attachments = ids;
                self.check(&now).err()
            }
            Err(why) => Some(invalid(vec![FieldError::new("attachments", why)])),
        };
        let wrong = wrong.map(|it| self.filling.exactly(it).errors).unwrap_or_default();
        let stands = |error: FieldError| match wrong.iter().find(|it| it.field == error.field) {
            Some(again) => Some(again.clone()),
            None => refused
                .is_some_and(|refused| is_same(refused, &now, &error.field))
                .then_some(error),
        };
        found.errors = found.errors.into_iter().filter_map(stands).collect();
        (!found.errors.is_empty()).then_some(found)
    }

    /// Files it. Whoever changes the words of a ticket that was filed, in another tab or before a reload, means another one.
    pub(super) async fn file(self, ticket: &CreateTicket, key: IdempotencyKey) -> Result<Ticket, Problem> {
        match api::tickets::create(ticket, &key).await {
            Err(refused) if has(&refused, KEY_USED) => {
                let key = IdempotencyKey::new();
                self.key.try_set(key.clone());
                api::tickets::create(ticket, &key).await
            }
            answer => answer,
        }
    }

    /// A refusal as it is shown. Of a form that was published anew meanwhile it says what that asks for beside, and the page goes on with it.
    pub(super) async fn understood(self, mut refused: Problem, owner: &Owner, people: People) -> Problem {
        if !has(&refused, "form_changed") {
            return refused;
        }
        // Where it does not come, it is asked for when somebody tries again.
        let forms = api::forms::list().await.unwrap_or_default();
        let Some(form) = forms.into_iter().find(|it| it.id == self.form_id) else {
            return refused;
        };
        if self.version.try_set(form.version).is_some() {
            return refused; // The page was left.
        }
        owner.with(|| self.renew(form.schema, &people.get_untracked()));
        let sent = untrack(|| self.filling.applicable());
        refused.errors.extend(self.filling.check(&sent));
        refused
    }

    /// What the form asks for no more is not lost: answers end the description, files become the ticket's own.
    fn renew(self, schema: Schema, people: &[(String, String)]) {
        let (told, answers) = untrack(|| (self.filling.told(people), self.filling.values()));
        let before = self.filling.files();
        self.filling.renew(schema);
        self.tell_what_is_gone(told, &answers);
        let places = self.filling.files();
        for (field, files) in before {
            if places.iter().all(|(it, _)| *it != field) {
                self.files.adopt(files);
            }
        }
    }

    /// For the summary, where a sentence stands without its field beside it.
    pub(super) fn named(self, mut problem: Problem) -> Problem {
        for error in &mut problem.errors {
            let label = match error.field.as_str() {
                // These sentences name their field.
                "title" | "description" if error.code.as_deref() == Some("required") => None,
                "title" => Some(messages::title().to_owned()),
                "description" => Some(messages::description().to_owned()),
                field => self.filling.label(field),
            };
            if let Some(label) = label {
                error.message = portico_ui::messages::about_field(&label, &field_problem(error));
                error.code = None;
            }
        }
        problem
    }
}

/// Whether both say the same in the field of this name; what is no field cannot be mended there.
fn is_same(one: &CreateTicket, other: &CreateTicket, field: &str) -> bool {
    let answer = |it: &CreateTicket| {
        let mut answers = it.answers.iter();
        answers
            .find(|(id, _)| answer_of(**id) == field)
            .map(|(_, it)| it.clone())
    };
    match field {
        "title" => one.title == other.title,
        "description" => one.description == other.description,
        "priority" => one.priority == other.priority,
        "attachments" => one.attachments == other.attachments,
        _ => answer(one) == answer(other),
    }
}

fn has(problem: &Problem, code: &str) -> bool {
    problem.errors.iter().any(|it| it.code.as_deref() == Some(code))
}

/// Ends a description with an answer to what the form does not ask.
fn tell(description: &mut String, question: &str, answer: &str) {
    let told = portico_ui::messages::about_field(question, answer);
    *description = format!("{description}\n\n{told}");
}

fn told_by(draft: &Draft) -> Vec<Told> {
    let told = draft.told_of.iter().zip(&draft.told);
    let told = told.map(|(field, (label, answer))| Told {
        field: *field,
        label: label.clone(),
        answer: answer.clone(),
    });
    told.collect()
}
