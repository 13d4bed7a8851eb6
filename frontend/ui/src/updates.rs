//! One stream of live updates for the whole app, handed to whichever page is shown.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::on_cleanup;
use serde::Deserialize;

use crate::api::live::use_live;

/// What both surfaces say of a ticket that changed; whoever listens asks for the rest.
#[derive(Clone, Debug, Deserialize)]
pub struct TicketChanged {
    pub key: String,
    /// The first entry that is new, or says something else now.
    pub from_seq: i64,
}

#[derive(Clone, Debug)]
pub enum Changed {
    Ticket(TicketChanged),
    /// Something was missed: ask for everything again.
    Everything,
}

/// What is still to be asked for of a conversation that is shown: everything from one entry on. One question at a time; what
/// changes meanwhile is asked for after it, also when the answer may have held it already in an older state.
#[derive(Debug)]
pub struct CatchUp {
    asking: bool,
    from: Option<i64>,
}

impl CatchUp {
    /// Begins with the question that fills the page.
    pub const fn loading() -> Self {
        Self {
            asking: true,
            from: None,
        }
    }

    /// Entries from this one on changed. Says whether to begin to ask, because nobody does.
    pub fn changed(&mut self, from: i64) -> bool {
        self.put_back(from);
        !std::mem::replace(&mut self.asking, true)
    }

    /// From where on to ask now. Nobody asks any more when there is nothing.
    pub fn next(&mut self) -> Option<i64> {
        let from = self.from.take();
        self.asking = from.is_some();
        from
    }

    /// The question was not answered: it is part of the next one.
    pub fn failed(&mut self, from: i64) {
        self.put_back(from);
        self.asking = false;
    }

    fn put_back(&mut self, from: i64) {
        self.from = Some(self.from.map_or(from, |before| before.min(from)));
    }
}

type Listener = Rc<dyn Fn(&Changed)>;

thread_local! {
    static LISTENERS: RefCell<Vec<(u32, Listener)>> = RefCell::default();
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

/// Opens the stream until the calling component goes away.
pub fn use_stream() {
    use_live(
        "/events",
        |event| match event.name.as_str() {
            "ticket" => {
                if let Some(changed) = event.data_as() {
                    tell(&Changed::Ticket(changed));
                }
            }
            "reload" => tell(&Changed::Everything),
            _ => {}
        },
        || tell(&Changed::Everything),
    );
}

/// Hears every update until the calling component goes away.
pub fn use_updates(listener: impl Fn(&Changed) + 'static) {
    let id = NEXT.replace(NEXT.get() + 1);
    LISTENERS.with_borrow_mut(|all| all.push((id, Rc::new(listener))));
    on_cleanup(move || LISTENERS.with_borrow_mut(|all| all.retain(|(it, _)| *it != id)));
}

fn tell(update: &Changed) {
    // A copy, because a listener may navigate, and then pages come and go.
    let all: Vec<Listener> = LISTENERS.with_borrow(|all| all.iter().map(|(_, it)| Rc::clone(it)).collect());
    for listener in all {
        listener(update);
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
