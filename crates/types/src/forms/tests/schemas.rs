//! What a schema must be like before it is published.

use super::*;

fn refused(schema: Schema, n: u128, property: &str, code: &str) {
    let found = wrong(schema.parse());
    assert!(
        found.contains(&(format!("fields.{}.{property}", id(n)), code.to_owned())),
        "{property} {code}: {found:?}"
    );
}

fn changed(n: u128, kind: FieldKind, change: impl FnOnce(&mut Field)) -> Field {
    let mut field = field(n, kind);
    change(&mut field);
    field
}

#[test]
fn conditions_look_back_at_what_is_there_and_makes_sense() {
    let with = |condition: Condition| {
        form(vec![
            field(1, FieldKind::Select),
            changed(2, FieldKind::ShortText, |it| it.show_when = Some(condition)),
            field(3, FieldKind::Number),
        ])
    };
    assert!(with(when(1, Operator::Is, json!("Red"))).parse().is_ok());
    let bad = [
        (when(3, Operator::Is, json!(1)), "not_before"),
        (when(2, Operator::IsEmpty, Value::Null), "not_before"),
        (when(9, Operator::IsEmpty, Value::Null), "not_before"),
        (when(1, Operator::Is, json!("Grey")), "no_value"),
        (when(1, Operator::Is, Value::Null), "no_value"),
        (when(1, Operator::IsAnyOf, json!([])), "no_value"),
        (when(1, Operator::IsEmpty, json!("Red")), "no_value"),
        (when(1, Operator::LessThan, json!("Red")), "no_such_comparison"),
        (Condition::All(Vec::new()), "empty"),
        (Condition::Not(Box::new(Condition::Any(Vec::new()))), "empty"),
        (
            Condition::Any(vec![when(1, Operator::Is, json!("Red")); 40]),
            "too_many",
        ),
        (
            (0..9).fold(when(1, Operator::Is, json!("Red")), |it, _| {
                Condition::Not(Box::new(it))
            }),
            "too_many",
        ),
    ];
    for (condition, code) in bad {
        refused(with(condition), 2, "show_when", code);
    }
}

#[test]
fn a_section_may_not_look_at_what_it_holds() {
    let section = crate::ids::SectionId(Uuid::from_u128(100));
    let mut schema = form(vec![changed(1, FieldKind::Select, |it| it.section = Some(section))]);
    schema.sections.push(Section {
        id: section,
        title: "Invoice".to_owned(),
        help: String::new(),
        show_when: Some(when(1, Operator::Is, json!("Red"))),
    });
    assert_eq!(
        wrong(schema.parse()),
        [(format!("sections.{section}.show_when"), "not_before".to_owned())]
    );
}

#[test]
fn fields_come_back_in_the_order_of_their_sections() {
    let [a, b] = [100, 101].map(|n| crate::ids::SectionId(Uuid::from_u128(n)));
    let mut schema = form(vec![
        changed(1, FieldKind::ShortText, |it| it.section = Some(b)),
        changed(2, FieldKind::ShortText, |it| it.section = Some(a)),
        field(3, FieldKind::ShortText),
        changed(4, FieldKind::ShortText, |it| it.section = Some(a)),
    ]);
    for (id, title) in [(a, "A"), (b, "B")] {
        schema.sections.push(Section {
            id,
            title: title.to_owned(),
            help: String::new(),
            show_when: None,
        });
    }
    let order: Vec<FieldId> = schema.parse().unwrap().fields.into_iter().map(|it| it.id).collect();
    assert_eq!(order, [3, 2, 4, 1].map(id));
}

#[test]
fn what_nobody_could_fill_in_is_refused() {
    use FieldKind::{Checkbox, Date, File, LongText, MultiSelect, Number, Person, Select, ShortText};
    type Change = fn(&mut Field);
    let bad: &[(FieldKind, Change, &str, &str)] = &[
        (ShortText, |it| it.label = " ".to_owned(), "label", "required"),
        (ShortText, |it| it.label = "x".repeat(201), "label", "too_long"),
        (ShortText, |it| it.help = "\0".to_owned(), "help", "zero_character"),
        (
            ShortText,
            |it| (it.hidden, it.required) = (true, true),
            "required",
            "hidden_but_required",
        ),
        (
            ShortText,
            |it| (it.customers_may_edit, it.required) = (false, true),
            "required",
            "hidden_but_required",
        ),
        (
            ShortText,
            |it| it.choices.push("x".to_owned()),
            "choices",
            "not_of_kind",
        ),
        (ShortText, |it| it.max = Some(0), "max", "out_of_range"),
        (ShortText, |it| it.max = Some(501), "max", "out_of_range"),
        (LongText, |it| (it.min, it.max) = (Some(5), Some(4)), "min", "crossed"),
        (LongText, |it| it.format = Some(Format::Email), "format", "not_of_kind"),
        (ShortText, |it| it.whole = true, "whole", "not_of_kind"),
        (Number, |it| it.max = Some(i64::MAX), "max", "out_of_range"),
        (Number, |it| it.default = Some(json!("1")), "default", "wrong_kind"),
        (Date, |it| it.min = Some(1), "max", "not_of_kind"),
        (Date, |it| it.latest = Some("soon".to_owned()), "latest", "no_date"),
        (
            Date,
            |it| (it.earliest, it.latest) = (Some("2026-02-01".to_owned()), Some("2026-01-01".to_owned())),
            "earliest",
            "crossed",
        ),
        (Select, |it| it.choices.clear(), "choices", "required"),
        (Select, |it| it.choices.push("Red".to_owned()), "choices", "twice"),
        (Select, |it| it.choices.push(String::new()), "choices", "empty"),
        (Select, |it| it.default = Some(json!("Grey")), "default", "not_offered"),
        (MultiSelect, |it| it.default = Some(json!([])), "default", "required"),
        (
            MultiSelect,
            |it| {
                it.narrow.push(Narrowing {
                    when: when(1, Operator::IsEmpty, Value::Null),
                    choices: vec!["Grey".to_owned()],
                });
            },
            "narrow",
            "not_offered",
        ),
        (
            MultiSelect,
            |it| {
                it.narrow.push(Narrowing {
                    when: when(1, Operator::IsEmpty, Value::Null),
                    choices: Vec::new(),
                });
            },
            "narrow",
            "required",
        ),
        (Checkbox, |it| it.default = Some(json!("yes")), "default", "wrong_kind"),
        (
            Person,
            |it| it.default = Some(json!(Uuid::nil())),
            "default",
            "not_of_kind",
        ),
        (File, |it| it.max = Some(11), "max", "out_of_range"),
        (
            File,
            |it| it.section = Some(crate::ids::SectionId(Uuid::nil())),
            "section",
            "unknown_section",
        ),
    ];
    for (kind, change, property, code) in bad {
        refused(
            form(vec![field(1, ShortText), changed(2, *kind, change)]),
            2,
            property,
            code,
        );
    }
}

#[test]
fn ids_are_there_once_and_fields_not_without_end() {
    let twice = form(vec![field(1, FieldKind::ShortText), field(1, FieldKind::Number)]);
    assert_eq!(
        wrong(twice.clone().parse()),
        [("fields".to_owned(), "same_id".to_owned())]
    );
    assert_eq!(
        wrong(twice.parse_draft()),
        [("fields".to_owned(), "same_id".to_owned())]
    );
    let many = form((0..101).map(|n| field(n, FieldKind::ShortText)).collect());
    assert_eq!(
        wrong(many.clone().parse()),
        [("fields".to_owned(), "too_many".to_owned())]
    );
    assert_eq!(
        wrong(many.parse_draft()),
        [("fields".to_owned(), "too_many".to_owned())]
    );
}

#[test]
fn a_draft_need_not_be_finished() {
    let unfinished = form(vec![changed(1, FieldKind::Select, |it| {
        (it.label, it.choices) = (String::new(), Vec::new());
    })]);
    assert!(unfinished.clone().parse().is_err());
    assert!(unfinished.parse_draft().is_ok());
    let zero = form(vec![changed(1, FieldKind::Select, |it| {
        it.choices.push("\0".to_owned());
    })]);
    assert_eq!(
        wrong(zero.parse_draft()),
        [("fields".to_owned(), "zero_character".to_owned())]
    );
}

#[test]
fn a_publication_says_what_it_changes() {
    let before = form(vec![
        field(1, FieldKind::ShortText),
        field(2, FieldKind::Number),
        field(3, FieldKind::Date),
    ]);
    let mut after = form(vec![
        field(3, FieldKind::Date),
        required(field(1, FieldKind::ShortText)),
        field(4, FieldKind::File),
    ]);
    let text = |all: &[&str]| all.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();

    let told = after.changes(&before);

    assert_eq!(
        told,
        Changes {
            added: text(&["Field 4"]),
            removed: text(&["Field 2"]),
            changed: text(&["Field 1"]),
            rearranged: true
        }
    );
    assert!(before.changes(&before).is_empty());
    after.fields.swap(0, 1);
    assert!(!after.changes(&before).rearranged);
}
