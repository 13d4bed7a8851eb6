//! What a contact wants to hear, and how.

use serde::{Deserialize, Serialize};

use crate::FieldError;

crate::word::word! {
    /// Which mails about tickets a contact wants.
    pub enum MailWish {
        /// One about each thing that happens.
        Every = "every",
        /// One in the morning about all of them.
        Digest = "digest",
        Nothing = "nothing",
    }
}

impl MailWish {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Every => "Every event",
            Self::Digest => "One mail a day",
            Self::Nothing => "No mails",
        }
    }
}

crate::word::word! {
    /// A language that people may choose.
    pub enum Language {
        English = "en",
        German = "de",
        French = "fr",
        Spanish = "es",
        Portuguese = "pt",
        Japanese = "ja",
        Arabic = "ar",
    }
}

impl Language {
    pub const fn is_right_to_left(self) -> bool {
        matches!(self, Self::Arabic)
    }

    /// As its speakers call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::French => "Français",
            Self::Spanish => "Español",
            Self::Portuguese => "Português",
            Self::Japanese => "日本語",
            Self::Arabic => "العربية",
        }
    }

    /// Which way it is written, as HTML's `dir` has it.
    pub const fn direction(self) -> &'static str {
        match self {
            Self::Arabic => "rtl",
            _ => "ltr",
        }
    }
}

crate::word::word! {
    /// Which language one wants to read: one of one's own, or whichever the browser asks for.
    pub enum LanguageChoice {
        Browser = "browser",
        English = "en",
        German = "de",
        French = "fr",
        Spanish = "es",
        Portuguese = "pt",
        Japanese = "ja",
        Arabic = "ar",
    }
}

impl LanguageChoice {
    /// `None`: the browser's.
    pub fn language(self) -> Option<Language> {
        self.as_str().parse().ok()
    }
}

impl From<Option<Language>> for LanguageChoice {
    fn from(language: Option<Language>) -> Self {
        let choice = language.and_then(|it| it.as_str().parse().ok());
        choice.unwrap_or(Self::Browser)
    }
}

/// What one has chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::Preferences))]
pub struct Preferences {
    pub mails: MailWish,
    /// Absent: the browser's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// Such as `Europe/Berlin`: in which mails tell the time. Absent: UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
}

/// Choose; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::UpdatePreferences))]
#[serde(deny_unknown_fields)]
pub struct UpdatePreferences {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mails: Option<MailWish>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<LanguageChoice>,
    /// A name of the IANA's, such as `Europe/Berlin`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// That of the browser, which is taken as long as there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser_time_zone: Option<String>,
}

impl UpdatePreferences {
    /// Which zones there are, only the server knows.
    pub fn parse(mut self) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        for (field, zone) in [
            ("time_zone", &mut self.time_zone),
            ("browser_time_zone", &mut self.browser_time_zone),
        ] {
            let Some(name) = zone else { continue };
            *name = name.trim().to_owned();
            if name.is_empty() || name.len() > 64 {
                let error = FieldError::new(field, "Choose a time zone such as Europe/Berlin");
                errors.push(error.with_code("no_time_zone"));
            }
        }
        if errors.is_empty() { Ok(self) } else { Err(errors) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_can_be_chosen_and_none() {
        for language in Language::ALL {
            assert_eq!(LanguageChoice::from(Some(*language)).language(), Some(*language));
        }
        assert_eq!(LanguageChoice::from(None).language(), None);
        assert_eq!(LanguageChoice::ALL.len(), Language::ALL.len() + 1);
    }
}
