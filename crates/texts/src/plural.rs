//! Numbers as a language writes and counts them: asked of the browser, elsewhere of ICU4X.

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use native::{category, number};
#[cfg(target_arch = "wasm32")]
pub(crate) use web::{category, number};

#[cfg(target_arch = "wasm32")]
mod web {
    use js_sys::{Array, Intl, Number, Object};

    use crate::Language;

    pub(crate) fn category(language: Language, value: i64) -> String {
        let rules = Intl::PluralRules::new(&Array::of1(&language.as_str().into()), &Object::new());
        rules.select(in_the_browser(value)).into()
    }

    /// As all other numbers of the page: a language alone does not say how.
    pub(crate) fn number(_: Language, value: i64) -> String {
        Number::from(in_the_browser(value))
            .to_locale_string(crate::locale())
            .into()
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "the browser has no other numbers, and these count what fits on pages"
    )]
    const fn in_the_browser(value: i64) -> f64 {
        value as f64
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use icu_decimal::DecimalFormatter;
    use icu_decimal::options::DecimalFormatterOptions;
    use icu_locale_core::Locale;
    use icu_plurals::{PluralCategory, PluralRules, PluralRulesOptions};

    use crate::Language;

    fn locale(language: Language) -> Option<Locale> {
        Locale::try_from_str(language.as_str()).ok()
    }

    pub(crate) fn category(language: Language, value: i64) -> String {
        let rules = locale(language).and_then(|it| PluralRules::try_new(it.into(), PluralRulesOptions::default()).ok());
        let category = rules.map_or(PluralCategory::Other, |it| it.category_for(value.unsigned_abs()));
        let name = match category {
            PluralCategory::Zero => "zero",
            PluralCategory::One => "one",
            PluralCategory::Two => "two",
            PluralCategory::Few => "few",
            PluralCategory::Many => "many",
            PluralCategory::Other => "other",
        };
        name.to_owned()
    }

    pub(crate) fn number(language: Language, value: i64) -> String {
        let formatter = locale(language)
            .and_then(|it| DecimalFormatter::try_new(it.into(), DecimalFormatterOptions::default()).ok());
        formatter.map_or_else(|| value.to_string(), |it| it.format(&value.into()).to_string())
    }
}
