//! A customer, and everything that decides who of it may use the portal.

use actix_web::{
    HttpResponse, get,
    http::StatusCode,
    patch, post,
    web::{Data, Json, Path},
};
use portico_types::{
    Problem,
    ids::CustomerId,
    staff::{AgentRole, AuditAction, CreateCustomer, CustomerAccess, UpdateCustomer},
};
use serde_json::json;

use crate::{
    app::AppState,
    audit,
    auth::{May, scope},
    body::Body,
    customers::store,
    entity::customer,
    error::{Error, Result},
    idempotency::{IdempotencyKey, Seen},
    slack,
};

/// Open a customer. Its domains say whose addresses belong to it: no free-mail domain, and none that another customer has.
#[utoipa::path(tag = "customers", request_body = CreateCustomer, params(("Idempotency-Key" = Option<String>, Header)), extensions(("x-who" = json!("admin")), ("x-scope" = json!("customers:write"))),
    responses((status = 201, body = CustomerAccess), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/customers")]
pub(in crate::customers) async fn create_customer(
    staff: May<scope::CustomersWrite>,
    state: Data<AppState>,
    key: IdempotencyKey,
    body: Body<CreateCustomer>,
) -> Result<HttpResponse> {
    let asked = body.read().await?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let staff = staff.still(&*txn, AgentRole::Admin, now).await?;
    let caller = (staff.account_id, staff.who());
    let first = match key.take(&*txn, caller, "create_customer", &asked, now).await? {
        Seen::First(first) => first,
        Seen::Before(answer) => return Ok(answer),
    };
    let opened = store::open(&*txn, staff.account_id, asked.parse()?, now).await?;
    let answer = first.answer(&*txn, StatusCode::CREATED, &opened).await?;
    let domains: Vec<&str> = opened.domains.iter().map(|d| d.domain.as_str()).collect();
    let (subject, detail) = (store::subject(&opened.name), json!({ "domains": domains }));
    audit::done(&*txn, &staff, AuditAction::CustomerCreated, &subject, detail, now).await?;
    txn.commit().await?;
    // A guest elsewhere, or somebody of a customer's whose domain this is now: what they may is read anew.
    state.callers.forget_all();
    Ok(answer)
}

/// Get a customer with everything that decides who of it may use the portal.
#[utoipa::path(tag = "customers", extensions(("x-scope" = json!("customers:read"))), params(("id" = CustomerId, Path)), responses((status = 200, body = CustomerAccess), (status = 401, body = Problem), (status = 404, body = Problem)))]
#[get("/customers/{id}")]
pub(in crate::customers) async fn get_customer(
    caller: May<scope::CustomersRead>,
    state: Data<AppState>,
    id: Path<CustomerId>,
) -> Result<Json<CustomerAccess>> {
    let customer = store::find(&state.db, caller.account_id, *id).await?;
    Ok(Json(store::access(&state.db, customer).await?))
}

/// Change a customer: its name, whether it may use the portal, who of it, which tickets they see, and its Slack channels. One that its people
/// read is no triage channel, and none that is shared with another company is one (422).
#[utoipa::path(tag = "customers", request_body = UpdateCustomer, params(("id" = CustomerId, Path)), extensions(("x-who" = json!("admin")), ("x-scope" = json!("customers:write"))),
    responses((status = 200, body = CustomerAccess), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[patch("/customers/{id}")]
pub(in crate::customers) async fn update_customer(
    staff: May<scope::CustomersWrite>,
    state: Data<AppState>,
    id: Path<CustomerId>,
    body: Body<UpdateCustomer>,
) -> Result<Json<CustomerAccess>> {
    let change = body.read().await?.parse()?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let staff = staff.still(&*txn, AgentRole::Admin, now).await?;
    let before = store::lock(&*txn, staff.account_id, *id).await?;
    if before.version != change.version {
        return Err(Error::Conflict("The customer was changed in the meantime."));
    }
    let portal_enabled = change.portal_enabled.unwrap_or(before.portal_enabled);
    let after = customer::Model {
        name: change.name.unwrap_or_else(|| before.name.clone()),
        portal_enabled,
        // What somebody says of this customer holds, whomever else the portal is for later.
        on_with_all: before.on_with_all && portal_enabled,
        user_access: change.user_access.unwrap_or(before.user_access),
        visibility: change.visibility.unwrap_or(before.visibility),
        customer_channel_id: change
            .customer_channel
            .map_or_else(|| before.customer_channel_id.clone(), |it| it.channel_id),
        post_to_customer_channel: change
            .post_to_customer_channel
            .unwrap_or(before.post_to_customer_channel),
        triage_channel_id: change
            .triage_channel
            .map_or_else(|| before.triage_channel_id.clone(), |it| it.channel_id),
        ..before.clone()
    };
    if after == before {
        return Ok(Json(store::access(&*txn, before).await?));
    }
    let customer = store::save(&*txn, after).await?;
    slack::check_channels(&*txn, staff.account_id).await?;
    if customer.triage_channel_id != before.triage_channel_id
        && let Some(channel) = &customer.triage_channel_id
    {
        slack::check_internal(&*txn, staff.account_id, channel, now).await?;
    }
    if customer.customer_channel_id != before.customer_channel_id
        && let Some(channel) = &customer.customer_channel_id
    {
        slack::look_at(&*txn, staff.account_id, channel, now).await?;
    }
    let detail = audit::changes(json!({
        "name": [before.name, customer.name],
        "portal_enabled": [before.portal_enabled, customer.portal_enabled],
        "user_access": [before.user_access, customer.user_access],
        "visibility": [before.visibility, customer.visibility],
        "channel": [before.customer_channel_id, customer.customer_channel_id],
        "post_to_channel": [before.post_to_customer_channel, customer.post_to_customer_channel],
        "triage_channel": [before.triage_channel_id, customer.triage_channel_id],
    }));
    let subject = store::subject(&customer.name);
    let access = store::access(&*txn, customer).await?;
    audit::done(&*txn, &staff, AuditAction::CustomerChanged, &subject, detail, now).await?;
    txn.commit().await?;
    state.callers.forget_all();
    Ok(Json(access))
}
