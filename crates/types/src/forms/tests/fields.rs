//! Each kind of field and what it takes.

use super::*;

#[test]
fn every_bad_missing_and_unknown_field_is_named() {
    let schema = form(vec![
        required(field(1, FieldKind::Select)),
        field(2, FieldKind::Number),
        required(field(3, FieldKind::ShortText)),
    ]);
    let given = Answers::from([(id(1), json!("Grey")), (id(2), json!("12")), (id(9), json!("x"))]);

    let expected = [
        answer(9, "unknown_field"),
        answer(1, "not_offered"),
        answer(2, "wrong_kind"),
        answer(3, "required"),
    ];
    assert_eq!(wrong(schema.check(&given)), expected);
}

#[test]
fn good_answers_are_kept_and_empty_ones_left_out() {
    let person = Uuid::from_u128(0xabc_def);
    let schema = form(vec![
        field(1, FieldKind::MultiSelect),
        field(2, FieldKind::Date),
        field(3, FieldKind::LongText),
        field(4, FieldKind::Person),
        field(5, FieldKind::File),
        field(6, FieldKind::Select),
    ]);
    let given = Answers::from([
        (id(1), json!(["Red", "Red"])),
        (id(2), json!("2026-02-28")),
        (id(3), json!("  ")),
        (id(4), json!(person.to_string().to_uppercase())),
        (id(5), json!([person, person])),
        (id(6), json!("")),
    ]);

    let kept = Answers::from([
        (id(1), json!(["Red"])),
        (id(2), json!("2026-02-28")),
        (id(4), json!(person)),
        (id(5), json!([person])),
    ]);
    assert_eq!(schema.check(&given).unwrap(), kept);
}

/// What comes of one answer to a field: its code, or nothing.
fn code(field: &Field, value: Value) -> Option<String> {
    let errors = form(vec![field.clone()])
        .check(&Answers::from([(field.id, value)]))
        .err()?;
    errors.into_iter().next()?.code
}

#[test]
fn limits_are_kept_at_both_ends() {
    let limits: [(FieldKind, [Value; 4], [&str; 2]); 4] = [
        (
            FieldKind::ShortText,
            [json!("a"), json!("ab"), json!("äöü"), json!("abcd")],
            ["too_short", "too_long"],
        ),
        (
            FieldKind::Number,
            [json!(1.9), json!(2), json!(3.0), json!(3.1)],
            ["too_small", "too_large"],
        ),
        (
            FieldKind::MultiSelect,
            [
                json!(["Red"]),
                json!(["Red", "Blue"]),
                json!(["Red", "Blue", "Green"]),
                json!(["Red", "Blue", "Green", "Grey"]),
            ],
            ["too_few", "too_many"],
        ),
        (
            FieldKind::File,
            [1, 2, 3, 4]
                .map(|n: u128| Value::from((0..n).map(|it| Uuid::from_u128(it).to_string()).collect::<Vec<_>>())),
            ["too_few", "too_many"],
        ),
    ];
    for (kind, values, codes) in limits {
        let mut field = field(1, kind);
        field.choices.push("Grey".to_owned());
        (field.min, field.max) = (Some(2), Some(3));
        let found = values.map(|it| code(&field, it));
        assert_eq!(
            found,
            [Some(codes[0].to_owned()), None, None, Some(codes[1].to_owned())],
            "{kind}"
        );
    }
}

#[test]
fn an_error_carries_its_limit() {
    let mut text = field(1, FieldKind::ShortText);
    text.max = Some(3);
    let errors = form(vec![text])
        .check(&Answers::from([(id(1), json!("four"))]))
        .unwrap_err();
    assert_eq!(errors[0].limit.as_deref(), Some("3"));
    assert_eq!(errors[0].message, "Use at most 3 characters");
}

#[test]
fn dates_are_days_that_exist_within_their_limits() {
    let mut day = field(1, FieldKind::Date);
    (day.earliest, day.latest) = (Some("2024-02-29".to_owned()), Some("2026-12-31".to_owned()));
    for good in ["2024-02-29", "2026-12-31", ""] {
        assert_eq!(code(&day, json!(good)), None, "{good}");
    }
    for bad in [
        "2026-02-29",
        "2026-2-9",
        "2026-13-01",
        "28.11.2026",
        "+2026-01-1",
        "２０２６-01-01",
        "2026-01-01T",
    ] {
        assert_eq!(code(&day, json!(bad)).as_deref(), Some("no_date"), "{bad}");
    }
    assert_eq!(code(&day, json!("2024-02-28")).as_deref(), Some("too_early"));
    assert_eq!(code(&day, json!("2027-01-01")).as_deref(), Some("too_late"));
}

#[test]
fn formats_and_whole_numbers_are_kept() {
    let mut text = field(1, FieldKind::ShortText);
    text.format = Some(Format::Email);
    assert_eq!(code(&text, json!("maria@globex.example")), None);
    assert_eq!(code(&text, json!("maria@bücher.example")), None);
    for bad in [
        "maria at globex",
        "maria@globex",
        "@globex.example",
        "a@b.example, c@d.example",
        "a@b..example",
    ] {
        assert_eq!(code(&text, json!(bad)).as_deref(), Some("no_email"), "{bad}");
    }
    text.format = Some(Format::Link);
    assert_eq!(
        code(&text, json!("https://globex.example/a b")).as_deref(),
        Some("no_link")
    );
    assert_eq!(code(&text, json!("javascript:alert(1)")).as_deref(), Some("no_link"));
    assert_eq!(code(&text, json!("https://globex.example/a")), None);
    let mut number = field(1, FieldKind::Number);
    number.whole = true;
    assert_eq!(code(&number, json!(2.5)).as_deref(), Some("not_whole"));
    assert_eq!(code(&number, json!(2.0)), None);
}

#[test]
fn numbers_have_no_more_digits_than_survive_json() {
    let number = field(1, FieldKind::Number);
    for good in [json!(0.1), json!(-123_456_789_012_345_i64), json!(1e3), json!(0.00012)] {
        assert_eq!(code(&number, good.clone()), None, "{good}");
    }
    for bad in [
        json!(0.1 + 0.2),
        json!(1e21),
        json!(1_234_567_890_123_456_i64),
        json!(5e-324),
    ] {
        assert_eq!(code(&number, bad.clone()).as_deref(), Some("too_many_digits"), "{bad}");
    }
}

#[test]
fn a_required_box_wants_its_tick() {
    let tick = required(field(1, FieldKind::Checkbox));
    assert_eq!(code(&tick, json!(false)).as_deref(), Some("tick_required"));
    assert_eq!(code(&tick, json!(true)), None);
}

#[test]
fn what_contacts_may_not_edit_is_unknown_to_them() {
    for hide in [
        |it: &mut Field| it.hidden = true,
        |it: &mut Field| it.customers_may_edit = false,
    ] {
        let mut secret = field(1, FieldKind::ShortText);
        hide(&mut secret);
        let given = Answers::from([(id(1), json!("x"))]);
        assert_eq!(
            wrong(form(vec![secret]).check_of_contact(&given)),
            [answer(1, "unknown_field")]
        );
    }
}

#[test]
fn what_contacts_do_not_see_gets_what_it_begins_with() {
    let area = field(1, FieldKind::Select);
    let mut queue = field(2, FieldKind::ShortText);
    queue.hidden = true;
    queue.default = Some(json!("billing-eu"));
    queue.show_when = Some(when(1, Operator::Is, json!("Red")));
    let schema = form(vec![area, queue]);

    let red = Answers::from([(id(1), json!("Red"))]);
    assert_eq!(schema.check_of_contact(&red).unwrap()[&id(2)], json!("billing-eu"));
    let blue = Answers::from([(id(1), json!("Blue"))]);
    assert_eq!(schema.check_of_contact(&blue).unwrap(), blue);
}
