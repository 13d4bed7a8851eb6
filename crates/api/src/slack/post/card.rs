//! A ticket's card, the head of its thread.

use portico_types::ids::SlackThreadId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{find_thread, posted_thread, read_back::read_channel};
use crate::{
    app::AppState,
    entity::slack_thread,
    jobs::{Claim, Outcome},
    slack::{apply, cards},
};

pub(super) async fn post_card(state: &AppState, claim: &Claim, thread_id: SlackThreadId) -> Outcome {
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

pub(super) async fn update_card(state: &AppState, claim: &Claim, thread_id: SlackThreadId) -> Outcome {
    let Some((thread, ts)) = posted_thread(state, claim, thread_id).await? else {
        return Ok(());
    };
    let post = cards::card(&state.db, &state.config, &thread)
        .await
        .map_err(apply::failure)?;
    Ok(state.slack.update(&thread.channel_id, &ts, post).await?)
}
