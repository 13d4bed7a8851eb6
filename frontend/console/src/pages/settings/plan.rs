//! The page of edition and plan.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::staff::{Account, AgentRole, Edition, Plan, UpdateAccount, includes_portal};
use portico_ui::title::use_title;
use portico_ui::{ErrorSummary, Icon, ProblemView, SelectField, SkeletonText, icon, toast};

use super::save_bar::SaveBar;
use crate::desk::Desk;
use crate::{api, messages};

/// What the account has bought. The owner's to change.
#[component]
pub(super) fn PlanPage() -> AnyView {
    use_title(messages::PLAN.to_owned());
    let found = RwSignal::new(None::<Result<Account, Problem>>);
    let load = move || {
        found.set(None);
        spawn_local(async move {
            found.try_set(Some(api::settings::account().await));
        });
    };
    load();
    let content = move || match found.get() {
        None => view! { <div class="card"><SkeletonText lines=5 /></div> }.into_any(),
        Some(Ok(account)) => view! { <Form account /> }.into_any(),
        Some(Err(problem)) => view! { <ProblemView problem on_retry=Callback::new(move |()| load()) /> }.into_any(),
    };
    view! {
        <div class="stack">
            <h1>{messages::PLAN}</h1>
            <p class="muted">{messages::PLAN_TEXT}</p>
            {content}
        </div>
    }
    .into_any()
}

#[component]
fn Form(account: Account) -> AnyView {
    let desk: Desk = expect_context();
    let saved = RwSignal::new(account);
    let edition = RwSignal::new(saved.with_untracked(|it| it.edition.to_string()));
    let plan = RwSignal::new(saved.with_untracked(|it| it.plan.to_string()));
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let locked = Signal::derive(move || !desk.is(AgentRole::Owner));

    let chosen = move || (edition.get().parse::<Edition>().ok(), plan.get().parse::<Plan>().ok());
    let changed = Signal::derive(move || {
        let (edition, plan) = chosen();
        saved.with(|it| Some(it.edition) != edition || Some(it.plan) != plan)
    });
    let show = move |account: Account| {
        edition.set(account.edition.to_string());
        plan.set(account.plan.to_string());
        saved.set(account);
    };
    let discard = move |()| {
        problem.set(None);
        show(saved.get_untracked());
    };
    let save = move |()| {
        busy.set(true);
        problem.set(None);
        let (edition, plan) = untrack(chosen);
        let change = UpdateAccount {
            version: saved.with_untracked(|it| it.version),
            edition,
            plan,
            customer_management: None,
        };
        spawn_local(async move {
            match api::settings::update_account(&change).await {
                Ok(account) => {
                    show(account);
                    toast(messages::SAVED);
                }
                Err(refused) => {
                    // Somebody was faster: what was chosen here can be saved on top of it.
                    if refused.kind == Problem::CONFLICT
                        && let Ok(fresh) = api::settings::account().await
                    {
                        saved.try_set(fresh);
                    }
                    problem.try_set(Some(refused));
                }
            }
            busy.try_set(false);
        });
    };
    let portal = move || {
        let (edition, plan) = chosen();
        let included = edition
            .zip(plan)
            .is_some_and(|(edition, plan)| includes_portal(edition, plan));
        let (sign, words) = if included {
            (Icon::Check, messages::PLAN_HAS_PORTAL)
        } else {
            (Icon::Lock, messages::PLAN_HAS_NO_PORTAL)
        };
        view! { <p class="notice">{icon(sign)} <span>{words}</span></p> }
    };
    let editions = Edition::ALL
        .iter()
        .map(|it| (it.to_string(), messages::edition(*it).to_owned()))
        .collect::<Vec<_>>();
    let plans = Plan::ALL
        .iter()
        .map(|it| (it.to_string(), messages::plan(*it).to_owned()))
        .collect::<Vec<_>>();
    view! {
        <div role="status">
            {move || (locked.get() && desk.me.with(Option::is_some)).then(|| view! { <p class="notice">{icon(Icon::Lock)} <span>{messages::OWNERS_ONLY}</span></p> })}
        </div>
        <ErrorSummary problem />
        <div class="stack settings-form">
            <SelectField label=messages::EDITION name="edition" value=edition options=Signal::stored(editions) required=true disabled=locked problem />
            <SelectField label=messages::PLAN name="plan" value=plan options=Signal::stored(plans) required=true disabled=locked problem />
            <div role="status">{portal}</div>
            <SaveBar changed busy on_save=Callback::new(save) on_discard=Callback::new(discard) />
        </div>
    }
    .into_any()
}
