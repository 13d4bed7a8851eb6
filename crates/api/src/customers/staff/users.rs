//! A customer's list of people, added and removed one by one.

use actix_web::{
    HttpResponse, delete,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use portico_types::{
    Problem,
    email::EmailAddress,
    ids::CustomerId,
    staff::{AddCustomerUser, AgentRole, AuditAction, CustomerUser},
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
    invitations, sessions,
};

/// Put an address on a customer's list: where access is `specific`, only they come in; a guest comes in although the address is at none of
/// the customer's domains.
#[utoipa::path(tag = "customers", request_body = AddCustomerUser, params(("id" = CustomerId, Path), ("Idempotency-Key" = Option<String>, Header)), extensions(("x-who" = json!("admin")), ("x-scope" = json!("customers:write"))),
    responses((status = 201, body = CustomerUser), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/customers/{id}/users")]
pub(in crate::customers) async fn add_customer_user(
    staff: May<scope::CustomersWrite>,
    state: Data<AppState>,
    id: Path<CustomerId>,
    key: IdempotencyKey,
    body: Body<AddCustomerUser>,
) -> Result<HttpResponse> {
    let asked = body.read().await?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let staff = staff.still(&*txn, AgentRole::Admin, now).await?;
    let customer = store::lock(&*txn, staff.account_id, *id).await?;
    let caller = (staff.account_id, staff.who());
    let request = (customer.id, &asked);
    let first = match key.take(&*txn, caller, "add_customer_user", &request, now).await? {
        Seen::First(first) => first,
        Seen::Before(answer) => return Ok(answer),
    };
    let email = asked.parse()?;
    let user = store::add_user(&*txn, &customer, (&email, asked.guest, asked.invite), now).await?;
    if asked.invite {
        invitations::to_portal(&*txn, staff.account_id, &email, now).await?;
    }
    let answer = first.answer(&*txn, StatusCode::CREATED, &user).await?;
    let detail = json!({ "email": user.email, "guest": user.guest, "invited": asked.invite });
    let subject = store::subject(&customer.name);
    audit::done(&*txn, &staff, AuditAction::UserAdded, &subject, detail, now).await?;
    txn.commit().await?;
    state.callers.forget_all();
    Ok(answer)
}

/// Take an address off a customer's list. Who came in by it is out at once: their sessions end.
#[utoipa::path(tag = "customers", params(("id" = CustomerId, Path), ("email" = String, Path)), extensions(("x-who" = json!("admin")), ("x-scope" = json!("customers:write"))),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[delete("/customers/{id}/users/{email}")]
pub(in crate::customers) async fn remove_customer_user(
    staff: May<scope::CustomersWrite>,
    state: Data<AppState>,
    path: Path<(CustomerId, String)>,
) -> Result<HttpResponse> {
    let (id, email) = path.into_inner();
    let email = EmailAddress::parse(&email).map_err(|_| Error::NotFound("user"))?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let staff = staff.still(&*txn, AgentRole::Admin, now).await?;
    let customer = store::lock(&*txn, staff.account_id, id).await?;
    let left = store::remove_user(&*txn, &customer, &email).await?;
    let ended = sessions::end_of_contacts(&*txn, staff.account_id, &left, now).await?;
    let detail = json!({ "email": email.as_str(), "sessions_ended": ended });
    let subject = store::subject(&customer.name);
    audit::done(&*txn, &staff, AuditAction::UserRemoved, &subject, detail, now).await?;
    txn.commit().await?;
    state.callers.forget_all();
    Ok(HttpResponse::NoContent().finish())
}
