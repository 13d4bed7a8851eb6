//! In every thread our posts stand in the order in which what they tell was committed.

use std::collections::{BTreeMap, HashMap};

use super::kept::Kept;
use crate::crew::facts::Ticket;

pub fn check(kept: &Kept, tickets: &[Ticket], faults: &mut Vec<String>) {
    let seqs: HashMap<String, i64> = kept.messages.iter().map(|it| (it.id.to_string(), it.seq)).collect();
    // `<message>:<part>` and `<ticket>:change:<seq>`.
    let seq_of = |id: &str| match id.split_once(":change:") {
        Some((_, seq)) => seq.parse().ok(),
        None => seqs.get(id.split(':').next()?).copied(),
    };
    let mut threads: HashMap<(&str, &str), BTreeMap<&str, i64>> = HashMap::new();
    for post in kept.seen.iter().filter(|it| it.is_ours() && !it.deleted) {
        if let (Some(thread), Some(seq)) = (&post.thread_ts, post.id().and_then(seq_of)) {
            let thread = threads.entry((&post.channel, thread)).or_default();
            thread.insert(&post.ts, seq);
        }
    }
    for ticket in tickets {
        for channel in [ticket.triage, ticket.customers] {
            let card = kept.shown(&ticket.mark, channel).find(|it| !it.is_reply());
            let posts = card.and_then(|card| threads.get(&(channel, card.ts.as_str())));
            let seqs: Vec<_> = posts.into_iter().flat_map(BTreeMap::values).collect();
            if !seqs.is_sorted() {
                faults.push(format!("{} in {channel} out of order: {seqs:?}", ticket.key));
            }
        }
    }
}
