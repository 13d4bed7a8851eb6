//! Every answer reached its customer by mail, under one `Message-ID`; no note did.

use std::collections::{HashMap, HashSet};

use super::kept::{Kept, mark_of, marks_in};
use crate::crew::facts::{Door, Words};

/// Returns how many mails came again: SMTP cannot tell whether one that was cut off was taken.
pub fn check(kept: &Kept, words: &[Words], faults: &mut Vec<String>) -> usize {
    let notes: HashSet<_> = words.iter().filter(|it| it.note).flat_map(Words::marks).collect();
    let mut answers: HashMap<(&str, &[String]), HashSet<&str>> = HashMap::new();
    let mut recipients: HashMap<&str, HashSet<&[String]>> = HashMap::new();
    for mail in &kept.mails {
        let said = [&mail.subject, &mail.text, &mail.html];
        let leaked = said.into_iter().flat_map(|text| marks_in(text));
        for mark in leaked.filter(|mark| notes.contains(mark)) {
            faults.push(format!("a mail to {:?} says the note {mark}", mail.to));
        }
        // The new message comes behind the title, before all earlier ones.
        let new = mail.text.split_once("”:").and_then(|(_, new)| mark_of(new));
        if let Some(mark) = new {
            answers.entry((mark, &mail.to)).or_default().insert(&mail.message_id);
            recipients.entry(mark).or_default().insert(&mail.to);
        }
    }
    for ((mark, to), ids) in &answers {
        if ids.len() != 1 {
            faults.push(format!("{mark} was mailed to {to:?} as {ids:?}"));
        }
    }
    let by_agent = |it: &&Words| it.door != Door::Portal && !it.note && !it.taken_back;
    for words in words.iter().filter(by_agent) {
        let recipients = recipients.get(words.mark.as_str()).map_or(0, HashSet::len);
        if recipients != 1 {
            faults.push(format!("{recipients} people got a mail about {}", words.mark));
        }
    }
    let distinct: HashSet<_> = kept.mails.iter().map(|mail| (&mail.message_id, &mail.to)).collect();
    kept.mails.len() - distinct.len()
}
