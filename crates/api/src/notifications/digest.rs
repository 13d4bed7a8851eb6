//! One mail a day for those who want no more, in the morning of their time zone.
//!
//! What would have been a mail of its own is kept as a range of its ticket's entries, and a job waits for the morning, one for each reader. When
//! it has mailed what is kept, the same transaction takes that away and ends the job: a process that dies in between mails the same again, under
//! the same `Message-ID`, and nothing is left out.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use portico_types::{
    ids::{AccountId, ContactId, TicketId},
    portal::MailWish,
    tickets::{AuthorKind, Change, MessageVisibility},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};

use super::recipient::{self, Wish};
use crate::{
    app::AppState,
    entity::{
        account, contact, digest_entry, follower, message, muted_ticket, notification_preference, ticket,
        timeline_entry,
    },
    jobs::{self, Claim, Failure, Job, NewJob, Outcome, enqueue},
    mail::{self, TicketNews, Told, zone},
    tickets::Reader,
};

/// As many tickets a mail tells of; others come the next day.
const TICKETS: u64 = 50;
/// As many messages, the newest, are looked at for all of them.
const MESSAGES: u64 = 300;
/// As many of a ticket's messages, the newest, stand in full.
const SHOWN: usize = 3;

fn key(contact_id: ContactId) -> String {
    format!("digest:{contact_id}")
}

/// The next morning in that zone; not twice within half a day, though the reader travels.
fn next_morning(now: DateTime<Utc>, hour: u32, zone: Tz, last: Option<DateTime<Utc>>) -> DateTime<Utc> {
    let earliest = std::cmp::max(now, last.map_or(now, |last| last + TimeDelta::hours(12)));
    let time = NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
    let today = earliest.with_timezone(&zone).date_naive();
    let mornings = (0..3).filter_map(|days| {
        let morning = today.checked_add_days(Days::new(days))?.and_time(time);
        // Where a clock is put forward over that hour, there is none: then an hour later.
        let found = morning.and_local_timezone(zone).earliest();
        let found = found.or_else(|| (morning + TimeDelta::hours(1)).and_local_timezone(zone).earliest())?;
        Some(found.with_timezone(&Utc))
    });
    let mut later = mornings.filter(|morning| *morning > earliest);
    later.next().unwrap_or(earliest + TimeDelta::days(1))
}

async fn enqueue_next(
    state: &AppState,
    db: &impl ConnectionTrait,
    contact: &contact::Model,
    last: Option<DateTime<Utc>>,
) -> Result<(), DbErr> {
    let now = state.clock.now();
    let contact_id = contact.id;
    let job = NewJob::new(contact.account_id, Job::SendDigest { contact_id }).once(key(contact_id));
    let morning = next_morning(now, state.config.mail.digest_hour, zone(contact), last);
    enqueue(db, now, job.not_before(morning)).await
}

/// Keeps entries of a ticket, from one to another, for the contact's next digest, in place of the mail that `claim` was to send.
pub(super) async fn keep(
    state: &AppState,
    claim: &Claim,
    contact: &contact::Model,
    (ticket_id, (from_seq, to_seq)): (TicketId, (i64, i64)),
) -> Outcome {
    let txn = state.begin_write().await?;
    let row = digest_entry::ActiveModel {
        account_id: Set(contact.account_id),
        contact_id: Set(contact.id),
        ticket_id: Set(ticket_id),
        from_seq: Set(from_seq),
        to_seq: Set(to_seq),
    };
    let columns = [
        digest_entry::Column::AccountId,
        digest_entry::Column::ContactId,
        digest_entry::Column::TicketId,
    ];
    // In the order of the ticket's lane, so `to_seq` only grows.
    let further = OnConflict::columns(columns)
        .update_column(digest_entry::Column::ToSeq)
        .to_owned();
    digest_entry::Entity::insert(row)
        .on_conflict(further)
        .exec_without_returning(&*txn)
        .await?;
    let wish = recipient::wish(&*txn, contact.account_id, contact.id).await?;
    enqueue_next(state, &*txn, contact, wish.digested_at).await?;
    claim.finish(&*txn).await?;
    Ok(txn.commit().await?)
}

/// The contact's morning is at another time now: so is the digest that waits for it.
pub(super) async fn put_off(
    state: &AppState,
    db: &impl ConnectionTrait,
    (account_id, contact_id): (AccountId, ContactId),
) -> Result<(), DbErr> {
    let Some(contact) = contact::Entity::find_by_id((account_id, contact_id)).one(db).await? else {
        return Ok(());
    };
    let wish = recipient::wish(db, account_id, contact_id).await?;
    let now = state.clock.now();
    let morning = next_morning(now, state.config.mail.digest_hour, zone(&contact), wish.digested_at);
    jobs::put_off(db, (account_id, &key(contact_id)), now, morning).await
}

/// Mails a contact what is kept for them.
pub(crate) async fn send_digest(state: &AppState, claim: &Claim, contact_id: ContactId) -> Outcome {
    let (db, account_id) = (&state.db, claim.account_id);
    let account = account::Entity::find_by_id(account_id).one(db).await?;
    let contact = contact::Entity::find_by_id((account_id, contact_id)).one(db).await?;
    let (Some(account), Some(contact)) = (account, contact) else {
        return Ok(());
    };
    let kept = digest_entry::Entity::find()
        .filter(digest_entry::Column::AccountId.eq(account_id))
        .filter(digest_entry::Column::ContactId.eq(contact_id))
        .order_by_asc(digest_entry::Column::TicketId)
        .limit(TICKETS)
        .all(db)
        .await?;
    if kept.is_empty() {
        return Ok(());
    }
    let Wish { mails, .. } = recipient::wish(db, account_id, contact_id).await?;
    let news = match mails {
        MailWish::Nothing => Vec::new(),
        // Who wants every mail from now on still hears what was kept until now.
        MailWish::Digest | MailWish::Every => news(state, &account, &contact, &kept).await?,
    };
    if !news.is_empty() {
        mail::digest(state, claim, (&account, &contact), &news).await?;
    }
    told(state, claim, &contact, &kept, !news.is_empty()).await
}

/// Takes away what was mailed, and ends the job. What came meanwhile stays for the next day.
async fn told(
    state: &AppState,
    claim: &Claim,
    contact: &contact::Model,
    kept: &[digest_entry::Model],
    mailed: bool,
) -> Outcome {
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    for entry in kept {
        let same = Condition::all()
            .add(digest_entry::Column::AccountId.eq(entry.account_id))
            .add(digest_entry::Column::ContactId.eq(entry.contact_id))
            .add(digest_entry::Column::TicketId.eq(entry.ticket_id));
        let all = same.clone().add(digest_entry::Column::ToSeq.lte(entry.to_seq));
        digest_entry::Entity::delete_many().filter(all).exec(&*txn).await?;
        digest_entry::Entity::update_many()
            .col_expr(digest_entry::Column::FromSeq, Expr::value(entry.to_seq + 1))
            .filter(same)
            .exec(&*txn)
            .await?;
    }
    if mailed {
        notification_preference::Entity::update_many()
            .col_expr(notification_preference::Column::DigestedAt, Expr::value(Some(now)))
            .filter(notification_preference::Column::AccountId.eq(contact.account_id))
            .filter(notification_preference::Column::ContactId.eq(contact.id))
            .exec(&*txn)
            .await?;
    }
    let left = digest_entry::Entity::find()
        .filter(digest_entry::Column::AccountId.eq(contact.account_id))
        .filter(digest_entry::Column::ContactId.eq(contact.id))
        .one(&*txn)
        .await?;
    if left.is_some() {
        enqueue_next(state, &*txn, contact, Some(now)).await?;
    }
    claim.finish(&*txn).await?;
    Ok(txn.commit().await?)
}

/// What of what is kept the contact may still read, and wants to: as many queries for one ticket as for all.
async fn news(
    state: &AppState,
    account: &account::Model,
    contact: &contact::Model,
    kept: &[digest_entry::Model],
) -> Result<Vec<TicketNews>, Failure> {
    let db = &state.db;
    let Some(reader) = Reader::of(db, account, contact).await? else {
        return Ok(Vec::new());
    };
    let ids: Vec<TicketId> = kept.iter().map(|entry| entry.ticket_id).collect();
    let theirs = |tickets: Vec<TicketId>| tickets.into_iter().collect::<std::collections::HashSet<_>>();
    let followed = follower::Entity::find()
        .select_only()
        .column(follower::Column::TicketId)
        .filter(follower::Column::AccountId.eq(account.id))
        .filter(follower::Column::ContactId.eq(contact.id))
        .filter(follower::Column::TicketId.is_in(ids.iter().copied()));
    let followed = theirs(followed.into_tuple().all(db).await?);
    let muted = muted_ticket::Entity::find()
        .select_only()
        .column(muted_ticket::Column::TicketId)
        .filter(muted_ticket::Column::AccountId.eq(account.id))
        .filter(muted_ticket::Column::ContactId.eq(contact.id))
        .filter(muted_ticket::Column::TicketId.is_in(ids.iter().copied()));
    let muted = theirs(muted.into_tuple().all(db).await?);
    let tickets = ticket::Entity::find()
        .filter(ticket::Column::AccountId.eq(account.id))
        .filter(ticket::Column::Id.is_in(ids))
        .order_by_asc(ticket::Column::Number)
        .all(db)
        .await?;
    let readable = tickets.into_iter().filter(|ticket| {
        let hears = ticket.requester_id == contact.id || followed.contains(&ticket.id);
        reader.may_read(ticket) && hears && !muted.contains(&ticket.id)
    });
    let tickets: Vec<ticket::Model> = readable.collect();
    let wanted: Vec<&digest_entry::Model> = kept
        .iter()
        .filter(|entry| tickets.iter().any(|ticket| ticket.id == entry.ticket_id))
        .collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let mut messages = messages(db, account.id, contact.id, &wanted).await?;
    let mut changed = changes(db, contact, &wanted).await?;
    let mut all = Vec::new();
    for ticket in tickets {
        let said = messages.remove(&ticket.id).unwrap_or_default();
        let changes = changed.remove(&ticket.id).unwrap_or_default();
        if said.is_empty() && changes.is_empty() {
            continue; // Taken back since.
        }
        let more = said.len().saturating_sub(SHOWN);
        let told = Told {
            changes,
            messages: said.into_iter().skip(more).collect(),
            more,
        };
        all.push(TicketNews { ticket, told });
    }
    Ok(all)
}

/// The kept ranges as a condition on a table's ticket and `seq`.
fn ranges<C: ColumnTrait + Copy>(kept: &[&digest_entry::Model], (ticket, seq): (C, C)) -> Condition {
    kept.iter().fold(Condition::any(), |any, entry| {
        let range = Condition::all()
            .add(ticket.eq(entry.ticket_id))
            .add(seq.between(entry.from_seq, entry.to_seq));
        any.add(range)
    })
}

async fn messages(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    reader: ContactId,
    kept: &[&digest_entry::Model],
) -> Result<HashMap<TicketId, Vec<message::Model>>, DbErr> {
    use message::Column;
    let own = Condition::all()
        .add(Column::AuthorKind.eq(AuthorKind::Contact))
        .add(Column::AuthorId.eq(reader.0));
    let others = Condition::any()
        .add(Column::AuthorKind.ne(AuthorKind::Contact))
        .add(Column::AuthorId.is_null())
        .add(own.not());
    let rows = message::Entity::find()
        .filter(Column::AccountId.eq(account_id))
        .filter(Column::Visibility.eq(MessageVisibility::Public))
        .filter(Column::DeletedAt.is_null())
        .filter(others)
        .filter(ranges(kept, (Column::TicketId, Column::Seq)))
        .order_by_desc(Column::Seq)
        .limit(MESSAGES)
        .all(db)
        .await?;
    let mut all: HashMap<TicketId, Vec<message::Model>> = HashMap::new();
    for row in rows.into_iter().rev() {
        all.entry(row.ticket_id).or_default().push(row);
    }
    Ok(all)
}

/// What others did, as sentences in the reader's language. Of statuses that one set in one breath (an answer begins the work, and solves) the last counts.
async fn changes(
    db: &impl ConnectionTrait,
    reader: &contact::Model,
    kept: &[&digest_entry::Model],
) -> Result<HashMap<TicketId, Vec<String>>, Failure> {
    use timeline_entry::Column;
    let t = mail::Locale::of(reader).t;
    let rows = timeline_entry::Entity::find()
        .filter(Column::AccountId.eq(reader.account_id))
        .filter(Column::Internal.eq(false))
        .filter(ranges(kept, (Column::TicketId, Column::Seq)))
        .order_by_asc(Column::Seq)
        .limit(MESSAGES)
        .all(db)
        .await?;
    let mut all: HashMap<TicketId, Vec<(_, String)>> = HashMap::new();
    for row in rows {
        let own = row.actor_kind == AuthorKind::Contact && row.actor_id == Some(reader.id.0);
        let what: Change = serde_json::from_value(row.what)?;
        let status = matches!(what, Change::Status { .. });
        let breath = status.then_some((row.actor_id, row.created_at));
        if !own && !matches!(what, Change::Created) {
            let sentences = all.entry(row.ticket_id).or_default();
            sentences.pop_if(|(before, _)| status && *before == breath);
            sentences.push((breath, mail::sentence(t, (row.actor_kind, &row.actor_name), &what)));
        }
    }
    let sentences = all
        .into_iter()
        .map(|(ticket, told)| (ticket, told.into_iter().map(|(_, sentence)| sentence).collect()));
    Ok(sentences.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn next(now: &str, zone: Tz, last: Option<&str>) -> String {
        next_morning(time(now), 8, zone, last.map(time))
            .format("%Y-%m-%dT%H:%MZ")
            .to_string()
    }

    #[test]
    fn morning_is_where_the_reader_is() {
        assert_eq!(next("2026-01-15T05:00:00Z", Tz::UTC, None), "2026-01-15T08:00Z");
        assert_eq!(next("2026-01-15T08:00:00Z", Tz::UTC, None), "2026-01-16T08:00Z");
        assert_eq!(
            next("2026-01-15T08:00:00Z", Tz::America__Los_Angeles, None),
            "2026-01-15T16:00Z"
        );
        assert_eq!(next("2026-01-15T08:00:00Z", Tz::Asia__Tokyo, None), "2026-01-15T23:00Z");
        // Summer time begins and ends in between.
        assert_eq!(
            next("2026-03-28T12:00:00Z", Tz::Europe__Berlin, None),
            "2026-03-29T06:00Z"
        );
        assert_eq!(
            next("2026-10-24T12:00:00Z", Tz::Europe__Berlin, None),
            "2026-10-25T07:00Z"
        );
    }

    #[test]
    fn who_travels_gets_no_second_one_the_same_day() {
        let (now, last) = ("2026-01-15T09:00:00Z", Some("2026-01-15T08:00:00Z"));

        assert_eq!(next(now, Tz::America__Los_Angeles, last), "2026-01-16T16:00Z");
        assert_eq!(next(now, Tz::UTC, last), "2026-01-16T08:00Z");
    }

    #[test]
    fn an_hour_that_a_clock_skips_is_no_obstacle() {
        let (now, skipped) = (time("2026-03-28T12:00:00Z"), 2); // In Berlin 2:00 is 3:00 that night.

        let morning = next_morning(now, skipped, Tz::Europe__Berlin, None);

        assert_eq!(morning, time("2026-03-29T01:00:00Z"));
    }
}
