//! Random forms and answers, the same for a seed everywhere: what tests judge them by, natively and in the browser's WASM. Part of tests
//! alone (the feature `random`).

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Answers, Condition, Field, FieldKind, Format, Narrowing, Operator, Schema, Section, Test};
use crate::ids::{FieldId, SectionId};

/// What fate has in store (`SplitMix64`).
pub struct Dice(pub u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or_default() % n
    }

    /// One time in so many.
    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }

    fn some<T>(&mut self, n: usize, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.one_in(n).then(|| make(self))
    }
}

const TEXTS: &[&str] = &[
    "Red",
    "red",
    "Blue",
    "Green",
    " Red ",
    "",
    "  ",
    "a@b.example",
    "a@bücher.example",
    "not a@mail",
    "https://b.example/x",
    "http://",
    "2026-11-28",
    "2026-02-30",
    "2024-02-29",
    "0000-01-01",
    "12",
    "1e3",
    "zürich ßẞ",
    "日本語テキスト",
    "\u{202e}gnol",
    "a\u{301}",
    "null",
    "\0",
    "Ä",
];
const DAYS: &[&str] = &["2026-11-28", "2026-01-01", "1999-12-31", "2024-02-29", "9999-12-31"];
const CHOICES: &[&str] = &["Red", "Blue", "Green", "Grün, hell"];

fn number(dice: &mut Dice) -> Value {
    match dice.below(9) {
        0 => json!(0),
        1 => json!(-0.0),
        2 => json!(0.1 + 0.2),
        3 => json!(1e21),
        4 => json!(5e-324),
        5 => json!(i64::MIN),
        6 => json!(u64::MAX),
        7 => serde_json::Number::from_f64(f64::from_bits(dice.next())).map_or(json!(7), Value::Number),
        _ => json!(i64::try_from(dice.below(200)).unwrap_or_default() - 100),
    }
}

/// Mostly an answer to such a field.
fn answer(dice: &mut Dice, kind: FieldKind, choices: &[String]) -> Value {
    if dice.one_in(8) {
        return anything(dice, 2);
    }
    match kind {
        FieldKind::ShortText | FieldKind::LongText => json!(dice.pick(TEXTS)),
        FieldKind::Number => number(dice),
        FieldKind::Date => json!(dice.pick(DAYS)),
        FieldKind::Select if !choices.is_empty() => json!(dice.pick(choices)),
        FieldKind::MultiSelect if !choices.is_empty() => {
            let many = dice.below(4);
            Value::from((0..many).map(|_| dice.pick(choices)).collect::<Vec<_>>())
        }
        FieldKind::Checkbox => json!(dice.one_in(2)),
        FieldKind::Person => json!(id(dice)),
        FieldKind::File => Value::from((0..dice.below(3)).map(|_| id(dice).to_string()).collect::<Vec<_>>()),
        _ => Value::Null,
    }
}

fn id(dice: &mut Dice) -> Uuid {
    Uuid::from_u128(u128::from(dice.next()))
}

/// Any JSON.
fn anything(dice: &mut Dice, depth: usize) -> Value {
    match dice.below(if depth == 0 { 5 } else { 7 }) {
        0 => Value::Null,
        1 => json!(dice.one_in(2)),
        2 => number(dice),
        3 | 4 => json!(dice.pick(TEXTS)),
        5 => Value::from(
            (0..dice.below(4))
                .map(|_| anything(dice, depth - 1))
                .collect::<Vec<_>>(),
        ),
        _ => {
            let many = dice.below(3);
            let pairs = (0..many).map(|_| (dice.pick(TEXTS).to_owned(), anything(dice, depth - 1)));
            Value::Object(pairs.collect::<Map<_, _>>())
        }
    }
}

fn value_of(dice: &mut Dice, field: &Field) -> Value {
    loop {
        let value = match field.kind {
            FieldKind::Date => json!(dice.pick(DAYS)),
            FieldKind::Select | FieldKind::MultiSelect => json!(dice.pick(&field.choices)),
            FieldKind::Checkbox => json!(dice.one_in(2)),
            FieldKind::Number => number(dice),
            _ => json!(dice.pick(TEXTS)),
        };
        if field.compares_with(&value) {
            return value;
        }
    }
}

fn condition(dice: &mut Dice, before: &[Field], deep: usize) -> Condition {
    match dice.below(if deep == 0 { 3 } else { 6 }) {
        3 => Condition::Not(Box::new(condition(dice, before, deep - 1))),
        4 => Condition::All((0..=dice.below(2)).map(|_| condition(dice, before, deep - 1)).collect()),
        5 => Condition::Any((0..=dice.below(2)).map(|_| condition(dice, before, deep - 1)).collect()),
        _ => {
            let field = dice.pick(before);
            let is = dice.pick(Operator::of(field.kind));
            let value = match is {
                Operator::IsEmpty | Operator::IsNotEmpty => Value::Null,
                Operator::IsAnyOf => {
                    Value::from((0..=dice.below(2)).map(|_| value_of(dice, &field)).collect::<Vec<_>>())
                }
                _ => value_of(dice, &field),
            };
            Condition::Answer(Test {
                field: field.id,
                is,
                value,
            })
        }
    }
}

fn field(dice: &mut Dice, n: usize, before: &[Field], sections: &[Section]) -> Field {
    let mut field = Field::new(
        FieldId(Uuid::from_u128(n as u128 + 1)),
        dice.pick(FieldKind::ALL),
        &format!("Field {n}"),
    );
    let seen: Vec<Field> = before.iter().filter(|it| it.for_contacts()).cloned().collect();
    let sections = &sections[..sections.len().min(n / 3)];
    if !sections.is_empty() {
        field.section = Some(sections[sections.len() - 1].id);
    }
    if field.kind.offers() {
        field.choices = CHOICES[..=dice.below(CHOICES.len())]
            .iter()
            .map(|it| (*it).to_owned())
            .collect();
        if !seen.is_empty() && dice.one_in(3) {
            let choices = field.choices[..=dice.below(field.choices.len())].to_vec();
            field.narrow.push(Narrowing {
                when: condition(dice, &seen, 2),
                choices,
            });
        }
    }
    field.hidden = dice.one_in(8);
    field.customers_may_edit = !dice.one_in(8);
    if field.for_contacts() {
        field.required = dice.one_in(4);
        if !seen.is_empty() {
            field.require_when = dice.some(4, |dice| condition(dice, &seen, 2));
        }
    }
    if !seen.is_empty() {
        field.show_when = dice.some(2, |dice| condition(dice, &seen, 3));
    }
    match field.kind {
        FieldKind::ShortText | FieldKind::LongText | FieldKind::Number => {
            field.max = dice.some(4, |dice| i64::try_from(dice.below(20)).unwrap_or_default() + 3);
            field.min = dice.some(4, |dice| i64::try_from(dice.below(3)).unwrap_or_default());
        }
        FieldKind::Date => {
            field.earliest = dice.some(4, |_| "2000-01-01".to_owned());
            field.latest = dice.some(4, |_| "2026-11-28".to_owned());
        }
        FieldKind::MultiSelect | FieldKind::File => field.max = dice.some(4, |_| 1),
        _ => {}
    }
    field.whole = field.kind == FieldKind::Number && dice.one_in(4);
    if field.kind == FieldKind::ShortText {
        field.format = dice.some(4, |dice| dice.pick(Format::ALL));
    }
    if field.kind == FieldKind::Checkbox || field.kind == FieldKind::Select {
        field.default = dice
            .some(3, |dice| value_of(dice, &field))
            .filter(|it| *it != Value::Bool(false));
    }
    field
}

/// A schema that `parse` takes.
pub fn schema(dice: &mut Dice) -> Schema {
    let mut schema = Schema::default();
    for n in 0..dice.below(3) {
        schema.sections.push(Section {
            id: SectionId(Uuid::from_u128(1000 + n as u128)),
            title: format!("Section {n}"),
            help: String::new(),
            show_when: None,
        });
    }
    for n in 0..=dice.below(9) {
        let next = field(dice, n, &schema.fields, &schema.sections);
        schema.fields.push(next);
    }
    for section in 0..schema.sections.len() {
        let id = schema.sections[section].id;
        let first = schema.fields.iter().position(|it| it.section == Some(id)).unwrap_or(0);
        let seen: Vec<Field> = schema.fields[..first]
            .iter()
            .filter(|it| it.for_contacts())
            .cloned()
            .collect();
        if !seen.is_empty() {
            schema.sections[section].show_when = dice.some(2, |dice| condition(dice, &seen, 2));
        }
    }
    schema
}

/// What somebody might fill in, sensible or not.
pub fn answers(dice: &mut Dice, schema: &Schema) -> Answers {
    let mut answers = Answers::new();
    for field in &schema.fields {
        if !dice.one_in(4) {
            answers.insert(field.id, answer(dice, field.kind, &field.choices));
        }
    }
    if dice.one_in(10) {
        answers.insert(FieldId(Uuid::from_u128(999)), anything(dice, 2));
    }
    answers
}

/// A schema as JSON with something in it that does not belong there.
pub fn spoilt(dice: &mut Dice) -> Value {
    let mut json = serde_json::to_value(schema(dice)).unwrap_or_default();
    for _ in 0..=dice.below(3) {
        spoil(dice, &mut json);
    }
    json
}

fn spoil(dice: &mut Dice, at: &mut Value) {
    let stop = dice.one_in(3);
    match at {
        Value::Object(map) if !stop && !map.is_empty() => {
            let nth = dice.below(map.len());
            map.values_mut().nth(nth).into_iter().for_each(|it| spoil(dice, it));
        }
        Value::Array(items) if !stop && !items.is_empty() => {
            let nth = dice.below(items.len());
            spoil(dice, &mut items[nth]);
        }
        other => *other = anything(dice, 2),
    }
}

/// All that the engine says of a schema and of answers, whatever they are.
pub fn judged(schema: Value, given: &Answers) -> Value {
    let Ok(schema) = serde_json::from_value::<Schema>(schema) else {
        return Value::Null;
    };
    let told = |result: Result<Answers, _>| match result {
        Ok(kept) => json!({ "kept": kept }),
        Err(errors) => json!({ "errors": errors }),
    };
    let states: Vec<Value> = schema
        .states(given)
        .into_iter()
        .map(|it| json!([it.id, it.shown, it.required, it.choices]))
        .collect();
    json!({
        "draft": schema.clone().parse_draft(),
        "parsed": schema.clone().parse(),
        "states": states,
        "applicable": schema.applicable(given),
        "checked": told(schema.check(given)),
        "of_contact": told(schema.check_of_contact(given)),
        "for_contacts": schema.for_contacts(),
        "texts": schema.texts(given, |id| Some(id.to_string())),
    })
}
