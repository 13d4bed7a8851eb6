//! One entry of the audit log.

use leptos::prelude::*;
use portico_types::staff::{AuditActor, AuditEntry, AuditOutcome};
use portico_ui::{CopyField, Icon, Time, icon};
use serde_json::Value;

use crate::messages;

/// One entry, and behind its button all that is known of it. A `tbody` each, so that the two rows belong together.
#[component]
pub(super) fn Entry(entry: AuditEntry) -> AnyView {
    let open = RwSignal::new(false);
    let id = format!("entry-{}", entry.id);
    let what = messages::audit_action(entry.action);
    let refused = (entry.outcome == AuditOutcome::Refused)
        .then(|| view! { " " <span class="pill tone-red">{icon(Icon::Alert)} {messages::REFUSED}</span> });
    // Of the command line it is known only that it was used.
    let named = !entry.actor_name.is_empty() && entry.actor_kind != AuditActor::Operator;
    let who = if named {
        entry.actor_name.clone()
    } else {
        messages::audit_actor(entry.actor_kind).to_owned()
    };
    let kind = (entry.actor_kind != AuditActor::Agent && named)
        .then(|| view! { <div class="meta">{messages::audit_actor(entry.actor_kind)}</div> });
    let place = if entry.place.is_empty() {
        "–".to_owned()
    } else {
        entry.place.clone()
    };
    let (at, subject) = (entry.created_at, entry.subject.clone());
    let label = messages::details_of(what, &subject);
    let controls = id.clone();
    let entry = StoredValue::new(entry);
    let detail = move || {
        open.get().then(|| {
            view! {
                <tr id=id.clone() class="audit-detail">
                    <td colspan="5"><Detail entry=entry.get_value() /></td>
                </tr>
            }
        })
    };
    view! {
        <tbody>
            <tr>
                <td data-label=messages::WHEN>
                    <div class="nowrap">{portico_ui::intl::precise(at)} <div class="meta"><Time at=at /></div></div>
                </td>
                <td data-label=messages::WHO><div>{who} {kind}</div></td>
                <td data-label=messages::WHAT>
                    <div class="audit-what"><span>{what} {refused}</span> <div class="meta">{subject}</div></div>
                </td>
                <td data-label=messages::FROM_WHERE><span class="meta numeric">{place}</span></td>
                <td class="table-actions">
                    <button
                        type="button"
                        class="button button-quiet button-icon audit-toggle"
                        aria-expanded=move || open.get().to_string()
                        aria-controls=move || open.get().then(|| controls.clone())
                        aria-label=label.clone()
                        title=messages::DETAILS
                        on:click=move |_| open.update(|it| *it = !*it)
                    >
                        {icon(Icon::ChevronDown)}
                    </button>
                </td>
            </tr>
            {detail}
        </tbody>
    }
    .into_any()
}

#[component]
fn Detail(entry: AuditEntry) -> AnyView {
    let fact = |name: String, value: String| view! { <div><dt>{name}</dt> <dd>{value}</dd></div> }.into_any();
    let exact = fact(messages::WHEN.to_owned(), portico_ui::intl::exact(entry.created_at));
    let number = entry
        .seq
        .map(|seq| fact(messages::ENTRY_NUMBER.to_owned(), seq.to_string()));
    let details = match entry.detail {
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| {
                let words = if name == "scopes" {
                    listed(&value)
                } else {
                    in_words(&value)
                };
                fact(messages::audit_detail(&name), words)
            })
            .collect_view()
            .into_any(),
        Value::Null => ().into_any(),
        other => fact(messages::DETAILS.to_owned(), in_words(&other)),
    };
    let hash = entry.hash.map(|hash| {
        view! { <CopyField label=messages::HASH name=format!("hash-{}", entry.id) value=Signal::stored(hash) /> }
    });
    view! {
        <div class="stack">
            <dl class="audit-facts">{number} {exact} {details}</dl>
            {hash}
        </div>
    }
    .into_any()
}

/// What a key may do is a list, however many there are.
fn listed(value: &Value) -> String {
    let all = value.as_array().map(Vec::as_slice).unwrap_or_default();
    all.iter().map(in_words).collect::<Vec<_>>().join(", ")
}

/// A value as people read it; of a change, what was and what is.
fn in_words(value: &Value) -> String {
    match value {
        Value::Null => messages::NOTHING.to_owned(),
        Value::Bool(true) => messages::YES.to_owned(),
        Value::Bool(false) => messages::NO.to_owned(),
        Value::String(text) if text.is_empty() => messages::NOTHING.to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(pair) if pair.len() == 2 && !pair.iter().any(Value::is_object) => {
            format!("{} → {}", in_words(&pair[0]), in_words(&pair[1]))
        }
        Value::Array(all) => all.iter().map(in_words).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => match (fields.get("before"), fields.get("after")) {
            (Some(before), Some(after)) => format!("{} → {}", in_words(before), in_words(after)),
            _ => value.to_string(),
        },
        Value::Number(number) => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::in_words;
    use crate::messages;

    #[test]
    fn a_part_of_an_entry_is_called_by_words() {
        assert_eq!(messages::audit_detail("sessions_ended"), "Sessions that were ended");
        assert_eq!(messages::audit_detail("customer_management"), "Customer management");
    }

    #[test]
    fn a_change_is_read_from_left_to_right() {
        assert_eq!(in_words(&json!(["agent", "admin"])), "agent → admin");
        assert_eq!(in_words(&json!({ "before": true, "after": null })), "yes → nothing");
    }
}
