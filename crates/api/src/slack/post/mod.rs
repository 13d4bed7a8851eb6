//! What leaves for Slack, each post exactly once as a reader sees it.
//!
//! Slack has no idempotency keys, so every post names itself in its metadata. Whoever tries a second time looks first whether the first
//! try arrived after all, and adopts what it finds; when Slack cannot be asked, nothing is posted blindly.

mod card;
mod change;
mod message;
mod read_back;

use std::time::Duration;

use anyhow::anyhow;
use portico_types::ids::SlackThreadId;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};

use crate::{
    app::AppState,
    entity::{JobState, WorkspaceState, job, slack_thread, slack_workspace},
    jobs::{Claim, Failure, Job, Outcome},
    outside::slack::{SlackError, TokenRevoked},
    slack::{apply, connect},
};

/// Does one of Slack's jobs.
pub(crate) async fn perform(state: &AppState, claim: &Claim) -> Outcome {
    let outcome = match &claim.job {
        Job::PostCard { thread_id } => card::post_card(state, claim, *thread_id).await,
        Job::UpdateCard { thread_id } => card::update_card(state, claim, *thread_id).await,
        Job::PostMessage { thread_id, message_id } => {
            message::post_message(state, claim, *thread_id, *message_id).await
        }
        Job::UpdateMessage { thread_id, message_id } => {
            message::update_message(state, claim, *thread_id, *message_id).await
        }
        Job::PostChange {
            thread_id,
            ticket_id,
            seq,
        } => change::post_change(state, claim, *thread_id, *ticket_id, *seq).await,
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
        Job::ConnectSlack {} => connect::connect(state, claim).await,
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
