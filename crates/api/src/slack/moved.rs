//! A ticket that is another customer's, or handled in another collection: it goes on in other threads. The card it left says so, and
//! nothing that is written below that one reaches anybody.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use portico_types::{
    ids::{MessageId, SlackThreadId},
    tickets::TicketKey,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::{clients, late_threads, routing};
use crate::{
    app::AppState,
    entity::{JobState, ThreadKind, account, job, slack_thread, ticket},
    error::{Error, Result},
    jobs::{Job, NewJob, enqueue},
};

/// Lets a moved ticket go on where it belongs now. Returns the threads that it keeps.
pub(crate) async fn reroute(
    db: &impl ConnectionTrait,
    ticket: &ticket::Model,
    now: DateTime<Utc>,
) -> Result<Vec<slack_thread::Model>> {
    let threads = routing::reroute(db, ticket, now).await?;
    let held = held(db, ticket, &threads.retired, now).await?;
    late_threads::tell_so_far(db, ticket, &threads.begun, &held, now).await?;
    for thread in &threads.retired {
        let thread_id = thread.id;
        let update = NewJob::new(ticket.account_id, Job::UpdateCard { thread_id })
            .of_workspace(thread.workspace_id)
            .in_lane(format!("card:{thread_id}"), 0)
            .once(format!("card:{thread_id}"));
        enqueue(db, now, update).await?;
    }
    Ok(threads.kept)
}

/// Replies that may still be taken back, and until when: they leave for the new customer's channel no sooner than for the old one's.
async fn held(
    db: &impl ConnectionTrait,
    ticket: &ticket::Model,
    retired: &[slack_thread::Model],
    now: DateTime<Utc>,
) -> Result<HashMap<MessageId, DateTime<Utc>>, DbErr> {
    let lanes = retired.iter().map(|it| format!("slack:{}", it.id));
    let waiting = job::Entity::find()
        .filter(job::Column::AccountId.eq(ticket.account_id))
        .filter(job::Column::State.eq(JobState::Ready))
        .filter(job::Column::Attempts.eq(0))
        .filter(job::Column::RunAt.gt(now))
        .filter(
            Condition::any()
                .add(job::Column::Lane.is_in(lanes))
                .add(job::Column::Lane.starts_with(format!("mail:{}:", ticket.id))),
        )
        .all(db)
        .await?;
    let message = |row: &job::Model| row.payload["message_id"].as_str()?.parse().ok();
    Ok(waiting
        .iter()
        .filter_map(|row| Some((message(row)?, row.run_at)))
        .collect())
}

/// Where a retired thread goes on.
pub(super) struct Forward {
    key: String,
    /// As mrkdwn; `None` where it must not be told.
    place: Option<String>,
    /// The thread whose card is still to come.
    pub coming: Option<SlackThreadId>,
}

impl Forward {
    /// Asks Slack for the link. Without one the channel is named, or the console.
    pub(super) async fn of(state: &AppState, retired: &slack_thread::Model) -> Result<Self> {
        let db = &state.db;
        let account_id = retired.account_id;
        let ticket = ticket::Entity::find_by_id((account_id, retired.ticket_id))
            .one(db)
            .await?;
        let ticket = ticket.ok_or(Error::NotFound("ticket"))?;
        let account = account::Entity::find_by_id(account_id).one(db).await?;
        let key = TicketKey {
            prefix: account.ok_or(Error::NotFound("account"))?.ticket_prefix,
            number: ticket.number,
        };
        let key = key.to_string();
        if retired.kind == ThreadKind::Customer {
            return Ok(Self {
                key,
                place: None,
                coming: None,
            });
        }
        let alive = routing::threads_of(db, &ticket).await?;
        let alive = alive.into_iter().find(|it| it.kind == ThreadKind::Triage);
        let console = format!("<{}console/tickets/{key}|Portico>", state.config.server.public_url);
        let (place, coming) = match &alive {
            None => (console, None),
            Some(slack_thread::Model {
                id,
                channel_id,
                ts: None,
                ..
            }) => (format!("<#{channel_id}>"), Some(*id)),
            Some(
                alive @ slack_thread::Model {
                    channel_id,
                    ts: Some(ts),
                    ..
                },
            ) => {
                let link = match clients::of_thread(state, alive).await {
                    Ok(slack) => slack.permalink(channel_id, ts).await.ok(),
                    Err(_) => None,
                };
                let place = link.map_or_else(
                    || format!("<#{channel_id}>"),
                    |link| format!("<#{channel_id}> (<{link}|its thread>)"),
                );
                (place, None)
            }
        };
        Ok(Self {
            key,
            place: Some(place),
            coming,
        })
    }

    /// What the retired card says, as mrkdwn.
    pub(super) fn card(&self) -> String {
        let key = &self.key;
        match &self.place {
            Some(place) => {
                format!("*{key}* was moved and goes on in {place}. What is written below is not on the ticket.")
            }
            None => format!("*{key}* is handled elsewhere now. What is written below does not reach the support team."),
        }
    }

    /// For whoever wrote below the retired card, or used a button of it.
    pub(super) fn explanation(&self) -> String {
        match &self.place {
            Some(place) => format!(
                "This ticket was moved, so this did *not* reach the customer and is not on the ticket. It goes on in {place}."
            ),
            None => "This ticket is handled elsewhere now, so your message did *not* reach the support team. Please open a new \
                     ticket, or write to them in the channel."
                .to_owned(),
        }
    }
}
