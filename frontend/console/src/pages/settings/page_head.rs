//! The head of every page of the settings, and what it says to those who may not change it.

use leptos::prelude::*;
use portico_types::staff::AgentRole;
use portico_ui::{EmptyState, Icon, SkeletonText, icon};

use crate::desk::Desk;
use crate::messages;

/// What a topic is called, what it is for, and its one action.
#[component]
pub(super) fn PageHead(
    #[prop(into)] title: Signal<String>,
    #[prop(into)] text: Signal<String>,
    #[prop(optional, into)] action: ViewFn,
) -> AnyView {
    view! {
        <div class="spread">
            <h1>{move || title.get()}</h1>
            {move || action.run()}
        </div>
        <p class="muted settings-text">{move || text.get()}</p>
    }
    .into_any()
}

/// For pages that agents read and admins change: says so, instead of buttons that would be refused.
#[component]
pub(super) fn ChangedByAdmins(#[prop(into)] text: Signal<String>) -> AnyView {
    let desk: Desk = expect_context();
    let shown = move || {
        (desk.me.with(Option::is_some) && !desk.is(AgentRole::Admin))
            .then(|| view! { <p class="notice">{icon(Icon::Lock)} <span>{text.get()}</span></p> })
    };
    view! { <div role="status">{shown}</div> }.into_any()
}

/// For pages that are the admins' alone.
#[component]
pub(super) fn AdminsOnly(children: ChildrenFn) -> AnyView {
    let desk: Desk = expect_context();
    let may = Memo::new(move |_| desk.me.with(Option::is_some).then(|| desk.is(AgentRole::Admin)));
    let shown = move || match may.get() {
        None => view! { <div class="card"><SkeletonText lines=6 /></div> }.into_any(),
        Some(true) => children(),
        Some(false) => view! {
            <EmptyState sign=Icon::Lock title=messages::ADMINS_ONLY text=messages::ADMINS_ONLY_TEXT.to_owned() />
        }
        .into_any(),
    };
    shown.into_any()
}
