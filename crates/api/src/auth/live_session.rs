//! The session a token names, while it is one.

use chrono::{DateTime, Utc};
use portico_types::ids::{AccountId, SessionId};
use sea_orm::{ConnectionTrait, EntityTrait};

use crate::{
    entity::session,
    error::{Error, Result},
};

/// Reads a session that has neither ended nor run out.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    id: SessionId,
    now: DateTime<Utc>,
) -> Result<session::Model> {
    let found = session::Entity::find_by_id((account_id, id)).one(db).await?;
    found
        .filter(|it| it.ended_at.is_none() && it.expires_at > now)
        .ok_or(Error::Unauthenticated)
}
