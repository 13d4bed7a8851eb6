//! Settings: a list of topics, and one topic a page.

mod api_keys;
mod audit_log;
mod customers;
mod forms;
mod page_head;
mod picture;
mod plan;
mod portal_form;
mod portal_setup;
mod preview;
mod save_bar;
mod sign_in;
mod slack;
mod team;

use leptos::prelude::*;
use portico_ui::title::use_title;
use portico_ui::{Icon, icon};

use self::api_keys::ApiKeysPage;
use self::audit_log::AuditLogPage;
use self::customers::{CustomerPage, CustomersPage};
use self::forms::{FormPage, FormsPage};
use self::plan::PlanPage;
use self::portal_setup::PortalSetupPage;
use self::sign_in::SignInPage;
use self::slack::SlackPage;
pub use self::slack::take_answer;
use self::team::TeamPage;
use crate::address::{Place, SETTINGS, Topic};
use crate::messages;

#[component]
pub fn Settings(place: Memo<Place>) -> AnyView {
    let topic = Memo::new(move |_| match place.get() {
        Place::Settings(topic) => topic,
        Place::Customer(_) => Some(Topic::Customers),
        Place::Form(_) => Some(Topic::Forms),
        _ => None,
    });
    let customer = Memo::new(move |_| match place.get() {
        Place::Customer(id) => Some(id),
        _ => None,
    });
    let form = Memo::new(move |_| match place.get() {
        Place::Form(id) => Some(id),
        _ => None,
    });
    let item = move |it: Topic| {
        let (sign, label, text) = match it {
            Topic::PortalSetup => (Icon::Globe, messages::PORTAL_SETUP, messages::PORTAL_SETUP_LINE),
            Topic::Customers => (
                Icon::Customers,
                messages::CUSTOMERS_ACCESS,
                messages::CUSTOMERS_ACCESS_LINE,
            ),
            Topic::Forms => (Icon::File, messages::FORMS, messages::FORMS_LINE),
            Topic::Team => (Icon::User, messages::TEAM, messages::TEAM_LINE),
            Topic::SignIn => (Icon::Lock, messages::SIGN_IN, messages::SIGN_IN_LINE),
            Topic::Slack => (Icon::Send, messages::SLACK, messages::SLACK_LINE),
            Topic::ApiKeys => (Icon::Code, messages::API_KEYS, messages::API_KEYS_LINE),
            Topic::AuditLog => (Icon::List, messages::AUDIT_LOG, messages::AUDIT_LOG_LINE),
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
    let content = move || {
        if let Some(id) = customer.get() {
            return view! { <CustomerPage id /> }.into_any();
        }
        if let Some(id) = form.get() {
            return view! { <FormPage id /> }.into_any();
        }
        match topic.get() {
            Some(Topic::PortalSetup) => view! { <PortalSetupPage /> }.into_any(),
            Some(Topic::Customers) => view! { <CustomersPage /> }.into_any(),
            Some(Topic::Forms) => view! { <FormsPage /> }.into_any(),
            Some(Topic::Team) => view! { <TeamPage /> }.into_any(),
            Some(Topic::SignIn) => view! { <SignInPage /> }.into_any(),
            Some(Topic::Slack) => view! { <SlackPage /> }.into_any(),
            Some(Topic::ApiKeys) => view! { <ApiKeysPage /> }.into_any(),
            Some(Topic::AuditLog) => view! { <AuditLogPage /> }.into_any(),
            Some(Topic::Plan) => view! { <PlanPage /> }.into_any(),
            None => {
                use_title(messages::SETTINGS.to_owned());
                ().into_any()
            }
        }
    };
    view! {
        <div class="page settings" class:settings-index=move || topic.get().is_none()>
            <div class="settings-side">
                {move || match topic.get() {
                    None => view! { <h1>{messages::SETTINGS}</h1> }.into_any(),
                    // The page of one customer, or one form, leads back to its list.
                    Some(_) if customer.with(Option::is_some) || form.with(Option::is_some) => ().into_any(),
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
