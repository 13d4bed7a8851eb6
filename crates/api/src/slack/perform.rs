//! What leaves for Slack, each post exactly once as a reader sees it.
//!
//! Slack has no idempotency keys, so every post names itself in its metadata. Whoever tries a second time looks first whether the first
//! try arrived after all, and adopts what it finds; when Slack cannot be asked, nothing is posted blindly.

use std::{
    collections::{BTreeMap, HashMap},
    time::{Duration, Instant},
};

use anyhow::anyhow;
use chrono::TimeDelta;
use portico_types::{
    ids::{MessageId, SlackPostId, SlackThreadId, TicketId},
    tickets::{AuthorKind, Change, MessageVisibility},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, sea_query::Expr};
use uuid::Uuid;

use super::{apply, blocks, cards, received::micros};
use crate::{
    app::AppState,
    db::or_nothing,
    entity::{
        JobState, ThreadKind, WorkspaceState, customer, job, mention, message, slack_post, slack_thread, slack_user,
        slack_workspace, ticket, timeline_entry,
    },
    jobs::{Claim, Failure, Job, Outcome},
    outside::slack::{Page, Post, SlackError, TokenRevoked},
    text::{Mention, escape_mrkdwn, split_mrkdwn, to_mrkdwn},
};

/// Does one of Slack's jobs.
pub(crate) async fn perform(state: &AppState, claim: &Claim) -> Outcome {
    let outcome = match &claim.job {
        Job::PostCard { thread_id } => post_card(state, claim, *thread_id).await,
        Job::UpdateCard { thread_id } => update_card(state, claim, *thread_id).await,
        Job::PostMessage { thread_id, message_id } => post_message(state, claim, *thread_id, *message_id).await,
        Job::UpdateMessage { thread_id, message_id } => update_message(state, claim, *thread_id, *message_id).await,
        Job::PostChange {
            thread_id,
            ticket_id,
            seq,
        } => post_change(state, claim, *thread_id, *ticket_id, *seq).await,
        Job::AddReaction { channel, ts, name } => {
            let done = state.slack.add_reaction(channel, ts, name).await;
            unless(done, &["already_reacted", "message_not_found"])
        }
        Job::PostEphemeral {
            channel,
            user,
            thread_ts,
            text,
        } => {
            let done = state
                .slack
                .post_ephemeral(channel, user, thread_ts.as_deref(), text)
                .await;
            unless(done, &["user_not_in_channel", "user_not_found"]) // Nobody is left to be told.
        }
        Job::ApplySlackEvent { event_id } => apply::apply(state, claim, *event_id).await,
        Job::ConnectSlack {} => super::connect::connect(state, claim).await,
        Job::SendSignInMail { .. }
        | Job::SendPortalInvitation { .. }
        | Job::SendConsoleInvitation { .. }
        | Job::SendMessageMail { .. } => Err(Failure::give_up("not Slack's job")),
    };
    if let Err(Failure::Retry { error, .. }) = &outcome
        && error.is::<TokenRevoked>()
    {
        disconnected(state, claim).await?;
    }
    outcome
}

/// Success also when Slack says one of `fine`.
fn unless(done: Result<(), SlackError>, fine: &[&str]) -> Outcome {
    match done {
        Err(err) if err.code().is_some_and(|code| fine.contains(&code)) => Ok(()),
        other => Ok(other?),
    }
}

/// Notes that the token no longer works.
async fn disconnected(state: &AppState, claim: &Claim) -> Outcome {
    let txn = state.begin_write().await?;
    slack_workspace::Entity::update_many()
        .col_expr(
            slack_workspace::Column::State,
            Expr::value(WorkspaceState::Disconnected),
        )
        .filter(slack_workspace::Column::AccountId.eq(claim.account_id))
        .exec(&*txn)
        .await?;
    Ok(txn.commit().await?)
}

async fn post_card(state: &AppState, claim: &Claim, thread_id: SlackThreadId) -> Outcome {
    let Some(thread) = find_thread(state, claim, thread_id)
        .await?
        .filter(|thread| thread.ts.is_none())
    else {
        return Ok(());
    };
    let post = cards::card(&state.db, &state.config, &thread)
        .await
        .map_err(apply::failure)?;
    let arrived = if claim.attempt > 1 {
        let id = thread.id.to_string();
        read_channel(state, claim, &thread, &id).await?
    } else {
        None
    };
    let ts = match arrived {
        Some(ts) => ts,
        None => state.slack.post_message(&thread.channel_id, None, post).await?,
    };
    let txn = state.begin_write().await?;
    slack_thread::Entity::update_many()
        .col_expr(slack_thread::Column::Ts, Expr::value(Some(ts)))
        .filter(slack_thread::Column::AccountId.eq(claim.account_id))
        .filter(slack_thread::Column::Id.eq(thread.id))
        .filter(slack_thread::Column::Ts.is_null())
        .exec(&*txn)
        .await?;
    claim.finish(&*txn).await?;
    Ok(txn.commit().await?)
}

async fn update_card(state: &AppState, claim: &Claim, thread_id: SlackThreadId) -> Outcome {
    let Some((thread, ts)) = posted_thread(state, claim, thread_id).await? else {
        return Ok(());
    };
    let post = cards::card(&state.db, &state.config, &thread)
        .await
        .map_err(apply::failure)?;
    Ok(state.slack.update(&thread.channel_id, &ts, post).await?)
}

async fn post_message(state: &AppState, claim: &Claim, thread_id: SlackThreadId, message_id: MessageId) -> Outcome {
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
async fn update_message(state: &AppState, claim: &Claim, thread_id: SlackThreadId, message_id: MessageId) -> Outcome {
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

/// One quiet line.
async fn post_change(
    state: &AppState,
    claim: &Claim,
    thread_id: SlackThreadId,
    ticket_id: TicketId,
    seq: i64,
) -> Outcome {
    let Some((thread, root)) = posted_thread(state, claim, thread_id).await? else {
        return Ok(());
    };
    let entry = timeline_entry::Entity::find()
        .filter(timeline_entry::Column::AccountId.eq(claim.account_id))
        .filter(timeline_entry::Column::TicketId.eq(ticket_id))
        .filter(timeline_entry::Column::Seq.eq(seq));
    let Some(entry) = entry.one(&state.db).await? else {
        return Ok(());
    };
    let change: Change = serde_json::from_value(entry.what)?;
    let id = format!("{ticket_id}:change:{seq}");
    if claim.attempt > 1 && read_thread(state, &thread, &root).await?.contains_key(&id) {
        return Ok(());
    }
    let line = format!(
        "_{}_",
        escape_mrkdwn(&format!("{} {}", entry.actor_name, change.sentence()))
    );
    let post = Post {
        blocks: Some(vec![blocks::context(&line)]),
        text: blocks::clip(&line, 2900),
        id: Some(id),
    };
    state.slack.post_message(&thread.channel_id, Some(&root), post).await?;
    Ok(())
}

async fn find_thread(
    state: &AppState,
    claim: &Claim,
    id: SlackThreadId,
) -> Result<Option<slack_thread::Model>, Failure> {
    let thread = slack_thread::Entity::find_by_id((claim.account_id, id));
    Ok(thread.one(&state.db).await?)
}

/// A thread and its first message's `ts`. Jobs of a lane run in order, so without one the card was set aside, or is just being revived.
async fn posted_thread(
    state: &AppState,
    claim: &Claim,
    id: SlackThreadId,
) -> Result<Option<(slack_thread::Model, String)>, Failure> {
    let Some(thread) = find_thread(state, claim, id).await? else {
        return Ok(None);
    };
    if let Some(ts) = thread.ts.clone() {
        return Ok(Some((thread, ts)));
    }
    let coming = job::Entity::find()
        .filter(job::Column::AccountId.eq(claim.account_id))
        .filter(job::Column::Lane.eq(format!("slack:{id}")))
        .filter(job::Column::LaneSeq.eq(0))
        .filter(job::Column::State.ne(JobState::Dead));
    if coming.count(&state.db).await? == 0 {
        return Err(Failure::give_up(
            "the ticket's card could not be posted, so there is no thread to post into",
        ));
    }
    Err(Failure::Retry {
        error: anyhow!("the ticket's card is not posted yet"),
        after: Some(Duration::from_secs(2)),
    })
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

/// No thread of a ticket is longer.
const MOST_PAGES: usize = 50;

/// Our posts in a thread, by the names in their metadata.
async fn read_thread(
    state: &AppState,
    thread: &slack_thread::Model,
    root: &str,
) -> Result<HashMap<String, String>, Failure> {
    let bot = bot_of(state, thread).await?;
    let (mut found, mut cursor) = (HashMap::new(), String::new());
    for _ in 0..MOST_PAGES {
        let page = readable(state.slack.replies(&thread.channel_id, root, &cursor, 200).await)?;
        for message in &page.messages {
            if let (Some(id), true) = (message.id(), message.bot_id.as_deref() == Some(&*bot)) {
                found.insert(id.to_owned(), message.ts.clone());
            }
        }
        match page.next() {
            Some(next) => next.clone_into(&mut cursor),
            None => return Ok(found),
        }
    }
    Err(uncertain("the thread is too long to be read"))
}

/// Our post named `id` in a channel. Looks at the newest page in any case, whatever the clocks say, and then back to when it was asked for.
async fn read_channel(
    state: &AppState,
    claim: &Claim,
    thread: &slack_thread::Model,
    id: &str,
) -> Result<Option<String>, Failure> {
    let bot = bot_of(state, thread).await?;
    let since = (claim.created_at - TimeDelta::hours(1)).timestamp_micros();
    let mut cursor = String::new();
    for _ in 0..MOST_PAGES {
        let page = readable(state.slack.history(&thread.channel_id, &cursor).await)?;
        let ours = page
            .messages
            .iter()
            .find(|it| it.id() == Some(id) && it.bot_id.as_deref() == Some(&*bot));
        if let Some(message) = ours {
            return Ok(Some(message.ts.clone()));
        }
        let far = page.messages.last().is_none_or(|oldest| micros(&oldest.ts) < since);
        match page.next() {
            Some(next) if !far => next.clone_into(&mut cursor),
            _ => return Ok(None),
        }
    }
    Err(uncertain("too much was written in the channel since"))
}

async fn bot_of(state: &AppState, thread: &slack_thread::Model) -> Result<String, Failure> {
    let workspace = slack_workspace::Entity::find_by_id((thread.account_id, thread.workspace_id));
    Ok(workspace.one(&state.db).await?.map(|it| it.bot_id).unwrap_or_default())
}

/// When Slack refuses to show what was posted, somebody must look: posting again could be twice.
fn readable(page: Result<Page, SlackError>) -> Result<Page, Failure> {
    page.map_err(|err| match err {
        SlackError::Permanent(code) => uncertain(&code),
        other => other.into(),
    })
}

fn uncertain(why: &str) -> Failure {
    Failure::give_up(format!(
        "uncertain whether an earlier try arrived, and Slack cannot be asked ({why}); look, and retry if not"
    ))
}
