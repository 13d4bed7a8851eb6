//! Agents on the console.

use std::sync::Arc;

use portico_types::tickets::{TicketPriority, TicketStatus};
use rand::seq::IndexedRandom;
use reqwest::{Method, StatusCode};
use sea_orm::DatabaseConnection;
use serde_json::{Value, json};

use super::{
    browser::Browser,
    facts::{Changed, Door, Facts, Newest, Ticket, What, Words, locked},
    patience::Trying,
};
use crate::{fixtures::agent_id, sessions::Whose};

/// Agents of the fixtures: address, name, Slack user.
pub const AGENTS: [(&str, &str, &str); 3] = [
    ("ana@acme.example", "Ana Lima", "U0ANA"),
    ("ben@acme.example", "Ben Okafor", "U0BEN"),
    ("chloe@acme.example", "Chloe Martin", "U0CHLOE"),
];

#[derive(Clone, Copy)]
enum Turn {
    Note,
    NoteWithFile,
    ChangeNote,
    TakeNoteBack,
    Answer,
    AnswerWithFile,
    ChangeAnswer,
    TakeAnswerBack,
    Status(TicketStatus),
    Priority(TicketPriority),
    Assign,
}

/// What an agent does, by turns.
const TURNS: [Turn; 15] = [
    Turn::Note,
    Turn::Status(TicketStatus::Pending),
    Turn::Answer,
    Turn::Assign,
    Turn::ChangeNote,
    Turn::Priority(TicketPriority::High),
    Turn::NoteWithFile,
    Turn::Status(TicketStatus::OnHold),
    Turn::ChangeAnswer,
    Turn::AnswerWithFile,
    Turn::TakeNoteBack,
    Turn::Status(TicketStatus::InProgress),
    Turn::TakeAnswerBack,
    Turn::Note,
    Turn::Priority(TicketPriority::Low),
];

/// An agent with a browser.
pub struct Colleague {
    facts: Arc<Facts>,
    browser: Browser,
    number: usize,
}

impl Colleague {
    pub fn new(facts: Arc<Facts>, db: DatabaseConnection, ports: Vec<u16>, number: usize) -> Self {
        let who = Whose::Agent(agent_id(AGENTS[number % AGENTS.len()].0));
        Self {
            facts,
            browser: Browser::new(db, ports, who, 2000 + number),
            number,
        }
    }

    /// Goes on until `enough` writes of everybody are acknowledged.
    pub async fn write(mut self, enough: usize) {
        let mut turns = TURNS.iter().cycle().skip(self.number * 5);
        let mut trying = Trying::to("find a ticket");
        while self.facts.acknowledged() < enough {
            let ticket = locked(&self.facts.tickets).choose(&mut self.browser.dice).cloned();
            let Some(ticket) = ticket else {
                trying.again().await;
                continue;
            };
            trying = Trying::to("find a ticket");
            match turns.next().expect("it has no end") {
                Turn::Note => self.says(&ticket, true, false).await,
                Turn::NoteWithFile => self.says(&ticket, true, true).await,
                Turn::Answer => self.says(&ticket, false, false).await,
                Turn::AnswerWithFile => self.says(&ticket, false, true).await,
                Turn::ChangeNote => self.changes_their_mind(&ticket, true).await,
                Turn::ChangeAnswer => self.changes_their_mind(&ticket, false).await,
                Turn::TakeNoteBack => self.take_back(&ticket, true).await,
                Turn::TakeAnswerBack => self.take_back(&ticket, false).await,
                Turn::Status(to) => self.set(&ticket, What::Status(*to), json!({ "status": to })).await,
                Turn::Priority(to) => self.set(&ticket, What::Priority(*to), json!({ "priority": to })).await,
                Turn::Assign => {
                    let to = agent_id(AGENTS.choose(&mut self.browser.dice).expect("somebody").0);
                    let body = json!({ "assignee": { "agent_id": to } });
                    self.set(&ticket, What::Assignee(to), body).await;
                }
            }
        }
    }

    async fn says(&mut self, ticket: &Ticket, note: bool, with_file: bool) {
        let (words, _) = self.said(ticket, note, with_file).await;
        locked(&self.facts.words).push(words);
    }

    /// Returns what was said, and the path it is at.
    async fn said(&mut self, ticket: &Ticket, note: bool, with_file: bool) -> (Words, String) {
        let mark = self.facts.mark();
        let visibility = if note { "internal" } else { "public" };
        let mut body = json!({ "visibility": visibility, "body": format!("From here, {mark}.") });
        let mut file = None;
        if with_file {
            let (name, bytes) = (format!("{mark}.txt"), format!("What {mark} shows.\n").into_bytes());
            body["attachments"] = json!([self.browser.upload(&name, &bytes).await]);
            file = Some((name, bytes));
        }
        let path = format!("/tickets/{}/messages", ticket.key);
        let said = self.browser.create(&path, &body).await;
        let words = Words {
            ticket: ticket.clone(),
            door: Door::Console,
            note,
            mark,
            changed: None,
            taken_back: false,
            file,
        };
        (words, format!("{path}/{}", said["id"].as_str().expect("an id")))
    }

    async fn changes_their_mind(&mut self, ticket: &Ticket, note: bool) {
        let (mut words, path) = self.said(ticket, note, false).await;
        let changed = self.facts.mark();
        let body = json!({ "body": format!("From there, {} {changed}.", words.mark) });
        let done = [StatusCode::OK];
        self.browser.change(Method::PATCH, &path, Some(&body), &done).await;
        words.changed = Some(changed);
        locked(&self.facts.words).push(words);
    }

    async fn take_back(&mut self, ticket: &Ticket, note: bool) {
        let (mut words, path) = self.said(ticket, note, false).await;
        // 404: an earlier try did it.
        let done = [StatusCode::NO_CONTENT, StatusCode::NOT_FOUND];
        self.browser.change(Method::DELETE, &path, None, &done).await;
        words.taken_back = true;
        locked(&self.facts.words).push(words);
    }

    async fn set(&mut self, ticket: &Ticket, what: What, body: Value) {
        let path = format!("/tickets/{}", ticket.key);
        let done = [StatusCode::OK];
        let (_, page) = self.browser.change(Method::PATCH, &path, Some(&body), &done).await;
        locked(&self.facts.changes).push(Changed {
            ticket: ticket.clone(),
            what,
            newest: page["last_seq"].as_i64().map(Newest::Seq),
        });
    }
}
