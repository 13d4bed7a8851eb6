//! A message in a ticket's thread: posted, brought up to date, taken away.

use std::collections::BTreeMap;

use portico_types::ids::{MessageId, SlackPostId, SlackThreadId};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    find_thread,
    parts::{Parts, parts},
    posted_thread,
    read_back::read_thread,
    sending::Sending,
    twice, unless,
};
use crate::{
    app::AppState,
    db::{WriteTxn, or_nothing},
    entity::{JobState, job, slack_post, slack_thread},
    jobs::{Claim, Failure, Outcome},
    outside::slack::{Post, SlackClient},
    slack::clients,
};

pub(super) async fn post_message(
    state: &AppState,
    claim: &Claim,
    thread_id: SlackThreadId,
    message_id: MessageId,
) -> Outcome {
    look(state, claim, thread_id, message_id).await?;
    let Some((thread, parts)) = says(state, claim, thread_id, message_id).await? else {
        return Ok(());
    };
    let Some(parts) = parts else { return Ok(()) };
    let Some((thread, root)) = posted_thread(state, claim, thread.id).await? else {
        return Ok(());
    };
    let posted = posts(&state.db, &thread, message_id).await?;
    post_parts(state, claim, (&thread, &root), message_id, &parts, &posted).await
}

/// A thread, and what a message says there, if it says something still.
async fn says(
    state: &AppState,
    claim: &Claim,
    thread_id: SlackThreadId,
    message_id: MessageId,
) -> Result<Option<(slack_thread::Model, Option<Parts>)>, Failure> {
    let Some(thread) = find_thread(state, claim, thread_id).await? else {
        return Ok(None);
    };
    let parts = parts(&state.db, &state.config, &thread, message_id).await?;
    Ok(Some((thread, parts)))
}

/// Writes down what an earlier try of this job may have posted, whatever has become of the message since: it may have been taken back, have
/// become shorter, or be elsewhere. So whoever changes it or takes it away finds it.
async fn look(state: &AppState, claim: &Claim, thread_id: SlackThreadId, message_id: MessageId) -> Outcome {
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
        if let Some((ts, more)) = arrived.of(&name(message_id, number)) {
            remember(state, &txn, &thread, (message_id, number), ts.to_owned(), more).await?;
        }
    }
    Ok(txn.commit().await?)
}

/// What the metadata of a message's part calls it.
fn name(message_id: MessageId, part: i32) -> String {
    format!("{message_id}:{part}")
}

/// Brings a message's posts up to date, or takes them away. What somebody wrote in Slack themselves is theirs to change.
pub(super) async fn update_message(
    state: &AppState,
    claim: &Claim,
    thread_id: SlackThreadId,
    message_id: MessageId,
) -> Outcome {
    look(state, claim, thread_id, message_id).await?;
    let Some((thread, parts)) = says(state, claim, thread_id, message_id).await? else {
        return Ok(());
    };
    let Some(parts) = parts else {
        return take_back(state, &thread, message_id).await;
    };
    let Some((thread, root)) = posted_thread(state, claim, thread_id).await? else {
        return Ok(());
    };
    let mut posted = posts(&state.db, &thread, message_id).await?;
    let slack = clients::of_thread(state, &thread).await?;
    for post in std::mem::take(&mut posted).into_values() {
        if let Some(text) = usize::try_from(post.part).ok().and_then(|part| parts.texts.get(part)) {
            let new = Post {
                text: text.clone(),
                ..Post::default()
            };
            let done = slack.update(&thread.channel_id, &post.ts, new).await;
            unless(done, &["cant_update_message", "message_not_found"])?;
            posted.insert(post.part, post);
        } else {
            take_away(&slack, &post).await?;
            // Should the message become longer again, this part of it is posted anew.
            let gone = slack_post::Entity::delete_by_id((post.account_id, post.id));
            gone.exec(&state.db).await?;
        }
    }
    // What was never posted here is not for this thread, or its own job is to come; but for a ticket's first message, which began on the
    // card.
    let begun = !posted.is_empty() || parts.from > 0;
    if !begun || may_stand_unknown(state, &thread, message_id).await? {
        return Ok(());
    }
    post_parts(state, claim, (&thread, &root), message_id, &parts, &posted).await
}

/// Whether another job, which was set aside, may have posted of the message what nobody knows of: then nothing more of it is posted until a
/// person has said what is true.
async fn may_stand_unknown(
    state: &AppState,
    thread: &slack_thread::Model,
    message_id: MessageId,
) -> Result<bool, Failure> {
    let aside = job::Entity::find()
        .filter(job::Column::AccountId.eq(thread.account_id))
        .filter(job::Column::Lane.eq(format!("slack:{}", thread.id)))
        .filter(job::Column::Kind.is_in(["post_message", "update_message"]))
        .filter(job::Column::State.is_in([JobState::Dead, JobState::Uncertain]))
        .filter(job::Column::SendingSince.is_not_null());
    let aside = aside.all(&state.db).await?;
    Ok(aside
        .iter()
        .any(|it| it.payload["message_id"] == message_id.to_string()))
}

/// What is gone goes from wherever it stands, also where nothing is said any more: where a ticket was, or where others read by now.
async fn take_back(state: &AppState, thread: &slack_thread::Model, message_id: MessageId) -> Outcome {
    let slack = clients::of_thread(state, thread).await?;
    for post in posts(&state.db, thread, message_id).await?.values() {
        take_away(&slack, post).await?;
    }
    Ok(())
}

async fn take_away(slack: &SlackClient<'_>, post: &slack_post::Model) -> Outcome {
    unless(
        slack.delete(&post.channel_id, &post.ts).await,
        &["cant_delete_message", "message_not_found"],
    )
}

/// Posts those parts of a message that are not in the thread yet: what an earlier try may have posted is known by now (see [`look`]).
async fn post_parts(
    state: &AppState,
    claim: &Claim,
    (thread, root): (&slack_thread::Model, &str),
    message_id: MessageId,
    parts: &Parts,
    posted: &BTreeMap<i32, slack_post::Model>,
) -> Outcome {
    let mut sending = Sending::new(state, claim);
    for (number, text) in (0..).zip(&parts.texts).skip(parts.from) {
        if posted.contains_key(&number) {
            continue;
        }
        let post = Post {
            text: text.clone(),
            blocks: None,
            id: Some(name(message_id, number)),
        };
        let ts = sending.post(thread, Some(root), post).await?;
        let txn = state.begin_write().await?;
        remember(state, &txn, thread, (message_id, number), ts, Vec::new()).await?;
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
