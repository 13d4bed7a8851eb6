//! A ticket's card, the head of its thread.

use portico_types::ids::SlackThreadId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    card_first, card_is_coming, find_thread, parts,
    read_back::{Arrived, read_channel},
    sending::{Sending, card_name},
    twice, unless,
};
use crate::{
    app::AppState,
    db::WriteTxn,
    entity::slack_thread,
    jobs::{Claim, Job, NewJob, Outcome, enqueue},
    outside::slack::{Post, SlackClient},
    slack::{apply, blocks, cards, channel_use, clients, moved},
};

pub(super) async fn post_card(state: &AppState, claim: &Claim, thread_id: SlackThreadId) -> Outcome {
    let Some(thread) = find_thread(state, claim, thread_id).await? else {
        return Ok(());
    };
    if (thread.ts.is_some() || thread.retired_at.is_some()) && claim.sending_since.is_none() {
        return Ok(());
    }
    channel_use::internal(state, &thread).await?;
    let post = cards::card(&state.db, &state.config, &thread)
        .await
        .map_err(apply::failure)?;
    let arrived = match claim.sending_since {
        Some(_) => read_channel(state, claim, &thread).await?,
        None => Arrived::default(),
    };
    let (ts, more) = match arrived.of(&card_name(thread.id)) {
        Some((ts, more)) => (ts.to_owned(), more),
        // A reply below it told first, or it belongs elsewhere by now.
        None if thread.ts.is_some() || thread.retired_at.is_some() => return Ok(()),
        None => {
            let ts = Sending::new(state, claim).post(&thread, None, post).await?;
            (ts, Vec::new())
        }
    };
    let txn = state.begin_write().await?;
    stands(state, &txn, &thread, ts, more).await?;
    // Whoever has the job by now, where the card stands is the truth.
    claim.settle(&*txn).await?;
    Ok(txn.commit().await?)
}

/// Writes down where a card stands. When it is known to stand elsewhere, this one came second.
pub(super) async fn stands(
    state: &AppState,
    txn: &WriteTxn,
    thread: &slack_thread::Model,
    ts: String,
    more: Vec<String>,
) -> Outcome {
    let first = slack_thread::Entity::update_many()
        .col_expr(slack_thread::Column::Ts, Expr::value(Some(ts.clone())))
        .filter(slack_thread::Column::AccountId.eq(thread.account_id))
        .filter(slack_thread::Column::Id.eq(thread.id))
        .filter(slack_thread::Column::Ts.is_null());
    let mut second = more;
    if first.exec(&**txn).await?.rows_affected == 1 {
        rest_follows(state, txn, thread).await?;
    } else {
        second.push(ts);
    }
    let now = slack_thread::Entity::find_by_id((thread.account_id, thread.id))
        .one(&**txn)
        .await?
        .and_then(|thread| thread.ts);
    for ts in second.into_iter().filter(|ts| Some(ts) != now.as_ref()) {
        twice::take_card_away(state, txn, thread, ts).await?;
    }
    Ok(())
}

/// What did not fit the card is posted below it, before anything else.
async fn rest_follows(state: &AppState, txn: &WriteTxn, thread: &slack_thread::Model) -> Outcome {
    let first = cards::first_message(&**txn, (thread.account_id, thread.ticket_id)).await?;
    let Some(first) = first else { return Ok(()) };
    let parts = parts::parts(&**txn, &state.config, thread, first.id).await?;
    if parts.is_some_and(|parts| parts.texts.len() > parts.from) {
        let job = Job::PostMessage {
            thread_id: thread.id,
            message_id: first.id,
        };
        let job = NewJob::new(thread.account_id, job)
            .of_workspace(thread.workspace_id)
            .in_lane(format!("slack:{}", thread.id), 0);
        enqueue(&**txn, state.clock.now(), job).await?;
    }
    Ok(())
}

pub(super) async fn update_card(state: &AppState, claim: &Claim, thread_id: SlackThreadId) -> Outcome {
    // First whether it is coming, then whether it is there: never the other way round, or it could come in between unseen.
    let coming = card_is_coming(state, claim, thread_id).await?;
    let Some(thread) = find_thread(state, claim, thread_id).await? else {
        return Ok(());
    };
    let Some(ts) = thread.ts.clone() else {
        if let Some(after) = coming {
            return Err(card_first(after));
        }
        return Ok(()); // Whoever tries it again posts what is true then.
    };
    channel_use::internal(state, &thread).await?;
    let slack = clients::of_thread(state, &thread).await?;
    let post = if thread.retired_at.is_some() {
        let forward = moved::Forward::of(state, &thread).await.map_err(apply::failure)?;
        let coming = match forward.coming {
            Some(id) => card_is_coming(state, claim, id).await?,
            None => None,
        };
        if let Some(after) = coming {
            // It says so at once, and where exactly when that is known.
            unless(
                slack.update(&thread.channel_id, &ts, retired(&forward)).await,
                &["message_not_found"],
            )?;
            return Err(card_first(after));
        }
        retired(&forward)
    } else {
        cards::card(&state.db, &state.config, &thread)
            .await
            .map_err(apply::failure)?
    };
    match slack.update(&thread.channel_id, &ts, post).await {
        Err(err) if err.code() == Some("message_not_found") => {
            let txn = state.begin_write().await?;
            twice::card_gone(state, &txn, &thread, &ts).await?;
            Ok(txn.commit().await?)
        }
        done => Ok(done?),
    }
}

/// What is left of a card whose ticket goes on elsewhere.
fn retired(forward: &moved::Forward) -> Post {
    let text = forward.card();
    Post {
        blocks: Some(vec![blocks::section(&text)]),
        text,
        id: None,
    }
}

pub(super) async fn delete_post(slack: &SlackClient<'_>, channel: &str, ts: &str) -> Outcome {
    unless(
        slack.delete(channel, ts).await,
        &["message_not_found", "cant_delete_message"],
    )
}
