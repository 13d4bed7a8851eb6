//! The page of all forms, in the order in which the portal offers them.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use portico_types::ids::FormId;
use portico_types::staff::{AgentRole, FormSummary, OrderForms};
use portico_ui::title::use_title;
use portico_ui::{Button, ButtonKind, EmptyState, Icon, SkeletonRows, announce, browser, icon, toast_problem};

use super::super::page_head::{ChangedByAdmins, PageHead};
use super::new::NewFormDialog;
use crate::address::form_href;
use crate::desk::Desk;
use crate::remote::Remote;
use crate::{api, messages};

#[component]
pub(in super::super) fn FormsPage() -> AnyView {
    use_title(messages::FORMS.to_owned());
    let desk: Desk = expect_context();
    let forms = Remote::new(api::forms::list);
    let creating = RwSignal::new(false);
    let navigate = use_navigate();
    let created = Callback::new(move |id: FormId| {
        let options = NavigateOptions {
            resolve: false,
            ..NavigateOptions::default()
        };
        navigate(&form_href(&id.to_string()), options);
    });
    let new = move || {
        desk.is(AgentRole::Admin).then(|| {
            view! {
                <Button kind=ButtonKind::Primary on_click=move || creating.set(true)>
                    {icon(Icon::Plus)} {messages::NEW_FORM}
                </Button>
            }
        })
    };
    view! {
        <div class="stack">
            <PageHead title=messages::FORMS text=messages::FORMS_TEXT action=new />
            <ChangedByAdmins text=messages::FORMS_BY_ADMINS />
            {forms.view(
                || view! { <div class="card-flush"><SkeletonRows count=3 /></div> }.into_any(),
                move || view! { <Rows forms /> }.into_any(),
            )}
        </div>
        <NewFormDialog open=creating forms on_done=created />
    }
    .into_any()
}

fn step_id(id: FormId, up: bool) -> String {
    format!("form-{}-{id}", if up { "up" } else { "down" })
}

#[component]
fn Rows(forms: Remote<Vec<FormSummary>>) -> AnyView {
    let desk: Desk = expect_context();
    let step = move |id: FormId, up: bool| {
        let mut all = forms.get();
        let Some(from) = all.iter().position(|it| it.id == id) else {
            return;
        };
        let to = if up {
            from.checked_sub(1)
        } else {
            Some(from + 1).filter(|it| *it < all.len())
        };
        let Some(to) = to else { return };
        all.swap(from, to);
        let ids = all.iter().map(|it| it.id).collect();
        announce(messages::moved(&all[to].name, to + 1, all.len()));
        forms.set(all);
        // The row was taken out and put in elsewhere, and the focus with it.
        request_animation_frame(move || browser::focus(&step_id(id, up)));
        spawn_local(async move {
            match api::forms::order(&OrderForms { forms: ids }).await {
                Ok(all) => forms.set(all),
                Err(problem) => {
                    toast_problem(&problem);
                    forms.refresh();
                }
            }
        });
    };
    let row = move |form: FormSummary| {
        let (id, name) = (form.id, form.name.clone());
        let tone = match (form.archived_at, form.published_version) {
            (Some(_), _) => "pill tone-grey",
            (None, None) => "pill tone-amber",
            (None, Some(_)) => "pill tone-green",
        };
        let arrows = {
            let name = name.clone();
            move || {
                desk.is(AgentRole::Admin).then(|| {
                    view! {
                        <span class="form-steps">
                            <Button kind=ButtonKind::Quiet id=step_id(id, true) label=messages::move_up(&name) on_click=move || step(id, true)>
                                <span class="turned">{icon(Icon::ChevronDown)}</span>
                            </Button>
                            <Button kind=ButtonKind::Quiet id=step_id(id, false) label=messages::move_down(&name) on_click=move || step(id, false)>
                                {icon(Icon::ChevronDown)}
                            </Button>
                        </span>
                    }
                })
            }
        };
        view! {
            <li class="form-row">
                <a class="row" href=form_href(&id.to_string())>
                    <span class="row-main">
                        <span class="row-title truncate">{name.clone()}</span>
                        <span class="row-line truncate">{messages::OFFERED_TO} ": " {messages::offered(&form)}</span>
                    </span>
                    <span class=tone>{messages::form_state(&form)}</span>
                </a>
                {arrows}
            </li>
        }
    };
    let none = Memo::new(move |_| forms.value.with(|all| all.as_ref().is_some_and(Vec::is_empty)));
    let content = move || {
        if none.get() {
            return view! {
                <EmptyState sign=Icon::List title=messages::NO_FORMS text=messages::NO_FORMS_TEXT.to_owned() />
            }
            .into_any();
        }
        view! {
            <ul class="rows card-flush">
                <For each=move || forms.get() key=|it| (it.id, it.version) let(form)>
                    {row(form)}
                </For>
            </ul>
        }
        .into_any()
    };
    content.into_any()
}
