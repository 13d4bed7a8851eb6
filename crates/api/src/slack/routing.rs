//! Which channels a ticket goes to (product.md §4).

use chrono::{DateTime, Utc};
use portico_types::{
    ids::{AccountId, CollectionId, SlackThreadId, SlackWorkspaceId},
    staff::{CollectionKind, CustomerManagement},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Select, sea_query::Expr,
};
use uuid::Uuid;

use super::post;
use crate::{
    entity::{
        ThreadKind, WorkspaceState, account, collection, customer, slack_channel, slack_thread, slack_workspace, ticket,
    },
    error::{Error, Result},
};

/// The threads a ticket has.
pub(crate) async fn threads_of(db: &impl ConnectionTrait, ticket: &ticket::Model) -> Result<Vec<slack_thread::Model>> {
    let alive = of(ticket).filter(slack_thread::Column::RetiredAt.is_null());
    Ok(alive.all(db).await?)
}

/// The threads a ticket had before it was moved.
pub(crate) async fn former_threads_of(
    db: &impl ConnectionTrait,
    ticket: &ticket::Model,
) -> Result<Vec<slack_thread::Model>> {
    let retired = of(ticket).filter(slack_thread::Column::RetiredAt.is_not_null());
    Ok(retired.all(db).await?)
}

fn of(ticket: &ticket::Model) -> Select<slack_thread::Entity> {
    slack_thread::Entity::find()
        .filter(slack_thread::Column::AccountId.eq(ticket.account_id))
        .filter(slack_thread::Column::TicketId.eq(ticket.id))
}

/// The thread below the card at `ts`, be it one that came twice and was taken away.
pub(super) async fn thread_at(
    db: &impl ConnectionTrait,
    workspace: &slack_workspace::Model,
    channel: &str,
    ts: &str,
) -> Result<Option<slack_thread::Model>> {
    let threads = slack_thread::Entity::find()
        .filter(slack_thread::Column::AccountId.eq(workspace.account_id))
        .filter(slack_thread::Column::WorkspaceId.eq(workspace.id))
        .filter(slack_thread::Column::ChannelId.eq(channel))
        .filter(slack_thread::Column::Ts.eq(ts));
    if let Some(thread) = threads.one(db).await? {
        return Ok(Some(thread));
    }
    match post::whose_was(db, workspace, channel, ts).await? {
        Some(id) => Ok(slack_thread::Entity::find_by_id((workspace.account_id, id))
            .one(db)
            .await?),
        None => Ok(None),
    }
}

/// The account's workspaces, those that work first, and of these the newest: an account that moved works in the one it connected last.
pub(super) async fn workspaces(
    db: &impl ConnectionTrait,
    account_id: AccountId,
) -> Result<Vec<slack_workspace::Model>> {
    let mut all = slack_workspace::Entity::find()
        .filter(slack_workspace::Column::AccountId.eq(account_id))
        .filter(slack_workspace::Column::State.ne(WorkspaceState::Removed))
        .order_by_desc(slack_workspace::Column::CreatedAt)
        .all(db)
        .await?;
    all.sort_by_key(|it| it.state != WorkspaceState::Connected);
    Ok(all)
}

/// The workspace that a channel is in; of one we have not met yet, the account's first.
pub(super) async fn workspace_of(
    db: &impl ConnectionTrait,
    workspaces: &[slack_workspace::Model],
    channel: &str,
) -> Result<Option<SlackWorkspaceId>> {
    let Some(first) = workspaces.first() else {
        return Ok(None);
    };
    let known = slack_channel::Entity::find_by_id((first.account_id, channel.to_owned()));
    let of_channel = known.one(db).await?.map(|it| it.workspace_id);
    let found = workspaces.iter().find(|it| Some(it.id) == of_channel);
    Ok(Some(found.unwrap_or(first).id))
}

/// Gives a new ticket its threads, not yet posted. None when the account has no Slack workspace.
pub(crate) async fn open_threads(
    db: &impl ConnectionTrait,
    ticket: &ticket::Model,
    now: DateTime<Utc>,
) -> Result<Vec<slack_thread::Model>> {
    begin(db, ticket, places(db, ticket).await?, now).await
}

/// A channel of a workspace in which a ticket is to have a thread.
struct Place {
    kind: ThreadKind,
    workspace_id: SlackWorkspaceId,
    channel_id: String,
}

/// Where the settings of this moment want a ticket.
async fn places(db: &impl ConnectionTrait, ticket: &ticket::Model) -> Result<Vec<Place>> {
    let workspaces = workspaces(db, ticket.account_id).await?;
    if workspaces.is_empty() {
        return Ok(Vec::new());
    }
    let account = account::Entity::find_by_id(ticket.account_id)
        .one(db)
        .await?
        .ok_or(Error::NotFound("account"))?;
    let customer = customer::Entity::find_by_id((ticket.account_id, ticket.customer_id))
        .one(db)
        .await?;
    let customer = customer.ok_or(Error::NotFound("customer"))?;
    let collections = collection::Entity::find()
        .filter(collection::Column::AccountId.eq(ticket.account_id))
        .all(db)
        .await?;
    let channels = [
        (
            ThreadKind::Triage,
            triage_channel(
                account.customer_management,
                &customer,
                ticket.collection_id,
                &collections,
            ),
        ),
        (ThreadKind::Customer, customer_channel(&customer)),
    ];
    let mut places = Vec::new();
    for (kind, channel) in channels {
        let Some(channel) = channel else { continue };
        if let Some(workspace_id) = workspace_of(db, &workspaces, channel).await? {
            places.push(Place {
                kind,
                workspace_id,
                channel_id: channel.to_owned(),
            });
        }
    }
    Ok(places)
}

/// What became of a moved ticket's threads.
pub(crate) struct Rerouted {
    /// Those in channels it still belongs to.
    pub kept: Vec<slack_thread::Model>,
    /// Those it has now, not yet posted.
    pub begun: Vec<slack_thread::Model>,
    /// Those whose cards must say where it went.
    pub retired: Vec<slack_thread::Model>,
}

/// Gives a moved ticket threads where it belongs now, and retires those where it no longer does.
pub(crate) async fn reroute(db: &impl ConnectionTrait, ticket: &ticket::Model, now: DateTime<Utc>) -> Result<Rerouted> {
    let mut places = places(db, ticket).await?;
    let mut retired = former_threads_of(db, ticket).await?;
    retired.retain(|it| it.kind == ThreadKind::Triage);
    let mut kept = Vec::new();
    for thread in threads_of(db, ticket).await? {
        let here = |it: &Place| {
            it.kind == thread.kind && it.workspace_id == thread.workspace_id && it.channel_id == thread.channel_id
        };
        if places.iter().any(here) {
            places.retain(|it| !here(it));
            kept.push(thread);
            continue;
        }
        slack_thread::Entity::update_many()
            .col_expr(slack_thread::Column::RetiredAt, Expr::value(Some(now)))
            .filter(slack_thread::Column::AccountId.eq(thread.account_id))
            .filter(slack_thread::Column::Id.eq(thread.id))
            .exec(db)
            .await?;
        retired.push(slack_thread::Model {
            retired_at: Some(now),
            ..thread
        });
    }
    Ok(Rerouted {
        kept,
        begun: begin(db, ticket, places, now).await?,
        retired,
    })
}

async fn begin(
    db: &impl ConnectionTrait,
    ticket: &ticket::Model,
    places: Vec<Place>,
    now: DateTime<Utc>,
) -> Result<Vec<slack_thread::Model>> {
    let thread = |place: Place| slack_thread::Model {
        account_id: ticket.account_id,
        id: SlackThreadId(Uuid::now_v7()),
        ticket_id: ticket.id,
        kind: place.kind,
        workspace_id: place.workspace_id,
        channel_id: place.channel_id,
        ts: None,
        created_at: now,
        compared_at: None,
        compare_due_at: None,
        retired_at: None,
    };
    let threads: Vec<slack_thread::Model> = places.into_iter().map(thread).collect();
    if !threads.is_empty() {
        let rows = threads.iter().cloned().map(IntoActiveModel::into_active_model);
        slack_thread::Entity::insert_many::<slack_thread::ActiveModel, _>(rows)
            .exec_without_returning(db)
            .await?;
    }
    Ok(threads)
}

/// The triage channel of a portal ticket: in the customer-centric model the customer's own, else its collection's when that forwards;
/// in all other cases the portal collection's. The ticket's collection is its customer's, unless it was moved.
fn triage_channel<'a>(
    model: CustomerManagement,
    customer: &'a customer::Model,
    collection_id: Option<CollectionId>,
    collections: &'a [collection::Model],
) -> Option<&'a str> {
    let portal = || {
        collections
            .iter()
            .find(|c| c.kind == CollectionKind::Portal)
            .and_then(|c| c.triage_channel_id.as_deref())
    };
    if model == CustomerManagement::Standard {
        return portal();
    }
    let theirs = collections.iter().find(|c| Some(c.id) == collection_id && c.forwarding);
    customer
        .triage_channel_id
        .as_deref()
        .or_else(|| theirs.and_then(|c| c.triage_channel_id.as_deref()))
        .or_else(portal)
}

fn customer_channel(customer: &customer::Model) -> Option<&str> {
    customer
        .customer_channel_id
        .as_deref()
        .filter(|_| customer.post_to_customer_channel)
}
