//! Everything around the portal's pages, and which page an address shows.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::components::{FlatRoutes, Route};
use leptos_router::hooks::use_navigate;
use leptos_router::path;
use portico_types::ids::ContactId;
use portico_types::portal::{ContactRole, Me, TicketVisibility};
use portico_ui::api::session;
use portico_ui::shortcuts::use_shortcut;
use portico_ui::{AppShell, ButtonKind, ButtonLink, Icon, MenuItem, MenuSeparator, NavItem, toast_problem, updates};

use crate::app::Portal;
use crate::later::Later;
use crate::pages::{JustFiled, ListMemory, NotFound, Tickets};
use crate::{api, messages};

/// Who is signed in, once known.
#[derive(Clone, Copy)]
pub struct Myself(RwSignal<Option<Me>>);

impl Myself {
    pub fn organisation(self) -> String {
        self.0
            .with(|me| me.as_ref().map(|me| me.organisation.clone()).unwrap_or_default())
    }

    pub fn is(self, id: ContactId) -> bool {
        self.0.with(|me| me.as_ref().is_some_and(|me| me.id == id))
    }

    pub fn id(self) -> Option<ContactId> {
        self.0.with(|me| me.as_ref().map(|me| me.id))
    }

    fn is_manager(self) -> bool {
        self.0
            .with(|me| me.as_ref().is_some_and(|me| me.role == ContactRole::Manager))
    }

    /// Whether colleagues' tickets are among those one sees.
    pub fn sees_colleagues(self) -> bool {
        self.0.with(|me| {
            me.as_ref()
                .is_some_and(|me| me.visibility == TicketVisibility::Organisation || me.role == ContactRole::Manager)
        })
    }
}

/// The portal for somebody who is in. All it remembers goes with it when they sign out.
#[component]
pub fn Shell() -> AnyView {
    let Portal { name, logo, .. } = expect_context();
    let me = RwSignal::new(None::<Me>);
    provide_context(Myself(me));
    provide_context(ListMemory::default());
    provide_context(JustFiled::default());
    updates::use_stream();
    spawn_local(async move {
        // Only names depend on it; whatever is really wrong, the page itself meets too.
        if let Ok(found) = api::people::me().await {
            me.try_set(Some(found));
        }
    });
    let navigate = use_navigate();
    use_shortcut("c", messages::NEW_TICKET, move || {
        navigate("/new", NavigateOptions::default());
    });

    let sign_out = move |()| {
        spawn_local(async move {
            if let Err(problem) = session::sign_out().await {
                toast_problem(&problem);
            }
        });
    };
    let person = Signal::derive(move || me.with(|me| me.as_ref().map(|me| me.name.clone()).unwrap_or_default()));
    let organisation = Signal::derive(move || Myself(me).organisation());
    view! {
        <AppShell
            name
            logo
            nav=vec![NavItem::new("/", messages::TICKETS).with_pages("/tickets")]
            actions=|| view! { <ButtonLink href="/new" kind=ButtonKind::Primary>{messages::NEW_TICKET}</ButtonLink> }
            person
            person_detail=organisation
            account_items=move || {
                view! {
                    {move || Myself(me).is_manager().then(|| view! {
                        <MenuItem sign=Icon::Customers href="/colleagues">
                            {messages::COLLEAGUES}
                        </MenuItem>
                    })}
                    <MenuItem sign=Icon::Monitor href="/sessions">
                        {messages::YOUR_SESSIONS}
                    </MenuItem>
                }
            }
            account_end=move || {
                view! {
                    <MenuSeparator />
                    <MenuItem sign=Icon::SignOut on_select=Callback::new(sign_out)>
                        {messages::SIGN_OUT}
                    </MenuItem>
                }
            }
        >
            <FlatRoutes fallback=|| view! { <NotFound /> }>
                <Route path=path!("/") view=Tickets />
                <Route path=path!("/tickets") view=Tickets />
                <Route path=path!("/tickets/:key") view=|| view! { <Later page=|pages| pages.ticket /> } />
                <Route path=path!("/new") view=|| view! { <Later page=|pages| pages.pick_form /> } />
                <Route path=path!("/new/:form") view=|| view! { <Later page=|pages| pages.new_ticket /> } />
                <Route path=path!("/sessions") view=|| view! { <Later page=|pages| pages.sessions /> } />
                <Route path=path!("/colleagues") view=|| view! { <Later page=|pages| pages.colleagues /> } />
            </FlatRoutes>
        </AppShell>
    }
    .into_any()
}
