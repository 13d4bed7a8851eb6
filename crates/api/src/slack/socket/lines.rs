//! Which apps want a socket: looked up again and again, so that one ends soon after its token is taken away.

use std::{collections::HashMap, sync::Arc, time::Duration};

use portico_types::staff::SlackSource;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::{Whose, line::Line};
use crate::{
    app::AppState,
    entity::{WorkspaceState, slack_workspace},
    scope,
    slack::doors::Door,
};

/// While there is none, and nothing was written here: another process may have been told of a token.
const IDLE: Duration = Duration::from_secs(10);

/// A line that is kept, and by which token: by another it is another line.
struct Kept {
    token: Vec<u8>,
    stop: CancellationToken,
}

/// Keeps the sockets that are wanted until the state's `stop`; returns when all are closed.
pub(crate) async fn run(state: Arc<AppState>) {
    let recheck = Duration::from_millis(state.config.live.recheck_ms);
    let mut written = state.live.work();
    let (mut kept, mut tasks) = (HashMap::new(), JoinSet::new());
    while !state.stop.is_cancelled() {
        match scope::everything(wanted(&state)).await {
            Ok(wanted) => keep(&state, wanted, &mut kept, &mut tasks),
            Err(err) => tracing::warn!(error = %err, "could not look which Slack apps want a socket: {err}"),
        }
        while tasks.try_join_next().is_some() {}
        let idle = kept.is_empty();
        let pause = async {
            tokio::time::sleep(recheck).await;
            if idle {
                let _ = tokio::time::timeout(IDLE, written.changed()).await;
            }
        };
        tokio::select! {
            () = pause => {}
            () = state.stop.cancelled() => {}
        }
    }
    while tasks.join_next().await.is_some() {}
}

/// The doors that want a socket, each with the token as it is stored.
async fn wanted(state: &AppState) -> Result<Vec<(Whose, Door, Vec<u8>)>, DbErr> {
    let there = || slack_workspace::Entity::find().filter(slack_workspace::Column::State.ne(WorkspaceState::Removed));
    let with_token = there()
        .filter(slack_workspace::Column::Source.eq(SlackSource::Pasted))
        .filter(slack_workspace::Column::AppToken.is_not_null())
        .all(&state.db)
        .await?;
    let own = |row: slack_workspace::Model| {
        let token = row.app_token.clone()?;
        Some((Whose::Of(row.id), Door::Of(Box::new(row)), token))
    };
    let mut wanted: Vec<_> = with_token.into_iter().filter_map(own).collect();
    if state.config.slack.has_app_token() {
        let served = there().filter(slack_workspace::Column::Source.ne(SlackSource::Pasted));
        if served.count(&state.db).await? > 0 {
            wanted.push((Whose::Configured, Door::Configured, Vec::new()));
        }
    }
    Ok(wanted)
}

/// Ends the lines that nobody wants any more, and begins those that are new.
fn keep(
    state: &Arc<AppState>,
    wanted: Vec<(Whose, Door, Vec<u8>)>,
    kept: &mut HashMap<Whose, Kept>,
    tasks: &mut JoinSet<()>,
) {
    kept.retain(|whose, line| {
        let stays = wanted.iter().any(|(it, _, token)| it == whose && *token == line.token);
        if !stays {
            line.stop.cancel();
            state.sockets.forget(*whose);
        }
        stays
    });
    for (whose, door, token) in wanted {
        if kept.contains_key(&whose) {
            continue;
        }
        let stop = state.stop.child_token();
        let line = Line {
            state: Arc::clone(state),
            whose,
            door,
            stop: stop.clone(),
        };
        tasks.spawn(line.keep());
        kept.insert(whose, Kept { token, stop });
    }
}
