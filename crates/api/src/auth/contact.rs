//! Who calls the portal, and the one rule by which addresses come in ([`admission`]).

use std::{future::Future, pin::Pin};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use chrono::{DateTime, Utc};
use portico_types::{
    email::EmailAddress,
    ids::{AccountId, ContactId, CustomerId, SessionId},
    portal::{ContactRole, TicketVisibility},
    staff::UserAccess,
};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QuerySelect};
use uuid::Uuid;

use super::live_session;
use crate::{
    app::AppState,
    auth::{self, PortalAccount, again, refusal},
    db::ForChange,
    entity::{Surface, account, contact, customer, customer_domain, customer_user, session},
    error::{Error, Result},
};

/// A person at a customer, signed in to the portal and still allowed to be.
#[derive(Clone, Debug)]
pub(crate) struct Contact {
    pub account_id: AccountId,
    pub id: ContactId,
    pub customer_id: CustomerId,
    pub customer: String,
    pub session_id: SessionId,
    pub name: String,
    pub email: String,
    pub role: ContactRole,
    /// Which tickets this contact sees: managers all of the organisation's, whatever members see.
    pub visibility: TicketVisibility,
    pub ticket_prefix: String,
    /// The IP address the request came from.
    pub place: String,
}

impl FromRequest for Contact {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let account = PortalAccount::from_request(req, payload);
        let req = req.clone();
        Box::pin(async move {
            // Before anything is waited for: an extractor that waits lets the next one, the body's, go first.
            let state = auth::state(&req)?;
            let place = auth::place(&req);
            let claims = state
                .keys
                .verify(Surface::Portal, auth::bearer(&req)?, state.clock.now())?;
            let PortalAccount(account) = account.await?;
            if claims.acc != account.id {
                return Err(Error::Unauthenticated);
            }
            let key = (claims.acc, claims.sid);
            let contact = if let Some(known) = state.callers.contacts.get(&key).await {
                known
            } else {
                let contact = find(&state.db, &account, claims.sid, state.clock.now()).await?;
                state.callers.contacts.insert(key, contact.clone()).await;
                contact
            };
            let contact = Self { place, ..contact };
            again::judged(&req, again::Caller::Contact(contact.clone()))?;
            state.limits.person(&req, contact.account_id, contact.id.0)?;
            refusal::know(&req, contact.id.0, &(&contact).into());
            Ok(contact)
        })
    }
}

/// The same, and a manager of their customer's people.
pub(crate) struct Manager(pub Contact);

impl FromRequest for Manager {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let contact = Contact::from_request(req, payload);
        Box::pin(async move {
            let contact = contact.await?;
            contact.manages()?;
            Ok(Self(contact))
        })
    }
}

impl Contact {
    fn manages(&self) -> Result<()> {
        if self.role == ContactRole::Manager {
            Ok(())
        } else {
            Err(Error::Forbidden("Ask a manager of your organisation to do this.").because("managers_only"))
        }
    }

    /// Asks again, in a transaction that writes, whether this is a manager still, and locks what makes it true until that ends (see
    /// [`Staff::still`](super::Staff::still)). The customer is locked before: what managers change goes one after the other, so two who
    /// remove each other do not wait for each other.
    pub(crate) async fn still_manages(&self, db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Self> {
        let (account_id, customer_id) = (self.account_id, self.customer_id);
        customer::Entity::find_by_id((account_id, customer_id))
            .for_change()
            .one(db)
            .await?;
        contact::Entity::find_by_id((account_id, self.id))
            .lock_shared()
            .one(db)
            .await?;
        session::Entity::find_by_id((account_id, self.session_id))
            .lock_shared()
            .one(db)
            .await?;
        let account = auth::account::find(db, account_id).await?;
        auth::permitted(&account)?;
        let found = find(db, &account, self.session_id, now).await?;
        found.manages()?;
        if found.customer_id != customer_id {
            return Err(Error::Unauthenticated); // Moved to another customer, whose people are not locked here.
        }
        Ok(Self {
            place: self.place.clone(),
            ..found
        })
    }

    /// Who somebody is and what they may now, wherever they are signed in, if they may be here at all: for what is done for them later.
    pub(crate) async fn admitted(state: &AppState, account_id: AccountId, id: ContactId) -> Result<Self> {
        let account = state.account(account_id).await?;
        auth::permitted(&account)?;
        known(&state.db, &account, id, SessionId(Uuid::nil())).await
    }

    /// Whose session it is and what they may now: for links, which name one.
    pub(crate) async fn of_session(state: &AppState, account_id: AccountId, session_id: SessionId) -> Result<Self> {
        let account = auth::account::find(&state.db, account_id).await?;
        auth::permitted(&account)?;
        find(&state.db, &account, session_id, state.clock.now()).await
    }

    /// Asks the database again who this contact is and whether they may still be here: for streams that stay open.
    pub(crate) async fn still_admitted(&self, state: &AppState) -> Result<Self> {
        let account = state.account(self.account_id).await?;
        auth::permitted(&account)?;
        let found = find(&state.db, &account, self.session_id, state.clock.now()).await?;
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
) -> Result<Contact> {
    let session = live_session::find(db, account.id, session_id, now).await?;
    let id = session.contact_id.ok_or(Error::Unauthenticated)?;
    known(db, account, id, session_id).await
}

async fn known(
    db: &impl ConnectionTrait,
    account: &account::Model,
    id: ContactId,
    session_id: SessionId,
) -> Result<Contact> {
    let contact = contact::Entity::find_by_id((account.id, id))
        .one(db)
        .await?
        .ok_or(Error::Unauthenticated)?;
    let email = EmailAddress::parse(&contact.email).map_err(|_| Error::Unauthenticated)?;
    let admission = match admission(db, account, &email).await? {
        Some(admission) if admission.customer.id == contact.customer_id && contact.disabled_at.is_none() => admission,
        _ => return Err(Error::Unauthenticated),
    };
    let visibility = admission.visibility(contact.role);
    let customer = admission.customer;
    Ok(Contact {
        account_id: account.id,
        id,
        customer_id: customer.id,
        customer: customer.name,
        session_id,
        name: contact.name,
        email: contact.email,
        role: contact.role,
        visibility,
        ticket_prefix: account.ticket_prefix.clone(),
        place: String::new(),
    })
}

/// What lets an address in.
pub(crate) struct Admission {
    pub customer: customer::Model,
}

impl Admission {
    /// Which tickets somebody of this role sees: managers all of the organisation's, whatever members see.
    pub(crate) fn visibility(&self, role: ContactRole) -> TicketVisibility {
        match role {
            ContactRole::Manager => TicketVisibility::Organisation,
            ContactRole::Member => self.customer.visibility,
        }
    }

    /// Whether the contact this address was known by keeps it out all the same: removed by the team, or by a manager of the customer
    /// whose people it would come in with. What a customer did that no longer has the address does not count.
    pub(crate) fn bars(&self, known: &contact::Model) -> bool {
        known.disabled_at.is_some() && (known.disabled_by_team || known.customer_id == self.customer.id)
    }
}

/// Decides whether an address may use the account's portal (product.md §3): its domain is exactly one of a customer's, the portal is on
/// for that customer, and where the customer is limited to specific users the address is among them. Guests come in by the list alone.
/// Whether the portal itself is open is not asked here.
pub(crate) async fn admission(
    db: &impl ConnectionTrait,
    account: &account::Model,
    email: &EmailAddress,
) -> Result<Option<Admission>, DbErr> {
    let listed = customer_user::Entity::find_by_id((account.id, email.as_str().to_owned()))
        .one(db)
        .await?;
    let domain = customer_domain::Entity::find_by_id((account.id, email.domain().to_owned()))
        .one(db)
        .await?;
    let customer_id = match (&listed, &domain) {
        (Some(user), _) if user.guest => user.customer_id,
        (_, Some(domain)) => domain.customer_id,
        // Nobody's: asked for all the same, so that a stranger's address takes as long.
        _ => CustomerId(Uuid::nil()),
    };
    let Some(customer) = customer::Entity::find_by_id((account.id, customer_id)).one(db).await? else {
        return Ok(None);
    };
    let named = listed.is_some_and(|user| user.customer_id == customer.id);
    let open = customer.user_access == UserAccess::All || named;
    Ok((customer.portal_enabled && open).then_some(Admission { customer }))
}
