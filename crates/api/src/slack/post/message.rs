//! A message in a ticket's thread: one post, or as many as it takes.

use std::collections::BTreeMap;

use portico_types::{
    ids::{MessageId, SlackPostId, SlackThreadId},
    tickets::{AuthorKind, MessageVisibility},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    find_thread, posted_thread,
    read_back::{Arrived, read_thread},
    sending::Sending,
    twice, unless,
};
use crate::{
    app::AppState,
    db::{WriteTxn, or_nothing},
    entity::{ThreadKind, customer, mention, message, slack_post, slack_thread, slack_user, ticket},
    jobs::{Claim, Failure, Outcome},
    outside::slack::Post,
    slack::{apply, cards, clients},
    text::{Mention, bold_mrkdwn, escape_mrkdwn, split_mrkdwn, to_mrkdwn},
};

pub(super) async fn post_message(
    state: &AppState,
    claim: &Claim,
    thread_id: SlackThreadId,
    message_id: MessageId,
) -> Outcome {
    let Some((thread, root)) = posted_thread(state, claim, thread_id).await? else {
        return adopt(state, claim, thread_id, message_id).await;
    };
    let Some(parts) = parts(&state.db, &thread, message_id).await? else {
        return adopt(state, claim, thread_id, message_id).await;
    };
    let posted = posts(&state.db, &thread, message_id).await?;
    post_parts(state, claim, (&thread, &root), message_id, &parts, &posted).await
}

/// There is nothing to say any more. Where an earlier try may have said it all the same it is written down, so that whoever takes it away,
/// behind this job, finds it.
async fn adopt(state: &AppState, claim: &Claim, thread_id: SlackThreadId, message_id: MessageId) -> Outcome {
    if claim.sending_since.is_none() {
        return Ok(());
    }
    let Some(thread) = find_thread(state, claim, thread_id).await? else {
        return Ok(());
    };
    let Some(root) = &thread.ts else { return Ok(()) };
    let arrived = read_thread(state, claim, &thread, root).await?;
    let txn = state.begin_write().await?;
    for number in arrived.parts_of(&message_id.to_string()) {
        if let Some((ts, more)) = arrived.of(&format!("{message_id}:{number}")) {
            remember(state, &txn, &thread, (message_id, number), ts.to_owned(), more).await?;
        }
    }
    claim.settle(&*txn).await?;
    Ok(txn.commit().await?)
}

/// Brings a message's posts up to date, or takes them away. What somebody wrote in Slack themselves is theirs to change.
pub(super) async fn update_message(
    state: &AppState,
    claim: &Claim,
    thread_id: SlackThreadId,
    message_id: MessageId,
) -> Outcome {
    if let Some(retired) = find_thread(state, claim, thread_id)
        .await?
        .filter(|it| it.retired_at.is_some())
    {
        return take_back(state, &retired, message_id).await;
    }
    let Some((thread, root)) = posted_thread(state, claim, thread_id).await? else {
        return Ok(());
    };
    let parts = parts(&state.db, &thread, message_id).await?.unwrap_or_default();
    let posted = posts(&state.db, &thread, message_id).await?;
    let slack = clients::of_thread(state, &thread).await?;
    for post in posted.values() {
        match usize::try_from(post.part).ok().and_then(|part| parts.texts.get(part)) {
            Some(text) => {
                let new = Post {
                    text: text.clone(),
                    ..Post::default()
                };
                let done = slack.update(&thread.channel_id, &post.ts, new).await;
                match unless(done, &["cant_update_message", "message_not_found"]) {
                    Ok(()) => {}
                    other => return other,
                }
            }
            None => unless(
                slack.delete(&thread.channel_id, &post.ts).await,
                &["cant_delete_message", "message_not_found"],
            )?,
        }
    }
    // What was never posted here is not for this thread, or its own job is to come; but for a ticket's first message, which began on the
    // card.
    let begun = !posted.is_empty() || parts.from > 0;
    if !begun || posted.len() + parts.from >= parts.texts.len() {
        return Ok(());
    }
    post_parts(state, claim, (&thread, &root), message_id, &parts, &posted).await
}

/// Where a ticket was, nothing new is said; but what is gone from it goes there, too.
async fn take_back(state: &AppState, retired: &slack_thread::Model, message_id: MessageId) -> Outcome {
    if parts(&state.db, retired, message_id).await?.is_some() {
        return Ok(());
    }
    let slack = clients::of_thread(state, retired).await?;
    for post in posts(&state.db, retired, message_id).await?.values() {
        unless(
            slack.delete(&retired.channel_id, &post.ts).await,
            &["cant_delete_message", "message_not_found"],
        )?;
    }
    Ok(())
}

/// Posts those parts of a message that are not in the thread yet.
async fn post_parts(
    state: &AppState,
    claim: &Claim,
    (thread, root): (&slack_thread::Model, &str),
    message_id: MessageId,
    parts: &Parts,
    posted: &BTreeMap<i32, slack_post::Model>,
) -> Outcome {
    let mut sending = Sending::new(state, claim);
    let mut arrived: Option<Arrived> = None;
    for (number, text) in (0..).zip(&parts.texts).skip(parts.from) {
        if posted.contains_key(&number) {
            continue;
        }
        let id = format!("{message_id}:{number}");
        if claim.sending_since.is_some() && arrived.is_none() {
            arrived = Some(read_thread(state, claim, thread, root).await?);
        }
        let there = arrived.as_ref().and_then(|arrived| arrived.of(&id));
        let (ts, more) = if let Some((ts, more)) = there {
            (ts.to_owned(), more)
        } else {
            let post = Post {
                text: text.clone(),
                blocks: None,
                id: Some(id),
            };
            (sending.post(thread, Some(root), post).await?, Vec::new())
        };
        let txn = state.begin_write().await?;
        remember(state, &txn, thread, (message_id, number), ts, more).await?;
        claim.has_sent(&*txn).await?;
        txn.commit().await?;
    }
    Ok(())
}

/// Writes down where a part of a message stands. When it is known to stand elsewhere, this one came second.
pub(super) async fn remember(
    state: &AppState,
    txn: &WriteTxn,
    thread: &slack_thread::Model,
    (message_id, part): (MessageId, i32),
    ts: String,
    more: Vec<String>,
) -> Outcome {
    let row = slack_post::ActiveModel {
        account_id: Set(thread.account_id),
        id: Set(SlackPostId(Uuid::now_v7())),
        message_id: Set(message_id),
        thread_id: Set(thread.id),
        part: Set(part),
        channel_id: Set(thread.channel_id.clone()),
        ts: Set(ts.clone()),
        created_at: Set(state.clock.now()),
    };
    slack_post::Entity::insert(row)
        .on_conflict(or_nothing())
        .try_insert()
        .exec_without_returning(&**txn)
        .await?;
    let known = posts(&**txn, thread, message_id).await?;
    for ts in more.into_iter().chain([ts]) {
        if known.values().all(|post| post.ts != ts) {
            twice::take_away(state, txn, thread, ts).await?;
        }
    }
    Ok(())
}

/// The posts of a message in a thread, by part.
pub(super) async fn posts(
    db: &impl ConnectionTrait,
    thread: &slack_thread::Model,
    message_id: MessageId,
) -> Result<BTreeMap<i32, slack_post::Model>, Failure> {
    let posts = slack_post::Entity::find()
        .filter(slack_post::Column::AccountId.eq(thread.account_id))
        .filter(slack_post::Column::MessageId.eq(message_id))
        .filter(slack_post::Column::ThreadId.eq(thread.id))
        .order_by_asc(slack_post::Column::Part);
    let posts = posts.all(db).await?;
    Ok(posts.into_iter().map(|post| (post.part, post)).collect())
}

/// Slack asks to stay below 4,000 characters.
pub(in crate::slack) const PART: usize = 3500;

/// A message as the posts it makes in a thread.
#[derive(Default)]
pub(super) struct Parts {
    pub texts: Vec<String>,
    /// Which of them is the first to be posted: a ticket's first message begins on the card.
    pub from: usize,
}

/// A message as the posts it makes in a thread, or `None` when there is nothing to show there.
pub(super) async fn parts(
    db: &impl ConnectionTrait,
    thread: &slack_thread::Model,
    message_id: MessageId,
) -> Result<Option<Parts>, Failure> {
    let message = message::Entity::find_by_id((thread.account_id, message_id))
        .one(db)
        .await?;
    let internal = |message: &message::Model| message.visibility == MessageVisibility::Internal;
    // The second wall before customers: no note enters their channel, whatever job says so.
    let fits = |message: &message::Model| {
        message.deleted_at.is_none() && !(internal(message) && thread.kind == ThreadKind::Customer)
    };
    let Some(message) = message.filter(fits) else {
        return Ok(None);
    };
    let first = cards::first_message(db, (thread.account_id, thread.ticket_id)).await?;
    if first.is_some_and(|first| first.id == message.id) {
        let texts = cards::first_parts(db, thread, &message.body)
            .await
            .map_err(apply::failure)?;
        return Ok(Some(Parts { texts, from: 1 }));
    }
    let tagged = mention::Entity::find()
        .filter(mention::Column::AccountId.eq(thread.account_id))
        .filter(mention::Column::MessageId.eq(message.id))
        .all(db)
        .await?;
    let users = slack_user::Entity::find()
        .filter(slack_user::Column::AccountId.eq(thread.account_id))
        .filter(slack_user::Column::WorkspaceId.eq(thread.workspace_id))
        .filter(slack_user::Column::AgentId.is_in(tagged.iter().map(|it| it.agent_id)))
        .all(db)
        .await?;
    let user_of = |agent| {
        let user = users.iter().find(|user| user.agent_id == Some(agent));
        user.map(|user| user.user_id.clone())
            .filter(|_| thread.kind == ThreadKind::Triage)
    };
    let mentions: Vec<Mention> = tagged
        .into_iter()
        .map(|it| Mention {
            slack_user: user_of(it.agent_id),
            name: it.name,
        })
        .collect();
    let name = bold_mrkdwn(&message.author_name);
    let head = match message.author_kind {
        _ if internal(&message) => format!("🔒 {name} · internal note\n"),
        AuthorKind::Contact => {
            let ticket = ticket::Entity::find_by_id((thread.account_id, message.ticket_id))
                .one(db)
                .await?;
            let customer = match ticket {
                Some(ticket) => {
                    customer::Entity::find_by_id((thread.account_id, ticket.customer_id))
                        .one(db)
                        .await?
                }
                None => None,
            };
            let company = customer.map(|it| format!(" ({})", escape_mrkdwn(&it.name)));
            format!("{name}{}\n", company.unwrap_or_default())
        }
        AuthorKind::Agent => format!("{name}\n"),
        AuthorKind::System => String::new(),
    };
    let text = format!("{head}{}", to_mrkdwn(&message.body, &mentions));
    Ok(Some(Parts {
        texts: split_mrkdwn(&text, PART),
        from: 0,
    }))
}
