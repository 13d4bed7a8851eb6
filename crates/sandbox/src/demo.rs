//! The workspace of the first look and of most tests: *Acme*, whose support team uses Portico.

use crate::openid::Person;
use crate::slack::{App, Channel, ChannelKind, Team, User, Workspace};

/// The scopes that Portico asks for when it is installed.
///
/// `chat:write.public` is absent on purpose: without it Slack refuses posts to channels the bot was never invited to.
pub const SCOPES: [&str; 20] = [
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "chat:write.customize",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "metadata.message:read",
    "mpim:read",
    "reactions:read",
    "reactions:write",
    "team:read",
    "users:read",
    "users:read.email",
];

/// *Acme* with its support team, a customer in a shared channel, and the channels of the story in the README.
pub fn workspace() -> Workspace {
    let acme = |id: &str, name: &str, email: &str| User::person(id, name, "T0ACME").email(email);
    Workspace {
        team: Team::new("T0ACME", "Acme", "acme"),
        other_teams: vec![Team::new("T0GLOBEX", "Globex", "globex")],
        app: App {
            id: "A0PORTICO".into(),
            name: "Portico".into(),
            user_id: "U0PORTICO".into(),
            bot_id: "B0PORTICO".into(),
            scopes: SCOPES.map(String::from).to_vec(),
        },
        users: vec![
            User::bot("U0PORTICO", "Portico", "T0ACME"),
            acme("U0ANA", "Ana Lima", "ana@acme.example"),
            acme("U0BEN", "Ben Okafor", "ben@acme.example"),
            acme("U0CHLOE", "Chloe Martin", "chloe@acme.example"),
            // Works at Acme, but not in support: what Dan writes in triage must not reach a customer.
            acme("U0DAN", "Dan Weber", "dan@acme.example"),
            User::person("U0MARIA", "Maria Rossi", "T0GLOBEX").email("maria@globex.example"),
            User::person("U0LEE", "Lee Park", "T0GLOBEX"),
            acme("U0GUEST", "Gus Guest", "gus@guest.example").guest(),
        ],
        channels: vec![
            Channel::new("C0TRIAGE", "support-triage", ChannelKind::Public)
                .topic("New tickets, one thread each")
                .members(&["U0PORTICO", "U0ANA", "U0BEN", "U0CHLOE", "U0DAN", "U0GUEST"]),
            Channel::new("C0PRIORITY", "triage-priority", ChannelKind::Private)
                .topic("Tickets of customers with a priority contract")
                .members(&["U0PORTICO", "U0ANA", "U0BEN", "U0CHLOE"]),
            Channel::new("C0GLOBEX", "ext-globex", ChannelKind::Public)
                .topic("Acme and Globex")
                .shared_with("T0GLOBEX")
                .members(&["U0PORTICO", "U0ANA", "U0BEN", "U0CHLOE", "U0MARIA", "U0LEE"]),
            Channel::new("C0INITECH", "ext-initech", ChannelKind::Public)
                .topic("All about Initech")
                .members(&["U0PORTICO", "U0ANA", "U0BEN", "U0CHLOE"]),
            Channel::new("C0GENERAL", "general", ChannelKind::Public)
                .topic("Company-wide announcements")
                .members(&["U0ANA", "U0BEN", "U0CHLOE", "U0DAN", "U0GUEST"]),
            Channel::new("C0OLD", "old-support", ChannelKind::Public)
                .topic("Before Portico")
                .members(&["U0PORTICO", "U0ANA", "U0BEN"])
                .archived(),
        ],
    }
}

/// *Acme Labs*, another workspace of the same company's: with an agent, a colleague, and a channel for its tickets.
pub fn labs() -> Workspace {
    let of_labs = |id: &str, name: &str, email: &str| User::person(id, name, "T0LABS").email(email);
    Workspace {
        team: Team::new("T0LABS", "Acme Labs", "acme-labs"),
        other_teams: Vec::new(),
        app: App {
            id: "A0PORTICO".into(),
            name: "Portico".into(),
            user_id: "U0LABSBOT".into(),
            bot_id: "B0LABSBOT".into(),
            scopes: SCOPES.map(String::from).to_vec(),
        },
        users: vec![
            User::bot("U0LABSBOT", "Portico", "T0LABS"),
            of_labs("U0LABSCHLOE", "Chloe Martin", "chloe@acme.example"),
            of_labs("U0LABSDAN", "Dan Weber", "dan@acme.example"),
        ],
        channels: vec![
            Channel::new("C0LABS", "labs-triage", ChannelKind::Public)
                .topic("Tickets of those who try new things")
                .members(&["U0LABSBOT", "U0LABSCHLOE", "U0LABSDAN"]),
        ],
    }
}

/// Who can be chosen at the OpenID providers: the demo's people, and a few who must not get in.
pub fn cast() -> Vec<Person> {
    let of_acme = |email: &str, name: &str, slack_user: &str| Person {
        slack_team: Some("T0ACME".to_owned()),
        slack_user: Some(slack_user.to_owned()),
        ..Person::new(email, name)
    };
    vec![
        Person::new("maria@globex.example", "Maria Rossi"),
        Person::new("tom@globex.example", "Tom Becker"),
        Person::new("priya@initech.example", "Priya Nair"),
        of_acme("ana@acme.example", "Ana Lima", "U0ANA"),
        of_acme("ben@acme.example", "Ben Okafor", "U0BEN"),
        of_acme("chloe@acme.example", "Chloe Martin", "U0CHLOE"),
        Person::new("nora@nowhere.example", "Nora Nobody"),
    ]
}
