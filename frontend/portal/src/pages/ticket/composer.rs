//! Where a contact replies. What is written is sent from here, and shown by the conversation.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::portal::AddReply;
use portico_types::tickets::TicketStatus;
use portico_types::{FieldError, Problem};
use portico_ui::api::{Attempt, invalid};
use portico_ui::shortcuts::use_shortcut;
use portico_ui::{
    Button, ButtonKind, ButtonLink, Composer, FieldErrors, Icon, Mentionable, Uploads, announce, browser, drafts, icon,
    mentioned, problems, toast,
};

use super::facts::linked;
use super::page::{END, Page};
use crate::asking::ask;
use crate::shell::Myself;
use crate::waiting::{self, Waiting};
use crate::{api, messages};

const TEXT: &str = "reply";

/// Where one answers; of a closed ticket, why not and what instead.
#[component]
pub(super) fn ReplyBox(page: Page) -> AnyView {
    let closed = Memo::new(move |_| page.status() == Some(TicketStatus::Closed));
    let text = RwSignal::new(String::new());
    let content = move || {
        if closed.get() {
            view! { <Closed page text /> }.into_any()
        } else {
            view! { <Reply page text /> }.into_any()
        }
    };
    content.into_any()
}

#[component]
fn Closed(page: Page, text: RwSignal<String>) -> AnyView {
    let href = format!("/new?about={}", page.key.get_value());
    let continued = move || {
        let by = page.ticket.with(|it| Some(it.as_ref()?.followed_up_by.clone()));
        let all = linked(messages::continued_in(), by.unwrap_or_default())?;
        Some(view! { <dl class="facts">{all}</dl> })
    };
    let text_and_links = view! { <p class="muted">{messages::closed_text()}</p> {continued} }.into_any();
    let on = view! { <ButtonLink href=href>{messages::follow_up()}</ButtonLink> }.into_any();
    let told = notice(Icon::Lock, messages::closed_title().to_owned(), text_and_links, on);
    view! {
        <div class="stack-tight">
            <Left page text />
            <div class="notice reply-closed">{told}</div>
        </div>
    }
    .into_any()
}

/// What was written before the ticket was closed. A new ticket about this one begins with it.
#[component]
fn Left(page: Page, text: RwSignal<String>) -> AnyView {
    // Where the device keeps nothing, it is in the box alone.
    let left = Memo::new(move |_| {
        let kept = waiting::left(&page.key.get_value());
        if kept.is_empty() { text.get() } else { kept }
    });
    let forget = move || {
        text.set(String::new());
        waiting::forget_left(&page.key.get_value());
    };
    let content = move || {
        let left = left.get();
        (!left.trim().is_empty()).then(|| {
            let forget = view! { <Button on_click=forget>{portico_ui::messages::discard_draft()}</Button> }.into_any();
            let told = notice(
                Icon::Alert,
                messages::could_not_send().to_owned(),
                written(left),
                forget,
            );
            view! { <div class="notice reply-closed">{told}</div> }
        })
    };
    view! { <div role="status">{content}</div> }.into_any()
}

/// What a notice consists of.
fn notice(sign: Icon, title: String, text: AnyView, action: AnyView) -> AnyView {
    view! {
        {icon(sign)}
        <div class="grow">
            <strong>{title}</strong>
            {text}
        </div>
        {action}
    }
    .into_any()
}

/// What somebody wrote that did not go out.
fn written(text: String) -> AnyView {
    view! { <p class="muted message-waiting" dir="auto">{text}</p> }.into_any()
}

/// Who can be named with `@`.
pub(super) fn people() -> Memo<Vec<Mentionable>> {
    let agents = ask(api::people::agents());
    Memo::new(move |_| {
        let agents = agents.get().and_then(Result::ok).unwrap_or_default();
        let person = |agent: portico_types::portal::Agent| Mentionable {
            id: agent.id.to_string(),
            name: agent.name,
            detail: None,
        };
        agents.into_iter().map(person).collect::<Vec<_>>()
    })
}

/// What is to go out once its files are here.
#[derive(Clone)]
struct Planned {
    /// And to solve the ticket.
    solve: bool,
    body: String,
    files: Vec<usize>,
}

impl Planned {
    /// Whoever changes the text or removes a file has thought again. One more file only comes along.
    fn is_same(&self, body: &str, files: &[usize]) -> bool {
        self.body == body && self.files.iter().all(|it| files.contains(it))
    }
}

#[component]
fn Reply(page: Page, text: RwSignal<String>) -> AnyView {
    let myself: Myself = expect_context();
    let files = Uploads::default();
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let attempt = StoredValue::new(Attempt::default());
    let people = people();

    let waits = RwSignal::new(None::<Planned>);
    on_cleanup(move || {
        if waits.with_untracked(Option::is_some) {
            toast(messages::could_not_send());
        }
    });

    let send = move |solve: bool| {
        if busy.get_untracked() {
            return;
        }
        if untrack(|| files.under_way()) {
            problem.set(None);
            return waits.set(Some(Planned {
                solve,
                body: text.get_untracked(),
                files: untrack(|| files.all()),
            }));
        }
        let body = text.get_untracked();
        let mentions = people.with_untracked(|people| mentioned(&body, people));
        let attachments = match files.ids() {
            Ok(ids) => ids,
            Err(why) => return problem.set(Some(invalid(vec![FieldError::new("attachments", why)]))),
        };
        let reply = AddReply {
            attachments,
            mentions: mentions.iter().filter_map(|id| id.parse().ok()).collect(),
            body,
            solve,
        };
        if let Err(errors) = reply.clone().parse() {
            problem.set(Some(invalid(errors)));
            browser::focus(TEXT);
            return;
        }
        busy.set(true);
        problem.set(None);
        let Some(key) = attempt.try_update_value(|attempt| attempt.key_for(&reply)) else {
            return;
        };
        let ticket = page.key.get_value();
        let draft = waiting::draft_key(&ticket);
        let gone = move |went: &Waiting| {
            attempt.try_update_value(Attempt::done);
            went.answered();
            files.sent(&went.reply.attachments);
            drafts::forget_sent(&draft, &went.reply.body);
        };
        let waits = Waiting::begin(&ticket, &reply, &key);
        // What waits goes first.
        if waiting::is_any(&ticket) && waits.keep() {
            gone(&waits);
            waiting::send();
            return busy.set(false);
        }
        spawn_local(async move {
            match waits.go().await {
                Ok(_) => {
                    gone(&waits);
                    announce(messages::sent());
                    page.catch_up();
                    keep_in_view();
                }
                Err(refused) if refused.kind == Problem::OFFLINE && waits.keep() => gone(&waits),
                Err(refused) => {
                    if refused.kind == Problem::TICKET_CLOSED {
                        page.catch_up();
                    }
                    problem.try_set(Some(refused));
                }
            }
            busy.try_set(false);
        });
    };
    Effect::new(move || {
        let Some(planned) = waits.get() else { return };
        let is_same = planned.is_same(&text.get(), &files.all());
        if is_same && files.under_way() {
            return;
        }
        waits.set(None);
        if is_same {
            untrack(|| send(planned.solve));
        }
    });
    Effect::new(move |before: Option<()>| {
        if text.with(String::is_empty) && before.is_some() {
            waiting::forget_begun(&page.key.get_value());
        }
    });
    use_shortcut("r", messages::reply(), || browser::focus(TEXT));

    let error = Signal::derive(move || problem.get().map(|problem| explain(&problem)));
    let going = Signal::derive(move || busy.get() || waits.with(Option::is_some));
    let not_yet = move || {
        waits.set(None);
        browser::focus(TEXT);
    };
    let state = move || {
        if busy.get() {
            return messages::sending().into_any();
        }
        if waits.with(Option::is_some) {
            return view! {
                {messages::waits_for_files()} " "
                <Button kind=ButtonKind::Link on_click=not_yet>{messages::not_yet()}</Button>
            }
            .into_any();
        }
        messages::who_reads(&myself.organisation(), myself.sees_colleagues()).into_any()
    };
    let draft_key = Signal::derive(move || waiting::draft_key(&page.key.get_value()));
    view! {
        <div class="stack-tight">
            <Waits page text />
            <Composer
                label=messages::your_reply()
                placeholder=messages::write_a_reply().to_owned()
                id=TEXT
                value=text
                files=Signal::stored(Some(files))
                draft_key
                people
                on_submit=Callback::new(move |()| send(false))
            >
                <Button busy=going on_click=move || send(true)>
                    {messages::reply_and_solve()}
                </Button>
                <Button kind=ButtonKind::Primary busy=going on_click=move || send(false)>
                    {messages::reply()}
                </Button>
            </Composer>
            <div role="alert">
                <FieldErrors id="reply-error" error />
            </div>
            <p class="meta" role="status">
                {state}
            </p>
        </div>
    }
    .into_any()
}

/// The replies that wait for the network or were refused, and a way to change one's mind.
#[component]
fn Waits(page: Page, text: RwSignal<String>) -> AnyView {
    let all = Memo::new(move |_| waiting::of(&page.key.get_value()));
    // One that went out is in the conversation, and one that was refused shows that the ticket has changed.
    Effect::new(move |before: Option<usize>| {
        let now = all.with(|all| all.iter().filter(|it| it.refused.is_none()).count());
        if before.is_some_and(|before| now < before) {
            page.catch_up();
        }
        now
    });
    let row = move |it: Waiting| {
        let body = it.reply.body.clone();
        let (sign, state) = match &it.refused {
            Some(problem) => (Icon::Alert, explain(problem)),
            None => (Icon::Offline, messages::waits().to_owned()),
        };
        let edit = Callback::new(move |()| {
            waiting::take_back(&it);
            text.update(|text| format!("{}\n\n{text}", it.reply.body).trim().clone_into(text));
            browser::focus(TEXT);
        });
        let edit = view! { <Button on_click=edit>{messages::waits_edit()}</Button> }.into_any();
        view! { <li class="notice">{notice(sign, state, written(body), edit)}</li> }
    };
    let rows = move || {
        let all = all.get();
        (!all.is_empty()).then(|| {
            view! { <ul class="plain stack-tight" aria-label=messages::waiting()>{all.into_iter().map(row).collect_view()}</ul> }
        })
    };
    view! { <div role="status">{rows}</div> }.into_any()
}

/// One sentence, beside the text it is about.
fn explain(problem: &Problem) -> String {
    if let Some(error) = problem.errors.first() {
        return problems::field_problem(error);
    }
    let (title, text) = problems::explain(problem);
    let why = if text.is_empty() { title } else { text };
    portico_ui::messages::two_sentences(messages::could_not_send(), &why)
}

/// The own reply appears above the box and pushes it down: follow it.
fn keep_in_view() {
    set_timeout(
        || {
            if let Some(end) = browser::element(END)
                && !super::page::sees_end()
            {
                end.scroll_into_view_with_bool(false);
            }
        },
        std::time::Duration::from_millis(250),
    );
}
