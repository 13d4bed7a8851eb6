//! One app's socket: kept open, opened anew before the old one goes, and after a break.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::anyhow;
use portico_types::staff::{Remedy, SlackSource};
use rand::RngExt;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use secrecy::SecretString;
use tokio::{sync::oneshot, task::JoinSet};
use tokio_util::sync::CancellationToken;

use super::{
    Whose,
    talk::{Parting, Talk},
    told::Told,
};
use crate::{
    app::AppState,
    entity::{WorkspaceState, slack_workspace},
    outside::slack::{Heard, REVOKED_PAUSE, SlackError, Socket},
    scope, secrets,
    slack::{clients, compare, doors::Door},
};

pub(super) struct Line {
    pub state: Arc<AppState>,
    pub whose: Whose,
    /// Where what comes by it comes in.
    pub door: Door,
    pub stop: CancellationToken,
}

/// A socket that was open for so long was no failure.
const STEADY: Duration = Duration::from_mins(1);
/// The longest pause before a socket is opened anew.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// Whoever had no socket for longer may have missed something that Slack tells no more.
const GAP: Duration = Duration::from_secs(30);

/// Why a socket did not open.
enum Trouble {
    Slack(SlackError),
    /// The token is another app's than the one that is installed in the workspace.
    OtherApp,
    /// We cannot read the token that we keep.
    Unreadable(anyhow::Error),
}

/// How a line has fared.
struct Fare {
    /// How often it failed since it was last steady.
    failures: u32,
    /// Whether this process had a socket before: nobody knows since when there was none.
    began: bool,
    /// Since when nothing can come; `None` while a socket is open.
    without_since: Option<Instant>,
    talks: JoinSet<()>,
}

impl Line {
    /// Keeps the socket until `stop`; returns when it is closed.
    pub(super) async fn keep(self) {
        let mut fare = Fare {
            failures: 0,
            began: false,
            without_since: None,
            talks: JoinSet::new(),
        };
        loop {
            tokio::select! {
                biased;
                () = self.stop.cancelled() => break,
                pause = self.open_once(&mut fare) => {
                    tokio::select! {
                        () = self.stop.cancelled() => break,
                        () = tokio::time::sleep(pause) => {}
                    }
                }
            }
            while fare.talks.try_join_next().is_some() {}
        }
        while fare.talks.join_next().await.is_some() {}
    }

    /// Opens a socket and stays until another is wanted. Returns how long to wait before that.
    async fn open_once(&self, fare: &mut Fare) -> Duration {
        let (socket, app_id) = match self.open().await {
            Ok(opened) => opened,
            Err(trouble) => return self.failed(fare, trouble),
        };
        self.state.sockets.opened(self.whose, self.state.clock.now());
        let missed = fare.without_since.take().is_some_and(|since| since.elapsed() > GAP);
        let first = !std::mem::replace(&mut fare.began, true);
        if (first || missed)
            && let Err(err) = self.look_for_missed().await
        {
            tracing::warn!(error = %err, "could not have threads compared after a socket was opened: {err}");
        }
        let (parting, parted) = oneshot::channel();
        let talk = Talk {
            state: Arc::clone(&self.state),
            door: self.door.clone(),
            app_id,
            socket,
            stop: self.stop.clone(),
            parting: Some(parting),
        };
        let opened = Instant::now();
        fare.talks.spawn(talk.hold());
        let parting = parted.await.unwrap_or(Parting::Broken("it ended".to_owned()));
        if opened.elapsed() >= STEADY {
            fare.failures = 0;
        }
        let pause = pause(fare.failures);
        fare.failures += 1;
        let why = match parting {
            // The other goes on until its successor is open, or Slack ends it.
            Parting::Relieved => return pause,
            Parting::SocketModeOff => {
                let error = "Slack switched Socket Mode off".to_owned();
                self.note(fare, error, Some(Remedy::TurnSocketModeOn));
                return REVOKED_PAUSE;
            }
            Parting::Broken(why) => why,
        };
        self.note(fare, format!("the socket broke: {why}"), None);
        pause
    }

    async fn open(&self) -> Result<(Socket, String), Trouble> {
        let token = self.token().map_err(Trouble::Unreadable)?;
        let slack = self.state.slack.by(self.whose.workspace_id(), token);
        let mut socket = slack.open_socket().await.map_err(Trouble::Slack)?;
        let patience = Duration::from_secs(self.state.config.slack.timeout_seconds);
        let greeted = tokio::time::timeout(patience, greeting(&mut socket)).await;
        let greeted = greeted.unwrap_or_else(|_| Err(anyhow!("no greeting")));
        let app_id = greeted.map_err(|err| Trouble::Slack(SlackError::Transient(err)))?;
        match &self.door {
            Door::Of(workspace) if !workspace.app_id.is_empty() && workspace.app_id != app_id => {
                socket.close().await;
                Err(Trouble::OtherApp)
            }
            _ => Ok((socket, app_id)),
        }
    }

    fn token(&self) -> anyhow::Result<SecretString> {
        match &self.door {
            Door::Configured => Ok(self.state.config.slack.app_token.clone()),
            Door::Of(workspace) => {
                let sealed = workspace.app_token.as_deref().unwrap_or_default();
                clients::open(&self.state, workspace, &secrets::SLACK_APP_TOKEN, sealed)
            }
        }
    }

    fn failed(&self, fare: &mut Fare, trouble: Trouble) -> Duration {
        fare.failures += 1;
        let pause = pause(fare.failures);
        let (error, remedy, asked) = match trouble {
            Trouble::Slack(err) => {
                let asked = match err {
                    SlackError::RateLimited(asked) => asked,
                    _ => Duration::ZERO,
                };
                (err.to_string(), remedy(&err), asked)
            }
            Trouble::OtherApp => {
                let error = "the app-level token is another app's".to_owned();
                (error, Some(Remedy::RenewAppToken), Duration::ZERO)
            }
            Trouble::Unreadable(err) => (format!("{err:#}"), Some(Remedy::RenewAppToken), Duration::ZERO),
        };
        let after = if remedy.is_some() { REVOKED_PAUSE } else { pause };
        self.note(fare, error, remedy);
        after.max(asked)
    }

    fn note(&self, fare: &mut Fare, error: String, remedy: Option<Remedy>) {
        tracing::warn!("no socket to Slack ({:?}): {error}", self.whose);
        let relieved = fare.talks.try_join_next().is_none() && !fare.talks.is_empty();
        if relieved {
            return; // The one that was to be relieved is open still.
        }
        fare.without_since.get_or_insert_with(Instant::now);
        self.state
            .sockets
            .failed(self.whose, self.state.clock.now(), error, remedy);
    }

    /// Nobody knows what happened while there was no socket.
    async fn look_for_missed(&self) -> crate::error::Result<()> {
        let mut accounts = match &self.door {
            Door::Of(workspace) => vec![workspace.account_id],
            Door::Configured => {
                let served = slack_workspace::Entity::find()
                    .filter(slack_workspace::Column::State.ne(WorkspaceState::Removed))
                    .filter(slack_workspace::Column::Source.ne(SlackSource::Pasted));
                let served = scope::everything(served.all(&self.state.db)).await?;
                served.into_iter().map(|it| it.account_id).collect()
            }
        };
        accounts.sort();
        accounts.dedup();
        for account in accounts {
            compare::missed(&self.state, account).await?;
        }
        Ok(())
    }
}

/// Waits until Slack greets, and says which app it takes us for.
async fn greeting(socket: &mut Socket) -> anyhow::Result<String> {
    loop {
        match socket.next().await? {
            Heard::Text(text) => match Told::read(&text) {
                Told::Hello { app_id } => return Ok(app_id),
                Told::Disconnect { reason } => return Err(anyhow!("Slack ended it at once ({reason})")),
                // Not acknowledged, so it comes again.
                Told::Envelope(_) | Told::Nothing => {}
            },
            Heard::SignOfLife => {}
            Heard::Goodbye => return Err(anyhow!("Slack closed it at once")),
        }
    }
}

/// What somebody must mend before Slack lets us open a socket.
fn remedy(err: &SlackError) -> Option<Remedy> {
    const OF_THE_TOKEN: [&str; 5] = [
        "not_allowed_token_type",
        "missing_scope",
        "no_permission",
        "access_denied",
        "forbidden_team",
    ];
    match err {
        SlackError::Revoked(_) => Some(Remedy::RenewAppToken),
        SlackError::Permanent(code) if code == "socket_mode_disabled" => Some(Remedy::TurnSocketModeOn),
        SlackError::Permanent(_) if err.code().is_some_and(|code| OF_THE_TOKEN.contains(&code)) => {
            Some(Remedy::RenewAppToken)
        }
        _ => None,
    }
}

/// At once after the first failure, then from a second on, doubling, give or take a quarter so that many processes do not come as a crowd.
fn pause(failures: u32) -> Duration {
    if failures == 0 {
        return Duration::ZERO;
    }
    let seconds = Duration::from_secs(1 << (failures - 1).min(10));
    seconds
        .min(LONGEST_PAUSE)
        .mul_f64(rand::rng().random_range(0.75..=1.25))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_minute_and_no_further() {
        assert_eq!(pause(0), Duration::ZERO);
        for (failures, seconds) in [(1, 1.0), (2, 2.0), (4, 8.0), (7, 60.0), (40, 60.0)] {
            let pause = pause(failures).as_secs_f64();
            assert!((seconds * 0.74..seconds * 1.26).contains(&pause), "{failures}: {pause}");
        }
    }

    #[test]
    fn what_is_wrong_with_the_token_is_for_somebody_to_mend_and_nothing_else() {
        let permanent = |code: &str| SlackError::Permanent(code.to_owned());
        assert!(remedy(&SlackError::Revoked("invalid_auth".to_owned())).is_some());
        assert!(remedy(&permanent("not_allowed_token_type")).is_some());
        assert!(remedy(&permanent("missing_scope: connections:write")).is_some());
        assert!(remedy(&permanent("something_new")).is_none());
        assert!(remedy(&SlackError::Transient(anyhow!("internal_error"))).is_none());
        assert!(remedy(&SlackError::RateLimited(Duration::from_secs(1))).is_none());
    }
}
