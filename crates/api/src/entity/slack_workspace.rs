//! A workspace Portico is installed in, and its tokens, sealed.

use portico_types::{
    ids::{AccountId, SlackWorkspaceId},
    staff::SlackSource,
};
use sea_orm::entity::prelude::*;

use super::WorkspaceState;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "slack_workspaces")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SlackWorkspaceId,
    pub created_at: DateTimeUtc,
    #[sea_orm(column_type = "Text")]
    pub team_id: String,
    #[sea_orm(column_type = "Text")]
    pub team_name: String,
    #[sea_orm(column_type = "Text")]
    pub bot_user_id: String,
    #[sea_orm(column_type = "Text")]
    pub bot_id: String,
    pub state: WorkspaceState,
    /// What the token may do, behind commas, as of the last connect; empty before.
    #[sea_orm(column_type = "Text")]
    pub scopes: String,
    /// How it came to us.
    pub source: SlackSource,
    /// The app that is installed in it; empty when Slack has not told.
    #[sea_orm(column_type = "Text")]
    pub app_id: String,
    /// Sealed, as are the others; empty: the configuration's.
    pub bot_token: Option<Vec<u8>>,
    /// What signs its events; empty: the configuration's, or they come by socket alone.
    pub signing_secret: Option<Vec<u8>>,
    /// Where tokens end: what gives the next one.
    pub refresh_token: Option<Vec<u8>>,
    /// Where it is reached by a socket: what opens that.
    pub app_token: Option<Vec<u8>>,
    pub token_expires_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// A workspace whose token the server's configuration has, and of which nothing more is known: for the demo, fixtures and fuzzing.
    pub fn configured(
        (account_id, id): (AccountId, SlackWorkspaceId),
        (team_id, team_name): (&str, &str),
        (bot_user_id, bot_id): (&str, &str),
        created_at: DateTimeUtc,
    ) -> Self {
        Self {
            account_id,
            id,
            created_at,
            team_id: team_id.to_owned(),
            team_name: team_name.to_owned(),
            bot_user_id: bot_user_id.to_owned(),
            bot_id: bot_id.to_owned(),
            state: WorkspaceState::Connected,
            scopes: String::new(),
            source: SlackSource::Configured,
            app_id: String::new(),
            bot_token: None,
            signing_secret: None,
            refresh_token: None,
            app_token: None,
            token_expires_at: None,
        }
    }
}
