//! The editor of a condition: comparisons, in groups of which all, any or none hold.

use leptos::prelude::*;
use portico_types::forms::{Condition, Field, FieldKind, Operator, Test};
use portico_ui::{
    Button, ButtonKind, CheckboxGroup, DateField, Icon, NumberField, SelectField, TextField, icon, numbers,
};
use serde_json::Value;

use super::draft::Draft;
use crate::messages;

/// A comparison, as its controls hold it.
#[derive(Clone, Copy, PartialEq)]
struct Row {
    field: RwSignal<String>,
    is: RwSignal<String>,
    value: RwSignal<String>,
    values: RwSignal<Vec<String>>,
}

#[derive(Clone, Copy, PartialEq)]
struct Group {
    join: RwSignal<String>,
    items: RwSignal<Vec<(u32, Item)>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Item {
    Row(Row),
    Group(Group),
}

thread_local! {
    static NEXT: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
}

fn next() -> u32 {
    NEXT.with(|it| it.replace(it.get() + 1))
}

fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => numbers::write(number),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

impl Row {
    fn new(test: Option<&Test>) -> Self {
        let value = test.map_or(&Value::Null, |it| &it.value);
        let values = match value {
            Value::Array(items) => items.iter().map(as_text).collect(),
            _ => Vec::new(),
        };
        Self {
            field: RwSignal::new(test.map(|it| it.field.to_string()).unwrap_or_default()),
            is: RwSignal::new(test.map_or(Operator::Is, |it| it.is).to_string()),
            value: RwSignal::new(if value.is_array() {
                String::new()
            } else {
                as_text(value)
            }),
            values: RwSignal::new(values),
        }
    }

    /// Which field it looks at, of those that it may. Reactive.
    fn looked_at(self, fields: Memo<Vec<Field>>) -> Option<Field> {
        let id = self.field.get();
        fields.with(|all| all.iter().find(|it| it.id.to_string() == id).cloned())
    }

    fn read(self, fields: Memo<Vec<Field>>) -> Option<Condition> {
        let kind = self.looked_at(fields).map(|it| it.kind);
        let is: Operator = self.is.get().parse().ok()?;
        let one = |text: &str| match kind {
            Some(FieldKind::Checkbox) => Value::from(text == "true"),
            // No number: stays what it is, and the form's rules say so.
            Some(FieldKind::Number) => numbers::read(text).unwrap_or_else(|| Value::from(text.trim())),
            _ => Value::from(text.trim()),
        };
        let value = match is {
            Operator::IsEmpty | Operator::IsNotEmpty => Value::Null,
            Operator::IsAnyOf if kind.is_some_and(FieldKind::offers) => Value::from(self.values.get()),
            Operator::IsAnyOf => {
                let text = self.value.get();
                let parts = text.split(',').filter(|it| !it.trim().is_empty());
                Value::from(parts.map(one).collect::<Vec<_>>())
            }
            _ => one(&self.value.get()),
        };
        let field = self.field.get().parse().ok()?;
        Some(Condition::Answer(Test { field, is, value }))
    }
}

impl Group {
    fn new(condition: Option<&Condition>) -> Self {
        let (join, items): (&str, &[Condition]) = match condition {
            None => ("all", &[]),
            Some(Condition::All(all)) => ("all", all),
            Some(Condition::Any(any)) => ("any", any),
            Some(Condition::Not(it)) => match &**it {
                Condition::Any(any) => ("none", any),
                other => ("none", std::slice::from_ref(other)),
            },
            Some(answer @ Condition::Answer(_)) => ("all", std::slice::from_ref(answer)),
        };
        let item = |it: &Condition| match it {
            Condition::Answer(test) => Item::Row(Row::new(Some(test))),
            group => Item::Group(Self::new(Some(group))),
        };
        let items = items.iter().map(|it| (next(), item(it))).collect();
        Self {
            join: RwSignal::new(join.to_owned()),
            items: RwSignal::new(items),
        }
    }

    /// What it says; nothing when there is nothing in it. Reactive.
    fn read(self, fields: Memo<Vec<Field>>) -> Option<Condition> {
        let items: Vec<Condition> = self.items.with(|all| {
            let read = |(_, item): &(u32, Item)| match item {
                Item::Row(row) => row.read(fields),
                Item::Group(group) => group.read(fields),
            };
            all.iter().filter_map(read).collect()
        });
        if items.is_empty() {
            return None;
        }
        Some(match self.join.get().as_str() {
            "any" => Condition::Any(items),
            "none" => Condition::Not(Box::new(Condition::Any(items))),
            _ => Condition::All(items),
        })
    }

    fn add(self, item: Item) {
        self.items.update(|all| all.push((next(), item)));
    }

    fn remove(self, key: u32) {
        self.items.update(|all| all.retain(|it| it.0 != key));
    }
}

/// Edits one condition, which may be none.
#[component]
pub(super) fn ConditionEditor(
    #[prop(into)] label: String,
    /// Tells its controls from those of others.
    #[prop(into)]
    name: String,
    value: RwSignal<Option<Condition>>,
    /// What it may look at.
    fields: Memo<Vec<Field>>,
) -> AnyView {
    let group = value.with_untracked(|it| Group::new(it.as_ref()));
    Effect::new(move |before: Option<()>| {
        let read = group.read(fields);
        if before.is_some() && value.with_untracked(|it| *it != read) {
            value.set(read);
        }
    });
    let none = Memo::new(move |_| fields.with(Vec::is_empty) && group.items.with(Vec::is_empty));
    let content = move || {
        if none.get() {
            return view! { <p class="field-help">{messages::NOTHING_BEFORE}</p> }.into_any();
        }
        show_group(name.clone(), group, fields, 0, None)
    };
    view! {
        <fieldset class="condition choices">
            <legend class="field-label">{label}</legend>
            {content}
        </fieldset>
    }
    .into_any()
}

fn show_group(
    name: String,
    group: Group,
    fields: Memo<Vec<Field>>,
    depth: usize,
    remove: Option<Callback<()>>,
) -> AnyView {
    let joins = [
        ("all", messages::ALL_HOLD),
        ("any", messages::ANY_HOLDS),
        ("none", messages::NONE_HOLDS),
    ];
    let joins: Vec<_> = joins.map(|(key, label)| (key.to_owned(), label.to_owned())).into();
    let joins = StoredValue::new(joins);
    let join_name = format!("{name}-join");
    // One comparison needs no word about how it is joined, unless it is turned round.
    let several =
        Memo::new(move |_| group.items.with(|all| all.len() > 1) || group.join.with(|it| it == "none") || depth > 0);
    let join = move || {
        several.get().then(|| {
            view! {
                <SelectField
                    label=messages::IF
                    name=join_name.clone()
                    value=group.join
                    options=Signal::stored(joins.get_value())
                    required=true
                    hide_label=true
                />
            }
        })
    };
    let rows_name = name.clone();
    let item = move |(key, item): (u32, Item)| {
        let name = format!("{rows_name}-{key}");
        let remove = Callback::new(move |()| group.remove(key));
        let view = match item {
            Item::Row(row) => view! { <Comparison name row fields remove /> }.into_any(),
            Item::Group(inner) => show_group(name, inner, fields, depth + 1, Some(remove)),
        };
        view! { <li>{view}</li> }
    };
    let add_row = move || {
        let row = Row::new(None);
        fields.with_untracked(|all| {
            if let Some(last) = all.last() {
                row.field.set(last.id.to_string());
                begin(row, last);
            }
        });
        group.add(Item::Row(row));
    };
    let add_group = move || {
        let inner = Group::new(None);
        inner.join.set("any".to_owned());
        group.add(Item::Group(inner));
    };
    view! {
        <div class="condition-group" class:condition-inner={depth > 0}>
            <div class="spread">
                {join}
                {remove.map(|remove| {
                    view! {
                        <Button kind=ButtonKind::Quiet label=messages::REMOVE_GROUP on_click=remove>
                            {icon(Icon::Trash)}
                        </Button>
                    }
                })}
            </div>
            <ul class="plain condition-items">
                <For each=move || group.items.get() key=|it| it.0 let(it)>
                    {item(it)}
                </For>
            </ul>
            <div class="cluster">
                <Button kind=ButtonKind::Quiet on_click=add_row>{icon(Icon::Plus)} {messages::ADD_CONDITION}</Button>
                {(depth < 2).then(|| view! {
                    <Button kind=ButtonKind::Quiet on_click=add_group>{icon(Icon::Plus)} {messages::ADD_GROUP}</Button>
                })}
            </div>
        </div>
    }
    .into_any()
}

/// A field that a condition may not look at any more: it is gone, or stands behind it now.
fn label_of(id: &str) -> String {
    let draft = use_context::<Draft>();
    let named = draft.and_then(|draft| draft.name_of(id.parse().ok()?));
    named.unwrap_or_else(|| messages::GONE_FIELD.to_owned())
}

/// The first comparison that makes sense of a field.
fn begin(row: Row, field: &Field) {
    row.is.set(Operator::of(field.kind)[0].to_string());
    row.values.set(Vec::new());
    row.value.set(match field.kind {
        FieldKind::Checkbox => "true".to_owned(),
        _ => field.choices.first().cloned().unwrap_or_default(),
    });
}

#[component]
fn Comparison(name: String, row: Row, fields: Memo<Vec<Field>>, remove: Callback<()>) -> AnyView {
    let options = Signal::derive(move || {
        let known = fields.get().into_iter().map(|it| (it.id.to_string(), it.label));
        let mut all: Vec<_> = known.collect();
        let current = row.field.get();
        if !all.iter().any(|it| it.0 == current) {
            let label = label_of(&current);
            all.push((current, label));
        }
        all
    });
    let looked_at = Memo::new(move |_| row.looked_at(fields));
    let operators = Signal::derive(move || {
        let kind = looked_at.with(|it| it.as_ref().map(|it| it.kind));
        let all = kind.map(Operator::of).unwrap_or_default();
        all.iter()
            .map(|it| (it.to_string(), messages::operator(*it).to_owned()))
            .collect::<Vec<_>>()
    });
    let changed = Callback::new(move |_| {
        if let Some(field) = looked_at.get_untracked() {
            begin(row, &field);
        }
    });
    let value_name = format!("{name}-value");
    let value = move || {
        let field = looked_at.get()?;
        let is: Operator = row.is.get().parse().ok()?;
        if !is.compares() {
            return None;
        }
        let name = value_name.clone();
        let pairs = || {
            field
                .choices
                .iter()
                .map(|it| (it.clone(), it.clone()))
                .collect::<Vec<_>>()
        };
        let view = match (field.kind, is) {
            (FieldKind::Select | FieldKind::MultiSelect, Operator::IsAnyOf) => {
                view! { <CheckboxGroup label=messages::VALUE name chosen=row.values options=pairs() required=true /> }.into_any()
            }
            (FieldKind::Select | FieldKind::MultiSelect, _) => {
                view! { <SelectField label=messages::VALUE name value=row.value options=Signal::stored(pairs()) required=true hide_label=true /> }.into_any()
            }
            (FieldKind::Checkbox, _) => {
                let options = vec![("true".to_owned(), messages::TICKED_NOW.to_owned()), ("false".to_owned(), messages::NOT_TICKED.to_owned())];
                view! { <SelectField label=messages::VALUE name value=row.value options=Signal::stored(options) required=true hide_label=true /> }.into_any()
            }
            (FieldKind::Number, is) if is != Operator::IsAnyOf => {
                view! { <NumberField label=messages::VALUE name value=row.value required=true hide_label=true /> }.into_any()
            }
            (FieldKind::Date, is) if is != Operator::IsAnyOf => {
                view! { <DateField label=messages::VALUE name value=row.value required=true hide_label=true /> }.into_any()
            }
            _ => {
                view! { <TextField label=messages::VALUE name value=row.value required=true hide_label=true autocomplete="off" /> }.into_any()
            }
        };
        Some(view)
    };
    view! {
        <div class="comparison">
            <SelectField label=messages::CONDITION_FIELD name=format!("{name}-field") value=row.field options on_change=changed required=true hide_label=true />
            <SelectField label=messages::COMPARISON name=format!("{name}-is") value=row.is options=operators required=true hide_label=true />
            <div class="comparison-value">{value}</div>
            <Button kind=ButtonKind::Quiet label=messages::REMOVE_CONDITION on_click=remove>{icon(Icon::Close)}</Button>
        </div>
    }
    .into_any()
}
