//! What was filled in when a ticket was filed, as the team corrects it.

use actix_web::{
    get, put,
    web::{Data, Json, Path},
};
use portico_types::{
    Problem,
    forms::{Form, Schema},
    staff,
};

use super::store;
use crate::{
    app::AppState,
    auth::{May, scope},
    body::Body,
    error::Result,
    forms,
    tickets::{Actor, Edit, store as tickets},
};

/// What was filled in, with the form in the version it was filed with: fields that contacts do not see included.
#[utoipa::path(tag = "tickets", extensions(("x-scope" = json!("tickets:read"))), params(("key" = String, Path)), responses((status = 200, body = staff::TicketAnswers), (status = 401, body = Problem), (status = 404, body = Problem)))]
#[get("/tickets/{key}/answers")]
pub(super) async fn get_answers(
    caller: May<scope::TicketsRead>,
    state: Data<AppState>,
    key: Path<String>,
) -> Result<Json<staff::TicketAnswers>> {
    let ticket = store::find(&state.db, &caller, &key).await?;
    let form = tickets::filed_with(&state.db, &ticket).await?;
    Ok(Json(staff::TicketAnswers {
        form: form.unwrap_or_else(built_in),
        answers: tickets::answers(&ticket)?,
        version: ticket.version,
    }))
}

/// Correct what was filled in. The form judges it in the version the ticket was filed with (422 names each field that will not do); customers
/// read in the timeline what became of the fields they see. Not on a closed ticket (409).
#[utoipa::path(tag = "tickets", extensions(("x-scope" = json!("tickets:write"))), request_body = staff::UpdateAnswers, params(("key" = String, Path)), responses((status = 200, body = staff::Ticket), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[put("/tickets/{key}/answers")]
pub(super) async fn update_answers(
    caller: May<scope::TicketsWrite>,
    state: Data<AppState>,
    key: Path<String>,
    body: Body<staff::UpdateAnswers>,
) -> Result<Json<staff::Ticket>> {
    let update = body.read().await?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let ticket = store::find(&*txn, &caller, &key).await?;
    let id = (caller.account_id, ticket.id);
    let mut edit = Edit::begin(&txn, id, Actor::from(&*caller), caller.source(), now).await?;
    edit.expect_version(update.version)?;
    edit.set_answers(&update.answers).await?;
    let ticket = edit.finish().await?;
    let page = store::page(&*txn, &caller, ticket).await?;
    txn.commit().await?;
    Ok(Json(page))
}

/// It asks nothing beside title and description.
fn built_in() -> Form {
    Form {
        id: None,
        version: 1,
        name: forms::BUILT_IN.to_owned(),
        description: String::new(),
        schema: Schema::default(),
    }
}
