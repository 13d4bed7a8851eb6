//! All that is known of a message about which a fault was found: to be read by whoever looks for the cause.

use std::fmt::Debug;

use portico::entity::{job, message, received_event, slack_heard, slack_post, slack_thread, slack_thread_alias};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};

use super::kept::{Kept, mark_of};
use crate::crew::facts::Words;

/// Of how many faults it is told.
const MOST: usize = 3;

/// What the database and Slack hold of the messages that the first of these faults are about.
pub async fn of(db: &DatabaseConnection, kept: &Kept, words: &[Words], faults: &[String]) -> Vec<String> {
    let mut marks: Vec<&str> = faults.iter().filter_map(|fault| mark_of(fault)).collect();
    marks.dedup();
    let mut all = Vec::new();
    for mark in marks.into_iter().take(MOST) {
        all.push(format!("all of {mark}:"));
        for words in words.iter().filter(|it| it.marks().any(|its| its == mark)) {
            all.push(format!("said: {words:?}"));
        }
        let seen: Vec<_> = kept.anywhere(mark).collect();
        for it in &seen {
            all.push(format!("in Slack: {:?}", ***it));
        }
        let stored: Vec<_> = kept.stored(mark).cloned().collect();
        for message in &stored {
            all.extend(of_message(db, message).await);
        }
        let places: Vec<&str> = seen
            .iter()
            .flat_map(|it| [Some(&*it.ts), it.thread_ts.as_deref()])
            .flatten()
            .collect();
        all.extend(of_places(db, mark, &places).await);
    }
    all
}

async fn of_message(db: &DatabaseConnection, message: &message::Model) -> Vec<String> {
    let posts = slack_post::Entity::find()
        .filter(slack_post::Column::MessageId.eq(message.id))
        .order_by_asc(slack_post::Column::Id);
    let threads = slack_thread::Entity::find().filter(slack_thread::Column::TicketId.eq(message.ticket_id));
    let jobs = job::Entity::find().all(db).await.expect("jobs");
    let about = jobs
        .into_iter()
        .filter(|it| it.payload.to_string().contains(&message.id.to_string()));
    let mut all = vec![format!("stored: {message:?}")];
    all.extend(told("post", posts.all(db).await.expect("posts")));
    all.extend(told("thread", threads.all(db).await.expect("threads")));
    all.extend(told("job", about));
    all
}

/// What was heard of these messages and threads, and of the mark.
async fn of_places(db: &DatabaseConnection, mark: &str, places: &[&str]) -> Vec<String> {
    let heard = slack_heard::Entity::find().filter(slack_heard::Column::Ts.is_in(places.iter().copied()));
    let aliases =
        slack_thread_alias::Entity::find().filter(slack_thread_alias::Column::Ts.is_in(places.iter().copied()));
    let events = received_event::Entity::find().order_by_asc(received_event::Column::Id);
    let events = events.all(db).await.expect("events");
    let about = events.into_iter().filter(|it| {
        let payload = it.payload.to_string();
        payload.contains(mark)
            || places
                .iter()
                .any(|ts| it.external_id.contains(ts) || payload.contains(&format!("\"ts\":\"{ts}\"")))
    });
    let mut all = told("heard", heard.all(db).await.expect("versions"));
    all.extend(told("second card", aliases.all(db).await.expect("aliases")));
    all.extend(told("event", about));
    all
}

fn told(what: &str, rows: impl IntoIterator<Item = impl Debug>) -> Vec<String> {
    rows.into_iter().map(|row| format!("{what}: {row:?}")).collect()
}
