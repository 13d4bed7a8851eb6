//! By which door something of Slack's came in, and which workspaces can speak there.

use portico_types::staff::SlackSource;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    app::AppState,
    entity::{WorkspaceState, slack_workspace},
    error::Result,
    scope,
};

/// Where something of Slack's came in: what it can speak of.
#[derive(Clone)]
pub(super) enum Door {
    /// By the secret, or the socket, of the app that the configuration names: of every workspace that this app is installed in.
    Configured,
    /// By those of a workspace with an app of its own: of that workspace alone.
    Of(Box<slack_workspace::Model>),
}

impl Door {
    /// Whether what comes in here can be a workspace's.
    fn leads_to(&self, workspace: &slack_workspace::Model) -> bool {
        match self {
            Self::Configured => workspace.source != SlackSource::Pasted,
            Self::Of(only) => only.id == workspace.id,
        }
    }
}

/// The workspace that one of `teams` names.
pub(super) async fn workspace(state: &AppState, door: &Door, teams: &[&str]) -> Result<Option<slack_workspace::Model>> {
    Ok(workspaces(state, door, teams).await?.into_iter().next())
}

/// The workspaces that `teams` name. A message in a channel shared between companies names several; one of them is ours, or more.
pub(super) async fn workspaces(state: &AppState, door: &Door, teams: &[&str]) -> Result<Vec<slack_workspace::Model>> {
    let mut all: Vec<slack_workspace::Model> = Vec::new();
    for team in teams {
        let found = slack_workspace::Entity::find().filter(slack_workspace::Column::TeamId.eq(*team));
        let found = scope::everything(found.one(&state.db)).await?;
        let open = |it: &slack_workspace::Model| it.state != WorkspaceState::Removed && door.leads_to(it);
        if let Some(workspace) = found.filter(open)
            && all.iter().all(|it| it.id != workspace.id)
        {
            all.push(workspace);
        }
    }
    Ok(all)
}
