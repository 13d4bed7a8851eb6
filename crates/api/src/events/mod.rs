//! Live updates as server-sent events: a line for each ticket that changed, which the reader then asks for again. The reader's right is
//! asked of the database again every few seconds; when it is gone, so is the stream.

mod portal;
mod staff;

use std::{future::Future, time::Duration};

use actix_web::{
    HttpResponse,
    http::header,
    web::{Bytes, Data},
};
use portico_types::ids::AccountId;
use serde::Serialize;
use tokio::{
    sync::broadcast::error::RecvError,
    time::{MissedTickBehavior, interval_at},
};
use uuid::Uuid;

use crate::{
    app::AppState,
    error::{Error, Result},
    live::{Announcement, News},
    routes::Routes,
    scope,
};

/// Routes of `/api/v1/portal`.
pub(crate) fn configure_portal(routes: &mut impl Routes) {
    routes.service(portal::stream_portal_events);
}

/// Routes of `/api/v1`.
pub(crate) fn configure(routes: &mut impl Routes) {
    routes.service(staff::stream_events);
}

/// Proxies close what is silent for a minute; browsers take 40 s of silence for a dead line.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Somebody who listens.
trait Listener: Sized + 'static {
    /// The listener as the database knows them now, or an error when they may no longer listen.
    fn again(&self, state: &AppState) -> impl Future<Output = Result<Self>>;

    /// What to tell them of a change, if it is theirs to know, and the newest entry they may know of.
    fn hear(&self, change: &Announcement) -> Option<(i64, impl Serialize)>;
}

fn stream(
    state: Data<AppState>,
    (account_id, person): (AccountId, Uuid),
    mut listener: impl Listener,
) -> Result<HttpResponse> {
    let seat = state.live.seat(person);
    let seat = seat.ok_or(Error::TooMany("Close some of the pages that are open.").because("pages_full"))?;
    // Before the answer begins: what is committed after it is not missed.
    let mut changes = state.live.subscribe();
    let events = async_stream::stream! {
        let _seat = seat;
        let mut beat = ticker(KEEP_ALIVE);
        let mut recheck = ticker(Duration::from_millis(state.config.live.recheck_ms.max(1)));
        yield Ok(Bytes::from_static(b": listening\n\n"));
        loop {
            tokio::select! {
                biased;
                () = state.stop.cancelled() => return,
                _ = recheck.tick() => match scope::of_account(account_id, listener.again(&state)).await {
                    Ok(again) => listener = again,
                    // Also when the database is away: whoever may come back does so by themselves.
                    Err(_) => return,
                },
                change = changes.recv() => match change {
                    Ok(News::Changed(change)) => if let Some(event) = listener.hear(&change).and_then(|heard| event(&change, heard)) {
                        yield Ok::<_, actix_web::Error>(event);
                    },
                    Ok(News::Missed) | Err(RecvError::Lagged(_)) => yield Ok(Bytes::from_static(b"event: reload\ndata: {}\n\n")),
                    Err(RecvError::Closed) => return,
                },
                _ = beat.tick() => yield Ok(Bytes::from_static(b":\n\n")),
            }
        }
    };
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header(("x-accel-buffering", "no")) // nginx would gather events.
        .streaming(events))
}

fn ticker(period: Duration) -> tokio::time::Interval {
    let mut ticker = interval_at(tokio::time::Instant::now() + period, period);
    ticker.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticker
}

fn event(change: &Announcement, (last_seq, data): (i64, impl Serialize)) -> Option<Bytes> {
    let data = serde_json::to_string(&data).ok()?;
    Some(format!("id: {}-{last_seq}\nevent: ticket\ndata: {data}\n\n", change.number).into())
}
