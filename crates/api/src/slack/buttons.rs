//! What agents do with a card's buttons and menus, and with the *Reply* modal.

use portico_types::{
    ids::SlackThreadId,
    tickets::{MessageVisibility, Source, TicketStatus},
};
use sea_orm::EntityTrait;

use super::{
    apply::{Applying, failure},
    blocks, explanations,
    meaning::Manners,
    people,
    received::Action,
    replies, undo,
};
use crate::{
    attachments::Files,
    db::WriteTxn,
    entity::{ThreadKind, slack_thread},
    jobs::{Failure, Outcome},
    text,
    tickets::{Actor, Edit, Said},
};

/// An agent used a button or menu of a card.
pub(super) async fn pressed(
    applying: &Applying<'_>,
    (user, team): (&str, Option<&str>),
    channel: &str,
    ts: &str,
    action: Action,
) -> Outcome {
    let thread = replies::thread_of(applying, channel, ts).await?;
    let Some(thread) = thread.filter(|thread| thread.kind == ThreadKind::Triage) else {
        return applying.nothing().await;
    };
    let Some(agent) = people::agent(applying.state, &applying.workspace, user, team).await? else {
        return applying
            .explain(channel, user, None, explanations::NOT_AN_AGENT_BUTTON)
            .await;
    };
    if thread.retired_at.is_some() {
        let why = replies::moved_away(applying, &thread).await?;
        return applying.explain(channel, user, None, &why).await;
    }
    let txn = applying.begin().await?;
    let agent = people::still(&txn, applying, (user, team), agent).await?;
    let id = (thread.account_id, thread.ticket_id);
    let mut edit = Edit::begin(&txn, id, Actor::from(&agent), Source::Slack, applying.now)
        .await
        .map_err(failure)?;
    if edit.ticket().status == TicketStatus::Closed {
        txn.rollback().await?;
        return applying
            .explain(channel, user, None, explanations::CLOSED_FOR_CHANGES)
            .await;
    }
    match action {
        Action::Take => edit.set_assignee(Some(agent.id)).await,
        Action::Status(status) => edit.set_status(status).await,
        Action::Priority(priority) => edit.set_priority(priority).await,
    }
    .map_err(failure)?;
    edit.finish().await.map_err(failure)?;
    applying.commit(txn).await
}

/// Nobody moves the ticket that this transaction has locked; somebody may have before.
pub(super) async fn still_there(txn: &WriteTxn, thread: &slack_thread::Model) -> Result<(), Failure> {
    let now = slack_thread::Entity::find_by_id((thread.account_id, thread.id))
        .one(&**txn)
        .await?;
    match now {
        Some(now) if now.retired_at.is_none() => Ok(()),
        _ => Err(anyhow::anyhow!("the ticket was moved at the same time").into()),
    }
}

/// What the modal was sent with.
pub(super) struct Reply {
    /// As typed.
    pub text: String,
    pub note: bool,
    pub solve: bool,
}

/// An agent sent the *Reply* modal.
pub(super) async fn replied(
    applying: &Applying<'_>,
    (user, team): (&str, Option<&str>),
    thread_id: SlackThreadId,
    reply: Reply,
) -> Outcome {
    let db = &applying.state.db;
    let thread = slack_thread::Entity::find_by_id((applying.claim.account_id, thread_id))
        .one(db)
        .await?;
    let Some(thread) = thread.filter(|thread| thread.kind == ThreadKind::Triage) else {
        return applying.nothing().await;
    };
    let Some(agent) = people::agent(applying.state, &applying.workspace, user, team).await? else {
        return applying
            .explain(&thread.channel_id, user, None, explanations::NOT_AN_AGENT)
            .await;
    };
    if thread.retired_at.is_some() {
        // What they typed is nowhere else.
        let why = replies::moved_away(applying, &thread).await?;
        let typed = blocks::clip(&text::escape_mrkdwn(&reply.text), 2900);
        let why = format!("{why}\nYou wrote:\n{typed}");
        return applying.explain(&thread.channel_id, user, None, &why).await;
    }
    // People write here as they write in Slack, but what they type is not escaped.
    let typed = reply
        .text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let body = text::from_mrkdwn(&typed, &|_| None);
    let txn = applying.begin().await?;
    let agent = people::still(&txn, applying, (user, team), agent).await?;
    // The mark counts here as it does in the thread: whoever is used to it must not answer the customer by it.
    let marked = Manners::of(&*txn, &thread).await?.without_mark(&body, &typed);
    let note = reply.note || marked.is_some();
    let body = marked.unwrap_or(body);
    let visibility = if note {
        MessageVisibility::Internal
    } else {
        MessageVisibility::Public
    };
    let id = (thread.account_id, thread.ticket_id);
    let mut edit = Edit::begin(&txn, id, Actor::from(&agent), Source::Slack, applying.now)
        .await
        .map_err(failure)?;
    if edit.ticket().status == TicketStatus::Closed && (!note || reply.solve) {
        txn.rollback().await?;
        return applying
            .explain(&thread.channel_id, user, None, explanations::CLOSED)
            .await;
    }
    let said = Said {
        visibility,
        body: &body,
        mentions: &[],
        files: Files::None,
        written_in: None, // The modal is no message: the thread gets it as a post of ours.
    };
    edit.hold(undo::pause(applying.state));
    still_there(&txn, &thread).await?;
    let message = edit.say(said).await.map_err(failure)?;
    if reply.solve {
        edit.set_status(TicketStatus::Solved).await.map_err(failure)?;
    }
    edit.finish().await.map_err(failure)?;
    if !note {
        applying.confirm(&txn, &thread, &message, user).await?;
    }
    applying.commit(txn).await
}
