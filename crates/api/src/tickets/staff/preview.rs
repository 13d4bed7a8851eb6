//! How a message would look, before it is sent.

use actix_web::{
    post,
    web::{Data, Json},
};
use portico_types::{
    Problem,
    tickets::{Preview, PreviewMessage},
};

use crate::{app::AppState, auth::Staff, body::Body, error::Result, text::TicketLinks, tickets::conversation};

/// A text as its readers would see it. Nothing is kept, and nobody hears of it.
#[utoipa::path(tag = "tickets", request_body = PreviewMessage, responses((status = 200, body = Preview), (status = 400, body = Problem), (status = 401, body = Problem), (status = 422, body = Problem)))]
#[post("/previews")]
pub(super) async fn preview_message(
    caller: Staff,
    state: Data<AppState>,
    body: Body<PreviewMessage>,
) -> Result<Json<Preview>> {
    let text = body.read().await?.parse()?;
    let links = TicketLinks::console(&caller.ticket_prefix);
    let html = conversation::preview(&state.db, caller.account_id, &text, &links).await?;
    Ok(Json(Preview { html }))
}
