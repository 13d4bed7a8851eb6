//! The page that files a ticket, by one form.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};
use portico_types::forms::{Answers, Form};
use portico_types::ids::FormId;
use portico_types::portal::CreateTicket;
use portico_types::tickets::TicketPriority;
use portico_types::{FieldError, Problem};
use portico_ui::api::{Attempt, invalid};
use portico_ui::forms::{Filling, Questions};
use portico_ui::messages::priority_name;
use portico_ui::problems::field_problem;
use portico_ui::title::use_title;
use portico_ui::{
    Button, ButtonKind, ButtonLink, ErrorSummary, FilesField, Icon, MarkdownField, SelectField, SkeletonText,
    TextField, Uploads, drafts, field_id, icon,
};

use super::gone::{Gone, GoneNotice, draft_key, draft_of, is_gone};
use super::similar::Similar;
use crate::asking::{ask, ask_again};
use crate::pages::trouble::Trouble;
use crate::pages::{JustFiled, NotFound};
use crate::{api, going_back, messages, waiting};

/// Stands in addresses and drafts for the form that has no id.
const NAME_OF_BUILT_IN: &str = "ticket";

/// A form, by its address.
#[component]
pub fn NewTicket() -> AnyView {
    going_back::take();
    use_title(messages::new_ticket().to_owned());
    let wanted = use_params_map().with_untracked(|it| it.get("form")).unwrap_or_default();
    let begin = Begin::from_address();
    let forms = ask(api::forms::list());
    let content = move || match forms.get() {
        None => view! {
            <h1 class="visually-hidden">{messages::new_ticket()}</h1>
            <div class="card">
                <SkeletonText lines=8 />
            </div>
        }
        .into_any(),
        Some(Err(problem)) => {
            let heading = named_by_page(&problem);
            view! { {heading} <Trouble problem on_retry=Callback::new(move |()| ask_again(forms, api::forms::list())) /> }
                .into_any()
        }
        Some(Ok(forms)) => {
            let alone = forms.len() == 1;
            match forms.into_iter().find(|form| name(form) == wanted) {
                Some(form) => view! { <Fill form alone begin=begin.clone() /> }.into_any(),
                None if draft_of(&wanted).is_some() => view! { <Gone form=wanted.clone() /> }.into_any(),
                None => view! { <NotFound /> }.into_any(),
            }
        }
    };
    view! { <div class="page page-narrow stack">{content}</div> }.into_any()
}

/// For who cannot see where they are. The 404 has a heading of its own.
pub(super) fn named_by_page(problem: &Problem) -> Option<AnyView> {
    let heading = || view! { <h1 class="visually-hidden">{messages::new_ticket()}</h1> }.into_any();
    (problem.kind != Problem::NOT_FOUND).then(heading)
}

fn name(form: &Form) -> String {
    form.id.map_or_else(|| NAME_OF_BUILT_IN.to_owned(), |id| id.to_string())
}

/// What a ticket begins with, as the address says.
#[derive(Clone, Default)]
pub(super) struct Begin {
    /// The closed ticket that it follows.
    about: Option<String>,
    /// The form that is offered no more, into which it was typed.
    from: Option<String>,
}

impl Begin {
    pub(super) fn from_address() -> Self {
        use_query_map().with_untracked(|query| Self {
            about: query.get("about"),
            from: query.get("from"),
        })
    }

    /// The address of a form that begins alike.
    pub(super) fn with(&self, form: &Form) -> String {
        portico_ui::api::Query::new()
            .with_some("about", self.about.as_deref())
            .with_some("from", self.from.as_deref())
            .on(&format!("/new/{}", name(form)))
    }
}

/// What is being filled in.
#[derive(Clone, Copy)]
struct Entered {
    form_id: Option<FormId>,
    /// Changes when the form is published anew meanwhile.
    version: RwSignal<i32>,
    title: RwSignal<String>,
    description: RwSignal<String>,
    priority: RwSignal<String>,
    filling: Filling,
}

impl Entered {
    fn new(form: Form, draft: Option<&CreateTicket>) -> Self {
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
    fn ticket(self, answers: Answers) -> CreateTicket {
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

    fn is_empty(self) -> bool {
        self.title.with(|it| it.trim().is_empty())
            && self.description.with(|it| it.trim().is_empty())
            && self.filling.is_untouched()
    }

    /// Begins with what was typed into another form: with what all forms ask for.
    fn take_over(self, other: &CreateTicket) {
        self.title.set(other.title.clone());
        self.description.set(other.description.clone());
        self.priority
            .set(other.priority.unwrap_or(TicketPriority::Normal).to_string());
    }

    fn clear(self) {
        self.title.set(String::new());
        self.description.set(String::new());
        self.priority.set(TicketPriority::Normal.to_string());
        self.filling.clear();
    }

    /// The server's own rules, before the round trip.
    fn check(self, ticket: &CreateTicket) -> Result<(), Problem> {
        let mut errors = ticket.clone().parse().err().unwrap_or_default();
        errors.extend(self.filling.check(&ticket.answers));
        if errors.is_empty() {
            Ok(())
        } else {
            Err(invalid(errors))
        }
    }

    /// A refusal as it is shown. Of a form that was published anew meanwhile it says what that asks for beside, and the page goes on with it.
    async fn understood(self, mut refused: Problem, owner: &Owner) -> Problem {
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
    fn named(self, mut problem: Problem) -> Problem {
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

/// The form itself.
#[component]
pub(super) fn Fill(
    form: Form,
    /// There is no other to choose.
    alone: bool,
    begin: Begin,
) -> AnyView {
    let own = StoredValue::new(name(&form));
    let draft = draft_of(&name(&form));
    let restored = RwSignal::new(draft.is_some());
    let (form_name, form_description) = (messages::form_name(&form.name), form.description.clone());
    let entered = Entered::new(form, draft.as_ref());
    let Begin { about, from } = begin;
    let follows = about.filter(|_| draft.is_none());
    if let Some(key) = &follows {
        let begin = format!("{}\n\n{}", messages::follow_up_to(key), waiting::left(key));
        entered.description.set(begin);
    }
    // Waits behind what was typed into this form earlier.
    let (from, taken_over) = (StoredValue::new(from), StoredValue::new(false));
    let take_over = move || {
        if let Some(other) = from.with_value(|it| draft_of(it.as_deref()?)) {
            entered.take_over(&other);
            taken_over.set_value(true);
        }
    };
    if draft.is_none() {
        take_over();
    }
    Effect::new(move |before: Option<()>| {
        let kept = if entered.is_empty() {
            String::new()
        } else {
            serde_json::to_string(&entered.ticket(entered.filling.draft())).unwrap_or_default()
        };
        if before.is_some() {
            own.with_value(|form| drafts::save(&draft_key(form), &kept));
        }
    });

    let just_filed: JustFiled = expect_context();
    let navigate = use_navigate();
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let attempt = StoredValue::new(Attempt::default());
    let files = Uploads::default();
    let owner = Owner::current().unwrap_or_default();
    let send = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        let mut ticket = untrack(|| entered.ticket(entered.filling.applicable()));
        let checked = match files.ids() {
            Ok(ids) => {
                ticket.attachments = ids;
                entered.check(&ticket)
            }
            Err(why) => Err(invalid(vec![FieldError::new("attachments", why)])),
        };
        if let Err(found) = checked {
            problem.set(Some(entered.filling.exactly(found)));
            return;
        }
        problem.set(None);
        busy.set(true);
        let Some(key) = attempt.try_update_value(|attempt| attempt.key_for(&ticket)) else {
            return;
        };
        let (navigate, follows, owner) = (navigate.clone(), follows.clone(), owner.clone());
        spawn_local(async move {
            match api::tickets::create(&ticket, &key).await {
                Ok(ticket) => {
                    // It began with what was left there.
                    if let Some(key) = follows {
                        waiting::forget_left(&key);
                    }
                    let other = from.try_get_value().flatten();
                    let other = other.filter(|_| taken_over.try_get_value() == Some(true));
                    for form in own.try_get_value().into_iter().chain(other) {
                        drafts::forget(&draft_key(&form));
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
                    let refused = entered.understood(refused, &owner).await;
                    if busy.try_set(false).is_none() {
                        problem.set(Some(entered.filling.exactly(refused)));
                    }
                }
            }
        });
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        send.run(());
    };

    let priorities: Vec<(String, String)> = TicketPriority::ALL
        .iter()
        .map(|it| (it.to_string(), priority_name(*it)))
        .collect();
    // Fetched where somebody has to be chosen. A list that does not come leaves the rest of the form as it is.
    let people = RwSignal::new(Vec::new());
    if entered.filling.asks_for_people() {
        spawn_local(async move {
            match api::people::colleagues().await {
                Ok(all) => drop(
                    people.try_set(
                        all.into_iter()
                            .filter_map(|it| Some((it.id?, it.name)))
                            .collect::<Vec<_>>(),
                    ),
                ),
                Err(refused) => portico_ui::toast_problem(&refused),
            }
        });
    }
    let gone = Memo::new(move |_| problem.with(|it| it.as_ref().is_some_and(is_gone)));
    let gone_notice = move || gone.get().then(|| view! { <GoneNotice form=own.get_value() /> });
    let summary = Signal::derive(move || {
        let named = problem.get().map(|it| entered.named(it));
        named.filter(|_| !gone.get())
    });
    let discard = move |()| {
        entered.clear();
        take_over();
        restored.set(false);
    };
    let restored_note = move || {
        restored.get().then(|| {
            view! {
                <p class="notice" role="status">
                    <span class="grow">{portico_ui::messages::draft_restored()}</span>
                    <Button kind=ButtonKind::Link on_click=Callback::new(discard)>
                        {portico_ui::messages::discard_draft()}
                    </Button>
                </p>
            }
        })
    };
    let back = (!alone).then(|| {
        view! {
            <a class="back-link" href="/new">
                {icon(Icon::ArrowLeft)}
                {messages::other_form()}
            </a>
        }
    });
    let cancel = if alone { "/" } else { "/new" };
    view! {
        {back}
        <div id=field_id("form_version") tabindex="-1">
            <h1><bdi>{form_name}</bdi></h1>
            {(!form_description.is_empty()).then(|| view! { <p class="muted"><bdi>{form_description}</bdi></p> })}
        </div>
        {restored_note}
        {gone_notice}
        <ErrorSummary problem=summary />
        <form class="card stack-wide new-ticket" novalidate on:submit=submit>
            <div>
                <TextField
                    label=messages::title()
                    name="title"
                    value=entered.title
                    help=messages::title_help()
                    required=true
                    problem
                    autocomplete="off"
                />
                <Similar title=entered.title />
            </div>
            <MarkdownField
                label=messages::description()
                name="description"
                value=entered.description
                help=messages::description_help()
                required=true
                problem
                files=Some(files)
                on_submit=Some(send)
            />
            {move || {
                entered.version.track();
                view! { <Questions filling=entered.filling problem people files on_submit=send /> }
            }}
            <SelectField
                label=messages::priority()
                name="priority"
                value=entered.priority
                options=Signal::stored(priorities)
                required=true
                problem
            />
            <FilesField files />
            <div class="cluster">
                <Button kind=ButtonKind::Primary submit=true busy>
                    {messages::file_ticket()}
                </Button>
                <ButtonLink kind=ButtonKind::Quiet href=cancel>
                    {messages::cancel()}
                </ButtonLink>
            </div>
        </form>
    }
    .into_any()
}
