//! Which mails the reader gets, and in which language and time zone.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::portal::{Language, LanguageChoice, MailWish, Preferences, UpdatePreferences};
use portico_ui::{
    Button, ButtonKind, Choice, ErrorSummary, ProblemView, RadioGroup, SelectField, SkeletonText, intl, language, toast,
};

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
            <h2 id="mails-title">{messages::mails()}</h2>
            <p class="muted">{messages::mails_text()}</p>
            {content}
        </section>
    }
    .into_any()
}

#[component]
fn Form(preferences: Preferences) -> AnyView {
    let here = intl::time_zone();
    let mails = RwSignal::new(preferences.mails.to_string());
    let language = RwSignal::new(LanguageChoice::from(preferences.language).to_string());
    let zone = RwSignal::new(preferences.time_zone.clone().unwrap_or_else(|| here.clone()));
    let wishes = MailWish::ALL
        .iter()
        .map(|it| Choice::new(it, messages::mail_wish(*it), messages::mail_wish_help(*it)))
        .collect();
    // No language takes the choice back: what was chosen once is only changed.
    let browsers = LanguageChoice::from(None).to_string();
    let unset = (browsers, portico_ui::messages::browsers_language().to_owned());
    let languages = Language::ALL.iter().map(|it| (it.to_string(), it.label().to_owned()));
    let languages: Vec<_> = std::iter::once(unset).chain(languages).collect();
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
            browser_time_zone: None,
        };
        spawn_local(async move {
            match api::followers::choose(&chosen).await {
                Ok(now) => {
                    toast(messages::saved());
                    if now.language != preferences.language {
                        language::choose(now.language);
                    }
                }
                Err(refused) => drop(problem.try_set(Some(refused))),
            }
            busy.try_set(false);
        });
    };
    view! {
        <form class="stack" novalidate on:submit=submit>
            <ErrorSummary problem />
            <RadioGroup label=messages::mails() name="mails" value=mails choices=wishes problem hide_label=true />
            <SelectField label=portico_ui::messages::language() name="language" value=language options=languages problem required=true />
            <SelectField
                label=messages::time_zone()
                name="time_zone"
                value=zone
                options=zones
                help=messages::time_zone_help()
                problem
                required=true
            />
            <div>
                <Button kind=ButtonKind::Primary submit=true busy>
                    {messages::save()}
                </Button>
            </div>
        </form>
    }
    .into_any()
}
