use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{JobId, SlackWorkspaceId},
    word::word,
};

word! {
    /// What mends a trouble with Slack.
    pub enum Remedy {
        AddScope = "add_scope",
        RenewToken = "renew_token",
        InviteBot = "invite_bot",
        OpenChannel = "open_channel",
        ChooseChannel = "choose_channel",
        LookAndDecide = "look_and_decide",
        TryAgain = "try_again",
    }
}

impl Remedy {
    /// What mends what Slack, or a job that was given up, complains of.
    pub fn of(reason: &str) -> Self {
        let table: [(&[&str], Self); 6] = [
            (&["uncertain"], Self::LookAndDecide),
            (
                &["missing_scope", "no_permission", "not_allowed_token_type"],
                Self::AddScope,
            ),
            (
                &[
                    "token_revoked",
                    "token_expired",
                    "invalid_auth",
                    "not_authed",
                    "account_inactive",
                    "takes our token",
                ],
                Self::RenewToken,
            ),
            (&["not_in_channel"], Self::InviteBot),
            (&["is_archived"], Self::OpenChannel),
            (&["channel_not_found"], Self::ChooseChannel),
        ];
        let found = table
            .iter()
            .find(|(codes, _)| codes.iter().any(|code| reason.contains(code)));
        found.map_or(Self::TryAgain, |(_, remedy)| *remedy)
    }

    /// For the person who can do it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::AddScope => {
                "Add the missing scopes to the Slack app, install it to the workspace again, and restart Portico."
            }
            Self::RenewToken => {
                "Install the Slack app to the workspace again, give Portico its new token, and restart it."
            }
            Self::InviteBot => "Invite the bot to the channel: /invite @Portico. What waits is posted then.",
            Self::OpenChannel => {
                "Unarchive the channel in Slack, and what waits is posted; or choose another for new tickets."
            }
            Self::ChooseChannel => {
                "The channel was deleted, or is private and the bot is not in it. Invite the bot, or choose another channel for new tickets."
            }
            Self::LookAndDecide => {
                "Nobody knows whether it arrived. Trying again looks first; if that is in vain, look in the thread and say so with `portico jobs resolve`."
            }
            Self::TryAgain => "Try again; if it fails again, the reason says what Slack objects to.",
        }
    }
}

/// A remedy and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::Advice))]
pub struct Advice {
    pub remedy: Remedy,
    /// In words, for the person who can do it.
    pub words: String,
}

impl From<Remedy> for Advice {
    fn from(remedy: Remedy) -> Self {
        Self {
            remedy,
            words: remedy.words().to_owned(),
        }
    }
}

/// How the connection to Slack is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::SlackHealth))]
pub struct SlackHealth {
    /// Whether Portico has a token to speak with.
    pub configured: bool,
    pub workspaces: Vec<SlackWorkspace>,
    /// The account's channels, as far as Portico has met them.
    pub channels: Vec<SlackChannel>,
    /// How many of the team are linked to a Slack user, and so may speak from Slack.
    pub linked_agents: u64,
    pub agents: u64,
    /// When Slack last told us of something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_event_at: Option<DateTime<Utc>>,
    /// How many posts and events wait.
    pub backlog: u64,
    /// Since when the oldest of them waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest_pending_at: Option<DateTime<Utc>>,
    /// What was given up, oldest first.
    pub stuck: Vec<StuckJob>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::SlackWorkspace))]
pub struct SlackWorkspace {
    pub id: SlackWorkspaceId,
    pub team_id: String,
    pub name: String,
    /// Whether Slack takes our token.
    pub connected: bool,
    /// What the app lacks, as of when it was last connected.
    pub missing_scopes: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<Advice>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::SlackChannel))]
pub struct SlackChannel {
    pub channel_id: String,
    pub name: String,
    /// Absent when it can be posted to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<Advice>,
}

/// A job that was given up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::StuckJob))]
pub struct StuckJob {
    pub id: JobId,
    /// What it was to do, such as `post_message`.
    pub kind: String,
    pub created_at: DateTime<Utc>,
    pub attempts: i32,
    pub reason: String,
    pub advice: Advice,
}

/// Where to post a message that only says that Portico can.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::SlackTestMessage))]
#[serde(deny_unknown_fields)]
pub struct SlackTestMessage {
    /// One of the account's channels.
    pub channel_id: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_a_remedy_in_words() {
        for (reason, remedy) in [
            ("Slack refused: missing_scope: reactions:write", Remedy::AddScope),
            ("Slack no longer takes our token: token_revoked", Remedy::RenewToken),
            ("the Slack channel cannot be used: not_in_channel", Remedy::InviteBot),
            ("the Slack channel cannot be used: is_archived", Remedy::OpenChannel),
            (
                "the Slack channel cannot be used: channel_not_found",
                Remedy::ChooseChannel,
            ),
            (
                "uncertain whether an earlier try arrived (missing_scope)",
                Remedy::LookAndDecide,
            ),
            ("Slack refused: msg_too_long", Remedy::TryAgain),
        ] {
            assert_eq!(Remedy::of(reason), remedy, "{reason}");
        }
        for remedy in Remedy::ALL {
            assert!(remedy.words().ends_with('.'));
        }
    }
}
