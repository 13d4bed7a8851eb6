//! A form that the support team took away while somebody was filling it in. What was typed stays in its draft, and begins another form.

use leptos::html;
use leptos::prelude::*;
use portico_types::Problem;
use portico_ui::title::use_title;
use portico_ui::{ButtonKind, ButtonLink, Icon, icon};

use crate::messages;

pub(super) fn is_gone(problem: &Problem) -> bool {
    let mut errors = problem.errors.iter();
    errors.any(|it| it.code.as_deref() == Some("unknown_form"))
}

/// Above what was typed. Takes the focus, like every refusal of a form.
#[component]
pub(super) fn GoneNotice(form: String) -> AnyView {
    let notice = NodeRef::<html::Div>::new();
    Effect::new(move || {
        if let Some(notice) = notice.get() {
            let _ = notice.focus();
        }
    });
    view! {
        <div node_ref=notice class="notice reply-closed" role="alert" tabindex="-1">
            {icon(Icon::Alert)}
            <div class="grow">
                <strong>{messages::form_gone()}</strong>
                <p class="muted">{messages::form_gone_text()}</p>
            </div>
            <On form />
        </div>
    }
    .into_any()
}

/// For who comes back to what they typed.
#[component]
pub(super) fn Gone(form: String) -> AnyView {
    use_title(messages::form_gone().to_owned());
    view! {
        <div class="state">
            {icon(Icon::Alert)}
            <h1>{messages::form_gone()}</h1>
            <p>{messages::form_gone_text()}</p>
            <div class="state-actions">
                <On form />
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn On(form: String) -> AnyView {
    let href = format!("/new?from={form}");
    view! { <ButtonLink href kind=ButtonKind::Primary>{messages::choose_form()}</ButtonLink> }.into_any()
}
