//! Sockets to Slack ("Socket Mode"), for installations that Slack cannot reach: what comes by one takes the same way as what comes by a
//! request (`events`, `interactions`): it is kept before it is acknowledged, and applied once.
//!
//! Every `serve` process holds a socket for every app that has an app-level token: Slack allows ten, spreads what happens over those that
//! are open and tells again by another what one did not acknowledge. So none need agree with the others who holds it, and when one stops
//! nothing is late. `lines` looks which apps those are, `line` keeps one app's socket open, `talk` is one socket, `told` what is said there.

mod board;
mod line;
mod lines;
mod talk;
mod told;

pub(crate) use board::Sockets;
pub(crate) use lines::run;

use portico_types::{ids::SlackWorkspaceId, staff::SlackSource};

use crate::{app::AppState, entity::slack_workspace};

/// Whose socket: of the app that the configuration names, or of a workspace with an app of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Whose {
    Configured,
    Of(SlackWorkspaceId),
}

impl Whose {
    /// By which socket Slack tells of a workspace, if by any.
    pub(super) fn tells_of(workspace: &slack_workspace::Model, state: &AppState) -> Option<Self> {
        match workspace.source {
            SlackSource::Pasted => workspace.app_token.is_some().then_some(Self::Of(workspace.id)),
            SlackSource::Configured | SlackSource::Installed => {
                state.config.slack.has_app_token().then_some(Self::Configured)
            }
        }
    }

    fn workspace_id(self) -> Option<SlackWorkspaceId> {
        match self {
            Self::Configured => None,
            Self::Of(id) => Some(id),
        }
    }
}
