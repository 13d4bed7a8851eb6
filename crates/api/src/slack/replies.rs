//! What people write in tickets' threads.

use portico_types::{
    ids::SlackThreadId,
    staff::TriageReplies,
    tickets::{AuthorKind, MessageVisibility, Source, TicketStatus},
};
use sea_orm::EntityTrait;

use super::{
    apply::{Applying, failure},
    buttons, changes, explanations,
    meaning::{Manners, read},
    moved::Forward,
    people::{self, Customers},
    post,
    received::Written,
    routing, undo,
    versions::{Became, Known, known, note},
};
use crate::{
    attachments::Files,
    db::WriteTxn,
    entity::{Heard, ThreadKind, slack_thread, ticket},
    error::Error,
    jobs::{Failure, Outcome},
    outside::slack::{SlackError, User},
    tickets::{Actor, Edit, Said},
};

/// Somebody wrote in a thread, or changed what they had written. Slack also tells of changes that are none, such as a preview that
/// appeared.
pub(super) async fn heard(applying: &Applying<'_>, written: Written, changed: bool) -> Outcome {
    let Some(thread) = thread_of(applying, &written.channel, &written.thread_ts).await? else {
        return applying.nothing().await;
    };
    let before = known(&applying.state.db, &thread, &written.ts).await?;
    let Some(before) = before else {
        return said(applying, &thread, None, written).await;
    };
    let theirs = changes::may_change(&thread);
    // What was found in the thread is of a later version than what was told, be it that nobody told of the change.
    let later = written.version > before.version;
    let newer = theirs && (later || changed && written.version == before.version);
    match (before.outcome, before.message_id) {
        (Heard::Taken, Some(id)) if newer => changes::revised(applying, &thread, &before, id, written).await,
        (Heard::Ignored, _) if later => said(applying, &thread, Some(&before), written).await,
        _ => applying.nothing().await,
    }
}

/// A message that is not on the ticket yet.
async fn said(
    applying: &Applying<'_>,
    thread: &slack_thread::Model,
    before: Option<&Known>,
    written: Written,
) -> Outcome {
    let state = applying.state;
    let subject = (thread, before, &written);
    let agent = people::agent(state, &applying.workspace, &written.user, written.user_team.as_deref()).await?;
    let stranger = if agent.is_none() {
        person(applying, &written.user).await?
    } else {
        None
    };
    if stranger.as_ref().is_some_and(|user| user.is_bot) {
        return turn_away(applying, subject, None, Heard::Ignored, None).await; // Other apps talk in threads, too.
    }
    if thread.retired_at.is_some() {
        let why = moved_away(applying, thread).await?;
        return turn_away(applying, subject, None, Heard::Refused, Some(&why)).await;
    }
    if agent.is_none() && thread.kind == ThreadKind::Triage {
        return turn_away(
            applying,
            subject,
            None,
            Heard::Refused,
            Some(explanations::NOT_AN_AGENT),
        )
        .await;
    }
    let customers = match &stranger {
        Some(user) => people::customers(applying, thread, user).await?,
        None => Customers::Unknown,
    };
    let (body, mentions) = read(applying, &written).await?;

    let txn = applying.begin().await?;
    let agent = match agent {
        Some(agent) => {
            let whom = (written.user.as_str(), written.user_team.as_deref());
            Some(people::still(&txn, applying, whom, agent).await?)
        }
        None => None,
    };
    let manners = Manners::of(&*txn, thread).await?;
    let (visibility, body) = match (thread.kind, manners.without_mark(&body, &written.text)) {
        (ThreadKind::Triage, Some(note)) => (MessageVisibility::Internal, note),
        (ThreadKind::Triage, None) if manners.replies == TriageReplies::Internal => (MessageVisibility::Internal, body),
        _ => (MessageVisibility::Public, body),
    };
    if body.trim().is_empty() && written.files.is_empty() {
        return turn_away(
            applying,
            subject,
            Some(txn),
            Heard::Ignored,
            Some(explanations::UNREADABLE),
        )
        .await;
    }
    let actor = match (agent, stranger) {
        (Some(agent), _) => Actor::from(&agent),
        (None, Some(user)) => author(applying, &txn, thread, &user, customers).await?,
        // Gone from Slack before we could ask; what they said is not.
        (None, None) => Actor {
            kind: AuthorKind::Contact,
            id: None,
            name: "Somebody via Slack, unverified".to_owned(),
        },
    };
    // A colleague who is no agent: neither has the customer answered nor the team.
    let aside = actor.kind == AuthorKind::Contact && actor.id.is_none() && customers == Customers::Colleague;
    let mut edit = Edit::begin(
        &txn,
        (thread.account_id, thread.ticket_id),
        actor,
        Source::Slack,
        applying.now,
    )
    .await
    .map_err(failure)?;
    buttons::still_there(&txn, thread).await?;
    if visibility == MessageVisibility::Public && edit.ticket().status == TicketStatus::Closed {
        return turn_away(applying, subject, Some(txn), Heard::Refused, Some(explanations::CLOSED)).await;
    }
    let said = Said {
        visibility,
        body: &body,
        mentions: &mentions,
        files: Files::Shared(thread, &written.files),
        written_in: Some(thread.id),
    };
    if thread.kind == ThreadKind::Triage {
        edit.hold(undo::pause(state));
    }
    let message = if aside {
        edit.remark(said).await
    } else {
        edit.say(said).await
    }
    .map_err(failure)?;
    edit.finish().await.map_err(failure)?;
    let became = Became {
        version: written.version,
        outcome: Heard::Taken,
        message_id: Some(message.id),
    };
    note(applying, &txn, (thread, &written.ts), before, became).await?;
    applying.remember(&txn, thread, &message, &written).await?;
    if thread.kind == ThreadKind::Triage && visibility == MessageVisibility::Public {
        applying.confirm(&txn, thread, &message, &written.user).await?;
    }
    applying.commit(txn).await
}

/// Why nothing can be said in the thread that a ticket had before it was moved.
pub(super) async fn moved_away(applying: &Applying<'_>, thread: &slack_thread::Model) -> Result<String, Failure> {
    let forward = Forward::of(applying.state, thread).await.map_err(failure)?;
    Ok(forward.explanation())
}

/// A message does not come onto the ticket, and who wrote it is told why if it is theirs to know.
async fn turn_away(
    applying: &Applying<'_>,
    (thread, before, written): (&slack_thread::Model, Option<&Known>, &Written),
    txn: Option<WriteTxn>,
    outcome: Heard,
    why: Option<&str>,
) -> Outcome {
    let txn = match txn {
        Some(txn) => txn,
        None => applying.begin().await?,
    };
    let became = Became {
        version: written.version,
        outcome,
        message_id: None,
    };
    note(applying, &txn, (thread, &written.ts), before, became).await?;
    if let Some(why) = why {
        let (channel, user) = (&written.channel, &written.user);
        applying
            .tell(&txn, channel, user, Some(&written.thread_ts), why)
            .await?;
    }
    applying.commit(txn).await
}

/// Somebody took a ticket's card away: it is posted anew. What they write below what is left of it belongs to the ticket all the same.
pub(super) async fn card_deleted(applying: &Applying<'_>, channel: &str, ts: &str) -> Outcome {
    let thread = routing::thread_at(&applying.state.db, &applying.workspace, channel, ts)
        .await
        .map_err(failure)?;
    let txn = applying.begin().await?;
    if let Some(thread) = thread {
        post::card_gone(applying.state, &txn, &thread, ts).await?;
    }
    applying.commit(txn).await
}

/// The thread whose first message stands at `ts`. When the answer to posting a card was lost and somebody has replied below it, or used
/// its buttons, already, the card itself tells whose it is.
pub(super) async fn thread_of(
    applying: &Applying<'_>,
    channel: &str,
    ts: &str,
) -> Result<Option<slack_thread::Model>, Failure> {
    let db = &applying.state.db;
    if let Some(thread) = routing::thread_at(db, &applying.workspace, channel, ts)
        .await
        .map_err(failure)?
    {
        return Ok(Some(thread));
    }
    let first = match applying.slack()?.replies(channel, ts, "", 1).await {
        Ok(page) => page.messages.into_iter().find(|message| message.ts == ts),
        Err(SlackError::Permanent(_)) => None,
        Err(err) => return Err(err.into()),
    };
    // Anybody's app can put our name into its metadata: only our own card tells.
    let ours = first.filter(|message| message.bot_id.as_deref() == Some(&*applying.workspace.bot_id));
    let Some(id) = ours.and_then(|message| message.id()?.parse::<SlackThreadId>().ok()) else {
        return Ok(None);
    };
    let account_id = applying.claim.account_id;
    let txn = applying.begin().await?;
    let thread = slack_thread::Entity::find_by_id((account_id, id)).one(&*txn).await?;
    if let Some(thread) = thread.filter(|thread| thread.channel_id == channel) {
        post::card_stands(applying.state, &txn, &thread, ts).await?;
    }
    txn.commit().await?;
    routing::thread_at(db, &applying.workspace, channel, ts)
        .await
        .map_err(failure)
}

/// Asks Slack who somebody is; `None` when nobody any more.
async fn person(applying: &Applying<'_>, user: &str) -> Result<Option<User>, Failure> {
    match applying.slack()?.user(user).await {
        Ok(user) => Ok(Some(user)),
        Err(err) if err.code() == Some("user_not_found") || err.code() == Some("user_not_visible") => Ok(None),
        Err(err) => Err(err.into()),
    }
}

/// Who in the customer's channel speaks.
async fn author(
    applying: &Applying<'_>,
    txn: &WriteTxn,
    thread: &slack_thread::Model,
    user: &User,
    whose: Customers,
) -> Result<Actor, Failure> {
    let account = applying.state.account(thread.account_id).await.map_err(failure)?;
    let ticket = ticket::Entity::find_by_id((thread.account_id, thread.ticket_id))
        .one(&**txn)
        .await?;
    let ticket = ticket.ok_or_else(|| failure(Error::NotFound("ticket")))?;
    people::customers_person(&**txn, &account, ticket.customer_id, (user, whose), applying.now)
        .await
        .map_err(failure)
}
