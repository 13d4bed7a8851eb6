//! One socket, from Slack's greeting until it ends.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::{StreamExt, stream::FuturesUnordered};
use tokio::{
    sync::oneshot,
    time::{MissedTickBehavior, interval, timeout},
};
use tokio_util::sync::CancellationToken;

use super::told::{self, Told};
use crate::{
    app::AppState,
    outside::slack::{Heard, Socket},
    slack::doors::Door,
};

pub(super) struct Talk {
    pub state: Arc<AppState>,
    pub door: Door,
    /// Which app Slack takes us for.
    pub app_id: String,
    pub socket: Socket,
    pub stop: CancellationToken,
    /// Told once, when this socket is no longer the one that stays.
    pub parting: Option<oneshot::Sender<Parting>>,
}

/// Why a socket does not stay.
pub(super) enum Parting {
    /// Slack ends it soon and wants another to be opened before.
    Relieved,
    /// Somebody switched Socket Mode off in the app's settings.
    SocketModeOff,
    Broken(String),
}

/// Slack waits for three seconds; more at once wait until others are kept.
const AT_ONCE: usize = 32;
/// How long one goes on that Slack wanted to end, in case Slack does not.
const LINGER: Duration = Duration::from_secs(30);
/// How long what is in hand may take when the socket ends.
const LAST: Duration = Duration::from_secs(5);

impl Talk {
    /// Takes what comes, until the socket ends or `stop`.
    pub(super) async fn hold(mut self) {
        let silence = Duration::from_secs(self.state.config.slack.socket_silence_seconds);
        let mut beat = interval(silence / 3);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut answers = FuturesUnordered::new();
        let mut heard = Instant::now();
        let mut relieved: Option<Instant> = None;
        loop {
            tokio::select! {
                came = self.socket.next(), if answers.len() < AT_ONCE => {
                    heard = Instant::now();
                    match came {
                        Ok(Heard::Text(text)) => match Told::read(&text) {
                            Told::Envelope(envelope) => {
                                let (state, door, app_id) = (self.state.clone(), self.door.clone(), self.app_id.clone());
                                answers.push(async move { told::answer(&state, &door, &app_id, envelope).await });
                            }
                            Told::Disconnect { reason } if matches!(reason.as_str(), "link_disabled" | "socket_mode_disabled") => {
                                self.part(Parting::SocketModeOff);
                                break;
                            }
                            Told::Disconnect { reason } => {
                                tracing::debug!("Slack wants another socket ({reason})");
                                relieved.get_or_insert(heard);
                                self.part(Parting::Relieved);
                            }
                            Told::Hello { .. } | Told::Nothing => {}
                        },
                        Ok(Heard::SignOfLife) => {}
                        Ok(Heard::Goodbye) => {
                            self.part(Parting::Broken("Slack closed it".to_owned()));
                            break;
                        }
                        Err(err) => {
                            self.part(Parting::Broken(format!("{err:#}")));
                            break;
                        }
                    }
                }
                Some(answer) = answers.next() => {
                    if let Some(answer) = answer && let Err(err) = self.socket.say(answer).await {
                        self.part(Parting::Broken(format!("{err:#}")));
                        break;
                    }
                }
                _ = beat.tick() => {
                    if heard.elapsed() >= silence {
                        self.part(Parting::Broken(format!("silent for {} s", silence.as_secs())));
                        break;
                    }
                    if relieved.is_some_and(|since| since.elapsed() >= LINGER) {
                        break;
                    }
                    if let Err(err) = self.socket.ping().await {
                        self.part(Parting::Broken(format!("{err:#}")));
                        break;
                    }
                }
                () = self.stop.cancelled() => break,
            }
        }
        // What was pressed is told once: it is kept, also when nobody can be told that it was.
        let finish = async {
            while let Some(answer) = answers.next().await {
                if let Some(answer) = answer {
                    let _ = self.socket.say(answer).await;
                }
            }
        };
        let _ = timeout(LAST, finish).await;
        self.socket.close().await;
    }

    fn part(&mut self, why: Parting) {
        if let Some(parting) = self.parting.take() {
            let _ = parting.send(why); // Nobody waits any more when the line was stopped.
        }
    }
}
