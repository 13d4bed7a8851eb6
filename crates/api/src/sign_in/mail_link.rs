//! Signing in by mail: the two halves of the exchange that both surfaces share.

use actix_web::{HttpRequest, HttpResponse};
use chrono::TimeDelta;
use portico_types::{
    email::EmailAddress,
    ids::MagicLinkId,
    portal::Language,
    sign_in::{MailProof, MailSignInStarted, SignInMethod},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use uuid::Uuid;

use super::{
    browser,
    openid::{self, provider::Provider},
    person::Arrival,
    proof::{self, Proven, Waiting},
    refused::Refused,
    session,
};
use crate::{
    app::AppState,
    auth,
    db::WriteTxn,
    entity::{Surface, account, magic_link},
    error::{Error, Result},
    jobs::{Job, NewJob, enqueue},
    language,
};

/// Who asks for a mail, in which browser.
pub(super) struct Asked<'a> {
    pub account: &'a account::Model,
    pub surface: Surface,
    pub browser: &'a str,
    /// Whether it has signed in with this address before.
    pub known: bool,
    pub base_url: String,
    pub place: String,
    pub language: Language,
}

/// Notes that somebody wants to sign in. Does the same for every address.
pub(super) async fn start(
    state: &AppState,
    account: &account::Model,
    surface: Surface,
    req: &HttpRequest,
    email: &EmailAddress,
) -> Result<HttpResponse> {
    let (browser, cookie) = browser::identity(req, surface);
    let asked = Asked {
        account,
        surface,
        browser: &browser,
        known: browser::knows(state, req, account.id, surface, email),
        base_url: base_url(state, account, req),
        place: auth::place(req),
        language: language::wanted(req.headers()),
    };
    let txn = state.begin_write().await?;
    ask(state, &*txn, asked, email, None).await?;
    txn.commit().await?;
    Ok(HttpResponse::Accepted().cookie(cookie).json(MailSignInStarted {
        expires_in: state.config.sign_in.mail_minutes * 60,
    }))
}

/// Stores what was asked, with an identity that waits for the proof; a job decides whether a mail leaves.
pub(super) async fn ask(
    state: &AppState,
    db: &impl ConnectionTrait,
    asked: Asked<'_>,
    email: &EmailAddress,
    waiting: Option<Waiting>,
) -> Result<()> {
    let now = state.clock.now();
    let id = MagicLinkId(Uuid::now_v7());
    let row = magic_link::ActiveModel {
        account_id: Set(asked.account.id),
        id: Set(id),
        created_at: Set(now),
        surface: Set(asked.surface),
        email: Set(email.as_str().to_owned()),
        base_url: Set(asked.base_url),
        browser_hash: Set(auth::hash(asked.browser)),
        token_hash: Set(None),
        code_hash: Set(None),
        tries: Set(0),
        expires_at: Set(now + TimeDelta::minutes(state.config.sign_in.mail_minutes.into())),
        used_at: Set(None),
        identity_method: Set(waiting.as_ref().map(|it| it.method)),
        identity_provider: Set(waiting.as_ref().map(|it| it.provider.clone())),
        identity_issuer: Set(waiting.as_ref().map(|it| it.identity.issuer.clone())),
        identity_subject: Set(waiting.as_ref().map(|it| it.identity.subject.clone())),
        identity_name: Set(waiting.and_then(|it| it.name)),
        known_browser: Set(asked.known),
        place: Set(asked.place),
        language: Set(Some(asked.language)),
    };
    magic_link::Entity::insert(row).exec_without_returning(db).await?;
    let job = NewJob::new(asked.account.id, Job::SendSignInMail { magic_link_id: id });
    enqueue(db, now, job).await?;
    Ok(())
}

/// Where a link leads, or a provider sends people back to: the host that was asked, because only there the browser is known again. A host
/// that is neither the account's nor the installation's own gets no link to itself: `Host` is whatever the caller says.
pub(crate) fn base_url(state: &AppState, account: &account::Model, req: &HttpRequest) -> String {
    let config = &state.config;
    if auth::requested_host(req) == config.base_host() {
        config.server.public_url.as_str().trim_end_matches('/').to_owned()
    } else {
        config.portal_url(&account.slug, account.custom_domain.as_deref())
    }
}

/// Proof in, session out, in one transaction: whoever is told to come back later still has a link that works.
pub(super) async fn complete(
    state: &AppState,
    account: &account::Model,
    surface: Surface,
    req: &HttpRequest,
    proof: &MailProof,
) -> Result<HttpResponse> {
    let browser = browser::read(req, "browser", surface).ok_or(Error::SignInFailed)?;
    let whose = (browser.as_str(), auth::address(req));
    let redeem = async |txn: &WriteTxn| proof::redeem(state, txn, account.id, surface, whose, proof).await;
    let txn = state.begin_write().await?;
    let proven = match redeem(&txn).await {
        Ok(proven) => proven,
        // With the try that it was.
        Err(refused) => {
            return Err(session::refuse(state, Some(txn), account.id, req, SignInMethod::Mail, refused).await);
        }
    };
    match come_in(state, txn, account, surface, req, &proven).await {
        Ok(res) => Ok(res),
        Err(Refused::Broken(err)) => Err(err),
        Err(refused) => {
            // Whatever the refused arrival wrote is undone; the link is used up all the same, or it could be tried without end.
            let txn = state.begin_write().await?;
            let refused = redeem(&txn).await.err().unwrap_or(refused);
            let method = proven.waiting.map_or(SignInMethod::Mail, |it| it.method);
            Err(session::refuse(state, Some(txn), account.id, req, method, refused).await)
        }
    }
}

async fn come_in(
    state: &AppState,
    txn: WriteTxn,
    account: &account::Model,
    surface: Surface,
    req: &HttpRequest,
    proven: &Proven,
) -> Result<HttpResponse, Refused> {
    let waiting = proven.waiting.as_ref();
    // A provider that was switched off meanwhile brings nobody in any more, and a customer's speaks for its people after the mail, too.
    let provider = match waiting {
        Some(waiting) => {
            let found = openid::provider::find(state, &*txn, account, surface, &waiting.provider).await?;
            Some(found.ok_or(Refused::NotAllowed("provider_off"))?)
        }
        None => None,
    };
    let arrival = Arrival {
        surface,
        method: waiting.map_or(SignInMethod::Mail, |it| it.method),
        identity: waiting.map(|it| &it.identity),
        email: Some(&proven.email),
        by_mail: true,
        name: waiting.and_then(|it| it.name.as_deref()),
        provider: provider.as_ref().and_then(Provider::own),
        only_of: provider.as_ref().and_then(Provider::only_of),
    };
    session::open(state, txn, account, req, &arrival).await
}
