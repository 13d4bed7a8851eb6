//! The dialog that asks between which days something happened. In the module that comes later.

use leptos::prelude::*;
use portico_types::{FieldError, Problem};
use portico_ui::api::invalid;
use portico_ui::{Button, ButtonKind, DateField, Dialog, ErrorSummary, HALF_A_DATE, intl};

use super::filters::Filters;
use super::listing::Go;
use crate::messages;

/// The chosen days in words, if some are.
pub(super) fn named(filters: &Filters) -> Option<String> {
    let [from, to] = [&filters.from, &filters.to].map(|day| day.as_deref().map(intl::calendar_day));
    (from.is_some() || to.is_some()).then(|| messages::days(from.as_deref(), to.as_deref()))
}

#[component]
pub(super) fn DaysDialog(open: RwSignal<bool>, filters: Memo<Filters>, go: Go) -> AnyView {
    view! { <Dialog open title=messages::days_title()><Days open filters go /></Dialog> }.into_any()
}

#[component]
fn Days(open: RwSignal<bool>, filters: Memo<Filters>, go: Go) -> AnyView {
    let now = filters.get_untracked();
    let (from, to) = (now.from.unwrap_or_default(), now.to.unwrap_or_default());
    let (from, to) = (RwSignal::new(from), RwSignal::new(to));
    let problem = RwSignal::new(None::<Problem>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match checked(&from.get_untracked(), &to.get_untracked()) {
            Ok([from, to]) => {
                let now = filters.get_untracked().without_times();
                open.set(false);
                go.run((Filters { from, to, ..now }, false));
            }
            Err(error) => problem.set(Some(invalid(vec![error]))),
        }
    };
    view! {
        <form class="stack" novalidate on:submit=submit>
            <p class="muted">{messages::days_text()}</p>
            <ErrorSummary problem />
            <div class="two-days">
                <DateField label=messages::from() name="from" value=from problem />
                <DateField label=messages::to() name="to" value=to problem />
            </div>
            <div class="dialog-actions">
                <Button on_click=move || open.set(false)>{messages::cancel()}</Button>
                <Button kind=ButtonKind::Primary submit=true>
                    {messages::show_tickets()}
                </Button>
            </div>
        </form>
    }
    .into_any()
}

/// The days, if they make a range. As text: written so, an earlier day comes first.
fn checked(from: &str, to: &str) -> Result<[Option<String>; 2], FieldError> {
    let half = [("from", from), ("to", to)].into_iter().find(|it| it.1 == HALF_A_DATE);
    if let Some((name, _)) = half {
        return Err(FieldError::new(
            name,
            portico_ui::messages::field_problem("no_date", ""),
        ));
    }
    let days = [from, to].map(|day| (!day.is_empty()).then(|| day.to_owned()));
    match &days {
        [None, None] => Err(FieldError::new("from", messages::no_day())),
        [Some(from), Some(to)] if to < from => Err(FieldError::new("to", messages::days_turned())),
        _ => Ok(days),
    }
}
