//! The texts of the page's language, as they come. `boot.js` fetches the first file beside the app and starts it once both are there; the
//! second comes with the app's second module. The page itself says where they are (`cargo xtask web`).

use js_sys::{Promise, Reflect};
use leptos::prelude::{document, window};
use portico_types::Problem;
use portico_types::portal::Language;

use crate::api;
use crate::intl::locale_of;

/// Under which name `boot.js` leaves the first file.
const HANDED: &str = "texts";

/// Takes the first file.
pub(crate) fn start() {
    let said = document().document_element().and_then(|it| it.get_attribute("lang"));
    let language = said.and_then(|it| it.parse().ok()).unwrap_or(Language::English);
    let file = Reflect::get(&window(), &HANDED.into())
        .ok()
        .and_then(|it| it.as_string());
    portico_texts::here(language, locale_of(language), file.unwrap_or_default());
}

/// The second file, on its way.
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
