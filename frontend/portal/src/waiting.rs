//! Replies that wait for the network. They are kept on this device and go out by themselves, in their order, as soon as the server answers again:
//! from any page of the portal, and after a reload. Each is sent under the key of its first attempt, so one that arrived although no answer
//! came back is no second reply. One that the server will never take stays with the reason, for whoever wrote it. They are their writer's alone:
//! while somebody else is in they are neither seen nor sent, nor gone.

use std::cell::Cell;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::portal::{AddReply, Message};
use portico_ui::api::{IdempotencyKey, Result};
use portico_ui::{announce, browser, drafts, toast_problem};
use serde::{Deserialize, Serialize};

use crate::{api, messages};

const REPLY: &str = "reply.";
const BEGUN: &str = "begun.";

/// Browsers do not always know that the network is back: asked again after this long, then after twice that, and so on.
const AGAIN: Duration = Duration::from_secs(1);
const SELDOM: Duration = Duration::from_secs(30);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    /// Where it lies, under its writer's name: one place each, so tabs that keep or send replies at the same time never write over each other's.
    #[serde(skip)]
    address: String,
    ticket: String,
    pub reply: AddReply,
    key: IdempotencyKey,
    /// When it was written, in the browser's milliseconds: they go out in this order.
    at: f64,
    /// Why it will never be taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Problem>,
}

impl Waiting {
    /// Of whoever is in: when it turns out that it has to wait, that may be somebody else.
    pub fn new(ticket: &str, reply: &AddReply, key: &IdempotencyKey) -> Self {
        Self {
            address: format!("{}{}", prefix(), key.as_str()),
            ticket: ticket.to_owned(),
            reply: reply.clone(),
            key: key.clone(),
            at: js_sys::Date::now(),
            refused: None,
        }
    }

    /// Notes that it goes out, until it is answered: the same words after a reload, or in another tab, go out as they did then, under the same
    /// key, and are no second reply. `key`: for words that nobody has sent yet.
    pub fn begin(ticket: &str, reply: &AddReply, key: &IdempotencyKey) -> Self {
        let begun = begun(ticket).into_iter().find(|it| it.is_again(reply));
        let it = match begun {
            Some(it) => Self::new(ticket, &it.reply, &it.key),
            None => Self::new(ticket, reply, key),
        };
        let text = serde_json::to_string(&it).unwrap_or_default();
        browser::store(&it.begun_at(), Some(&text));
        it
    }

    /// After a reload the box has the words alone: files, and who is named, stand here.
    fn is_again(&self, reply: &AddReply) -> bool {
        let Self { reply: it, .. } = self;
        let files = reply.attachments.is_empty() || reply.attachments == it.attachments;
        files && reply.body == it.body && reply.solve == it.solve
    }

    pub fn answered(&self) {
        browser::store(&self.begun_at(), None);
    }

    fn begun_at(&self) -> String {
        self.address.replacen(REPLY, BEGUN, 1)
    }

    fn read(address: String) -> Option<Self> {
        let it = serde_json::from_str(&browser::stored(&address)?).ok()?;
        Some(Self { address, ..it })
    }

    /// Keeps it, and sends it when it can be. `false`: the device keeps nothing (storage is full or switched off), so it must stay where it was
    /// written.
    pub fn keep(&self) -> bool {
        self.store();
        let kept = self.is_kept();
        if kept {
            again_later();
        }
        kept
    }

    fn store(&self) {
        let text = serde_json::to_string(self).unwrap_or_default();
        browser::store(&self.address, Some(&text));
        changed();
    }

    /// Nobody has taken it back.
    fn is_kept(&self) -> bool {
        browser::stored(&self.address).is_some()
    }

    pub async fn go(&self) -> Result<Message> {
        api::tickets::add_reply(&self.ticket, &self.reply, &self.key).await
    }

    /// Whether who is in has written it.
    fn is_mine(&self) -> bool {
        self.address.starts_with(&prefix())
    }
}

thread_local! {
    /// Grows with each change, here or in another tab.
    static CHANGES: ArcRwSignal<u32> = ArcRwSignal::default();
    static SENDING: Cell<bool> = const { Cell::new(false) };
    /// A later attempt is on the clock already.
    static PLANNED: Cell<bool> = const { Cell::new(false) };
    static PAUSE: Cell<Duration> = const { Cell::new(AGAIN) };
}

/// Looks again when the network is back, and when another tab has changed something. Once, when the portal starts.
pub fn listen() {
    for name in ["online", "storage"] {
        // For as long as the page lives.
        let _ = window_event_listener_untyped(name, |_| {
            changed();
            send();
        });
    }
}

/// The replies to a ticket that are not sent, the first one first. Reactive.
pub fn of(ticket: &str) -> Vec<Waiting> {
    CHANGES.with(|it| it.track());
    let mut all = all();
    all.retain(|it| it.ticket == ticket);
    all
}

/// How many are not sent, of all tickets. Reactive.
pub fn count() -> usize {
    CHANGES.with(|it| it.track());
    all().len()
}

/// Whether a reply to this ticket is still to go out. Another one must not overtake it.
pub fn is_any(ticket: &str) -> bool {
    all().iter().any(|it| it.ticket == ticket && it.refused.is_none())
}

/// Takes one back before it went out.
pub fn take_back(which: &Waiting) {
    browser::store(&which.address, None);
    changed();
}

/// What was written to a ticket that takes no more, whether it was sent off or not.
pub fn left(ticket: &str) -> String {
    let mut texts: Vec<String> = of(ticket).into_iter().map(|it| it.reply.body).collect();
    texts.extend(drafts::load(&draft_key(ticket)));
    texts.join("\n\n")
}

/// Forgets what [`left`] gives.
pub fn forget_left(ticket: &str) {
    drafts::forget_unread(&draft_key(ticket));
    for it in of(ticket) {
        take_back(&it);
    }
    changed();
}

/// Under which what is being written to a ticket is kept.
pub fn draft_key(ticket: &str) -> String {
    format!("ticket.{ticket}")
}

/// Forgotten when their writer signs out, as all that lies under it.
fn prefix() -> String {
    drafts::left(REPLY)
}

/// What goes out from where it was written, and no answer has come.
fn begun(ticket: &str) -> Vec<Waiting> {
    let keys = browser::stored_keys(&drafts::left(BEGUN)).into_iter();
    let mut all: Vec<Waiting> = keys.filter_map(Waiting::read).collect();
    all.retain(|it| it.ticket == ticket);
    all
}

/// Nobody is writing what went out: the same words are another reply.
pub fn forget_begun(ticket: &str) {
    for it in begun(ticket) {
        browser::store(&it.address, None);
    }
}

/// Who is in has written these, to all tickets. The first one first.
fn all() -> Vec<Waiting> {
    let keys = browser::stored_keys(&prefix()).into_iter();
    let mut all: Vec<Waiting> = keys.filter_map(Waiting::read).collect();
    all.sort_by(|one, other| one.at.total_cmp(&other.at));
    all
}

fn changed() {
    CHANGES.with(|it| it.try_update(|count| *count = count.wrapping_add(1)));
}

fn again_later() {
    if PLANNED.replace(true) {
        return;
    }
    let pause = PAUSE.get();
    PAUSE.set((pause * 2).min(SELDOM));
    let again = || {
        PLANNED.set(false);
        send();
    };
    set_timeout(again, pause);
}

/// Sends what waits, one after the other, until it is all gone or the server does not answer. What an earlier visit left, too: call it whenever
/// somebody has come in.
pub fn send() {
    // Whoever is sending looks again for what came meanwhile.
    if SENDING.replace(true) {
        return;
    }
    spawn_local(async move {
        let all_gone = send_all().await;
        SENDING.set(false);
        if all_gone {
            PAUSE.set(AGAIN);
        } else {
            again_later();
        }
    });
}

/// `false`: something is left that may be taken later.
async fn send_all() -> bool {
    // What follows one that was not taken must not overtake it; other tickets' need not wait.
    let mut held: Vec<String> = Vec::new();
    let next = |held: &[String]| {
        all()
            .into_iter()
            .find(|it| it.refused.is_none() && !held.contains(&it.ticket))
    };
    while let Some(it) = next(&held) {
        match it.go().await {
            Ok(_) => {
                // Whoever took it back meanwhile has it in the box again.
                if it.is_mine() && !it.is_kept() {
                    drafts::forget_sent(&draft_key(&it.ticket), &it.reply.body);
                }
                take_back(&it);
                if it.is_mine() {
                    announce(messages::sent());
                }
            }
            Err(problem) if problem.kind == Problem::OFFLINE => return false,
            Err(problem) => {
                held.push(it.ticket.clone());
                if !passes(&problem) && it.is_kept() {
                    refuse(it, problem);
                }
            }
        }
    }
    held.is_empty()
}

/// It stays where its writer finds it, with the reason.
fn refuse(it: Waiting, problem: Problem) {
    if it.is_mine() {
        toast_problem(&problem);
    }
    let refused = Some(problem);
    Waiting { refused, ..it }.store();
}

/// Whether the same may be taken later: nothing is wrong with the reply.
fn passes(problem: &Problem) -> bool {
    // A conflict: another tab is sending it right now.
    problem.kind == Problem::CONFLICT || matches!(problem.status, 401 | 408 | 429 | 500..)
}
