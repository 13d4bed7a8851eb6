//! What becomes of a draft: published, with a word about what that changes; or discarded.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::forms::{Condition, Schema};
use portico_types::staff::FormDetail;
use portico_types::{FieldError, Problem};
use portico_ui::api::Result;
use portico_ui::{Button, ButtonKind, Dialog, ErrorSummary, browser, toast};

use super::draft::Draft;
use super::line::label_of;
use super::lines::{Line, conditions};
use crate::{again, api, messages};

/// Says in lines what publishing changes, and what is to be mended before.
#[component]
pub(super) fn PublishDialog(
    draft: Draft,
    open: RwSignal<bool>,
    /// The line of the outline that is open.
    line: RwSignal<Option<Line>>,
) -> AnyView {
    view! { <Dialog open title=messages::PUBLISH_TITLE><Publish draft open line /></Dialog> }.into_any()
}

#[component]
fn Publish(draft: Draft, open: RwSignal<bool>, line: RwSignal<Option<Line>>) -> AnyView {
    let before = draft
        .detail
        .with_untracked(|it| it.published.clone().unwrap_or_default());
    let schema = draft.schema.get_untracked();
    let mut lines = messages::changes(&schema.changes(&before));
    let names = draft.detail.with_untracked(|it| {
        it.form.name != draft.name.get_untracked() || it.form.description != draft.description.get_untracked()
    });
    if names {
        lines.push(format!("{}: {}", messages::NAME, draft.name.get_untracked()));
    }
    let mut wrong = schema.parse().err().unwrap_or_default();
    wrong.extend(draft.unread.get_untracked());
    let mends = !wrong.is_empty();
    let problem = RwSignal::new(None::<Problem>);
    let busy = RwSignal::new(false);
    let publish = move || {
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            let outcome = publish(draft).await;
            busy.try_set(false);
            match outcome {
                Ok(detail) => {
                    draft.detail.set(detail);
                    open.set(false);
                    toast(messages::PUBLISHED_NOW);
                }
                Err(refused) => drop(problem.try_set(again::settle(refused, None))),
            }
        });
    };
    let list = |all: Vec<String>| {
        let items = all.into_iter().map(|it| view! { <li>{it}</li> });
        view! { <ul class="form-changes">{items.collect_view()}</ul> }
    };
    let mut wrong: Vec<(Option<Line>, String)> = wrong.iter().map(|it| told(draft, it)).collect();
    wrong.dedup();
    let mend = move |(at, words): (Option<Line>, String)| {
        let go = move || {
            open.set(false);
            line.set(at);
            // Once the dialog has given the focus back.
            let there = at.map(Line::element).unwrap_or_default();
            request_animation_frame(move || request_animation_frame(move || browser::focus(&there)));
        };
        view! { <li><Button kind=ButtonKind::Link on_click=go>{words}</Button></li> }
    };
    let sentences = wrong.into_iter().map(mend).collect_view();
    view! {
        <div class="stack">
            <ErrorSummary problem />
            <p>{messages::PUBLISH_TEXT}</p>
            {list(lines)}
            {mends.then(|| view! { <div class="error-summary" role="alert"><h3>{messages::MEND_FIRST}</h3><ul class="form-changes">{sentences}</ul></div> })}
            <div class="dialog-actions">
                <Button on_click=move || open.set(false)>{portico_ui::messages::cancel()}</Button>
                <Button kind=ButtonKind::Primary busy disabled=mends on_click=publish>{messages::PUBLISH}</Button>
            </div>
        </div>
    }
    .into_any()
}

/// Where something is wrong, and what, in words that name it.
fn told(draft: Draft, error: &FieldError) -> (Option<Line>, String) {
    let Some(line) = Line::of(error) else {
        return (None, error.message.clone());
    };
    let label = label_of(draft, line);
    let missed = match error.code.as_deref() {
        Some("not_before") => missed(draft, line),
        _ => Vec::new(),
    };
    let words = if missed.is_empty() {
        messages::mend(&label, &error.message)
    } else {
        messages::looks_behind(&label, &missed)
    };
    (Some(line), words)
}

/// The names of the fields that a line looks at and that do not come before it.
fn missed(draft: Draft, line: Line) -> Vec<String> {
    let (conditions, before) = untrack(|| match line {
        Line::Field(id) => {
            let field = draft.field(id);
            let all: Vec<Condition> = field.iter().flat_map(conditions).cloned().collect();
            (all, draft.before(id))
        }
        Line::Section(id) => {
            let when = |schema: &Schema| schema.section(Some(id)).and_then(|it| it.show_when.clone());
            (draft.schema.with(when).into_iter().collect(), draft.before_section(id))
        }
    });
    let mut missed: Vec<String> = Vec::new();
    for test in conditions.iter().flat_map(Condition::tests) {
        if before.iter().all(|it| it.id != test.field) {
            let name = untrack(|| draft.name_of(test.field));
            let name = name.unwrap_or_else(|| messages::GONE_FIELD.to_owned());
            if !missed.contains(&name) {
                missed.push(name);
            }
        }
    }
    missed
}

/// What is on the screen, not what was saved a moment ago.
async fn publish(draft: Draft) -> Result<FormDetail> {
    draft.save().await?;
    let version = draft.detail.with_untracked(|it| it.form.version);
    api::forms::publish(draft.id, version).await
}
