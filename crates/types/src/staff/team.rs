//! The support team as its admins see and change it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    FieldError,
    email::EmailAddress,
    ids::{AgentId, SlackWorkspaceId},
    problem,
    staff::AgentRole,
};

/// A member of the support team, as its admins see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::TeamMember))]
pub struct TeamMember {
    pub id: AgentId,
    pub name: String,
    pub email: String,
    pub role: AgentRole,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invited_at: Option<DateTime<Utc>>,
    /// The first sign-in; absent while an invitation waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled_at: Option<DateTime<Utc>>,
    /// Who they are in Slack, once linked: in the account's first workspace that they are linked in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slack_user_id: Option<String>,
    /// The same for each workspace.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slack_links: Vec<SlackLink>,
}

/// Who a member of the team is in a Slack workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::SlackLink))]
pub struct SlackLink {
    pub workspace_id: SlackWorkspaceId,
    pub user_id: String,
}

/// Invite somebody to the support team. They get a mail that leads to the console's sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::InviteAgent))]
#[serde(deny_unknown_fields)]
pub struct InviteAgent {
    pub email: String,
    pub name: String,
    /// At most one's own.
    pub role: AgentRole,
}

/// A checked [`InviteAgent`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAgent {
    pub email: EmailAddress,
    pub name: String,
    pub role: AgentRole,
}

impl InviteAgent {
    /// Checks every field and reports all that fail.
    pub fn parse(self) -> Result<NewAgent, Vec<FieldError>> {
        let mut errors = Vec::new();
        let email = problem::keep(&mut errors, EmailAddress::parse(&self.email));
        let name = problem::text(&mut errors, "name", self.name, 100);
        match email {
            Some(email) if errors.is_empty() => Ok(NewAgent {
                email,
                name,
                role: self.role,
            }),
            _ => Err(errors),
        }
    }
}

/// Change a member of the team; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::UpdateTeamMember))]
#[serde(deny_unknown_fields)]
pub struct UpdateTeamMember {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<AgentRole>,
    /// `true`: may not sign in any more, and every session and key of theirs ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
    /// The id of their Slack user, such as `U012AB3CD`; an empty text unlinks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slack_user_id: Option<String>,
    /// The workspace that `slack_user_id` is of. Absent: the first; where it unlinks, all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slack_workspace_id: Option<SlackWorkspaceId>,
}

impl UpdateTeamMember {
    /// Checks every field and reports all that fail.
    pub fn parse(mut self) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        self.name = self.name.map(|name| problem::text(&mut errors, "name", name, 100));
        self.slack_user_id = self.slack_user_id.map(|id| id.trim().to_owned());
        if let Some(id) = &self.slack_user_id
            && !id.is_empty()
            && !is_slack_user_id(id)
        {
            errors.push(FieldError::new(
                "slack_user_id",
                "Enter an id such as U012AB3CD (in Slack: profile, ⋮, Copy member ID)",
            ));
        }
        if errors.is_empty() { Ok(self) } else { Err(errors) }
    }
}

/// Whether a text has the shape of a Slack channel's id: `C…`, or `G…` for private ones of long ago.
pub fn is_slack_channel_id(text: &str) -> bool {
    let plain = text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    plain && text.starts_with(['C', 'G']) && (2..=32).contains(&text.len())
}

/// Whether a text has the shape of a Slack user's id: `U…` or, in an Enterprise Grid, `W…`.
pub fn is_slack_user_id(text: &str) -> bool {
    let plain = text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    plain && text.starts_with(['U', 'W']) && (2..=32).contains(&text.len())
}
