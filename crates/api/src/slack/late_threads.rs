//! Threads that begin when something was said already: of tickets that were filed before their account had a Slack workspace, and of
//! those that were moved.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use portico_types::{
    attachments::AttachmentState,
    ids::{AccountId, MessageId},
    tickets::{MessageVisibility, TicketStatus},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Query,
};

use super::{apply::failure, routing};
use crate::{
    app::AppState,
    attachments,
    db::ForChange,
    entity::{ThreadKind, message, slack_thread, slack_workspace, ticket},
    jobs::{Claim, Failure, Job, NewJob, Outcome, enqueue},
};

/// How many tickets get their threads in one transaction.
const AT_ONCE: u64 = 50;

/// Has such tickets looked for. To be asked at every connect: usually there are none.
pub(super) async fn begin(db: &impl ConnectionTrait, account_id: AccountId, now: DateTime<Utc>) -> Result<(), DbErr> {
    let job = NewJob::new(account_id, Job::OpenThreads { after: 0 });
    enqueue(db, now, job.once("open-threads".to_owned())).await
}

/// Gives the next tickets their threads; those that are solved come to Slack no more.
pub(super) async fn open(state: &AppState, claim: &Claim, after: i64) -> Outcome {
    let (account_id, now) = (claim.account_id, state.clock.now());
    let first = slack_workspace::Entity::find()
        .filter(slack_workspace::Column::AccountId.eq(account_id))
        .order_by_asc(slack_workspace::Column::CreatedAt)
        .one(&state.db)
        .await?;
    let Some(first) = first else { return Ok(()) };
    let with_threads = Query::select()
        .column(slack_thread::Column::TicketId)
        .from(slack_thread::Entity)
        .and_where(slack_thread::Column::AccountId.eq(account_id))
        .to_owned();
    let txn = state.begin_write().await?;
    let tickets = ticket::Entity::find()
        .filter(ticket::Column::AccountId.eq(account_id))
        .filter(ticket::Column::Number.gt(after))
        .filter(ticket::Column::CreatedAt.lte(first.created_at))
        .filter(ticket::Column::Status.is_not_in([TicketStatus::Solved, TicketStatus::Closed]))
        .filter(ticket::Column::Id.not_in_subquery(with_threads))
        .order_by_asc(ticket::Column::Number)
        .limit(AT_ONCE)
        .for_change() // What is said meanwhile comes after what we post.
        .all(&*txn)
        .await?;
    for ticket in &tickets {
        open_for(&*txn, ticket, now).await?;
    }
    claim.finish(&*txn).await?;
    if let Some(last) = tickets.last() {
        let next = Job::OpenThreads { after: last.number };
        enqueue(
            &*txn,
            now,
            NewJob::new(account_id, next).once("open-threads".to_owned()),
        )
        .await?;
    }
    Ok(txn.commit().await?)
}

async fn open_for(db: &impl ConnectionTrait, ticket: &ticket::Model, now: DateTime<Utc>) -> Result<(), Failure> {
    let threads = routing::open_threads(db, ticket, now).await.map_err(failure)?;
    Ok(tell_so_far(db, ticket, &threads, &HashMap::new(), now).await?)
}

/// How much of what was said before a new thread is told in it: the newest messages. The rest is where the card leads.
const MOST_TOLD: usize = 50;

/// Has new threads of an older ticket begin: the card as it is now, and below it what was said since; the first message stands on the card.
/// What is `held` leaves for customers no sooner.
pub(crate) async fn tell_so_far(
    db: &impl ConnectionTrait,
    ticket: &ticket::Model,
    threads: &[slack_thread::Model],
    held: &HashMap<MessageId, DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    if threads.is_empty() {
        return Ok(());
    }
    let said = message::Entity::find()
        .filter(message::Column::AccountId.eq(ticket.account_id))
        .filter(message::Column::TicketId.eq(ticket.id))
        .order_by_asc(message::Column::Seq)
        .all(db)
        .await?;
    let ids: Vec<MessageId> = said.iter().map(|it| it.id).collect();
    let files = attachments::of_messages(db, ticket.account_id, &ids).await?;
    let on_card = said
        .iter()
        .find(|it| it.visibility == MessageVisibility::Public)
        .map(|it| it.id);
    for thread in threads {
        let thread_id = thread.id;
        let lane = || format!("slack:{thread_id}");
        let new = |job| NewJob::new(ticket.account_id, job).of_workspace(thread.workspace_id);
        enqueue(db, now, new(Job::PostCard { thread_id }).in_lane(lane(), 0)).await?;
        let internal = |it: &&message::Model| it.visibility == MessageVisibility::Internal;
        let shown = |it: &&message::Model| {
            it.deleted_at.is_none() && Some(it.id) != on_card && !(thread.kind == ThreadKind::Customer && internal(it))
        };
        let shown: Vec<&message::Model> = said.iter().filter(shown).collect();
        let told = shown.iter().skip(shown.len().saturating_sub(MOST_TOLD));
        let told: Vec<&message::Model> = said
            .iter()
            .filter(|it| Some(it.id) == on_card && it.deleted_at.is_none())
            .chain(told.copied())
            .collect();
        for message in told {
            let job = Job::PostMessage {
                thread_id,
                message_id: message.id,
            };
            let held = held.get(&message.id).filter(|_| thread.kind == ThreadKind::Customer);
            let not_before = *held.unwrap_or(&now);
            if Some(message.id) != on_card {
                enqueue(db, now, new(job).in_lane(lane(), message.seq).not_before(not_before)).await?;
            }
            let its = files.get(&message.id).into_iter().flatten();
            for file in its.filter(|it| it.state == AttachmentState::Ready) {
                let job = Job::PostFile {
                    thread_id,
                    attachment_id: file.id,
                };
                enqueue(db, now, new(job).in_lane(lane(), message.seq).not_before(not_before)).await?;
            }
        }
    }
    Ok(())
}
