//! `portico serve` and `portico worker`.

use std::{net::TcpListener, sync::Arc, time::Duration};

use actix_web::web::Data;
use anyhow::{Context, bail};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::{
    app::{self, AppState},
    config::Config,
    db, scope,
};

pub(super) async fn serve(config: Config) -> anyhow::Result<()> {
    let listener =
        TcpListener::bind(&config.server.listen).with_context(|| format!("listening on {}", config.server.listen))?;
    let for_mail = match config.mail.inbound.listen.as_str() {
        "" => None,
        address => Some(TcpListener::bind(address).with_context(|| format!("listening on {address} for mail"))?),
    };
    let (listen, public) = (config.server.listen.clone(), config.server.public_url.clone());
    let state = super::state(config).await?;
    state.files.prepare()?;
    db::warn_if_unrestrained(&state.db).await?;
    scope::everything(crate::slack::connect_later(&state)).await?;
    crate::slack::look_for_missed(&state).await?;
    stop_on_signal(state.stop.clone())?;
    let worker = tokio::spawn(app::work(state.clone()));
    if let Some(listener) = for_mail {
        tokio::spawn(app::take_mail(listener, state.clone()));
    }
    tracing::info!("listening on {listen}, reached at {public}");
    let served = app::serve(listener, Data::from(state.clone()));
    let ended = async {
        served.await?;
        finish(worker).await
    };
    in_time(&state, ended).await
}

pub(super) async fn worker(config: Config) -> anyhow::Result<()> {
    let state = super::state(config).await?;
    state.files.prepare()?;
    db::warn_if_unrestrained(&state.db).await?;
    if !db::is_postgres(&state.db) {
        bail!("SQLite serves one process, and `portico serve` does this work already; use PostgreSQL for more");
    }
    stop_on_signal(state.stop.clone())?;
    let worker = tokio::spawn(app::work(Arc::clone(&state)));
    tracing::info!("working");
    state.stop.cancelled().await;
    in_time(&state, finish(worker)).await
}

/// Beyond what requests and jobs may take to finish.
const AFTERWARDS: Duration = Duration::from_secs(2);

/// The last word: who was told to stop does, whatever still waits for something that never comes. What is in hand is taken up again.
async fn in_time(state: &AppState, work: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    let last = async {
        state.stop.cancelled().await;
        tokio::time::sleep(Duration::from_secs(state.config.server.shutdown_seconds) + AFTERWARDS).await;
    };
    tokio::select! {
        ended = work => ended,
        () = last => {
            tracing::warn!("something did not finish in time; it will be taken up again");
            Ok(())
        }
    }
}

/// Jobs in hand were given their time by the worker itself.
async fn finish(worker: tokio::task::JoinHandle<()>) -> anyhow::Result<()> {
    worker.await.context("the work in the background")
}

fn stop_on_signal(stop: CancellationToken) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        stop.cancel();
        tracing::info!("stopping");
    });
    Ok(())
}
