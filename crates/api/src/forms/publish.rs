//! From a draft to the next version of a form.

use actix_web::{
    post, put,
    web::{Data, Json, Path},
};
use portico_types::{
    Problem,
    forms::Schema,
    ids::FormId,
    staff::{AgentRole, AuditAction, FormAsRead, FormDetail, SaveFormDraft},
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde_json::json;

use super::{rows, staff::subject, store};
use crate::{
    app::AppState,
    audit,
    auth::{May, scope},
    body::Body,
    entity::{form, form_version},
    error::{Error, Result},
};

/// Save a form's draft, finished or not: `problems` in the answer are what keeps it from being published. Contacts notice nothing.
#[utoipa::path(tag = "forms", request_body = SaveFormDraft, params(("id" = FormId, Path)), extensions(("x-who" = json!("admin")), ("x-scope" = json!("forms:write"))),
    responses((status = 200, body = FormDetail), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[put("/forms/{id}/draft")]
pub(super) async fn save_form_draft(
    staff: May<scope::FormsWrite>,
    state: Data<AppState>,
    id: Path<FormId>,
    body: Body<SaveFormDraft>,
) -> Result<Json<FormDetail>> {
    let wanted = body.read().await?.parse()?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let staff = staff.still(&*txn, AgentRole::Admin, now).await?;
    let form = rows::lock(&*txn, (staff.account_id, *id), wanted.version).await?;
    let draft = (wanted.name.as_str(), wanted.description.as_str(), &wanted.schema);
    rows::put_draft(&*txn, &form, draft, &staff, now).await?;
    let form = rows::save(&*txn, form).await?;
    let detail = rows::detail(&*txn, form).await?;
    txn.commit().await?;
    Ok(Json(detail))
}

/// Drop a form's draft. What is published stays as it is.
#[utoipa::path(tag = "forms", request_body = FormAsRead, params(("id" = FormId, Path)), extensions(("x-who" = json!("admin")), ("x-scope" = json!("forms:write"))),
    responses((status = 200, body = FormDetail), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
#[post("/forms/{id}/draft/discard")]
pub(super) async fn discard_form_draft(
    staff: May<scope::FormsWrite>,
    state: Data<AppState>,
    id: Path<FormId>,
    body: Body<FormAsRead>,
) -> Result<Json<FormDetail>> {
    let asked = body.read().await?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let staff = staff.still(&*txn, AgentRole::Admin, now).await?;
    let form = rows::lock(&*txn, (staff.account_id, *id), asked.version).await?;
    if form.current_version == 0 {
        return Err(Error::Conflict("The form was never published; archive it instead."));
    }
    rows::drop_draft(&*txn, &form).await?;
    let form = rows::save(&*txn, form).await?;
    let detail = rows::detail(&*txn, form).await?;
    txn.commit().await?;
    Ok(Json(detail))
}

/// Publish a form's draft: new tickets are filed by it from now on. Those that were filed before show what they were filed with.
#[utoipa::path(tag = "forms", request_body = FormAsRead, params(("id" = FormId, Path)), extensions(("x-who" = json!("admin")), ("x-scope" = json!("forms:write"))),
    responses((status = 200, body = FormDetail), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/forms/{id}/publish")]
pub(super) async fn publish_form(
    staff: May<scope::FormsWrite>,
    state: Data<AppState>,
    id: Path<FormId>,
    body: Body<FormAsRead>,
) -> Result<Json<FormDetail>> {
    let asked = body.read().await?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let staff = staff.still(&*txn, AgentRole::Admin, now).await?;
    let form = rows::lock(&*txn, (staff.account_id, *id), asked.version).await?;
    let none = || Error::Conflict("There is nothing to publish.");
    let draft = rows::draft(&*txn, &form).await?.ok_or_else(none)?;
    let schema = rows::schema_of(&draft)?.parse()?;
    let before = match rows::current(&*txn, &form).await? {
        Some(version) => store::schema(&version)?,
        None => Schema::default(),
    };
    // Not the current one and one more: whatever wrote them, a version is never written over.
    let last = form_version::Entity::find()
        .filter(form_version::Column::AccountId.eq(form.account_id))
        .filter(form_version::Column::FormId.eq(form.id))
        .order_by_desc(form_version::Column::Version)
        .one(&*txn)
        .await?;
    let version = form_version::Model {
        account_id: form.account_id,
        form_id: form.id,
        version: last.map_or(0, |it| it.version) + 1,
        schema: serde_json::to_value(&schema).map_err(anyhow::Error::from)?,
        published_at: now,
    };
    let number = version.version;
    form_version::Entity::insert(version.into_active_model())
        .exec_without_returning(&*txn)
        .await?;
    rows::drop_draft(&*txn, &form).await?;
    let next = form::Model {
        name: draft.name,
        description: draft.description,
        current_version: number,
        ..form
    };
    let form = rows::save(&*txn, next).await?;
    let (subject, detail) = (subject(&form), rows::detail(&*txn, form).await?);
    let said = json!({ "version": number, "changes": schema.changes(&before) });
    audit::done(&*txn, &staff, AuditAction::FormPublished, &subject, said, now).await?;
    txn.commit().await?;
    Ok(Json(detail))
}
