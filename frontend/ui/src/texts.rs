//! The texts of the page's language: the first part stands in the page (`cargo xtask web`), the second comes with the app's second module.

use js_sys::Promise;
use leptos::prelude::{document, window};
use portico_types::Problem;
use portico_types::portal::Language;

use crate::api;
use crate::intl::locale_of;

/// The element of the page that holds the first part.
const FIRST: &str = "texts";

/// Takes the first part.
pub(crate) fn start() {
    let said = document().document_element().and_then(|it| it.get_attribute("lang"));
    let language = said.and_then(|it| it.parse().ok()).unwrap_or(Language::English);
    let first = document().get_element_by_id(FIRST).and_then(|it| it.text_content());
    portico_texts::here(language, locale_of(language), first.unwrap_or_default());
}

/// The second part, on its way.
pub struct Coming(Option<Promise>);

impl Coming {
    /// Asks at once: something else may be waited for meanwhile.
    pub fn ask() -> Self {
        let address = document()
            .document_element()
            .and_then(|it| it.get_attribute("data-later"));
        Self(address.map(|it| window().fetch_with_str(&it)))
    }

    /// # Errors
    ///
    /// When it did not come.
    pub async fn take(self) -> Result<(), Problem> {
        if let Some(promise) = self.0 {
            portico_texts::here_later(api::text_of(promise).await?);
        }
        Ok(())
    }
}
