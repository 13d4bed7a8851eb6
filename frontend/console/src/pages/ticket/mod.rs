//! A ticket: what is decided about it, both its conversations, and where one writes.

mod answers;
mod changes;
mod composer;
mod followers;
mod head;
mod move_dialog;
mod page;
mod timeline;

use leptos::prelude::*;
use portico_types::Problem;
use portico_ui::title::use_title;
use portico_ui::{ButtonLink, Icon, ProblemView, SkeletonText, icon};

use self::composer::Compose;
use self::head::Head;
use self::page::Page;
use self::timeline::Timeline;
use super::inbox::Filters;
use crate::messages;

#[component]
pub(super) fn Ticket(key: String, filters: Memo<Filters>) -> AnyView {
    let page = Page::open(&key);
    let heading = key.clone();
    let heading = move || view! { <h1 class="visually-hidden">{heading.clone()}</h1> };
    use_title(Signal::derive(move || {
        page.ticket.with(|ticket| match ticket {
            Some(ticket) => format!("{} {}", ticket.key, ticket.title),
            None => key.clone(),
        })
    }));
    let stage = Memo::new(move |_| (page.problem.get(), page.is_ready()));
    let content = move || match stage.get() {
        (Some(problem), false) if problem.kind == Problem::NOT_FOUND => view! { <NoSuchTicket filters /> }.into_any(),
        (Some(problem), false) => {
            view! { {heading()} <ProblemView problem on_retry=Callback::new(move |()| page.load()) /> }.into_any()
        }
        (_, false) => view! { {heading()} <Loading /> }.into_any(),
        (_, true) => view! {
            <Head page />
            <Timeline page />
            <Compose page />
        }
        .into_any(),
    };
    view! {
        <div class="ticket">
            <a class="ticket-back" href=move || filters.with(Filters::href)>
                {icon(Icon::ArrowLeft)}
                {messages::INBOX}
            </a>
            {content}
        </div>
    }
    .into_any()
}

#[component]
fn NoSuchTicket(filters: Memo<Filters>) -> AnyView {
    view! {
        <div class="state">
            {icon(Icon::Search)}
            <h1>{messages::NO_SUCH_TICKET}</h1>
            <p>{messages::NO_SUCH_TICKET_TEXT}</p>
            <div class="state-actions">
                <ButtonLink href=filters.with_untracked(Filters::href)>{messages::TO_THE_INBOX}</ButtonLink>
            </div>
        </div>
    }
    .into_any()
}

/// Of the height of a real one.
#[component]
fn Loading() -> AnyView {
    view! {
        <div class="ticket-head">
            <SkeletonText lines=2 />
            <span class="skeleton ticket-decisions-skeleton"></span>
        </div>
        <div class="ticket-thread" aria-hidden="true">
            <span class="skeleton message-skeleton"></span>
            <span class="skeleton message-skeleton"></span>
        </div>
    }
    .into_any()
}
