//! Fields that are there, required, or offer less, by what others hold.

use super::*;

/// A form of two fields, the second of which is there when a condition holds.
fn shown_when(first: Field, condition: Condition) -> Schema {
    let mut second = required(field(2, FieldKind::ShortText));
    second.show_when = Some(condition);
    form(vec![first, second])
}

fn shown(schema: &Schema, value: &Value) -> bool {
    schema.states(&Answers::from([(id(1), value.clone())]))[1].shown
}

#[test]
fn every_comparison_holds_for_what_it_says() {
    use FieldKind::{Checkbox, Date, File, MultiSelect, Number, Select, ShortText};
    use Operator::{AtLeast, AtMost, Contains, Is, IsAnyOf, IsEmpty, IsNot, IsNotEmpty, LessThan, MoreThan};
    let cases = [
        (
            Select,
            Is,
            json!("Red"),
            vec![json!("Red")],
            vec![json!("Blue"), json!(null), json!(["Red"])],
        ),
        (
            Select,
            IsNot,
            json!("Red"),
            vec![json!("Blue"), json!(null)],
            vec![json!("Red")],
        ),
        (
            Select,
            IsAnyOf,
            json!(["Red", "Blue"]),
            vec![json!("Red"), json!("Blue")],
            vec![json!("Green"), json!(null)],
        ),
        (
            MultiSelect,
            Contains,
            json!("Red"),
            vec![json!(["Blue", "Red"])],
            vec![json!(["Blue"]), json!(null)],
        ),
        (
            MultiSelect,
            IsAnyOf,
            json!(["Red", "Blue"]),
            vec![json!(["Blue"])],
            vec![json!(["Green"]), json!([])],
        ),
        (
            ShortText,
            Is,
            json!("printer"),
            vec![json!("printer"), json!(" Printer ")],
            vec![json!("printers"), json!("")],
        ),
        (
            ShortText,
            Contains,
            json!("VPN"),
            vec![json!("our vpn is down")],
            vec![json!("v p n"), json!(null)],
        ),
        (
            ShortText,
            IsEmpty,
            json!(null),
            vec![json!(""), json!("  "), json!(null)],
            vec![json!("x")],
        ),
        (
            File,
            IsNotEmpty,
            json!(null),
            vec![json!([Uuid::nil()])],
            vec![json!([]), json!(null)],
        ),
        (
            Checkbox,
            Is,
            json!(true),
            vec![json!(true)],
            vec![json!(false), json!(null)],
        ),
        (
            Checkbox,
            Is,
            json!(false),
            vec![json!(false), json!(null)],
            vec![json!(true)],
        ),
        (
            Number,
            Is,
            json!(10),
            vec![json!(10), json!(10.0)],
            vec![json!(10.5), json!("10"), json!(null)],
        ),
        (
            Number,
            LessThan,
            json!(10),
            vec![json!(9.9), json!(-1)],
            vec![json!(10), json!(null)],
        ),
        (
            Number,
            AtMost,
            json!(10),
            vec![json!(10)],
            vec![json!(10.1), json!(null)],
        ),
        (
            Number,
            MoreThan,
            json!(10),
            vec![json!(10.1)],
            vec![json!(10), json!(null)],
        ),
        (Number, AtLeast, json!(10), vec![json!(10)], vec![json!(9), json!(null)]),
        (
            Date,
            LessThan,
            json!("2026-11-28"),
            vec![json!("2026-11-27")],
            vec![json!("2026-11-28"), json!(""), json!(null)],
        ),
        (
            Date,
            AtLeast,
            json!("2026-11-28"),
            vec![json!("2026-11-28"), json!("2027-01-01")],
            vec![json!("2026-01-31"), json!("")],
        ),
    ];
    for (kind, is, value, holds, fails) in cases {
        let schema = shown_when(field(1, kind), when(1, is, value.clone())).parse().unwrap();
        for it in &holds {
            assert!(shown(&schema, it), "{kind} {it} {is} {value}");
        }
        for it in &fails {
            assert!(!shown(&schema, it), "{kind} {it} {is} {value}");
        }
    }
}

#[test]
fn conditions_are_joined_and_turned_round() {
    let red = || when(1, Operator::Is, json!("Red"));
    let blue = || when(1, Operator::Is, json!("Blue"));
    let area = || field(1, FieldKind::Select);
    let either = shown_when(area(), Condition::Any(vec![red(), blue()]));
    let both = shown_when(area(), Condition::All(vec![red(), blue()]));
    let neither = shown_when(area(), Condition::Not(Box::new(Condition::Any(vec![red(), blue()]))));
    let of = |schema: &Schema| [json!("Red"), json!("Blue"), json!("Green")].map(|it| shown(schema, &it));
    assert_eq!(of(&either), [true, true, false]);
    assert_eq!(of(&both), [false, false, false]);
    assert_eq!(of(&neither), [false, false, true]);
}

#[test]
fn a_field_that_is_not_there_is_neither_required_nor_accepted() {
    let schema = shown_when(field(1, FieldKind::Select), when(1, Operator::Is, json!("Red")));

    assert_eq!(
        wrong(schema.check(&Answers::from([(id(1), json!("Red"))]))),
        [answer(2, "required")]
    );
    let blue = Answers::from([(id(1), json!("Blue"))]);
    assert_eq!(schema.check(&blue).unwrap(), blue);
    let typed = Answers::from([(id(1), json!("Blue")), (id(2), json!("typed before"))]);
    assert_eq!(wrong(schema.check(&typed)), [answer(2, "not_applicable")]);
    assert_eq!(schema.check(&schema.applicable(&typed)).unwrap(), blue);
    let nothing = Answers::from([(id(1), json!("Blue")), (id(2), json!(""))]);
    assert_eq!(schema.check(&nothing).unwrap(), blue);
}

#[test]
fn a_field_that_is_not_there_counts_as_empty() {
    let mut schema = shown_when(field(1, FieldKind::Select), when(1, Operator::Is, json!("Red")));
    let mut third = field(3, FieldKind::ShortText);
    third.show_when = Some(when(2, Operator::IsNotEmpty, Value::Null));
    schema.fields.push(third);
    let given = |area: &str| Answers::from([(id(1), json!(area)), (id(2), json!("x")), (id(3), json!("y"))]);

    assert!(schema.check(&given("Red")).is_ok());
    assert_eq!(
        wrong(schema.check(&given("Blue"))),
        [answer(2, "not_applicable"), answer(3, "not_applicable")]
    );
}

#[test]
fn a_section_takes_its_fields_with_it() {
    let section = Section {
        id: crate::ids::SectionId(Uuid::from_u128(100)),
        title: "Invoice".to_owned(),
        help: String::new(),
        show_when: Some(when(1, Operator::Is, json!("Red"))),
    };
    let mut inside = required(field(2, FieldKind::ShortText));
    inside.section = Some(section.id);
    let mut schema = form(vec![field(1, FieldKind::Select), inside]);
    schema.sections.push(section);
    let schema = schema.parse().unwrap();

    assert!(schema.check(&Answers::from([(id(1), json!("Blue"))])).is_ok());
    assert_eq!(
        wrong(schema.check(&Answers::from([(id(1), json!("Red"))]))),
        [answer(2, "required")]
    );
}

#[test]
fn a_condition_can_require_and_can_offer_less() {
    let mut second = field(2, FieldKind::Select);
    second.require_when = Some(when(1, Operator::Is, json!("Red")));
    second.narrow = vec![
        Narrowing {
            when: when(1, Operator::Is, json!("Red")),
            choices: vec!["Blue".to_owned()],
        },
        Narrowing {
            when: when(1, Operator::IsNotEmpty, Value::Null),
            choices: vec!["Green".to_owned()],
        },
    ];
    let schema = form(vec![field(1, FieldKind::Select), second]).parse().unwrap();
    let given = |a: &str, b: &str| Answers::from([(id(1), json!(a)), (id(2), json!(b))]);

    assert_eq!(
        wrong(schema.check(&Answers::from([(id(1), json!("Red"))]))),
        [answer(2, "required")]
    );
    assert!(schema.check(&Answers::from([(id(1), json!("Blue"))])).is_ok());
    assert!(
        schema.check(&given("Red", "Blue")).is_ok(),
        "the first that holds counts"
    );
    assert_eq!(wrong(schema.check(&given("Red", "Green"))), [answer(2, "not_offered")]);
    assert_eq!(wrong(schema.check(&given("Blue", "Red"))), [answer(2, "not_offered")]);
    assert!(schema.check(&given("", "Red")).is_ok());
}

#[test]
fn contacts_are_not_told_what_conditions_on_hidden_fields_say() {
    let mut secret = field(1, FieldKind::ShortText);
    secret.hidden = true;
    let mut schema = shown_when(secret, when(1, Operator::Is, json!("the word nobody knows")));
    schema.fields[1].require_when = Some(when(1, Operator::IsEmpty, Value::Null));

    let told = schema.for_contacts();

    assert!(!serde_json::to_string(&told).unwrap().contains("nobody knows"));
    assert!(
        !told.states(&Answers::new())[0].shown,
        "a condition on nothing, which fails"
    );
    assert_eq!(
        wrong(schema.parse()),
        [2, 2]
            .map(|_| (format!("fields.{}.show_when", id(2)), "hidden".to_owned()))
            .into_iter()
            .zip(["show_when", "require_when"])
            .map(|((_, code), property)| (format!("fields.{}.{property}", id(2)), code))
            .collect::<Vec<_>>()
    );
}

#[test]
fn contacts_are_not_told_what_sections_on_hidden_fields_say() {
    let mut secret = field(1, FieldKind::ShortText);
    secret.hidden = true;
    let section = crate::ids::SectionId(Uuid::from_u128(100));
    let mut inside = field(2, FieldKind::ShortText);
    inside.section = Some(section);
    let mut schema = form(vec![secret, inside]);
    schema.sections.push(Section {
        id: section,
        title: "Invoice".to_owned(),
        help: String::new(),
        show_when: Some(when(1, Operator::Is, json!("the word nobody knows"))),
    });

    let told = schema.for_contacts();

    assert!(!serde_json::to_string(&told).unwrap().contains("nobody knows"));
    assert!(!told.states(&Answers::new())[0].shown);
}

#[test]
fn texts_leave_out_what_does_not_apply() {
    let schema = shown_when(field(1, FieldKind::Select), when(1, Operator::Is, json!("Red")));
    let given = Answers::from([(id(1), json!("Blue")), (id(2), json!("left over"))]);
    let texts: Vec<String> = schema.texts(&given, |_| None).into_iter().map(|it| it.text).collect();
    assert_eq!(texts, ["Blue"]);
}
