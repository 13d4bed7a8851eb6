//! What `demo.toml` says, read when the demo is made.

use std::collections::BTreeMap;

use anyhow::Context;
use chrono::TimeDelta;
use portico_types::{
    forms::{FieldKind, Operator},
    portal::{ContactRole, TicketVisibility},
    staff::{AgentRole, UserAccess},
    tickets::{Source, TicketPriority, TicketStatus},
};
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Script {
    pub account: Account,
    pub slack: Slack,
    pub agents: Vec<Agent>,
    pub collections: Vec<Collection>,
    pub customers: Vec<Customer>,
    pub forms: Vec<Form>,
    /// In the order of their numbers.
    pub tickets: Vec<Ticket>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Account {
    pub name: String,
    pub slug: String,
    pub prefix: String,
    pub portal_name: String,
    pub accent: String,
    pub mail_from: String,
}

/// The workspace of the sandbox.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Slack {
    pub team: String,
    pub name: String,
    pub bot_user: String,
    pub bot: String,
    pub channels: Vec<Channel>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Channel {
    pub id: String,
    pub name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Agent {
    pub name: String,
    pub email: String,
    pub role: AgentRole,
    pub slack: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Collection {
    pub name: String,
    pub triage: Option<String>,
    #[serde(default)]
    pub forwarding: bool,
    pub owner: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Customer {
    pub name: String,
    pub domain: String,
    pub collection: String,
    pub owner: String,
    pub channel: Option<String>,
    #[serde(default = "all")]
    pub access: UserAccess,
    #[serde(default = "organisation")]
    pub visibility: TicketVisibility,
    pub contacts: Vec<Contact>,
}

fn all() -> UserAccess {
    UserAccess::All
}

fn organisation() -> TicketVisibility {
    TicketVisibility::Organisation
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Contact {
    pub name: String,
    pub email: String,
    #[serde(default = "member")]
    pub role: ContactRole,
    #[serde(default)]
    pub guest: bool,
}

fn member() -> ContactRole {
    ContactRole::Member
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
    pub key: String,
    pub name: String,
    pub description: String,
    pub fields: Vec<Field>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Field {
    pub key: String,
    pub kind: FieldKind,
    pub label: String,
    #[serde(default)]
    pub help: String,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub hidden: bool,
    #[serde(default)]
    pub choices: Vec<String>,
    pub max: Option<i64>,
    /// It is there only then.
    pub when: Option<When>,
}

/// What a field before, by its key, must hold.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct When {
    pub field: String,
    pub is: Operator,
    #[serde(default)]
    pub value: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ticket {
    pub title: String,
    pub by: String,
    #[serde(deserialize_with = "time")]
    pub ago: TimeDelta,
    /// Key of a form; absent: the built-in one.
    pub form: Option<String>,
    #[serde(default = "normal")]
    pub priority: TicketPriority,
    #[serde(default)]
    pub answers: BTreeMap<String, Value>,
    pub text: String,
    #[serde(default)]
    pub then: Vec<Entry>,
}

fn normal() -> TicketPriority {
    TicketPriority::Normal
}

/// Something that happened on a ticket.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    #[serde(deserialize_with = "time")]
    pub after: TimeDelta,
    /// An agent, a contact, or `system`.
    pub by: String,
    pub via: Option<Source>,
    pub say: Option<String>,
    pub note: Option<String>,
    /// Agents named in what is said.
    #[serde(default)]
    pub mentions: Vec<String>,
    pub status: Option<TicketStatus>,
    pub priority: Option<TicketPriority>,
    pub assignee: Option<String>,
}

impl Script {
    pub(super) fn read() -> anyhow::Result<Self> {
        // By way of `config`, which brings a reader of TOML anyway.
        let text = config::File::from_str(include_str!("demo.toml"), config::FileFormat::Toml);
        let read = config::Config::builder().add_source(text).build()?;
        read.try_deserialize().context("reading the demo")
    }
}

/// Reads `2d 3h 40m`.
fn time<'de, D: Deserializer<'de>>(from: D) -> Result<TimeDelta, D::Error> {
    let text = String::deserialize(from)?;
    let wrong = || D::Error::custom(format!("{text} is no span of time such as 2d 3h 40m"));
    text.split_whitespace().try_fold(TimeDelta::zero(), |sum, part| {
        let count = |unit| part.strip_suffix(unit).and_then(|n| n.parse::<i64>().ok());
        let span = count('d')
            .map(TimeDelta::days)
            .or_else(|| count('h').map(TimeDelta::hours))
            .or_else(|| count('m').map(TimeDelta::minutes));
        Ok(sum + span.ok_or_else(wrong)?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_is_thirty_tickets_in_order_and_none_reaches_into_the_future() {
        let script = Script::read().unwrap();

        assert_eq!(script.tickets.len(), 30);
        assert!(script.tickets.is_sorted_by(|a, b| a.ago >= b.ago));
        for ticket in &script.tickets {
            let lasted = ticket
                .then
                .iter()
                .fold(TimeDelta::zero(), |sum, entry| sum + entry.after);
            assert!(lasted < ticket.ago, "{}", ticket.title);
        }
    }

    #[test]
    fn every_name_leads_to_somebody() {
        let script = Script::read().unwrap();
        let local = |email: &str| email.split('@').next().unwrap_or_default().to_owned();
        let mut known: Vec<String> = script.agents.iter().map(|agent| local(&agent.email)).collect();
        known.extend(
            script
                .customers
                .iter()
                .flat_map(|c| &c.contacts)
                .map(|c| local(&c.email)),
        );
        let unique: std::collections::HashSet<&String> = known.iter().collect();

        assert_eq!(unique.len(), known.len());
        for entry in script.tickets.iter().flat_map(|ticket| &ticket.then) {
            assert!(entry.by == "system" || known.contains(&entry.by), "{}", entry.by);
        }
    }
}
