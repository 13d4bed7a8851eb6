//! Contacts on the portal.

use std::sync::Arc;

use portico_sandbox::Sandbox;
use portico_types::tickets::TicketStatus;
use rand::seq::IndexedRandom;
use reqwest::{Method, StatusCode};
use sea_orm::DatabaseConnection;
use serde_json::json;

use super::{
    browser::Browser,
    facts::{Changed, Door, Facts, Newest, Ticket, What, Words, locked},
    newcomers::Newcomers,
};
use crate::{
    fixtures::{contact_id, field_id, form_id},
    sessions::Whose,
};

/// Contacts of the fixtures with the channels their tickets go to.
pub const CONTACTS: [(&str, &str, &str); 5] = [
    ("maria@globex.example", "C0TRIAGE", "C0GLOBEX"),
    ("tom@globex.example", "C0TRIAGE", "C0GLOBEX"),
    ("priya@initech.example", "C0PRIORITY", "C0INITECH"),
    ("sam@initech.example", "C0PRIORITY", "C0INITECH"),
    ("ines@initech.example", "C0PRIORITY", "C0INITECH"),
];

#[derive(Clone, Copy)]
enum Turn {
    File,
    Reply,
    ReplyWithFile,
    Change,
    TakeBack,
    TakeFileBack,
    Solve,
    Reopen,
    Newcomer,
}

/// What a contact does, by turns.
const TURNS: [Turn; 13] = [
    Turn::File,
    Turn::Reply,
    Turn::Change,
    Turn::ReplyWithFile,
    Turn::Solve,
    Turn::Reopen,
    Turn::TakeBack,
    Turn::Newcomer,
    Turn::Reply,
    Turn::File,
    Turn::Solve,
    Turn::Reply,
    Turn::TakeFileBack,
];

/// A contact with a browser.
pub struct Writer {
    facts: Arc<Facts>,
    browser: Browser,
    newcomers: Newcomers,
    who: (&'static str, &'static str, &'static str),
    /// Their tickets.
    own: Vec<Ticket>,
    /// Where in the turns they begin.
    first: usize,
}

impl Writer {
    pub fn new(
        facts: Arc<Facts>,
        sandbox: Arc<Sandbox>,
        db: DatabaseConnection,
        ports: Vec<u16>,
        number: usize,
    ) -> Self {
        let who = CONTACTS[number % CONTACTS.len()];
        Self {
            newcomers: Newcomers::new(facts.clone(), sandbox, ports.clone(), who.0, number),
            facts,
            browser: Browser::new(db, ports, Whose::Contact(contact_id(who.0)), number),
            who,
            own: Vec::new(),
            first: number * 2,
        }
    }

    /// Goes on until `enough` writes of everybody are acknowledged.
    pub async fn write(mut self, enough: usize) {
        for turn in TURNS.iter().cycle().skip(self.first) {
            if self.facts.acknowledged() >= enough {
                break;
            }
            if self.own.is_empty() {
                self.file().await;
            }
            let ticket = self.own.choose(&mut self.browser.dice).expect("one").clone();
            match turn {
                Turn::File => self.file().await,
                Turn::Reply => {
                    let (words, _) = self.reply(&ticket, false).await;
                    locked(&self.facts.words).push(words);
                }
                Turn::ReplyWithFile => {
                    let (words, _) = self.reply(&ticket, true).await;
                    locked(&self.facts.words).push(words);
                }
                Turn::Change => self.changes_their_mind(&ticket).await,
                Turn::TakeBack => self.take_back(&ticket, false).await,
                Turn::TakeFileBack => self.take_back(&ticket, true).await,
                Turn::Solve => self.set(&ticket, "solve", TicketStatus::Solved).await,
                Turn::Reopen => self.set(&ticket, "reopen", TicketStatus::Open).await,
                Turn::Newcomer => self.newcomers.one_more().await,
            }
        }
    }

    async fn file(&mut self) {
        let mark = self.facts.mark();
        let body = json!({
            "form_id": form_id(), "answers": { field_id("area").to_string(): "Reports" },
            "title": format!("About {mark}"), "description": "It **stops**.", "priority": "normal",
        });
        let filed = self.browser.create("/tickets", &body).await;
        let key = filed["key"].as_str().expect("a key").to_owned();
        let (_, triage, customers) = self.who;
        self.own.push(Ticket {
            key,
            mark,
            triage,
            customers,
        });
        locked(&self.facts.tickets).extend(self.own.last().cloned());
    }

    /// Returns what was said, and the path it is at.
    async fn reply(&mut self, ticket: &Ticket, with_file: bool) -> (Words, String) {
        let mark = self.facts.mark();
        let mut body = json!({ "body": format!("Still so, {mark}.") });
        let mut file = None;
        if with_file {
            let (name, bytes) = (format!("{mark}.txt"), format!("What {mark} is about.\n").into_bytes());
            body["attachments"] = json!([self.browser.upload(&name, &bytes).await]);
            file = Some((name, bytes));
        }
        let path = format!("/tickets/{}/messages", ticket.key);
        let said = self.browser.create(&path, &body).await;
        let words = Words {
            ticket: ticket.clone(),
            door: Door::Portal,
            note: false,
            mark,
            changed: None,
            taken_back: false,
            file,
        };
        (words, format!("{path}/{}", said["id"].as_str().expect("an id")))
    }

    async fn changes_their_mind(&mut self, ticket: &Ticket) {
        let (mut words, path) = self.reply(ticket, false).await;
        let changed = self.facts.mark();
        let body = json!({ "body": format!("No longer so, {} {changed}.", words.mark) });
        let done = [StatusCode::OK];
        self.browser.change(Method::PATCH, &path, Some(&body), &done).await;
        words.changed = Some(changed);
        locked(&self.facts.words).push(words);
    }

    async fn take_back(&mut self, ticket: &Ticket, with_file: bool) {
        let (mut words, path) = self.reply(ticket, with_file).await;
        // 404: an earlier try did it.
        let done = [StatusCode::NO_CONTENT, StatusCode::NOT_FOUND];
        self.browser.change(Method::DELETE, &path, None, &done).await;
        words.taken_back = true;
        locked(&self.facts.words).push(words);
    }

    async fn set(&mut self, ticket: &Ticket, how: &str, status: TicketStatus) {
        let path = format!("/tickets/{}/{how}", ticket.key);
        // 409: it is not solved.
        let done = [StatusCode::OK, StatusCode::CONFLICT];
        let (answer, page) = self.browser.change(Method::POST, &path, None, &done).await;
        if answer == StatusCode::OK {
            locked(&self.facts.changes).push(Changed {
                ticket: ticket.clone(),
                what: What::Status(status),
                newest: page["last_seq"].as_i64().map(Newest::PublicSeq),
            });
        }
    }
}
