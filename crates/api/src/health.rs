//! Whether Portico lives (`/healthz`), can serve (`/readyz`), and how it does (`/metrics`, Prometheus).

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, ServiceConfig},
};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use sea_orm::{ConnectionTrait, Statement};
use secrecy::ExposeSecret;
use std::{sync::OnceLock, time::Duration};
use subtle::ConstantTimeEq;

use crate::{
    app::AppState,
    auth,
    error::{Error, Result},
};

/// How often what was counted is folded together. Until then every request takes room of its own, whether or not anybody reads.
const UPKEEP: Duration = Duration::from_secs(10);

static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();

pub(crate) fn configure(routes: &mut ServiceConfig) {
    recorded();
    routes.service(healthz).service(readyz).service(metrics_text);
}

/// Keeps the metrics, and what is remembered of callers, small until the state's `stop`.
pub(crate) async fn upkeep(state: Data<AppState>) {
    while tokio::time::timeout(UPKEEP, state.stop.cancelled()).await.is_err() {
        recorded().run_upkeep();
        state.limits.forget_idle();
    }
}

fn recorded() -> &'static PrometheusHandle {
    METRICS.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::debug!("metrics are recorded elsewhere");
        }
        handle
    })
}

/// The process lives.
#[get("/healthz")]
async fn healthz() -> HttpResponse {
    HttpResponse::Ok().body("ok")
}

/// The process can serve: its database answers.
#[get("/readyz")]
async fn readyz(state: Data<AppState>) -> Result<HttpResponse> {
    state
        .db
        .query_one_raw(Statement::from_string(state.db.get_database_backend(), "SELECT 1"))
        .await?;
    Ok(HttpResponse::Ok().body("ready"))
}

/// What was counted, for whoever has the token. Everybody else, and everybody while there is none, finds nothing here.
#[get("/metrics")]
async fn metrics_text(req: HttpRequest, state: Data<AppState>) -> Result<HttpResponse> {
    let token = state.config.server.metrics_token.expose_secret().as_bytes();
    let given = auth::bearer(&req).unwrap_or_default().as_bytes();
    if token.is_empty() || !bool::from(token.ct_eq(given)) {
        return Err(Error::NotFound("page"));
    }
    let text = recorded().render();
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(text))
}
