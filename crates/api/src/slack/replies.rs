//! What people write in tickets' threads, and change and take back there.

use portico_types::{
    ids::SlackThreadId,
    staff::TriageReplies,
    tickets::{AuthorKind, MessageVisibility, Source, TicketStatus},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{
    apply::{Applying, failure},
    explanations,
    meaning::{Manners, read},
    people, post,
    received::Written,
    routing,
};
use crate::{
    db::WriteTxn,
    entity::{ThreadKind, message, slack_post, slack_thread, ticket},
    error::Error,
    jobs::{Failure, Outcome},
    outside::slack::{SlackError, User},
    tickets::{Actor, Edit, Said},
};

/// Somebody wrote in a thread.
pub(super) async fn said(applying: &Applying<'_>, written: Written) -> Outcome {
    let state = applying.state;
    let Some(thread) = thread_of(applying, &written.channel, &written.thread_ts).await? else {
        return applying.nothing().await;
    };
    if post_at(&state.db, &thread, &written.ts).await?.is_some() {
        return applying.nothing().await;
    }
    let agent = people::agent(
        &state.db,
        &applying.workspace,
        &written.user,
        written.user_team.as_deref(),
    )
    .await
    .map_err(failure)?;
    let stranger = if agent.is_none() {
        person(applying, &written.user).await?
    } else {
        None
    };
    if stranger.as_ref().is_some_and(|user| user.is_bot) {
        return applying.nothing().await; // Other apps talk in threads, too.
    }
    if agent.is_none() && thread.kind == ThreadKind::Triage {
        let text = explanations::NOT_AN_AGENT;
        return applying
            .explain(&written.channel, &written.user, Some(&written.thread_ts), text)
            .await;
    }
    let (body, mentions) = read(applying, &written).await?;

    let txn = applying.begin().await?;
    let manners = Manners::of(&*txn, &thread).await?;
    let (visibility, body) = match (thread.kind, manners.without_mark(&body, &written.text)) {
        (ThreadKind::Triage, Some(note)) => (MessageVisibility::Internal, note),
        (ThreadKind::Triage, None) if manners.replies == TriageReplies::Internal => (MessageVisibility::Internal, body),
        _ => (MessageVisibility::Public, body),
    };
    if body.trim().is_empty() {
        return applying.commit(txn).await;
    }
    let actor = match (agent, stranger) {
        (Some(agent), _) => Actor::from(&agent),
        (None, Some(user)) => author(applying, &txn, &thread, &user).await?,
        // Gone from Slack before we could ask; what they said is not.
        (None, None) => Actor {
            kind: AuthorKind::Contact,
            id: None,
            name: "Somebody via Slack, unverified".to_owned(),
        },
    };
    let mut edit = Edit::begin(
        &txn,
        (thread.account_id, thread.ticket_id),
        actor,
        Source::Slack,
        applying.now,
    )
    .await
    .map_err(failure)?;
    if visibility == MessageVisibility::Public && edit.ticket().status == TicketStatus::Closed {
        txn.rollback().await?;
        let text = explanations::CLOSED;
        return applying
            .explain(&written.channel, &written.user, Some(&written.thread_ts), text)
            .await;
    }
    let said = Said {
        visibility,
        body: &body,
        mentions: &mentions,
        written_in: Some(thread.id),
    };
    let message = edit.say(said).await.map_err(failure)?;
    edit.finish().await.map_err(failure)?;
    applying.remember(&txn, &thread, &message, &written).await?;
    applying.commit(txn).await
}

/// Somebody changed what they had written. Slack also tells of changes that are none, such as a preview that appeared.
pub(super) async fn edited(applying: &Applying<'_>, written: Written) -> Outcome {
    let Some((thread, post)) = known(applying, &written.channel, &written.thread_ts, &written.ts).await? else {
        return applying.nothing().await;
    };
    let (body, mentions) = read(applying, &written).await?;
    let txn = applying.begin().await?;
    let Some(before) = message_of(&*txn, &post).await? else {
        return applying.commit(txn).await;
    };
    // A note stays a note, with its mark or without; what went out cannot be called back by adding one.
    let manners = Manners::of(&*txn, &thread).await?;
    let body = match manners.without_mark(&body, &written.text) {
        Some(note) if before.visibility == MessageVisibility::Internal => note,
        _ => body,
    };
    if before.body == body || body.trim().is_empty() {
        return applying.commit(txn).await;
    }
    // Who has left the team must not go on speaking for it through what they once wrote.
    if before.author_kind == AuthorKind::Agent {
        let team = written.user_team.as_deref();
        let still = people::agent(&*txn, &applying.workspace, &written.user, team).await;
        if still.map_err(failure)?.is_none() {
            return applying.commit(txn).await;
        }
    }
    let mut edit = Edit::begin(
        &txn,
        (thread.account_id, thread.ticket_id),
        of(&before),
        Source::Slack,
        applying.now,
    )
    .await
    .map_err(failure)?;
    edit.revise(before, &body, &mentions, Some(thread.id))
        .await
        .map_err(failure)?;
    edit.finish().await.map_err(failure)?;
    applying.commit(txn).await
}

/// Somebody took back what they had written.
pub(super) async fn deleted(applying: &Applying<'_>, channel: &str, thread_ts: &str, ts: &str) -> Outcome {
    let Some((thread, post)) = known(applying, channel, thread_ts, ts).await? else {
        return applying.nothing().await;
    };
    let txn = applying.begin().await?;
    let Some(before) = message_of(&*txn, &post).await? else {
        return applying.commit(txn).await;
    };
    let mut edit = Edit::begin(
        &txn,
        (thread.account_id, thread.ticket_id),
        of(&before),
        Source::Slack,
        applying.now,
    )
    .await
    .map_err(failure)?;
    edit.erase(before, Some(thread.id)).await.map_err(failure)?;
    edit.finish().await.map_err(failure)?;
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
    let first = match applying.state.slack.replies(channel, ts, "", 1).await {
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

async fn post_at(
    db: &impl ConnectionTrait,
    thread: &slack_thread::Model,
    ts: &str,
) -> Result<Option<slack_post::Model>, Failure> {
    let posts = slack_post::Entity::find()
        .filter(slack_post::Column::AccountId.eq(thread.account_id))
        .filter(slack_post::Column::ThreadId.eq(thread.id))
        .filter(slack_post::Column::Ts.eq(ts));
    Ok(posts.one(db).await?)
}

/// The thread and post of a message that was taken from Slack before.
async fn known(
    applying: &Applying<'_>,
    channel: &str,
    thread_ts: &str,
    ts: &str,
) -> Result<Option<(slack_thread::Model, slack_post::Model)>, Failure> {
    let db = &applying.state.db;
    let thread = routing::thread_at(db, &applying.workspace, channel, thread_ts)
        .await
        .map_err(failure)?;
    let Some(thread) = thread else { return Ok(None) };
    Ok(post_at(db, &thread, ts).await?.map(|post| (thread, post)))
}

/// The message behind a post, if it was written in Slack and is still there.
async fn message_of(db: &impl ConnectionTrait, post: &slack_post::Model) -> Result<Option<message::Model>, Failure> {
    let message = message::Entity::find_by_id((post.account_id, post.message_id))
        .one(db)
        .await?;
    Ok(message.filter(|message| message.source == Source::Slack && message.deleted_at.is_none()))
}

/// The author of a message, who is the only one Slack lets change it.
fn of(message: &message::Model) -> Actor {
    Actor {
        kind: message.author_kind,
        id: message.author_id,
        name: message.author_name.clone(),
    }
}

/// Asks Slack who somebody is; `None` when nobody any more.
async fn person(applying: &Applying<'_>, user: &str) -> Result<Option<User>, Failure> {
    match applying.state.slack.user(user).await {
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
) -> Result<Actor, Failure> {
    let account = applying.state.account(thread.account_id).await.map_err(failure)?;
    let ticket = ticket::Entity::find_by_id((thread.account_id, thread.ticket_id))
        .one(&**txn)
        .await?;
    let ticket = ticket.ok_or_else(|| failure(Error::NotFound("ticket")))?;
    people::customers_person(&**txn, &account, ticket.customer_id, user, applying.now)
        .await
        .map_err(failure)
}
