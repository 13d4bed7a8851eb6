//! The fields of a form and their sections: added, and moved by hand.

use leptos::ev;
use leptos::prelude::*;
use portico_types::forms::{Field, FieldKind, Section};
use portico_types::ids::{FieldId, SectionId};
use portico_ui::{Button, ButtonKind, Icon, Menu, MenuItem, browser, icon};

use super::draft::{Draft, new_id};
use super::line::{OneLine, tell};
use super::lines::{Line, lines, place};
use crate::messages;

#[component]
pub(super) fn Outline(draft: Draft, open: RwSignal<Option<Line>>) -> AnyView {
    let all = Memo::new(move |_| draft.schema.with(lines));
    // The names of what is wrong, judged once for all lines.
    let wrong = Memo::new(move |_| {
        let problems = draft.schema.with(|it| it.clone().parse().err()).unwrap_or_default();
        problems.into_iter().map(|it| it.field).collect::<Vec<_>>()
    });
    let dragged = RwSignal::new(None::<Line>);
    #[expect(clippy::cast_precision_loss, reason = "no screen is that wide")]
    let at =
        |event: &web_sys::PointerEvent| document().element_from_point(event.client_x() as f32, event.client_y() as f32);
    let moves = window_event_listener(ev::pointermove, move |event| {
        let Some(line) = dragged.get_untracked() else { return };
        event.prevent_default();
        let over = at(&event);
        let over = over.and_then(|it| it.closest("[data-line]").ok().flatten());
        let Some(over) = over.and_then(|it| it.get_attribute("data-line")) else {
            return;
        };
        let to = all.with_untracked(|all| all.iter().position(|it| it.id() == over));
        if let Some(to) = to {
            let mut schema = draft.schema.get_untracked();
            if place(&mut schema, line, to) {
                draft.schema.set(schema);
            }
        }
    });
    let drop = move |_: web_sys::PointerEvent| {
        if let Some(line) = dragged.get_untracked() {
            dragged.set(None);
            tell(draft, line);
        }
    };
    let ends = [
        window_event_listener(ev::pointerup, drop),
        window_event_listener(ev::pointercancel, drop),
    ];
    on_cleanup(move || {
        moves.remove();
        ends.into_iter().for_each(WindowListenerHandle::remove);
    });
    let add = move |kind: FieldKind| {
        let section = draft.schema.with_untracked(|it| it.sections.last().map(|it| it.id));
        let mut field = Field::new(FieldId(new_id()), kind, "");
        field.section = section;
        let line = Line::Field(field.id);
        draft.schema.update(|schema| schema.fields.push(field));
        open.set(Some(line));
        request_animation_frame(|| request_animation_frame(|| browser::focus("field-edit-label")));
    };
    let add_section = move || {
        let section = Section {
            id: SectionId(new_id()),
            title: String::new(),
            help: String::new(),
            show_when: None,
        };
        let line = Line::Section(section.id);
        draft.schema.update(|schema| schema.sections.push(section));
        open.set(Some(line));
        request_animation_frame(|| request_animation_frame(|| browser::focus("field-edit-title")));
    };
    let kinds = FieldKind::ALL.iter().map(move |kind| {
        let kind = *kind;
        view! { <MenuItem on_select=Callback::new(move |()| add(kind))>{messages::field_kind(kind)}</MenuItem> }
    });
    let add_button = || view! { {icon(Icon::Plus)} {messages::ADD_FIELD} };
    view! {
        <section class="stack" aria-labelledby="form-fields">
            <div>
                <h2 id="form-fields">{messages::FIELDS}</h2>
                <p class="field-help">{messages::REORDER_HELP}</p>
            </div>
            {move || all.with(Vec::is_empty).then(|| view! { <p class="muted">{messages::NO_FIELDS}</p> })}
            <ol class="plain form-lines" class:form-dragging=move || dragged.with(Option::is_some)>
                <For each=move || all.get() key=|it| *it let(line)>
                    <OneLine draft line open dragged wrong />
                </For>
            </ol>
            <div class="cluster">
                <Menu button=add_button>
                    {kinds.collect_view()}
                </Menu>
                <Button kind=ButtonKind::Quiet on_click=add_section>{icon(Icon::Plus)} {messages::ADD_SECTION}</Button>
            </div>
        </section>
    }
    .into_any()
}
