//! The entries of a conversation that is shown: in order, each once, and kept up. How they are asked for, and what becomes of the rest of
//! the page, is each app's own.

use leptos::prelude::*;

/// As many entries as are asked for at once.
const FULL: usize = 50;

/// What is shown of a conversation, and what of it is still to be asked for.
pub struct Entries<E: Send + Sync + 'static> {
    pub shown: RwSignal<Vec<E>>,
    seq: fn(&E) -> i64,
    catching_up: StoredValue<CatchUp>,
}

impl<E: Send + Sync> Clone for Entries<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E: Send + Sync> Copy for Entries<E> {}

/// Entries that are new or say something else now are to be asked for.
#[derive(Clone, Copy)]
pub struct Question {
    from: i64,
    /// The last entry that is not to come again.
    pub after: i64,
}

impl<E: Send + Sync> Entries<E> {
    /// Begins with the question that fills the page.
    pub fn loading(seq: fn(&E) -> i64) -> Self {
        Self {
            shown: RwSignal::default(),
            seq,
            catching_up: StoredValue::new(CatchUp::loading()),
        }
    }

    /// The page is filled anew.
    pub fn load_again(self) {
        self.catching_up.set_value(CatchUp::loading());
    }

    /// Entries from this one on are new, or say something else now. Says whether to begin to ask, because nobody does.
    pub fn changed(self, from: i64) -> bool {
        self.catching_up.try_update_value(|it| it.changed(from)) == Some(true)
    }

    /// What to ask now. Nobody asks any more when there is nothing.
    pub fn next(self) -> Option<Question> {
        let from = self.catching_up.try_update_value(CatchUp::next).flatten()?;
        let after = self.before(from);
        Some(Question { from, after })
    }

    /// Where an answer is full, there is more behind it.
    pub fn answered(self, question: Question, entries: &[E]) {
        if entries.len() >= FULL {
            self.changed(entries.last().map_or(question.from, |last| (self.seq)(last) + 1));
        }
    }

    /// The question was not answered: it is part of the next one.
    pub fn failed(self, question: Question) {
        self.catching_up.try_update_value(|it| it.failed(question.from));
    }

    /// The entry after which to ask: nothing before what is shown, and everything behind it.
    fn before(self, from: i64) -> i64 {
        let first = self
            .shown
            .try_with_untracked(|entries| entries.first().map_or(1, self.seq));
        let first = first.unwrap_or(1);
        from.clamp(first, self.last_seq() + 1) - 1
    }

    pub fn last_seq(self) -> i64 {
        self.shown
            .try_with_untracked(|entries| entries.last().map_or(0, self.seq))
            .unwrap_or_default()
    }

    /// Puts entries where they belong, in place of what they said before. Says how many were not there yet.
    pub fn insert(self, new: Vec<E>) -> usize {
        let added = self.shown.try_update(|entries| {
            let before = entries.len();
            for entry in new {
                match entries.binary_search_by_key(&(self.seq)(&entry), self.seq) {
                    Ok(at) => entries[at] = entry,
                    Err(at) => entries.insert(at, entry),
                }
            }
            entries.len() - before
        });
        added.unwrap_or_default()
    }
}

/// What is still to be asked for of a conversation that is shown: everything from one entry on. One question at a time; what
/// changes meanwhile is asked for after it, also when the answer may have held it already in an older state.
#[derive(Debug)]
struct CatchUp {
    asking: bool,
    from: Option<i64>,
}

impl CatchUp {
    /// Begins with the question that fills the page.
    const fn loading() -> Self {
        Self {
            asking: true,
            from: None,
        }
    }

    /// Entries from this one on changed. Says whether to begin to ask, because nobody does.
    fn changed(&mut self, from: i64) -> bool {
        self.put_back(from);
        !std::mem::replace(&mut self.asking, true)
    }

    /// From where on to ask now. Nobody asks any more when there is nothing.
    fn next(&mut self) -> Option<i64> {
        let from = self.from.take();
        self.asking = from.is_some();
        from
    }

    /// The question was not answered: it is part of the next one.
    fn failed(&mut self, from: i64) {
        self.put_back(from);
        self.asking = false;
    }

    fn put_back(&mut self, from: i64) {
        self.from = Some(self.from.map_or(from, |before| before.min(from)));
    }
}

#[cfg(test)]
mod tests {
    use super::CatchUp;

    #[test]
    fn what_changes_while_a_question_is_under_way_is_asked_for_after_it() {
        let mut it = CatchUp::loading();
        assert!(!it.changed(5), "the page is not filled yet");
        assert_eq!(it.next(), Some(5));
        assert!(!it.changed(5), "its answer may be older than this");
        assert!(!it.changed(7));
        assert!(!it.changed(3));
        assert_eq!(it.next(), Some(3), "once, from the oldest on");
        assert_eq!(it.next(), None);
        assert!(it.changed(8), "nobody asks any more");
        assert_eq!(it.next(), Some(8));
    }

    #[test]
    fn what_was_not_answered_is_part_of_the_next_question() {
        let mut it = CatchUp::loading();
        assert_eq!(it.next(), None);
        assert!(it.changed(4));
        assert_eq!(it.next(), Some(4));
        it.failed(4);
        assert!(it.changed(9));
        assert_eq!(it.next(), Some(4));
    }
}
