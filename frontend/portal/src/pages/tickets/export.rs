//! The list as a file: small ones at once, large ones in the background, with how far they are.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::FieldError;
use portico_types::portal::{Export, ExportFormat, ExportState};
use portico_ui::api::Query;
use portico_ui::problems::field_problem;
use portico_ui::{
    Button, ButtonKind, Icon, Menu, MenuHeading, MenuItem, MenuSeparator, announce, browser, icon, intl, toast_problem,
};

use crate::{api, messages};

/// More than this nobody waits for.
const AT_ONCE: i64 = 2000;
/// How often to ask how far the server is, in milliseconds.
const ASK_AGAIN: i32 = 2000;

/// What there is on the server.
#[derive(Clone, Copy)]
struct Exports {
    all: RwSignal<Vec<Export>>,
    asking: StoredValue<bool>,
}

impl Exports {
    /// Asks what there is, and again as long as something is under way.
    fn ask(self) {
        if self.asking.try_get_value() != Some(false) {
            return;
        }
        self.asking.set_value(true);
        spawn_local(async move {
            loop {
                if let Ok(all) = api::exports::list().await {
                    self.all.try_set(all);
                }
                let under_way = |all: &Vec<Export>| all.iter().any(|it| it.state.is_under_way());
                // The page is another by now, or there is nothing to wait for.
                if self.all.try_with_untracked(under_way) != Some(true) {
                    break;
                }
                browser::wait(ASK_AGAIN).await;
            }
            self.asking.try_set_value(false);
        });
    }
}

/// A button with a menu of formats, and below it what is being written.
#[component]
pub fn ExportMenu(query: Signal<Query>, total: Signal<Option<i64>>) -> AnyView {
    let exports = Exports {
        all: RwSignal::default(),
        asking: StoredValue::new(false),
    };
    exports.ask();
    let (with_messages, busy) = (RwSignal::new(false), RwSignal::new(false));
    let write = move |format: ExportFormat| {
        let (query, messages) = (query.get_untracked(), with_messages.get_untracked());
        let many = total.get_untracked().is_some_and(|total| total > AT_ONCE);
        busy.set(true);
        announce(messages::export_begun());
        spawn_local(async move {
            let written = if many {
                api::exports::create(&query, format, messages).await.map(drop)
            } else {
                api::exports::at_once(&query, format, messages).await
            };
            busy.try_set(false);
            match written {
                Ok(()) if many => exports.ask(),
                Ok(()) => {}
                Err(problem) => toast_problem(&problem),
            }
        });
    };
    let item = move |format: ExportFormat| {
        view! {
            <MenuItem sign=Icon::File on_select=Callback::new(move |()| write(format))>
                {messages::export_format(format)}
            </MenuItem>
        }
    };
    // While it is busy, the button turns a sign of its own.
    let sign = move || (!busy.get()).then(|| icon(Icon::Download));
    // It stays where it is: what stands beside it must not move.
    let none = Signal::derive(move || total.get() == Some(0));
    view! {
        <Menu button=move || view! { {sign} <span class="list-word">{messages::export()}</span> } busy disabled=none>
            <MenuHeading>{move || messages::as_filtered(total.get())}</MenuHeading>
            {ExportFormat::ALL.iter().copied().map(item).collect_view()}
            <MenuSeparator />
            <button
                type="button"
                class="menu-item"
                role="menuitemcheckbox"
                tabindex="-1"
                aria-checked=move || with_messages.get().to_string()
                on:click=move |_| with_messages.update(|it| *it = !*it)
            >
                <span class="menu-box">{icon(Icon::Check)}</span>
                <span class="truncate">{messages::with_messages()}</span>
            </button>
        </Menu>
        <Panel exports />
    }
    .into_any()
}

/// What was asked for, until it is removed.
#[component]
fn Panel(exports: Exports) -> AnyView {
    let some = Memo::new(move |_| exports.all.with(|all| !all.is_empty()));
    let panel = move || {
        some.get().then(|| {
            view! {
                <section class="exports" aria-label=messages::exports()>
                    <For each=move || exports.all.get() key=|it| (it.id, shape(it.state)) let(export)>
                        <Row export exports />
                    </For>
                </section>
            }
        })
    };
    panel.into_any()
}

/// Why one came to nothing, by its code; in general where there is nothing more to say.
fn failed(why: &str) -> String {
    field_problem(&FieldError::new("format", messages::export_failed()).with_code(why))
}

/// What looks alike: how far it is changes in place, so that whoever is about to press a button there still is.
fn shape(state: ExportState) -> ExportState {
    if state.is_under_way() {
        ExportState::Writing
    } else {
        state
    }
}

#[component]
fn Row(export: Export, exports: Exports) -> AnyView {
    let state = match export.state {
        ExportState::Waiting | ExportState::Writing => {
            let id = export.id;
            let far = Memo::new(move |_| {
                let now = exports
                    .all
                    .with(|all| all.iter().find(|it| it.id == id).map(|it| (it.done, it.total)));
                now.unwrap_or_default()
            });
            // Without a value a bar says that it is not known.
            let value = move || far.get().1.map(|_| far.get().0.to_string());
            let most = move || far.get().1.unwrap_or(1).max(1).to_string();
            view! {
                <progress max=most value=value aria-label=messages::exports()></progress>
                <span class="meta numeric">{move || messages::export_progress(far.get())}</span>
            }
            .into_any()
        }
        ExportState::Ready => {
            let size = export.size.map(intl::bytes).unwrap_or_default();
            view! { <span class="meta">{messages::export_ready(&size, &intl::exact(export.expires_at))}</span> }
                .into_any()
        }
        ExportState::Failed => {
            view! { <span class="meta">{failed(export.why.as_deref().unwrap_or_default())}</span> }.into_any()
        }
        ExportState::Cancelled => view! { <span class="meta">{messages::export_cancelled()}</span> }.into_any(),
    };
    let busy = RwSignal::new(false);
    let (name, under_way) = (messages::export_name(&export), export.state.is_under_way());
    let ready = (export.state == ExportState::Ready).then(|| {
        let export = export.clone();
        let save = move || {
            let export = export.clone();
            busy.set(true);
            spawn_local(async move {
                if let Err(problem) = api::exports::download(&export).await {
                    toast_problem(&problem);
                    exports.ask();
                }
                busy.try_set(false);
            });
        };
        view! { <Button busy=busy on_click=save>{icon(Icon::Download)} <span class="list-word">{messages::download()}</span></Button> }
    });
    let remove = move || {
        let export = export.clone();
        spawn_local(async move {
            match api::exports::remove(&export).await {
                Ok(()) => exports.ask(),
                Err(problem) => toast_problem(&problem),
            }
        });
    };
    let label = if under_way {
        messages::cancel()
    } else {
        messages::remove()
    };
    view! {
        <div class="export">
            <div class="export-what">
                <strong>{name}</strong>
                {state}
            </div>
            {ready}
            <Button kind=ButtonKind::Quiet label=label on_click=remove>{icon(Icon::Close)}</Button>
        </div>
    }
    .into_any()
}
