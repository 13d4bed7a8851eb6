//! What somebody said stands where it belongs as it was said last, once, and nowhere else.

use portico::entity::FileState;
use portico_types::tickets::MessageVisibility;
use sha2::{Digest, Sha256};

use super::{
    kept::{BOT, Kept},
    once, times,
};
use crate::crew::facts::{Door, Words};

pub fn check(kept: &Kept, words: &Words, faults: &mut Vec<String>) {
    let (ticket, there) = (&words.ticket, usize::from(!words.taken_back));
    // In every version of it: twice in different versions is twice, and what was taken back leaves none.
    for mark in words.marks() {
        let stored = kept.stored(mark).filter(|it| it.deleted_at.is_none()).count();
        times(faults, "in the database", mark, (there, stored));
        let in_triage = match words.door {
            Door::Thread(_) => 0, // It stands there as it was written: ours would be an echo.
            _ => there,
        };
        let here = |channel| kept.shown(mark, channel).filter(|it| it.is_reply()).count();
        times(faults, ticket.triage, mark, (in_triage, here(ticket.triage)));
        if words.note {
            // Not even for a moment.
            let leaked = kept.anywhere(mark).filter(|it| it.channel != ticket.triage).count();
            times(faults, "note before customers", mark, (0, leaked));
        } else {
            times(faults, ticket.customers, mark, (there, here(ticket.customers)));
            let elsewhere = |channel: &str| channel != ticket.triage && channel != ticket.customers;
            let strays = kept.anywhere(mark).filter(|it| elsewhere(&it.channel)).count();
            times(faults, "in others' channels", mark, (0, strays));
        }
    }
    if let Some(stored) = kept.stored(&words.mark).next() {
        let internal = stored.visibility == MessageVisibility::Internal;
        if internal != words.note {
            faults.push(format!("{} is {:?}", words.mark, stored.visibility));
        }
        let versions = kept.revisions.get(&stored.id).copied().unwrap_or_default();
        // An edit in Slack may have been heard of before what it changed.
        let changed = usize::from(words.changed.is_some());
        if versions > changed || versions < changed && words.door.is_ours() {
            faults.push(format!("{} was changed {versions} times, not {changed}", words.mark));
        }
    }
    if let Door::Thread(ts) = &words.door
        && !words.taken_back
    {
        marked(kept, words, ts, faults);
    }
    file(kept, words, faults);
}

/// What went out bears one ✅ of ours, a note bears none.
fn marked(kept: &Kept, words: &Words, ts: &str, faults: &mut Vec<String>) {
    let message = kept.anywhere(&words.mark).find(|it| it.ts == ts);
    let reactions = message.into_iter().flat_map(|it| &it.reactions);
    let marks = reactions
        .filter(|it| it.name == "white_check_mark")
        .flat_map(|it| &it.users)
        .filter(|user| *user == BOT);
    times(faults, "✅", &words.mark, (usize::from(!words.note), marks.count()));
}

fn file(kept: &Kept, words: &Words, faults: &mut Vec<String>) {
    let Some((name, bytes)) = &words.file else { return };
    let rows = kept.attachments.get(name).map(Vec::as_slice).unwrap_or_default();
    let stored: Vec<_> = rows.iter().filter(|it| it.state == FileState::Stored).collect();
    let there = usize::from(!words.taken_back);
    times(faults, "file in the database", name, (there, stored.len()));
    for file in stored {
        let same = file.sha256.as_deref() == Some(&Sha256::digest(bytes)[..]);
        let of_message = kept.stored(&words.mark).any(|it| Some(it.id) == file.message_id);
        if !same || !of_message {
            faults.push(format!(
                "file {name}: the same bytes {same}, with its message {of_message}"
            ));
        }
    }
    for channel in [words.ticket.triage, words.ticket.customers] {
        let shown = kept.files.get(&(channel, name.clone())).map(Vec::as_slice);
        let shown = shown.unwrap_or_default();
        let expected = there * usize::from(!words.note || channel == words.ticket.triage);
        times(faults, &format!("file in {channel}"), name, (expected, shown.len()));
        for file in shown {
            once(faults, "the file's bytes", name, usize::from(file.content == *bytes));
        }
    }
}
