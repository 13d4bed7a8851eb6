//! The field that says what a key may do.

use leptos::prelude::*;
use portico_types::Problem;
use portico_types::staff::ApiScope;
use portico_ui::{FieldErrors, field_id};

use crate::messages;

/// What a key may do, thing by thing, in plain words.
#[component]
pub(super) fn ScopesField(
    chosen: RwSignal<Vec<ApiScope>>,
    /// Whoever makes the key may give what admins may.
    admin: bool,
    #[prop(into)] problem: Signal<Option<Problem>>,
) -> AnyView {
    let error =
        Signal::derive(move || problem.with(|it| it.as_ref().and_then(|it| it.about("scopes").map(str::to_owned))));
    let scope = move |scope: ApiScope| {
        // The first one carries the field's id, so that the error summary leads somewhere.
        let id = if scope == ApiScope::ALL[0] {
            field_id("scopes")
        } else {
            format!("scope-{}", scope.as_str().replace(':', "-"))
        };
        let change = move |event: leptos::ev::Event| {
            let on = event_target_checked(&event);
            chosen.update(|all| {
                all.retain(|it| *it != scope);
                if on {
                    all.push(scope);
                }
            });
        };
        let help = format!("{id}-words");
        let locked = scope.of_admins() && !admin;
        view! {
            <div class="check">
                <input
                    id=id.clone()
                    type="checkbox"
                    disabled=locked
                    aria-describedby=help.clone()
                    prop:checked=move || chosen.with(|all| all.contains(&scope))
                    on:change=change
                />
                <label for=id>{messages::scope(scope)}</label>
                <p class="field-help" id=help>
                    <code>{scope.as_str()}</code>
                    {locked.then(|| view! { " · " {messages::SCOPE_OF_ADMINS} })}
                </p>
            </div>
        }
        .into_any()
    };
    let groups = messages::SCOPE_GROUPS.map(|(name, scopes)| {
        view! {
            <div class="scope-group" role="group" aria-label=name>
                <span class="scope-heading" aria-hidden="true">{name}</span>
                {scopes.iter().map(|it| scope(*it)).collect_view()}
            </div>
        }
        .into_any()
    });
    view! {
        <fieldset class="choices" aria-describedby="field-scopes-error">
            <legend class="field-label">{messages::SCOPES}</legend>
            <p class="field-help">{messages::SCOPES_HELP}</p>
            <FieldErrors id="field-scopes-error" error />
            {groups}
        </fieldset>
    }
    .into_any()
}
