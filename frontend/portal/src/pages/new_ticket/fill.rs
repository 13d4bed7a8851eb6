//! A form that is filled in and filed.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use portico_types::forms::Form;
use portico_types::tickets::TicketPriority;
use portico_types::{FieldError, Problem};
use portico_ui::api::invalid;
use portico_ui::forms::Questions;
use portico_ui::messages::priority_name;
use portico_ui::{
    Button, ButtonKind, ButtonLink, ErrorSummary, FilesField, Icon, MarkdownField, NamedFiles, SelectField, TextField,
    announce, browser, field_id, icon, toast_with_action,
};

use super::begin::{Begin, name, picker};
use super::draft;
use super::entered::{Entered, People};
use super::gone::{GoneNotice, is_gone};
use super::similar::Similar;
use crate::pages::JustFiled;
use crate::{api, messages, waiting};

/// Element id of the button.
const FILE: &str = "file-ticket";

/// Goes to a ticket that was filed. Whoever left the form meanwhile stays where they are and is told.
fn arrive<N>(key: String, here: bool, navigate: N)
where
    N: Fn(&str, NavigateOptions) + Send + Sync + 'static,
{
    let address = format!("/tickets/{key}");
    if here {
        // In the place of the form: going back must not lead to a form that was sent.
        let options = NavigateOptions {
            replace: true,
            ..NavigateOptions::default()
        };
        return navigate(&address, options);
    }
    let go = Callback::new(move |()| navigate(&address, NavigateOptions::default()));
    toast_with_action(messages::filed_as(&key), key, go);
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
    let kept = draft::of(&name(&form));
    let fresh = kept.is_none();
    let restored = RwSignal::new(!fresh);
    let (form_name, form_description) = (messages::form_name(&form.name), form.description.clone());
    let entered = Entered::new(form, kept);
    let Begin { about, from } = begin;
    let about = StoredValue::new(about);
    // What was left there comes before what was typed into this form earlier, which may be about something else.
    let follow = move || {
        let begun = entered.about.get_untracked();
        if let Some(key) = about.get_value().filter(|key| begun.as_ref() != Some(key)) {
            entered.follow(key);
        }
    };
    follow();
    // Waits behind what was typed into this form earlier.
    let from = StoredValue::new(from);
    let take_over = move || {
        if let Some(form) = from.get_value()
            && let Some(other) = draft::of(&form)
        {
            entered.take_over(form, other);
        }
    };
    if fresh {
        take_over();
    }
    let people = People::default();
    let keep = move || {
        let kept = people.with(|people| entered.draft(people));
        own.with_value(|form| draft::save(form, kept.as_ref()));
    };
    Effect::new(move |before: Option<()>| {
        portico_ui::drafts::track_others();
        if before.is_some() {
            keep();
        } else {
            people.with(|people| entered.draft(people)); // Hears of what is typed.
        }
    });

    let just_filed: JustFiled = expect_context();
    let navigate = use_navigate();
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    // What the server refused, if it was the server.
    let refused_with = StoredValue::new(None);
    // What was mended is wrong no more.
    let standing = Memo::new(move |_| {
        let found = problem.get()?;
        refused_with.with_value(|refused| entered.standing(found, refused.as_ref()))
    });
    Effect::new(move || {
        if standing.with(Option::is_none) && problem.with_untracked(Option::is_some) {
            problem.set(None);
        }
    });
    let owner = Owner::current().unwrap_or_default();
    let send = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        let mut ticket = untrack(|| entered.ticket(entered.filling.applicable()));
        let checked = match entered.files.ids() {
            Ok(ids) => {
                ticket.attachments = ids;
                entered.check(&ticket)
            }
            Err(why) => Err(invalid(vec![FieldError::new("attachments", why)])),
        };
        refused_with.set_value(None);
        if let Err(found) = checked {
            problem.set(Some(entered.filling.exactly(found)));
            return;
        }
        problem.set(None);
        // Where one was takes no words meanwhile.
        browser::focus(FILE);
        busy.set(true);
        announce(messages::sending());
        // A draft is kept with its key before it goes out: what was read of another tab's, too.
        untrack(keep);
        let key = entered.key.get_untracked();
        let (navigate, owner) = (navigate.clone(), owner.clone());
        // By the time of the answer the page may be gone.
        let about = entered.about.get_untracked();
        let (own, from) = (own.get_value(), entered.from.get_untracked());
        spawn_local(async move {
            match entered.file(&ticket, key).await {
                Ok(ticket) => {
                    // It began with what was left there.
                    if let Some(key) = about {
                        waiting::forget_left(&key);
                    }
                    draft::save(&own, None);
                    for form in &from {
                        draft::forget(form);
                    }
                    just_filed.set(&ticket.key);
                    arrive(ticket.key, busy.try_get_untracked().is_some(), navigate);
                }
                Err(refused) => {
                    refused_with.try_set_value(Some(ticket));
                    let refused = entered.understood(refused, &owner, people).await;
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
        follow();
        take_over();
        restored.set(false);
    };
    let restored_note = move || {
        let text = portico_ui::messages::draft_restored().to_owned();
        let discard = Callback::new(discard);
        restored
            .get()
            .then(|| note("draft", text, portico_ui::messages::discard_draft(), discard))
    };
    let followed = followed(entered.about);
    // Neither the address nor whoever begins anew brings it back.
    let off = move |()| {
        about.set_value(None);
        entered.about.set(None);
        browser::replace_address(&window().location().pathname().unwrap_or_default());
        browser::focus(&field_id("title"));
    };
    let follows = move || {
        let text = format!("{} {}", messages::follow_up_to(), followed.get()?);
        Some(note("follow_up_of", text, messages::remove(), Callback::new(off)))
    };
    let back = (!alone).then(|| {
        view! {
            <a class="back-link" href=move || picker(entered.about.get().as_deref())>
                {icon(Icon::ArrowLeft)}
                {messages::other_form()}
            </a>
        }
    });
    let cancel = if alone { "/" } else { "/new" };
    let problem = standing;
    let fields = view! {
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
            files=Some(entered.files)
            on_submit=Some(send)
        />
        {move || {
            entered.version.track();
            view! { <Questions filling=entered.filling problem people files=entered.files on_submit=send /> }
        }}
        <SelectField
            label=messages::priority()
            name="priority"
            value=entered.priority
            options=Signal::stored(priorities)
            required=true
            problem
        />
        <NamedFiles
            label=portico_ui::messages::files()
            name="attachments"
            required=false
            problem
        >
            <FilesField files=entered.files />
        </NamedFiles>
    }
    .into_any();
    view! {
        {back}
        <div id=field_id("form_version") tabindex="-1">
            <h1><bdi>{form_name}</bdi></h1>
            {(!form_description.is_empty()).then(|| view! { <p class="muted"><bdi>{form_description}</bdi></p> })}
        </div>
        {follows}
        {restored_note}
        {gone_notice}
        <ErrorSummary problem=summary />
        // What is typed while the ticket is on its way would be in neither the ticket nor a draft.
        <form
            class="card stack-wide new-ticket"
            novalidate
            aria-busy=move || busy.get().to_string()
            on:submit=submit
        >
            <div class="stack-wide new-ticket" prop:inert=move || busy.get()>
                {fields}
            </div>
            <div class="cluster">
                <Button kind=ButtonKind::Primary id=FILE submit=true busy>
                    {move || if busy.get() { messages::sending() } else { messages::file_ticket() }}
                </Button>
                // What is under way it would not stop.
                <span prop:inert=move || busy.get()>
                    <ButtonLink kind=ButtonKind::Quiet href=cancel>
                        {messages::cancel()}
                    </ButtonLink>
                </span>
            </div>
        </form>
    }
    .into_any()
}

/// What was there before, and a way to be rid of it. Where a refusal names it, it leads there.
fn note(field: &str, text: String, action: &'static str, on_click: Callback<()>) -> AnyView {
    view! {
        <p id=field_id(field) tabindex="-1" class="notice" role="status">
            <span class="grow" dir="auto">{text}</span>
            <Button kind=ButtonKind::Link on_click>
                {action}
            </Button>
        </p>
    }
    .into_any()
}

/// Key and title of the ticket that is followed.
fn followed(about: RwSignal<Option<String>>) -> Signal<Option<String>> {
    let title = RwSignal::new(String::new());
    Effect::new(move || {
        let Some(key) = about.get() else { return };
        spawn_local(async move {
            match api::tickets::get(&key).await {
                Ok(ticket) => drop(title.try_set(format!(": {}", ticket.title))),
                // Addresses can be typed, and tickets move away.
                Err(problem) if problem.status == 404 => drop(about.try_set(None)),
                Err(_) => {}
            }
        });
    });
    Signal::derive(move || Some(about.get()? + &title.get()))
}
