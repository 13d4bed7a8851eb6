//! What an address of the app means. Read here and not by the router, because the inbox stays as it is while the ticket beside
//! it changes.

pub const BASE: &str = "/console";
pub const HOME: &str = "/console/";
pub const SETTINGS: &str = "/console/settings";
pub const SESSIONS: &str = "/console/settings/sessions";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    PortalSetup,
    Customers,
    Forms,
    Team,
    SignIn,
    Slack,
    ApiKeys,
    AuditLog,
    Plan,
}

impl Topic {
    pub const ALL: [Self; 9] = [
        Self::PortalSetup,
        Self::Customers,
        Self::Forms,
        Self::Team,
        Self::SignIn,
        Self::Slack,
        Self::ApiKeys,
        Self::AuditLog,
        Self::Plan,
    ];

    pub const fn href(self) -> &'static str {
        match self {
            Self::PortalSetup => "/console/settings/portal",
            Self::Customers => "/console/settings/customers",
            Self::Forms => "/console/settings/forms",
            Self::Team => "/console/settings/team",
            Self::SignIn => "/console/settings/sign-in",
            Self::Slack => "/console/settings/slack",
            Self::ApiKeys => "/console/settings/api-keys",
            Self::AuditLog => "/console/settings/audit-log",
            Self::Plan => "/console/settings/plan",
        }
    }

    fn of(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|it| it.href().strip_prefix(SETTINGS).and_then(|rest| rest.strip_prefix('/')) == Some(name))
    }
}

/// Where a customer's access is set.
pub fn customer_href(id: &str) -> String {
    format!("{}/{id}", Topic::Customers.href())
}

/// Where a form is built.
pub fn form_href(id: &str) -> String {
    format!("{}/{id}", Topic::Forms.href())
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The list, and perhaps the ticket of this key beside it.
    Inbox(Option<String>),
    Settings(Option<Topic>),
    /// Within the settings: the access of the customer of this id.
    Customer(String),
    /// Within the settings: the builder of the form of this id.
    Form(String),
    Sessions,
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
            ["settings", "sessions"] => Self::Sessions,
            ["settings", name] => Topic::of(name).map_or(Self::Nowhere, |topic| Self::Settings(Some(topic))),
            ["settings", "customers", id] => Self::Customer(id.to_owned()),
            ["settings", "forms", id] => Self::Form(id.to_owned()),
            _ => Self::Nowhere,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, SESSIONS, Topic, customer_href, form_href};

    #[test]
    fn addresses_are_read_as_people_type_them() {
        assert_eq!(Place::of("/console"), Place::Inbox(None));
        assert_eq!(Place::of("/console/"), Place::Inbox(None));
        assert_eq!(
            Place::of("/console/tickets/acme-1/"),
            Place::Inbox(Some("ACME-1".to_owned()))
        );
        assert_eq!(Place::of(&customer_href("7")), Place::Customer("7".to_owned()));
        assert_eq!(Place::of(&form_href("7")), Place::Form("7".to_owned()));
        assert_eq!(Place::of(SESSIONS), Place::Sessions);
        assert_eq!(Place::of("/console/elsewhere"), Place::Nowhere);
        assert_eq!(Place::of("/console/settings/elsewhere"), Place::Nowhere);
    }

    #[test]
    fn every_topic_has_its_address() {
        for topic in Topic::ALL {
            assert_eq!(Place::of(topic.href()), Place::Settings(Some(topic)));
        }
    }
}
