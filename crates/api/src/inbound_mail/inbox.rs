//! Keeps a mail before it is acknowledged. Adding it to the ticket is the job's (`apply`).

use chrono::{DateTime, Utc};
use portico_types::ids::{AccountId, ReceivedMailId, ReplyAddressId};
use sea_orm::{ActiveValue::Set, EntityTrait, TryInsertResult};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::reading;
use crate::{
    app::AppState,
    db::or_nothing,
    entity::{received_mail, reply_address},
    error::Result,
    jobs::{Job, NewJob, enqueue},
    scope,
};

/// Keeps a mail for each of the addresses it came to, and the jobs that read it, each in one transaction. A mail that comes again, by its own id,
/// is kept once.
pub(super) async fn keep(
    state: &AppState,
    addresses: &[reply_address::Model],
    sender: Option<&str>,
    raw: &[u8],
) -> Result<()> {
    let id = reading::message_id(raw);
    for address in addresses {
        let within = keep_one(state, address, (sender, id.as_deref()), raw);
        scope::of_account(address.account_id, within).await?;
    }
    Ok(())
}

async fn keep_one(
    state: &AppState,
    address: &reply_address::Model,
    (sender, message_id): (Option<&str>, Option<&str>),
    raw: &[u8],
) -> Result<()> {
    let now = state.clock.now();
    let mail_id = ReceivedMailId(Uuid::now_v7());
    let mut fingerprint = Sha256::new();
    fingerprint.update(address.id.0.as_bytes());
    fingerprint.update(message_id.map_or(raw, str::as_bytes));
    let row = received_mail::ActiveModel {
        account_id: Set(address.account_id),
        id: Set(mail_id),
        reply_address_id: Set(address.id),
        fingerprint: Set(fingerprint.finalize().to_vec()),
        sender: Set(sender.map(str::to_owned)),
        raw: Set(raw.to_vec()),
        received_at: Set(now),
        applied_at: Set(None),
        outcome: Set(None),
    };
    let txn = state.begin_write().await?;
    let inserted = received_mail::Entity::insert(row)
        .on_conflict(or_nothing())
        .try_insert()
        .exec_without_returning(&*txn)
        .await?;
    if !matches!(inserted, TryInsertResult::Inserted(1..)) {
        return Ok(txn.rollback().await?);
    }
    enqueue(&*txn, now, applying(address.account_id, mail_id, (address.id, now))).await?;
    Ok(txn.commit().await?)
}

/// The job that reads a mail. Answers of one person to one ticket stay in their order.
pub(super) fn applying(
    account_id: AccountId,
    mail_id: ReceivedMailId,
    (address, received_at): (ReplyAddressId, DateTime<Utc>),
) -> NewJob {
    let apply = NewJob::new(account_id, Job::ApplyMail { mail_id });
    apply.in_lane(format!("mail-in:{address}"), received_at.timestamp_micros())
}
