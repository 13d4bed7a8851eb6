//! How the portal presents itself to anybody, before they signed in.

use actix_web::{
    HttpResponse, get,
    http::header,
    web::{Data, Json, Query},
};
use portico_types::{Problem, portal::PortalInfo};
use serde::Deserialize;

use super::store;
use crate::{
    app::AppState,
    auth::PortalAccount,
    error::{Error, Result},
};

/// Get the portal's name and look. Open to everybody; 403 while there is no portal.
#[utoipa::path(tag = "portal", extensions(("x-who" = json!("anybody"))), responses((status = 200, body = PortalInfo), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[get("/info")]
pub(super) async fn get_portal_info(account: PortalAccount) -> Json<PortalInfo> {
    let account = account.0;
    Json(PortalInfo {
        name: account.portal_name,
        accent: account.portal_accent,
        logo_url: account
            .portal_logo_hash
            .map(|hash| format!("/api/v1/portal/logo?v={hash}")),
    })
}

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct LogoQuery {
    /// As in `logo_url`; with it the picture may be kept for ever.
    v: Option<String>,
}

/// Get the portal's logo.
#[utoipa::path(tag = "portal", extensions(("x-who" = json!("anybody"))), params(LogoQuery), responses((status = 200, body = Vec<u8>, content_type = "image/*"), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
#[get("/logo")]
pub(super) async fn get_portal_logo(
    account: PortalAccount,
    state: Data<AppState>,
    query: Query<LogoQuery>,
) -> Result<HttpResponse> {
    let logo = store::find_logo(&state.db, account.0.id).await?;
    let logo = logo.ok_or(Error::NotFound("logo"))?;
    let cache = if query.v.as_ref() == Some(&logo.hash) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    // Somebody uploaded this: whatever it is made to look like, a browser must not run any of it.
    Ok(HttpResponse::Ok()
        .content_type(logo.media_type)
        .insert_header((header::CACHE_CONTROL, cache))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
        .body(logo.bytes))
}
