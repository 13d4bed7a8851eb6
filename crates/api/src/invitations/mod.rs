//! Invitations: a mail that tells somebody where to sign in. It lets nobody in by itself and carries no text of whoever invited; whether
//! its receiver may still come in is asked again before it leaves.

mod job;

pub(crate) use job::{send_console_invitation, send_portal_invitation};

use chrono::{DateTime, Utc};
use portico_types::{
    email::EmailAddress,
    ids::{AccountId, AgentId},
};
use sea_orm::{ConnectionTrait, DbErr};

use crate::jobs::{Job, NewJob, enqueue};

/// Writes to an address where the portal is.
pub(crate) async fn to_portal(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    email: &EmailAddress,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let email = email.as_str().to_owned();
    let job = NewJob::new(account_id, Job::SendPortalInvitation { email });
    enqueue(db, now, job).await
}

/// Writes to a member of the support team where the console is.
pub(crate) async fn to_console(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    agent_id: AgentId,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let job = NewJob::new(account_id, Job::SendConsoleInvitation { agent_id });
    enqueue(db, now, job).await
}
