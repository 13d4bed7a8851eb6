//! The menu of saved views: chosen there, and the present list kept, renamed, shared or deleted. In the module that comes later.

mod dialog;
mod kept;

use leptos::prelude::*;
use portico_types::portal::SavedView;
use portico_ui::{ConfirmDialog, Confirming, Icon, Menu, MenuHeading, MenuItem, MenuSeparator, announce, icon};

use self::dialog::{About, ViewDialog};
use super::listing::Listing;
use crate::asking::ask_again;
use crate::later::after_painting;
use crate::{api, messages};

/// What is open beside the menu, and about which view.
#[derive(Clone, Copy)]
struct Open {
    edit: RwSignal<bool>,
    about: RwSignal<About>,
    delete: RwSignal<bool>,
}

#[component]
pub(super) fn Views(listing: Listing) -> AnyView {
    let Listing { filters, go, .. } = listing;
    let asked = RwSignal::new(None);
    let load = move || ask_again(asked, api::views::list());
    after_painting(load);
    let views = Memo::new(move |_| {
        let page = asked.get().and_then(Result::ok);
        page.map(|page| page.items).unwrap_or_default()
    });
    // The one that shows what is shown.
    let chosen = Memo::new(move |_| {
        let now = filters.get();
        views.get().into_iter().find(|view| kept::filters(&view.filters) == now)
    });
    let open = Open {
        edit: RwSignal::new(false),
        about: RwSignal::new(About::New),
        delete: RwSignal::new(false),
    };
    // Not a label of the button: speech control needs the name to contain what can be seen.
    let face = move || {
        let name = move || match chosen.get() {
            Some(view) => view! { <span class="visually-hidden">{messages::view()} " "</span> {view.name} }.into_any(),
            None => messages::views().into_any(),
        };
        // Only names that people gave are ever cut.
        let given = move || chosen.with(Option::is_some);
        view! { {icon(Icon::List)} <span class="truncate list-word" class:views-name=given dir="auto">{name}</span> }
    };
    let item = move |view: SavedView| {
        let id = view.id;
        let is_chosen = Signal::derive(move || chosen.with(|it| it.as_ref().is_some_and(|it| it.id == id)));
        let filters = kept::filters(&view.filters);
        let name = if view.mine {
            view.name
        } else {
            messages::view_of(&view.name, &view.owner)
        };
        view! {
            <MenuItem checked=is_chosen on_select=Callback::new(move |()| go.run((filters.clone(), false)))>
                {name}
            </MenuItem>
        }
    };
    let group = move |heading: &'static str, shared: bool| {
        let some = move || {
            let some: Vec<_> = views.get().into_iter().filter(|view| view.shared == shared).collect();
            (!some.is_empty()).then(|| {
                view! { <MenuHeading>{heading}</MenuHeading> {some.into_iter().map(item).collect_view()} <MenuSeparator /> }
            })
        };
        some.into_any()
    };
    let edit = move |about: About| {
        open.about.set(about);
        open.edit.set(true);
    };
    let of_chosen = move || {
        let view = chosen.get().filter(|view| view.may_change)?;
        let (rename, delete) = (messages::change_view(&view.name), messages::delete_view(&view.name));
        Some(view! {
            <MenuItem sign=Icon::Pencil on_select=Callback::new(move |()| edit(About::Kept(view.clone())))>
                {rename}
            </MenuItem>
            <MenuItem sign=Icon::Trash danger=true on_select=Callback::new(move |()| open.delete.set(true))>
                {delete}
            </MenuItem>
        })
    };
    let done = Callback::new(move |()| load());
    view! {
        <Menu button=face>
            {group(messages::my_views(), false)}
            {group(messages::shared_views(), true)}
            <MenuItem sign=Icon::Plus on_select=Callback::new(move |()| edit(About::New))>
                {messages::keep_view()}
            </MenuItem>
            {of_chosen}
        </Menu>
        <ViewDialog open=open.edit about=open.about filters on_done=done />
        <Delete open=open.delete chosen on_done=done />
    }
    .into_any()
}

/// Asks before a view goes.
#[component]
fn Delete(open: RwSignal<bool>, chosen: Memo<Option<SavedView>>, on_done: Callback<()>) -> AnyView {
    let name = move || chosen.with(|it| it.as_ref().map(|it| it.name.clone()).unwrap_or_default());
    let confirm = move |confirming: Confirming| {
        let Some(view) = chosen.get_untracked() else { return };
        let act = async move { api::views::delete(view.id).await.map_err(Some) };
        confirming.run(act, move |()| {
            announce(messages::view_deleted(&view.name));
            on_done.run(());
        });
    };
    let text = move || {
        let shared = chosen.with(|it| it.as_ref().is_some_and(|it| it.shared));
        if shared {
            messages::delete_shared_text()
        } else {
            messages::delete_view_text()
        }
        .to_owned()
    };
    view! {
        <ConfirmDialog
            open
            title=Signal::derive(move || messages::delete_which(&name()))
            text=Signal::derive(text)
            action=messages::delete()
            on_confirm=Callback::new(confirm)
        />
    }
    .into_any()
}
