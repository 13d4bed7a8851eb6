//! What is filtered, as a view keeps it.

use portico_types::portal::{TicketTab, ViewFilters};

use crate::pages::tickets::filters::{Filters, Past, Which};

/// The present filters, for a view.
pub(super) fn of(filters: &Filters) -> ViewFilters {
    ViewFilters {
        tab: match filters.which {
            Which::Open => TicketTab::Open,
            Which::Waiting => TicketTab::Waiting,
            Which::Solved => TicketTab::Solved,
            Which::All => TicketTab::All,
        },
        q: Some(filters.q.clone()).filter(|it| !it.is_empty()),
        requester: filters.requester.clone(),
        priority: filters.priority,
        form_id: filters.form,
        updated_days: filters.updated.map(Past::days),
        updated_from: filters.from.as_deref().and_then(|it| it.parse().ok()),
        updated_to: filters.to.as_deref().and_then(|it| it.parse().ok()),
        unread: filters.unread.then_some(true),
        sort: filters.sort,
    }
}

/// What a view shows. Days that the list has no words for are the next ones it has.
pub(super) fn filters(view: &ViewFilters) -> Filters {
    Filters {
        which: match view.tab {
            TicketTab::Open => Which::Open,
            TicketTab::Waiting => Which::Waiting,
            TicketTab::Solved => Which::Solved,
            TicketTab::All => Which::All,
        },
        q: view.q.clone().unwrap_or_default(),
        requester: view.requester.clone(),
        priority: view.priority,
        form: view.form_id,
        updated: view
            .updated_days
            .and_then(|days| Past::ALL.into_iter().find(|past| past.days() >= days)),
        from: view.updated_from.map(|it| it.to_string()),
        to: view.updated_to.map(|it| it.to_string()),
        unread: view.unread == Some(true),
        sort: view.sort,
    }
}
