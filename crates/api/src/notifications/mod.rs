//! Features say what happened; this decides who hears of it, and how. Everything leaves as jobs of the same transaction.
//!
//! Here, what Slack hears. `contacts.rs` says who gets a mail, `recipient.rs` whether they still may and want it when it leaves, `digest.rs`
//! gathers for those who want one a day. What they want they say in `preferences.rs`, or by a link in each mail: `unsubscribe.rs`.

mod contacts;
mod digest;
mod preferences;
mod recipient;
mod unsubscribe;

pub(crate) use contacts::tell_contacts;
pub(crate) use digest::send_digest;
pub(crate) use recipient::{mail_entry, mail_message};
pub(crate) use unsubscribe::{escape, unsubscribe_link, without_unsubscribe_links};

use chrono::{DateTime, Utc};
use portico_types::{
    ids::{AttachmentId, MessageId, SlackThreadId},
    tickets::{Change, MessageVisibility},
};
use sea_orm::{ConnectionTrait, EntityTrait};

use crate::{
    db::WriteTxn,
    entity::{ThreadKind, message, slack_thread, ticket},
    error::Result,
    jobs::{Job, NewJob, enqueue},
    routes::Routes,
    slack,
    tickets::Fact,
};

/// Routes of `/api/v1/portal`.
pub(crate) fn configure_portal(routes: &mut impl Routes) {
    routes
        .service(preferences::get_preferences)
        .service(preferences::update_preferences);
}

/// Pages that mails lead to.
pub(crate) fn configure_pages(routes: &mut actix_web::web::ServiceConfig) {
    unsubscribe::configure(routes);
}

/// Tells Slack what happened on a ticket.
pub(crate) async fn tell(txn: &WriteTxn, ticket: &ticket::Model, facts: &[Fact], now: DateTime<Utc>) -> Result<()> {
    let db = &**txn;
    let filed = facts.iter().any(|fact| matches!(fact, Fact::Filed));
    let moved = facts.iter().any(|fact| matches!(fact, Fact::Moved { .. }));
    let threads = if filed {
        slack::open_threads(db, ticket, now).await?
    } else if moved {
        slack::reroute(db, ticket, now).await?
    } else {
        slack::threads_of(db, ticket).await?
    };
    for thread in &threads {
        tell_thread(txn, ticket, thread, facts, filed, now).await?;
    }
    for fact in facts {
        // What is taken back goes where the ticket was, too.
        if let Fact::Revised {
            message_id,
            written_in,
            gone,
            ..
        } = fact
        {
            for thread in slack::former_threads_of(db, ticket).await? {
                if *written_in == Some(thread.id) {
                    continue;
                }
                for job in revising(thread.id, (*message_id, gone)) {
                    let job = NewJob::new(ticket.account_id, job).of_workspace(thread.workspace_id);
                    enqueue(db, now, job.in_lane(format!("slack:{}", thread.id), ticket.last_seq)).await?;
                }
                take_back_at_once(txn, ticket, &thread, (*message_id, gone), now).await?;
            }
        }
    }
    Ok(())
}

/// What mends a message that changed, and takes away what is no longer of it.
fn revising(thread_id: SlackThreadId, (message_id, gone): (MessageId, &[AttachmentId])) -> impl Iterator<Item = Job> {
    let update = Job::UpdateMessage { thread_id, message_id };
    let deletions = gone.iter().map(move |id| Job::DeleteFile {
        thread_id,
        attachment_id: *id,
    });
    std::iter::once(update).chain(deletions)
}

/// What is taken back must not wait behind what is not posted because others read it.
async fn take_back_at_once(
    txn: &WriteTxn,
    ticket: &ticket::Model,
    thread: &slack_thread::Model,
    (message_id, gone): (MessageId, &[AttachmentId]),
    now: DateTime<Utc>,
) -> Result<()> {
    let db = &**txn;
    if slack::is_read_by_others(db, thread).await? && is_gone(db, ticket, message_id).await? {
        for job in revising(thread.id, (message_id, gone)) {
            let job = NewJob::new(ticket.account_id, job).of_workspace(thread.workspace_id);
            enqueue(db, now, job).await?;
        }
    }
    Ok(())
}

/// What one of the ticket's threads gets: the card with the first message when the ticket is new, afterwards each entry it may show, in
/// the order of `seq`, and the card once more: in a lane of its own, when what else changes within a moment can be on it, too.
async fn tell_thread(
    txn: &WriteTxn,
    ticket: &ticket::Model,
    thread: &slack_thread::Model,
    facts: &[Fact],
    filed: bool,
    now: DateTime<Utc>,
) -> Result<()> {
    let db = &**txn;
    let lane = || format!("slack:{}", thread.id);
    let new = |job| NewJob::new(ticket.account_id, job).of_workspace(thread.workspace_id);
    let thread_id = thread.id;
    if filed {
        enqueue(db, now, new(Job::PostCard { thread_id }).in_lane(lane(), 0)).await?;
    }
    for fact in facts {
        let held = match fact {
            Fact::Said { held_until, .. } if thread.kind == ThreadKind::Customer => *held_until,
            _ => None,
        };
        let not_before = held.unwrap_or(now);
        // Behind the message, and before what is said next.
        let post_files = async |files: &[AttachmentId], seq: i64| {
            for attachment_id in files {
                let job = Job::PostFile {
                    thread_id,
                    attachment_id: *attachment_id,
                };
                enqueue(db, now, new(job).in_lane(lane(), seq).not_before(not_before)).await?;
            }
            Ok::<_, sea_orm::DbErr>(())
        };
        if filed {
            // The card says all the rest.
            if let Fact::Said { place, files, .. } = fact {
                post_files(files, place.seq).await?;
            }
            continue;
        }
        let (seq, job) = match fact {
            Fact::Filed => continue,
            Fact::Said { written_in, .. } | Fact::Revised { written_in, .. } if *written_in == Some(thread_id) => {
                continue;
            }
            fact if fact.is_internal() && thread.kind == ThreadKind::Customer => continue,
            Fact::Said { place, message_id, .. } => (
                place.seq,
                Job::PostMessage {
                    thread_id,
                    message_id: *message_id,
                },
            ),
            // Customers see on the card what else changed.
            Fact::Changed { change, .. }
                if thread.kind == ThreadKind::Customer && !matches!(change, Change::Status { .. }) =>
            {
                continue;
            }
            Fact::Moved { .. } if thread.kind == ThreadKind::Customer => continue,
            Fact::Changed { place, .. } | Fact::Moved { place, .. } | Fact::Corrected { place } => (
                place.seq,
                Job::PostChange {
                    thread_id,
                    ticket_id: ticket.id,
                    seq: place.seq,
                },
            ),
            // Behind everything said so far, the message itself included.
            Fact::Revised { message_id, .. } => (
                ticket.last_seq,
                Job::UpdateMessage {
                    thread_id,
                    message_id: *message_id,
                },
            ),
        };
        enqueue(db, now, new(job).in_lane(lane(), seq).not_before(not_before)).await?;
        match fact {
            Fact::Said { files, .. } => post_files(files, seq).await?,
            Fact::Revised { message_id, gone, .. } => {
                for job in revising(thread_id, (*message_id, gone)).skip(1) {
                    enqueue(db, now, new(job).in_lane(lane(), seq)).await?;
                }
                take_back_at_once(txn, ticket, thread, (*message_id, gone), now).await?;
            }
            Fact::Filed | Fact::Changed { .. } | Fact::Moved { .. } | Fact::Corrected { .. } => {}
        }
    }
    if filed {
        return Ok(());
    }
    // A note changes nothing that customers see, and when it was written is none of their business either.
    if thread.kind == ThreadKind::Customer && facts.iter().all(Fact::is_internal) {
        return Ok(());
    }
    let update = new(Job::UpdateCard { thread_id })
        .in_lane(format!("card:{thread_id}"), 0)
        .once(format!("card:{thread_id}"))
        .not_before(now + txn.card_pause);
    Ok(enqueue(db, now, update).await?)
}

/// A file that was shared in one of a ticket's threads is here: the other one gets it, too, behind its message.
pub(crate) async fn tell_file(
    txn: &WriteTxn,
    ticket: &ticket::Model,
    message: &message::Model,
    attachment_id: AttachmentId,
    written_in: SlackThreadId,
    now: DateTime<Utc>,
) -> Result<()> {
    for thread in slack::threads_of(&**txn, ticket).await? {
        let note = message.visibility == MessageVisibility::Internal;
        if thread.id == written_in || note && thread.kind == ThreadKind::Customer {
            continue;
        }
        let job = Job::PostFile {
            thread_id: thread.id,
            attachment_id,
        };
        let job = NewJob::new(ticket.account_id, job)
            .of_workspace(thread.workspace_id)
            .in_lane(format!("slack:{}", thread.id), message.seq);
        enqueue(&**txn, now, job).await?;
    }
    Ok(())
}

async fn is_gone(db: &impl ConnectionTrait, ticket: &ticket::Model, id: MessageId) -> Result<bool> {
    let message = message::Entity::find_by_id((ticket.account_id, id)).one(db).await?;
    Ok(message.is_none_or(|it| it.deleted_at.is_some()))
}
