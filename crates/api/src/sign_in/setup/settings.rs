//! Which ways to sign in an account offers.

use actix_web::{
    get, patch,
    web::{Data, Json},
};
use portico_types::{
    Problem,
    sign_in::SignInMethod,
    staff::{AgentRole, AuditAction, SignInSettings, UpdateSignInSettings},
};
use serde_json::json;

use super::store;
use crate::{
    accounts,
    app::AppState,
    audit,
    auth::{Admin, May, scope},
    body::Body,
    entity::{Methods, account},
    error::{Error, Result},
    sign_in::openid::provider,
};

/// Get which ways to sign in the account offers.
#[utoipa::path(tag = "access", extensions(("x-who" = json!("admin")), ("x-scope" = json!("settings:read"))), responses((status = 200, body = SignInSettings), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[get("/sign-in-settings")]
pub(super) async fn get_sign_in_settings(
    staff: May<scope::SettingsRead>,
    state: Data<AppState>,
) -> Result<Json<SignInSettings>> {
    Ok(Json(shown(&state, state.account(staff.account_id).await?)))
}

/// Change which ways to sign in the account offers. The team must be left with one that works. Offering another takes a session that began a
/// short while ago.
#[utoipa::path(tag = "access", request_body = UpdateSignInSettings, extensions(("x-who" = json!("admin"))),
    responses((status = 200, body = SignInSettings), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[patch("/sign-in-settings")]
pub(super) async fn update_sign_in_settings(
    Admin(staff): Admin,
    state: Data<AppState>,
    body: Body<UpdateSignInSettings>,
) -> Result<Json<SignInSettings>> {
    let change = body.read().await?.parse()?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let before = accounts::lock(&*txn, staff.account_id).await?;
    let staff = staff.still(&*txn, AgentRole::Admin, now).await?;
    if before.version != change.version {
        return Err(Error::Conflict("The settings were changed in the meantime."));
    }
    let mut after = before.clone();
    after.contact_methods = change.contacts.map_or(after.contact_methods, Methods);
    after.agent_methods = change.agents.map_or(after.agent_methods, Methods);
    if after == before {
        return Ok(Json(shown(&state, before)));
    }
    let opens = |after: &Methods, before: &Methods| after.0.iter().any(|method| !before.has(*method));
    if opens(&after.contact_methods, &before.contact_methods) || opens(&after.agent_methods, &before.agent_methods) {
        staff.fresh(&state)?;
    }
    if after.agent_methods != before.agent_methods
        && !store::lets_agents_in(&*txn, &state.config, after.id, &after.agent_methods).await?
    {
        return Err(Error::field(
            "agents",
            "Choose at least one way that works here, or nobody on the team could sign in",
        ));
    }
    let account = accounts::save(&*txn, after).await?;
    let detail = audit::changes(json!({
        "contacts": [before.contact_methods, account.contact_methods],
        "agents": [before.agent_methods, account.agent_methods],
    }));
    audit::done(
        &*txn,
        &staff,
        AuditAction::SignInSettingsChanged,
        "sign-in",
        detail,
        now,
    )
    .await?;
    txn.commit().await?;
    // At once in this process, within `sign_in.cache_seconds` in the others.
    state.accounts.invalidate_all();
    Ok(Json(shown(&state, account)))
}

fn shown(state: &AppState, account: account::Model) -> SignInSettings {
    let all = [
        SignInMethod::Google,
        SignInMethod::Microsoft,
        SignInMethod::Slack,
        SignInMethod::OpenId,
        SignInMethod::Mail,
    ];
    SignInSettings {
        contacts: account.contact_methods.0,
        agents: account.agent_methods.0,
        available: all
            .into_iter()
            .filter(|method| provider::is_available(&state.config, *method))
            .collect(),
        redirect_base: state.config.redirect_base(),
        version: account.version,
    }
}
