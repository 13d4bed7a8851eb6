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

type Listener = Rc<dyn Fn(&Changed)>;

thread_local! {
    static LISTENERS: RefCell<Vec<(u32, Listener)>> = RefCell::default();
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

/// Opens the stream until the calling component goes away. `late`: after pages were read; what they missed until it is open comes as
/// [`Changed::Everything`].
pub fn use_stream(late: bool) {
    use_live(
        "/events",
        late,
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
