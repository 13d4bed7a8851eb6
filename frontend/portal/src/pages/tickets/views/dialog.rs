//! The dialog that keeps a view, or changes one.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::portal::{CreateSavedView, SavedView, UpdateSavedView};
use portico_types::{FieldError, Problem};
use portico_ui::api::{Attempt, invalid};
use portico_ui::{Button, ButtonKind, Checkbox, Dialog, ErrorSummary, TextField, announce, problems};

use super::kept;
use crate::pages::tickets::filters::Filters;
use crate::shell::Myself;
use crate::{api, messages};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum About {
    New,
    Kept(SavedView),
}

#[component]
pub(super) fn ViewDialog(
    open: RwSignal<bool>,
    about: RwSignal<About>,
    filters: Memo<Filters>,
    on_done: Callback<()>,
) -> AnyView {
    let title = Signal::derive(move || match about.get() {
        About::New => messages::keep_view_title().to_owned(),
        About::Kept(view) => messages::change_view(&view.name),
    });
    view! { <Dialog open title><Form open about=about.get_untracked() filters on_done /></Dialog> }.into_any()
}

/// A name that is taken is a fault of the field.
fn of_its_field(refused: Problem) -> Problem {
    if refused.code.as_deref() != Some("view_named_already") {
        return refused;
    }
    let (_, why) = problems::explain(&refused);
    invalid(vec![FieldError::new("name", why)])
}

#[component]
fn Form(open: RwSignal<bool>, about: About, filters: Memo<Filters>, on_done: Callback<()>) -> AnyView {
    let myself: Myself = expect_context();
    let (name, shared) = match &about {
        About::New => (String::new(), false),
        About::Kept(view) => (view.name.clone(), view.shared),
    };
    let (name, shared) = (RwSignal::new(name), RwSignal::new(shared));
    let (busy, problem) = (RwSignal::new(false), RwSignal::new(None::<Problem>));
    let attempt = StoredValue::new(Attempt::default());
    let text = matches!(about, About::New).then(|| view! { <p class="muted">{messages::keep_view_text()}</p> });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let view = CreateSavedView {
            name: name.get_untracked(),
            filters: filters.with_untracked(kept::of),
            shared: shared.get_untracked(),
        };
        // The server's own rules, before the round trip.
        let view = match view.parse() {
            Ok(view) => view,
            Err(errors) => return problem.set(Some(invalid(errors))),
        };
        busy.set(true);
        problem.set(None);
        let about = about.clone();
        let key = attempt.try_update_value(|it| it.key_for(&view)).unwrap_or_default();
        spawn_local(async move {
            let answer = match about {
                About::New => api::views::create(&view, &key).await,
                About::Kept(before) => {
                    let change = UpdateSavedView {
                        name: Some(view.name),
                        filters: None,
                        shared: Some(view.shared),
                        version: before.version,
                    };
                    api::views::update(before.id, &change).await
                }
            };
            match answer {
                Ok(view) => {
                    open.set(false);
                    announce(messages::view_kept(&view.name));
                    on_done.run(());
                }
                Err(refused) => drop(problem.try_set(Some(of_its_field(refused)))),
            }
            busy.try_set(false);
        });
    };
    view! {
        <form class="stack" novalidate on:submit=submit>
            {text}
            <ErrorSummary problem />
            <TextField label=messages::name() name="name" autocomplete="off" value=name required=true problem />
            <Checkbox
                label=messages::share_view()
                name="shared"
                checked=shared
                help=messages::share_view_help(&myself.organisation())
                problem
            />
            <div class="dialog-actions">
                <Button on_click=move || open.set(false)>{messages::cancel()}</Button>
                <Button kind=ButtonKind::Primary submit=true busy>
                    {messages::save()}
                </Button>
            </div>
        </form>
    }
    .into_any()
}
