//! Ten seconds to think better of it: what an agent answers in Slack waits that long before it leaves for the customer's mailbox and
//! channel. The portal shows it at once; there a reply that was taken back leaves its place only.

use anyhow::anyhow;
use chrono::TimeDelta;
use portico_types::{
    ids::{AccountId, MessageId, SlackThreadId},
    tickets::{AuthorKind, Change, Source, TicketStatus},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use super::{
    apply::{Applying, failure},
    blocks, explanations, people,
};
use crate::{
    app::AppState,
    db::WriteTxn,
    entity::{JobState, ThreadKind, customer, job, message, slack_heard, slack_thread, ticket, timeline_entry},
    jobs::{self, Claim, Failure, Job, Outcome, enqueue},
    text::bold_mrkdwn,
    tickets::{Actor, Edit},
};

/// How long a reply waits.
pub(super) fn pause(state: &AppState) -> TimeDelta {
    TimeDelta::seconds(state.config.slack.undo_seconds.into())
}

impl Applying<'_> {
    /// Lets the agent who wrote a reply know that it goes out, and take it back.
    pub(super) async fn confirm(
        &self,
        txn: &WriteTxn,
        thread: &slack_thread::Model,
        message: &message::Model,
        user: &str,
    ) -> Outcome {
        if pause(self.state).is_zero() {
            return Ok(());
        }
        let mails = mails(txn, message).await?.len();
        let job = Job::ConfirmReply {
            thread_id: thread.id,
            message_id: message.id,
            user: user.to_owned(),
            mails,
        };
        Ok(enqueue(&**txn, self.now, self.new_job(job)).await?)
    }
}

/// Shows the button, while there is something to undo.
pub(super) async fn confirm(
    state: &AppState,
    claim: &Claim,
    Undo {
        thread_id,
        message_id,
        mails,
    }: Undo,
    user: &str,
) -> Result<Option<Confirmation>, Failure> {
    let account_id = claim.account_id;
    let db = &state.db;
    let thread = slack_thread::Entity::find_by_id((account_id, thread_id))
        .one(db)
        .await?;
    let message = message::Entity::find_by_id((account_id, message_id)).one(db).await?;
    let (Some(thread), Some(message)) = (thread, message) else {
        return Ok(None);
    };
    if message.deleted_at.is_some() || state.clock.now() >= message.created_at + pause(state) {
        return Ok(None);
    }
    let ticket = ticket::Entity::find_by_id((account_id, message.ticket_id))
        .one(db)
        .await?;
    let ticket = ticket.ok_or_else(|| anyhow!("the ticket of message {message_id} is gone"))?;
    let customer = customer::Entity::find_by_id((account_id, ticket.customer_id))
        .one(db)
        .await?;
    let name = customer.map(|it| bold_mrkdwn(&it.name)).unwrap_or_default();
    let text = format!("Sent to {name}");
    Ok(Some(Confirmation {
        blocks: blocks::undo(&text, &format!("{thread_id}:{message_id}:{mails}")),
        channel: thread.channel_id,
        user: user.to_owned(),
        thread_ts: thread.ts,
        text,
    }))
}

/// What only the agent sees.
pub(super) struct Confirmation {
    pub channel: String,
    pub user: String,
    pub thread_ts: Option<String>,
    pub text: String,
    pub blocks: Vec<serde_json::Value>,
}

/// What is to be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Undo {
    /// Where the agent wrote it.
    pub thread_id: SlackThreadId,
    pub message_id: MessageId,
    /// To how many it was to be mailed. Not all of them wait for the same: one may have left while another's server is away.
    #[serde(default)]
    pub mails: usize,
}

impl Undo {
    /// What the button's value names.
    pub(super) fn read(value: &str) -> Option<Self> {
        let mut parts = value.split(':');
        Some(Self {
            thread_id: parts.next()?.parse().ok()?,
            message_id: parts.next()?.parse().ok()?,
            mails: parts.next()?.parse().ok()?,
        })
    }
}

/// An agent takes a reply back. It is undone if nothing of it has left yet, whatever the clock says; else they are told.
pub(super) async fn undone(
    applying: &Applying<'_>,
    (user, team): (&str, Option<&str>),
    Undo {
        thread_id,
        message_id,
        mails,
    }: Undo,
) -> Outcome {
    let account_id = applying.claim.account_id;
    let thread = slack_thread::Entity::find_by_id((account_id, thread_id))
        .one(&applying.state.db)
        .await?;
    let Some(thread) = thread.filter(|thread| thread.kind == ThreadKind::Triage) else {
        return applying.nothing().await;
    };
    let (channel, root) = (&thread.channel_id, thread.ts.as_deref());
    let Some(agent) = people::agent(applying.state, &applying.workspace, user, team).await? else {
        let why = explanations::NOT_AN_AGENT_BUTTON;
        return applying.explain(channel, user, root, why).await;
    };
    let txn = applying.begin().await?;
    let agent = people::still(&txn, applying, (user, team), agent).await?;
    let id = (account_id, thread.ticket_id);
    let mut edit = Edit::begin(&txn, id, Actor::from(&agent), Source::Slack, applying.now)
        .await
        .map_err(failure)?;
    let message = message::Entity::find_by_id((account_id, message_id)).one(&*txn).await?;
    let theirs = message.filter(|it| {
        let by_them = it.author_kind == AuthorKind::Agent && it.author_id == Some(agent.id.0);
        by_them && it.ticket_id == thread.ticket_id && it.deleted_at.is_none()
    });
    let Some(message) = theirs else {
        return applying.commit(txn).await; // Pressed twice.
    };
    if !called_back(&txn, edit.ticket(), (&message, mails)).await? {
        txn.rollback().await?;
        return applying.explain(channel, user, root, explanations::TOO_LATE).await;
    }
    let written = slack_heard::Entity::find()
        .filter(slack_heard::Column::AccountId.eq(account_id))
        .filter(slack_heard::Column::MessageId.eq(message_id))
        .one(&*txn)
        .await?;
    // By the modal it is a post of ours, which is taken away.
    let written_in = written.as_ref().map(|_| thread.id);
    let before = status_before(&txn, &message).await?;
    let quiet = before.is_some();
    edit.erase(message, written_in).await.map_err(failure)?;
    if let Some(status) = before {
        edit.set_status(status).await.map_err(failure)?;
    }
    let ticket = edit.finish().await.map_err(failure)?;
    if quiet {
        // They were not told of the change that this takes back.
        for thread in customers_threads(&txn, &ticket).await? {
            waiting(&txn, &thread, ticket.last_seq, "post_change").await?;
        }
    }
    if let Some(written) = written {
        applying.unmark(&txn, &written.channel_id, &written.ts).await?;
    }
    applying
        .tell(&txn, channel, user, root, explanations::TAKEN_BACK)
        .await?;
    applying.commit(txn).await
}

/// Takes a job away that was never tried; how many there were. One that was tried may have arrived.
async fn take_job(
    txn: &WriteTxn,
    account_id: AccountId,
    (lane, seq): (String, i64),
    kind: &str,
) -> Result<u64, Failure> {
    let waiting = job::Entity::delete_many()
        .filter(job::Column::AccountId.eq(account_id))
        .filter(job::Column::Lane.eq(&*lane))
        .filter(job::Column::LaneSeq.eq(seq))
        .filter(job::Column::Kind.eq(kind))
        .filter(job::Column::State.eq(JobState::Ready))
        .filter(job::Column::Attempts.eq(0));
    let taken = waiting.exec(&**txn).await?.rows_affected;
    jobs::next_in(&**txn, &lane).await?;
    Ok(taken)
}

/// The same of what a thread waits for.
async fn waiting(txn: &WriteTxn, thread: &slack_thread::Model, seq: i64, kind: &str) -> Result<u64, Failure> {
    take_job(txn, thread.account_id, (format!("slack:{}", thread.id), seq), kind).await
}

async fn customers_threads(txn: &WriteTxn, ticket: &ticket::Model) -> Result<Vec<slack_thread::Model>, Failure> {
    let threads = slack_thread::Entity::find()
        .filter(slack_thread::Column::AccountId.eq(ticket.account_id))
        .filter(slack_thread::Column::TicketId.eq(ticket.id))
        .filter(slack_thread::Column::Kind.eq(ThreadKind::Customer))
        .filter(slack_thread::Column::RetiredAt.is_null());
    Ok(threads.all(&**txn).await?)
}

/// What changed on the ticket since a reply, oldest first.
async fn changes_since(txn: &WriteTxn, reply: &message::Model) -> Result<Vec<timeline_entry::Model>, Failure> {
    let entries = timeline_entry::Entity::find()
        .filter(timeline_entry::Column::AccountId.eq(reply.account_id))
        .filter(timeline_entry::Column::TicketId.eq(reply.ticket_id))
        .filter(timeline_entry::Column::Seq.gt(reply.seq))
        .order_by_asc(timeline_entry::Column::Seq);
    Ok(entries.all(&**txn).await?)
}

/// Whether a change was made by the reply itself: by the same agent in the same breath.
fn by_reply(reply: &message::Model, change: &timeline_entry::Model) -> bool {
    change.created_at == reply.created_at && change.actor_id == reply.author_id
}

/// The status that a reply found and moved, if nobody has set another since.
async fn status_before(txn: &WriteTxn, reply: &message::Model) -> Result<Option<TicketStatus>, Failure> {
    let mut before = None;
    for change in changes_since(txn, reply).await? {
        let its = by_reply(reply, &change);
        if let Ok(Change::Status { from, .. }) = serde_json::from_value(change.what) {
            if !its {
                return Ok(None);
            }
            before = before.or(Some(from));
        }
    }
    Ok(before)
}

/// The lanes in which mails with a message wait.
async fn mails(txn: &WriteTxn, message: &message::Model) -> Result<Vec<String>, Failure> {
    let mails = job::Entity::find()
        .filter(job::Column::AccountId.eq(message.account_id))
        .filter(job::Column::Lane.starts_with(format!("mail:{}:", message.ticket_id)))
        .filter(job::Column::LaneSeq.eq(message.seq))
        .all(&**txn)
        .await?;
    Ok(mails.into_iter().filter_map(|it| it.lane).collect())
}

/// Takes away the jobs by which a reply would leave: all of them, or it has left.
async fn called_back(
    txn: &WriteTxn,
    ticket: &ticket::Model,
    (message, mailed_to): (&message::Model, usize),
) -> Result<bool, Failure> {
    let mails = mails(txn, message).await?;
    if mails.is_empty() || mails.len() != mailed_to {
        return Ok(false);
    }
    for lane in mails {
        if take_job(txn, ticket.account_id, (lane, message.seq), "send_message_mail").await? != 1 {
            return Ok(false);
        }
    }
    // What it did to the status was said in the same breath, and need not be told by itself.
    let changes = changes_since(txn, message).await?;
    for thread in customers_threads(txn, ticket).await? {
        if waiting(txn, &thread, message.seq, "post_message").await? != 1 {
            return Ok(false);
        }
        for change in changes.iter().filter(|it| by_reply(message, it)) {
            waiting(txn, &thread, change.seq, "post_change").await?;
        }
    }
    Ok(true)
}
