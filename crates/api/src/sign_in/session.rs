//! Sessions: opening one, staying signed in, signing out.

use actix_web::{HttpRequest, HttpResponse, http::header};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use portico_types::{
    ids::{AccountId, SessionId},
    sign_in::{Session, SignInMethod},
    staff::AuditAction,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, TransactionTrait, sea_query::Expr,
};
use serde_json::json;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::{
    browser,
    person::{self, Arrival, Person},
    refused::Refused,
    user_agent,
};
use crate::{
    app::AppState,
    audit::{self, Actor, Event},
    auth::{self, Key},
    contacts,
    db::{ForChange, WriteTxn},
    entity::{Surface, account, agent, contact, session},
    error::{Error, Result},
    language, sessions,
};

/// Opens a session for somebody who has proven who they are, if they may come in: the end of the transaction, in which the proof may have
/// been used up.
pub(super) async fn open(
    state: &AppState,
    txn: WriteTxn,
    account: &account::Model,
    req: &HttpRequest,
    arrival: &Arrival<'_>,
) -> Result<HttpResponse, Refused> {
    let now = state.clock.now();
    let arrived = person::arrive(&txn, account, arrival, now).await?;
    if let (Person::Contact(contact), Some(language)) = (arrived.person, language::said(req.headers())) {
        contacts::reads_in(&*txn, (account.id, contact), language).await?;
    }
    let (agent_id, contact_id) = arrived.person.ids();
    let id = SessionId(Uuid::now_v7());
    let secret = marked(state.keys.present(), id, auth::secret());
    let expires_at = now + lifetime(state, arrival.surface);
    let header = req.headers().get(header::USER_AGENT).and_then(|it| it.to_str().ok());
    let place = auth::place(req);
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
        method: Set(arrival.method),
        browser: Set(user_agent::in_words(header.unwrap_or_default())),
        place: Set(place.clone()),
    };
    session::Entity::insert(row).exec_without_returning(&*txn).await?;
    for (action, subject, detail) in arrived.changes {
        let actor = actor(arrived.person, arrived.email.as_str(), &place);
        audit::write(&*txn, account.id, actor, Event::done(action, subject, detail), now).await?;
    }
    let who = (arrived.person.kind(), arrived.person.id());
    audit::signed_in(&*txn, account.id, who, (&arrived.email, arrival.method, &place), now).await?;
    txn.commit().await?;
    let mut res = signed_in(
        state,
        account.id,
        arrival.surface,
        id,
        arrived.person,
        &secret,
        expires_at,
    )?;
    let known = browser::remember(state, account.id, arrival.surface, &arrived.email);
    res.add_cookie(&known).map_err(anyhow::Error::from)?;
    Ok(res)
}

/// Notes in the audit log why somebody did not come in, and makes the answer, which does not tell. What cannot be tied to anything that
/// was begun here leaves no entry, or strangers could fill the log. What the log has enough of is written, too, and taken back: how much was
/// written of whom could be felt. The rest of `txn` is kept, such as the try that a wrong code was.
pub(super) async fn refuse(
    state: &AppState,
    txn: Option<WriteTxn>,
    account_id: AccountId,
    req: &HttpRequest,
    method: SignInMethod,
    refused: Refused,
) -> Error {
    let Some(code) = refused.code().filter(|code| *code != "no_such_link") else {
        return refused.answer();
    };
    let place = auth::place(req);
    let write = async || -> Result<(), DbErr> {
        let txn = match txn {
            Some(txn) => txn,
            None => state.begin_write().await?,
        };
        let detail = json!({ "method": method, "reason": code });
        let event = Event::refused(AuditAction::SignInRefused, "session", detail);
        let entry = txn.begin().await?;
        audit::write(&entry, account_id, Actor::nobody(&place), event, state.clock.now()).await?;
        if matches!(refused, Refused::Unnoted(_)) {
            entry.rollback().await?;
        } else {
            entry.commit().await?;
        }
        txn.commit().await
    };
    match write().await {
        Ok(()) => refused.answer(),
        Err(err) => err.into(),
    }
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
    let (id, secret) = cookie(surface, req)?;
    let txn = state.begin_write().await?;
    // Locked: a second tab that renews meanwhile must see what this one made, not put an older token back in its place.
    let row = session::Entity::find_by_id((account.id, id))
        .for_change()
        .one(&*txn)
        .await?
        .ok_or(Error::Unauthenticated)?;
    let person = match (surface, person_of(&row)) {
        (Surface::Console, Some(agent @ Person::Agent(_))) => agent,
        (Surface::Portal, Some(contact @ Person::Contact(_))) => contact,
        _ => return Err(Error::Unauthenticated),
    };
    if row.ended_at.is_some() || row.expires_at <= now {
        return Err(Error::Unauthenticated);
    }
    let presented = auth::hash(&secret);
    let next = if bool::from(presented.ct_eq(&row.token_hash)) {
        let next = successor(state.keys.present(), id, &secret);
        session::Entity::update_many()
            .col_expr(session::Column::TokenHash, Expr::value(auth::hash(&next)))
            .col_expr(session::Column::PreviousHash, Expr::value(Some(row.token_hash)))
            .col_expr(session::Column::RotatedAt, Expr::value(now))
            .filter(session::Column::AccountId.eq(account.id))
            .filter(session::Column::Id.eq(id))
            .exec(&*txn)
            .await?;
        txn.commit().await?;
        next
    } else {
        let grace = TimeDelta::seconds(state.config.sign_in.grace_seconds.into());
        let previous = row.previous_hash.is_some_and(|p| bool::from(presented.ct_eq(&p)));
        // Either way: a clock that was set back makes nothing good again.
        if !(previous && (now - row.rotated_at).abs() <= grace) {
            txn.rollback().await?; // The next takes a moment, and others want to write.
            if !(previous || once_was(state, id, &secret, &row.token_hash)) {
                return Err(Error::Unauthenticated);
            }
            let txn = state.begin_write().await?;
            sessions::end_one(&*txn, account.id, id, now).await?;
            let (name, place) = (name(&*txn, account.id, person).await?, auth::place(req));
            let actor = actor(person, &name, &place);
            let event = Event::refused(AuditAction::SessionReplayed, "session", json!({ "session": id }));
            audit::write(&*txn, account.id, actor, event, now).await?;
            txn.commit().await?;
            state.callers.forget((account.id, id)).await;
            tracing::warn!(session.id = %id, "a replaced refresh token of session {id} was used; the session is ended");
            return Err(Error::Unauthenticated);
        }
        // The other tab may have been served under another key.
        let mut made = state.keys.all().map(|key| successor(key, id, &secret));
        let next = made.find(|next| bool::from(auth::hash(next).ct_eq(&row.token_hash)));
        next.ok_or(Error::Unauthenticated)?
    };
    signed_in(state, account.id, surface, id, person, &next, row.expires_at)
}

/// Signs out: the cookie goes, and the session with it.
pub(super) async fn sign_out(
    state: &AppState,
    account: &account::Model,
    surface: Surface,
    req: &HttpRequest,
) -> Result<HttpResponse> {
    if let Ok((id, secret)) = cookie(surface, req)
        && is_of(state, (account.id, id), &secret).await?
    {
        let txn = state.begin_write().await?;
        // Locked: who renews meanwhile must see that it is over.
        let row = session::Entity::find_by_id((account.id, id))
            .for_change()
            .one(&*txn)
            .await?;
        if let Some(row) = row
            && row.ended_at.is_none()
            && let Some(person) = person_of(&row)
        {
            let now = state.clock.now();
            sessions::end_one(&*txn, account.id, id, now).await?;
            let (name, place) = (name(&*txn, account.id, person).await?, auth::place(req));
            let event = Event::done(AuditAction::SignedOut, "session", json!({}));
            audit::write(&*txn, account.id, actor(person, &name, &place), event, now).await?;
        }
        txn.commit().await?;
        // Only now: who asked a moment ago was still let in, and remembered.
        state.callers.forget((account.id, id)).await;
    }
    Ok(HttpResponse::NoContent()
        .cookie(browser::write("session", surface, None))
        .finish())
}

/// Whether a secret is the session's, or was: what is renewed while somebody signs out has passed by the one that they show. Asked before
/// there is a transaction, as [`once_was`] may take a moment; one that was the session's stays so.
async fn is_of(state: &AppState, id: (AccountId, SessionId), secret: &str) -> Result<bool, DbErr> {
    let Some(row) = session::Entity::find_by_id(id).one(&state.db).await? else {
        return Ok(false);
    };
    let presented = auth::hash(secret);
    let known = row.token_hash == presented || row.previous_hash.as_ref() == Some(&presented);
    Ok(known || once_was(state, row.id, secret, &row.token_hash))
}

fn person_of(session: &session::Model) -> Option<Person> {
    match (session.agent_id, session.contact_id) {
        (Some(agent), _) => Some(Person::Agent(agent)),
        (_, Some(contact)) => Some(Person::Contact(contact)),
        _ => None,
    }
}

/// What the audit log calls somebody.
async fn name(db: &impl ConnectionTrait, account_id: AccountId, person: Person) -> Result<String, DbErr> {
    let name = match person {
        Person::Agent(id) => agent::Entity::find_by_id((account_id, id))
            .one(db)
            .await?
            .map(|it| it.name),
        Person::Contact(id) => contact::Entity::find_by_id((account_id, id))
            .one(db)
            .await?
            .map(|it| it.name),
    };
    Ok(name.unwrap_or_default())
}

fn actor<'a>(person: Person, name: &'a str, place: &'a str) -> Actor<'a> {
    Actor {
        kind: person.kind(),
        id: Some(person.id()),
        name,
        place,
    }
}

fn lifetime(state: &AppState, surface: Surface) -> TimeDelta {
    match surface {
        Surface::Portal => TimeDelta::days(state.config.sign_in.contact_days.into()),
        Surface::Console => TimeDelta::hours(state.config.sign_in.agent_hours.into()),
    }
}

fn successor(key: Key<'_>, id: SessionId, secret: &str) -> String {
    let parts = [id.0.as_bytes(), secret.as_bytes()];
    let next = key.mac("next refresh token", &parts);
    marked(key, id, URL_SAFE_NO_PAD.encode(next))
}

/// How long a secret is without its mark: 256 bits.
const SECRET: usize = 43;
const MARK: &str = "mark of a refresh token";

/// A secret with the mark by which it is known again as one of the session's, whatever came after it and whichever key is in use then.
fn marked(key: Key<'_>, id: SessionId, secret: String) -> String {
    let mark = key.mac(MARK, &[id.0.as_bytes(), secret.as_bytes()]);
    secret + &URL_SAFE_NO_PAD.encode(mark)
}

fn is_marked(state: &AppState, id: SessionId, secret: &str) -> bool {
    let Some((secret, mark)) = secret.split_at_checked(SECRET) else {
        return false;
    };
    let parts = [id.0.as_bytes(), secret.as_bytes()];
    URL_SAFE_NO_PAD
        .decode(mark)
        .is_ok_and(|mark| state.keys.made(MARK, &parts, &mark))
}

/// How many secrets a session goes through at the most, give or take: one every ten minutes for thirty days.
const FAMILY: usize = 5_000;

/// Whether a secret was the session's before `good` was: its mark says so. Those of releases that made no marks are known by following them, each
/// one's successor from it. Whoever shows one that never was knows no more than the session's name, and must not be able to end it by that.
fn once_was(state: &AppState, id: SessionId, secret: &str, good: &[u8]) -> bool {
    if is_marked(state, id, secret) {
        return true;
    }
    let mut secret = secret.to_owned();
    (0..FAMILY).any(|_| {
        secret = successor(state.keys.present(), id, &secret);
        auth::hash(&secret) == good
    })
}

/// The cookie's session and secret.
fn cookie(surface: Surface, req: &HttpRequest) -> Result<(SessionId, String)> {
    let value = browser::read(req, "session", surface).ok_or(Error::Unauthenticated)?;
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
        .cookie(browser::write("session", surface, Some(value)))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(Session {
            access_token,
            expires_in: minutes * 60,
        }))
}
