//! The exchange both surfaces share.

use actix_web::{HttpRequest, HttpResponse, http::header};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use portico_types::{
    email::EmailAddress,
    ids::{AccountId, MagicLinkId, SessionId},
    sign_in::{MailProof, MailSignInStarted, Session, SignInMethod},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::{
    browser,
    proof::{self, Person},
};
use crate::{
    app::AppState,
    auth,
    entity::{Surface, account, magic_link, session},
    error::{Error, Result},
    jobs::{Job, NewJob, enqueue},
};

/// Notes that somebody wants to sign in. Does the same for every address.
pub(super) async fn start(
    state: &AppState,
    account: &account::Model,
    surface: Surface,
    req: &HttpRequest,
    email: &EmailAddress,
) -> Result<HttpResponse> {
    let now = state.clock.now();
    let (browser, cookie) = browser::identity(req, &state.config, surface);
    let minutes = state.config.sign_in.mail_minutes;
    let id = MagicLinkId(Uuid::now_v7());
    let row = magic_link::ActiveModel {
        account_id: Set(account.id),
        id: Set(id),
        created_at: Set(now),
        surface: Set(surface),
        email: Set(email.as_str().to_owned()),
        base_url: Set(base_url(state, account, req)),
        browser_hash: Set(auth::hash(&browser)),
        token_hash: Set(None),
        code_hash: Set(None),
        tries: Set(0),
        expires_at: Set(now + TimeDelta::minutes(minutes.into())),
        used_at: Set(None),
        identity_method: Set(None),
        identity_issuer: Set(None),
        identity_subject: Set(None),
        place: Set(auth::place(req)),
    };
    let txn = state.begin_write().await?;
    magic_link::Entity::insert(row).exec_without_returning(&*txn).await?;
    enqueue(
        &*txn,
        now,
        NewJob::new(account.id, Job::SendSignInMail { magic_link_id: id }),
    )
    .await?;
    txn.commit().await?;
    let mut res = HttpResponse::Accepted();
    if let Some(cookie) = cookie {
        res.cookie(cookie);
    }
    Ok(res.json(MailSignInStarted {
        expires_in: minutes * 60,
    }))
}

/// Where the link leads: the host that was asked, because only there the browser is known again. A host that is neither the account's nor
/// the installation's own gets no link to itself: `Host` is whatever the caller says.
fn base_url(state: &AppState, account: &account::Model, req: &HttpRequest) -> String {
    let config = &state.config;
    if auth::requested_host(req) == config.base_host() {
        config.server.public_url.as_str().trim_end_matches('/').to_owned()
    } else {
        config.portal_url(&account.slug, account.custom_domain.as_deref())
    }
}

/// Proof in, session out.
pub(super) async fn complete(
    state: &AppState,
    account: &account::Model,
    surface: Surface,
    req: &HttpRequest,
    proof: &MailProof,
) -> Result<HttpResponse> {
    let browser = browser::read(req, &state.config, "browser", surface).ok_or(Error::SignInFailed)?;
    let email = proof::redeem(state, account.id, surface, &browser, proof).await?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let place = auth::place(req);
    let person = proof::person(&txn, account, surface, (&email, &place), now).await?;
    let (agent_id, contact_id) = person.ids();
    let id = SessionId(Uuid::now_v7());
    let secret = auth::secret();
    let expires_at = now + lifetime(state, surface);
    let row = session::ActiveModel {
        account_id: Set(account.id),
        id: Set(id),
        created_at: Set(now),
        agent_id: Set(agent_id),
        contact_id: Set(contact_id),
        token_hash: Set(auth::hash(&secret)),
        previous_hash: Set(None),
        rotated_at: Set(now),
        expires_at: Set(expires_at),
        ended_at: Set(None),
        method: Set(SignInMethod::Mail),
        browser: Set(String::new()),
        place: Set(place),
    };
    session::Entity::insert(row).exec_without_returning(&*txn).await?;
    txn.commit().await?;
    signed_in(state, account.id, surface, id, person, &secret, expires_at)
}

/// A new access token for the cookie, and the next cookie. The next secret follows from the last one by our key: two tabs that renew at
/// once, or a page that was reloaded before it got its answer, arrive at the same one.
pub(super) async fn refresh(
    state: &AppState,
    account: &account::Model,
    surface: Surface,
    req: &HttpRequest,
) -> Result<HttpResponse> {
    let now = state.clock.now();
    let (id, secret) = cookie(state, surface, req)?;
    let txn = state.begin_write().await?;
    // Locked: a second tab that renews meanwhile must see what this one made, not put an older token back in its place.
    let row = session::Entity::find_by_id((account.id, id))
        .lock_exclusive()
        .one(&*txn)
        .await?
        .ok_or(Error::Unauthenticated)?;
    let person = match (surface, row.agent_id, row.contact_id) {
        (Surface::Console, Some(agent), _) => Person::Agent(agent),
        (Surface::Portal, _, Some(contact)) => Person::Contact(contact),
        _ => return Err(Error::Unauthenticated),
    };
    if row.ended_at.is_some() || row.expires_at <= now {
        return Err(Error::Unauthenticated);
    }
    let presented = auth::hash(&secret);
    let next = successor(state, id, &secret);
    if bool::from(presented.ct_eq(&row.token_hash)) {
        session::Entity::update_many()
            .col_expr(session::Column::TokenHash, Expr::value(auth::hash(&next)))
            .col_expr(session::Column::PreviousHash, Expr::value(Some(row.token_hash)))
            .col_expr(session::Column::RotatedAt, Expr::value(now))
            .filter(session::Column::AccountId.eq(account.id))
            .filter(session::Column::Id.eq(id))
            .exec(&*txn)
            .await?;
        txn.commit().await?;
    } else {
        let grace = TimeDelta::seconds(state.config.sign_in.grace_seconds.into());
        let previous = row.previous_hash.is_some_and(|p| bool::from(presented.ct_eq(&p)));
        if !(previous && now - row.rotated_at <= grace) {
            end(&txn, account.id, id, now).await?;
            txn.commit().await?;
            state.callers.forget((account.id, id)).await;
            tracing::warn!(session.id = %id, "a replaced refresh token of session {id} was used; the session is ended");
            return Err(Error::Unauthenticated);
        }
    }
    signed_in(state, account.id, surface, id, person, &next, row.expires_at)
}

/// Signs out: the cookie goes, and the session with it.
pub(super) async fn sign_out(
    state: &AppState,
    account: &account::Model,
    surface: Surface,
    req: &HttpRequest,
) -> Result<HttpResponse> {
    if let Ok((id, secret)) = cookie(state, surface, req) {
        let txn = state.begin_write().await?;
        let row = session::Entity::find_by_id((account.id, id)).one(&*txn).await?;
        let presented = auth::hash(&secret);
        let theirs =
            |row: &session::Model| row.token_hash == presented || row.previous_hash.as_ref() == Some(&presented);
        if row.as_ref().is_some_and(theirs) {
            end(&txn, account.id, id, state.clock.now()).await?;
        }
        txn.commit().await?;
        // Only now: who asked a moment ago was still let in, and remembered.
        state.callers.forget((account.id, id)).await;
    }
    Ok(HttpResponse::NoContent()
        .cookie(browser::write(&state.config, "session", surface, None))
        .finish())
}

async fn end(txn: &crate::db::WriteTxn, account_id: AccountId, id: SessionId, now: DateTime<Utc>) -> Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(Some(now)))
        .filter(session::Column::AccountId.eq(account_id))
        .filter(session::Column::Id.eq(id))
        .exec(&**txn)
        .await?;
    Ok(())
}

fn lifetime(state: &AppState, surface: Surface) -> TimeDelta {
    match surface {
        Surface::Portal => TimeDelta::days(state.config.sign_in.contact_days.into()),
        Surface::Console => TimeDelta::hours(state.config.sign_in.agent_hours.into()),
    }
}

fn successor(state: &AppState, id: SessionId, secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(
        state
            .keys
            .mac("next refresh token", &[id.0.as_bytes(), secret.as_bytes()]),
    )
}

/// The cookie's session and secret.
fn cookie(state: &AppState, surface: Surface, req: &HttpRequest) -> Result<(SessionId, String)> {
    let value = browser::read(req, &state.config, "session", surface).ok_or(Error::Unauthenticated)?;
    let (id, secret) = value.split_once('.').ok_or(Error::Unauthenticated)?;
    Ok((id.parse().map_err(|_| Error::Unauthenticated)?, secret.to_owned()))
}

fn signed_in(
    state: &AppState,
    account_id: AccountId,
    surface: Surface,
    id: SessionId,
    person: Person,
    secret: &str,
    expires_at: DateTime<Utc>,
) -> Result<HttpResponse> {
    let now = state.clock.now();
    let minutes = state.config.sign_in.access_minutes;
    let access_token = state
        .keys
        .access_token(surface, account_id, id, person.id(), now, minutes)?;
    let value = (format!("{id}.{secret}"), (expires_at - now).num_seconds());
    Ok(HttpResponse::Ok()
        .cookie(browser::write(&state.config, "session", surface, Some(value)))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(Session {
            access_token,
            expires_in: minutes * 60,
        }))
}
