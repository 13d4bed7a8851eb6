//! What holds of any form and any answers.

use proptest::prelude::*;

use super::{
    super::random::{self, Dice},
    *,
};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_was_accepted_is_accepted_again_unchanged(seed in any::<u64>()) {
        let dice = &mut Dice(seed);
        let schema = random::schema(dice);
        let given = random::answers(dice, &schema);
        if let Ok(kept) = schema.check(&schema.applicable(&given)) {
            prop_assert_eq!(schema.check(&kept), Ok(kept.clone()));
            let told = schema.texts(&kept, |id| Some(id.to_string()));
            prop_assert!(told.iter().all(|it| kept.contains_key(&it.field_id)));
        }
    }

    #[test]
    fn random_schemas_are_good_ones_and_are_what_they_were_after_a_round_trip(seed in any::<u64>()) {
        let schema = random::schema(&mut Dice(seed));
        let parsed = schema.clone().parse();
        prop_assert!(parsed.is_ok(), "{:?}", parsed);
        let stored = serde_json::to_string(&schema).unwrap();
        prop_assert_eq!(serde_json::from_str::<Schema>(&stored).unwrap(), schema);
    }

    #[test]
    fn nothing_contacts_do_not_see_comes_from_them(seed in any::<u64>()) {
        let dice = &mut Dice(seed);
        let schema = random::schema(dice);
        let given = random::answers(dice, &schema);
        let theirs = schema.for_contacts();
        prop_assert!(theirs.fields.iter().all(Field::for_contacts));
        if let Ok(kept) = schema.check_of_contact(&theirs.applicable(&given)) {
            for field in schema.fields.iter().filter(|it| !it.for_contacts()) {
                prop_assert!(kept.get(&field.id).is_none_or(|it| Some(it) == field.default.as_ref()));
            }
            let states = schema.states(&kept);
            for state in states.iter().filter(|it| !it.shown) {
                prop_assert!(!kept.contains_key(&state.id), "an answer where there is no question");
            }
            for state in states.iter().filter(|it| it.required) {
                prop_assert!(kept.contains_key(&state.id), "a required answer is missing");
            }
        }
    }

    #[test]
    fn contacts_see_of_a_published_form_what_the_server_judges_by(seed in any::<u64>()) {
        let dice = &mut Dice(seed);
        let schema = random::schema(dice);
        let given = schema.for_contacts().applicable(&random::answers(dice, &schema));
        let whole = schema.states(&given);
        for state in schema.for_contacts().states(&given) {
            prop_assert!(whole.contains(&state), "{:?}", state);
        }
    }

    #[test]
    fn any_json_is_coped_with(seed in any::<u64>()) {
        let dice = &mut Dice(seed);
        let json = random::spoilt(dice);
        let given = random::answers(dice, &random::schema(&mut Dice(seed)));
        if let Ok(schema) = serde_json::from_value::<Schema>(json.clone()) {
            if let Ok(kept) = schema.check(&given) {
                prop_assert_eq!(schema.check(&kept), Ok(kept.clone()));
            }
            if let Ok(parsed) = schema.parse() {
                prop_assert_eq!(parsed.clone().parse(), Ok(parsed));
            }
        }
        random::judged(json, &given);
    }
}
