//! What leaves for Slack, each post exactly once as a reader sees it.
//!
//! Slack has no idempotency keys, so every post names itself in its metadata, and its job is marked before it leaves (`sending`). Whoever
//! comes after a try whose end nobody knows waits until it must have arrived, looks (`read_back`) and adopts what is there; when Slack
//! cannot be asked, nothing is posted blindly, and a person says what is true (`resolve`). What came twice all the same goes (`twice`).

mod card;
mod change;
mod message;
mod parts;
mod read_back;
mod resolve;
mod sending;
mod twice;

use std::time::Duration;

use portico_types::ids::SlackThreadId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    app::AppState,
    db::WriteTxn,
    entity::{JobState, WorkspaceState, job, slack_thread, slack_workspace},
    jobs::{Claim, Failure, Job, Outcome},
    outside::slack::{ChannelUnusable, Post, SlackError, TokenRevoked},
    slack::{
        apply, budgets, channel_list, channel_use, clients, compare, connect, differences, files, late_threads, people,
        token_checks,
        undo::{self, Undo},
    },
};

pub(super) use parts::PART;
pub(crate) use resolve::resolve;
pub(super) use resolve::{check as check_timestamp, resolve_within};
pub(super) use sending::Sending;
pub(super) use twice::{card_gone, other_roots, take_away, whose_was};

/// Does one of Slack's jobs.
pub(crate) async fn perform(state: &AppState, claim: &Claim) -> Outcome {
    budgets::hear(state, claim).await?;
    let outcome = perform_one(state, claim).await;
    // These may go on without an answer that Slack asks to wait for.
    let goes_on = matches!(claim.job, Job::ApplySlackEvent { .. } | Job::UpdateCard { .. });
    if goes_on || matches!(&outcome, Err(Failure::Retry { after: Some(_), .. })) {
        budgets::tell(state, claim).await?;
    }
    match &outcome {
        Err(Failure::Retry { error, .. }) if error.is::<TokenRevoked>() => disconnected(state, claim).await?,
        Err(Failure::Blocked { error, .. }) => {
            if let Some(ChannelUnusable(code)) = error.downcast_ref() {
                channel_use::note_refusal(state, claim, code).await?;
            }
        }
        Ok(()) if claim.attempt > 1 => channel_use::note_success(state, claim).await?,
        _ => {}
    }
    outcome
}

async fn perform_one(state: &AppState, claim: &Claim) -> Outcome {
    let slack = async || clients::of_claim(state, claim).await;
    match &claim.job {
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
        Job::DeletePost { channel, ts } => card::delete_post(&slack().await?, channel, ts).await,
        Job::AddReaction { channel, ts, name } => {
            let done = slack().await?.add_reaction(channel, ts, name).await;
            unless(done, &["already_reacted", "message_not_found"])
        }
        Job::RemoveReaction { channel, ts, name } => {
            let done = slack().await?.remove_reaction(channel, ts, name).await;
            unless(done, &["no_reaction", "message_not_found"])
        }
        Job::ConfirmReply {
            thread_id,
            message_id,
            user,
            mails,
        } => match undo::confirm(
            state,
            claim,
            Undo {
                thread_id: *thread_id,
                message_id: *message_id,
                mails: *mails,
            },
            user,
        )
        .await?
        {
            Some(it) => {
                let thread = it.thread_ts.as_deref();
                let slack = slack().await?;
                let done = slack.post_ephemeral_blocks(&it.channel, &it.user, thread, &it.text, &it.blocks);
                unless(done.await, &["user_not_in_channel", "user_not_found"])
            }
            None => Ok(()),
        },
        Job::PostEphemeral {
            channel,
            user,
            thread_ts,
            text,
        } => {
            let slack = slack().await?;
            let done = slack.post_ephemeral(channel, user, thread_ts.as_deref(), text).await;
            // Nobody is left to be told, or will care when the channel is back.
            let gone = [
                "user_not_in_channel",
                "user_not_found",
                "not_in_channel",
                "is_archived",
                "channel_not_found",
            ];
            unless(done, &gone)
        }
        Job::ApplySlackEvent { event_id } => apply::apply(state, claim, *event_id).await,
        Job::ConnectSlack {} => connect::connect(state, claim).await,
        Job::CheckWorkspace { workspace_id } => token_checks::check(state, claim, *workspace_id).await,
        Job::PostTestMessage { channel } => {
            let post = Post {
                text: "This is a test: Portico can write here. An admin asked for it, and there is nothing to do."
                    .to_owned(),
                // Or it could be taken for a post that is looked for.
                id: Some(format!("test:{}", claim.id)),
                ..Post::default()
            };
            Ok(slack().await?.post_message(channel, None, post).await.map(drop)?)
        }
        Job::CheckSlackUser { user } => people::check(state, claim, user).await,
        Job::CheckChannel { channel } => channel_list::check(state, claim, channel).await,
        Job::ListChannels {} => channel_list::list(state, claim).await,
        Job::OpenThreads { after } => late_threads::open(state, claim, *after).await,
        Job::CompareThreads {} => compare::compare_threads(state, claim).await,
        Job::LookForMissed {} => compare::look_for_missed(state, claim).await,
        Job::CompareThread { thread_id } => differences::compare_thread(state, claim, *thread_id).await,
        Job::FetchSlackFile {
            attachment_id,
            thread_id,
        } => files::fetch(state, claim, *attachment_id, *thread_id).await,
        Job::PostFile {
            thread_id,
            attachment_id,
        } => files::post(state, claim, *thread_id, *attachment_id).await,
        Job::DeleteFile {
            thread_id,
            attachment_id,
        } => files::delete(state, claim, *thread_id, *attachment_id).await,
        Job::SendSignInMail { .. }
        | Job::DeliverSignInMail { .. }
        | Job::SendPortalInvitation { .. }
        | Job::SendConsoleInvitation { .. }
        | Job::SendMessageMail { .. }
        | Job::SendTicketMail { .. }
        | Job::SendDigest { .. }
        | Job::ApplyMail { .. }
        | Job::SendTicketClosedMail { .. }
        | Job::WriteExport { .. }
        | Job::MakeThumbnail { .. }
        | Job::SendExportMail { .. } => Err(Failure::give_up("not Slack's job")),
    }
}

/// Writes down where a card was found to stand: see [`card::stands`].
pub(super) async fn card_stands(state: &AppState, txn: &WriteTxn, thread: &slack_thread::Model, ts: &str) -> Outcome {
    card::stands(state, txn, thread, ts.to_owned(), Vec::new()).await
}

/// Success also when Slack says one of `fine`.
fn unless(done: Result<(), SlackError>, fine: &[&str]) -> Outcome {
    match done {
        Err(err) if err.code().is_some_and(|code| fine.contains(&code)) => Ok(()),
        other => Ok(other?),
    }
}

/// Slack takes a token no longer, as it says: has it looked at. Only the workspace that it is of waits meanwhile.
async fn disconnected(state: &AppState, claim: &Claim) -> Outcome {
    let mut workspaces = slack_workspace::Entity::find()
        .filter(slack_workspace::Column::AccountId.eq(claim.account_id))
        .filter(slack_workspace::Column::State.ne(WorkspaceState::Removed));
    workspaces = match claim.workspace_id {
        Some(id) => workspaces.filter(slack_workspace::Column::Id.eq(id)),
        None => workspaces.filter(slack_workspace::Column::BotToken.is_null()),
    };
    let found = workspaces.all(&state.db).await?;
    let txn = state.begin_write().await?;
    for workspace in found.into_iter().filter(|it| it.state == WorkspaceState::Connected) {
        token_checks::check_later(&*txn, (workspace.account_id, workspace.id), state.clock.now()).await?;
    }
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

/// How long it may take until a thread's card is posted, if that is to come: as long as its own job waits.
async fn card_is_coming(state: &AppState, claim: &Claim, id: SlackThreadId) -> Result<Option<Duration>, Failure> {
    let coming = job::Entity::find()
        .filter(job::Column::AccountId.eq(claim.account_id))
        .filter(job::Column::Lane.eq(format!("slack:{id}")))
        .filter(job::Column::Kind.eq("post_card"))
        .filter(job::Column::State.is_in([JobState::Ready, JobState::Running]));
    let wait = |row: job::Model| {
        let due = (row.run_at - state.clock.now()).to_std().unwrap_or_default();
        due.clamp(SOON, LATE)
    };
    Ok(coming.one(&state.db).await?.map(wait))
}

/// A card in somebody's hands is looked for again after this.
const SOON: Duration = Duration::from_secs(2);
/// And one whose channel cannot be used, after this: the moment it is posted is no later than an event or its own next try.
const LATE: Duration = Duration::from_mins(1);

fn card_first(after: Duration) -> Failure {
    Failure::Wait {
        why: "the ticket's card is not posted yet".to_owned(),
        after,
    }
}

/// A thread and its first message's `ts`. Jobs of a lane run in order, and a card that was set aside holds its lane: without a `ts` it is
/// just being posted by somebody who lost the job, or there is none at all.
pub(super) async fn posted_thread(
    state: &AppState,
    claim: &Claim,
    id: SlackThreadId,
) -> Result<Option<(slack_thread::Model, String)>, Failure> {
    let coming = card_is_coming(state, claim, id).await?;
    let Some(thread) = find_thread(state, claim, id).await? else {
        return Ok(None);
    };
    match thread.ts.clone() {
        _ if thread.retired_at.is_some() => Ok(None), // What it was to say stands where the ticket is now.
        Some(_) => {
            channel_use::internal(state, &thread).await?;
            Ok(thread.ts.clone().map(|ts| (thread, ts)))
        }
        None => Err(match coming {
            Some(after) => card_first(after),
            None => Failure::give_up("the ticket's card was never posted, so there is no thread to post into"),
        }),
    }
}
