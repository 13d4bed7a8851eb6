use std::{future::Future, pin::Pin};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use portico_types::{
    ids::{AccountId, AgentId, SessionId},
    staff::AgentRole,
};
use sea_orm::EntityTrait;

use crate::{
    app::AppState,
    auth::{self, HostAccount},
    entity::{Surface, account, agent, session},
    error::{Error, Result},
};

/// A member of the support team, signed in to the console and still allowed to be.
#[derive(Clone, Debug)]
pub(crate) struct Staff {
    pub account_id: AccountId,
    pub agent_id: AgentId,
    pub session_id: SessionId,
    pub name: String,
    pub email: String,
    pub role: AgentRole,
    pub ticket_prefix: String,
    /// The IP address the request came from.
    pub place: String,
}

impl FromRequest for Staff {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let account = HostAccount::from_request(req, payload);
        let req = req.clone();
        Box::pin(async move {
            // Before anything is waited for: an extractor that waits lets the next one, the body's, go first.
            let state = auth::state(&req)?;
            let place = auth::place(&req);
            let claims = state
                .keys
                .verify(Surface::Console, auth::bearer(&req)?, state.clock.now())?;
            let HostAccount(account) = account.await?;
            if claims.acc != account.id {
                return Err(Error::Unauthenticated);
            }
            let key = (claims.acc, claims.sid);
            if let Some(staff) = state.callers.staff.get(&key).await {
                return Ok(Self { place, ..staff });
            }
            let staff = find(&state, &account, claims.sid).await?;
            state.callers.staff.insert(key, staff.clone()).await;
            Ok(Self { place, ..staff })
        })
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

impl Staff {
    /// Refuses everybody below `role`.
    pub(crate) fn at_least(&self, role: AgentRole) -> Result<()> {
        if self.role >= role {
            Ok(())
        } else {
            Err(Error::Forbidden("Ask an admin of your team to do this."))
        }
    }

    /// Asks the database again who this agent is and whether they may still be here: for streams that stay open.
    pub(crate) async fn still_admitted(&self, state: &AppState) -> Result<Self> {
        let account = state.account(self.account_id).await?;
        let found = find(state, &account, self.session_id).await?;
        Ok(Self {
            place: self.place.clone(),
            ..found
        })
    }
}

async fn find(state: &AppState, account: &account::Model, session_id: SessionId) -> Result<Staff> {
    let session = session::Entity::find_by_id((account.id, session_id))
        .one(&state.db)
        .await?
        .ok_or(Error::Unauthenticated)?;
    if session.ended_at.is_some() || session.expires_at <= state.clock.now() {
        return Err(Error::Unauthenticated);
    }
    let agent_id = session.agent_id.ok_or(Error::Unauthenticated)?;
    let agent = agent::Entity::find_by_id((account.id, agent_id))
        .one(&state.db)
        .await?
        .ok_or(Error::Unauthenticated)?;
    if agent.disabled_at.is_some() {
        return Err(Error::Unauthenticated);
    }
    Ok(Staff {
        account_id: account.id,
        agent_id,
        session_id,
        name: agent.name,
        email: agent.email,
        role: agent.role,
        ticket_prefix: account.ticket_prefix.clone(),
        place: String::new(),
    })
}
