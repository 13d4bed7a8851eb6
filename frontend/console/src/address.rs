//! What an address of the app means. Read here and not by the router, because the inbox stays as it is while the ticket beside
//! it changes.

pub const BASE: &str = "/console";
pub const HOME: &str = "/console/";
pub const SETTINGS: &str = "/console/settings";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    PortalSetup,
    Plan,
}

impl Topic {
    pub const ALL: [Self; 2] = [Self::PortalSetup, Self::Plan];

    pub const fn href(self) -> &'static str {
        match self {
            Self::PortalSetup => "/console/settings/portal",
            Self::Plan => "/console/settings/plan",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The list, and perhaps the ticket of this key beside it.
    Inbox(Option<String>),
    Settings(Option<Topic>),
    Nowhere,
}

impl Place {
    pub fn of(path: &str) -> Self {
        let within = path.strip_prefix(BASE).unwrap_or(path);
        let parts: Vec<&str> = within.split('/').filter(|part| !part.is_empty()).collect();
        match *parts.as_slice() {
            [] | ["tickets"] => Self::Inbox(None),
            ["tickets", key] => Self::Inbox(Some(key.to_ascii_uppercase())),
            ["settings"] => Self::Settings(None),
            ["settings", "portal"] => Self::Settings(Some(Topic::PortalSetup)),
            ["settings", "plan"] => Self::Settings(Some(Topic::Plan)),
            _ => Self::Nowhere,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, Topic};

    #[test]
    fn addresses_are_read_as_people_type_them() {
        assert_eq!(Place::of("/console"), Place::Inbox(None));
        assert_eq!(Place::of("/console/"), Place::Inbox(None));
        assert_eq!(
            Place::of("/console/tickets/acme-1/"),
            Place::Inbox(Some("ACME-1".to_owned()))
        );
        assert_eq!(Place::of(Topic::Plan.href()), Place::Settings(Some(Topic::Plan)));
        assert_eq!(Place::of("/console/elsewhere"), Place::Nowhere);
    }
}
