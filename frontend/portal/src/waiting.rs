//! Replies that wait for the network. They are kept on this device and go out by themselves, in their order, as soon as the server answers again:
//! from any page of the portal, and after a reload. Each is sent under the key of its first attempt, so one that arrived although no answer
//! came back is no second reply.

use std::cell::Cell;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::portal::AddReply;
use portico_ui::api::IdempotencyKey;
use portico_ui::{announce, browser, drafts, toast_problem};
use serde::{Deserialize, Serialize};

use crate::{api, messages};

/// Browsers do not always know that the network is back: asked again after this long, then after twice that, and so on.
const AGAIN: Duration = Duration::from_secs(1);
const SELDOM: Duration = Duration::from_secs(30);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    pub reply: AddReply,
    key: IdempotencyKey,
}

thread_local! {
    /// Grows with each change, here or in another tab.
    static CHANGES: ArcRwSignal<u32> = ArcRwSignal::default();
    static SENDING: Cell<bool> = const { Cell::new(false) };
    static PAUSE: Cell<Duration> = const { Cell::new(AGAIN) };
}

/// Sends what an earlier visit left, and what is left from now on. Once, when the portal starts.
pub fn start() {
    for name in ["online", "storage"] {
        // For as long as the page lives.
        let _ = window_event_listener_untyped(name, |_| {
            changed();
            send();
        });
    }
    send();
}

/// The replies to a ticket that wait, the first one first. Reactive.
pub fn of(ticket: &str) -> Vec<Waiting> {
    CHANGES.with(|it| it.track());
    stored(ticket)
}

/// Keeps a reply, and sends it when it can be. `false`: the device keeps nothing (storage is full or switched off), so it must stay where it was
/// written.
pub fn keep(ticket: &str, reply: &AddReply, key: &IdempotencyKey) -> bool {
    let mut all = stored(ticket);
    all.push(Waiting {
        reply: reply.clone(),
        key: key.clone(),
    });
    store(ticket, &all);
    let kept = stored(ticket).len() == all.len();
    if kept {
        again_later();
    }
    kept
}

/// Takes one back before it went out.
pub fn take_back(ticket: &str, which: &Waiting) {
    let mut all = stored(ticket);
    all.retain(|it| it != which);
    store(ticket, &all);
}

fn address(ticket: &str) -> String {
    format!("{}{ticket}", prefix())
}

/// Forgotten when somebody signs out or another person comes, as all that lies under it.
fn prefix() -> String {
    format!("{}reply.", drafts::LEFT)
}

fn stored(ticket: &str) -> Vec<Waiting> {
    let text = browser::stored(&address(ticket));
    text.and_then(|it| serde_json::from_str(&it).ok()).unwrap_or_default()
}

fn store(ticket: &str, all: &[Waiting]) {
    let text = (!all.is_empty()).then(|| serde_json::to_string(all).unwrap_or_default());
    browser::store(&address(ticket), text.as_deref());
    changed();
}

fn changed() {
    CHANGES.with(|it| it.try_update(|count| *count = count.wrapping_add(1)));
}

fn again_later() {
    let pause = PAUSE.get();
    PAUSE.set((pause * 2).min(SELDOM));
    set_timeout(send, pause);
}

/// Sends what waits, one after the other, until it is all gone or the server does not answer.
pub fn send() {
    if SENDING.get() || !browser::has_stored(&prefix()) {
        return;
    }
    SENDING.set(true);
    spawn_local(async move {
        for address in browser::stored_keys(&prefix()) {
            let ticket = address[prefix().len()..].to_owned();
            while let Some(next) = stored(&ticket).into_iter().next() {
                match api::tickets::add_reply(&ticket, &next.reply, &next.key).await {
                    Ok(_) => {
                        take_back(&ticket, &next);
                        announce(messages::sent());
                    }
                    Err(problem) if passes(&problem) => {
                        SENDING.set(false);
                        return again_later();
                    }
                    // It will never be taken: back to where it was written, and why.
                    Err(problem) => {
                        take_back(&ticket, &next);
                        let draft = format!("ticket.{ticket}");
                        let typed = drafts::load(&draft).unwrap_or_default();
                        drafts::save(&draft, format!("{}\n\n{typed}", next.reply.body).trim());
                        toast_problem(&problem);
                    }
                }
            }
        }
        SENDING.set(false);
        PAUSE.set(AGAIN);
    });
}

/// Whether the same may be taken later: nothing is wrong with the reply.
fn passes(problem: &Problem) -> bool {
    // A conflict: another tab is sending it right now.
    [Problem::OFFLINE, Problem::CONFLICT].contains(&&*problem.kind) || matches!(problem.status, 401 | 408 | 429 | 500..)
}
