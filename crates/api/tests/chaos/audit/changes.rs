//! A ticket is what its entries made it, step by step; whatever was acknowledged was so then, and every step was told once.

use std::collections::HashMap;

use portico::entity::{ticket, timeline_entry};
use portico_sandbox::{Sandbox, slack::DeliveryKind};
use portico_types::{
    ids::{AgentId, TicketId},
    tickets::{Change, Source, TicketPriority, TicketStatus},
};
use serde_json::Value;

use super::{kept::Kept, times};
use crate::{
    crew::{
        AGENTS,
        facts::{Facts, Newest, Ticket, What, locked},
    },
    fixtures::agent_id,
};

/// What a ticket is at some moment.
struct State {
    status: TicketStatus,
    priority: TicketPriority,
    assignee: Option<String>,
}

/// Returns how many acknowledged changes it looked at.
pub fn check(kept: &Kept, sandbox: &Sandbox, facts: &Facts, faults: &mut Vec<String>) -> usize {
    let rows: HashMap<&str, &ticket::Model> = kept
        .tickets
        .iter()
        .flat_map(|row| {
            super::kept::marks_in(&row.title)
                .into_iter()
                .map(move |mark| (mark, row))
        })
        .collect();
    let posts = posts(kept, faults);
    for ticket in locked(&facts.tickets).iter() {
        if let Some(row) = rows.get(ticket.mark.as_str()) {
            chain(kept, ticket, row, faults);
            told(kept, ticket, row, &posts, faults);
            on_cards(kept, ticket, row, faults);
        }
    }
    let changes = locked(&facts.changes);
    for changed in changes.iter() {
        let Some(row) = rows.get(changed.ticket.mark.as_str()) else {
            continue;
        };
        let so = match changed.newest {
            Some(newest) => at(kept, row.id, seq(kept, row.id, newest)).is(changed.what),
            None => ever(kept, row.id, changed.what),
        };
        if !so {
            let key = &changed.ticket.key;
            faults.push(format!(
                "{key}: {:?}, acknowledged at {:?}, is not so",
                changed.what, changed.newest
            ));
        }
    }
    let reactions = reactions(kept, sandbox, &rows, faults);
    no_more_than_tried(kept, &rows, facts, faults);
    changes.len() + reactions
}

impl State {
    fn is(&self, what: What) -> bool {
        match what {
            What::Status(status) => self.status == status,
            What::Priority(priority) => self.priority == priority,
            What::Assignee(id) => self.assignee.as_deref() == Some(name_of(id)),
        }
    }
}

fn name_of(id: AgentId) -> &'static str {
    let agent = AGENTS.iter().find(|(email, ..)| agent_id(email) == id);
    agent.expect("an agent of the fixtures").1
}

fn entries(kept: &Kept, id: TicketId) -> impl Iterator<Item = (&timeline_entry::Model, Change)> {
    let entries = kept.entries.get(&id).into_iter().flatten();
    entries.map(|it| (it, serde_json::from_value(it.what.clone()).expect("a change")))
}

/// Of an entry; 0 if it is not there.
fn seq(kept: &Kept, id: TicketId, newest: Newest) -> i64 {
    let number = match newest {
        Newest::Seq(seq) => return seq,
        Newest::PublicSeq(number) => Some(number),
    };
    let said = kept.messages.iter().filter(|it| it.ticket_id == id);
    let said = said.map(|it| (it.seq, it.public_seq));
    let changed = entries(kept, id).map(|(entry, _)| (entry.seq, entry.public_seq));
    let found = said.chain(changed).find(|(_, public_seq)| *public_seq == number);
    found.map_or(0, |(seq, _)| seq)
}

/// What a ticket was when `seq` was its newest entry.
fn at(kept: &Kept, id: TicketId, seq: i64) -> State {
    let mut state = State {
        status: TicketStatus::Open,
        priority: TicketPriority::Normal,
        assignee: None,
    };
    for (_, change) in entries(kept, id).filter(|(entry, _)| entry.seq <= seq) {
        match change {
            Change::Status { to, .. } => state.status = to,
            Change::Priority { to, .. } => state.priority = to,
            Change::Assignee { to, .. } => state.assignee = to,
            Change::Created | Change::Title { .. } | Change::Follower { .. } | Change::Answers { .. } => {}
        }
    }
    state
}

fn ever(kept: &Kept, id: TicketId, what: What) -> bool {
    entries(kept, id).any(|(_, change)| makes(&change, what))
}

fn makes(change: &Change, what: What) -> bool {
    match (change, what) {
        (Change::Status { to, .. }, What::Status(status)) => *to == status,
        (Change::Priority { to, .. }, What::Priority(priority)) => *to == priority,
        (Change::Assignee { to, .. }, What::Assignee(id)) => to.as_deref() == Some(name_of(id)),
        _ => false,
    }
}

/// Each step begins where the one before ended, the last one at what the ticket is; and no number is missing between messages and entries,
/// nor between those that customers see.
fn chain(kept: &Kept, ticket: &Ticket, row: &ticket::Model, faults: &mut Vec<String>) {
    for (entry, change) in entries(kept, row.id) {
        let before = at(kept, row.id, entry.seq - 1);
        let fits = match &change {
            Change::Status { from, .. } => *from == before.status,
            Change::Priority { from, .. } => *from == before.priority,
            Change::Assignee { from, .. } => *from == before.assignee,
            Change::Created | Change::Title { .. } | Change::Follower { .. } | Change::Answers { .. } => true,
        };
        if !fits {
            faults.push(format!(
                "{}: entry {} does not follow: {change:?}",
                ticket.key, entry.seq
            ));
        }
    }
    let last = at(kept, row.id, i64::MAX);
    let assigned = row.assignee_id.map(name_of);
    if (row.status, row.priority, assigned) != (last.status, last.priority, last.assignee.as_deref()) {
        faults.push(format!(
            "{} is {:?}, {:?}, {assigned:?}; its entries say otherwise",
            ticket.key, row.status, row.priority
        ));
    }
    let said = kept.messages.iter().filter(|it| it.ticket_id == row.id);
    let said = said.map(|it| (it.seq, it.public_seq));
    let changed = entries(kept, row.id).map(|(entry, _)| (entry.seq, entry.public_seq));
    let mut seqs: Vec<_> = said.chain(changed).collect();
    seqs.sort_unstable();
    let all = seqs.iter().map(|it| it.0).eq(1..=row.last_seq);
    if !all || !seqs.iter().filter_map(|it| it.1).eq(1..=row.last_public_seq) {
        faults.push(format!(
            "{}: entries up to {}, {} of them public, are numbered {seqs:?}",
            ticket.key, row.last_seq, row.last_public_seq
        ));
    }
}

/// How many posts readers see of each thing we told Slack's channels, by channel and id. Nothing is told twice.
fn posts<'a>(kept: &'a Kept, faults: &mut Vec<String>) -> HashMap<(&'a str, &'a str), usize> {
    let mut posts = HashMap::new();
    for post in kept.seen.iter().filter(|it| it.is_ours() && !it.deleted) {
        if let Some(id) = post.id() {
            *posts.entry((post.channel.as_str(), id)).or_default() += 1;
        }
    }
    for ((channel, id), count) in &posts {
        times(faults, channel, id, (1, *count));
    }
    posts
}

/// Every change stands in triage, and those of the status before the customer.
fn told(
    kept: &Kept,
    ticket: &Ticket,
    row: &ticket::Model,
    posts: &HashMap<(&str, &str), usize>,
    faults: &mut Vec<String>,
) {
    for (entry, change) in entries(kept, row.id) {
        if matches!(change, Change::Created) {
            continue; // That is the card.
        }
        let id = format!("{}:change:{}", row.id, entry.seq);
        let told = |channel| posts.get(&(channel, id.as_str())).copied().unwrap_or_default();
        let public = usize::from(matches!(change, Change::Status { .. }));
        for (channel, expected) in [(ticket.triage, 1), (ticket.customers, public)] {
            let what = format!("{} in {channel}: {change:?}", ticket.key);
            times(faults, &what, &id, (expected, told(channel)));
        }
    }
}

/// The cards show what the ticket is now.
fn on_cards(kept: &Kept, ticket: &Ticket, row: &ticket::Model, faults: &mut Vec<String>) {
    let card = |channel| kept.shown(&ticket.mark, channel).find(|it| !it.is_reply());
    let assigned = row.assignee_id.map_or("nobody yet", name_of);
    let (status, priority) = (row.status.label(), row.priority.label());
    for (channel, shown) in [
        (ticket.triage, vec![status, priority, assigned]),
        (ticket.customers, vec![status]),
    ] {
        let Some(card) = card(channel) else { continue };
        // What can be chosen is no news: before the buttons.
        let said = card.content.split("\"type\":\"actions\"").next().unwrap_or_default();
        for part in shown.into_iter().filter(|part| !said.contains(part)) {
            faults.push(format!("{}'s card in {channel} does not say {part}", ticket.key));
        }
    }
}

/// A reaction of which Slack was told that we have heard of it did what it does. Returns how many there were.
fn reactions(kept: &Kept, sandbox: &Sandbox, rows: &HashMap<&str, &ticket::Model>, faults: &mut Vec<String>) -> usize {
    let mut count = 0;
    let deliveries = sandbox.slack().deliveries().into_iter();
    for delivery in deliveries.filter(|it| it.kind == DeliveryKind::Event && it.failure.is_none()) {
        if !delivery.body.contains("reaction_added") {
            continue;
        }
        let body: Value = serde_json::from_str(&delivery.body).expect("JSON");
        let event = &body["event"];
        let Some((email, ..)) = AGENTS.iter().find(|(.., user)| event["user"] == *user) else {
            continue;
        };
        let what = match event["reaction"].as_str() {
            Some("eyes") => What::Assignee(agent_id(email)),
            Some("rotating_light") => What::Priority(TicketPriority::Urgent),
            Some("white_check_mark") => What::Status(TicketStatus::Solved),
            _ => continue,
        };
        let (channel, ts) = (&event["item"]["channel"], &event["item"]["ts"]);
        let card = kept.seen.iter().find(|it| *ts == it.ts && *channel == it.channel);
        let row = card.and_then(|it| rows.get(super::kept::mark_of(&it.content)?));
        count += 1;
        if !row.is_some_and(|row| ever(kept, row.id, what)) {
            faults.push(format!("a reaction was heard and did nothing: {event}"));
        }
    }
    count
}

/// What was done once in Slack is done once.
fn no_more_than_tried(kept: &Kept, rows: &HashMap<&str, &ticket::Model>, facts: &Facts, faults: &mut Vec<String>) {
    let mut tried: HashMap<(TicketId, AgentId, String), (What, usize)> = HashMap::new();
    for (ticket, agent, what) in locked(&facts.attempts).iter() {
        if let Some(row) = rows.get(ticket.mark.as_str()) {
            tried
                .entry((row.id, *agent, format!("{what:?}")))
                .or_insert((*what, 0))
                .1 += 1;
        }
    }
    for ((ticket, agent, _), (what, tried)) in tried {
        let by = |entry: &timeline_entry::Model| entry.source == Source::Slack && entry.actor_id == Some(agent.0);
        let done = entries(kept, ticket)
            .filter(|(entry, change)| by(entry) && makes(change, what))
            .count();
        if done > tried {
            faults.push(format!(
                "{what:?} of {ticket} by {} was tried {tried} times and done {done} times",
                name_of(agent)
            ));
        }
    }
}
