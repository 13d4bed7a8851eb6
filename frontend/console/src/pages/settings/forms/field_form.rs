//! The properties of one field.

use leptos::prelude::*;
use portico_types::forms::{Field, FieldKind, Format, Narrowing};
use portico_types::ids::FieldId;
use portico_types::{FieldError, Problem};
use portico_ui::{
    Button, ButtonKind, Checkbox, CheckboxGroup, DateField, Icon, MarkdownField, NumberField, SelectField, TextArea,
    TextField, icon, numbers,
};
use serde_json::Value;

use super::condition::ConditionEditor;
use super::draft::{Draft, new_id};
use crate::messages;

/// A narrowing, as its controls hold it.
#[derive(Clone, Copy, PartialEq)]
struct Rule {
    key: u128,
    when: RwSignal<Option<portico_types::forms::Condition>>,
    choices: RwSignal<Vec<String>>,
}

impl Rule {
    fn new(narrowing: Option<&Narrowing>) -> Self {
        Self {
            key: new_id().as_u128(),
            when: RwSignal::new(narrowing.map(|it| it.when.clone())),
            choices: RwSignal::new(narrowing.map(|it| it.choices.clone()).unwrap_or_default()),
        }
    }
}

fn text(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => numbers::write(number),
        _ => String::new(),
    }
}

/// A limit; nothing where none is typed, an error where it is no whole number.
fn whole_number(text: &str) -> Result<Option<i64>, ()> {
    match text.trim() {
        "" => Ok(None),
        text => numbers::read(text).and_then(|it| it.as_i64()).map(Some).ok_or(()),
    }
}

/// What is wrong with one field of the draft, under the names of its controls.
fn problem_of(draft: Draft, prefix: String) -> Signal<Option<Problem>> {
    Signal::derive(move || {
        let mut errors = draft.schema.with(|it| it.clone().parse().err()).unwrap_or_default();
        errors.extend(draft.unread.get());
        let mine = errors.into_iter().filter_map(|error| {
            let property = error.field.strip_prefix(&prefix)?;
            Some(FieldError::new(format!("edit-{property}"), error.message))
        });
        let mine: Vec<FieldError> = mine.collect();
        (!mine.is_empty()).then(|| portico_ui::api::invalid(mine))
    })
}

#[component]
pub(super) fn FieldForm(draft: Draft, id: FieldId) -> AnyView {
    let Some(field) = untrack(|| draft.field(id)) else {
        return ().into_any();
    };
    let problem = problem_of(draft, format!("fields.{id}."));
    let before = Memo::new(move |_| draft.before(id));
    let (label, help) = (RwSignal::new(field.label), RwSignal::new(field.help));
    let kind = RwSignal::new(field.kind.to_string());
    let (required, hidden) = (RwSignal::new(field.required), RwSignal::new(field.hidden));
    let may_edit = RwSignal::new(field.customers_may_edit);
    let choices = RwSignal::new(field.choices.join("\n"));
    let limit = |it: Option<i64>| RwSignal::new(it.map(|it| it.to_string()).unwrap_or_default());
    let (min, max) = (limit(field.min), limit(field.max));
    let whole = RwSignal::new(field.whole);
    let (earliest, latest) = (
        RwSignal::new(field.earliest.unwrap_or_default()),
        RwSignal::new(field.latest.unwrap_or_default()),
    );
    let format = RwSignal::new(field.format.map(|it| it.to_string()).unwrap_or_default());
    let default = RwSignal::new(text(field.default.as_ref()));
    let ticked = RwSignal::new(field.default == Some(Value::Bool(true)));
    let default_choices = RwSignal::new(match &field.default {
        Some(Value::Array(items)) => items.iter().filter_map(|it| it.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    });
    let show_when = RwSignal::new(field.show_when);
    let require_when = RwSignal::new(field.require_when);
    let rules = RwSignal::new(field.narrow.iter().map(|it| Rule::new(Some(it))).collect::<Vec<_>>());
    let kind_of = Memo::new(move |_| kind.get().parse::<FieldKind>().unwrap_or(FieldKind::ShortText));
    let offered = Memo::new(move |_| {
        let text = choices.get();
        let lines = text.lines().map(str::trim).filter(|it| !it.is_empty());
        lines.map(str::to_owned).collect::<Vec<_>>()
    });

    // Only what belongs to its kind: what was set for another kind waits in its control.
    let read = move || {
        let kind = kind_of.get();
        let limits = messages::limits(kind).is_some();
        let before = untrack(|| draft.field(id)).filter(|it| it.kind == kind);
        let parsed = |it: RwSignal<String>, before: Option<i64>| match whole_number(&it.get()) {
            _ if !limits => None,
            Ok(limit) => limit,
            Err(()) => before,
        };
        let day = |it: RwSignal<String>| Some(it.get()).filter(|it| kind == FieldKind::Date && !it.is_empty());
        let typed = Some(default.get()).filter(|it| !it.trim().is_empty());
        let narrow = rules.get().into_iter().filter_map(|rule| {
            let kept = rule
                .choices
                .get()
                .into_iter()
                .filter(|it| offered.with(|all| all.contains(it)));
            Some(Narrowing {
                when: rule.when.get()?,
                choices: kept.collect(),
            })
        });
        Field {
            id,
            kind,
            label: label.get(),
            help: help.get(),
            required: required.get(),
            hidden: hidden.get(),
            customers_may_edit: may_edit.get(),
            choices: if kind.offers() { offered.get() } else { Vec::new() },
            max: parsed(max, before.as_ref().and_then(|it| it.max)),
            min: parsed(min, before.as_ref().and_then(|it| it.min)),
            whole: kind == FieldKind::Number && whole.get(),
            earliest: day(earliest),
            latest: day(latest),
            format: format.get().parse().ok().filter(|_| kind == FieldKind::ShortText),
            default: match kind {
                FieldKind::Checkbox => ticked.get().then_some(Value::Bool(true)),
                FieldKind::MultiSelect => Some(default_choices.get()).filter(|it| !it.is_empty()).map(|all| {
                    Value::from(
                        all.into_iter()
                            .filter(|it| offered.with(|o| o.contains(it)))
                            .collect::<Vec<_>>(),
                    )
                }),
                FieldKind::Number => typed.map(|it| numbers::read(&it).unwrap_or_else(|| Value::from(it))),
                FieldKind::Person | FieldKind::File => None,
                _ => typed.map(Value::from),
            },
            section: None,
            show_when: show_when.get(),
            require_when: require_when.get(),
            narrow: if kind.offers() { narrow.collect() } else { Vec::new() },
        }
    };
    Effect::new(move |first: Option<()>| {
        let wanted = read();
        if first.is_none() {
            return;
        }
        // Its section is where it stands, which is the outline's.
        let same = draft.schema.with_untracked(|schema| {
            let now = schema.field(id);
            now.is_none_or(|now| {
                Field {
                    section: None,
                    ..now.clone()
                } == wanted
            })
        });
        if !same {
            draft.schema.update(|schema| {
                if let Some(field) = schema.fields.iter_mut().find(|it| it.id == id) {
                    *field = Field {
                        section: field.section,
                        ..wanted
                    };
                }
            });
        }
    });

    Effect::new(move || {
        let limits = messages::limits(kind_of.get()).is_some();
        let unread = [("min", min), ("max", max)]
            .into_iter()
            .filter(|(_, text)| text.with(|it| whole_number(it).is_err()) && limits)
            .map(|(name, _)| FieldError::new(format!("fields.{id}.{name}"), messages::NOT_WHOLE));
        draft.unread.set(unread.collect());
    });
    on_cleanup(move || drop(draft.unread.try_set(Vec::new())));

    let kinds: Vec<_> = FieldKind::ALL
        .iter()
        .map(|it| (it.to_string(), messages::field_kind(*it).to_owned()))
        .collect();
    let more = move || {
        let kind = kind_of.get();
        let limits = messages::limits(kind).map(|(least, most)| {
            view! {
                <div class="field-pair">
                    <NumberField label=least name="edit-min" value=min problem />
                    <NumberField label=most name="edit-max" value=max problem />
                </div>
            }
        });
        let own = match kind {
            FieldKind::Select | FieldKind::MultiSelect => view! {
                <TextArea label=messages::CHOICES name="edit-choices" value=choices help=messages::CHOICES_HELP required=true problem />
            }
            .into_any(),
            FieldKind::Number => view! { <Checkbox label=messages::WHOLE name="edit-whole" checked=whole problem /> }.into_any(),
            FieldKind::Date => view! {
                <div class="field-pair">
                    <DateField label=messages::EARLIEST name="edit-earliest" value=earliest problem />
                    <DateField label=messages::LATEST name="edit-latest" value=latest problem />
                </div>
            }
            .into_any(),
            FieldKind::ShortText => {
                let any = (String::new(), messages::ANY_TEXT.to_owned());
                let all = Format::ALL.iter().map(|it| (it.to_string(), messages::format(*it).to_owned()));
                let options = Signal::stored(std::iter::once(any).chain(all).collect::<Vec<_>>());
                view! { <SelectField label=messages::FORMAT name="edit-format" value=format options required=true problem /> }.into_any()
            }
            _ => ().into_any(),
        };
        let begin = match kind {
            FieldKind::Person | FieldKind::File => ().into_any(),
            FieldKind::Checkbox => {
                view! { <Checkbox label=messages::TICKED name="edit-default" checked=ticked problem /> }.into_any()
            }
            FieldKind::MultiSelect => {
                let pairs = move || offered.get().into_iter().map(|it| (it.clone(), it)).collect::<Vec<_>>();
                (move || view! { <CheckboxGroup label=messages::DEFAULT name="edit-default" chosen=default_choices options=pairs() problem /> }).into_any()
            }
            FieldKind::Select => {
                let options = Signal::derive(move || {
                    let none = (String::new(), "–".to_owned());
                    std::iter::once(none)
                        .chain(offered.get().into_iter().map(|it| (it.clone(), it)))
                        .collect::<Vec<_>>()
                });
                view! { <SelectField label=messages::DEFAULT name="edit-default" value=default options problem /> }
                    .into_any()
            }
            FieldKind::LongText => {
                view! { <MarkdownField label=messages::DEFAULT name="edit-default" value=default problem /> }.into_any()
            }
            FieldKind::Number => {
                view! { <NumberField label=messages::DEFAULT name="edit-default" value=default problem /> }.into_any()
            }
            FieldKind::Date => {
                view! { <DateField label=messages::DEFAULT name="edit-default" value=default problem /> }.into_any()
            }
            FieldKind::ShortText => {
                view! { <TextField label=messages::DEFAULT name="edit-default" value=default problem autocomplete="off" /> }.into_any()
            }
        };
        view! { {own} {limits} {begin} }
    };
    let unseen = Memo::new(move |_| hidden.get() || !may_edit.get());
    let narrowings = move || {
        kind_of
            .get()
            .offers()
            .then(|| view! { <Narrowings rules before offered problem /> })
    };
    view! {
        <div class="stack field-edit">
            <TextField label=messages::LABEL name="edit-label" value=label required=true problem autocomplete="off" />
            <SelectField label=messages::KIND name="edit-kind" value=kind options=Signal::stored(kinds) required=true problem />
            <TextField label=messages::HELP_TEXT name="edit-help" value=help problem autocomplete="off" />
            <Checkbox label=messages::REQUIRED name="edit-required" checked=required problem />
            {more}
            <Checkbox label=messages::HIDDEN name="edit-hidden" checked=hidden help=messages::HIDDEN_HELP problem />
            <Checkbox label=messages::MAY_EDIT name="edit-customers_may_edit" checked=may_edit help=messages::MAY_EDIT_HELP problem />
            <ConditionEditor label=messages::SHOW_WHEN name="edit-show_when" value=show_when fields=before />
            <Wrong problem name="edit-show_when" />
            {move || (!unseen.get() && !required.get()).then(|| view! {
                <ConditionEditor label=messages::REQUIRE_WHEN name="edit-require_when" value=require_when fields=before />
                <Wrong problem name="edit-require_when" />
            })}
            {narrowings}
        </div>
    }
    .into_any()
}

/// What is wrong with something that has no control of its own.
#[component]
pub(super) fn Wrong(problem: Signal<Option<Problem>>, name: &'static str) -> AnyView {
    let error = Signal::derive(move || problem.with(|it| it.as_ref().and_then(|it| it.about(name).map(str::to_owned))));
    view! { <portico_ui::FieldErrors id=format!("{name}-error") error /> }.into_any()
}

#[component]
fn Narrowings(
    rules: RwSignal<Vec<Rule>>,
    before: Memo<Vec<Field>>,
    offered: Memo<Vec<String>>,
    problem: Signal<Option<Problem>>,
) -> AnyView {
    let rule = move |rule: Rule| {
        let name = format!("edit-narrow-{}", rule.key);
        let choices_name = format!("{name}-choices");
        let pairs = move || offered.get().into_iter().map(|it| (it.clone(), it)).collect::<Vec<_>>();
        let remove = move || rules.update(|all| all.retain(|it| it.key != rule.key));
        view! {
            <li class="condition-group stack-tight">
                <ConditionEditor label=messages::IF name value=rule.when fields=before />
                {move || view! { <CheckboxGroup label=messages::THEN_OFFER name=choices_name.clone() chosen=rule.choices options=pairs() required=true /> }}
                <div><Button kind=ButtonKind::Quiet on_click=remove>{icon(Icon::Trash)} {messages::REMOVE_RULE}</Button></div>
            </li>
        }
    };
    view! {
        <div class="stack-tight">
            <p class="field-label">{messages::NARROW}</p>
            <p class="field-help">{messages::NARROW_HELP}</p>
            <Wrong problem name="edit-narrow" />
            <ul class="plain stack-tight">
                <For each=move || rules.get() key=|it| it.key let(it)>
                    {rule(it)}
                </For>
            </ul>
            <div>
                <Button kind=ButtonKind::Quiet on_click=move || rules.update(|all| all.push(Rule::new(None)))>
                    {icon(Icon::Plus)} {messages::ADD_RULE}
                </Button>
            </div>
        </div>
    }
    .into_any()
}

/// The properties of a section have errors of their own.
pub(super) fn problem_of_section(draft: Draft, id: portico_types::ids::SectionId) -> Signal<Option<Problem>> {
    problem_of(draft, format!("sections.{id}."))
}
