//! The frame of both apps. Which pages there are is each app's own.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::avatar::Avatar;
use super::button::ButtonKind;
use super::logo::Logo;
use super::menu::{Menu, MenuHeading, MenuItem};
use crate::theme::{Theme, set_theme, theme};
use crate::{Icon, browser, icon, messages};

/// A link of the top bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavItem {
    /// With the app's base.
    pub href: &'static str,
    pub label: String,
    /// What lies below this belongs to it, where that is not what lies below `href`.
    pub pages: Option<&'static str>,
}

impl NavItem {
    pub fn new(href: &'static str, label: impl Into<String>) -> Self {
        Self {
            href,
            label: label.into(),
            pages: None,
        }
    }

    /// For a link to the app's home, below which everything lies.
    #[must_use]
    pub fn with_pages(mut self, pages: &'static str) -> Self {
        self.pages = Some(pages);
        self
    }

    fn fits(&self, path: &str) -> bool {
        let below = |base: &str| {
            path.strip_prefix(base.trim_end_matches('/'))
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        match self.pages {
            Some(pages) => path == self.href || below(pages),
            None => below(self.href),
        }
    }
}

/// Whether what is typed outlives the page.
fn offline_hint() -> &'static str {
    if browser::keeps() {
        return messages::offline_hint();
    }
    match messages::offline_keep_open() {
        // The later texts are not here, and neither is anything to type into.
        "" => messages::offline_title(),
        text => text,
    }
}

/// What stands around every page of a signed-in person: skip link, top bar with brand, navigation and account menu, offline
/// hint, and the page in `<main>`, which takes the focus when the page changes.
#[component]
pub fn AppShell(
    /// The portal's or the account's name.
    #[prop(into)]
    name: Signal<String>,
    /// Address of its logo.
    #[prop(optional, into)]
    logo: MaybeProp<String>,
    /// Where the brand leads.
    #[prop(default = "/")]
    home: &'static str,
    nav: Vec<NavItem>,
    /// Before the account menu: the primary action, search.
    #[prop(optional, into)]
    actions: ViewFnOnce,
    /// The account menu.
    #[prop(into)]
    account: ViewFnOnce,
    /// Uses the whole width of the window.
    #[prop(optional)]
    wide: bool,
    children: Children,
) -> AnyView {
    let path = use_location().pathname;
    focus_on_navigation(path);
    let online = browser::use_online();

    let items = StoredValue::new(nav.clone());
    let current = Memo::new(move |_| {
        let path = path.get();
        items.with_value(|items| {
            items
                .iter()
                .filter(|it| it.fits(&path))
                .map(|it| it.href)
                .max_by_key(|href| href.len())
        })
    });
    let link = |item: NavItem| {
        let href = item.href;
        view! {
            <a class="top-link" href=href aria-current=move || (current.get() == Some(href)).then_some("page")>
                {item.label}
            </a>
        }
    };
    let links = nav.into_iter().map(link).collect_view();
    let skip = move |event: leptos::ev::MouseEvent| {
        event.prevent_default(); // The router would take it for an address.
        browser::focus("main");
    };
    let offline =
        move || (!online.get()).then(|| view! { <div class="shell-note">{icon(Icon::Offline)} {offline_hint()}</div> });
    view! {
        <div class:shell-wide=wide>
            <a class="skip-link" href="#main" on:click=skip>
                {messages::skip_to_content()}
            </a>
            <header class="top-bar">
                <a class="top-brand" href=home>
                    <Logo src=logo />
                    <span class="truncate">{move || name.get()}</span>
                </a>
                <nav class="top-nav" aria-label=messages::main_navigation()>
                    {links}
                </nav>
                <div class="top-end">
                    {actions.run()}
                    {account.run()}
                </div>
            </header>
            <div role="status">{offline}</div>
            <main id="main" tabindex="-1">
                {children()}
            </main>
        </div>
    }
    .into_any()
}

/// Behind the person's picture: who they are, what is theirs, the theme, the way out.
#[component]
pub fn AccountMenu(
    /// Who is signed in.
    #[prop(into)]
    person: Signal<String>,
    /// Below the name: organisation or address.
    #[prop(optional, into)]
    person_detail: Signal<String>,
    /// Items above the theme: settings.
    #[prop(optional, into)]
    items: ViewFnOnce,
    /// Items at the end: sign out.
    #[prop(optional, into)]
    end: ViewFnOnce,
) -> AnyView {
    // Not a label of the button: speech control needs the name to contain what can be seen.
    let face = move || {
        view! {
            <span class="visually-hidden">{messages::your_account()}</span>
            {move || view! { <Avatar name=person.get() /> }}
        }
    };
    view! {
        <Menu kind=ButtonKind::Quiet class="button-avatar" button=face>
            <div class="account-card" role="presentation">
                <div>
                    <strong>{move || person.get()}</strong>
                    <div class="meta">{move || person_detail.get()}</div>
                </div>
            </div>
            {items.run()}
            <ThemeMenuItems />
            {end.run()}
        </Menu>
    }
    .into_any()
}

/// System, light or dark, as items of a menu.
#[component]
pub fn ThemeMenuItems() -> AnyView {
    let item = |choice: Theme, sign: Icon, label: &'static str| {
        view! {
            <MenuItem
                sign=sign
                checked=Signal::derive(move || theme() == choice)
                on_select=move || set_theme(choice)
            >
                {label}
            </MenuItem>
        }
    };
    view! {
        <MenuHeading>{messages::theme()}</MenuHeading>
        {item(Theme::System, Icon::Monitor, messages::theme_system())}
        {item(Theme::Light, Icon::Sun, messages::theme_light())}
        {item(Theme::Dark, Icon::Moon, messages::theme_dark())}
    }
    .into_any()
}

/// Without this the focus stays on a link that is gone, and screen readers say nothing of the new page.
fn focus_on_navigation(path: Memo<String>) {
    Effect::new(move |before: Option<String>| {
        let path = path.get();
        if before.is_some_and(|before| before != path) {
            browser::focus("main");
        }
        path
    });
}
