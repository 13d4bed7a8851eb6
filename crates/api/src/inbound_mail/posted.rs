//! Mails that are posted as they are, by whoever receives them for us: a mail provider's webhook, a script behind a mail server.

use std::time::Duration;

use actix_web::{
    HttpRequest, HttpResponse, post,
    web::{Bytes, BytesMut, Data, Payload},
};
use futures_util::StreamExt;
use secrecy::ExposeSecret;
use serde::Deserialize;
use subtle::ConstantTimeEq;

use super::{address, inbox, reading};
use crate::{
    app::AppState,
    error::{Error, Result},
};

/// How long a mail may take to arrive.
const PATIENCE: Duration = Duration::from_mins(1);

/// What the mail server in front knows of the envelope; all may be missing.
#[derive(Deserialize)]
struct Envelope {
    /// For whom, where it does not say so itself.
    to: Option<String>,
    /// The sender; empty for what must not be answered.
    from: Option<String>,
}

/// Takes a mail (RFC 5322) as the body of a request. 202: it is kept. 422: it is for nobody here, and its sender should be told.
#[post("/mail/inbound")]
pub(super) async fn post_mail(
    req: HttpRequest,
    state: Data<AppState>,
    envelope: actix_web::web::Query<Envelope>,
    body: Payload,
) -> Result<HttpResponse> {
    let config = &state.config.mail.inbound;
    let secret = config.secret.expose_secret();
    if config.domain.is_empty() || secret.is_empty() {
        return Err(Error::NotFound("page")); // Not set up: there is no such door.
    }
    let given = req.headers().get("authorization").and_then(|it| it.to_str().ok());
    let given = given.and_then(|it| it.strip_prefix("Bearer ")).unwrap_or_default();
    if !bool::from(given.as_bytes().ct_eq(secret.as_bytes())) {
        return Err(Error::Unauthenticated);
    }
    let _turn = state
        .posted_mails
        .try_acquire()
        .map_err(|_| Error::TooMany("Others are sending; try again in a moment."))?;
    let raw = tokio::time::timeout(PATIENCE, read(body, config.max_bytes)).await;
    let raw = raw.map_err(|_| Error::TooSlow)??;
    let named = match &envelope.to {
        Some(to) => vec![to.clone()],
        None => reading::recipients(&raw),
    };
    let mut addresses = Vec::new();
    for one in named.iter().take(100) {
        if let Some(found) = address::find(&state, one).await?
            && !addresses.contains(&found)
        {
            addresses.push(found);
        }
    }
    if addresses.is_empty() {
        return Err(Error::field("to", "There is no such reply address"));
    }
    inbox::keep(&state, &addresses, envelope.from.as_deref(), &raw).await?;
    Ok(HttpResponse::Accepted().finish())
}

async fn read(mut body: Payload, most: usize) -> Result<Bytes> {
    let mut raw = BytesMut::new();
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|_| Error::Malformed("The connection was lost on the way.".to_owned()))?;
        if raw.len() + chunk.len() > most {
            return Err(Error::TooLarge);
        }
        raw.extend_from_slice(&chunk);
    }
    Ok(raw.freeze())
}
