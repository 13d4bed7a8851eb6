//! The channels that settings name: which they are, whose, and that what is the team's goes into none that others read.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use portico_types::{FieldError, ids::AccountId};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::{
    entity::{ThreadKind, collection, customer, slack_channel, slack_thread},
    error::{Error, Result},
    jobs::{Job, NewJob, enqueue},
};

/// Refuses settings by which a channel is a customer's and a triage channel at once: notes are written in the one, customers read the
/// other. Called in the transaction that changes either.
pub(crate) async fn check_channels(db: &impl ConnectionTrait, account_id: AccountId) -> Result<()> {
    let (collections, customers) = naming(db, account_id).await?;
    let triage = collections
        .iter()
        .map(|it| (it.triage_channel_id.as_deref(), &it.name))
        .chain(customers.iter().map(|it| (it.triage_channel_id.as_deref(), &it.name)));
    for (channel, internal) in triage.filter_map(|(channel, name)| Some((channel?, name))) {
        if let Some(customer) = customers
            .iter()
            .find(|it| it.customer_channel_id.as_deref() == Some(channel))
        {
            let why = format!(
                "{channel} is the channel of the customer {} and cannot be the triage channel of {internal}, too: notes would be read there",
                customer.name
            );
            return Err(Error::Invalid(vec![FieldError::new("channel", why)]));
        }
    }
    Ok(())
}

/// Channels in which cards and notes stand, or are to.
pub(super) async fn triage_channels(db: &impl ConnectionTrait, account_id: AccountId) -> Result<BTreeSet<String>> {
    let (collections, customers) = naming(db, account_id).await?;
    let mut channels: BTreeSet<String> = collections.into_iter().filter_map(|it| it.triage_channel_id).collect();
    channels.extend(customers.into_iter().filter_map(|it| it.triage_channel_id));
    let threads = slack_thread::Entity::find()
        .select_only()
        .column(slack_thread::Column::ChannelId)
        .distinct()
        .filter(slack_thread::Column::AccountId.eq(account_id))
        .filter(slack_thread::Column::Kind.eq(ThreadKind::Triage))
        .filter(slack_thread::Column::RetiredAt.is_null());
    channels.extend(threads.into_tuple::<String>().all(db).await?);
    Ok(channels)
}

/// Every channel that settings name, or in which a ticket's notes stand.
pub(super) async fn named_channels(db: &impl ConnectionTrait, account_id: AccountId) -> Result<BTreeSet<String>> {
    let mut channels = triage_channels(db, account_id).await?;
    let (_, customers) = naming(db, account_id).await?;
    channels.extend(customers.into_iter().filter_map(|it| it.customer_channel_id));
    Ok(channels)
}

async fn naming(
    db: &impl ConnectionTrait,
    account_id: AccountId,
) -> Result<(Vec<collection::Model>, Vec<customer::Model>)> {
    let collections = collection::Entity::find()
        .filter(collection::Column::AccountId.eq(account_id))
        .filter(collection::Column::TriageChannelId.is_not_null())
        .all(db)
        .await?;
    let customers = customer::Entity::find()
        .filter(customer::Column::AccountId.eq(account_id))
        .filter(
            Condition::any()
                .add(customer::Column::TriageChannelId.is_not_null())
                .add(customer::Column::CustomerChannelId.is_not_null()),
        )
        .all(db)
        .await?;
    Ok((collections, customers))
}

/// Refuses a triage channel that another company reads, or is about to: cards and notes are the team's alone. And has Slack asked of one that
/// is named, which may say so only then.
pub(crate) async fn check_internal(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    channel: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let known = slack_channel::Entity::find_by_id((account_id, channel.to_owned()))
        .one(db)
        .await?;
    if let Some(known) = known.filter(|it| it.is_shared) {
        let why = format!(
            "#{} is shared with another company, whose people would read internal notes there: choose a channel of your own",
            known.name
        );
        return Err(Error::Invalid(vec![FieldError::new("triage_channel", why)]));
    }
    look_at(db, account_id, channel, now).await
}

/// Has Slack asked how a channel is that settings name now.
pub(crate) async fn look_at(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    channel: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let check = Job::CheckChannel {
        channel: channel.to_owned(),
    };
    Ok(enqueue(db, now, NewJob::new(account_id, check)).await?)
}
