//! Afterwards: is every fact where it belongs, once, in order?

use std::collections::{BTreeMap, HashMap, HashSet};

use portico::entity::{JobState, job, message, ticket};
use portico_sandbox::{Sandbox, slack::Message};
use portico_types::tickets::Source;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};

use crate::crew::{Facts, Ticket, locked};

const OURS: &str = "B0PORTICO";

/// What came out.
#[derive(Default)]
pub struct Found {
    /// What was counted, to be read.
    pub figures: String,
    /// Everything that is not as it must be.
    pub faults: Vec<String>,
}

pub async fn audit(db: &DatabaseConnection, sandbox: &Sandbox, facts: &Facts) -> Found {
    let mut faults = Vec::new();
    let dead = job::Entity::find()
        .filter(job::Column::State.eq(JobState::Dead))
        .all(db)
        .await
        .expect("jobs");
    for job in &dead {
        faults.push(format!("set aside: {} {:?}", job.kind, job.last_error));
    }
    let tickets = ticket::Entity::find().all(db).await.expect("tickets");
    let messages = message::Entity::find()
        .order_by_asc(message::Column::Seq)
        .all(db)
        .await
        .expect("messages");
    let channels: HashMap<&str, Vec<Seen>> = ["C0TRIAGE", "C0PRIORITY", "C0GLOBEX", "C0INITECH"]
        .into_iter()
        .map(|channel| {
            (
                channel,
                sandbox
                    .slack()
                    .all_messages(channel)
                    .into_iter()
                    .map(Seen::from)
                    .collect(),
            )
        })
        .collect();
    let kept = Kept {
        tickets: &tickets,
        messages: &messages,
        channels: &channels,
    };

    let (filed, replies, said) = (
        locked(&facts.tickets).clone(),
        locked(&facts.replies).clone(),
        locked(&facts.said).clone(),
    );
    for ticket in &filed {
        kept.ticket(ticket, &mut faults);
    }
    let by_key: HashMap<_, _> = filed.iter().map(|ticket| (ticket.key.as_str(), ticket)).collect();
    for (mark, key) in &replies {
        once(&mut faults, "reply in the database", mark, kept.stored(mark).count());
        let ticket = by_key[key.as_str()];
        for channel in [ticket.triage, ticket.customers] {
            once(&mut faults, channel, mark, kept.shown(channel, mark).count());
        }
    }
    let mut changed = 0;
    for said in &said {
        changed += usize::from(said.changed.is_some()) + usize::from(said.taken_back);
        kept.said(said, &mut faults);
    }
    kept.strangers(&filed, &replies, &said, &mut faults);
    kept.in_order(&filed, &mut faults);
    let posts: usize = channels.values().flatten().filter(|message| ours(message)).count();
    let doubled = mails(sandbox, &said, &mut faults);
    Found {
        figures: format!(
            "{} acknowledged writes, {} messages in Slack with {changed} changes; {posts} posts of ours; {} faults found; {doubled} mails came twice \
             with the same Message-ID",
            filed.len() + replies.len(),
            said.len(),
            faults.len()
        ),
        faults,
    }
}

/// A message with everything that is written in it, put together once.
struct Seen {
    message: Message,
    content: String,
}

impl From<Message> for Seen {
    fn from(message: Message) -> Self {
        let blocks = serde_json::to_string(&message.blocks).unwrap_or_default();
        let content = format!("{} {blocks}", message.text);
        Self { message, content }
    }
}

impl std::ops::Deref for Seen {
    type Target = Message;

    fn deref(&self) -> &Message {
        &self.message
    }
}

struct Kept<'a> {
    tickets: &'a [ticket::Model],
    messages: &'a [message::Model],
    channels: &'a HashMap<&'a str, Vec<Seen>>,
}

impl<'a> Kept<'a> {
    fn stored(&self, mark: &'a str) -> impl Iterator<Item = &'a message::Model> {
        self.messages.iter().filter(move |message| message.body.contains(mark))
    }

    /// Posts of ours in a channel's threads.
    fn shown(&self, channel: &str, mark: &'a str) -> impl Iterator<Item = &'a Seen> {
        let messages = self.channels[channel].iter();
        messages.filter(move |message| {
            ours(message) && message.is_reply() && !message.deleted && message.content.contains(mark)
        })
    }

    fn ticket(&self, ticket: &'a Ticket, faults: &mut Vec<String>) {
        let rows = self
            .tickets
            .iter()
            .filter(|row| row.title.contains(&ticket.mark))
            .count();
        once(faults, "ticket in the database", &ticket.mark, rows);
        for channel in [ticket.triage, ticket.customers] {
            let cards = self.channels[channel]
                .iter()
                .filter(|it| !it.is_reply() && !it.deleted && it.content.contains(&ticket.mark));
            once(faults, &format!("card in {channel}"), &ticket.mark, cards.count());
        }
    }

    /// What an agent said in triage is in the database and in the customer's channel as it stands now, or in neither when it was taken back.
    fn said(&self, said: &'a crate::crew::Said, faults: &mut Vec<String>) {
        // In every version of it: twice in different versions is twice, and what was taken back leaves none.
        let marks = [Some(&said.mark), said.changed.as_ref()];
        for mark in marks.into_iter().flatten() {
            let stored = self.stored(mark).filter(|it| it.deleted_at.is_none()).count();
            let shown = self.shown(said.ticket.customers, mark).count();
            if said.taken_back {
                none(faults, "taken back, in the database", mark, stored);
                none(faults, "taken back, in the customer's channel", mark, shown);
            } else {
                once(faults, "answer in the database", mark, stored);
                once(faults, "answer in the customer's channel", mark, shown);
            }
        }
        none(
            faults,
            "echo in triage",
            &said.mark,
            self.shown(said.channel, &said.mark).count(),
        );
    }

    /// Nothing is there that nobody wrote, nor twice what was never acknowledged.
    fn strangers(
        &self,
        filed: &[Ticket],
        replies: &[(String, String)],
        said: &[crate::crew::Said],
        faults: &mut Vec<String>,
    ) {
        let expected = filed.len() + replies.len();
        let from_portal = self.messages.iter().filter(|it| it.source == Source::Portal).count();
        if from_portal != expected {
            faults.push(format!(
                "{from_portal} messages from the portal, {expected} acknowledged"
            ));
        }
        let posts: HashSet<&str> = said.iter().map(|it| it.mark.as_str()).collect();
        let from_slack = self.messages.iter().filter(|it| it.source == Source::Slack).count();
        if from_slack > posts.len() {
            faults.push(format!(
                "{from_slack} messages from Slack, {} written there",
                posts.len()
            ));
        }
    }

    /// In every thread our posts stand in the order in which their messages were committed.
    fn in_order(&self, filed: &[Ticket], faults: &mut Vec<String>) {
        for ticket in filed {
            let Some(row) = self.tickets.iter().find(|row| row.title.contains(&ticket.mark)) else {
                continue;
            };
            let of_ticket: Vec<_> = self.messages.iter().filter(|it| it.ticket_id == row.id).collect();
            for channel in [ticket.triage, ticket.customers] {
                let card = self.channels[channel]
                    .iter()
                    .find(|it| !it.is_reply() && it.content.contains(&ticket.mark));
                let Some(card) = card else { continue };
                let posts = self.channels[channel]
                    .iter()
                    .filter(|it| it.thread_ts.as_deref() == Some(&card.ts) && it.is_reply());
                let mut seqs = BTreeMap::new();
                for post in posts.filter(|it| ours(it)) {
                    let message = of_ticket
                        .iter()
                        .find(|it| mark_of(&it.body).is_some_and(|mark| post.content.contains(mark)));
                    if let Some(message) = message {
                        seqs.insert(post.ts.clone(), message.seq);
                    }
                }
                let seqs: Vec<_> = seqs.into_values().collect();
                if !seqs.is_sorted() {
                    faults.push(format!("{} in {channel} out of order: {seqs:?}", ticket.key));
                }
            }
        }
    }
}

/// Every answer reached its customer by mail. Returns how many mails came again: SMTP cannot tell whether one that was cut off was taken.
fn mails(sandbox: &Sandbox, said: &[crate::crew::Said], faults: &mut Vec<String>) -> usize {
    let mails = sandbox.mails();
    for said in said.iter().filter(|it| !it.taken_back) {
        if !mails.iter().any(|mail| mail.text.contains(&said.mark)) {
            faults.push(format!("no mail about {}", said.mark));
        }
    }
    let distinct: HashSet<_> = mails.iter().map(|mail| (&mail.message_id, &mail.to)).collect();
    mails.len() - distinct.len()
}

fn mark_of(body: &str) -> Option<&str> {
    let start = body.find("mark")?;
    body.get(start..start + "mark000000k".len())
}

fn ours(message: &Message) -> bool {
    message.bot_id.as_deref() == Some(OURS)
}

fn once(faults: &mut Vec<String>, what: &str, mark: &str, count: usize) {
    if count != 1 {
        faults.push(format!("{what}: {mark} is there {count} times"));
    }
}

fn none(faults: &mut Vec<String>, what: &str, mark: &str, count: usize) {
    if count != 0 {
        faults.push(format!("{what}: {mark} is there {count} times"));
    }
}
