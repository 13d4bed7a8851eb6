//! Forms as the team sees them: which there are, in what order, whom they are offered to.

use actix_web::{
    HttpResponse, get,
    http::StatusCode,
    patch, post, put,
    web::{Data, Json, Path},
};
use portico_types::{
    Problem,
    ids::FormId,
    staff::{
        AgentRole, AuditAction, CreateForm, FormDetail, FormPreview, FormSummary, OrderForms, PlaceForm, PreviewForm,
        UpdateForm,
    },
};
use serde_json::json;

use super::rows;
use crate::{
    app::AppState,
    audit,
    auth::{May, scope},
    body::Body,
    entity::form,
    error::Result,
    idempotency::{IdempotencyKey, Seen},
};

/// The name of a form in the audit log.
pub(super) fn subject(form: &form::Model) -> String {
    format!("form {}", form.name)
}

/// The account's forms in their order, archived ones included.
#[utoipa::path(tag = "forms", extensions(("x-scope" = json!("forms:read"))), responses((status = 200, body = Vec<FormSummary>), (status = 401, body = Problem)))]
#[get("/forms")]
pub(super) async fn list_forms(caller: May<scope::FormsRead>, state: Data<AppState>) -> Result<Json<Vec<FormSummary>>> {
    Ok(Json(rows::list(&state.db, caller.account_id).await?))
}

/// Begin a form, empty or as a copy of another. Nobody is offered it before it is published and placed.
#[utoipa::path(tag = "forms", request_body = CreateForm, params(("Idempotency-Key" = Option<String>, Header)), extensions(("x-who" = json!("admin")), ("x-scope" = json!("forms:write"))),
    responses((status = 201, body = FormDetail), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/forms")]
pub(super) async fn create_form(
    staff: May<scope::FormsWrite>,
    state: Data<AppState>,
    key: IdempotencyKey,
    body: Body<CreateForm>,
) -> Result<HttpResponse> {
    let asked = body.read().await?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let staff = staff.still(&*txn, AgentRole::Admin, now).await?;
    let caller = (staff.account_id, staff.who());
    let first = match key.take(&*txn, caller, "create_form", &asked, now).await? {
        Seen::First(first) => first,
        Seen::Before(answer) => return Ok(answer),
    };
    let form = rows::create(&*txn, &staff, asked.parse()?, now).await?;
    let subject = subject(&form);
    let detail = rows::detail(&*txn, form).await?;
    let answer = first.answer(&*txn, StatusCode::CREATED, &detail).await?;
    audit::done(&*txn, &staff, AuditAction::FormCreated, &subject, json!({}), now).await?;
    txn.commit().await?;
    Ok(answer)
}

/// Put forms into the order in which the portal offers them.
#[utoipa::path(tag = "forms", request_body = OrderForms, extensions(("x-who" = json!("admin")), ("x-scope" = json!("forms:write"))),
    responses((status = 200, body = Vec<FormSummary>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
#[put("/forms/order")]
pub(super) async fn order_forms(
    staff: May<scope::FormsWrite>,
    state: Data<AppState>,
    body: Body<OrderForms>,
) -> Result<Json<Vec<FormSummary>>> {
    let mut wanted = body.read().await?.forms;
    let mut seen = std::collections::HashSet::new();
    wanted.retain(|id| seen.insert(*id));
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let staff = staff.still(&*txn, AgentRole::Admin, now).await?;
    rows::order(&*txn, staff.account_id, &wanted).await?;
    let forms = rows::list(&*txn, staff.account_id).await?;
    let names: Vec<&str> = forms.iter().map(|it| it.name.as_str()).collect();
    let detail = json!({ "order": names });
    audit::done(&*txn, &staff, AuditAction::FormChanged, "forms", detail, now).await?;
    txn.commit().await?;
    Ok(Json(forms))
}

/// What a contact would see of a form with these answers, and what would be said of them: by the rules that judge a ticket. Nothing is
/// stored. Whether people and files are theirs to name is not looked at.
#[utoipa::path(tag = "forms", request_body = PreviewForm, extensions(("x-scope" = json!("forms:read"))),
    responses((status = 200, body = FormPreview), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[post("/forms/preview")]
pub(super) async fn preview_form(_: May<scope::FormsRead>, body: Body<PreviewForm>) -> Result<Json<FormPreview>> {
    Ok(Json(body.read().await?.preview()))
}

/// A form: what is published, and what is drafted.
#[utoipa::path(tag = "forms", params(("id" = FormId, Path)), extensions(("x-scope" = json!("forms:read"))), responses((status = 200, body = FormDetail), (status = 401, body = Problem), (status = 404, body = Problem)))]
#[get("/forms/{id}")]
pub(super) async fn get_form(
    caller: May<scope::FormsRead>,
    state: Data<AppState>,
    id: Path<FormId>,
) -> Result<Json<FormDetail>> {
    let form = rows::find(&state.db, caller.account_id, *id).await?;
    Ok(Json(rows::detail(&state.db, form).await?))
}

/// Archive a form, or bring it back. Tickets that were filed with it stay as they are.
#[utoipa::path(tag = "forms", request_body = UpdateForm, params(("id" = FormId, Path)), extensions(("x-who" = json!("admin")), ("x-scope" = json!("forms:write"))),
    responses((status = 200, body = FormDetail), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[patch("/forms/{id}")]
pub(super) async fn update_form(
    staff: May<scope::FormsWrite>,
    state: Data<AppState>,
    id: Path<FormId>,
    body: Body<UpdateForm>,
) -> Result<Json<FormDetail>> {
    let change = body.read().await?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let staff = staff.still(&*txn, AgentRole::Admin, now).await?;
    let form = rows::lock(&*txn, (staff.account_id, *id), change.version).await?;
    if form.archived_at.is_some() == change.archived {
        return Ok(Json(rows::detail(&*txn, form).await?));
    }
    let archived_at = change.archived.then_some(now);
    let form = rows::save(&*txn, form::Model { archived_at, ..form }).await?;
    let (subject, detail) = (subject(&form), rows::detail(&*txn, form).await?);
    let said = json!({ "archived": [!change.archived, change.archived] });
    audit::done(&*txn, &staff, AuditAction::FormChanged, &subject, said, now).await?;
    txn.commit().await?;
    Ok(Json(detail))
}

/// Say whom a form is offered to: everybody, or the customers of collections, or customers.
#[utoipa::path(tag = "forms", request_body = PlaceForm, params(("id" = FormId, Path)), extensions(("x-who" = json!("admin")), ("x-scope" = json!("forms:write"))),
    responses((status = 200, body = FormDetail), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[put("/forms/{id}/placements")]
pub(super) async fn place_form(
    staff: May<scope::FormsWrite>,
    state: Data<AppState>,
    id: Path<FormId>,
    body: Body<PlaceForm>,
) -> Result<Json<FormDetail>> {
    let wanted = body.read().await?.parse()?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let staff = staff.still(&*txn, AgentRole::Admin, now).await?;
    let form = rows::lock(&*txn, (staff.account_id, *id), wanted.version).await?;
    rows::place(&*txn, &form, &wanted).await?;
    let (before, on_portal) = (form.on_portal, wanted.on_portal);
    let form = rows::save(&*txn, form::Model { on_portal, ..form }).await?;
    let (subject, detail) = (subject(&form), rows::detail(&*txn, form).await?);
    let mut said = audit::changes(json!({ "on_portal": [before, on_portal] }));
    said["collections"] = json!(wanted.collections);
    said["customers"] = json!(wanted.customers);
    audit::done(&*txn, &staff, AuditAction::FormChanged, &subject, said, now).await?;
    txn.commit().await?;
    Ok(Json(detail))
}
