//! How a message would look, before it is sent: as the server shows it, in the place of the text.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;

use super::{
    list_states::SkeletonText,
    markdown::Markdown,
    mentions::{Mentionable, mentioned},
};
use crate::api::tickets;
use crate::{Icon, icon, messages, problems};

/// Whether it is looked at, and what there is to see.
#[derive(Clone, Copy)]
pub(super) struct Preview {
    value: RwSignal<String>,
    people: Signal<Vec<Mentionable>>,
    open: RwSignal<bool>,
    shown: RwSignal<Option<Result<String, Problem>>>,
    id: StoredValue<String>,
}

impl Preview {
    pub(super) fn new(value: RwSignal<String>, people: Signal<Vec<Mentionable>>, composer: &str) -> Self {
        let preview = Self {
            value,
            people,
            open: RwSignal::new(false),
            shown: RwSignal::new(None),
            id: StoredValue::new(format!("{composer}-preview")),
        };
        // It was sent, or is another text now: there is something to write again.
        Effect::new(move |before: Option<()>| {
            value.track();
            if before.is_some() {
                preview.close();
            }
        });
        preview
    }

    pub(super) fn is_open(self) -> bool {
        self.open.get()
    }

    pub(super) fn close(self) {
        if self.open.get_untracked() {
            self.open.set(false);
        }
    }

    fn look(self) {
        let body = self.value.get_untracked();
        self.shown.set(None);
        self.open.set(true);
        if body.trim().is_empty() {
            return self.shown.set(Some(Ok(String::new())));
        }
        let mentions = self.people.with_untracked(|people| mentioned(&body, people));
        let mentions = mentions.iter().filter_map(|id| id.parse().ok()).collect();
        spawn_local(async move {
            let shown = tickets::preview(&body, mentions).await.map(|it| it.html);
            // Whoever went back to writing meanwhile asks anew.
            if self.value.try_with_untracked(|now| *now == body) == Some(true) {
                self.shown.try_set(Some(shown));
            }
        });
    }

    /// Between writing and looking. `write` leads back to the text.
    pub(super) fn switch(self, disabled: Signal<bool>, write: impl Fn() + 'static) -> AnyView {
        let click = move |_| {
            if self.open.get_untracked() {
                self.close();
                write();
            } else {
                self.look();
            }
        };
        view! {
            <button
                type="button"
                class="button button-quiet composer-preview-switch"
                title=messages::preview()
                aria-pressed=move || self.open.get().to_string()
                aria-controls=move || self.open.get().then(|| self.id.get_value())
                disabled=move || disabled.get()
                on:click=click
            >
                {icon(Icon::Eye)}
                <span class="composer-preview-word">{messages::preview()}</span>
            </button>
        }
        .into_any()
    }

    pub(super) fn view(self) -> Option<AnyView> {
        if !self.open.get() {
            return None;
        }
        let content = move || match self.shown.get() {
            None => view! { <SkeletonText /> }.into_any(),
            Some(Ok(html)) if html.is_empty() => {
                view! { <p class="muted">{messages::nothing_to_preview()}</p> }.into_any()
            }
            Some(Ok(html)) => view! { <Markdown html=Signal::stored(html) /> }.into_any(),
            Some(Err(problem)) => refused(&problem),
        };
        let view = view! {
            <section class="composer-preview" id=self.id.get_value() aria-label=messages::preview() aria-live="polite">
                {content}
            </section>
        };
        Some(view.into_any())
    }
}

/// What keeps it from being shown.
fn refused(problem: &Problem) -> AnyView {
    let (title, text) = problems::explain(problem);
    let text = problem.errors.first().map_or(text, problems::field_problem);
    view! {
        <p>
            <strong>{title}</strong>
        </p>
        <p>{text}</p>
    }
    .into_any()
}
