//! Afterwards: is every fact where it belongs, once, in order, and nowhere else?

mod changes;
mod evidence;
mod kept;
mod mails;
mod newcomers;
mod order;
mod words;

use portico::entity::{JobState, job, received_event};
use portico_sandbox::Sandbox;
use portico_types::tickets::Source;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};

use crate::crew::facts::{Door, Facts, Words, locked};

use kept::Kept;

/// What came out.
#[derive(Default)]
pub struct Found {
    /// What was counted, to be read.
    pub figures: String,
    /// Everything that is not as it must be.
    pub faults: Vec<String>,
    /// What is known of the messages that the first of them are about.
    pub evidence: Vec<String>,
}

pub async fn audit(db: &DatabaseConnection, sandbox: &Sandbox, facts: &Facts) -> Found {
    let mut faults = Vec::new();
    let dead = job::Entity::find().filter(job::Column::State.eq(JobState::Dead));
    for job in dead.all(db).await.expect("jobs") {
        faults.push(format!("set aside: {} {:?}", job.kind, job.last_error));
    }
    let waiting = received_event::Entity::find().filter(received_event::Column::AppliedAt.is_null());
    for event in waiting.all(db).await.expect("events") {
        faults.push(format!("heard and never applied: {}", event.external_id));
    }
    let kept = Kept::read(db, sandbox).await;
    let tickets = locked(&facts.tickets).clone();
    let words = locked(&facts.words).clone();

    for ticket in &tickets {
        let rows = kept.tickets.iter().filter(|row| row.title.contains(&ticket.mark));
        once(&mut faults, "ticket in the database", &ticket.mark, rows.count());
        for channel in [ticket.triage, ticket.customers] {
            let cards = kept.shown(&ticket.mark, channel).filter(|it| !it.is_reply());
            once(&mut faults, &format!("card in {channel}"), &ticket.mark, cards.count());
        }
    }
    for words in &words {
        words::check(&kept, words, &mut faults);
    }
    strangers(&kept, tickets.len(), &words, &mut faults);
    order::check(&kept, &tickets, &mut faults);
    let changes = changes::check(&kept, sandbox, facts, &mut faults);
    let twice = mails::check(&kept, &words, &mut faults);
    let newcomers = locked(&facts.newcomers).clone();
    newcomers::check(db, sandbox, &newcomers, &mut faults).await;
    let evidence = evidence::of(db, &kept, &words, &faults).await;
    Found {
        figures: format!(
            "{} acknowledged writes, {} of them messages and notes; {} messages and deeds in Slack; {changes} changes of tickets; {} posts of \
             ours; {} faults found; {twice} mails came twice with the same Message-ID",
            facts.acknowledged(),
            words.iter().filter(|it| it.door.is_ours()).count(),
            facts.in_slack(),
            kept.seen.iter().filter(|it| it.is_ours()).count(),
            faults.len()
        ),
        faults,
        evidence,
    }
}

/// Nothing is there that nobody wrote, nor twice what was never acknowledged.
fn strangers(kept: &Kept, tickets: usize, words: &[Words], faults: &mut Vec<String>) {
    let stored = |source| kept.messages.iter().filter(|it| it.source == source).count();
    let said = |door: &Door| words.iter().filter(|it| it.door == *door).count();
    for (source, expected) in [
        (Source::Portal, tickets + said(&Door::Portal)),
        (Source::Console, said(&Door::Console)),
    ] {
        let stored = stored(source);
        if stored != expected {
            faults.push(format!("{stored} messages from {source:?}, {expected} acknowledged"));
        }
    }
    let (stored, written) = (
        stored(Source::Slack),
        words.iter().filter(|it| !it.door.is_ours()).count(),
    );
    if stored > written {
        faults.push(format!("{stored} messages from Slack, {written} written there"));
    }
}

fn once(faults: &mut Vec<String>, what: &str, mark: &str, count: usize) {
    times(faults, what, mark, (1, count));
}

fn times(faults: &mut Vec<String>, what: &str, mark: &str, (expected, count): (usize, usize)) {
    if count != expected {
        faults.push(format!("{what}: {mark} is there {count} times, not {expected}"));
    }
}
