//! The page that files a ticket, by one form.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};
use portico_types::forms::{Answers, Form};
use portico_types::ids::FieldId;
use portico_types::portal::CreateTicket;
use portico_types::tickets::TicketPriority;
use portico_types::{FieldError, Problem};
use portico_ui::api::{Attempt, invalid};
use portico_ui::title::use_title;
use portico_ui::{
    Button, ButtonKind, ButtonLink, ErrorSummary, FilesField, Icon, SelectField, SkeletonText, TextArea, TextField,
    Uploads, drafts, icon,
};

use super::answer::{Answer, Question, name_of};
use crate::asking::{ask, ask_again};
use crate::pages::trouble::Trouble;
use crate::pages::{JustFiled, NotFound};
use crate::{api, going_back, messages};

/// Stands in addresses and drafts for the form that has no id.
pub(super) const NAME_OF_BUILT_IN: &str = "ticket";

/// A form, by its address.
#[component]
pub fn NewTicket() -> AnyView {
    going_back::take();
    use_title(messages::NEW_TICKET.to_owned());
    let wanted = use_params_map().with_untracked(|it| it.get("form")).unwrap_or_default();
    let about = use_query_map().with_untracked(|query| query.get("about"));
    let forms = ask(api::forms::list());
    let content = move || match forms.get() {
        None => view! {
            <div class="card">
                <SkeletonText lines=8 />
            </div>
        }
        .into_any(),
        Some(Err(problem)) => {
            view! { <Trouble problem on_retry=Callback::new(move |()| ask_again(forms, api::forms::list())) /> }
                .into_any()
        }
        Some(Ok(forms)) => {
            let alone = forms.len() == 1;
            match forms.into_iter().find(|form| name(form) == wanted) {
                Some(form) => view! { <Fill form alone about=about.clone() /> }.into_any(),
                None => view! { <NotFound /> }.into_any(),
            }
        }
    };
    view! { <div class="page page-narrow stack">{content}</div> }.into_any()
}

fn name(form: &Form) -> String {
    form.id.map_or_else(|| NAME_OF_BUILT_IN.to_owned(), |id| id.to_string())
}

/// What is being filled in.
#[derive(Clone, Copy)]
struct Entered {
    form: StoredValue<Form>,
    title: RwSignal<String>,
    description: RwSignal<String>,
    priority: RwSignal<String>,
    answers: StoredValue<Vec<(FieldId, Answer)>>,
}

impl Entered {
    fn new(form: Form, draft: Option<&CreateTicket>) -> Self {
        let answers = form.schema.fields.iter().map(|field| {
            let kept = draft.and_then(|draft| draft.answers.get(&field.id));
            (field.id, Answer::new(field.kind, kept))
        });
        let priority = draft.and_then(|draft| draft.priority).unwrap_or(TicketPriority::Normal);
        Self {
            answers: StoredValue::new(answers.collect()),
            title: RwSignal::new(draft.map(|draft| draft.title.clone()).unwrap_or_default()),
            description: RwSignal::new(draft.map(|draft| draft.description.clone()).unwrap_or_default()),
            priority: RwSignal::new(priority.to_string()),
            form: StoredValue::new(form),
        }
    }

    /// As the server takes it. Reactive.
    fn ticket(self) -> CreateTicket {
        let answer = |(id, answer): &(FieldId, Answer)| {
            let kind = self
                .form
                .with_value(|form| form.schema.fields.iter().find(|it| it.id == *id).map(|it| it.kind))?;
            Some((*id, answer.value(kind)?))
        };
        CreateTicket {
            form_id: self.form.with_value(|form| form.id),
            title: self.title.get(),
            description: self.description.get(),
            priority: self.priority.get().parse().ok(),
            answers: self
                .answers
                .with_value(|answers| answers.iter().filter_map(answer).collect::<Answers>()),
            attachments: Vec::new(),
        }
    }

    fn is_empty(self) -> bool {
        self.title.with(|it| it.trim().is_empty())
            && self.description.with(|it| it.trim().is_empty())
            && self
                .answers
                .with_value(|answers| answers.iter().all(|(_, it)| it.is_empty()))
    }

    fn clear(self) {
        self.title.set(String::new());
        self.description.set(String::new());
        self.priority.set(TicketPriority::Normal.to_string());
        self.answers
            .with_value(|answers| answers.iter().for_each(|(_, it)| it.clear()));
    }

    /// The server's own rules, before the round trip.
    fn check(self, ticket: &CreateTicket) -> Result<(), Problem> {
        let mut errors = ticket.clone().parse().err().unwrap_or_default();
        if let Err(more) = self.form.with_value(|form| form.schema.check(&ticket.answers)) {
            errors.extend(more);
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(invalid(errors))
        }
    }

    /// For the summary, where a sentence stands without its field beside it.
    fn named(self, mut problem: Problem) -> Problem {
        for error in &mut problem.errors {
            let label = match error.field.as_str() {
                // These sentences name their field.
                "title" | "description" if error.message.starts_with("Enter the") => None,
                "title" => Some(messages::TITLE.to_owned()),
                "description" => Some(messages::DESCRIPTION.to_owned()),
                field => self.form.with_value(|form| {
                    let asked = form.schema.fields.iter().find(|it| name_of(it) == field);
                    asked.map(|it| it.label.clone())
                }),
            };
            if let Some(label) = label {
                error.message = format!("{label}: {}", error.message);
            }
        }
        problem
    }
}

/// The form itself.
#[component]
pub(super) fn Fill(
    form: Form,
    /// There is no other to choose.
    alone: bool,
    /// The closed ticket that this one follows.
    about: Option<String>,
) -> AnyView {
    let draft_key = StoredValue::new(format!("new.{}", name(&form)));
    let draft = draft_key
        .with_value(|key| drafts::load(key))
        .and_then(|draft| serde_json::from_str::<CreateTicket>(&draft).ok());
    let restored = RwSignal::new(draft.is_some());
    let fields = form.schema.fields.clone();
    let (form_name, form_description) = (form.name.clone(), form.description.clone());
    let entered = Entered::new(form, draft.as_ref());
    if let (None, Some(key)) = (&draft, about) {
        entered.description.set(messages::follow_up_to(&key));
    }
    Effect::new(move |before: Option<()>| {
        let kept = if entered.is_empty() {
            String::new()
        } else {
            serde_json::to_string(&entered.ticket()).unwrap_or_default()
        };
        if before.is_some() {
            draft_key.with_value(|key| drafts::save(key, &kept));
        }
    });

    let just_filed: JustFiled = expect_context();
    let navigate = use_navigate();
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let attempt = StoredValue::new(Attempt::default());
    let files = Uploads::default();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let mut ticket = untrack(|| entered.ticket());
        let checked = match files.ids() {
            Ok(ids) => {
                ticket.attachments = ids;
                entered.check(&ticket)
            }
            Err(why) => Err(invalid(vec![FieldError::new("attachments", why)])),
        };
        if let Err(found) = checked {
            problem.set(Some(found));
            return;
        }
        problem.set(None);
        busy.set(true);
        let Some(key) = attempt.try_update_value(|attempt| attempt.key_for(&ticket)) else {
            return;
        };
        let navigate = navigate.clone();
        spawn_local(async move {
            match api::tickets::create(&ticket, &key).await {
                Ok(ticket) => {
                    if let Some(key) = draft_key.try_get_value() {
                        drafts::save(&key, "");
                    }
                    just_filed.set(&ticket.key);
                    // In the place of the form: going back must not lead to a form that was sent.
                    let options = NavigateOptions {
                        replace: true,
                        ..NavigateOptions::default()
                    };
                    navigate(&format!("/tickets/{}", ticket.key), options);
                }
                Err(refused) => {
                    problem.try_set(Some(refused));
                    busy.try_set(false);
                }
            }
        });
    };

    let priorities: Vec<(String, String)> = TicketPriority::ALL
        .iter()
        .map(|it| (it.to_string(), it.label().to_owned()))
        .collect();
    // One answer a field, in the same order.
    let answers = entered.answers.get_value();
    let questions = fields
        .into_iter()
        .zip(answers)
        .map(|(field, (_, answer))| view! { <Question field answer problem=problem.into() /> });
    let summary = Signal::derive(move || problem.get().map(|it| entered.named(it)));
    let discard = move |()| {
        entered.clear();
        restored.set(false);
    };
    let restored_note = move || {
        restored.get().then(|| {
            view! {
                <p class="notice" role="status">
                    <span class="grow">{portico_ui::messages::DRAFT_RESTORED}</span>
                    <Button kind=ButtonKind::Link on_click=Callback::new(discard)>
                        {portico_ui::messages::DISCARD_DRAFT}
                    </Button>
                </p>
            }
        })
    };
    let back = (!alone).then(|| {
        view! {
            <a class="back-link" href="/new">
                {icon(Icon::ArrowLeft)}
                {messages::OTHER_FORM}
            </a>
        }
    });
    let cancel = if alone { "/" } else { "/new" };
    view! {
        {back}
        <div>
            <h1>{form_name}</h1>
            {(!form_description.is_empty()).then(|| view! { <p class="muted">{form_description}</p> })}
        </div>
        {restored_note}
        <ErrorSummary problem=summary />
        <form class="card stack-wide new-ticket" novalidate on:submit=submit>
            <TextField
                label=messages::TITLE
                name="title"
                value=entered.title
                help=messages::TITLE_HELP
                required=true
                problem
                autocomplete="off"
            />
            <TextArea
                label=messages::DESCRIPTION
                name="description"
                value=entered.description
                help=messages::DESCRIPTION_HELP
                required=true
                problem
            />
            {questions.collect_view()}
            <SelectField
                label=messages::PRIORITY
                name="priority"
                value=entered.priority
                options=Signal::stored(priorities)
                required=true
                problem
            />
            <FilesField files />
            <div class="cluster">
                <Button kind=ButtonKind::Primary submit=true busy>
                    {messages::FILE_TICKET}
                </Button>
                <ButtonLink kind=ButtonKind::Quiet href=cancel>
                    {messages::CANCEL}
                </ButtonLink>
            </div>
        </form>
    }
    .into_any()
}
