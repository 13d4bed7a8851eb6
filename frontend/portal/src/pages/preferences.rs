//! Which mails the reader gets, and in which language and time zone.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::portal::{Language, MailWish, Preferences, UpdatePreferences};
use portico_ui::{Button, Choice, ErrorSummary, ProblemView, RadioGroup, SelectField, SkeletonText, intl, toast};

use crate::{api, messages};

/// What one has chosen, and a form to choose otherwise.
#[component]
pub(super) fn MailPreferences() -> AnyView {
    let found = RwSignal::new(None::<Result<Preferences, Problem>>);
    let load = move || {
        found.set(None);
        spawn_local(async move { drop(found.try_set(Some(api::followers::preferences().await))) });
    };
    load();
    let content = move || match found.get() {
        None => view! { <SkeletonText lines=4 /> }.into_any(),
        Some(Ok(preferences)) => view! { <Form preferences /> }.into_any(),
        Some(Err(problem)) => view! { <ProblemView problem on_retry=Callback::new(move |()| load()) /> }.into_any(),
    };
    view! {
        <section id="mails" class="card stack" aria-labelledby="mails-title">
            <h2 id="mails-title">{messages::MAILS}</h2>
            <p class="muted">{messages::MAILS_TEXT}</p>
            {content}
        </section>
    }
    .into_any()
}

#[component]
fn Form(preferences: Preferences) -> AnyView {
    let here = intl::time_zone();
    let mails = RwSignal::new(preferences.mails.to_string());
    let language = RwSignal::new(preferences.language.map(|it| it.to_string()).unwrap_or_default());
    let zone = RwSignal::new(preferences.time_zone.clone().unwrap_or_else(|| here.clone()));
    let wishes = MailWish::ALL
        .iter()
        .map(|it| Choice::new(it, it.label(), messages::wish_help(*it)))
        .collect();
    // No language takes the choice back: what was chosen once is only changed.
    let unset = preferences
        .language
        .is_none()
        .then(|| (String::new(), messages::BROWSERS_LANGUAGE.to_owned()));
    let languages = Language::ALL.iter().map(|it| (it.to_string(), it.label().to_owned()));
    let languages: Vec<_> = unset.into_iter().chain(languages).collect();
    let mut zones = intl::time_zones();
    for known in [Some(here), preferences.time_zone, Some("UTC".to_owned())]
        .into_iter()
        .flatten()
    {
        if !zones.contains(&known) {
            zones.insert(0, known);
        }
    }
    let zones: Vec<_> = zones.into_iter().map(|it| (it.clone(), it.replace('_', " "))).collect();
    let (busy, problem) = (RwSignal::new(false), RwSignal::new(None::<Problem>));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        problem.set(None);
        let chosen = UpdatePreferences {
            mails: mails.get_untracked().parse().ok(),
            language: language.get_untracked().parse().ok(),
            time_zone: Some(zone.get_untracked()),
        };
        spawn_local(async move {
            match api::followers::choose(&chosen).await {
                Ok(_) => toast(messages::SAVED),
                Err(refused) => drop(problem.try_set(Some(refused))),
            }
            busy.try_set(false);
        });
    };
    view! {
        <form class="stack" novalidate on:submit=submit>
            <ErrorSummary problem />
            <RadioGroup label=messages::MAILS name="mails" value=mails choices=wishes problem />
            <SelectField label=messages::LANGUAGE name="language" value=language options=languages problem required=true />
            <SelectField
                label=messages::TIME_ZONE
                name="time_zone"
                value=zone
                options=zones
                help=messages::TIME_ZONE_HELP
                problem
                required=true
            />
            <div>
                <Button submit=true busy>
                    {messages::SAVE}
                </Button>
            </div>
        </form>
    }
    .into_any()
}
