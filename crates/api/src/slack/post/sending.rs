//! Sending something to Slack that must not come twice.

use std::time::Duration;

use anyhow::anyhow;
use portico_types::ids::SlackThreadId;
use tokio::time::{Instant, sleep_until};

use crate::{
    app::AppState,
    entity::slack_thread,
    jobs::{Claim, Failure},
    outside::slack::{Post, SlackError},
    slack::{budgets, clients},
};

/// One job's posts.
pub(in crate::slack) struct Sending<'a> {
    state: &'a AppState,
    claim: &'a Claim,
    first: bool,
}

impl<'a> Sending<'a> {
    pub(in crate::slack) fn new(state: &'a AppState, claim: &'a Claim) -> Self {
        Self {
            state,
            claim,
            first: true,
        }
    }

    /// Posts into a channel, or below `root`; returns the message's `ts`. The job is marked directly before: who wakes up late, after
    /// another has taken over, sends nothing; and whoever takes over later waits and looks. What comes of it is to be written down with
    /// [`Claim::has_sent`].
    pub(super) async fn post(
        &mut self,
        thread: &slack_thread::Model,
        root: Option<&str>,
        post: Post,
    ) -> Result<String, Failure> {
        let slack = clients::of_thread(self.state, thread).await?;
        let post = slack.post_message(&thread.channel_id, root, post);
        match self.send(thread, post).await? {
            Ok(ts) => Ok(ts),
            Err(err) => Err(err.into()),
        }
    }

    /// Shows an uploaded file below `root`. False when Slack knows it no more. To complete what was completed is no harm.
    pub(in crate::slack) async fn complete(
        &mut self,
        thread: &slack_thread::Model,
        root: &str,
        (file_id, title): (&str, &str),
    ) -> Result<bool, Failure> {
        let slack = clients::of_thread(self.state, thread).await?;
        let done = slack.complete_upload(file_id, title, &thread.channel_id, root);
        match self.send(thread, done).await? {
            Ok(()) => Ok(true),
            Err(err) => match err.code() {
                Some("file_already_completed") => Ok(true),
                Some("file_not_found" | "file_upload_size_error" | "file_update_failed") => Ok(false),
                _ => Err(err.into()),
            },
        }
    }

    /// Lets a call leave that must not be made twice.
    async fn send<T>(
        &mut self,
        thread: &slack_thread::Model,
        call: impl Future<Output = Result<T, SlackError>>,
    ) -> Result<Result<T, SlackError>, Failure> {
        let (state, claim) = (self.state, self.claim);
        budgets::turn(state, claim, self.first, &thread.channel_id).await?;
        self.first = false;
        // Before the mark, not after it: time that passes in between counts.
        let deadline = Instant::now() + longest(state);
        claim
            .about_to_send(&state.db, state.clock.now(), &state.config.jobs)
            .await?;
        let sent = tokio::select! {
            // The deadline is looked at first: a process that was stopped does not begin to send when it wakes.
            biased;
            () = sleep_until(deadline) => Err(SlackError::Transient(anyhow!("no answer in time"))),
            sent = call => sent,
        };
        if sent.as_ref().is_err_and(|err| !err.is_ambiguous()) {
            claim.has_sent(&state.db).await?;
        }
        Ok(sent)
    }
}

/// How long a call may take: half of what is left of the lease at least remains to write down what came of it.
fn longest(state: &AppState) -> Duration {
    let lease = Duration::from_secs(state.config.jobs.lease_seconds.into());
    Duration::from_secs(state.config.slack.timeout_seconds).min(lease / 2)
}

/// What a card's metadata calls it.
pub(super) fn card_name(thread_id: SlackThreadId) -> String {
    thread_id.to_string()
}
