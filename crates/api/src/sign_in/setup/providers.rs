//! The OpenID providers that an account adds for its team or its customers.

use actix_web::{
    HttpResponse, delete, get,
    http::StatusCode,
    patch, post,
    web::{Data, Json, Path},
};
use portico_types::{
    Problem,
    ids::OpenIdProviderId,
    staff::{AgentRole, AuditAction, CreateOpenIdProvider, OpenIdProvider, SignInAudience, UpdateOpenIdProvider},
};
use serde_json::json;
use uuid::Uuid;

use super::store;
use crate::{
    accounts,
    app::AppState,
    audit,
    auth::{Admin, Fresh, Staff},
    body::Body,
    customers,
    db::WriteTxn,
    entity::{account, openid_provider},
    error::{Error, Result},
    idempotency::{IdempotencyKey, Seen},
    outside::openid::EnteredBy,
    sign_in::openid::provider::{self, SEALED_FOR},
};

/// Whom a provider for the team vouches for is believed to be that agent, owners included: with one of their own an admin would be any of them.
fn vouches_for_owners(staff: &Staff, audience: SignInAudience) -> Result<()> {
    if audience == SignInAudience::Agents && staff.role < AgentRole::Owner {
        return Err(Error::Forbidden(
            "Only an owner of the account says who vouches for the team.",
        ));
    }
    Ok(())
}

/// List the account's own OpenID providers and its customers'.
#[utoipa::path(tag = "access", extensions(("x-who" = json!("admin"))), responses((status = 200, body = Vec<OpenIdProvider>), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[get("/openid-providers")]
pub(super) async fn list_openid_providers(
    Admin(staff): Admin,
    state: Data<AppState>,
) -> Result<Json<Vec<OpenIdProvider>>> {
    let account = state.account(staff.account_id).await?;
    let rows = store::list(&state.db, account.id).await?;
    Ok(Json(rows.into_iter().map(|row| shown(&state, &account, row)).collect()))
}

/// Add an OpenID provider; one for the team takes an owner. Its issuer must be on the public network, answer discovery, and name itself exactly as entered.
#[utoipa::path(tag = "access", request_body = CreateOpenIdProvider, extensions(("x-who" = json!("admin"))),
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent twice, creates once")),
    responses((status = 201, body = OpenIdProvider), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/openid-providers")]
pub(super) async fn create_openid_provider(
    Fresh(Admin(staff)): Fresh<Admin>,
    state: Data<AppState>,
    key: IdempotencyKey,
    body: Body<CreateOpenIdProvider>,
) -> Result<HttpResponse> {
    let new = body.read().await?.parse()?;
    vouches_for_owners(&staff, new.audience)?;
    let now = state.clock.now();
    let caller = (staff.account_id, staff.who());
    if let Some(answer) = key.answered(&state.db, caller, "create_openid_provider", &new).await? {
        return Ok(answer);
    }
    if let Some(name) = provider::built_in(&state.config, &new.issuer) {
        let message = format!("{name} is built in: choose it among the ways to sign in, once it is set up here");
        return Err(Error::field("issuer", &message));
    }
    // One answer for whatever is wrong with it: an issuer must be no way to look around in our network.
    if state.openid.discover(&new.issuer, EnteredBy::Admin).await.is_err() {
        return Err(Error::field(
            "issuer",
            "Portico cannot use this issuer; enter its https address exactly as its discovery document names it",
        ));
    }
    let txn = state.begin_write().await?;
    let account = accounts::lock(&*txn, staff.account_id).await?;
    let staff = staff.still(&*txn, AgentRole::Admin, now).await?;
    vouches_for_owners(&staff, new.audience)?;
    let first = match key.take(&*txn, caller, "create_openid_provider", &new, now).await? {
        Seen::First(first) => first,
        Seen::Before(answer) => return Ok(answer),
    };
    if let Some(customer) = new.customer_id
        && !customers::exists(&*txn, account.id, customer).await?
    {
        return Err(Error::field("customer_id", "There is no such customer"));
    }
    let row = openid_provider::Model {
        account_id: account.id,
        id: OpenIdProviderId(Uuid::now_v7()),
        created_at: now,
        audience: new.audience,
        customer_id: new.customer_id,
        name: new.name,
        issuer: new.issuer,
        client_id: new.client_id,
        client_secret: state.keys.seal(SEALED_FOR, account.id, new.client_secret.as_bytes())?,
        enabled: true,
        version: 1,
    };
    store::insert(&*txn, row.clone()).await?;
    let detail = json!({ "audience": row.audience, "customer": row.customer_id, "issuer": row.issuer });
    audit::done(
        &*txn,
        &staff,
        AuditAction::OpenIdProviderCreated,
        &row.name,
        detail,
        now,
    )
    .await?;
    let answer = first
        .answer(&*txn, StatusCode::CREATED, &shown(&state, &account, row))
        .await?;
    txn.commit().await?;
    Ok(answer)
}

/// Change an OpenID provider; one for the team takes an owner. Its issuer stays for good. All but switching it off takes a session that
/// began a short while ago.
#[utoipa::path(tag = "access", params(("id" = OpenIdProviderId, Path)), request_body = UpdateOpenIdProvider, extensions(("x-who" = json!("admin"))),
    responses((status = 200, body = OpenIdProvider), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[patch("/openid-providers/{id}")]
pub(super) async fn update_openid_provider(
    Admin(staff): Admin,
    state: Data<AppState>,
    id: Path<OpenIdProviderId>,
    body: Body<UpdateOpenIdProvider>,
) -> Result<Json<OpenIdProvider>> {
    let change = body.read().await?.parse()?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let account = accounts::lock(&*txn, staff.account_id).await?;
    let staff = staff.still(&*txn, AgentRole::Admin, now).await?;
    let before = store::lock(&*txn, account.id, *id).await?;
    vouches_for_owners(&staff, before.audience)?;
    if before.version != change.version {
        return Err(Error::Conflict("The provider was changed in the meantime."));
    }
    let new_secret = change.client_secret.is_some();
    let mut after = before.clone();
    after.name = change.name.unwrap_or(after.name);
    after.client_id = change.client_id.unwrap_or(after.client_id);
    after.enabled = change.enabled.unwrap_or(after.enabled);
    if let Some(secret) = change.client_secret {
        after.client_secret = state.keys.seal(SEALED_FOR, account.id, secret.as_bytes())?;
    }
    if after == before {
        return Ok(Json(shown(&state, &account, before)));
    }
    let switched_off = openid_provider::Model {
        enabled: false,
        ..before.clone()
    };
    if after != switched_off {
        staff.fresh(&state)?;
    }
    let row = store::save(&*txn, after).await?;
    if before.enabled && !row.enabled {
        still_a_way_in(&state, &txn, &account, &row).await?;
    }
    let mut detail = audit::changes(json!({
        "name": [before.name, row.name],
        "client_id": [before.client_id, row.client_id],
        "enabled": [before.enabled, row.enabled],
    }));
    if new_secret {
        detail["client_secret"] = json!("replaced");
    }
    audit::done(
        &*txn,
        &staff,
        AuditAction::OpenIdProviderChanged,
        &row.name,
        detail,
        now,
    )
    .await?;
    txn.commit().await?;
    Ok(Json(shown(&state, &account, row)))
}

/// Remove an OpenID provider; one for the team takes an owner. Who signed in through it keeps their session until it ends, and is known by it no longer: at another provider,
/// of the same issuer too, they prove their address anew.
#[utoipa::path(tag = "access", params(("id" = OpenIdProviderId, Path)), extensions(("x-who" = json!("admin"))),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
#[delete("/openid-providers/{id}")]
pub(super) async fn delete_openid_provider(
    Admin(staff): Admin,
    state: Data<AppState>,
    id: Path<OpenIdProviderId>,
) -> Result<HttpResponse> {
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let account = accounts::lock(&*txn, staff.account_id).await?;
    let staff = staff.still(&*txn, AgentRole::Admin, now).await?;
    let row = store::lock(&*txn, account.id, *id).await?;
    vouches_for_owners(&staff, row.audience)?;
    let forgotten = store::delete(&*txn, account.id, row.id).await?;
    if row.enabled {
        still_a_way_in(&state, &txn, &account, &row).await?;
    }
    let detail = json!({
        "audience": row.audience, "customer": row.customer_id, "issuer": row.issuer, "identities_removed": forgotten,
    });
    audit::done(
        &*txn,
        &staff,
        AuditAction::OpenIdProviderRemoved,
        &row.name,
        detail,
        now,
    )
    .await?;
    txn.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}

/// After a provider of the team's went: refuses to leave it without any way in.
async fn still_a_way_in(
    state: &AppState,
    txn: &WriteTxn,
    account: &account::Model,
    gone: &openid_provider::Model,
) -> Result<()> {
    let theirs = gone.audience == SignInAudience::Agents;
    if theirs && !store::lets_agents_in(&**txn, &state.config, account.id, &account.agent_methods).await? {
        return Err(Error::Conflict(
            "Nobody on the team could sign in without this provider.",
        ));
    }
    Ok(())
}

fn shown(state: &AppState, account: &account::Model, row: openid_provider::Model) -> OpenIdProvider {
    let portal = || state.config.portal_url(&account.slug, account.custom_domain.as_deref());
    OpenIdProvider {
        id: row.id,
        audience: row.audience,
        customer_id: row.customer_id,
        name: row.name,
        issuer: row.issuer,
        client_id: row.client_id,
        enabled: row.enabled,
        redirect_uri: format!("{}{}", state.config.redirect_base(), row.id),
        sign_in_url: row.customer_id.map(|_| format!("{}/sign-in?with={}", portal(), row.id)),
        version: row.version,
    }
}
