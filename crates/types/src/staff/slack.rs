//! How the connection to Slack is, and what mends it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{AgentId, JobId, SlackWorkspaceId},
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
        UnshareChannel = "unshare_channel",
        LookAndDecide = "look_and_decide",
        LinkMember = "link_member",
        RenewAppToken = "renew_app_token",
        TurnSocketModeOn = "turn_socket_mode_on",
        LetSlackTell = "let_slack_tell",
        TryAgain = "try_again",
    }
}

word! {
    /// How the socket is by which Slack tells of a workspace.
    pub enum SlackSocketState {
        Opening = "opening",
        Open = "open",
        /// It broke, or could not be opened; it is tried again and again.
        Broken = "broken",
        /// Slack does not let us, until somebody mends that.
        Refused = "refused",
    }
}

word! {
    /// How a Slack workspace came to be connected.
    pub enum SlackSource {
        /// By the token that stands in the server's configuration.
        Configured = "configured",
        /// An admin entered its token.
        Pasted = "pasted",
        /// An admin installed the app.
        Installed = "installed",
    }
}

impl Remedy {
    /// What mends what Slack, or a job that was given up, complains of.
    pub fn of(reason: &str) -> Self {
        let table: [(&[&str], Self); 7] = [
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
            (&["externally_shared"], Self::UnshareChannel),
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
                "Add the missing scopes to the Slack app and install it to the workspace again; then connect it again here, or restart Portico where its configuration has the token."
            }
            Self::RenewToken => {
                "Connect the workspace again: install the Slack app anew, or enter its new token. A token of the server's configuration takes a restart."
            }
            Self::InviteBot => "Invite the bot to the channel: /invite @Portico. What waits is posted then.",
            Self::OpenChannel => {
                "Unarchive the channel in Slack, and what waits is posted; or choose another for new tickets."
            }
            Self::ChooseChannel => {
                "The channel was deleted, or is private and the bot is not in it. Invite the bot, or choose another channel for new tickets."
            }
            Self::UnshareChannel => {
                "The channel is shared with another company, or about to be, and tickets' notes would be read there: nothing is posted until it is your own again. Stop sharing it in Slack, or choose another for new tickets."
            }
            Self::LinkMember => {
                "Slack says that this user is a guest, a bot, deactivated or of another company, and such do not answer customers. Link a member of your own workspace."
            }
            Self::RenewAppToken => {
                "Make an app-level token with the scope connections:write in the settings of the Slack app that is installed here (Basic Information), and connect the workspace again with it. One of the server's configuration takes a restart."
            }
            Self::TurnSocketModeOn => {
                "Socket Mode is switched off for the Slack app: switch it on in its settings. Portico tries again within a quarter of an hour, or at once when the workspace is connected again."
            }
            Self::LetSlackTell => {
                "Portico posts here but hears nothing: no reply, no edit and no button reaches it. Give it the signing secret of the Slack app (Basic Information) as slack.signing_secret; or, where Slack cannot reach it, an app-level token with the scope connections:write as slack.app_token. Then restart it."
            }
            Self::LookAndDecide => {
                "Nobody knows whether it arrived. Trying again looks first; if that is in vain, look in the thread and say so here or with `portico jobs resolve`."
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
    /// Whether a token for this account stands in the server's configuration.
    pub configured: bool,
    /// Whether admins can install the app into workspaces: the configuration names the app.
    #[serde(default)]
    pub installable: bool,
    pub workspaces: Vec<SlackWorkspace>,
    /// The account's channels, as far as Portico has met them.
    pub channels: Vec<SlackChannel>,
    /// Who of the team may speak from Slack.
    pub people: Vec<SlackPerson>,
    /// When Slack last told us of something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_event_at: Option<DateTime<Utc>>,
    /// How many posts and events wait.
    pub backlog: u64,
    /// Since when the oldest of them waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest_pending_at: Option<DateTime<Utc>>,
    /// What was given up: the oldest fifty, oldest first.
    pub stuck: Vec<StuckJob>,
    /// How many were given up altogether.
    #[serde(default)]
    pub stuck_total: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::SlackWorkspace))]
pub struct SlackWorkspace {
    pub id: SlackWorkspaceId,
    pub team_id: String,
    pub name: String,
    /// Since when it is the account's.
    pub since: DateTime<Utc>,
    /// Whether Slack takes our token.
    pub connected: bool,
    pub source: SlackSource,
    /// What to enter as *Request URL* for events in the settings of its app, where that is one of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events_url: Option<String>,
    /// The same for interactivity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interactions_url: Option<String>,
    /// Absent where Slack tells by requests alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub socket: Option<SlackSocket>,
    /// What the app lacks, as of when it was last connected.
    pub missing_scopes: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<Advice>,
}

/// The socket by which Slack tells of a workspace, as the process sees it that answers: each holds one of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::SlackSocket))]
pub struct SlackSocket {
    pub state: SlackSocketState,
    /// Since when it is so.
    pub since: DateTime<Utc>,
    /// What went wrong last, if anything has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<Advice>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::SlackChannel))]
pub struct SlackChannel {
    pub workspace_id: SlackWorkspaceId,
    pub channel_id: String,
    pub name: String,
    /// Absent when it can be posted to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<Advice>,
}

/// Somebody of the team, as Slack knows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::SlackPerson))]
pub struct SlackPerson {
    pub agent_id: AgentId,
    pub name: String,
    /// Who they are in the account's workspaces, in the order these came; empty when nobody is linked.
    pub links: Vec<SlackPersonLink>,
}

/// Who somebody of the team is in a workspace, and whether they can speak from there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::SlackPersonLink))]
pub struct SlackPersonLink {
    pub workspace_id: SlackWorkspaceId,
    pub user_id: String,
    /// Why they cannot answer customers from Slack although they are linked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<Advice>,
}

/// What makes the app at Slack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::SlackManifest))]
pub struct SlackManifest {
    /// Where Slack will look for Portico. It takes `https` addresses only.
    pub url: String,
    /// The manifest, to be given to Slack as it is.
    pub yaml: String,
    /// The same for Socket Mode, where Slack cannot reach Portico: the app names no address to send to.
    pub socket_yaml: String,
}

/// A channel of the workspace that can be chosen, as far as the app sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::SlackChannelChoice))]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four facts about a channel, any of which may hold with any other: no state in disguise"
)]
pub struct SlackChannelChoice {
    pub workspace_id: SlackWorkspaceId,
    pub channel_id: String,
    pub name: String,
    pub is_private: bool,
    /// Whether the bot is in it; else it must be invited before anything is posted.
    pub is_member: bool,
    /// With another company: no triage channel.
    pub is_shared: bool,
    pub is_archived: bool,
}

/// What somebody found who looked in Slack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::JobResolution))]
#[serde(deny_unknown_fields)]
pub struct JobResolution {
    /// The timestamp of the message, such as `1700000000.000200`; `null`: it is not there, post it again.
    pub posted: Option<String>,
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
    /// Nobody knows whether it took effect: a person must look, and say.
    pub uncertain: bool,
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
                "the Slack channel cannot be used: externally_shared",
                Remedy::UnshareChannel,
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
