//! Agents who know only Slack: they answer in triage threads, leave notes, think better of it, use the cards' buttons, menu and modal, and
//! react.

use std::{sync::Arc, time::Duration};

use portico_sandbox::{
    Sandbox,
    slack::{Message, Slack, Submission},
};
use portico_types::{
    ids::AgentId,
    tickets::{TicketPriority, TicketStatus},
};
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use serde_json::json;

use super::{
    console::AGENTS,
    facts::{Changed, Door, Facts, Ticket, What, Words, locked},
    patience::Trying,
};
use crate::fixtures::agent_id;

#[derive(Clone, Copy)]
enum Turn {
    Answer,
    AnswerWithFile,
    ChangeAnswer,
    TakeAnswerBack,
    Note,
    ChangeNote,
    Take,
    Status,
    /// The *Reply* modal, with this ticked.
    Modal(&'static [&'static str]),
    React(&'static str),
}

impl Turn {
    fn is_a_message(self) -> bool {
        !matches!(self, Self::Take | Self::Status | Self::Modal(_) | Self::React(_))
    }
}

/// What an agent does, by turns.
const TURNS: [Turn; 16] = [
    Turn::Answer,
    Turn::Take,
    Turn::ChangeAnswer,
    Turn::Modal(&[]),
    Turn::Note,
    Turn::Answer,
    Turn::React("eyes"),
    Turn::TakeAnswerBack,
    Turn::AnswerWithFile,
    Turn::Answer,
    Turn::Status,
    Turn::Modal(&["note"]),
    Turn::ChangeNote,
    Turn::React("rotating_light"),
    Turn::Modal(&["solve"]),
    Turn::React("white_check_mark"),
];

/// Goes on until there is `enough` of everybody's. Without `deeds` they only write.
pub async fn answer(sandbox: Arc<Sandbox>, facts: Arc<Facts>, number: usize, (enough, deeds): (usize, bool)) {
    let (address, _, user) = AGENTS[number % AGENTS.len()];
    let mut dice = StdRng::seed_from_u64(1000 + number as u64);
    let person = Person {
        slack: sandbox.slack(),
        facts: &facts,
        user,
        agent: agent_id(address),
    };
    let turns = TURNS.iter().filter(|turn| deeds || turn.is_a_message());
    let mut turns = turns.cycle().skip(number * 5);
    let mut trying = Trying::to("find a card to answer below");
    while facts.in_slack() < enough {
        tokio::time::sleep(Duration::from_millis(dice.random_range(2..20))).await;
        let ticket = locked(&facts.tickets).choose(&mut dice).cloned();
        let Some((ticket, card)) = ticket.and_then(|it| Some((it.clone(), person.card(&it)?))) else {
            trying.judge();
            continue;
        };
        person.does(*turns.next().expect("it has no end"), &ticket, &card).await;
        trying = Trying::to("find a card to answer below");
    }
}

struct Person<'a> {
    slack: &'a Slack,
    facts: &'a Facts,
    user: &'static str,
    agent: AgentId,
}

impl Person<'_> {
    fn card(&self, ticket: &Ticket) -> Option<Message> {
        let about = |text: &str| text.contains(&format!("{} ", ticket.key)) || text.contains(&ticket.mark);
        let mut messages = self.slack.messages(ticket.triage).into_iter();
        messages.find(|message| message.bot_id.is_some() && about(&message.text))
    }

    async fn does(&self, turn: Turn, ticket: &Ticket, card: &Message) {
        match turn {
            Turn::Answer => self.remember(self.says(ticket, card, false)),
            Turn::Note => self.remember(self.says(ticket, card, true)),
            Turn::AnswerWithFile => self.shares(ticket, card),
            Turn::ChangeAnswer => self.changes_their_mind(ticket, card, false),
            Turn::ChangeNote => self.changes_their_mind(ticket, card, true),
            Turn::TakeAnswerBack => {
                let (mut words, ts) = self.says(ticket, card, false);
                self.slack.delete(self.user, ticket.triage, &ts);
                words.taken_back = true;
                self.remember((words, ts));
            }
            Turn::Take => self.uses(ticket, "take", None, What::Assignee(self.agent)).await,
            Turn::Status => {
                let (option, what) = (Some("pending"), What::Status(TicketStatus::Pending));
                self.uses(ticket, "status", option, what).await;
            }
            Turn::Modal(boxes) => self.replies(ticket, boxes).await,
            Turn::React(name) => {
                let what = match name {
                    "eyes" => What::Assignee(self.agent),
                    "rotating_light" => What::Priority(TicketPriority::Urgent),
                    _ => What::Status(TicketStatus::Solved),
                };
                // Held while looking: Slack takes each reaction once from each person, who may be several of us here.
                let mut attempts = locked(&self.facts.attempts);
                let Some(card) = self.card(ticket) else { return };
                let same = card.reactions.iter().filter(|it| it.name == name);
                if !same.flat_map(|it| &it.users).any(|user| user == self.user) {
                    // Whether Slack could tell us of it is seen afterwards, from what it delivered.
                    attempts.push((ticket.clone(), self.agent, what));
                    self.slack.react(self.user, ticket.triage, &card.ts, name);
                }
            }
        }
    }

    fn remember(&self, (words, _): (Words, String)) {
        locked(&self.facts.words).push(words);
    }

    fn says(&self, ticket: &Ticket, card: &Message, note: bool) -> (Words, String) {
        let mark = self.facts.mark();
        let text = format!("{}We look into it, {mark}.", if note { "// " } else { "" });
        let ts = self.slack.say(self.user, ticket.triage, &text, Some(&card.ts));
        (words(ticket, Door::Thread(ts.clone()), mark, note), ts)
    }

    fn changes_their_mind(&self, ticket: &Ticket, card: &Message, note: bool) {
        let (mut words, ts) = self.says(ticket, card, note);
        let changed = self.facts.mark();
        let text = format!("We looked into it, {} {changed}.", words.mark);
        let text = format!("{}{text}", if note { "// " } else { "" });
        self.slack.edit(self.user, ticket.triage, &ts, &text);
        words.changed = Some(changed);
        self.remember((words, ts));
    }

    fn shares(&self, ticket: &Ticket, card: &Message) {
        let mark = self.facts.mark();
        let (name, bytes) = (format!("{mark}.txt"), format!("What {mark} found.\n").into_bytes());
        let text = format!("Here it is, {mark}.");
        let ts = self
            .slack
            .share_file(self.user, ticket.triage, &name, &bytes, &text, Some(&card.ts));
        let mut words = words(ticket, Door::Thread(ts.clone()), mark, false);
        words.file = Some((name, bytes));
        self.remember((words, ts));
    }

    /// Uses a button or menu of the card until Slack says that the app took it. (Slack tries once; then it shows a warning.)
    async fn uses(&self, ticket: &Ticket, action: &str, option: Option<&str>, what: What) {
        let trying = Trying::to(format!("use `{action}` on the card of {}", ticket.key));
        loop {
            locked(&self.facts.attempts).push((ticket.clone(), self.agent, what));
            if self.used(ticket, action, option).await {
                break;
            }
            trying.again().await;
        }
        locked(&self.facts.changes).push(Changed {
            ticket: ticket.clone(),
            what,
            newest: None,
        });
    }

    async fn used(&self, ticket: &Ticket, action: &str, option: Option<&str>) -> bool {
        // The card of this moment: a second one, posted by mistake, goes away again.
        let Some(card) = self.card(ticket) else { return false };
        let used = self.slack.uses(self.user, ticket.triage, &card.ts, action, option);
        used.await.is_ok()
    }

    /// Opens the modal, and sends it until it closes.
    async fn replies(&self, ticket: &Ticket, boxes: &[&str]) {
        let before: Vec<_> = self.slack.open_views().into_iter().map(|view| view.id).collect();
        let trying = Trying::to(format!("open the modal of {}", ticket.key));
        let view = loop {
            self.used(ticket, "reply", None).await;
            let views = self.slack.open_views();
            let mut new = views.into_iter().filter(|view| !before.contains(&view.id));
            if let Some(view) = new.find(|view| view.user == self.user) {
                break view;
            }
            trying.again().await;
        };
        let mark = self.facts.mark();
        let trying = Trying::to(format!("send the modal of {}", ticket.key));
        loop {
            let values = json!({ "text": { "text": format!("In short, {mark}.") }, "options": { "options": boxes } });
            match self.slack.submit_view(self.user, &view.id, values).await {
                Submission::Closed => break,
                Submission::Failed { .. } => trying.again().await,
                other => panic!("the modal neither closed nor failed: {other:?}"),
            }
        }
        let note = boxes.contains(&"note");
        locked(&self.facts.words).push(words(ticket, Door::Modal, mark, note));
        if boxes.contains(&"solve") {
            let what = What::Status(TicketStatus::Solved);
            locked(&self.facts.attempts).push((ticket.clone(), self.agent, what));
            locked(&self.facts.changes).push(Changed {
                ticket: ticket.clone(),
                what,
                newest: None,
            });
        }
    }
}

fn words(ticket: &Ticket, door: Door, mark: String, note: bool) -> Words {
    Words {
        ticket: ticket.clone(),
        door,
        note,
        mark,
        changed: None,
        taken_back: false,
        file: None,
    }
}
