//! Words and rules of tickets that both surfaces share.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{FieldError, ids::AgentId, problem, word::word};

word! {
    /// Where a ticket stands (product.md §6).
    pub enum TicketStatus {
        /// Waits for the team.
        Open = "open",
        /// The team has answered.
        InProgress = "in_progress",
        /// Waits for the customer.
        Pending = "pending",
        /// Waits for something else.
        OnHold = "on_hold",
        Solved = "solved",
        /// Final: takes no more replies.
        Closed = "closed",
    }
}

impl TicketStatus {
    /// The states in which somebody still has to do something.
    pub const UNSOLVED: &'static [TicketStatus] = &[Self::Open, Self::InProgress, Self::Pending, Self::OnHold];

    pub const fn label(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::InProgress => "In progress",
            Self::Pending => "Pending",
            Self::OnHold => "On hold",
            Self::Solved => "Solved",
            Self::Closed => "Closed",
        }
    }

    /// As customers read it: to them, what is pending waits for them.
    pub const fn label_for_customers(self) -> &'static str {
        match self {
            Self::Pending => "Waiting for you",
            other => other.label(),
        }
    }

    /// What becomes of the status when a contact replies; `None`: the reply is refused.
    pub const fn after_contact_reply(self) -> Option<Self> {
        match self {
            Self::Closed => None,
            _ => Some(Self::Open),
        }
    }

    /// What becomes of the status when an agent replies in public; `None`: the reply is refused.
    pub const fn after_agent_reply(self) -> Option<Self> {
        match self {
            Self::Open => Some(Self::InProgress),
            Self::Closed => None,
            other => Some(other),
        }
    }

    /// Whether an agent may set the status from `self` to `to`. Closed is final.
    pub fn may_become(self, to: Self) -> bool {
        self != Self::Closed || to == Self::Closed
    }
}

word! {
    pub enum TicketPriority {
        Low = "low",
        Normal = "normal",
        High = "high",
        Urgent = "urgent",
    }
}

impl TicketPriority {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Low => "Low",
            Self::Normal => "Normal",
            Self::High => "High",
            Self::Urgent => "Urgent",
        }
    }
}

word! {
    /// How a list of tickets is ordered: the newest first, by one of three meanings of new.
    pub enum TicketSort {
        /// What happened last.
        Activity = "activity",
        Created = "created",
        Number = "number",
    }
}

word! {
    /// Who can read a message.
    pub enum MessageVisibility {
        /// The customer and the agents.
        Public = "public",
        /// A note: agents only.
        Internal = "internal",
    }
}

word! {
    pub enum AuthorKind {
        Contact = "contact",
        Agent = "agent",
        System = "system",
    }
}

word! {
    /// The door a message or change came in by.
    pub enum Source {
        Portal = "portal",
        Console = "console",
        Slack = "slack",
        Email = "email",
        Api = "api",
        System = "system",
    }
}

/// Longest title, in characters.
pub const TITLE_MAX: usize = 200;
/// Longest message, in characters.
pub const BODY_MAX: usize = 40_000;

/// A ticket's public name, such as `ACME-17`: the account's prefix and a number that counts from 1.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TicketKey {
    pub prefix: String,
    pub number: i64,
}

impl std::fmt::Display for TicketKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.prefix, self.number)
    }
}

impl std::str::FromStr for TicketKey {
    type Err = FieldError;

    /// Reads `acme-17` as well as `ACME-17`.
    fn from_str(text: &str) -> Result<Self, FieldError> {
        let wrong = || FieldError::new("key", "A ticket's key looks like ACME-17");
        let (prefix, number) = text.rsplit_once('-').ok_or_else(wrong)?;
        let plain = !number.is_empty() && number.len() <= 18 && number.bytes().all(|b| b.is_ascii_digit());
        if prefix.is_empty() || prefix.len() > 16 || !prefix.bytes().all(|b| b.is_ascii_alphanumeric()) || !plain {
            return Err(wrong());
        }
        let number = number.parse().map_err(|_| wrong())?;
        Ok(Self {
            prefix: prefix.to_ascii_uppercase(),
            number,
        })
    }
}

/// A piece of a text that was searched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Segment {
    pub text: String,
    /// It is what was searched for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hit: bool,
}

/// Another ticket that one is linked with: as much of it as a link says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkedTicket {
    pub key: String,
    pub title: String,
    pub status: TicketStatus,
}

/// What changed on a ticket, as its timeline tells it: to agents and contacts alike, so it has no place for anything internal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    Created,
    Status {
        from: TicketStatus,
        to: TicketStatus,
    },
    Priority {
        from: TicketPriority,
        to: TicketPriority,
    },
    Title {
        from: String,
        to: String,
    },
    /// Names, as they were at the time; `None` is nobody.
    Assignee {
        from: Option<String>,
        to: Option<String>,
    },
    /// Somebody follows the ticket, or no more. `who`: by name, as it was at the time; `None` is whoever did it.
    Follower {
        who: Option<String>,
        follows: bool,
    },
    /// Answers to the form's questions were corrected: those that the reader may see.
    Answers {
        answers: Vec<AnswerChange>,
    },
}

/// What became of an answer, as people read it; `None` is no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnswerChange {
    /// The question, as it was at the time.
    pub label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

impl AnswerChange {
    fn sentence(&self) -> String {
        let label = &self.label;
        match (&self.from, &self.to) {
            (Some(from), Some(to)) => format!("changed {label} from “{from}” to “{to}”"),
            (None, Some(to)) => format!("set {label} to “{to}”"),
            (Some(from), None) => format!("removed {label}, which was “{from}”"),
            (None, None) => format!("changed {label}"),
        }
    }
}

impl Change {
    /// The rest of a sentence that begins with the actor's name.
    pub fn sentence(&self) -> String {
        match self {
            Self::Created => "opened the ticket".to_owned(),
            Self::Status { to, .. } => format!("set the status to {}", to.label()),
            Self::Priority { to, .. } => format!("set the priority to {}", to.label()),
            Self::Title { to, .. } => format!("renamed the ticket to {to}"),
            Self::Assignee { to: Some(to), .. } => format!("assigned the ticket to {to}"),
            Self::Assignee { to: None, .. } => "unassigned the ticket".to_owned(),
            Self::Follower {
                who: None,
                follows: true,
            } => "follows the ticket".to_owned(),
            Self::Follower {
                who: None,
                follows: false,
            } => "follows the ticket no more".to_owned(),
            Self::Follower {
                who: Some(who),
                follows: true,
            } => format!("added {who} as a follower"),
            Self::Follower {
                who: Some(who),
                follows: false,
            } => format!("removed {who} from the followers"),
            Self::Answers { answers } => {
                let all: Vec<_> = answers.iter().map(AnswerChange::sentence).collect();
                all.join("; ")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_contacts_reply_opens_every_ticket_but_a_closed_one() {
        for status in TicketStatus::ALL {
            let expected = (*status != TicketStatus::Closed).then_some(TicketStatus::Open);
            assert_eq!(status.after_contact_reply(), expected, "{status}");
        }
    }

    #[test]
    fn the_first_public_answer_makes_an_open_ticket_in_progress_and_leaves_the_others() {
        assert_eq!(TicketStatus::Open.after_agent_reply(), Some(TicketStatus::InProgress));
        assert_eq!(TicketStatus::Pending.after_agent_reply(), Some(TicketStatus::Pending));
        assert_eq!(TicketStatus::Closed.after_agent_reply(), None);
    }

    proptest! {
        #[test]
        fn a_key_reads_back_as_written(prefix in "[A-Z][A-Z0-9]{0,9}", number in 1i64..1_000_000_000) {
            let key = TicketKey { prefix, number };
            prop_assert_eq!(key.to_string().parse::<TicketKey>().unwrap(), key);
        }

        #[test]
        fn reading_a_key_never_panics(text in "\\PC{0,40}") {
            let _ = text.parse::<TicketKey>();
        }
    }
}

/// What an edited message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewText {
    body: String,
    mentions: Vec<AgentId>,
}

impl NewText {
    pub(crate) fn parse(body: String, mentions: Vec<AgentId>) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let body = problem::text(&mut errors, "body", body, BODY_MAX);
        let mentions = problem::mentions(&mut errors, mentions);
        if errors.is_empty() {
            Ok(Self { body, mentions })
        } else {
            Err(errors)
        }
    }

    pub fn body(&self) -> &str {
        &self.body
    }

    pub fn mentions(&self) -> &[AgentId] {
        &self.mentions
    }
}

/// A text that is being written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PreviewMessage {
    /// Markdown. `@Name` tags the agent of that name among `mentions`.
    pub body: String,
    #[serde(default)]
    pub mentions: Vec<AgentId>,
}

impl PreviewMessage {
    pub fn parse(self) -> Result<NewText, Vec<FieldError>> {
        NewText::parse(self.body, self.mentions)
    }
}

/// How its readers would see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Preview {
    /// Safe to show: nothing in it runs or loads anything.
    pub html: String,
}

/// What a message said before it was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EarlierVersion {
    /// Safe to show: nothing in it runs or loads anything.
    pub html: String,
    /// Since when it said this.
    pub written_at: DateTime<Utc>,
}
