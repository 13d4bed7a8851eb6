//! The way in without a mail: a session put into the database.

use chrono::{DateTime, TimeDelta, Utc};
use portico::entity::session;
use portico_types::{
    ids::{AccountId, AgentId, ContactId, SessionId},
    sign_in::SignInMethod,
};
use sea_orm::{DatabaseConnection, EntityTrait, IntoActiveModel};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Whose session it is.
#[derive(Clone, Copy)]
pub enum Whose {
    Agent(AgentId),
    Contact(ContactId),
}

impl Whose {
    /// What its cookie is called, and where it is renewed.
    pub fn surface(self) -> &'static str {
        match self {
            Self::Agent(_) => "console",
            Self::Contact(_) => "portal",
        }
    }
}

/// Puts a session that begins `now` into the database. Returns its refresh cookie.
pub async fn new_session(db: &DatabaseConnection, account: AccountId, whose: Whose, now: DateTime<Utc>) -> String {
    let (id, secret) = (SessionId(Uuid::now_v7()), Uuid::new_v4().to_string());
    let (agent_id, contact_id) = match whose {
        Whose::Agent(id) => (Some(id), None),
        Whose::Contact(id) => (None, Some(id)),
    };
    let row = session::Model {
        account_id: account,
        id,
        created_at: now,
        agent_id,
        contact_id,
        token_hash: Sha256::digest(secret.as_bytes()).to_vec(),
        previous_hash: None,
        rotated_at: now,
        expires_at: now + TimeDelta::days(1),
        ended_at: None,
        method: SignInMethod::Mail,
        browser: String::new(),
        place: String::new(),
    };
    session::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await
        .expect("a session");
    format!("__Host-portico-session-{}={id}.{secret}", whose.surface())
}
