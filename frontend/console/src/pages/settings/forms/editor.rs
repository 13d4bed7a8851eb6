//! The page of one form: its outline and properties, the preview beside them, and what becomes of it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::staff::{AgentRole, FormDetail, UpdateForm};
use portico_ui::title::use_title;
use portico_ui::{Button, ButtonKind, Icon, Menu, MenuItem, SkeletonText, TextField, icon, toast_problem};

use super::draft::{Draft, Saving};
use super::outline::Outline;
use super::placement::Placement;
use super::preview::Preview;
use super::publish::PublishDialog;
use crate::address::Topic;
use crate::desk::Desk;
use crate::remote::Remote;
use crate::{api, messages};

#[component]
pub(in super::super) fn FormPage(id: String) -> AnyView {
    use_title(messages::FORMS.to_owned());
    let detail = Remote::new(move || {
        let id = id.clone();
        async move { api::forms::get(&id).await }
    });
    // Made anew when somebody else's version, or what is published, takes the place of what is here.
    let round = RwSignal::new(0);
    let again = Callback::new(move |it: FormDetail| {
        detail.set(it);
        round.update(|n| *n += 1);
    });
    view! {
        <a class="settings-up" href=Topic::Forms.href()>{icon(Icon::ArrowLeft)} {messages::ALL_FORMS}</a>
        {detail.view(
            || view! { <div class="card"><SkeletonText lines=8 /></div> }.into_any(),
            move || (move || {
                round.track();
                let known = detail.value.get_untracked();
                known.map(|it| view! { <Editor detail=it again /> })
            }).into_any(),
        )}
    }
    .into_any()
}

#[component]
fn Editor(detail: FormDetail, again: Callback<FormDetail>) -> AnyView {
    let desk: Desk = expect_context();
    let draft = Draft::new(detail);
    provide_context(draft);
    draft.save_by_itself(); // Whoever may not change anything changes nothing.
    let may = Memo::new(move |_| desk.is(AgentRole::Admin));
    let (open, publishing, discarding) = (RwSignal::new(None), RwSignal::new(false), RwSignal::new(false));
    let archived = Memo::new(move |_| draft.detail.with(|it| it.form.archived_at.is_some()));
    let heading = move || {
        Some(draft.name.get())
            .filter(|it| !it.trim().is_empty())
            .unwrap_or_else(|| messages::UNTITLED.to_owned())
    };
    let body = move || {
        if !may.get() {
            return view! { <p class="notice">{icon(Icon::Lock)} <span>{messages::FORMS_BY_ADMINS}</span></p> <Preview draft open /> }.into_any();
        }
        view! {
            <Head draft archived publishing discarding again />
            <div class="form-editor">
                <div class="stack-wide">
                    <div class="stack">
                        <TextField label=messages::NAME name="form-name" value=draft.name help=messages::FORM_NAME_HELP required=true autocomplete="off" />
                        <TextField label=messages::FORM_DESCRIPTION name="form-description" value=draft.description help=messages::FORM_DESCRIPTION_HELP autocomplete="off" />
                    </div>
                    <Outline draft open />
                    <Placement draft />
                </div>
                <Preview draft open />
            </div>
        }
        .into_any()
    };
    let discard = move || async move {
        let version = draft.detail.with_untracked(|it| it.form.version);
        let detail = api::forms::discard_draft(draft.id, version).await?;
        again.run(detail);
        Ok::<(), portico_types::Problem>(())
    };
    view! {
        <div class="stack">
            <h1>{heading}</h1>
            {move || archived.get().then(|| view! { <p class="notice" role="status">{messages::ARCHIVED_NOTE}</p> })}
            {body}
        </div>
        <PublishDialog draft open=publishing line=open />
        <Discard open=discarding discard=Callback::new(move |()| {
            spawn_local(async move {
                if let Err(problem) = discard().await {
                    toast_problem(&problem);
                }
            });
        }) />
    }
    .into_any()
}

#[component]
fn Discard(open: RwSignal<bool>, discard: Callback<()>) -> AnyView {
    let done = move || {
        open.set(false);
        discard.run(());
    };
    view! {
        <portico_ui::Dialog open title=messages::DISCARD_TITLE>
            <p>{messages::DISCARD_TEXT}</p>
            <div class="dialog-actions">
                <Button on_click=move || open.set(false)>{portico_ui::messages::cancel()}</Button>
                <Button kind=ButtonKind::Danger on_click=done>{messages::DISCARD_DRAFT}</Button>
            </div>
        </portico_ui::Dialog>
    }
    .into_any()
}

/// How the draft stands, and what can be done about the form.
#[component]
fn Head(
    draft: Draft,
    archived: Memo<bool>,
    publishing: RwSignal<bool>,
    discarding: RwSignal<bool>,
    again: Callback<FormDetail>,
) -> AnyView {
    let retry = move || spawn_local(async move { drop(draft.save().await) });
    let theirs = move || {
        spawn_local(async move {
            match api::forms::get(&draft.id.to_string()).await {
                Ok(detail) => again.run(detail),
                Err(problem) => toast_problem(&problem),
            }
        });
    };
    let changed = Memo::new(move |_| draft.detail.with(|it| it.draft.is_some()) || draft.saving.get() != Saving::Saved);
    let state = move || match draft.saving.get() {
        Saving::Saved if changed.get() => {
            view! { <span class="form-state meta">{icon(Icon::Check)} {messages::DRAFT_SAVED}</span> }.into_any()
        }
        Saving::Saved => view! { <span class="meta">{messages::NO_CHANGES}</span> }.into_any(),
        Saving::Waiting => view! { <span class="meta">{messages::NOT_SAVED}</span> }.into_any(),
        Saving::UnderWay => view! { <span class="meta">{messages::SAVING}</span> }.into_any(),
        Saving::Failed(problem) => {
            let why = problem.errors.into_iter().next().map_or(problem.title, |it| it.message);
            view! {
                <span class="field-error">{messages::SAVE_FAILED} " " {why}</span>
                <Button kind=ButtonKind::Link on_click=retry>{portico_ui::messages::retry()}</Button>
            }
            .into_any()
        }
        Saving::Conflict => view! {
            <span class="field-error">{messages::SAVE_CONFLICT}</span>
            <Button kind=ButtonKind::Link on_click=theirs>{messages::LOAD_THEIRS}</Button>
        }
        .into_any(),
    };
    let archive = move |()| {
        spawn_local(async move {
            let outcome = match draft.save().await {
                Ok(()) => {
                    let change = UpdateForm {
                        version: draft.detail.with_untracked(|it| it.form.version),
                        archived: !archived.get_untracked(),
                    };
                    api::forms::archive(draft.id, &change).await
                }
                Err(problem) => Err(problem),
            };
            match outcome {
                Ok(detail) => draft.detail.set(detail),
                Err(problem) => toast_problem(&problem),
            }
        });
    };
    let discardable = Memo::new(move |_| draft.detail.with(|it| it.draft.is_some() && it.published.is_some()));
    let items = move || {
        let discard = discardable.get().then(|| {
            view! { <MenuItem sign=Icon::Trash danger=true on_select=Callback::new(move |()| discarding.set(true))>{messages::DISCARD_DRAFT}</MenuItem> }
        });
        view! {
            <MenuItem sign=Icon::File on_select=Callback::new(archive)>
                {if archived.get() { messages::RESTORE } else { messages::ARCHIVE }}
            </MenuItem>
            {discard}
        }
    };
    view! {
        <div class="spread form-head">
            <div class="cluster" role="status">{state}</div>
            <div class="cluster">
                <Menu label=messages::more_about(messages::FORMS) kind=ButtonKind::Quiet class="button-icon" button=|| icon(Icon::More)>
                    {items}
                </Menu>
                <Button kind=ButtonKind::Primary disabled=Signal::derive(move || !changed.get()) on_click=move || publishing.set(true)>
                    {messages::PUBLISH}
                </Button>
            </div>
        </div>
    }
    .into_any()
}
