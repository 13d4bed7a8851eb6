//! Whether Portico lives (`/healthz`), can serve (`/readyz`), and how it does (`/metrics`, Prometheus).

use actix_web::{
    HttpResponse, get,
    web::{Data, ServiceConfig},
};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use sea_orm::{ConnectionTrait, Statement};
use std::sync::OnceLock;

use crate::{app::AppState, error::Result};

static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();

pub(crate) fn configure(routes: &mut ServiceConfig) {
    METRICS.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::debug!("metrics are recorded elsewhere");
        }
        handle
    });
    routes.service(healthz).service(readyz).service(metrics_text);
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

#[get("/metrics")]
async fn metrics_text() -> HttpResponse {
    let text = METRICS.get().map(PrometheusHandle::render).unwrap_or_default();
    HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(text)
}
