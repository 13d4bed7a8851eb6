//! What is being filled in, and how it is judged.

use leptos::prelude::*;
use portico_types::Problem;
use portico_types::forms::{Answers, Form};
use portico_types::ids::FormId;
use portico_types::portal::CreateTicket;
use portico_types::tickets::TicketPriority;
use portico_ui::api::invalid;
use portico_ui::forms::Filling;
use portico_ui::problems::field_problem;

use crate::{api, messages};

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
}

impl Entered {
    pub(super) fn new(form: Form, draft: Option<&CreateTicket>) -> Self {
        let priority = draft.and_then(|draft| draft.priority).unwrap_or(TicketPriority::Normal);
        Self {
            form_id: form.id,
            version: RwSignal::new(form.version),
            title: RwSignal::new(draft.map(|draft| draft.title.clone()).unwrap_or_default()),
            description: RwSignal::new(draft.map(|draft| draft.description.clone()).unwrap_or_default()),
            priority: RwSignal::new(priority.to_string()),
            filling: Filling::new(form.schema, draft.map(|draft| &draft.answers)),
        }
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
        }
    }

    pub(super) fn is_empty(self) -> bool {
        self.title.with(|it| it.trim().is_empty())
            && self.description.with(|it| it.trim().is_empty())
            && self.filling.is_untouched()
    }

    /// Begins with what was typed into another form: with what all forms ask for.
    pub(super) fn take_over(self, other: &CreateTicket) {
        self.title.set(other.title.clone());
        self.description.set(other.description.clone());
        self.priority
            .set(other.priority.unwrap_or(TicketPriority::Normal).to_string());
    }

    pub(super) fn clear(self) {
        self.title.set(String::new());
        self.description.set(String::new());
        self.priority.set(TicketPriority::Normal.to_string());
        self.filling.clear();
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

    /// A refusal as it is shown. Of a form that was published anew meanwhile it says what that asks for beside, and the page goes on with it.
    pub(super) async fn understood(self, mut refused: Problem, owner: &Owner) -> Problem {
        if !refused
            .errors
            .iter()
            .any(|it| it.code.as_deref() == Some("form_changed"))
        {
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
        owner.with(|| self.filling.renew(form.schema));
        let sent = untrack(|| self.filling.applicable());
        refused.errors.extend(self.filling.check(&sent));
        refused
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
