//! What was said and what changed, as the team reads it.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use portico_types::attachments::progress;
use portico_types::forms::AnswerText;
use portico_types::staff::{Author, Entry, Message, Ticket};
use portico_types::tickets::{AuthorKind, MessageVisibility, Source, TicketStatus};
use portico_ui::{Avatar, Button, ButtonKind, Edited, FileRows, Icon, Markdown, Time, icon};

use super::page::{Page, THREAD, show_end};
use crate::{api, messages};

/// Both conversations and all changes, in one line.
#[component]
pub(super) fn Timeline(page: Page) -> AnyView {
    let earlier = move || {
        page.earlier.with(Option::is_some).then(|| {
            view! {
                <div class="timeline-more">
                    <Button kind=ButtonKind::Quiet on_click=move || page.load_earlier()>{messages::EARLIER}</Button>
                </div>
            }
        })
    };
    view! {
        <section
            class="ticket-thread"
            id=THREAD
            aria-label=messages::CONVERSATION
            tabindex="0"
            on:scroll=move |_| page.look()
        >
            <Answers page />
            {earlier}
            <For each=move || page.entries.shown.get() key=key_of let(entry)>
                {match entry {
                    Entry::Message(message) => view! { <MessageCard page message /> }.into_any(),
                    Entry::Change(it) => line(it.actor, it.what.sentence(), it.created_at, it.internal),
                    Entry::Move(it) => line(it.actor, it.what.sentence(), it.created_at, true),
                }}
            </For>
        </section>
        <Unseen page />
    }
    .into_any()
}

/// An edited message is another element, and one whose files have come; a new one leaves the others alone.
fn key_of(entry: &Entry) -> (i64, Option<i64>, bool, usize) {
    match entry {
        Entry::Message(it) => {
            let edited = it.edited_at.map(|at| at.timestamp_micros());
            (it.seq, edited, it.deleted, progress(&it.attachments))
        }
        Entry::Change(_) | Entry::Move(_) => (entry.seq(), None, false, 0),
    }
}

/// What the requester filled in.
#[component]
fn Answers(page: Page) -> AnyView {
    let answers = Memo::new(move |_| {
        let of = |it: &Ticket| (it.form.clone(), it.answers.clone(), it.form_asks);
        page.ticket.with(|ticket| ticket.as_ref().map(of))
    });
    let shown = move || {
        let (form, answers, asks) = answers.get()?;
        if answers.is_empty() && !asks {
            return None;
        }
        let filled = if answers.is_empty() {
            view! { <p class="muted">{messages::NOTHING_FILLED_IN}</p> }.into_any()
        } else {
            view! { <dl class="facts">{answers.into_iter().map(answer).collect_view()}</dl> }.into_any()
        };
        let label = messages::CORRECT_ANSWERS;
        Some(view! {
            <div class="ticket-answers">
                <div class="ticket-answers-head">
                    <h2 class="meta">{form}</h2>
                    <Show when=move || page.status().is_some_and(|it| it != TicketStatus::Closed)>
                        <Button kind=ButtonKind::Quiet label on_click=move || page.correcting.set(true)>
                            {icon(Icon::Pencil)}
                        </Button>
                    </Show>
                </div>
                {filled}
            </div>
        })
    };
    shown.into_any()
}

/// A long text as messages are shown, over the whole width.
fn answer(answer: AnswerText) -> AnyView {
    let AnswerText { label, text, html, .. } = answer;
    match html {
        Some(html) => view! {
            <div class="ticket-answer-text">
                <dt>{label}</dt>
                <dd><Markdown html=Signal::stored(html) /></dd>
            </div>
        }
        .into_any(),
        None => view! {
            <div>
                <dt>{label}</dt>
                <dd class="ticket-answer">{text}</dd>
            </div>
        }
        .into_any(),
    }
}

#[component]
fn MessageCard(page: Page, message: Message) -> AnyView {
    let team = message.author.kind == AuthorKind::Agent;
    let note = message.visibility == MessageVisibility::Internal;
    let body = if message.deleted {
        view! { <p class="muted">{messages::DELETED}</p> }.into_any()
    } else {
        view! { <Markdown html=message.html /> }.into_any()
    };
    let name = if message.author.name.is_empty() {
        messages::SYSTEM.to_owned()
    } else {
        message.author.name
    };
    let label = if note { messages::note_by(&name) } else { name.clone() };
    let id = message.id;
    let versions = move || async move { api::tickets::earlier_versions(&page.key.get_value(), id).await };
    let edited = message.edited_at.filter(|_| !message.deleted);
    let edited = edited.map(|_| view! { <Edited label=messages::EDITED load=versions /> });
    view! {
        <article class="message" class:message-team=team class:message-note=note aria-label=label>
            <Avatar name=name.clone() team=team large=true />
            <div class="message-card">
                <div class="message-head">
                    <strong>{name}</strong>
                    {(!team).then(|| view! { <span class="badge message-customer">{messages::CUSTOMER}</span> })}
                    {note.then(|| view! { <span class="badge badge-note">{icon(Icon::Lock)} {messages::INTERNAL_NOTE}</span> })}
                    <span class="meta">
                        <Time at=message.created_at />
                        {via(message.source)}
                        {edited}
                    </span>
                </div>
                {body}
                <FileRows files=message.attachments />
            </div>
        </article>
    }
    .into_any()
}

/// The door it came in by.
fn via(source: Source) -> String {
    let door = match source {
        Source::Portal => messages::VIA_PORTAL,
        Source::Slack => messages::VIA_SLACK,
        Source::Email => messages::VIA_EMAIL,
        Source::Api => messages::VIA_API,
        Source::Console | Source::System => return String::new(),
    };
    format!(" · {door}")
}

/// `internal`: customers do not read it.
fn line(actor: Author, sentence: String, at: DateTime<Utc>, internal: bool) -> AnyView {
    let actor = match (actor.me, actor.name.is_empty()) {
        (true, _) => messages::YOU.to_owned(),
        (false, true) => messages::SYSTEM.to_owned(),
        (false, false) => actor.name,
    };
    view! {
        <p class="change meta">
            <span class="change-dot" aria-hidden="true"></span>
            <span>
                {actor} " " {sentence} " · " <Time at />
                {internal.then(|| view! { " · " {messages::TEAM_ALONE} })}
            </span>
        </p>
    }
    .into_any()
}

/// Says that there is more below, for whoever has scrolled up.
#[component]
fn Unseen(page: Page) -> AnyView {
    let button = move || {
        let count = page.unseen.get();
        (count > 0).then(|| {
            let show = move || {
                page.unseen.set(0);
                show_end();
            };
            view! {
                <div class="timeline-unseen">
                    <Button kind=ButtonKind::Primary on_click=show>{icon(Icon::ChevronDown)} {messages::new_messages(count)}</Button>
                </div>
            }
        })
    };
    button.into_any()
}
