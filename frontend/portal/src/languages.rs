//! Where people choose their language: on the door, and behind their picture.

use std::fmt::Write as _;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::portal::{Language, LanguageChoice, UpdatePreferences};
use portico_ui::{Button, Dialog, language, messages, toast_problem};

use crate::api;

/// On the door nobody is known yet: the browser keeps the choice. Written as text, which weighs less than views do.
pub fn on_the_door() -> AnyView {
    let chosen = language::chosen();
    let mut html = format!(
        "<label class=\"door-language\">{} <select><option value=\"\">{}</option>",
        messages::language(),
        messages::browsers_language()
    );
    for it in Language::ALL {
        let selected = if chosen == Some(*it) { " selected" } else { "" };
        let (word, name) = (it.as_str(), it.label());
        let _ = write!(html, "<option value={word} lang={word}{selected}>{name}</option>");
    }
    html.push_str("</select></label>");
    let change = |event| language::choose(event_target_value(&event).parse().ok());
    view! { <div inner_html=html on:change=change></div> }.into_any()
}

/// Keeps the choice with the person, and shows the page in it.
async fn choose(chosen: Option<Language>) {
    let asked = UpdatePreferences {
        language: Some(LanguageChoice::from(chosen)),
        ..UpdatePreferences::default()
    };
    match api::followers::choose(&asked).await {
        Ok(_) => language::choose(chosen),
        Err(problem) => toast_problem(&problem),
    }
}

#[component]
pub fn LanguageDialog(open: RwSignal<bool>) -> AnyView {
    let item = |choice: Option<Language>| {
        let label = choice.map_or(messages::browsers_language(), Language::label);
        let current = (choice == language::chosen()).then_some("true");
        view! {
            <li lang=choice.map(Language::as_str) aria-current=current>
                <Button wide=true on_click=move || spawn_local(choose(choice))>
                    {label}
                </Button>
            </li>
        }
    };
    let items = move || {
        let languages = Language::ALL.iter().copied().map(Some);
        std::iter::once(None).chain(languages).map(item).collect_view()
    };
    view! {
        <Dialog open title=messages::language()>
            <ul class="plain languages">{items()}</ul>
        </Dialog>
    }
    .into_any()
}
