//! The account as its team sees and changes it: edition, plan, and how customers are managed. Its look is `portal_setup`'s.

use actix_web::{
    get, patch,
    web::{Data, Json},
};
use portico_types::{
    Problem,
    staff::{Account, AgentRole, AuditAction, UpdateAccount},
};
use serde_json::json;

use super::store;
use crate::{
    app::AppState,
    audit,
    auth::{May, Staff, scope},
    body::Body,
    entity::account,
    error::{Error, Result},
};

/// Get the account: its edition and plan, and how it manages customers.
#[utoipa::path(tag = "account", responses((status = 200, body = Account), (status = 401, body = Problem)))]
#[get("/account")]
pub(super) async fn get_account(staff: Staff, state: Data<AppState>) -> Result<Json<Account>> {
    Ok(Json(shown(state.account(staff.account_id).await?)))
}

/// Change the account. Admins decide how customers are managed; edition and plan are the owner's.
#[utoipa::path(tag = "account", request_body = UpdateAccount, extensions(("x-who" = json!("admin")), ("x-scope" = json!("settings:write"))),
    responses((status = 200, body = Account), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem)))]
#[patch("/account")]
pub(super) async fn update_account(
    staff: May<scope::SettingsWrite>,
    state: Data<AppState>,
    body: Body<UpdateAccount>,
) -> Result<Json<Account>> {
    let change = body.read().await?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let before = store::lock(&*txn, staff.account_id).await?;
    let staff = staff.still(&*txn, AgentRole::Admin, now).await?;
    if (change.edition.is_some() || change.plan.is_some()) && staff.role < AgentRole::Owner {
        return Err(Error::Forbidden(
            "Only an owner of the account changes edition and plan.",
        ));
    }
    if before.version != change.version {
        return Err(Error::Conflict("The account was changed in the meantime."));
    }
    let after = account::Model {
        edition: change.edition.unwrap_or(before.edition),
        plan: change.plan.unwrap_or(before.plan),
        customer_management: change.customer_management.unwrap_or(before.customer_management),
        ..before.clone()
    };
    if after == before {
        return Ok(Json(shown(before)));
    }
    let account = store::save(&*txn, after).await?;
    let detail = audit::changes(json!({
        "edition": [before.edition, account.edition],
        "plan": [before.plan, account.plan],
        "customer_management": [before.customer_management, account.customer_management],
    }));
    audit::done(&*txn, &staff, AuditAction::AccountChanged, "account", detail, now).await?;
    txn.commit().await?;
    // Edition and plan open and close the portal: at once in this process, within `sign_in.cache_seconds` in the others.
    state.accounts.invalidate_all();
    Ok(Json(shown(account)))
}

fn shown(account: account::Model) -> Account {
    Account {
        id: account.id,
        name: account.name,
        edition: account.edition,
        plan: account.plan,
        customer_management: account.customer_management,
        version: account.version,
    }
}
