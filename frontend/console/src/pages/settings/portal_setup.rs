//! The page of the portal's set-up. What it looks like meanwhile is in `preview`.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::staff::{Edition, PortalAccess, PortalSetup};
use portico_ui::title::use_title;
use portico_ui::{
    Button, ButtonKind, Checkbox, ErrorSummary, FieldErrors, Icon, ProblemView, SelectField, SkeletonText, TextField,
    browser, icon, theme,
};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlInputElement;

use super::picture;
use super::portal_form::{Logo, PortalForm};
use super::preview::Preview;
use super::save_bar::{Overtaken, SaveBar};
use crate::address::Topic;
use crate::{api, messages};

/// How the portal looks, where it is, and for whom.
#[component]
pub(super) fn PortalSetupPage() -> AnyView {
    use_title(messages::PORTAL_SETUP.to_owned());
    let found = RwSignal::new(None::<Result<PortalForm, Problem>>);
    let load = move || {
        found.set(None);
        // Its signals belong to the page, not to the task that reads them.
        let owner = Owner::current();
        spawn_local(async move {
            let answer = api::settings::portal().await.map(|setup| match &owner {
                Some(owner) => owner.with(|| PortalForm::new(setup)),
                None => PortalForm::new(setup),
            });
            found.try_set(Some(answer));
        });
    };
    load();
    let content = move || match found.get() {
        None => view! { <div class="card"><SkeletonText lines=8 /></div> }.into_any(),
        Some(Ok(form)) => view! { <Form form /> }.into_any(),
        Some(Err(problem)) => view! { <ProblemView problem on_retry=Callback::new(move |()| load()) /> }.into_any(),
    };
    view! {
        <div class="stack">
            <h1>{messages::PORTAL_SETUP}</h1>
            <p class="muted">{messages::PORTAL_SETUP_TEXT}</p>
            {content}
        </div>
    }
    .into_any()
}

#[component]
fn Form(form: PortalForm) -> AnyView {
    let PortalForm { problem, .. } = form;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        form.save();
    };
    let access = PortalAccess::ALL
        .iter()
        .map(|it| (it.to_string(), messages::access(*it).to_owned()))
        .collect::<Vec<_>>();
    view! {
        <NotIncluded saved=form.saved />
        <Overtaken overtaken=form.overtaken />
        <ErrorSummary problem />
        <div class="portal-setup">
            <form class="stack-wide" novalidate on:submit=submit>
                <Checkbox
                    label=messages::PORTAL_ON
                    name="enabled"
                    checked=form.enabled
                    help=messages::PORTAL_ON_HELP
                    problem
                />
                <TextField label=messages::PORTAL_NAME name="name" value=form.name help=messages::PORTAL_NAME_HELP required=true problem />
                <LogoField form />
                <AccentField form />
                <Address form />
                <SelectField
                    label=messages::ACCESS
                    name="access"
                    value=form.access
                    options=Signal::stored(access)
                    help=messages::ACCESS_HELP
                    required=true
                    problem
                />
                <SaveBar
                    changed=Signal::derive(move || form.is_changed())
                    busy=form.busy
                    on_save=Callback::new(move |()| form.save())
                    on_discard=Callback::new(move |()| form.discard())
                />
            </form>
            <Preview form />
        </div>
    }
    .into_any()
}

/// Why there is no portal, and what would make one.
#[component]
fn NotIncluded(saved: RwSignal<PortalSetup>) -> AnyView {
    let words = move || {
        saved.with(|it| {
            (!it.included).then(|| messages::not_included(it.edition == Edition::ExternalHelpdesk, it.edition, it.plan))
        })
    };
    let shown = move || {
        words().map(|words| {
            view! {
                <div class="notice portal-not-included">
                    {icon(Icon::Lock)}
                    <div class="stack-tight">
                        <strong>{messages::NOT_INCLUDED}</strong>
                        <p>{words}</p>
                        <p><a href=Topic::Plan.href()>{messages::SEE_THE_PLAN}</a></p>
                    </div>
                </div>
            }
        })
    };
    shown.into_any()
}

#[component]
fn LogoField(form: PortalForm) -> AnyView {
    let chosen = move |event: leptos::ev::Event| {
        let Some(input) = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) else {
            return;
        };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            form.choose_logo(file);
        }
        input.set_value(""); // So that the same file can be chosen again.
    };
    let error = Signal::derive(move || {
        let refused = form
            .problem
            .with(|it| it.as_ref().and_then(|it| it.about("logo").map(str::to_owned)));
        form.logo_error.get().or(refused)
    });
    let picture = move || match form.logo_shown() {
        Some(src) => view! { <img class="logo-shown" src=src alt="" /> }.into_any(),
        None => view! { <span class="logo-shown logo-none" aria-hidden="true">{icon(Icon::Globe)}</span> }.into_any(),
    };
    let remove = move || {
        let shown = form.logo_shown().is_some();
        let words = if form.logo.with(|it| matches!(it, Logo::Replace(_))) {
            messages::TAKE_BACK
        } else {
            messages::REMOVE_LOGO
        };
        shown.then(|| view! { <Button kind=ButtonKind::Quiet on_click=move || form.remove_logo()>{words}</Button> })
    };
    view! {
        <div class="field">
            <label class="field-label" for="field-logo">{messages::LOGO}</label>
            <p class="field-help" id="field-logo-help">{messages::LOGO_HELP}</p>
            <FieldErrors id="field-logo-error" error />
            <div class="logo-field">
                {picture}
                <input
                    id="field-logo"
                    class="logo-input"
                    type="file"
                    accept=picture::KINDS
                    aria-describedby="field-logo-help"
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    on:change=chosen
                />
                {remove}
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn AccentField(form: PortalForm) -> AnyView {
    let adjusted = move || {
        form.accent.with(|accent| theme::accent_is_adjusted(accent)).then(
            || view! { <p class="meta accent-note">{icon(Icon::Alert)} <span>{messages::ACCENT_ADJUSTED}</span></p> },
        )
    };
    view! {
        <div class="stack-tight">
            <div class="accent-field">
                <div class="grow">
                    <TextField label=messages::ACCENT name="accent" value=form.accent help=messages::ACCENT_HELP required=true problem=form.problem />
                </div>
                <input
                    class="accent-picker"
                    type="color"
                    aria-label=messages::PICK_A_COLOUR
                    prop:value=move || form.accent.get()
                    on:input=move |event| form.accent.set(event_target_value(&event))
                />
            </div>
            <div role="status">{adjusted}</div>
        </div>
    }
    .into_any()
}

#[component]
fn Address(form: PortalForm) -> AnyView {
    let url = move || form.saved.with(|it| it.url.clone());
    let rest = move || form.saved.with(|it| rest_of(&it.url, &it.slug));
    let moved = move || {
        let changed = form.slug.with(|slug| form.saved.with(|it| slug.trim() != it.slug));
        changed.then(|| view! { <p class="meta">{messages::ADDRESS_MOVES}</p> })
    };
    view! {
        <div class="stack-tight">
            <div class="address-field">
                <div class="grow">
                    <TextField label=messages::ADDRESS name="slug" value=form.slug help=messages::ADDRESS_HELP required=true problem=form.problem />
                </div>
                <span class="address-rest muted">{rest}</span>
            </div>
            <div role="status">{moved}</div>
            <div class="cluster">
                <a href=url target="_blank" rel="noopener external" class="address-link">{url}</a>
                <Button on_click=move || browser::copy(&form.saved.with_untracked(|it| it.url.clone()), messages::LINK_COPIED)>
                    {icon(Icon::Copy)} {messages::COPY_LINK}
                </Button>
            </div>
        </div>
    }
    .into_any()
}

/// What follows the slug in the portal's address; nothing for a domain of the account's own.
fn rest_of(url: &str, slug: &str) -> String {
    let host = url.split_once("://").map_or(url, |(_, host)| host);
    let rest = host.strip_prefix(slug).filter(|rest| rest.starts_with('.'));
    rest.unwrap_or_default().trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::rest_of;

    #[test]
    fn the_address_goes_on_after_the_slug() {
        assert_eq!(rest_of("http://acme.localhost:8080/", "acme"), ".localhost:8080");
        assert_eq!(rest_of("https://help.acme.example", "acme"), "");
    }
}
