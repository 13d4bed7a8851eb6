//! Settings: a list of topics, and one topic a page.

mod picture;
mod plan;
mod portal_form;
mod portal_setup;
mod preview;
mod save_bar;

use leptos::prelude::*;
use portico_ui::title::use_title;
use portico_ui::{Icon, icon};

use self::plan::PlanPage;
use self::portal_setup::PortalSetupPage;
use crate::address::{Place, SETTINGS, Topic};
use crate::messages;

#[component]
pub fn Settings(place: Memo<Place>) -> AnyView {
    let topic = Memo::new(move |_| match place.get() {
        Place::Settings(topic) => topic,
        _ => None,
    });
    let item = move |it: Topic| {
        let (sign, label, text) = match it {
            Topic::PortalSetup => (Icon::Globe, messages::PORTAL_SETUP, messages::PORTAL_SETUP_LINE),
            Topic::Plan => (Icon::Ticket, messages::PLAN, messages::PLAN_LINE),
        };
        view! {
            <li>
                <a class="settings-link" href=it.href() aria-current=move || (topic.get() == Some(it)).then_some("page")>
                    {icon(sign)}
                    <span>
                        {label}
                        <span class="settings-line meta">{text}</span>
                    </span>
                </a>
            </li>
        }
    };
    let content = move || match topic.get() {
        Some(Topic::PortalSetup) => view! { <PortalSetupPage /> }.into_any(),
        Some(Topic::Plan) => view! { <PlanPage /> }.into_any(),
        None => {
            use_title(messages::SETTINGS.to_owned());
            ().into_any()
        }
    };
    view! {
        <div class="page settings" class:settings-index=move || topic.get().is_none()>
            <div class="settings-side">
                {move || match topic.get() {
                    None => view! { <h1>{messages::SETTINGS}</h1> }.into_any(),
                    Some(_) => view! {
                        <a class="settings-back" href=SETTINGS>{icon(Icon::ArrowLeft)} {messages::ALL_TOPICS}</a>
                    }.into_any(),
                }}
                <nav aria-label=messages::SETTINGS>
                    <ul class="plain">{Topic::ALL.map(item)}</ul>
                </nav>
            </div>
            <div class="settings-topic">{content}</div>
        </div>
    }
    .into_any()
}
