//! Where an agent writes. What is written is sent from here, and shown by the timeline.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::staff::AddMessage;
use portico_types::tickets::{MessageVisibility, TicketStatus};
use portico_types::{FieldError, Problem};
use portico_ui::api::{Attempt, invalid};
use portico_ui::shortcuts::use_shortcut;
use portico_ui::{
    Button, ButtonKind, Composer, FieldErrors, Icon, Segments, Uploads, announce, browser, drafts, icon, mentioned,
    toast_problem,
};

use super::page::Page;
use crate::desk::Desk;
use crate::{api, messages};

const TEXT: &str = "message";
const PUBLIC: &str = "public";
const NOTE: &str = "note";

/// Where one answers the customer or leaves a note for the team. Every ticket begins with a public reply; a draft belongs to
/// its mode and never changes it.
#[component]
pub(super) fn Compose(page: Page) -> AnyView {
    let desk: Desk = expect_context();
    let closed = Memo::new(move |_| page.status() == Some(TicketStatus::Closed));
    let mode = RwSignal::new(PUBLIC.to_owned());
    let note = Memo::new(move |_| closed.get() || mode.with(|mode| mode == NOTE));
    let people = desk.mentionables();
    let sending = Sending {
        page,
        text: RwSignal::new(String::new()),
        files: (Uploads::default(), Uploads::default()),
        busy: RwSignal::new(false),
        problems: (RwSignal::new(None), RwSignal::new(None)),
        attempt: StoredValue::default(),
    };
    let send = move |status: Option<TicketStatus>| {
        let as_note = note.get_untracked();
        let body = sending.text.get_untracked();
        let mentions = people.with_untracked(|people| mentioned(&body, people));
        let visibility = if as_note {
            MessageVisibility::Internal
        } else {
            MessageVisibility::Public
        };
        let attachments = match sending.files_of(as_note).ids() {
            Ok(ids) => ids,
            Err(why) => {
                let why = invalid(vec![FieldError::new("attachments", why)]);
                return sending.problem_of(as_note).set(Some(why));
            }
        };
        sending.send(AddMessage {
            visibility,
            body,
            attachments,
            mentions: mentions.iter().filter_map(|id| id.parse().ok()).collect(),
            status: status.filter(|_| visibility == MessageVisibility::Public),
        });
    };
    let write = move |as_note: bool| {
        if sending.busy.get_untracked() {
            return;
        }
        mode.set(if as_note { NOTE } else { PUBLIC }.to_owned());
        browser::focus(TEXT);
    };
    use_shortcut("r", messages::WRITE_REPLY, move || write(false));
    use_shortcut("n", messages::WRITE_NOTE, move || write(true));

    let modes = move || {
        let options = vec![
            (PUBLIC, Some(Icon::Reply), messages::PUBLIC_REPLY.to_owned()),
            (NOTE, Some(Icon::Lock), messages::INTERNAL_NOTE.to_owned()),
        ];
        view! {
            <div hidden=move || closed.get()>
                <Segments label=messages::KIND_OF_MESSAGE name="mode" value=mode options />
            </div>
        }
    };
    let buttons = move || {
        if note.get() {
            return view! {
                <Button kind=ButtonKind::Primary busy=sending.busy on_click=move || send(None)>{messages::ADD_NOTE}</Button>
            }
            .into_any();
        }
        view! {
            <Button busy=sending.busy on_click=move || send(Some(TicketStatus::Solved))>{messages::REPLY_AND_SOLVE}</Button>
            <Button kind=ButtonKind::Primary busy=sending.busy on_click=move || send(None)>{messages::REPLY}</Button>
        }
        .into_any()
    };
    let readers = move || {
        page.ticket.with(|ticket| match ticket {
            Some(_) if note.get() => messages::TO_THE_TEAM.to_owned(),
            Some(ticket) => messages::goes_to(&ticket.requester.name, ticket.followers.len(), &ticket.reaches),
            None => String::new(),
        })
    };
    let words = move |public: &'static str, internal: &'static str| {
        Signal::derive(move || if note.get() { internal } else { public }.to_owned())
    };
    let error = Signal::derive(move || sending.problem_of(note.get()).get().map(|problem| explain(&problem)));
    view! {
        <div class="ticket-compose">
            <HeldMails page />
            {move || closed.get().then(|| view! { <p class="notice">{icon(Icon::Lock)} {messages::CLOSED}</p> })}
            <Composer
                label=words(messages::YOUR_REPLY, messages::INTERNAL_NOTE)
                placeholder=words(messages::WRITE_A_REPLY, messages::WRITE_A_NOTE)
                id=TEXT
                value=sending.text
                files=Signal::derive(move || Some(sending.files_of(note.get())))
                draft_key=Signal::derive(move || draft_key(&page.key.get_value(), note.get()))
                people
                note
                modes
                on_submit=Callback::new(move |()| send(None))
            >
                <p class="meta compose-to" role="status">
                    {move || if note.get() { icon(Icon::Lock).into_any() } else { icon(Icon::Send).into_any() }}
                    <span>{move || if sending.busy.get() { messages::SENDING.to_owned() } else { readers() }}</span>
                </p>
                {buttons}
            </Composer>
            <div role="alert">
                <FieldErrors id="message-error" error />
            </div>
        </div>
    }
    .into_any()
}

#[derive(Clone, Copy)]
struct Sending {
    page: Page,
    text: RwSignal<String>,
    /// A reply's, and a note's: what was meant for the team must not go out by a change of the mode.
    files: (Uploads, Uploads),
    busy: RwSignal<bool>,
    /// What was wrong with the reply, and with the note: by the time it is known the other may be written.
    problems: (RwSignal<Option<Problem>>, RwSignal<Option<Problem>>),
    attempt: StoredValue<Attempt>,
}

impl Sending {
    fn files_of(self, note: bool) -> Uploads {
        if note { self.files.1 } else { self.files.0 }
    }

    fn problem_of(self, note: bool) -> RwSignal<Option<Problem>> {
        if note { self.problems.1 } else { self.problems.0 }
    }

    fn send(self, message: AddMessage) {
        if self.busy.get_untracked() {
            return;
        }
        let note = message.visibility == MessageVisibility::Internal;
        let problem = self.problem_of(note);
        if let Err(errors) = message.clone().parse() {
            problem.set(Some(invalid(errors)));
            browser::focus(TEXT);
            return;
        }
        let Some(attempt) = self.attempt.try_update_value(|attempt| attempt.key_for(&message)) else {
            return;
        };
        self.busy.set(true);
        problem.set(None);
        spawn_local(async move {
            let Some(key) = self.page.key.try_get_value() else {
                return;
            };
            match api::tickets::add_message(&key, &message, &attempt).await {
                Ok(_) => {
                    self.attempt.try_update_value(Attempt::done);
                    self.files_of(note).sent(&message.attachments);
                    drafts::forget_sent(&draft_key(&key, note), &message.body);
                    announce(match message.visibility {
                        MessageVisibility::Public => messages::SENT,
                        MessageVisibility::Internal => messages::NOTED,
                    });
                    self.page.catch_up();
                }
                Err(refused) => {
                    if refused.kind == Problem::TICKET_CLOSED {
                        self.page.catch_up();
                    }
                    problem.try_set(Some(refused));
                }
            }
            self.busy.try_set(false);
        });
    }
}

fn draft_key(ticket: &str, note: bool) -> String {
    format!("console.{ticket}.{}", if note { NOTE } else { PUBLIC })
}

/// One sentence, beside the text it is about.
fn explain(problem: &Problem) -> String {
    match (problem.errors.first(), &problem.detail) {
        (Some(error), _) => error.message.clone(),
        (None, Some(detail)) => format!("{} {detail}", messages::COULD_NOT_SEND),
        (None, None) if problem.kind == Problem::OFFLINE => {
            format!("{} {}", messages::COULD_NOT_SEND, portico_ui::messages::offline_text())
        }
        (None, None) => format!("{} {}.", messages::COULD_NOT_SEND, problem.title),
    }
}

/// Answers by mail that were held back, and the way in for them.
#[component]
fn HeldMails(page: Page) -> AnyView {
    let busy = RwSignal::new(false);
    let count = Memo::new(move |_| page.ticket.with(|ticket| ticket.as_ref().map_or(0, |it| it.held_mails)));
    let release = move || {
        busy.set(true);
        spawn_local(async move {
            let key = page.key.get_value();
            match api::tickets::release_held_mails(&key).await {
                // They come by themselves, one after the other.
                Ok(()) => drop(page.ticket.try_update(|ticket| {
                    if let Some(ticket) = ticket {
                        ticket.held_mails = 0;
                    }
                })),
                Err(problem) => toast_problem(&problem),
            }
            busy.try_set(false);
        });
    };
    let notice = move || {
        (count.get() > 0).then(|| {
            view! {
                <div class="notice">
                    {icon(Icon::Alert)}
                    <span class="grow">{messages::held_mails(count.get())}</span>
                    <Button busy on_click=release>{messages::LET_MAILS_IN}</Button>
                </div>
            }
        })
    };
    view! { <div role="status">{notice}</div> }.into_any()
}
