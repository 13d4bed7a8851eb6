//! Where providers send people back to: one address on the installation's own host for all accounts. It passes them on to the host they
//! came from, whose page finishes the sign-in with the cookie that only that host's pages can send. Opening this address does nothing.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Data, Path, Query},
};
use serde::Deserialize;
use url::form_urlencoded;

use super::flow;
use crate::{app::AppState, entity::Surface, error::Result, scope};

/// What stands in the address (RFC 6749 §4.1.2, RFC 9207).
#[derive(Deserialize)]
pub(in crate::sign_in) struct Returned {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    iss: Option<String>,
    error: Option<String>,
}

pub(in crate::sign_in) async fn forward(
    state: Data<AppState>,
    provider: Path<String>,
    Query(back): Query<Returned>,
) -> Result<HttpResponse> {
    // The state says whose it is; the host is the installation's.
    let flow = scope::everything(flow::find(&state.db, &back.state)).await?;
    // At an address of its own for each provider, so that one cannot pass itself off as another.
    let Some(flow) = flow.filter(|flow| flow.provider == *provider) else {
        return Ok(see_other("/sign-in?problem=sign-in-failed"));
    };
    let door = match flow.surface {
        Surface::Portal => "",
        Surface::Console => "/console",
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("state", &back.state);
    if let Some(error) = &back.error {
        query.append_pair(
            "error",
            if error == "access_denied" {
                "access_denied"
            } else {
                "failed"
            },
        );
    } else {
        query.append_pair("code", &back.code);
    }
    if let Some(iss) = &back.iss {
        query.append_pair("iss", iss);
    }
    // Where the flow began, by our own record: nothing in the request decides which host this is.
    Ok(see_other(&format!(
        "{}{door}/sign-in/return?{}",
        flow.base_url,
        query.finish()
    )))
}

fn see_other(to: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, to))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .finish()
}
