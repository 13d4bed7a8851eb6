//! The dialog that corrects what was filled in when the ticket was filed: the same questions, under the same rules.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::staff::{TicketAnswers, UpdateAnswers};
use portico_ui::api::invalid;
use portico_ui::forms::{Filling, Questions};
use portico_ui::{Button, ButtonKind, Dialog, ErrorSummary, ProblemView, SkeletonText, announce};

use super::page::Page;
use crate::{api, messages};

#[component]
pub(super) fn CorrectDialog(page: Page) -> AnyView {
    view! { <Dialog open=page.correcting title=messages::CORRECT_ANSWERS><Content page /></Dialog> }.into_any()
}

/// Asks what was filled in, fields included that only the team sees.
#[component]
fn Content(page: Page) -> AnyView {
    let asked = RwSignal::new(None::<Result<TicketAnswers, Problem>>);
    let ask = move || {
        asked.set(None);
        let key = page.key.get_value();
        spawn_local(async move { drop(asked.try_set(Some(api::tickets::answers(&key).await))) });
    };
    ask();
    let content = move || match asked.get() {
        None => view! { <SkeletonText lines=4 /> }.into_any(),
        Some(Err(problem)) => view! { <ProblemView problem on_retry=Callback::new(move |()| ask()) /> }.into_any(),
        Some(Ok(answers)) => view! { <Form page answers /> }.into_any(),
    };
    content.into_any()
}

#[component]
fn Form(page: Page, answers: TicketAnswers) -> AnyView {
    let filling = Filling::correcting(answers.form.schema, &answers.answers);
    let version = StoredValue::new(answers.version);
    let (problem, busy) = (RwSignal::new(None::<Problem>), RwSignal::new(false));
    let people = RwSignal::new(Vec::<(String, String)>::new());
    let customer = page
        .ticket
        .with_untracked(|it| it.as_ref().map(|it| it.customer_id.to_string()));
    if let Some(customer) = customer.filter(|_| filling.asks_for_people()) {
        spawn_local(async move {
            match api::customers::all_contacts(&customer).await {
                Ok(found) => {
                    let there = found.into_iter().filter(|it| it.disabled_at.is_none());
                    people.try_set(there.map(|it| (it.id.to_string(), it.name)).collect());
                }
                Err(why) => drop(problem.try_set(Some(why))),
            }
        });
    }
    let send = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        let answers = untrack(|| filling.applicable());
        // The server's own rules, before the round trip.
        let errors = untrack(|| filling.check(&answers));
        if !errors.is_empty() {
            return problem.set(Some(invalid(errors)));
        }
        let update = UpdateAnswers {
            version: Some(version.get_value()),
            answers,
        };
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            let key = page.key.get_value();
            match api::tickets::update_answers(&key, &update).await {
                Ok(ticket) => {
                    page.ticket.try_set(Some(ticket));
                    page.correcting.try_set(false);
                    announce(messages::CORRECTED.to_owned());
                    page.catch_up();
                }
                Err(refused) if refused.kind == Problem::CONFLICT => {
                    // Whoever has read that saves on top of it.
                    if let Ok(now) = api::tickets::get(&key).await {
                        version.try_set_value(now.version);
                        page.ticket.try_set(Some(now));
                    }
                    let detail = Some(messages::ANSWERS_CHANGED.to_owned());
                    problem.try_set(Some(Problem { detail, ..refused }));
                }
                Err(refused) => drop(problem.try_set(Some(refused))),
            }
            busy.try_set(false);
        });
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        send.run(());
    };
    // Each with the question it is about: the field itself is further down.
    let summary = Signal::derive(move || {
        let mut problem = problem.get()?;
        for error in &mut problem.errors {
            if let Some(label) = filling.label(&error.field) {
                error.message = messages::about(&label, &error.message);
            }
        }
        Some(problem)
    });
    view! {
        <form class="stack-wide" novalidate on:submit=submit>
            <p class="muted">{messages::CORRECT_TEXT}</p>
            <ErrorSummary problem=summary />
            <Questions filling problem people on_submit=send />
            <div class="dialog-actions">
                <Button on_click=move || page.correcting.set(false)>{messages::NOT_NOW}</Button>
                <Button kind=ButtonKind::Primary submit=true busy>{messages::SAVE}</Button>
            </div>
        </form>
    }
    .into_any()
}
