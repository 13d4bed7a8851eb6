//! `portico serve` and `portico worker`.

use std::{net::TcpListener, sync::Arc, time::Duration};

use actix_web::web::Data;
use anyhow::{Context, bail};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::{
    app::{self},
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
    app::serve(listener, Data::from(state)).await?;
    finish(worker).await
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
    finish(worker).await
}

/// Jobs in hand were given their time by the worker itself; this is the last word.
async fn finish(worker: tokio::task::JoinHandle<()>) -> anyhow::Result<()> {
    if tokio::time::timeout(Duration::from_secs(10), worker).await.is_err() {
        tracing::warn!("some jobs did not finish in time; they will be taken up again");
    }
    Ok(())
}

fn stop_on_signal(stop: CancellationToken) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        stop.cancel();
    });
    Ok(())
}
