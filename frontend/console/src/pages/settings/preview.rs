//! The portal in small, as it would look if the form were saved.

use leptos::html;
use leptos::prelude::*;
use portico_types::tickets::TicketStatus;
use portico_ui::{Icon, Logo, StatusPill, icon, theme};

use super::portal_form::PortalForm;
use crate::messages;

/// The portal as customers will see it, with what is not yet saved. A picture: nothing in it can be pressed.
#[component]
pub(super) fn Preview(form: PortalForm) -> AnyView {
    let frame = NodeRef::<html::Div>::new();
    Effect::new(move || {
        let accent = form.accent.get();
        if let Some(frame) = frame.get() {
            theme::set_accent_of(&frame, &accent);
        }
    });
    let open = move || form.enabled.get() && form.saved.with(|it| it.included);
    let name = move || form.name.with(|name| name.trim().to_owned());
    let logo = Signal::derive(move || form.logo_shown());
    let row = |status: TicketStatus, title: &'static str| {
        view! {
            <div class="preview-row">
                <span class="truncate grow">{title}</span>
                <StatusPill status />
            </div>
        }
    };
    let inside = move || {
        if !open() {
            return view! {
                <div class="preview-closed">{icon(Icon::Lock)} <strong>{messages::PREVIEW_CLOSED}</strong></div>
            }
            .into_any();
        }
        view! {
            <div class="preview-bar">
                <Logo src=logo />
                <strong class="truncate grow">{name}</strong>
                <span class="preview-button">{messages::PREVIEW_NEW}</span>
            </div>
            <div class="preview-page">
                <strong>{messages::TICKETS}</strong>
                <div class="preview-tabs">
                    <span class="preview-tab">{messages::PREVIEW_OPEN}</span>
                    <span>{messages::PREVIEW_SOLVED}</span>
                </div>
                <div class="preview-rows">
                    {row(TicketStatus::InProgress, messages::PREVIEW_ROW_1)}
                    {row(TicketStatus::Open, messages::PREVIEW_ROW_2)}
                    {row(TicketStatus::Solved, messages::PREVIEW_ROW_3)}
                </div>
            </div>
        }
        .into_any()
    };
    view! {
        <figure class="portal-preview">
            <figcaption class="meta">{messages::PREVIEW}</figcaption>
            <div class="preview-frame" node_ref=frame>
                {inside}
            </div>
        </figure>
    }
    .into_any()
}
