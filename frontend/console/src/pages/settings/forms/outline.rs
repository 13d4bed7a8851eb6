//! The fields of a form and their sections, in order: added, opened, moved by keyboard and by hand, taken away.

use leptos::ev;
use leptos::prelude::*;
use portico_types::forms::{Field, FieldKind, Schema, Section};
use portico_types::ids::{FieldId, SectionId};
use portico_ui::{Button, ButtonKind, Icon, Menu, MenuItem, announce, browser, icon};

use super::draft::{Draft, new_id};
use super::field_form::FieldForm;
use super::section_form::SectionForm;
use crate::messages;

/// A line of the outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Line {
    Section(SectionId),
    Field(FieldId),
}

impl Line {
    fn id(self) -> String {
        match self {
            Self::Section(id) => id.to_string(),
            Self::Field(id) => id.to_string(),
        }
    }

    fn element(self) -> String {
        format!("line-{}", self.id())
    }
}

/// Sections and fields, as they follow each other.
pub(super) fn lines(schema: &Schema) -> Vec<Line> {
    let of = |section: Option<SectionId>| {
        let fields = schema.fields.iter().filter(move |it| it.section == section);
        fields.map(|it| Line::Field(it.id))
    };
    let mut lines: Vec<Line> = of(None).collect();
    for section in &schema.sections {
        lines.push(Line::Section(section.id));
        lines.extend(of(Some(section.id)));
    }
    lines
}

/// Moves a line one up or down; a field goes from section to section, a section takes its fields along. Whether it could.
pub(super) fn step(schema: &mut Schema, line: Line, up: bool) -> bool {
    match line {
        Line::Section(id) => {
            let Some(at) = schema.sections.iter().position(|it| it.id == id) else {
                return false;
            };
            let to = if up {
                at.checked_sub(1)
            } else {
                Some(at + 1).filter(|it| *it < schema.sections.len())
            };
            let Some(to) = to else { return false };
            schema.sections.swap(at, to);
            schema.arrange();
            true
        }
        Line::Field(_) => {
            let all = lines(schema);
            let Some(at) = all.iter().position(|it| *it == line) else {
                return false;
            };
            let to = if up {
                at.checked_sub(1)
            } else {
                Some(at + 1).filter(|it| *it < all.len())
            };
            to.is_some_and(|to| place(schema, line, to))
        }
    }
}

/// Puts a field where another line stands now.
pub(super) fn place(schema: &mut Schema, line: Line, to: usize) -> bool {
    let Line::Field(_) = line else { return false };
    let mut all = lines(schema);
    let Some(at) = all.iter().position(|it| *it == line) else {
        return false;
    };
    if at == to || to >= all.len() {
        return false;
    }
    let moved = all.remove(at);
    all.insert(to, moved);
    let mut fields = Vec::with_capacity(schema.fields.len());
    let mut section = None;
    for line in all {
        match line {
            Line::Section(id) => section = Some(id),
            Line::Field(id) => {
                if let Some(mut field) = schema.field(id).cloned() {
                    field.section = section;
                    fields.push(field);
                }
            }
        }
    }
    schema.fields = fields;
    true
}

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

fn label_of(draft: Draft, line: Line) -> String {
    draft.schema.with_untracked(|schema| {
        let (text, none) = match line {
            Line::Field(id) => (schema.field(id).map(|it| it.label.clone()), messages::UNTITLED),
            Line::Section(id) => (
                schema.section(Some(id)).map(|it| it.title.clone()),
                messages::UNTITLED_SECTION,
            ),
        };
        text.filter(|it| !it.trim().is_empty())
            .unwrap_or_else(|| none.to_owned())
    })
}

/// Says where a line is now.
fn tell(draft: Draft, line: Line) {
    let all = draft.schema.with_untracked(lines);
    let at = all.iter().position(|it| *it == line).unwrap_or_default();
    announce(messages::moved(&label_of(draft, line), at + 1, all.len()));
}

#[component]
fn OneLine(
    draft: Draft,
    line: Line,
    open: RwSignal<Option<Line>>,
    dragged: RwSignal<Option<Line>>,
    wrong: Memo<Vec<String>>,
) -> AnyView {
    let opened = Memo::new(move |_| open.get() == Some(line));
    let label = Memo::new(move |_| {
        draft.schema.track();
        label_of(draft, line)
    });
    let about = Memo::new(move |_| {
        let Line::Field(id) = line else {
            return messages::SECTION.to_owned();
        };
        let Some(field) = draft.field(id) else {
            return String::new();
        };
        let marks = [
            Some(messages::field_kind(field.kind)),
            field.required.then_some(messages::REQUIRED),
            (!field.for_contacts()).then_some(messages::HIDDEN),
            field.show_when.is_some().then_some(messages::CONDITIONAL),
        ];
        marks.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    });
    let wrong = Memo::new(move |_| wrong.with(|all| all.iter().any(|it| it.contains(&line.id()))));
    // `focus`: what had the focus, which moving takes away.
    let go = move |up: bool, focus: String| {
        let mut schema = draft.schema.get_untracked();
        if step(&mut schema, line, up) {
            draft.schema.set(schema);
            tell(draft, line);
            request_animation_frame(move || browser::focus(&focus));
        }
    };
    let (up_id, down_id) = (format!("{}-up", line.element()), format!("{}-down", line.element()));
    let key = move |event: ev::KeyboardEvent| {
        let up = match event.key().as_str() {
            "ArrowUp" => true,
            "ArrowDown" => false,
            _ => return,
        };
        if event.alt_key() {
            event.prevent_default();
            let focused = document()
                .active_element()
                .map(|it| it.id())
                .filter(|it| !it.is_empty());
            go(up, focused.unwrap_or_else(|| line.element()));
        }
    };
    let grab = move |event: web_sys::PointerEvent| {
        if matches!(line, Line::Field(_)) {
            event.prevent_default();
            dragged.set(Some(line));
        }
    };
    let remove = move |()| {
        let label = label_of(draft, line);
        draft.schema.update(|schema| match line {
            Line::Field(id) => schema.fields.retain(|it| it.id != id),
            Line::Section(id) => {
                schema.sections.retain(|it| it.id != id);
                for field in &mut schema.fields {
                    if field.section == Some(id) {
                        field.section = None;
                    }
                }
                schema.arrange();
            }
        });
        announce(messages::field_removed(&label));
    };
    let duplicate = move |()| {
        let Line::Field(id) = line else { return };
        draft.schema.update(|schema| {
            let Some(at) = schema.fields.iter().position(|it| it.id == id) else {
                return;
            };
            let mut copy = schema.fields[at].clone();
            copy.id = FieldId(new_id());
            schema.fields.insert(at + 1, copy);
        });
    };
    let toggle = move |_| open.update(|it| *it = if *it == Some(line) { None } else { Some(line) });
    let panel = format!("{}-form", line.element());
    let controls = panel.clone();
    let (up_focus, down_focus) = (up_id.clone(), down_id.clone());
    let form = move || {
        opened.get().then(|| {
            let form = match line {
                Line::Field(id) => view! { <FieldForm draft id /> }.into_any(),
                Line::Section(id) => view! { <SectionForm draft id /> }.into_any(),
            };
            view! { <div class="form-line-body" id=panel.clone()>{form}</div> }
        })
    };
    let arrow = move |up: bool, id: String, focus: String| {
        view! {
            // Its name changes with the label.
            <button
                type="button"
                id=id
                class="button button-quiet button-icon"
                class:turned=up
                aria-label=move || if up { messages::move_up(&label.get()) } else { messages::move_down(&label.get()) }
                on:click=move |_| go(up, focus.clone())
            >
                {icon(Icon::ChevronDown)}
            </button>
        }
    };
    // Its name changes with the label, too.
    let menu = move || {
        let copy = matches!(line, Line::Field(_)).then(|| {
            view! { <MenuItem sign=Icon::Copy on_select=Callback::new(duplicate)>{messages::DUPLICATE}</MenuItem> }
        });
        view! {
            <Menu label=messages::more_about(&label.get()) kind=ButtonKind::Quiet class="button-icon" button=|| icon(Icon::More)>
                {copy}
                <MenuItem sign=Icon::Trash danger=true on_select=Callback::new(remove)>{messages::REMOVE_FIELD}</MenuItem>
            </Menu>
        }
    };
    view! {
        <li
            class="form-line"
            class:form-line-section=matches!(line, Line::Section(_))
            class:form-line-dragged=move || dragged.get() == Some(line)
            data-line=line.id()
            on:keydown=key
        >
            <div class="form-line-head">
                <span class="form-grip" aria-hidden="true" on:pointerdown=grab>{icon(Icon::Menu)}</span>
                <button
                    type="button"
                    class="form-line-open"
                    id=line.element()
                    aria-expanded=move || opened.get().to_string()
                    aria-controls=move || opened.get().then(|| controls.clone())
                    on:click=toggle
                >
                    <strong class="truncate">{move || label.get()}</strong>
                    <span class="meta truncate">{move || about.get()}</span>
                </button>
                {move || wrong.get().then(|| view! { <span class="form-wrong" title=messages::MEND_FIRST>{icon(Icon::Alert)}<span class="visually-hidden">{messages::MEND_FIRST}</span></span> })}
                {arrow(true, up_id, up_focus)}
                {arrow(false, down_id, down_focus)}
                {menu}
            </div>
            {form}
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use portico_types::forms::{Field, FieldKind, Schema, Section};
    use portico_types::ids::{FieldId, SectionId};
    use uuid::Uuid;

    use super::{Line, lines, place, step};

    fn field(n: u128, section: Option<u128>) -> Field {
        let mut field = Field::new(FieldId(Uuid::from_u128(n)), FieldKind::ShortText, "");
        field.section = section.map(|it| SectionId(Uuid::from_u128(it)));
        field
    }

    fn form() -> Schema {
        let section = |n: u128| Section {
            id: SectionId(Uuid::from_u128(n)),
            title: String::new(),
            help: String::new(),
            show_when: None,
        };
        Schema {
            sections: vec![section(100), section(200)],
            fields: vec![
                field(1, None),
                field(2, Some(100)),
                field(3, Some(200)),
                field(4, Some(200)),
            ],
        }
    }

    /// Numbers of the lines, as they follow each other.
    fn order(schema: &Schema) -> Vec<u128> {
        let number = |line: Line| match line {
            Line::Field(id) => id.0.as_u128(),
            Line::Section(id) => id.0.as_u128(),
        };
        lines(schema).into_iter().map(number).collect()
    }

    fn line(n: u128) -> Line {
        if n < 100 {
            Line::Field(FieldId(Uuid::from_u128(n)))
        } else {
            Line::Section(SectionId(Uuid::from_u128(n)))
        }
    }

    #[test]
    fn a_field_goes_from_section_to_section() {
        let mut schema = form();
        assert_eq!(order(&schema), [1, 100, 2, 200, 3, 4]);
        assert!(step(&mut schema, line(3), true));
        assert_eq!(order(&schema), [1, 100, 2, 3, 200, 4]);
        assert_eq!(schema.fields[2].section, Some(SectionId(Uuid::from_u128(100))));
        for _ in 0..3 {
            assert!(step(&mut schema, line(3), true));
        }
        assert_eq!(order(&schema), [3, 1, 100, 2, 200, 4]);
        assert!(!step(&mut schema, line(3), true), "the top is the top");
        assert!(!step(&mut schema, line(4), false), "the end is the end");
    }

    #[test]
    fn a_section_takes_its_fields_along() {
        let mut schema = form();
        assert!(step(&mut schema, line(200), true));
        assert_eq!(order(&schema), [1, 200, 3, 4, 100, 2]);
        assert!(!step(&mut schema, line(200), true));
    }

    #[test]
    fn a_field_is_dropped_where_another_line_stands() {
        let mut schema = form();
        assert!(place(&mut schema, line(1), 5));
        assert_eq!(order(&schema), [100, 2, 200, 3, 4, 1]);
        assert!(!place(&mut schema, line(1), 5));
        assert!(!place(&mut schema, line(100), 0), "sections are not dragged");
    }
}
