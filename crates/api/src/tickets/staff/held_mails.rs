//! Mails about a ticket that were held back.

use actix_web::{
    HttpResponse, post,
    web::{Data, Path},
};
use portico_types::Problem;

use super::store;
use crate::{
    app::AppState,
    auth::{May, scope},
    error::Result,
    inbound_mail,
};

/// Let in the mails about a ticket that were held back, because more came than people write or because they look automatic: each is read now as if it had just come.
#[utoipa::path(tag = "tickets", extensions(("x-scope" = json!("tickets:write"))), params(("key" = String, Path)), responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem)))]
#[post("/tickets/{key}/held-mails/release")]
pub(super) async fn release_held_mails(
    caller: May<scope::TicketsWrite>,
    state: Data<AppState>,
    key: Path<String>,
) -> Result<HttpResponse> {
    let txn = state.begin_write().await?;
    let ticket = store::find(&*txn, &caller, &key).await?;
    inbound_mail::release(&txn, &ticket, state.clock.now()).await?;
    txn.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
