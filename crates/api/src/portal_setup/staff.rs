//! How admins set the portal up: name, look, address and logo.

use actix_web::{
    HttpRequest, delete, get, patch, put,
    web::{Data, Json, Payload},
};
use portico_types::{
    Problem,
    staff::{self, AgentRole, AuditAction, PortalAccess, PortalSetup, UpdatePortalSetup},
};
use serde_json::{Value, json};

use super::{
    logo::{self, Logo},
    store,
};
use crate::{
    accounts,
    app::AppState,
    audit,
    auth::{May, Staff, scope},
    body::Body,
    customers,
    db::WriteTxn,
    entity::{account, portal_logo},
    error::{Error, Result},
};

/// Get how the portal is set up.
#[utoipa::path(tag = "portal setup", extensions(("x-who" = json!("admin")), ("x-scope" = json!("settings:read"))), responses((status = 200, body = PortalSetup), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[get("/portal-setup")]
pub(super) async fn get_portal_setup(
    staff: May<scope::SettingsRead>,
    state: Data<AppState>,
) -> Result<Json<PortalSetup>> {
    let account = state.account(staff.account_id).await?;
    shown(&state, account).await
}

/// Change the portal's set-up. It shows on the portal at once. Opening it to all customers (`access`) switches it on for each of them; back to
/// chosen ones, it is off again for those for whom that alone had switched it on.
#[utoipa::path(tag = "portal setup", request_body = UpdatePortalSetup, extensions(("x-who" = json!("admin")), ("x-scope" = json!("settings:write"))), responses((status = 200, body = PortalSetup), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
#[patch("/portal-setup")]
pub(super) async fn update_portal_setup(
    staff: May<scope::SettingsWrite>,
    state: Data<AppState>,
    body: Body<UpdatePortalSetup>,
) -> Result<Json<PortalSetup>> {
    let change = body.read().await?.parse()?;
    let txn = state.begin_write().await?;
    let before = accounts::lock(&*txn, staff.account_id).await?;
    let staff = staff.still(&*txn, AgentRole::Admin, state.clock.now()).await?;
    if before.version != change.version {
        return Err(Error::Conflict(
            "Somebody else changed the portal's set-up in the meantime.",
        ));
    }
    let mut after = before.clone();
    after.portal_enabled = change.enabled.unwrap_or(after.portal_enabled);
    after.portal_access = change.access.unwrap_or(after.portal_access);
    after.portal_name = change.name.unwrap_or(after.portal_name);
    after.portal_accent = change.accent.unwrap_or(after.portal_accent);
    after.slug = change.slug.unwrap_or(after.slug);
    if after.slug != before.slug && accounts::slug_taken(&state, &after.slug, after.id).await? {
        return Err(Error::field("slug", "Another portal has this address"));
    }
    if after == before {
        drop(txn);
        return shown(&state, before).await;
    }
    match (before.portal_access, after.portal_access) {
        (PortalAccess::Chosen, PortalAccess::All) => customers::switch_all_on(&*txn, after.id).await?,
        (PortalAccess::All, PortalAccess::Chosen) => customers::switch_chosen_on(&*txn, after.id).await?,
        _ => {}
    }
    let detail = audit::changes(json!({
        "enabled": [before.portal_enabled, after.portal_enabled],
        "name": [before.portal_name, after.portal_name],
        "accent": [before.portal_accent, after.portal_accent],
        "access": [before.portal_access, after.portal_access],
        "slug": [before.slug, after.slug],
    }));
    save(&state, &staff, txn, after, (AuditAction::PortalSetupChanged, detail)).await
}

/// Set the portal's logo: a PNG, JPEG or WebP picture of at most 256 kB, as the body itself or as the file of a form.
#[utoipa::path(tag = "portal setup", extensions(("x-who" = json!("admin")), ("x-scope" = json!("settings:write"))),
    request_body(description = "The picture", content((Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/webp"))),
    responses((status = 200, body = PortalSetup), (status = 401, body = Problem), (status = 403, body = Problem), (status = 413, body = Problem),
    (status = 415, body = Problem), (status = 422, body = Problem)))]
#[put("/portal-setup/logo")]
pub(super) async fn put_portal_logo(
    staff: May<scope::SettingsWrite>,
    state: Data<AppState>,
    req: HttpRequest,
    payload: Payload,
) -> Result<Json<PortalSetup>> {
    let logo = Logo::receive(&req, payload).await?;
    let txn = state.begin_write().await?;
    let mut account = accounts::lock(&*txn, staff.account_id).await?;
    let staff = staff.still(&*txn, AgentRole::Admin, state.clock.now()).await?;
    let detail = json!({ "type": logo.kind, "bytes": logo.bytes.len(), "hash": logo.hash });
    account.portal_logo_hash = Some(logo.hash.clone());
    let row = portal_logo::Model {
        account_id: account.id,
        hash: logo.hash,
        media_type: logo.kind.to_owned(),
        bytes: logo.bytes,
    };
    store::replace_logo(&*txn, row).await?;
    save(&state, &staff, txn, account, (AuditAction::PortalLogoChanged, detail)).await
}

/// Take the portal's logo away.
#[utoipa::path(tag = "portal setup", extensions(("x-who" = json!("admin")), ("x-scope" = json!("settings:write"))), responses((status = 200, body = PortalSetup), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[delete("/portal-setup/logo")]
pub(super) async fn delete_portal_logo(
    staff: May<scope::SettingsWrite>,
    state: Data<AppState>,
) -> Result<Json<PortalSetup>> {
    let txn = state.begin_write().await?;
    let mut account = accounts::lock(&*txn, staff.account_id).await?;
    let staff = staff.still(&*txn, AgentRole::Admin, state.clock.now()).await?;
    if account.portal_logo_hash.take().is_none() {
        drop(txn);
        return shown(&state, account).await;
    }
    store::delete_logo(&*txn, account.id).await?;
    save(
        &state,
        &staff,
        txn,
        account,
        (AuditAction::PortalLogoRemoved, Value::Null),
    )
    .await
}

async fn save(
    state: &AppState,
    staff: &Staff,
    txn: WriteTxn,
    account: account::Model,
    (action, detail): (AuditAction, Value),
) -> Result<Json<PortalSetup>> {
    let account = accounts::save(&*txn, account).await?;
    audit::done(&*txn, staff, action, "portal", detail, state.clock.now()).await?;
    txn.commit().await?;
    // At once in this process, within `sign_in.cache_seconds` in the others.
    state.accounts.invalidate_all();
    shown(state, account).await
}

async fn shown(state: &AppState, account: account::Model) -> Result<Json<PortalSetup>> {
    let logo = match account.portal_logo_hash {
        Some(_) => store::find_logo(&state.db, account.id).await?,
        None => None,
    };
    Ok(Json(PortalSetup {
        logo_url: logo.as_ref().map(logo::data_url),
        url: state.config.portal_url(&account.slug, account.custom_domain.as_deref()),
        included: staff::includes_portal(account.edition, account.plan),
        enabled: account.portal_enabled,
        name: account.portal_name,
        slug: account.slug,
        accent: account.portal_accent,
        access: account.portal_access,
        edition: account.edition,
        plan: account.plan,
        version: account.version,
    }))
}
