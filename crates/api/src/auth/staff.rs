//! Who calls the console and the API: a member of the team, or a program with a key.

use std::{future::Future, ops::Deref, pin::Pin, sync::Arc};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use chrono::{DateTime, TimeDelta, Utc};
use portico_types::{
    ids::{AccountId, AgentId, ApiKeyId, SessionId},
    staff::{AgentRole, ApiScope},
    tickets::Source,
};
use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect};
use uuid::Uuid;

use super::live_session;
use crate::{
    app::AppState,
    auth::{self, HostAccount, again, api_key, refusal, scope::Scope},
    entity::{self, Surface, account, agent, session},
    error::{Error, Result},
};

/// A member of the support team, signed in to the console and still allowed to be; or, where a handler asks for [`May`], an API key. As an
/// extractor it takes people only: an operation that declares no scope is closed to keys.
#[derive(Clone, Debug)]
pub(crate) struct Staff {
    pub account_id: AccountId,
    /// Who calls, or for whom a personal key acts. A service key acts for nobody.
    pub agent_id: Option<AgentId>,
    pub by: By,
    /// The agent's; a service key's own.
    pub name: String,
    pub email: String,
    pub role: AgentRole,
    pub ticket_prefix: String,
    /// The IP address the request came from.
    pub place: String,
}

/// By what somebody calls.
#[derive(Clone, Debug)]
pub(crate) enum By {
    Session { id: SessionId, opened_at: DateTime<Utc> },
    Key(Arc<ByKey>),
}

/// The API key of a request.
#[derive(Debug)]
pub(crate) struct ByKey {
    pub id: ApiKeyId,
    /// For the audit log: the key's name and, of a personal one, the agent's.
    pub label: String,
    pub scopes: Vec<ApiScope>,
    /// Of the secret that was used: a rotated key has two.
    pub(super) hash: Vec<u8>,
}

impl FromRequest for Staff {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let caller = caller(req, payload);
        let req = req.clone();
        Box::pin(async move {
            let staff = caller.await?;
            if let By::Key(key) = &staff.by {
                api_key::refused(&*auth::state(&req)?, &staff, key, "not for keys").await;
                return Err(Error::Forbidden("This is for people; API keys cannot do it."));
            }
            Ok(staff)
        })
    }
}

/// Whoever the token of the request belongs to, person or key.
fn caller(req: &HttpRequest, payload: &mut Payload) -> impl Future<Output = Result<Staff>> + 'static {
    let account = HostAccount::from_request(req, payload);
    let req = req.clone();
    async move {
        // Before anything is waited for: an extractor that waits lets the next one, the body's, go first.
        let state = auth::state(&req)?;
        let place = auth::place(&req);
        let token = auth::bearer(&req)?;
        let staff = if api_key::is_one(token) {
            let HostAccount(account) = account.await?;
            api_key::caller(&state, &account, token, &place).await?
        } else {
            let claims = state.keys.verify(Surface::Console, token, state.clock.now())?;
            let HostAccount(account) = account.await?;
            if claims.acc != account.id {
                return Err(Error::Unauthenticated);
            }
            let key = (claims.acc, claims.sid);
            if let Some(known) = state.callers.staff.get(&key).await {
                known
            } else {
                let staff = find(&state.db, &account, claims.sid, state.clock.now()).await?;
                state.callers.staff.insert(key, staff.clone()).await;
                staff
            }
        };
        let staff = Staff { place, ..staff };
        again::judged(&req, again::Caller::Staff(staff.clone()))?;
        state.limits.person(&req, staff.account_id, staff.who())?;
        refusal::know(&req, staff.who(), &(&staff).into());
        Ok(staff)
    }
}

/// The same, and at least an admin.
pub(crate) struct Admin(pub Staff);

impl FromRequest for Admin {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let staff = Staff::from_request(req, payload);
        Box::pin(async move {
            let staff = staff.await?;
            staff.at_least(AgentRole::Admin)?;
            Ok(Self(staff))
        })
    }
}

/// A person ([`Staff`] or [`Admin`]) who has signed in a short while ago. Who left a browser open must not have left the keys of the house.
pub(crate) struct Fresh<T = Staff>(pub T);

impl<T> FromRequest for Fresh<T>
where
    T: FromRequest<Error = Error> + AsRef<Staff> + 'static,
{
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let person = T::from_request(req, payload);
        let req = req.clone();
        Box::pin(async move {
            let person = person.await?;
            person.as_ref().fresh(&*auth::state(&req)?)?;
            Ok(Self(person))
        })
    }
}

impl AsRef<Staff> for Staff {
    fn as_ref(&self) -> &Staff {
        self
    }
}

impl AsRef<Staff> for Admin {
    fn as_ref(&self) -> &Staff {
        &self.0
    }
}

/// A person, or an API key that has the scope `S`. For scopes of admins both must be one: a personal key may never do more than its agent.
pub(crate) struct May<S> {
    staff: Staff,
    scope: std::marker::PhantomData<S>,
}

impl<S: Scope> FromRequest for May<S> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let caller = caller(req, payload);
        let req = req.clone();
        Box::pin(async move {
            let staff = caller.await?;
            if let By::Key(key) = &staff.by
                && !key.scopes.contains(&S::SCOPE)
            {
                api_key::refused(&*auth::state(&req)?, &staff, key, S::SCOPE.as_str()).await;
                return Err(Error::ScopeMissing(S::SCOPE));
            }
            if S::SCOPE.of_admins() {
                staff.at_least(AgentRole::Admin)?;
            }
            Ok(Self {
                staff,
                scope: std::marker::PhantomData,
            })
        })
    }
}

impl<S> Deref for May<S> {
    type Target = Staff;

    fn deref(&self) -> &Staff {
        &self.staff
    }
}

impl<S> May<S> {
    pub(crate) fn into_inner(self) -> Staff {
        self.staff
    }
}

impl Staff {
    /// Refuses everybody below `role`.
    pub(crate) fn at_least(&self, role: AgentRole) -> Result<()> {
        if self.role >= role {
            Ok(())
        } else {
            Err(Error::Forbidden("Ask an admin of your team to do this."))
        }
    }

    /// Refuses whoever has not signed in a short while ago: [`Fresh`], for operations that ask it of some requests only.
    pub(crate) fn fresh(&self, state: &AppState) -> Result<()> {
        let young = TimeDelta::minutes(state.config.sign_in.fresh_minutes.into());
        match self.by {
            By::Session { opened_at, .. } if state.clock.now() - opened_at < young => Ok(()),
            _ => Err(Error::SignInAgain),
        }
    }

    /// The agent, for what only makes sense for one ("me").
    pub(crate) fn agent(&self) -> Result<AgentId> {
        self.agent_id
            .ok_or(Error::Forbidden("A service key is nobody: ask for somebody by id."))
    }

    /// The session this comes by.
    pub(crate) fn session(&self) -> Result<SessionId> {
        match self.by {
            By::Session { id, .. } => Ok(id),
            By::Key(_) => Err(Error::Forbidden("This is for people; API keys cannot do it.")),
        }
    }

    /// Whom to count and remember things for: a key for itself, not for its agent.
    pub(crate) fn who(&self) -> Uuid {
        match (&self.by, self.agent_id) {
            (By::Session { .. }, Some(agent)) => agent.0,
            (By::Session { id, .. }, None) => id.0,
            (By::Key(key), _) => key.id.0,
        }
    }

    /// By which door what they write comes in.
    pub(crate) fn source(&self) -> Source {
        match self.by {
            By::Session { .. } => Source::Console,
            By::Key(_) => Source::Api,
        }
    }

    /// Whose session it is: for links, which name one.
    pub(crate) async fn of_session(state: &AppState, account_id: AccountId, session_id: SessionId) -> Result<Self> {
        let account = state.account(account_id).await?;
        find(&state.db, &account, session_id, state.clock.now()).await
    }

    /// Asks the database again who this is and whether they may still be here: for streams that stay open.
    pub(crate) async fn still_admitted(&self, state: &AppState) -> Result<Self> {
        let account = state.account(self.account_id).await?;
        let found = match &self.by {
            By::Session { id, .. } => find(&state.db, &account, *id, state.clock.now()).await?,
            By::Key(key) => api_key::find(state, &account, &key.hash).await?,
        };
        Ok(Self {
            place: self.place.clone(),
            ..found
        })
    }

    /// Asks again in a transaction that writes, and locks what makes it true until that ends: what the extractor found may be as old as
    /// `sign_in.cache_seconds`, and nobody acts who has lost the right to meanwhile. It comes first in the transaction, behind the account's
    /// lock where there is one; all who lock both do it in this order.
    pub(crate) async fn still(&self, db: &impl ConnectionTrait, role: AgentRole, now: DateTime<Utc>) -> Result<Self> {
        if let Some(id) = self.agent_id {
            agent::Entity::find_by_id((self.account_id, id))
                .lock_shared()
                .one(db)
                .await?;
        }
        let account = auth::account::find(db, self.account_id).await?;
        let found = match &self.by {
            By::Session { id, .. } => {
                session::Entity::find_by_id((account.id, *id))
                    .lock_shared()
                    .one(db)
                    .await?;
                find(db, &account, *id, now).await?
            }
            By::Key(key) => {
                entity::api_key::Entity::find_by_id((account.id, key.id))
                    .lock_shared()
                    .one(db)
                    .await?;
                api_key::read(db, &account, &key.hash, now).await?.1
            }
        };
        found.at_least(role)?;
        Ok(Self {
            place: self.place.clone(),
            ..found
        })
    }
}

async fn find(
    db: &impl ConnectionTrait,
    account: &account::Model,
    session_id: SessionId,
    now: DateTime<Utc>,
) -> Result<Staff> {
    let session = live_session::find(db, account.id, session_id, now).await?;
    let agent_id = session.agent_id.ok_or(Error::Unauthenticated)?;
    let agent = active(db, account.id, agent_id).await?;
    Ok(Staff {
        account_id: account.id,
        agent_id: Some(agent_id),
        by: By::Session {
            id: session_id,
            opened_at: session.created_at,
        },
        name: agent.name,
        email: agent.email,
        role: agent.role,
        ticket_prefix: account.ticket_prefix.clone(),
        place: String::new(),
    })
}

/// The agent, who is with the account still.
pub(super) async fn active(db: &impl ConnectionTrait, account_id: AccountId, id: AgentId) -> Result<agent::Model> {
    let agent = agent::Entity::find_by_id((account_id, id)).one(db).await?;
    agent
        .filter(|agent| agent.disabled_at.is_none())
        .ok_or(Error::Unauthenticated)
}
