//! What becomes of a draft: published, with a word about what that changes; or discarded.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::staff::FormDetail;
use portico_ui::api::Result;
use portico_ui::{Button, ButtonKind, Dialog, ErrorSummary, toast};

use super::draft::Draft;
use crate::{again, api, messages};

/// Says in lines what publishing changes, and what is to be mended before.
#[component]
pub(super) fn PublishDialog(draft: Draft, open: RwSignal<bool>) -> AnyView {
    view! { <Dialog open title=messages::PUBLISH_TITLE><Publish draft open /></Dialog> }.into_any()
}

#[component]
fn Publish(draft: Draft, open: RwSignal<bool>) -> AnyView {
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
    let mut sentences: Vec<String> = wrong.into_iter().map(|it| it.message).collect();
    sentences.dedup();
    view! {
        <div class="stack">
            <ErrorSummary problem />
            <p>{messages::PUBLISH_TEXT}</p>
            {list(lines)}
            {mends.then(|| view! { <div class="error-summary" role="alert"><h3>{messages::MEND_FIRST}</h3>{list(sentences)}</div> })}
            <div class="dialog-actions">
                <Button on_click=move || open.set(false)>{portico_ui::messages::cancel()}</Button>
                <Button kind=ButtonKind::Primary busy disabled=mends on_click=publish>{messages::PUBLISH}</Button>
            </div>
        </div>
    }
    .into_any()
}

/// What is on the screen, not what was saved a moment ago.
async fn publish(draft: Draft) -> Result<FormDetail> {
    draft.save().await?;
    let version = draft.detail.with_untracked(|it| it.form.version);
    api::forms::publish(draft.id, version).await
}
