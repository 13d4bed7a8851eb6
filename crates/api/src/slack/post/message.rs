//! A message in a ticket's thread: one post, or as many as it takes.

use std::{
    collections::{BTreeMap, HashMap},
    time::{Duration, Instant},
};

use anyhow::anyhow;
use portico_types::{
    ids::{MessageId, SlackPostId, SlackThreadId},
    tickets::{AuthorKind, MessageVisibility},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{posted_thread, read_back::read_thread, unless};
use crate::{
    app::AppState,
    db::or_nothing,
    entity::{ThreadKind, customer, mention, message, slack_post, slack_thread, slack_user, ticket},
    jobs::{Claim, Failure, Outcome},
    outside::slack::Post,
    text::{Mention, escape_mrkdwn, split_mrkdwn, to_mrkdwn},
};

pub(super) async fn post_message(
    state: &AppState,
    claim: &Claim,
    thread_id: SlackThreadId,
    message_id: MessageId,
) -> Outcome {
    let Some((thread, root)) = posted_thread(state, claim, thread_id).await? else {
        return Ok(());
    };
    let Some(parts) = parts(state, &thread, message_id).await? else {
        return Ok(());
    };
    let posted = posts(state, &thread, message_id).await?;
    post_parts(state, claim, (&thread, &root), message_id, &parts, &posted).await
}

/// Brings a message's posts up to date, or takes them away. What somebody wrote in Slack themselves is theirs to change.
pub(super) async fn update_message(
    state: &AppState,
    claim: &Claim,
    thread_id: SlackThreadId,
    message_id: MessageId,
) -> Outcome {
    let Some((thread, root)) = posted_thread(state, claim, thread_id).await? else {
        return Ok(());
    };
    let parts = parts(state, &thread, message_id).await?.unwrap_or_default();
    let posted = posts(state, &thread, message_id).await?;
    for post in posted.values() {
        match usize::try_from(post.part).ok().and_then(|part| parts.get(part)) {
            Some(text) => {
                let new = Post {
                    text: text.clone(),
                    ..Post::default()
                };
                let done = state.slack.update(&thread.channel_id, &post.ts, new).await;
                match unless(done, &["cant_update_message", "message_not_found"]) {
                    Ok(()) => {}
                    other => return other,
                }
            }
            None => unless(
                state.slack.delete(&thread.channel_id, &post.ts).await,
                &["cant_delete_message", "message_not_found"],
            )?,
        }
    }
    if posted.is_empty() || posted.len() >= parts.len() {
        return Ok(());
    }
    post_parts(state, claim, (&thread, &root), message_id, &parts, &posted).await
}

/// Posts those parts of a message that are not in the thread yet.
async fn post_parts(
    state: &AppState,
    claim: &Claim,
    (thread, root): (&slack_thread::Model, &str),
    message_id: MessageId,
    parts: &[String],
    posted: &BTreeMap<i32, slack_post::Model>,
) -> Outcome {
    let started = Instant::now();
    let enough = Duration::from_secs(u64::from(state.config.jobs.lease_seconds) / 2);
    let mut arrived = None;
    for (number, text) in (0..).zip(parts) {
        if posted.contains_key(&number) {
            continue;
        }
        if started.elapsed() > enough {
            // The lease is not ours for ever, and what is posted is recorded.
            return Err(Failure::Retry {
                error: anyhow!("a long message is posted in several goes"),
                after: Some(Duration::ZERO),
            });
        }
        let id = format!("{message_id}:{number}");
        if claim.attempt > 1 && arrived.is_none() {
            arrived = Some(read_thread(state, thread, root).await?);
        }
        let there = arrived.as_ref().and_then(|arrived: &HashMap<_, _>| arrived.get(&id));
        let ts = if let Some(ts) = there {
            ts.clone()
        } else {
            let post = Post {
                text: text.clone(),
                blocks: None,
                id: Some(id),
            };
            state.slack.post_message(&thread.channel_id, Some(root), post).await?
        };
        let row = slack_post::ActiveModel {
            account_id: Set(thread.account_id),
            id: Set(SlackPostId(Uuid::now_v7())),
            message_id: Set(message_id),
            thread_id: Set(thread.id),
            part: Set(number),
            channel_id: Set(thread.channel_id.clone()),
            ts: Set(ts),
            created_at: Set(state.clock.now()),
        };
        let txn = state.begin_write().await?;
        slack_post::Entity::insert(row)
            .on_conflict(or_nothing())
            .try_insert()
            .exec_without_returning(&*txn)
            .await?;
        txn.commit().await?;
    }
    Ok(())
}

/// The posts of a message in a thread, by part.
async fn posts(
    state: &AppState,
    thread: &slack_thread::Model,
    message_id: MessageId,
) -> Result<BTreeMap<i32, slack_post::Model>, Failure> {
    let posts = slack_post::Entity::find()
        .filter(slack_post::Column::AccountId.eq(thread.account_id))
        .filter(slack_post::Column::MessageId.eq(message_id))
        .filter(slack_post::Column::ThreadId.eq(thread.id))
        .order_by_asc(slack_post::Column::Part);
    let posts = posts.all(&state.db).await?;
    Ok(posts.into_iter().map(|post| (post.part, post)).collect())
}

/// Slack asks to stay below 4,000 characters.
const PART: usize = 3500;

/// A message as the posts it makes in a thread, or `None` when there is nothing to show there.
async fn parts(
    state: &AppState,
    thread: &slack_thread::Model,
    message_id: MessageId,
) -> Result<Option<Vec<String>>, Failure> {
    let db = &state.db;
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
    let name = escape_mrkdwn(&message.author_name);
    let head = match message.author_kind {
        _ if internal(&message) => format!("🔒 *{name}* · internal note\n"),
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
            format!("*{name}*{}\n", company.unwrap_or_default())
        }
        AuthorKind::Agent => format!("*{name}*\n"),
        AuthorKind::System => String::new(),
    };
    let text = format!("{head}{}", to_mrkdwn(&message.body, &mentions));
    Ok(Some(split_mrkdwn(&text, PART)))
}
