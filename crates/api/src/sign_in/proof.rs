//! From a proven mailbox to a session.

use chrono::{DateTime, Utc};
use portico_types::{
    email::EmailAddress,
    ids::{AccountId, AgentId, ContactId, IdentityId, MagicLinkId},
    portal::ContactRole,
    sign_in::{MailProof, SignInMethod},
    staff::AuditActor,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, sea_query::Expr};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::{
    app::AppState,
    audit,
    auth::{self, Keys},
    db::{WriteTxn, or_nothing},
    entity::{Surface, account, agent, contact, identity, magic_link},
    error::{Error, Result},
};

/// How often a code may be tried.
const TRIES: i32 = 5;

/// Who signed in.
#[derive(Clone, Copy)]
pub(super) enum Person {
    Agent(AgentId),
    Contact(ContactId),
}

/// Uses a link or code up and returns whose mailbox it proves. Everything that does not fit gets one and the same answer.
pub(super) async fn redeem(
    state: &AppState,
    account_id: AccountId,
    surface: Surface,
    browser: &str,
    proof: &MailProof,
) -> Result<EmailAddress> {
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let of_account = magic_link::Entity::find().filter(magic_link::Column::AccountId.eq(account_id));
    let link = match proof {
        MailProof::Token(token) => {
            of_account
                .filter(magic_link::Column::TokenHash.eq(auth::hash(token)))
                .one(&*txn)
                .await?
        }
        MailProof::Code(_) => {
            let of_browser = of_account
                .filter(magic_link::Column::Surface.eq(surface))
                .filter(magic_link::Column::BrowserHash.eq(auth::hash(browser)))
                .filter(magic_link::Column::TokenHash.is_not_null());
            of_browser
                .order_by_desc(magic_link::Column::CreatedAt)
                .one(&*txn)
                .await?
        }
    };
    let fits = |link: &magic_link::Model| {
        link.surface == surface
            && link.browser_hash == auth::hash(browser)
            && link.used_at.is_none()
            && link.expires_at > now
            && link.tries < TRIES
    };
    let Some(link) = link.filter(fits) else {
        return Err(Error::SignInFailed);
    };
    let right = match proof {
        MailProof::Token(_) => true,
        MailProof::Code(code) => {
            let expected = code_hash(&state.keys, link.id, code);
            link.code_hash
                .as_ref()
                .is_some_and(|stored| bool::from(stored.ct_eq(&expected)))
        }
    };
    // One statement counts the try and, when it was right, uses the link up: of many at once only one can win.
    let mut attempt = magic_link::Entity::update_many()
        .col_expr(magic_link::Column::Tries, Expr::col(magic_link::Column::Tries).add(1))
        .filter(magic_link::Column::AccountId.eq(account_id))
        .filter(magic_link::Column::Id.eq(link.id))
        .filter(magic_link::Column::UsedAt.is_null())
        .filter(magic_link::Column::Tries.lt(TRIES));
    if right {
        attempt = attempt.col_expr(magic_link::Column::UsedAt, Expr::value(Some(now)));
    }
    let counted = attempt.exec(&*txn).await?.rows_affected == 1;
    txn.commit().await?;
    if right && counted {
        EmailAddress::parse(&link.email).map_err(|_| Error::SignInFailed)
    } else {
        Err(Error::SignInFailed)
    }
}

/// Six digits can be guessed from a plain hash, so the code's is keyed, and bound to its link.
pub(super) fn code_hash(keys: &Keys, link: MagicLinkId, code: &str) -> Vec<u8> {
    keys.mac("sign-in code", &[link.0.as_bytes(), code.as_bytes()]).to_vec()
}

/// Finds the person behind a proven mailbox; a contact who comes for the first time is created.
pub(super) async fn person(
    txn: &WriteTxn,
    account: &account::Model,
    surface: Surface,
    (email, place): (&EmailAddress, &str),
    now: DateTime<Utc>,
) -> Result<Person> {
    let person = match surface {
        Surface::Console => {
            let agent = agent::Entity::find()
                .filter(agent::Column::AccountId.eq(account.id))
                .filter(agent::Column::Email.eq(email.as_str()))
                .filter(agent::Column::DisabledAt.is_null());
            let agent = agent
                .one(&**txn)
                .await?
                .filter(|_| account.agent_methods.has(SignInMethod::Mail))
                .ok_or(Error::SignInFailed)?;
            Person::Agent(agent.id)
        }
        Surface::Portal => Person::Contact(contact(txn, account, email, now).await?),
    };
    let (agent_id, contact_id) = person.ids();
    let row = identity::ActiveModel {
        account_id: Set(account.id),
        id: Set(IdentityId(Uuid::now_v7())),
        created_at: Set(now),
        person_kind: Set(surface),
        agent_id: Set(agent_id),
        contact_id: Set(contact_id),
        issuer: Set("mail".to_owned()),
        subject: Set(email.as_str().to_owned()),
    };
    identity::Entity::insert(row)
        .on_conflict(or_nothing())
        .try_insert()
        .exec_without_returning(&**txn)
        .await?;
    let how = (email, SignInMethod::Mail, place);
    audit::signed_in(&**txn, account.id, (person.kind(), person.id()), how, now).await?;
    Ok(person)
}

async fn contact(
    txn: &WriteTxn,
    account: &account::Model,
    email: &EmailAddress,
    now: DateTime<Utc>,
) -> Result<ContactId> {
    let customer = auth::admission(&**txn, account, email)
        .await?
        .ok_or(Error::SignInFailed)?
        .customer;
    let known = contact::Entity::find()
        .filter(contact::Column::AccountId.eq(account.id))
        .filter(contact::Column::Email.eq(email.as_str()))
        .one(&**txn)
        .await?;
    if let Some(contact) = known {
        let allowed = contact.customer_id == customer.id && contact.disabled_at.is_none();
        return allowed.then_some(contact.id).ok_or(Error::SignInFailed);
    }
    let id = ContactId(Uuid::now_v7());
    let row = contact::ActiveModel {
        account_id: Set(account.id),
        id: Set(id),
        customer_id: Set(customer.id),
        created_at: Set(now),
        email: Set(email.as_str().to_owned()),
        name: Set(email.guessed_name()),
        role: Set(ContactRole::Member),
        locale: Set(None),
        time_zone: Set(None),
        disabled_at: Set(None),
    };
    contact::Entity::insert(row).exec_without_returning(&**txn).await?;
    Ok(id)
}

impl Person {
    pub(super) fn ids(self) -> (Option<AgentId>, Option<ContactId>) {
        match self {
            Self::Agent(id) => (Some(id), None),
            Self::Contact(id) => (None, Some(id)),
        }
    }

    pub(super) fn id(self) -> Uuid {
        match self {
            Self::Agent(id) => id.0,
            Self::Contact(id) => id.0,
        }
    }

    fn kind(self) -> AuditActor {
        match self {
            Self::Agent(_) => AuditActor::Agent,
            Self::Contact(_) => AuditActor::Contact,
        }
    }
}
