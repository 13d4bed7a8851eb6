//! What was said and what changed, as contacts read it.

use leptos::prelude::*;
use portico_types::attachments::progress;
use portico_types::portal::{ChangeEntry, Entry, Message};
use portico_types::tickets::AuthorKind;
use portico_ui::{Avatar, Button, ButtonKind, Edited, FileRows, Icon, Markdown, Time, browser, icon};

use super::own_message::{Own, OwnControls, OwnText};
use super::page::{END, Page, is_team};
use crate::messages;

/// What stands in the conversation.
#[derive(Clone, PartialEq)]
enum Item {
    Entry(Entry),
    /// What follows was new when the page was opened.
    New,
}

impl Item {
    /// An edited message is another element, and one whose files have come; a new one leaves the others alone.
    fn key(&self) -> (i64, Option<i64>, bool, usize) {
        match self {
            Self::Entry(Entry::Message(it)) => {
                let edited = it.edited_at.map(|at| at.timestamp_micros());
                (it.seq, edited, it.deleted, progress(&it.attachments))
            }
            Self::Entry(Entry::Change(it)) => (it.seq, None, false, 0),
            Self::New => (-1, None, false, 0),
        }
    }
}

#[component]
pub(super) fn Conversation(page: Page) -> AnyView {
    let items = Memo::new(move |_| {
        let read = page.read_before.get().unwrap_or_default();
        page.entries.shown.with(|entries| {
            let first_new = entries.iter().position(|entry| entry.seq() > read && is_news(entry));
            let mut items: Vec<Item> = entries.iter().cloned().map(Item::Entry).collect();
            // All of it is new to who was never here: a line above everything tells nothing.
            if let Some(at) = first_new.filter(|at| *at > 0) {
                items.insert(at, Item::New);
            }
            items
        })
    });
    let earlier = move || {
        page.earlier.with(Option::is_some).then(|| {
            view! {
                <div class="conversation-earlier">
                    <Button kind=ButtonKind::Quiet on_click=move || page.load_earlier()>{messages::earlier()}</Button>
                </div>
            }
        })
    };
    view! {
        <section class="conversation" aria-label=messages::conversation()>
            {earlier}
            <For each=move || items.get() key=Item::key let(item)>
                {match item {
                    Item::Entry(Entry::Message(message)) => view! { <MessageCard page message /> }.into_any(),
                    Item::Entry(Entry::Change(change)) => view! { <ChangeLine change /> }.into_any(),
                    Item::New => view! { <div class="conversation-new"><span>{messages::new()}</span></div> }.into_any(),
                }}
            </For>
            <div id=END></div>
        </section>
    }
    .into_any()
}

/// Said by somebody else.
fn is_news(entry: &Entry) -> bool {
    match entry {
        Entry::Message(it) => !it.author.me,
        Entry::Change(it) => !it.actor.me,
    }
}

pub(super) fn element_id(seq: i64) -> String {
    format!("entry-{seq}")
}

#[component]
fn MessageCard(page: Page, message: Message) -> AnyView {
    let own = message.author.me.then(|| Own::new(page, &message));
    let Message { author, created_at, .. } = message;
    let team = is_team(author.kind);
    let text = if message.deleted {
        view! { <p class="muted">{messages::deleted()}</p> }.into_any()
    } else {
        view! { <Markdown html=message.html /> }.into_any()
    };
    let body = match own {
        Some(own) => view! { <OwnText own text /> }.into_any(),
        None => text,
    };
    let edited = message.edited_at.filter(|_| !message.deleted).map(|_| match own {
        Some(own) => view! { <Edited label=messages::edited() load=move || own.versions() /> }.into_any(),
        None => format!(" · {}", messages::edited()).into_any(),
    });
    view! {
        <article class="message" class:message-team=team id=element_id(message.seq) aria-label=author.name.clone() tabindex="-1">
            <Avatar name=author.name.clone() team=team large=true />
            <div class="message-card">
                <div class="message-head">
                    <strong dir="auto">{author.name.clone()}</strong>
                    {team.then(|| view! { <span class="badge">{messages::support()}</span> })}
                    <span class="meta">
                        <Time at=created_at />
                        {edited}
                    </span>
                    {own.map(|own| view! { <OwnControls own /> })}
                </div>
                {body}
                <FileRows files=message.attachments />
            </div>
        </article>
    }
    .into_any()
}

#[component]
fn ChangeLine(change: ChangeEntry) -> AnyView {
    let by = (change.actor.kind, change.actor.me);
    let name = match change.actor.kind {
        AuthorKind::System => messages::support().to_owned(),
        _ => change.actor.name,
    };
    let happened = messages::happened(&change.what, by, &name);
    view! {
        <p class="change meta" id=element_id(change.seq)>
            <span class="change-dot" aria-hidden="true"></span>
            <span>{happened} " · " <Time at=change.created_at /></span>
        </p>
    }
    .into_any()
}

/// Says that there is more below, for whoever has scrolled up.
#[component]
pub(super) fn NewReplies(page: Page) -> AnyView {
    let button = move || {
        page.unseen.get().map(|(first, count)| {
            let show = move || {
                page.unseen.set(None);
                let id = element_id(first);
                if let Some(element) = browser::element(&id) {
                    element.scroll_into_view();
                    browser::focus(&id);
                }
            };
            view! {
                <div class="new-replies">
                    <Button kind=ButtonKind::Primary on_click=show>{icon(Icon::ChevronDown)} {messages::new_replies(count)}</Button>
                </div>
            }
        })
    };
    button.into_any()
}
