//! The audit log: everything that concerns security, newest first, and whether its chain holds. For admins.

mod entry;
mod filters;
mod listing;
mod verify;

use leptos::prelude::*;
use portico_ui::title::use_title;
use portico_ui::{Button, EmptyState, Icon, ProblemView, SkeletonRows};

use self::entry::Entry;
use self::filters::FilterBar;
use self::listing::{Listing, Stage};
use self::verify::Verify;
use super::page_head::{AdminsOnly, PageHead};
use crate::messages;

#[component]
pub(super) fn AuditLogPage() -> AnyView {
    use_title(messages::AUDIT_LOG.to_owned());
    view! {
        <div class="stack">
            <PageHead title=messages::AUDIT_LOG text=messages::AUDIT_LOG_TEXT />
            <AdminsOnly>
                <Verify />
                <Log />
            </AdminsOnly>
        </div>
    }
    .into_any()
}

#[component]
fn Log() -> AnyView {
    let listing = Listing::new();
    let content = move || match listing.stage.get() {
        Stage::Loading => view! { <div class="card-flush"><SkeletonRows count=8 /></div> }.into_any(),
        Stage::Problem(problem) => {
            view! { <ProblemView problem on_retry=Callback::new(move |()| listing.load()) /> }.into_any()
        }
        Stage::Empty => {
            let clear = listing.is_filtered().then(|| {
                view! { <Button on_click=move || listing.clear()>{messages::CLEAR_FILTERS}</Button> }
            });
            let title = if clear.is_some() {
                messages::NO_ENTRY_FITS
            } else {
                messages::NO_ENTRIES
            };
            view! { <EmptyState sign=Icon::List title>{clear}</EmptyState> }.into_any()
        }
        Stage::Ready => view! { <Entries listing /> }.into_any(),
    };
    view! {
        <FilterBar listing />
        <div aria-busy=move || listing.stale.get().then_some("true") class="audit-entries">{content}</div>
    }
    .into_any()
}

#[component]
fn Entries(listing: Listing) -> AnyView {
    let more = move || {
        listing.next.with(Option::is_some).then(|| {
            view! {
                <div class="settings-more">
                    <Button busy=listing.loading_more on_click=Callback::new(move |()| listing.load_more())>
                        {messages::LOAD_MORE}
                    </Button>
                </div>
            }
        })
    };
    view! {
        <div class="card-flush">
            <table class="table audit-table">
                <thead>
                    <tr>
                        <th scope="col">{messages::WHEN}</th>
                        <th scope="col">{messages::WHO}</th>
                        <th scope="col">{messages::WHAT}</th>
                        <th scope="col">{messages::FROM_WHERE}</th>
                        <th scope="col"><span class="visually-hidden">{messages::DETAILS}</span></th>
                    </tr>
                </thead>
                <For each=move || listing.entries.get() key=|it| it.id let(entry)>
                    <Entry entry />
                </For>
            </table>
        </div>
        {more}
    }
    .into_any()
}
