//! A customer's domains, added and removed one by one.

use actix_web::{
    HttpResponse, delete,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use portico_types::{
    Problem,
    email::canonical_domain,
    ids::CustomerId,
    staff::{AddCustomerDomain, AgentRole, AuditAction, CustomerDomain},
};
use serde_json::json;

use crate::{
    app::AppState,
    audit,
    auth::{May, scope},
    body::Body,
    customers::store,
    error::{Error, Result},
    idempotency::{IdempotencyKey, Seen},
    sessions,
};

/// Say that a domain is a customer's: addresses exactly at it, not below it, belong to that customer. Refused are domains at which anybody
/// gets an address (422) and those another customer has (409).
#[utoipa::path(tag = "customers", request_body = AddCustomerDomain, params(("id" = CustomerId, Path), ("Idempotency-Key" = Option<String>, Header)), extensions(("x-who" = json!("admin")), ("x-scope" = json!("customers:write"))),
    responses((status = 201, body = CustomerDomain), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/customers/{id}/domains")]
pub(in crate::customers) async fn add_customer_domain(
    staff: May<scope::CustomersWrite>,
    state: Data<AppState>,
    id: Path<CustomerId>,
    key: IdempotencyKey,
    body: Body<AddCustomerDomain>,
) -> Result<HttpResponse> {
    let asked = body.read().await?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let staff = staff.still(&*txn, AgentRole::Admin, now).await?;
    let customer = store::lock(&*txn, staff.account_id, *id).await?;
    let caller = (staff.account_id, staff.who());
    let request = (customer.id, &asked);
    let first = match key.take(&*txn, caller, "add_customer_domain", &request, now).await? {
        Seen::First(first) => first,
        Seen::Before(answer) => return Ok(answer),
    };
    let domain = store::add_domain(&*txn, &customer, ("domain", &asked.parse()?), now).await?;
    let answer = first.answer(&*txn, StatusCode::CREATED, &domain).await?;
    let (subject, detail) = (store::subject(&customer.name), json!({ "domain": domain.domain }));
    audit::done(&*txn, &staff, AuditAction::DomainAdded, &subject, detail, now).await?;
    txn.commit().await?;
    state.callers.forget_all();
    Ok(answer)
}

/// Take a domain from a customer. Who came in by it is out at once: their sessions end.
#[utoipa::path(tag = "customers", params(("id" = CustomerId, Path), ("domain" = String, Path)), extensions(("x-who" = json!("admin")), ("x-scope" = json!("customers:write"))),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[delete("/customers/{id}/domains/{domain}")]
pub(in crate::customers) async fn remove_customer_domain(
    staff: May<scope::CustomersWrite>,
    state: Data<AppState>,
    path: Path<(CustomerId, String)>,
) -> Result<HttpResponse> {
    let (id, domain) = path.into_inner();
    let domain = canonical_domain(&domain).ok_or(Error::NotFound("domain"))?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let staff = staff.still(&*txn, AgentRole::Admin, now).await?;
    let customer = store::lock(&*txn, staff.account_id, id).await?;
    let left = store::remove_domain(&*txn, &customer, &domain).await?;
    let ended = sessions::end_of_contacts(&*txn, staff.account_id, &left, now).await?;
    let detail = json!({ "domain": domain, "sessions_ended": ended });
    let subject = store::subject(&customer.name);
    audit::done(&*txn, &staff, AuditAction::DomainRemoved, &subject, detail, now).await?;
    txn.commit().await?;
    state.callers.forget_all();
    Ok(HttpResponse::NoContent().finish())
}
