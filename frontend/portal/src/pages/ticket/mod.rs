//! A ticket: its conversation on the left, what is known about it on the right.

mod composer;
mod conversation;
mod facts;
mod followers;
mod head;
mod own_message;
mod page;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use portico_ui::title::use_title;
use portico_ui::{Icon, SkeletonText, icon};

use self::composer::ReplyBox;
use self::conversation::{Conversation, NewReplies};
use self::facts::Facts;
use self::head::Head;
use self::page::Page;
use super::tickets::ListMemory;
use super::trouble::PassingTrouble;
use crate::{going_back, messages};

/// The key of the ticket that was just filed; its page says so once.
#[derive(Clone, Copy, Default)]
pub struct JustFiled(StoredValue<Option<String>>);

impl JustFiled {
    pub fn set(self, key: &str) {
        self.0.set_value(Some(key.to_owned()));
    }

    fn take(self, key: &str) -> bool {
        self.0.try_update_value(Option::take).flatten().as_deref() == Some(key)
    }
}

#[component]
pub fn Ticket() -> AnyView {
    going_back::take();
    let params = use_params_map();
    // Keys in addresses may be typed in lower case.
    let key = Memo::new(move |_| params.with(|it| it.get("key")).unwrap_or_default().to_ascii_uppercase());
    let page = move || view! { <TicketPage key=key.get() /> };
    page.into_any()
}

#[component]
fn TicketPage(key: String) -> AnyView {
    let filed: JustFiled = expect_context();
    let just_filed = filed.take(&key);
    let memory: ListMemory = expect_context();
    let page = Page::open(&key);
    let (title_key, heading_key) = (key.clone(), key.clone());
    use_title(Signal::derive(move || {
        page.ticket.with(|ticket| match ticket {
            Some(ticket) => format!("{} {}", ticket.key, ticket.title),
            None => title_key.clone(),
        })
    }));
    let stage = Memo::new(move |_| (page.problem.get(), page.is_ready()));
    let content = move || match stage.get() {
        (Some(problem), false) => {
            // The 404 has a heading of its own.
            let heading =
                (problem.status != 404).then(|| view! { <h1 class="visually-hidden">{heading_key.clone()}</h1> });
            view! { {heading} <PassingTrouble problem on_retry=Callback::new(move |()| page.load()) /> }.into_any()
        }
        (_, false) => view! {
            <div class="with-aside ticket">
                <div class="stack ticket-top">
                    <h1 class="visually-hidden">{heading_key.clone()}</h1>
                    <SkeletonText lines=2 />
                </div>
                <div class="ticket-facts" aria-hidden="true">
                    <div class="card">
                        <SkeletonText lines=5 />
                    </div>
                </div>
                <div class="stack ticket-main" aria-hidden="true">
                    <div class="card">
                        <SkeletonText lines=4 />
                    </div>
                </div>
            </div>
        }
        .into_any(),
        (_, true) => view! {
            <div class="with-aside ticket">
                <div class="stack ticket-top">
                    <Head page />
                    {just_filed.then(|| view! {
                        <p class="notice ticket-filed" role="status">
                            {icon(Icon::Check)}
                            <span>{messages::filed_as(&key)}</span>
                        </p>
                    })}
                </div>
                <Facts page />
                <div class="stack ticket-main">
                    <Conversation page />
                    <div class="screen-only">
                        <ReplyBox page />
                    </div>
                </div>
            </div>
            <NewReplies page />
        }
        .into_any(),
    };
    view! {
        <div class="page">
            // Back to the list as it stood.
            <a class="back-link" href=memory.href() data-noscroll="" on:click=|_| going_back::say()>
                {icon(Icon::ArrowLeft)}
                {messages::tickets()}
            </a>
            {content}
        </div>
    }
    .into_any()
}
