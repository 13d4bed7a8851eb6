//! What narrows the audit log. It stands in the address.

use leptos::prelude::*;
use portico_types::staff::{AuditAction, AuditActor};
use portico_ui::SelectField;

use super::listing::Listing;
use crate::messages;

/// What was done, and who did it.
#[component]
pub(super) fn FilterBar(listing: Listing) -> AnyView {
    let action = mirror(move || listing.action());
    let actor = mirror(move || listing.actor());
    let any = |words: &str| (String::new(), words.to_owned());
    let mut actions: Vec<_> = AuditAction::ALL
        .iter()
        .map(|it| (it.to_string(), messages::audit_action(*it).to_owned()))
        .collect();
    actions.sort_by(|a, b| a.1.cmp(&b.1));
    actions.insert(0, any(messages::ANY_ACTION));
    let actors = AuditActor::ALL
        .iter()
        .map(|it| (it.to_string(), messages::audit_actor(*it).to_owned()));
    let actors: Vec<_> = std::iter::once(any(messages::ANYBODY)).chain(actors).collect();
    view! {
        <div class="audit-filters" role="search" aria-label=messages::FILTER_ENTRIES>
            <SelectField
                label=messages::WHAT
                name="audit-action"
                value=action
                options=Signal::stored(actions)
                required=true
                on_change=Callback::new(move |it| listing.choose_action(it))
            />
            <SelectField
                label=messages::WHO
                name="audit-actor"
                value=actor
                options=Signal::stored(actors)
                required=true
                on_change=Callback::new(move |it| listing.choose_actor(it))
            />
        </div>
    }
    .into_any()
}

/// The address is the owner; the field follows it.
fn mirror(read: impl Fn() -> String + 'static) -> RwSignal<String> {
    let value = RwSignal::new(untrack(&read));
    Effect::new(move || value.set(read()));
    value
}
