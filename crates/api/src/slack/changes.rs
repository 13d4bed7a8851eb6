//! What people change and take back of what they wrote in tickets' threads.

use portico_types::{
    ids::{AgentId, ContactId, MessageId},
    tickets::{AuthorKind, MessageVisibility, Source},
};
use sea_orm::{ConnectionTrait, EntityTrait};

use super::{
    apply::{Applying, failure},
    explanations,
    meaning::{Manners, read},
    people,
    received::Written,
    replies::thread_of,
    versions::{Became, Known, known, note},
};
use crate::{
    app::AppState,
    entity::{Heard, ThreadKind, contact, message, slack_thread},
    inbound_mail,
    jobs::{Failure, Outcome},
    tickets::{Actor, Edit, Reader},
};

/// A message that is on the ticket says something else now.
pub(super) async fn revised(
    applying: &Applying<'_>,
    thread: &slack_thread::Model,
    known: &Known,
    id: MessageId,
    written: Written,
) -> Outcome {
    let state = applying.state;
    let Some(author) = message_of(&state.db, thread, id).await? else {
        return changed_in_vain(applying, thread, known, id, &written, explanations::TAKEN_AWAY).await;
    };
    // Who has left the team must not go on speaking for it through what they once wrote.
    let team = written.user_team.as_deref();
    let mut agent = None;
    if author.author_kind == AuthorKind::Agent {
        agent = people::agent(state, &applying.workspace, &written.user, team).await?;
        if agent.is_none() {
            return changed_in_vain(applying, thread, known, id, &written, explanations::NOT_AN_AGENT).await;
        }
    }
    let (body, mentions) = read(applying, &written).await?;
    let txn = applying.begin().await?;
    if let Some(agent) = agent {
        people::still(&txn, applying, (written.user.as_str(), team), agent).await?;
    }
    let ticket = (thread.account_id, thread.ticket_id);
    let mut edit = Edit::begin(&txn, ticket, of(&author), Source::Slack, applying.now)
        .await
        .map_err(failure)?;
    let before = message_of(&*txn, thread, id).await?;
    if let Some(before) = &before
        && left(applying.state, &*txn, before).await?
    {
        return applying.commit(txn).await; // Not heard: once they may come in again, the change is found where threads are compared.
    }
    let became = Became {
        version: written.version,
        outcome: Heard::Taken,
        message_id: Some(id),
    };
    note(applying, &txn, (thread, &written.ts), Some(known), became).await?;
    let Some(before) = before else {
        return applying.commit(txn).await;
    };
    // A note stays a note, with its mark or without; what went out cannot be called back by adding one.
    let manners = Manners::of(&*txn, thread).await?;
    let body = match manners.without_mark(&body, &written.text) {
        Some(note) if before.visibility == MessageVisibility::Internal => note,
        _ => body,
    };
    edit.drop_files(&before, &written.files, Some(thread.id))
        .await
        .map_err(failure)?;
    if before.body != body && !body.trim().is_empty() {
        edit.revise(before, &body, &mentions, Some(thread.id))
            .await
            .map_err(failure)?;
    }
    edit.finish().await.map_err(failure)?;
    applying.commit(txn).await
}

/// A change that comes to nothing: what is on the ticket stays as it is. Whoever made it is told, if they really changed something.
async fn changed_in_vain(
    applying: &Applying<'_>,
    thread: &slack_thread::Model,
    known: &Known,
    id: MessageId,
    written: &Written,
    why: &str,
) -> Outcome {
    if written.version <= known.version {
        return applying.nothing().await; // A preview that appeared.
    }
    let txn = applying.begin().await?;
    let became = Became {
        version: written.version,
        outcome: known.outcome,
        message_id: Some(id),
    };
    note(applying, &txn, (thread, &written.ts), Some(known), became).await?;
    if thread.kind == ThreadKind::Triage {
        let (channel, user) = (&written.channel, &written.user);
        applying
            .tell(&txn, channel, user, Some(&written.thread_ts), why)
            .await?;
    }
    applying.commit(txn).await
}

/// Where a ticket was, its former customer changes nothing any more; the team's own words stay theirs.
pub(super) fn may_change(thread: &slack_thread::Model) -> bool {
    thread.retired_at.is_none() || thread.kind == ThreadKind::Triage
}

/// Somebody took back what they had written, be it that we have not heard of it yet.
pub(super) async fn deleted(applying: &Applying<'_>, channel: &str, thread_ts: &str, ts: &str) -> Outcome {
    let Some(thread) = thread_of(applying, channel, thread_ts).await? else {
        return applying.nothing().await;
    };
    let before = known(&applying.state.db, &thread, ts).await?;
    if before.as_ref().is_some_and(|it| it.outcome == Heard::Deleted) {
        return applying.nothing().await;
    }
    let message_id = before.as_ref().and_then(|it| it.message_id);
    let message = match message_id {
        Some(id) => message_of(&applying.state.db, &thread, id).await?,
        None => None,
    };
    let became = Became {
        version: before.as_ref().map_or(0, |it| it.version),
        outcome: Heard::Deleted,
        message_id,
    };
    let by_agent = message.as_ref().filter(|it| it.author_kind == AuthorKind::Agent);
    let may_go = match by_agent.and_then(|it| it.author_id) {
        Some(author) => people::may_be_taken_back(applying.state, &applying.workspace, AgentId(author)).await?,
        None => true,
    };
    let txn = applying.begin().await?;
    let Some(message) = message.filter(|_| may_change(&thread)) else {
        note(applying, &txn, (&thread, ts), before.as_ref(), became).await?;
        return applying.commit(txn).await;
    };
    let ticket = (thread.account_id, thread.ticket_id);
    let mut edit = Edit::begin(&txn, ticket, of(&message), Source::Slack, applying.now)
        .await
        .map_err(failure)?;
    note(applying, &txn, (&thread, ts), before.as_ref(), became).await?;
    let Some(message) = message_of(&*txn, &thread, message.id).await? else {
        return applying.commit(txn).await;
    };
    if may_go && !left(applying.state, &*txn, &message).await? {
        edit.erase(message, Some(thread.id)).await.map_err(failure)?;
        edit.finish().await.map_err(failure)?;
    } else {
        // Slack does not say who did it: somebody who may act here no more, or who looks after the workspace and has a reason. So nothing goes
        // by itself, and the team, which can remove it, is told.
        let words = explanations::deleted_by_whom(&message.author_name);
        inbound_mail::note(&txn, ticket, &words, applying.now).await?;
    }
    applying.commit(txn).await
}

/// A message, if it was written in Slack and is still there.
async fn message_of(
    db: &impl ConnectionTrait,
    thread: &slack_thread::Model,
    id: MessageId,
) -> Result<Option<message::Model>, Failure> {
    let message = message::Entity::find_by_id((thread.account_id, id)).one(db).await?;
    Ok(message.filter(|message| message.source == Source::Slack && message.deleted_at.is_none()))
}

/// Whether a message was written by a contact who may come in no more.
pub(super) async fn author_left(
    state: &AppState,
    thread: &slack_thread::Model,
    id: MessageId,
) -> Result<bool, Failure> {
    match message_of(&state.db, thread, id).await? {
        Some(message) => left(state, &state.db, &message).await,
        None => Ok(false),
    }
}

/// Whether a contact wrote it who may come in no more: what they write now is not theirs either (`people::customers_person`).
async fn left(state: &AppState, db: &impl ConnectionTrait, message: &message::Model) -> Result<bool, Failure> {
    let Some(id) = message.author_id.filter(|_| message.author_kind == AuthorKind::Contact) else {
        return Ok(false);
    };
    let account = state.account(message.account_id).await.map_err(failure)?;
    let contact = contact::Entity::find_by_id((message.account_id, ContactId(id)))
        .one(db)
        .await?;
    Ok(match contact {
        Some(contact) => Reader::of(db, &account, &contact).await?.is_none(),
        None => true,
    })
}

/// The author of a message, who alone can edit it in Slack. (Others may delete it there; Slack does not say who did.)
fn of(message: &message::Model) -> Actor {
    Actor {
        kind: message.author_kind,
        id: message.author_id,
        name: message.author_name.clone(),
    }
}
