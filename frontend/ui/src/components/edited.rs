//! That a message was changed, and what it said before.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::tickets::EarlierVersion;

use super::button::{Button, ButtonKind};
use super::dialog::Dialog;
use super::markdown::Markdown;
use crate::api::Result;
use crate::{intl, messages, problems};

/// "edited", as a button which shows what the message said before.
#[component]
pub fn Edited<F, L>(
    #[prop(into)] label: String,
    /// Asks for the earlier versions.
    load: L,
) -> AnyView
where
    F: Future<Output = Result<Vec<EarlierVersion>>> + 'static,
    L: Fn() -> F + Copy + Send + Sync + 'static,
{
    let open = RwSignal::new(false);
    let versions = RwSignal::new(None::<Result<Vec<EarlierVersion>>>);
    let show = move || {
        versions.set(None);
        open.set(true);
        spawn_local(async move {
            let found = load().await;
            versions.try_set(Some(found));
        });
    };
    let content = move || match versions.get() {
        None => view! { <p class="skeleton" aria-label=messages::loading()></p> }.into_any(),
        Some(Err(problem)) => {
            let (title, text) = problems::explain(&problem);
            view! { <p role="alert"><strong>{title}</strong> " " {text}</p> }.into_any()
        }
        Some(Ok(versions)) => {
            let first = versions.len().saturating_sub(1);
            let version = |(at, it): (usize, EarlierVersion)| {
                let first = (at == first).then(|| format!("{} · ", messages::as_first_sent()));
                view! {
                    <li class="stack-tight earlier-version">
                        <span class="meta">{first} <time datetime=it.written_at.to_rfc3339()>{intl::exact(it.written_at)}</time></span>
                        <Markdown html=it.html />
                    </li>
                }
            };
            let versions = versions.into_iter().enumerate().map(version).collect_view();
            view! { <ul class="plain stack">{versions}</ul> }.into_any()
        }
    };
    view! {
        " · "
        <Button kind=ButtonKind::Link on_click=show>{label}</Button>
        <Dialog open title=Signal::stored(messages::earlier_versions().to_owned())>{content}</Dialog>
    }
    .into_any()
}
