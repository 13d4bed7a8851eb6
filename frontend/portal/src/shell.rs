//! Everything around the portal's pages, and which page an address shows.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::components::{FlatRoutes, Route};
use leptos_router::hooks::use_navigate;
use leptos_router::path;
use portico_types::ids::ContactId;
use portico_types::portal::{ContactRole, Me, TicketVisibility, UpdatePreferences};
use portico_ui::shortcuts::use_shortcut;
use portico_ui::{
    AccountMenu, AppShell, Avatar, ButtonKind, ButtonLink, Icon, MenuItem, MenuSeparator, NavItem, intl, language,
};

use crate::app::Portal;
use crate::languages::LanguageDialog;
use crate::later::{after_painting, later, part};
use crate::pages::{JustFiled, ListMemory, Tickets};
use crate::signing_out::{SignOutDialog, sign_out};
use crate::{api, messages};

/// Who is signed in, once known.
#[derive(Clone, Copy)]
pub struct Myself {
    me: RwSignal<Option<Me>>,
    /// The server was asked, and has answered or not.
    asked: RwSignal<bool>,
}

impl Myself {
    /// Whether nothing more about them will come.
    pub fn is_settled(self) -> bool {
        self.asked.get()
    }

    pub fn organisation(self) -> String {
        self.me
            .with(|me| me.as_ref().map(|me| me.organisation.clone()).unwrap_or_default())
    }

    pub fn is(self, id: ContactId) -> bool {
        self.me.with(|me| me.as_ref().is_some_and(|me| me.id == id))
    }

    pub fn id(self) -> Option<ContactId> {
        self.me.with(|me| me.as_ref().map(|me| me.id))
    }

    fn is_manager(self) -> bool {
        self.me
            .with(|me| me.as_ref().is_some_and(|me| me.role == ContactRole::Manager))
    }

    /// Tells the browser's time zone where none is known: else mails would tell UTC to whoever never opened the preferences. What was chosen
    /// meanwhile stays.
    fn tell_time_zone(self) {
        Effect::new(move || {
            if !self.me.with(|me| me.as_ref().is_some_and(|me| me.time_zone.is_none())) {
                return;
            }
            let browsers = UpdatePreferences {
                browser_time_zone: Some(intl::time_zone()),
                ..UpdatePreferences::default()
            };
            spawn_local(async move { drop(api::followers::choose(&browsers).await) });
        });
    }

    /// Whether colleagues' tickets are among those one sees.
    pub fn sees_colleagues(self) -> bool {
        self.me.with(|me| {
            me.as_ref()
                .is_some_and(|me| me.visibility == TicketVisibility::Organisation || me.role == ContactRole::Manager)
        })
    }
}

/// Who is signed in, for the menu behind their picture.
#[derive(Clone, Copy)]
pub struct Account {
    me: Myself,
    person: Signal<String>,
}

impl Account {
    pub fn menu(self) -> AnyView {
        let Self { me, person } = self;
        me.tell_time_zone();
        let (choosing, leaving) = (RwSignal::new(false), RwSignal::new(false));
        let items = move || {
            let colleagues = move || {
                me.is_manager().then(|| {
                    view! { <MenuItem sign=Icon::Customers href="/colleagues">{messages::colleagues()}</MenuItem> }
                })
            };
            view! {
                {colleagues}
                <MenuItem sign=Icon::Settings href="/sessions">
                    {messages::preferences()}
                </MenuItem>
                <MenuItem sign=Icon::Globe on_select=move || choosing.set(true)>
                    {portico_ui::messages::language()}
                </MenuItem>
            }
        };
        let end = move || {
            view! {
                <MenuSeparator />
                <MenuItem sign=Icon::SignOut on_select=move || sign_out(leaving)>
                    {messages::sign_out()}
                </MenuItem>
            }
        };
        let organisation = Signal::derive(move || me.organisation());
        view! {
            <AccountMenu person person_detail=organisation items end />
            <LanguageDialog open=choosing />
            <SignOutDialog open=leaving />
        }
        .into_any()
    }
}

/// What a route shows, of one type for all of them: what the router makes of it is compiled once.
type View = fn() -> AnyView;

const TICKETS: View = || view! { <Tickets /> }.into_any();
const TICKET: View = || later(|parts| (parts.ticket)());
const PICK_FORM: View = || later(|parts| (parts.pick_form)());
const NEW_TICKET: View = || later(|parts| (parts.new_ticket)());
const SESSIONS: View = || later(|parts| (parts.sessions)());
const COLLEAGUES: View = || later(|parts| (parts.colleagues)());

/// The portal for somebody who is in. All it remembers goes with it when they sign out.
#[component]
pub fn Shell() -> AnyView {
    let Portal { name, logo, .. } = expect_context();
    let (me, asked) = (RwSignal::new(None::<Me>), RwSignal::new(false));
    let myself = Myself { me, asked };
    provide_context(myself);
    provide_context(ListMemory::default());
    provide_context(JustFiled::default());
    let learn = async move {
        // Only names depend on it; whatever is really wrong, the page itself meets too.
        if let Ok(found) = api::people::me().await {
            if let Some(wanted) = found.language {
                language::follow(wanted);
            }
            me.try_set(Some(found));
        }
        asked.try_set(true);
    };
    after_painting(move || spawn_local(learn));
    let navigate = use_navigate();
    use_shortcut("c", messages::new_ticket(), move || {
        navigate("/new", NavigateOptions::default());
    });

    let person = Signal::derive(move || me.with(|me| me.as_ref().map(|me| me.name.clone()).unwrap_or_default()));
    let account = Account { me: myself, person };
    // Of the same size, until the menu is here.
    let picture = move || {
        view! {
            <span class="button button-quiet button-avatar">
                {move || view! { <Avatar name=person.get() /> }}
            </span>
        }
        .into_any()
    };
    view! {
        {part(|parts| (parts.updates)(), || ().into_any())}
        <AppShell
            name
            logo
            nav=vec![NavItem::new("/", messages::tickets()).with_pages("/tickets")]
            actions=|| view! { <ButtonLink href="/new" kind=ButtonKind::Primary>{messages::new_ticket()}</ButtonLink> }
            account=move || part(move |parts| (parts.account)(account), picture)
        >
            <FlatRoutes fallback=|| later(|parts| (parts.not_found)())>
                <Route path=path!("/") view=TICKETS />
                <Route path=path!("/tickets") view=TICKETS />
                <Route path=path!("/tickets/:key") view=TICKET />
                <Route path=path!("/new") view=PICK_FORM />
                <Route path=path!("/new/:form") view=NEW_TICKET />
                <Route path=path!("/sessions") view=SESSIONS />
                <Route path=path!("/colleagues") view=COLLEAGUES />
            </FlatRoutes>
        </AppShell>
    }
    .into_any()
}
