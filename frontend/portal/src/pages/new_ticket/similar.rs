//! Below the title of a new ticket: open ones like it, for whoever would rather join in. Says nothing where there are none, and
//! nothing of what went wrong: it is a hint.

use std::time::Duration;

use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::portal::SimilarTicket;
use portico_ui::{StatusPill, announce};

use crate::{api, messages};

/// People pause between words, not between letters.
const TYPING: Duration = Duration::from_millis(400);
/// Of fewer letters anything would be like them.
const LETTERS: usize = 4;

#[component]
pub(super) fn Similar(title: RwSignal<String>) -> AnyView {
    let found = RwSignal::new(Vec::<SimilarTicket>::new());
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    let ask = move || {
        let asked = title.try_get_untracked().unwrap_or_default();
        spawn_local(async move {
            let Ok(all) = api::tickets::similar(asked.trim()).await else {
                return;
            };
            // What is typed by now may be something else.
            if title.try_get_untracked() != Some(asked)
                || found.try_with_untracked(|shown| *shown == all) != Some(false)
            {
                return;
            }
            if !all.is_empty() {
                announce(messages::similar(all.len()));
            }
            found.set(all);
        });
    };
    Effect::new(move || {
        stop();
        if title.with(|it| it.trim().chars().count() < LETTERS) {
            found.set(Vec::new());
        } else {
            timer.set_value(set_timeout_with_handle(ask, TYPING).ok());
        }
    });
    on_cleanup(stop);
    let row = |ticket: SimilarTicket| {
        let href = format!("/tickets/{}", ticket.key);
        // In another tab: what was typed here stays.
        view! {
            <li>
                <a href=href target="_blank">
                    <span class="meta numeric">{ticket.key}</span>
                    <span class="truncate grow" dir="auto">{ticket.title}</span>
                    <span class="visually-hidden">{messages::in_another_tab()}</span>
                </a>
                <StatusPill status=ticket.status label=messages::status(ticket.status) />
            </li>
        }
    };
    let content = move || {
        let all = found.get();
        (!all.is_empty()).then(|| {
            view! {
                <section class="similar" aria-label=messages::similar_title()>
                    <p class="meta">{messages::similar_title()}</p>
                    <ul>{all.into_iter().map(row).collect_view()}</ul>
                </section>
            }
        })
    };
    content.into_any()
}
