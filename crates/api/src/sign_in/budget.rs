//! How many mails one address is sent before anybody has proven that it is theirs: three an hour, ten a day; and the people of one domain
//! whom nobody knows, together: thirty an hour, a hundred a day, or whoever invents names could flood a customer's mail system. Whoever asks
//! for one does not learn whether it was held back. The count is in the database, so all processes share it. What such a mail is for, to
//! sign in, to prove an address or to invite, makes no difference: strangers can hold an invitation back for an hour (with an entry in the audit
//! log), but its address may sign in without it, and nobody's mailbox is written to more often. Browsers that have signed in with the address
//! have a budget of their own, which no stranger can use up.

use chrono::{DateTime, TimeDelta, Utc};
use portico_types::{email::EmailAddress, ids::AccountId};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{
    auth::Keys,
    db::{ForChange, or_nothing},
    entity::{Moments, mail_budget},
};

/// How often something may be done in any hour and in any day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Share {
    pub hour: usize,
    pub day: usize,
}

const OF_ADDRESS: Share = Share { hour: 3, day: 10 };
const OF_DOMAIN: Share = Share { hour: 30, day: 100 };
/// Entries in the audit log of what strangers can cause as often as they like.
pub(super) const OF_NOTES: Share = Share { hour: 1, day: 24 };

/// What a mail to an address counts against. Each has its own three an hour and ten a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MailBudget {
    /// Asked for by somebody who may be anybody, or by nobody at that address: the team or a manager invites.
    Stranger,
    /// Asked for in a browser that has signed in with the address before (see `browser::remember`).
    KnownBrowser,
    /// Asked for with an address that may not come in. None leaves; counting takes as long.
    Nobody,
}

impl MailBudget {
    /// Who was written to cannot be guessed from the table: keyed by this.
    fn purpose(self) -> &'static str {
        match self {
            Self::Stranger => "mail budget",
            Self::KnownBrowser => "mail budget of known browsers",
            Self::Nobody => "mail budget of nobody",
        }
    }
}

/// Whether one more mail may leave for this address; if so, it is counted. Call it in the transaction that decides to send: the address's
/// row stays locked until that ends.
pub(super) async fn may_mail(
    db: &impl ConnectionTrait,
    keys: &Keys,
    (account_id, email): (AccountId, &EmailAddress),
    budget: MailBudget,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let row = (account_id, budget.purpose(), email.as_str());
    take(db, keys, row, OF_ADDRESS, now).await
}

/// The same of an invitation.
pub(crate) async fn may_invite(
    db: &impl ConnectionTrait,
    keys: &Keys,
    whose: (AccountId, &EmailAddress),
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    may_mail(db, keys, whose, MailBudget::Stranger, now).await
}

/// What [`may_mail`] asks, of an address at which we know nobody, for its domain; where that said yes. For all others, who have no such budget,
/// something is counted that nobody asks for: it takes as long.
pub(super) async fn may_mail_domain(
    db: &impl ConnectionTrait,
    keys: &Keys,
    (account_id, email): (AccountId, &EmailAddress),
    known: bool,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let row = if known {
        (account_id, "no mail budget of domains", email.as_str())
    } else {
        (account_id, "mail budget of domains", email.domain())
    };
    Ok(take(db, keys, row, OF_DOMAIN, now).await? || known)
}

/// Whether it belongs in the audit log that a mail to this address was held back: once an hour, or whoever asks on and on would fill it.
pub(super) async fn may_note(
    db: &impl ConnectionTrait,
    keys: &Keys,
    (account_id, email): (AccountId, &EmailAddress),
    nobodys: bool,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let purpose = if nobodys {
        "notes of nobody's mails held back"
    } else {
        "notes of mails held back"
    };
    let row = (account_id, purpose, email.as_str());
    take(db, keys, row, OF_NOTES, now).await
}

/// Whether there is room for one more of something, which stays so until the transaction ends; nothing is counted.
pub(super) async fn has_room(
    db: &impl ConnectionTrait,
    keys: &Keys,
    row: (AccountId, &str, &str),
    share: Share,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let (_, mut sent) = locked(db, keys, row, now).await?;
    Ok(spend(&mut sent, share, now))
}

/// What was counted for somebody, locked until the transaction ends; and the row's key.
async fn locked(
    db: &impl ConnectionTrait,
    keys: &Keys,
    (account_id, purpose, whose): (AccountId, &str, &str),
    now: DateTime<Utc>,
) -> Result<(Vec<u8>, Vec<DateTime<Utc>>), DbErr> {
    let hash = keys.mac(purpose, &[account_id.0.as_bytes(), whose.as_bytes()]).to_vec();
    let first = mail_budget::ActiveModel {
        account_id: Set(account_id),
        address_hash: Set(hash.clone()),
        sent: Set(Moments::default()),
        updated_at: Set(now),
    };
    mail_budget::Entity::insert(first)
        .on_conflict(or_nothing())
        .try_insert()
        .exec_without_returning(db)
        .await?;
    let row = mail_budget::Entity::find_by_id((account_id, hash.clone()))
        .for_change()
        .one(db)
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("the budget just made".to_owned()))?;
    let Moments(sent) = row.sent;
    Ok((hash, sent))
}

/// Counts one more of something, if its share has room. Writes either way: how long it takes tells nothing.
pub(super) async fn take(
    db: &impl ConnectionTrait,
    keys: &Keys,
    row: (AccountId, &str, &str),
    share: Share,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let (hash, mut sent) = locked(db, keys, row, now).await?;
    let room = spend(&mut sent, share, now);
    mail_budget::Entity::update_many()
        .col_expr(
            mail_budget::Column::Sent,
            Expr::value(sea_orm::Value::from(Moments(sent))),
        )
        .col_expr(mail_budget::Column::UpdatedAt, Expr::value(now))
        .filter(mail_budget::Column::AccountId.eq(row.0))
        .filter(mail_budget::Column::AddressHash.eq(hash))
        .exec(db)
        .await?;
    Ok(room)
}

/// Counts one more, if there is room in the hour and in the day that end now.
fn spend(sent: &mut Vec<DateTime<Utc>>, share: Share, now: DateTime<Utc>) -> bool {
    sent.retain(|at| now - *at < TimeDelta::days(1));
    let in_hour = sent.iter().filter(|at| now - **at < TimeDelta::hours(1)).count();
    let room = in_hour < share.hour && sent.len() < share.day;
    if room {
        sent.push(now);
    }
    room
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_hour_and_no_day_sees_more_than_its_share(pauses in proptest::collection::vec(0i64..7200, 0..80)) {
            let mut now = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
            let (mut kept, mut all) = (Vec::new(), Vec::new());
            for pause in pauses {
                now += TimeDelta::seconds(pause);
                if spend(&mut kept, OF_ADDRESS, now) {
                    all.push(now);
                }
                let within = |span: TimeDelta| all.iter().filter(|at| now - **at < span).count();
                prop_assert!(within(TimeDelta::hours(1)) <= OF_ADDRESS.hour);
                prop_assert!(within(TimeDelta::days(1)) <= OF_ADDRESS.day);
            }
        }
    }

    #[test]
    fn the_hour_slides() {
        let start = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let mut sent = Vec::new();
        assert!((0..3).all(|n| spend(&mut sent, OF_ADDRESS, start + TimeDelta::minutes(n * 20))));
        assert!(!spend(&mut sent, OF_ADDRESS, start + TimeDelta::minutes(59)));
        assert!(spend(&mut sent, OF_ADDRESS, start + TimeDelta::minutes(60)));
        assert!(!spend(&mut sent, OF_ADDRESS, start + TimeDelta::minutes(61)));
    }
}
