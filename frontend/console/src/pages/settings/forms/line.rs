//! A line of the outline: opened, moved by keyboard, taken away.

use leptos::ev;
use leptos::prelude::*;
use portico_types::ids::FieldId;
use portico_ui::{ButtonKind, Icon, Menu, MenuItem, announce, browser, icon, toast};

use super::draft::{Draft, new_id};
use super::field_form::FieldForm;
use super::lines::{Line, duplicate, lines, lookers, remove, step};
use super::section_form::SectionForm;
use crate::messages;

pub(super) fn label_of(draft: Draft, line: Line) -> String {
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
pub(super) fn tell(draft: Draft, line: Line) {
    let all = draft.schema.with_untracked(lines);
    let at = all.iter().position(|it| *it == line).unwrap_or_default();
    announce(messages::moved(&label_of(draft, line), at + 1, all.len()));
}

#[component]
pub(super) fn OneLine(
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
    let take_away = move |()| {
        let label = label_of(draft, line);
        let lookers = draft.schema.with_untracked(|schema| lookers(schema, line));
        if let Line::Field(id) = line {
            draft.field(id).into_iter().for_each(|it| draft.take(it));
        }
        draft.schema.update(|schema| remove(schema, line));
        if lookers.is_empty() {
            announce(messages::field_removed(&label));
        } else {
            toast(messages::field_missed(&label, &lookers));
        }
    };
    let one_more = move |()| {
        if let Line::Field(id) = line {
            draft.schema.update(|schema| duplicate(schema, id, FieldId(new_id())));
        }
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
            view! { <MenuItem sign=Icon::Copy on_select=Callback::new(one_more)>{messages::DUPLICATE}</MenuItem> }
        });
        view! {
            <Menu label=messages::more_about(&label.get()) kind=ButtonKind::Quiet class="button-icon" button=|| icon(Icon::More)>
                {copy}
                <MenuItem sign=Icon::Trash danger=true on_select=Callback::new(take_away)>{messages::REMOVE_FIELD}</MenuItem>
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
