//! Applies what Slack told us, each thing exactly once: what must be asked of Slack is asked first; then one transaction makes the change,
//! marks the event as applied, and finishes the job.

use chrono::{DateTime, Utc};
use portico_types::{
    ids::{ReceivedEventId, SlackPostId},
    tickets::MessageVisibility,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{
    buttons, changes, channels, clients, people,
    received::{Kept, Received, Written},
    replies, token_checks, undo,
};
use crate::{
    app::AppState,
    db::WriteTxn,
    entity::{message, received_event, slack_channel, slack_post, slack_thread, slack_workspace},
    error::Error,
    jobs::{Claim, Failure, Job, NewJob, Outcome, enqueue},
    outside::slack::{SlackClient, SlackError},
};

/// The reaction that marks what went out.
const DELIVERED: &str = "white_check_mark";

/// An event being applied.
pub(super) struct Applying<'a> {
    pub state: &'a AppState,
    pub claim: &'a Claim,
    pub workspace: slack_workspace::Model,
    pub now: DateTime<Utc>,
    event_id: ReceivedEventId,
}

/// Applies an event, unless that was done before.
pub(super) async fn apply(state: &AppState, claim: &Claim, event_id: ReceivedEventId) -> Outcome {
    let row = received_event::Entity::find_by_id((claim.account_id, event_id))
        .one(&state.db)
        .await?;
    let Some(row) = row.filter(|row| row.applied_at.is_none()) else {
        return Ok(());
    };
    let kept: Kept =
        serde_json::from_value(row.payload).map_err(|err| Failure::give_up(format!("unreadable event: {err}")))?;
    let workspace = slack_workspace::Entity::find_by_id((claim.account_id, kept.workspace_id));
    let Some(workspace) = workspace.one(&state.db).await? else {
        return Err(Failure::give_up("the Slack workspace is gone"));
    };
    let applying = Applying {
        state,
        claim,
        workspace,
        now: state.clock.now(),
        event_id,
    };
    match kept.what {
        Received::Said(written) => replies::heard(&applying, written, false).await,
        Received::Edited(written) => replies::heard(&applying, written, true).await,
        Received::Deleted { channel, thread_ts, ts } => changes::deleted(&applying, &channel, &thread_ts, &ts).await,
        Received::CardDeleted { channel, ts } => replies::card_deleted(&applying, &channel, &ts).await,
        Received::Pressed {
            user,
            user_team,
            channel,
            ts,
            action,
        } => buttons::pressed(&applying, (&user, user_team.as_deref()), &channel, &ts, action).await,
        Received::Replied {
            user,
            user_team,
            thread_id,
            text,
            note,
            solve,
        } => {
            let reply = buttons::Reply { text, note, solve };
            buttons::replied(&applying, (&user, user_team.as_deref()), thread_id, reply).await
        }
        Received::Undone { user, user_team, undo } => {
            undo::undone(&applying, (&user, user_team.as_deref()), undo).await
        }
        Received::ChannelRenamed { channel, name } => applying.rename(&channel, &name).await,
        Received::ChannelChanged { channel, change } => channels::changed(&applying, &channel, change).await,
        Received::ChannelMoved { from, to } => channels::moved(&applying, &from, &to).await,
        Received::PersonChanged { user, .. } => applying.doubt(&user).await,
        Received::Disconnected => applying.disconnect().await,
    }
}

impl Applying<'_> {
    /// Slack as the workspace lets us speak with it.
    pub(super) fn slack(&self) -> Result<SlackClient<'_>, SlackError> {
        clients::of(self.state, &self.workspace)
    }

    pub(super) async fn begin(&self) -> Result<WriteTxn, Failure> {
        Ok(self.state.begin_write().await?)
    }

    /// The event is applied when this has committed.
    pub(super) async fn commit(&self, txn: WriteTxn) -> Outcome {
        received_event::Entity::update_many()
            .col_expr(received_event::Column::AppliedAt, Expr::value(Some(self.now)))
            .filter(received_event::Column::AccountId.eq(self.claim.account_id))
            .filter(received_event::Column::Id.eq(self.event_id))
            .exec(&*txn)
            .await?;
        self.claim.finish(&*txn).await?;
        Ok(txn.commit().await?)
    }

    pub(super) fn new_job(&self, job: Job) -> NewJob {
        NewJob::new(self.claim.account_id, job).of_workspace(self.workspace.id)
    }

    /// There is nothing to do, and that is all.
    pub(super) async fn nothing(&self) -> Outcome {
        self.commit(self.begin().await?).await
    }

    /// Nothing changes but that one person is told why.
    pub(super) async fn explain(&self, channel: &str, user: &str, thread_ts: Option<&str>, text: &str) -> Outcome {
        let txn = self.begin().await?;
        self.tell(&txn, channel, user, thread_ts, text).await?;
        self.commit(txn).await
    }

    /// Tells one person something.
    pub(super) async fn tell(
        &self,
        txn: &WriteTxn,
        channel: &str,
        user: &str,
        thread_ts: Option<&str>,
        text: &str,
    ) -> Outcome {
        let job = Job::PostEphemeral {
            channel: channel.to_owned(),
            user: user.to_owned(),
            thread_ts: thread_ts.map(str::to_owned),
            text: text.to_owned(),
        };
        Ok(enqueue(&**txn, self.now, self.new_job(job)).await?)
    }

    /// Remembers that a Slack message is one of ours: what finds its edits, and keeps it from being taken twice.
    pub(super) async fn remember(
        &self,
        txn: &WriteTxn,
        thread: &slack_thread::Model,
        message: &message::Model,
        written: &Written,
    ) -> Outcome {
        let row = slack_post::ActiveModel {
            account_id: Set(self.claim.account_id),
            id: Set(SlackPostId(Uuid::now_v7())),
            message_id: Set(message.id),
            thread_id: Set(thread.id),
            part: Set(0),
            channel_id: Set(thread.channel_id.clone()),
            ts: Set(written.ts.clone()),
            created_at: Set(self.now),
        };
        slack_post::Entity::insert(row).exec_without_returning(&**txn).await?;
        if thread.kind == crate::entity::ThreadKind::Triage && message.visibility == MessageVisibility::Public {
            let job = Job::AddReaction {
                channel: thread.channel_id.clone(),
                ts: written.ts.clone(),
                name: DELIVERED.to_owned(),
            };
            let lane = format!("mark:{}:{}", thread.channel_id, written.ts);
            enqueue(&**txn, self.now, self.new_job(job).in_lane(lane, 0)).await?;
        }
        Ok(())
    }

    /// Takes the mark of a message that went out away.
    pub(super) async fn unmark(&self, txn: &WriteTxn, channel: &str, ts: &str) -> Outcome {
        let job = Job::RemoveReaction {
            channel: channel.to_owned(),
            ts: ts.to_owned(),
            name: DELIVERED.to_owned(),
        };
        let lane = format!("mark:{channel}:{ts}");
        Ok(enqueue(&**txn, self.now, self.new_job(job).in_lane(lane, 1)).await?)
    }

    async fn rename(&self, channel: &str, name: &str) -> Outcome {
        let txn = self.begin().await?;
        slack_channel::Entity::update_many()
            .col_expr(slack_channel::Column::Name, Expr::value(name))
            .filter(slack_channel::Column::AccountId.eq(self.claim.account_id))
            .filter(slack_channel::Column::ChannelId.eq(channel))
            .exec(&*txn)
            .await?;
        self.commit(txn).await
    }

    /// An agent may be none any more, or again.
    async fn doubt(&self, user: &str) -> Outcome {
        let txn = self.begin().await?;
        people::doubt(&txn, &self.workspace, user, self.now).await?;
        self.commit(txn).await
    }

    /// Slack says that the token stopped working. Which token an event means is not told, and it may be of one before the present: so that
    /// is looked at.
    async fn disconnect(&self) -> Outcome {
        let txn = self.begin().await?;
        token_checks::check_later(&*txn, (self.workspace.account_id, self.workspace.id), self.now).await?;
        self.commit(txn).await
    }
}

/// What an error means for a job: a refusal is the same tomorrow, an outage is not.
pub(super) fn failure(err: Error) -> Failure {
    match err {
        Error::Internal(_) | Error::Unavailable(_) => err.into(),
        refusal => Failure::GiveUp(refusal.into()),
    }
}
