//! A ticket's priority.

use leptos::prelude::*;
use portico_types::tickets::TicketPriority;

use crate::{Icon, icon, messages};

/// How urgent a ticket is: bars, and the word beside them or for screen readers only.
#[component]
pub fn PriorityMark(
    #[prop(into)] priority: Signal<TicketPriority>,
    /// Bars only, in dense lists.
    #[prop(optional)]
    compact: bool,
) -> AnyView {
    let mark = move || {
        let priority = priority.get();
        let (class, sign) = match priority {
            TicketPriority::Low => ("priority", Icon::PriorityLow),
            TicketPriority::Normal => ("priority", Icon::PriorityNormal),
            TicketPriority::High => ("priority priority-high", Icon::PriorityHigh),
            TicketPriority::Urgent => ("priority priority-urgent", Icon::PriorityUrgent),
        };
        let name = messages::priority_name(priority);
        let word = if compact { messages::priority_is(&name) } else { name };
        let title = compact.then(|| word.clone());
        view! {
            <span class=class title=title>
                {icon(sign)} <span class:visually-hidden=compact>{word}</span>
            </span>
        }
    };
    mark.into_any()
}
